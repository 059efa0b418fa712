"""Geometry of a sheet: where title, map, legend, scale and footer stand. Pure Python, millimetres from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from ..errors import BadInput

# name -> (short side, long side, factor on texts and furniture: a bigger sheet is read from further away)
FORMATS: Dict[str, Tuple[float, float, float]] = {
    "A4": (210, 297, 1.0),
    "A3": (297, 420, 1.2),
    "A2": (420, 594, 1.55),
    "A1": (594, 841, 2.0),
    "A0": (841, 1189, 2.6),
}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def overlaps(self, other: Box, tolerance: float = 1e-6) -> bool:
        return (
            self.x < other.right - tolerance
            and other.x < self.right - tolerance
            and self.y < other.bottom - tolerance
            and other.y < self.bottom - tolerance
        )


@dataclass(frozen=True)
class Sheet:
    """One page. `legend` is None when there is nothing to explain: the map takes the room."""

    width: float
    height: float
    k: float
    title: Box
    stamp: Box
    map: Box
    legend: Optional[Box]
    scale: Box
    north: Box
    sources: Box
    credits: Box

    def boxes(self) -> Dict[str, Box]:
        names = ("title", "stamp", "map", "legend", "scale", "north", "sources", "credits")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def sheet(page_format: str, landscape: bool, legend: bool = True) -> Sheet:
    """Raises BadInput when the format is unknown."""
    if page_format not in FORMATS:
        raise BadInput(f"Le format « {page_format} » n'existe pas : choisissez {', '.join(FORMATS)}.")
    short, long, k = FORMATS[page_format]
    w, h = (long, short) if landscape else (short, long)
    m = 7.0 * k if page_format != "A4" else 8.0
    gap = 2.0 * k
    top, foot = 15.0 * k, 11.0 * k
    stamp_w = 42.0 * k
    title = Box(m, m, w - 2 * m - stamp_w - gap, top)
    stamp = Box(w - m - stamp_w, m, stamp_w, top)
    foot_y = h - m - foot
    credits_w = min(78.0 * k, 0.42 * (w - 2 * m))
    sources = Box(m, foot_y, w - 2 * m - credits_w - gap, foot)
    credits = Box(w - m - credits_w, foot_y, credits_w, foot)
    body_y, body_h = m + top + gap, foot_y - gap - (m + top + gap)
    north_w, furniture_h = 10.0 * k, 15.0 * k
    if landscape:
        column = (66.0 if page_format == "A4" else 70.0 * k) if legend else 0.0
        map_w = w - 2 * m - (column + gap if legend else 0.0)
        if legend:
            x = w - m - column
            north = Box(x, body_y + body_h - furniture_h, north_w, furniture_h)
            scale = Box(x + north_w + gap, north.y, column - north_w - gap, furniture_h)
            return Sheet(
                w,
                h,
                k,
                title,
                stamp,
                Box(m, body_y, map_w, body_h),
                Box(x, body_y, column, body_h - furniture_h - gap),
                scale,
                north,
                sources,
                credits,
            )
    else:
        band = 0.215 * h if legend else 0.0
        map_w = w - 2 * m
        if legend:
            y = body_y + body_h - band
            side = 54.0 * k
            north = Box(w - m - side, y, north_w, furniture_h)
            scale = Box(w - m - side + north_w + gap, y, side - north_w - gap, furniture_h)
            return Sheet(
                w,
                h,
                k,
                title,
                stamp,
                Box(m, body_y, map_w, body_h - band - gap),
                Box(m, y, map_w - side - gap, band),
                scale,
                north,
                sources,
                credits,
            )
    # No legend: scale and north take a thin strip under the map.
    y = body_y + body_h - furniture_h
    north = Box(w - m - north_w, y, north_w, furniture_h)
    scale = Box(w - m - north_w - gap - 46.0 * k, y, 46.0 * k, furniture_h)
    return Sheet(w, h, k, title, stamp, Box(m, body_y, map_w, body_h - furniture_h - gap), None, scale, north, sources, credits)


_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0)


def round_scale(denominator: float) -> float:
    """The next round scale that shows at least as much: 23 400 -> 25 000."""
    if not denominator > 0:
        return 1.0
    power = 10.0 ** len(str(int(denominator))[1:])
    return next(step * power for step in _STEPS if step * power >= denominator * (1 - 1e-9))


def nice_length(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above `metres` (scale bar, grid)."""
    if not metres > 0:
        return 1.0
    power = 1.0
    while power * 10 <= metres:
        power *= 10
    while power > metres:
        power /= 10
    return next(step * power for step in (5, 2, 1) if step * power <= metres * (1 + 1e-9))
