"""Photographs made for the tests: a small JPEG with the EXIF and XMP blocks that one asks for."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

import numpy as np
from PIL import Image

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "drone"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DJI = 'xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/"'
_KINDS = {"text": 2, "short": 3, "long": 4, "rational": 5, "byte": 1}


def picture(width: int = 64, height: int = 48, seed: int = 0) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=80)
    return stream.getvalue()


def photo(
    exif: Optional[Dict[str, Any]] = None, xmp: Optional[str] = None, *, size: Tuple[int, int] = (64, 48), seed: int = 0, raw: bytes = b""
) -> bytes:
    """exif: {"image": {tag: (kind, value)}, "exif": {...}, "gps": {...}}; xmp: the whole packet; raw: bytes of APP3 blocks."""
    body = picture(*size, seed=seed)
    blocks = []
    if exif is not None:
        blocks.append((0xE1, b"Exif\0\0" + tiff(exif)))
    if xmp is not None:
        blocks.append((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp.encode("utf-8")))
    blocks += [(0xE3, raw[at : at + 65000]) for at in range(0, len(raw), 65000)]
    return body[:2] + b"".join(struct.pack(">BBH", 0xFF, mark, len(data) + 2) + data for mark, data in blocks) + body[2:]


def tiff(directories: Dict[str, Dict[int, Tuple[str, Any]]], order: str = "<") -> bytes:
    """A TIFF block of the image, exif and gps directories."""
    image = dict(directories.get("image", {}))
    names = [name for name in ("exif", "gps") if directories.get(name)]
    for name, tag in (("exif", 0x8769), ("gps", 0x8825)):
        if name in names:
            image[tag] = ("long", 0)
    at = 8
    places, sizes = {}, {}
    for name, entries in (("image", image), *((name, directories[name]) for name in names)):
        places[name] = at
        sizes[name] = 2 + 12 * len(entries) + 4
        at += sizes[name] + sum(len(_data(order, kind, value)) for kind, value in entries.values())
    for name, tag in (("exif", 0x8769), ("gps", 0x8825)):
        if name in names:
            image[tag] = ("long", places[name])
    out = struct.pack(order + "2sHI", b"II" if order == "<" else b"MM", 42, 8)
    for name, entries in (("image", image), *((name, directories[name]) for name in names)):
        out += _directory(order, entries, places[name] + sizes[name])
    return out


def _directory(order: str, entries: Dict[int, Tuple[str, Any]], after: int) -> bytes:
    head, tail = struct.pack(order + "H", len(entries)), b""
    for tag, (kind, value) in sorted(entries.items()):
        data = _data(order, kind, value)
        count = len(data) // {"text": 1, "short": 2, "long": 4, "rational": 8, "byte": 1}[kind]
        head += struct.pack(order + "HHI", tag, _KINDS[kind], count)
        if len(data) <= 4:
            head += data.ljust(4, b"\0")
            tail += b"\0" * 0
        else:
            head += struct.pack(order + "I", after + len(tail))
        tail += data if len(data) > 4 else b""
    return head + struct.pack(order + "I", 0) + tail + b"\0" * (sum(len(_data(order, k, v)) for k, v in entries.values()) - len(tail))


def _data(order: str, kind: str, value: Any) -> bytes:
    if kind == "text":
        return value.encode("utf-8") + b"\0"
    values = value if isinstance(value, (list, tuple)) else [value]
    if kind == "rational":
        return b"".join(
            struct.pack(order + "II", *(item if isinstance(item, tuple) else (int(round(item * 10**6)), 10**6))) for item in values
        )
    return struct.pack(f"{order}{len(values)}{ {'short': 'H', 'long': 'I', 'byte': 'B'}[kind] }", *values)


def gps(longitude: float, latitude: float) -> Dict[int, Tuple[str, Any]]:
    def triplet(value: float):
        value = abs(value)
        return [(int(value), 1), (int(value * 60) % 60, 1), (int(round(value * 3600 % 60 * 10**5)), 10**5)]

    return {
        1: ("text", "N" if latitude >= 0 else "S"),
        2: ("rational", triplet(latitude)),
        3: ("text", "E" if longitude >= 0 else "W"),
        4: ("rational", triplet(longitude)),
    }


def xmp_attributes(values: Dict[str, Any], prefix: str = "drone-dji", namespace: str = DJI) -> str:
    inside = " ".join(f'{prefix}:{name}="{value}"' for name, value in values.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}><rdf:Description {namespace} {inside}></rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def xmp_elements(values: Dict[str, Any], prefix: str = "drone-dji", namespace: str = DJI) -> str:
    inside = "".join(f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in values.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}><rdf:Description {namespace}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def dji(
    longitude: float = 3.9,
    latitude: float = 43.57,
    *,
    height: float = 80.0,
    yaw: float = 30.0,
    pitch: float = -90.0,
    hour: str = "2026:06:12 14:03:05",
    seed: int = 0,
    size: Tuple[int, int] = (64, 48),
    **more: Any,
) -> bytes:
    """A DJI photograph like those of the field."""
    exif = {
        "image": {0x010F: ("text", "DJI"), 0x0110: ("text", "FC6310R")},
        "exif": {0x9003: ("text", hour), 0x920A: ("rational", 8.8)},
        "gps": gps(longitude, latitude),
    }
    values = {
        "RelativeAltitude": f"{height:+.2f}",
        "AbsoluteAltitude": "+120.00",
        "GimbalYawDegree": f"{yaw:+.2f}",
        "GimbalPitchDegree": f"{pitch:+.2f}",
        "GimbalRollDegree": "+0.00",
        "FlightYawDegree": "+10.00",
        "DroneSerialNumber": "1ZNTEST",
        **more,
    }
    return photo(exif, xmp_attributes(values), size=size, seed=seed)


def card(folder: Path, count: int = 5, start: int = 0, prefix: str = "DJI_") -> Path:
    """A card of `count` different photographs, a second apart."""
    target = folder / "DCIM" / "100MEDIA"
    target.mkdir(parents=True, exist_ok=True)
    for rank in range(start, start + count):
        hour = f"2026:06:12 14:{rank // 60:02d}:{rank % 60:02d}"
        (target / f"{prefix}{rank + 1:04d}.JPG").write_bytes(dji(3.9 + rank * 1e-4, hour=hour, seed=rank))
    return folder
