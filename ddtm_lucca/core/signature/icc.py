"""An sRGB colour profile, version 2 of the ICC format: the one that every reader of archives knows. Made from the figures of IEC 61966-2-1."""

from __future__ import annotations

import functools
import struct
from typing import Dict, List, Tuple

NAME = "sRGB IEC61966-2.1"
WHITE = (0.9642, 1.0, 0.8249)  # D50, the illuminant of the format
COLORANTS = {"rXYZ": (0.43607, 0.22249, 0.01392), "gXYZ": (0.38515, 0.71687, 0.09708), "bXYZ": (0.14307, 0.06061, 0.7141)}
POINTS = 1024


@functools.lru_cache(maxsize=1)
def srgb() -> bytes:
    """The profile, always the same bytes."""
    curve = struct.pack(">4s4xI", b"curv", POINTS) + struct.pack(
        f">{POINTS}H", *(round(65535 * _linear(i / (POINTS - 1))) for i in range(POINTS))
    )
    tags: Dict[str, bytes] = {"desc": _description(NAME), "cprt": b"text\0\0\0\0CC0\0", "wtpt": _xyz(WHITE)}
    tags.update({name: _xyz(value) for name, value in COLORANTS.items()})
    tags.update(rTRC=curve, gTRC=curve, bTRC=curve)
    offset, body = 128 + 4 + 12 * len(tags), b""
    table: List[bytes] = []
    placed: Dict[bytes, Tuple[int, int]] = {}
    for name, data in tags.items():
        if data not in placed:
            placed[data] = (offset + len(body), len(data))
            body += data + b"\0" * (-len(data) % 4)
        table.append(struct.pack(">4sII", name.encode(), *placed[data]))
    size = offset + len(body)
    date = struct.pack(">6H", 2024, 1, 1, 0, 0, 0)
    header = (
        struct.pack(">I4xI4s4s4s", size, 0x02100000, b"mntr", b"RGB ", b"XYZ ") + date + b"acsp" + bytes(28) + _numbers(WHITE) + bytes(48)
    )
    return header + struct.pack(">I", len(tags)) + b"".join(table) + body


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _numbers(values: Tuple[float, float, float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))


def _xyz(values: Tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _numbers(values)


def _description(text: str) -> bytes:
    data = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(data)) + data + bytes(4 + 4 + 2 + 1 + 67)
