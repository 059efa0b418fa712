"""GeoPackage geometry blobs and the WKB inside them, in plain Python: envelope, promotion to Multi, dropping of Z and M.

A GeoPackage blob is "GP", version, flags, srs_id, an optional envelope, then ISO WKB. Layers of the suite are 2D.
"""

from __future__ import annotations

import struct
from typing import List, Optional, Tuple

from ..errors import BadInput

Envelope = Tuple[float, float, float, float]  # minx, maxx, miny, maxy
CODES = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6, "GeometryCollection": 7}
NAMES = {code: name for name, code in CODES.items()}
FRENCH = {
    "Point": "un point",
    "LineString": "une ligne",
    "Polygon": "un polygone",
    "MultiPoint": "des points",
    "MultiLineString": "une ligne",
    "MultiPolygon": "un polygone",
    "GeometryCollection": "une collection de géométries",
}
_ENVELOPE_SIZES = (0, 32, 48, 48, 64)
_DAMAGED = "La géométrie est illisible : redessinez l'objet ou réimportez la donnée."


class _Reader:
    """Walks any WKB (ISO or EWKB, Z/M, either byte order) and writes it again as 2D little-endian ISO WKB."""

    def __init__(self, wkb: bytes) -> None:
        self.wkb, self.at = wkb, 0
        self.out: List[bytes] = []
        self.minx = self.miny = float("inf")
        self.maxx = self.maxy = float("-inf")

    def geometry(self) -> int:
        order = "<" if self.wkb[self.at] == 1 else ">"
        (code,) = struct.unpack_from(order + "I", self.wkb, self.at + 1)
        self.at += 5
        dims = 2
        if code & 0xE0000000:  # EWKB flags of PostGIS
            dims += bool(code & 0x80000000) + bool(code & 0x40000000)
            if code & 0x20000000:
                self.at += 4
            code &= 0x1FFFFFFF
        else:
            dims += {0: 0, 1: 1, 2: 1, 3: 2}[code // 1000]
            code %= 1000
        self.out.append(struct.pack("<BI", 1, code))
        if code == 1:
            self.points(order, dims, 1, is_point=True)
        elif code == 2:
            self.points(order, dims, self.count(order))
        elif code == 3:
            for _ in range(self.count(order)):
                self.points(order, dims, self.count(order))
        elif code in (4, 5, 6, 7):
            for _ in range(self.count(order)):
                self.geometry()
        else:
            raise ValueError(f"WKB type {code}")
        return code

    def count(self, order: str) -> int:
        (number,) = struct.unpack_from(order + "I", self.wkb, self.at)
        self.at += 4
        if number > len(self.wkb):
            raise ValueError("WKB count")
        self.out.append(struct.pack("<I", number))
        return number

    def points(self, order: str, dims: int, number: int, is_point: bool = False) -> None:
        flat = struct.unpack_from(f"{order}{number * dims}d", self.wkb, self.at)
        self.at += 8 * dims * number
        xs, ys = flat[0::dims], flat[1::dims]
        empty_point = is_point and xs[0] != xs[0] and ys[0] != ys[0]
        if number and not empty_point:
            self.minx, self.maxx = min(self.minx, min(xs)), max(self.maxx, max(xs))
            self.miny, self.maxy = min(self.miny, min(ys)), max(self.maxy, max(ys))
            if not sum(xs) - sum(xs) + sum(ys) - sum(ys) == 0:  # NaN or infinity somewhere
                raise ValueError("coordinate is not a number")
        if dims == 2 and order == "<":
            self.out.append(self.wkb[self.at - 16 * number : self.at])
        else:
            both = [0.0] * (2 * number)
            both[0::2], both[1::2] = xs, ys
            self.out.append(struct.pack(f"<{2 * number}d", *both))


def parse(wkb: bytes) -> Tuple[str, bytes, Optional[Envelope]]:
    """(type name, the same geometry as 2D little-endian WKB, envelope or None when empty). Raises BadInput when damaged."""
    reader = _Reader(bytes(wkb))
    try:
        code = reader.geometry()
        if reader.at != len(reader.wkb):
            raise ValueError("trailing bytes")
    except (struct.error, ValueError, KeyError, IndexError, RecursionError) as error:
        raise BadInput(_DAMAGED, str(error)) from error
    empty = reader.minx > reader.maxx
    return NAMES[code], b"".join(reader.out), None if empty else (reader.minx, reader.maxx, reader.miny, reader.maxy)


def conform(wkb: bytes, wanted: str) -> Tuple[bytes, Optional[Envelope]]:
    """`wkb` as 2D WKB of the type of its layer: a single part is promoted, a Multi of one part is taken apart for Point layers.

    Raises BadInput when the geometry is of another kind.
    """
    kind, flat, envelope = parse(wkb)
    if kind == wanted:
        return flat, envelope
    if "Multi" + kind == wanted:
        if envelope is None:  # an empty single geometry is an empty collection, not a collection of one empty part
            return struct.pack("<BII", 1, CODES[wanted], 0), None
        return struct.pack("<BII", 1, CODES[wanted], 1) + flat, envelope
    if kind == "Multi" + wanted and struct.unpack_from("<I", flat, 5)[0] == 1:
        return flat[9:], envelope
    raise BadInput(f"Cette couche attend {FRENCH[wanted]}, la géométrie donnée est {FRENCH[kind]}.")


def to_blob(wkb: bytes, envelope: Optional[Envelope], srs_id: int) -> bytes:
    """GeoPackage blob of 2D little-endian WKB, with its envelope (none for points, as GDAL does)."""
    flags = 0x01
    if envelope is None:
        return b"GP" + struct.pack("<BBi", 0, flags | 0x10, srs_id) + wkb
    if wkb[1] == 1:
        return b"GP" + struct.pack("<BBi", 0, flags, srs_id) + wkb
    return b"GP" + struct.pack("<BBi4d", 0, flags | 0x02, srs_id, *envelope) + wkb


def split_blob(blob: bytes) -> Tuple[int, bytes]:
    """(srs_id, WKB) of a GeoPackage blob. Raises BadInput when it is not one."""
    try:
        if blob[:2] != b"GP":
            raise ValueError("no GP magic")
        flags = blob[3]
        (srs_id,) = struct.unpack_from("<i" if flags & 1 else ">i", blob, 4)
        return srs_id, blob[8 + _ENVELOPE_SIZES[(flags >> 1) & 7] :]
    except (ValueError, IndexError, struct.error) as error:
        raise BadInput(_DAMAGED, str(error)) from error


def blob_envelope(blob: Optional[bytes]) -> Optional[Envelope]:
    """Envelope of a GeoPackage blob, None when the blob is NULL, empty or damaged."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP" or blob[3] & 0x10:
        return None
    try:
        if (blob[3] >> 1) & 7:
            values: Envelope = struct.unpack_from(("<" if blob[3] & 1 else ">") + "4d", blob, 8)
            return values
        return parse(split_blob(blob)[1])[2]
    except (BadInput, struct.error):
        return None
