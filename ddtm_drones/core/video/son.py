"""Whether a video carries sound, read from the boxes of its file (MP4, MOV). Standard library only."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Iterator, Optional, Tuple

INSIDE = (b"moov", b"trak", b"mdia")
MOST_BOXES = 20_000


def has_sound(path: Path) -> Optional[bool]:
    """True or False for an MP4 or a MOV; None for what is not understood: sound cannot be excluded then."""
    try:
        with open(path, "rb") as file:
            end = path.stat().st_size
            kinds = list(_handlers(file, 0, end))
    except (OSError, struct.error, ValueError):
        return None
    return b"soun" in kinds if kinds else None


def _handlers(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """Kind of each track: `vide`, `soun`..."""
    for kind, at, after in _boxes(file, start, end):
        if kind in INSIDE:
            yield from _handlers(file, at, after)
        elif kind == b"hdlr":
            file.seek(at + 8)
            yield file.read(4)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Tuple[bytes, int, int]]:
    """(kind, first byte inside, first byte after)."""
    for _ in range(MOST_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        at = start + 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            at += 8
        elif size == 0:
            size = end - start
        if size < at - start or start + size > end:
            raise ValueError(kind)
        yield kind, at, start + size
        start += size
    raise ValueError("boxes")
