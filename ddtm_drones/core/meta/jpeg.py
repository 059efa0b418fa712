"""The header of a JPEG file: its EXIF and XMP blocks, its size in pixels, its thermal payload. Only the header is read."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from typing import BinaryIO, List, Optional

_FIRST_READ = 1 << 16
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_SIZES = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))
_MAX_HEADER = 64 << 20  # a header longer than this is damage, not data
_TAIL = 1 << 16


@dataclass
class Head:
    """What the header of a photograph holds; None when it does not."""

    exif: Optional[bytes] = None
    xmp: Optional[bytes] = None
    width: Optional[int] = None
    height: Optional[int] = None
    raw_sizes: List[int] = field(default_factory=list)  # lengths of the APP3 blocks (DJI R-JPEG)
    raw_offsets: List[int] = field(default_factory=list)
    complete: bool = False  # the header was read to its end (start of the picture)
    has_end: bool = True  # an end mark stands in the last 64 kB of the file
    is_jpeg: bool = False


def read_head(path: os.PathLike[str] | str) -> Head:
    """Read the header. A damaged header gives what stands before the damage."""
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        head = parse_head(file, size)
        if head.is_jpeg:
            file.seek(max(0, size - _TAIL))
            head.has_end = b"\xff\xd9" in file.read(_TAIL)
    return head


def parse_head(file: BinaryIO, size: int) -> Head:
    head = Head()
    window = _Window(file)
    if window.take(0, 2) != b"\xff\xd8":
        return head
    head.is_jpeg = True
    at = 2
    while at < min(size, _MAX_HEADER):
        mark = window.take(at, 4)
        if len(mark) < 4 or mark[0] != 0xFF:
            return head
        if mark[1] == 0xFF:  # fill byte
            at += 1
            continue
        if mark[1] in (0xDA, 0xD9):
            head.complete = True
            return head
        length = int.from_bytes(mark[2:4], "big")
        if length < 2:
            return head
        body, count = at + 4, length - 2
        if mark[1] == 0xE1 and not (head.exif and head.xmp):
            data = window.take(body, count)
            if data[:6] == b"Exif\0\0" and head.exif is None:
                head.exif = data[6:]
            elif data.startswith(_XMP) and head.xmp is None:
                head.xmp = data[len(_XMP) :]
        elif mark[1] == 0xE3:
            head.raw_offsets.append(body)
            head.raw_sizes.append(count)
        elif mark[1] in _SIZES and count >= 5:
            data = window.take(body, 5)
            if len(data) == 5:
                head.height, head.width = int.from_bytes(data[1:3], "big"), int.from_bytes(data[3:5], "big")
        at = body + count
    return head


def read_raw(path: os.PathLike[str] | str, head: Head) -> bytes:
    """The thermal payload: its APP3 blocks put end to end."""
    out = io.BytesIO()
    with open(path, "rb") as file:
        for offset, count in zip(head.raw_offsets, head.raw_sizes):
            file.seek(offset)
            out.write(file.read(count))
    return out.getvalue()


class _Window:
    """Bytes of a file by position, from one first read while they are in it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held = file.read(_FIRST_READ) or b""

    def take(self, at: int, count: int) -> bytes:
        if at + count <= len(self._held):
            return self._held[at : at + count]
        self._file.seek(at)
        parts, wanted = [], count
        while wanted:
            part = self._file.read(wanted)
            if not part:
                break
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)
