"""The networks: small convolutional detectors without anchors, one heat map a class at a quarter of the picture's size.

Output [N, n+4, h/4, w/4], the layout « DDTM_centre » of the decoder: logits, then centre offset (cells), log of width and height (pixels).
"""

from __future__ import annotations

from typing import Any, Dict

import torch
from torch import nn

from .tronc import WIDTHS, Trunk

STRIDE, MULTIPLE = 4, 16  # of the output; what the sides of a picture must be a multiple of
NECK = (48, 80)  # widths on the way up, at a quarter and an eighth
PLAIN = (24, 48, 96, 160)  # widths of the plain network, at a half, a quarter, an eighth, a sixteenth
RARE = -4.6  # first logit: one cell in a hundred, so that training does not begin by unlearning objects everywhere
TYPICAL = 3.0  # first log of a side: twenty pixels


def _conv(inside: int, outside: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inside, outside, size, stride, size // 2, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True))


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.one = _conv(width, width)
        self.two = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Any) -> Any:
        return torch.relu(x + self.two(self.one(x)))


class _Headed(nn.Module):
    """What every network ends with: a heat map a class, and the geometry."""

    def heads(self, width: int, classes: int) -> None:
        self.heat = nn.Sequential(_conv(width, width), nn.Conv2d(width, classes, 1))
        self.shape = nn.Sequential(_conv(width, width), nn.Conv2d(width, 4, 1))
        nn.init.constant_(self.heat[1].bias, RARE)
        nn.init.normal_(self.shape[1].weight, std=0.01)
        with torch.no_grad():
            self.shape[1].bias.copy_(torch.tensor([0.0, 0.0, TYPICAL, TYPICAL]))


class Detector(_Headed):
    """« lite0 »: the trunk down to a sixteenth, two scales up again; about 0.9 million parameters."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        a, b = NECK
        self.trunk = Trunk()
        self.side8, self.up8 = _conv(WIDTHS[1], b, size=1), _conv(WIDTHS[2], b, size=1)
        self.mix8 = _Residual(b)
        self.side4, self.up4 = _conv(WIDTHS[0], a, size=1), _conv(b, a, size=1)
        self.mix4 = _Residual(a)
        self.heads(a, classes)

    def forward(self, x: Any) -> Any:
        quarter, eighth, sixteenth = self.trunk(x)
        up = nn.functional.interpolate(self.up8(sixteenth), scale_factor=2.0, mode="nearest")
        eighth = self.mix8(self.side8(eighth) + up)
        up = nn.functional.interpolate(self.up4(eighth), scale_factor=2.0, mode="nearest")
        quarter = self.mix4(self.side4(quarter) + up)
        return torch.cat([self.heat(quarter), self.shape(quarter)], dim=1)


class Compact(_Headed):
    """« compact »: plain convolutions learnt from chance, four scales down, two up; about 1.7 million parameters."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        a, b, c, d = PLAIN
        self.stem = nn.Sequential(_conv(3, a, 2), _conv(a, b, 2), _Residual(b))
        self.eighth = nn.Sequential(_conv(b, c, 2), _Residual(c), _Residual(c))
        self.sixteenth = nn.Sequential(_conv(c, d, 2), _Residual(d), _Residual(d))
        self.side8, self.up8 = _conv(c, c, size=1), _conv(d, c, size=1)
        self.mix8 = _conv(c, c)
        self.side4, self.up4 = _conv(b, b, size=1), _conv(c, b, size=1)
        self.mix4 = _Residual(b)
        self.heads(b, classes)

    def forward(self, x: Any) -> Any:
        quarter = self.stem(x)
        eighth = self.eighth(quarter)
        up = nn.functional.interpolate(self.up8(self.sixteenth(eighth)), scale_factor=2.0, mode="nearest")
        eighth = self.mix8(self.side8(eighth) + up)
        up = nn.functional.interpolate(self.up4(eighth), scale_factor=2.0, mode="nearest")
        quarter = self.mix4(self.side4(quarter) + up)
        return torch.cat([self.heat(quarter), self.shape(quarter)], dim=1)


NETWORKS = {"lite0": Detector, "compact": Compact}


def network_of(settings: Dict[str, Any]) -> str:
    """Which network a checkpoint or a model's metadata tell of; those written before there were two do not name it."""
    return str(settings.get("reseau") or ("lite0" if "tronc_sha256" in settings else "compact"))


def parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
