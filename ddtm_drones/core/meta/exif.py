"""A small EXIF reader: the tags that matter here, from the TIFF block of a JPEG header.

Damage is expected: an offset outside the block, a wrong count or type, a zero denominator give no value, never an error.
"""

from __future__ import annotations

import struct
from typing import Any, Dict, Iterator, Optional, Tuple

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_FORMATS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d"}
_MAX_COUNT = 4096
_MAX_ENTRIES = 512

# (directory, tag) -> name; directories: 0 = image, exif, gps
TAGS: Dict[Tuple[str, int], str] = {
    ("image", 0x010F): "Make",
    ("image", 0x0110): "Model",
    ("image", 0x0132): "DateTime",
    ("exif", 0x9003): "DateTimeOriginal",
    ("exif", 0x9291): "SubSecTimeOriginal",
    ("exif", 0x9011): "OffsetTimeOriginal",
    ("exif", 0x9010): "OffsetTime",
    ("exif", 0x920A): "FocalLength",
    ("exif", 0xA405): "FocalLengthIn35mmFilm",
    ("exif", 0xA002): "PixelXDimension",
    ("exif", 0xA003): "PixelYDimension",
    ("exif", 0xA20E): "FocalPlaneXResolution",
    ("exif", 0xA210): "FocalPlaneResolutionUnit",
    ("exif", 0xA431): "BodySerialNumber",
    ("exif", 0xA404): "DigitalZoomRatio",
    ("gps", 0x0001): "GPSLatitudeRef",
    ("gps", 0x0002): "GPSLatitude",
    ("gps", 0x0003): "GPSLongitudeRef",
    ("gps", 0x0004): "GPSLongitude",
    ("gps", 0x0005): "GPSAltitudeRef",
    ("gps", 0x0006): "GPSAltitude",
    ("gps", 0x0007): "GPSTimeStamp",
    ("gps", 0x001D): "GPSDateStamp",
    ("gps", 0x001F): "GPSHPositioningError",
}
_POINTERS = {0x8769: "exif", 0x8825: "gps"}


def read_exif(block: Optional[bytes]) -> Dict[str, Any]:
    """{tag name: text, number or tuple of numbers}; only what could be read."""
    out: Dict[str, Any] = {}
    if not block or block[:2] not in (b"II", b"MM"):
        return out
    order = "<" if block[:2] == b"II" else ">"
    try:
        magic, first = struct.unpack_from(order + "HI", block, 2)
    except struct.error:
        return out
    if magic != 42:
        return out
    todo, seen = [("image", first)], set()
    while todo:
        directory, at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        for tag, value in _entries(block, order, at):
            if directory == "image" and tag in _POINTERS and isinstance(value, int):
                todo.append((_POINTERS[tag], value))
            name = TAGS.get((directory, tag))
            if name and value is not None:
                out.setdefault(name, value)
    return out


def _entries(block: bytes, order: str, at: int) -> Iterator[Tuple[int, Any]]:
    if at < 8 or at + 2 > len(block):
        return
    (count,) = struct.unpack_from(order + "H", block, at)
    for rank in range(min(count, _MAX_ENTRIES)):
        entry = at + 2 + 12 * rank
        if entry + 12 > len(block):
            return
        tag, kind, number = struct.unpack_from(order + "HHI", block, entry)
        if kind in _SIZES and 0 < number <= _MAX_COUNT:
            yield tag, _value(block, order, entry + 8, kind, number)


def _value(block: bytes, order: str, field: int, kind: int, number: int) -> Any:
    size = _SIZES[kind] * number
    at = field if size <= 4 else struct.unpack_from(order + "I", block, field)[0]
    if at + size > len(block):
        return None
    if kind in (2, 7):
        raw = block[at : at + size]
        text = raw.split(b"\0", 1)[0] if kind == 2 else raw
        return text.decode("utf-8", "replace").strip(" \0") or None
    if kind in (5, 10):
        pairs = struct.unpack_from(f"{order}{2 * number}{'I' if kind == 5 else 'i'}", block, at)
        values = tuple(top / bottom if bottom else None for top, bottom in zip(pairs[::2], pairs[1::2]))
    else:
        values = struct.unpack_from(f"{order}{number}{_FORMATS[kind]}", block, at)
    return values[0] if number == 1 else values


def degrees(value: Any, reference: Any) -> Optional[float]:
    """Decimal degrees of a GPS triplet (degrees, minutes, seconds) and its letter; None when either is missing."""
    parts = value if isinstance(value, tuple) else (value,)
    if not parts or any(not isinstance(part, (int, float)) for part in parts) or not isinstance(reference, str):
        return None
    total = sum(part / 60**rank for rank, part in enumerate(parts[:3]))
    letter = reference[:1].upper()
    if letter not in "NSEW" or not letter:
        return None
    return -total if letter in "SW" else total
