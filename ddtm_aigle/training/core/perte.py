"""What the network is punished for: a focal loss on the heat map, one minus the overlap (GIoU) for the boxes."""

from __future__ import annotations

from typing import Any

import torch

STRIDE = 4


def loss_of(out: Any, heat: Any, counts: Any, corners: Any, learnt: Any, geometry: float) -> Any:
    """out [N, n+4, h, w] raw; heat, counts [N, n, h, w]; corners [N, 4, h, w] in pixels; learnt [N, h, w]."""
    n = heat.shape[1]
    logits = out[:, :n]
    found = logits.sigmoid().clamp(1e-5, 1 - 1e-5)
    peak = (heat >= 1).float() * counts
    right = -((1 - found) ** 2) * found.log() * peak
    wrong = -((1 - heat) ** 4) * found**2 * (1 - found).log() * counts * (1 - peak)
    things = peak.sum().clamp(min=1.0)
    overlap = (1 - giou(boxes_of(out[:, n:]), corners)) * learnt
    return (right.sum() + wrong.sum()) / things + geometry * overlap.sum() / learnt.sum().clamp(min=1.0)


def boxes_of(raw: Any) -> Any:
    """[N, 4, h, w] offset and log sides -> corners in pixels, as the decoder of the suite reads them."""
    rows = torch.arange(raw.shape[2], device=raw.device, dtype=raw.dtype)[:, None] + 0.5
    columns = torch.arange(raw.shape[3], device=raw.device, dtype=raw.dtype)[None, :] + 0.5
    x, y = (columns + raw[:, 0]) * STRIDE, (rows + raw[:, 1]) * STRIDE
    w, h = raw[:, 2].clamp(-4, 6).exp(), raw[:, 3].clamp(-4, 6).exp()
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


def giou(a: Any, b: Any) -> Any:
    """Generalised intersection over union of two maps of corners."""
    w = (torch.minimum(a[:, 2], b[:, 2]) - torch.maximum(a[:, 0], b[:, 0])).clamp(min=0)
    h = (torch.minimum(a[:, 3], b[:, 3]) - torch.maximum(a[:, 1], b[:, 1])).clamp(min=0)
    common = w * h
    total = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1]) + (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]) - common
    hull = (torch.maximum(a[:, 2], b[:, 2]) - torch.minimum(a[:, 0], b[:, 0])) * (
        torch.maximum(a[:, 3], b[:, 3]) - torch.minimum(a[:, 1], b[:, 1])
    )
    total, hull = total.clamp(min=1e-6), hull.clamp(min=1e-6)
    return common / total - (hull - total) / hull
