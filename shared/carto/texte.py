"""Put a text in a box: measured with the real font, wrapped between words, made smaller, cut with « … » only as a last resort."""

from __future__ import annotations

from typing import List, Tuple

from qgis.PyQt.QtGui import QFont, QFontMetricsF

from .palette import font_family

MM_PER_POINT = 25.4 / 72
LINE_HEIGHT = 1.36  # of the font size, with the line gap that QGIS adds


def _metrics(bold: bool) -> QFontMetricsF:
    font = QFont(font_family())
    font.setBold(bold)
    font.setPixelSize(1000)
    return QFontMetricsF(font)


def width(text: str, size: float, bold: bool = False) -> float:
    """Width in millimetres of one line at `size` points."""
    return _metrics(bold).horizontalAdvance(text) / 1000 * size * MM_PER_POINT


def height(lines: int, size: float) -> float:
    """Height in millimetres of a block of lines."""
    return lines * size * LINE_HEIGHT * MM_PER_POINT


def wrap(text: str, room: float, size: float, bold: bool = False) -> List[str]:
    """Lines no wider than `room` millimetres; a word too long for a line is cut."""
    metrics = _metrics(bold)
    limit = room / (size * MM_PER_POINT) * 1000
    lines: List[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if metrics.horizontalAdvance(candidate) <= limit:
                line = candidate
                continue
            if line:
                lines.append(line)
            while metrics.horizontalAdvance(word) > limit and len(word) > 1:
                cut = next((n for n in range(len(word) - 1, 0, -1) if metrics.horizontalAdvance(word[:n]) <= limit), 1)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        lines.append(line)
    return lines


def fit(text: str, room_w: float, room_h: float, largest: float, smallest: float, bold: bool = False) -> Tuple[float, List[str]]:
    """The largest size (points) at which `text` fits, and its lines; at the smallest size the last line ends with « … »."""
    size = largest
    while True:
        lines = wrap(text, room_w, size, bold)
        if height(len(lines), size) <= room_h:
            return size, lines
        if size <= smallest:
            break
        size = max(smallest, size - max(0.25, largest * 0.04))
    count = max(1, int(room_h / height(1, size)))
    kept = lines[:count]
    while kept[-1] and width(kept[-1] + "…", size, bold) > room_w:
        kept[-1] = kept[-1][:-1]
    kept[-1] = kept[-1].rstrip(" ,;") + "…"
    return size, kept
