"""What to hide in a video, and when: zones that stay, zones that slide from one drawing to the next, whole sections.

    12-20 : 100,200,300,400                          a rectangle, between two seconds
    3 : 10,10,50,50 > 5,5 : 20,10,60,50 > 9 : ...    slides from one place to the next; hidden from the first second to the last
    12-20 : tout                                     the whole picture
    100,200,300,400                                  the whole video

Zones are separated by ";" or lines. A shape is a rectangle (x1,y1,x2,y2) or a polygon (three corners and more), in pixels.
"""

from __future__ import annotations

import bisect
import math
import re
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from shared.errors import BadInput

Shape = List[Tuple[float, float]]
WHOLE = "tout"
_WHEN = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(?:-\s*(\d+(?:[.,]\d+)?|fin))?\s*:\s*(.*)$", re.DOTALL)
UNREADABLE = (
    "Zone de vidéo illisible : « {part} ». Écrivez par exemple 12-20 : 100,200,300,400 (de la seconde 12 à 20), "
    "3 : 10,10,50,50 > 9 : 60,10,100,50 (zone qui glisse) ou 12-20 : tout."
)


class Zone(NamedTuple):
    times: Tuple[float, ...]
    shapes: Tuple[Optional[Shape], ...]  # None: the whole picture

    def at(self, second: float, margin: float = 0.0) -> Tuple[bool, Optional[Shape]]:
        """(whether something is hidden then, its shape); the zone holds `margin` seconds more at either end."""
        if not self.times[0] - margin <= second <= self.times[-1] + margin:
            return False, None
        rank = bisect.bisect_right(self.times, second) - 1
        if rank < 0 or rank >= len(self.times) - 1:
            return True, self.shapes[0 if rank < 0 else -1]
        start, end = self.shapes[rank], self.shapes[rank + 1]
        span = self.times[rank + 1] - self.times[rank]
        if start is None or end is None or span <= 0:
            return True, start
        share = (second - self.times[rank]) / span
        return True, [(a + share * (c - a), b + share * (d - b)) for (a, b), (c, d) in zip(start, end)]


def read(given: Any) -> List[Zone]:
    """Zones of a text or of a list of texts. Raises BadInput."""
    parts = [str(part) for part in given] if isinstance(given, (list, tuple)) else re.split(r"[;\n]", str(given or ""))
    return [_zone(part) for part in parts if part.strip()]


def _zone(part: str) -> Zone:
    steps = part.split(">")
    times: List[float] = []
    shapes: List[Optional[Shape]] = []
    for step in steps:
        match = _WHEN.match(step)
        start, end, shape = (match.group(1), match.group(2), match.group(3)) if match else (None, None, step)
        if (match is None and ":" in step) or (len(steps) > 1 and (match is None or end is not None)):
            raise BadInput(UNREADABLE.format(part=part.strip()))
        drawn = _shape(shape, part)
        first = 0.0 if start is None else _number(start)
        last = math.inf if start is None or end == "fin" else first if end is None else _number(end)
        if len(steps) == 1:
            if start is not None and end is None:
                raise BadInput(f"La zone « {part.strip()} » ne dit pas jusqu'à quelle seconde : écrivez {start}-fin, ou les deux secondes.")
            if last <= first:
                raise BadInput(f"La zone « {part.strip()} » finit avant de commencer.")
            return Zone((first, last), (drawn, drawn))
        if times and first <= times[-1]:
            raise BadInput(f"La zone « {part.strip()} » ne va pas dans l'ordre du temps.")
        if shapes and (drawn is None or shapes[0] is None or len(drawn) != len(shapes[0])):
            raise BadInput(f"La zone « {part.strip()} » change de nombre de sommets : gardez la même forme d'un instant à l'autre.")
        times.append(first)
        shapes.append(drawn)
    return Zone(tuple(times), tuple(shapes))


def _shape(text: str, part: str) -> Optional[Shape]:
    if text.strip().lower() == WHOLE:
        return None
    try:
        numbers = [float(value) for value in text.split(",")]
    except ValueError as error:
        raise BadInput(UNREADABLE.format(part=part.strip())) from error
    if len(numbers) < 4 or len(numbers) % 2 or not all(abs(value) < 1e6 for value in numbers):
        raise BadInput(UNREADABLE.format(part=part.strip()))
    if len(numbers) == 4:
        x1, y1, x2, y2 = numbers
        left, top, right, bottom = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    return list(zip(numbers[::2], numbers[1::2]))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def hide(picture: Any, shapes: Sequence[Optional[Shape]]) -> None:
    """Cover shapes with one plain colour each, in place. Not blocks: blocks of moving pictures can be put together again."""
    import cv2
    import numpy as np

    for shape in shapes:
        if shape is None:
            picture[:] = picture.reshape(-1, 3).mean(axis=0).astype(np.uint8)
            continue
        corners = np.round(np.asarray(shape)).astype(np.int32)
        left, top = np.maximum(corners.min(axis=0), 0)
        right, bottom = corners.max(axis=0)
        part = picture[top : bottom + 1, left : right + 1]
        if part.size:
            colour = part.reshape(-1, 3).mean(axis=0)
            cv2.fillPoly(picture, [corners], [float(value) for value in colour])
