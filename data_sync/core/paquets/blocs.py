"""Block delta of any file against an earlier one: which blocks to keep, which bytes are new."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from pathlib import Path
from typing import Dict, Optional

from shared.errors import BadInput

from .manifeste import FALSIFIE

PAGE, BLOC = 4096, 256 * 1024  # a GeoPackage's own pages; what rasters and arrays are cut into


def taille_bloc(nom: str) -> int:
    return PAGE if nom.endswith(".gpkg") else BLOC


def calculer(base: Path, new: Path, bloc: int, limite: int) -> Optional[bytes]:
    """The delta, compressed; None when it is not smaller than `limite` bytes before compression."""
    known: Dict[bytes, int] = {}
    with open(base, "rb") as stream:
        for number, data in enumerate(iter(lambda: stream.read(bloc), b"")):
            known.setdefault(hashlib.sha256(data).digest(), number)
    plan, fresh, size = [], [], 0
    with open(new, "rb") as stream:
        for data in iter(lambda: stream.read(bloc), b""):
            number = known.get(hashlib.sha256(data).digest(), -1)
            plan.append(number)
            if number < 0:
                size += len(data)
                if size > limite:
                    return None
                fresh.append(data)
    head = json.dumps({"bloc": bloc, "plan": _runs(plan)}).encode()
    return zlib.compress(struct.pack("<I", len(head)) + head + b"".join(fresh), 9)


def appliquer(base: Path, delta: bytes, target: Path, taille: int) -> None:
    """Write `target` from `base` and the delta. Raises BadInput when the delta cannot be this file's."""
    try:
        plain = zlib.decompress(delta)
        (length,) = struct.unpack_from("<I", plain)
        head, at, written = json.loads(plain[4 : 4 + length]), 4 + length, 0
        bloc = head["bloc"]
        if bloc not in (PAGE, BLOC):
            raise ValueError("block")
        with open(base, "rb") as old, open(target, "wb") as stream:
            for start, count in head["plan"]:
                for step in range(count):
                    if written >= taille:
                        raise ValueError("longer than announced")
                    if start < 0:
                        data = plain[at : at + min(bloc, taille - written)]
                        at += len(data)
                    else:
                        old.seek((start + step) * bloc)
                        data = old.read(min(bloc, taille - written))
                    if not data:  # past the end: a plan that never grows the file would never end
                        raise ValueError("plan")
                    stream.write(data)
                    written += len(data)
            if written != taille:
                raise ValueError("shorter than announced")
    except (zlib.error, struct.error, ValueError, KeyError, TypeError, MemoryError, OverflowError) as error:
        raise BadInput(FALSIFIE, repr(error)) from error


def _runs(plan: list) -> list:
    """[first block, how many]; -1 = bytes of the delta."""
    out: list = []
    for number in plan:
        if out and (number == -1 == out[-1][0] or (number >= 0 and out[-1][0] >= 0 and number == out[-1][0] + out[-1][1])):
            out[-1][1] += 1
        else:
            out.append([number, 1])
    return out
