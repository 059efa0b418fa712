"""A zone that follows something through a video: drawn at some seconds, in between it slides. Standard library only (the window uses it)."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from .zones_video import WHOLE, Shape, Zone

STEP_S = 0.1  # two drawings closer than this are one


class Piste:
    """`keys`: second -> shape; hidden from the first drawing to `end` (None: the end of the video). A shape that is None is the whole picture."""

    def __init__(self, second: float, shape: Optional[Shape]) -> None:
        self.keys: Dict[float, Optional[Shape]] = {round(second, 1): shape}
        self.end: Optional[float] = None

    def draw(self, second: float, shape: Shape) -> None:
        self.keys[round(second, 1)] = shape

    def stop(self, second: float) -> bool:
        """Hide no longer than this second; drawings after it are forgotten. False when nothing would be left."""
        second = round(second, 1)
        kept = {when: shape for when, shape in self.keys.items() if when < second - STEP_S / 2}
        if not kept:
            return False
        shown, shape = self.at(second)
        self.keys, self.end = kept, second
        if shown and shape is not None and len(kept) > 0 and shape != kept[max(kept)]:
            self.keys[second] = shape
        return True

    def at(self, second: float) -> Tuple[bool, Optional[Shape]]:
        """(whether it hides something then, its shape)."""
        return self._zone(max(second, *self.keys)).at(second, 1e-6)

    def text(self, duration: float) -> str:
        """In the words of `zones_video`."""
        zone = self._zone(max(duration, *self.keys, 0.0))
        if len(zone.times) == 1 or all(shape == zone.shapes[0] for shape in zone.shapes):
            end = "fin" if self.end is None else _seconds(self.end)
            return f"{_seconds(zone.times[0])}-{end} : {_told(zone.shapes[0])}"
        return " > ".join(f"{_seconds(when)} : {_told(shape)}" for when, shape in zip(zone.times, zone.shapes))

    def _zone(self, last: float) -> Zone:
        times: List[float] = sorted(self.keys)
        shapes = [self.keys[when] for when in times]
        end = last if self.end is None else self.end
        if end > times[-1]:
            times, shapes = [*times, end], [*shapes, shapes[-1]]
        return Zone(tuple(times), tuple(shapes))


def _seconds(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _told(shape: Optional[Shape]) -> str:
    return WHOLE if shape is None else ",".join(f"{round(x)},{round(y)}" for x, y in shape)
