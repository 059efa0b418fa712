"""Videos of the register with the track of their subtitles: where the drone was at each second. Standard library only."""

from __future__ import annotations

import bisect
import struct
from pathlib import PurePosixPath
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

NONE_YET = "Aucune vidéo de drone au registre : importez d'abord une carte qui en contient."


def videos(espace: Espace) -> List[Dict[str, Any]]:
    """Rows of `drone_media` of the videos, each with `trajet`: the hash of its log of positions, None when it has none."""
    path = espace.travail_gpkg
    if not path.exists() or "drone_media" not in layer_names(path):
        return []
    found = rows(path, "drone_media", {"nature": ["video", "journal"]}, order="fid")
    tracked = {row["sha256"] for row in rows(path, "drone_trace", geometry=False)}
    logs: Dict[Tuple[Any, str], str] = {}
    for row in found:
        if row["nature"] == "journal" and row["sha256"] in tracked:
            logs.setdefault(_key(row), row["sha256"])
    return [{**row, "trajet": logs.get(_key(row))} for row in found if row["nature"] == "video"]


def find(espace: Espace, wanted: Any) -> Dict[str, Any]:
    """The one video of this name or hash. Raises BadInput."""
    text, held = str(wanted or "").strip(), videos(espace)
    if not held:
        raise BadInput(NONE_YET)
    found = [row for row in held if text and text in (row["sha256"], row["nom"])]
    if not found:
        raise BadInput(f"La vidéo « {text} » n'est pas au registre : choisissez parmi {', '.join(row['nom'] for row in held[:8])}.")
    if len(found) > 1:
        raise BadInput(f"Plusieurs vidéos s'appellent « {text} » : donnez son empreinte SHA-256.")
    return found[0]


def positions(espace: Espace, log: Optional[str]) -> List[Dict[str, Any]]:
    """Places of a log in the order of video time, x and y in Lambert 93; empty without a log or without video times."""
    if not log:
        return []
    out = [
        {**row, "x": place[0], "y": place[1]}
        for row in rows(espace.travail_gpkg, "drone_position", {"sha256": log}, order="rang")
        if row["geom"] and row["seconde"] is not None
        for place in [struct.unpack_from("<2d", row["geom"], 5)]
    ]
    return sorted(out, key=lambda row: row["seconde"])


def at(track: Sequence[Mapping[str, Any]], second: float, gap: float = 5.0) -> Optional[Dict[str, Any]]:
    """Where the drone was, between two positions; None before the first, after the last, or in a gap of more than `gap` seconds."""
    times = [row["seconde"] for row in track]
    if not times or second < times[0] - 1 or second > times[-1] + 1:
        return None
    after = bisect.bisect_left(times, second)
    if after == 0 or after == len(times):
        return _placed(track[min(after, len(times) - 1)], None, 0.0)
    before, following = track[after - 1], track[after]
    span = times[after] - times[after - 1]
    if span > gap:
        return None
    return _placed(before, following, (second - times[after - 1]) / span if span else 0.0)


def _placed(a: Mapping[str, Any], b: Optional[Mapping[str, Any]], share: float) -> Dict[str, Any]:
    def between(name: str) -> Optional[float]:
        if a[name] is None or b is None or b[name] is None:
            return a[name] if share < 0.5 or b is None else b[name]
        return float(a[name] + share * (b[name] - a[name]))

    heading = a["cap"]
    if b is not None and heading is not None and b["cap"] is not None:
        heading = (heading + share * ((b["cap"] - heading + 180) % 360 - 180)) % 360
    return {**{name: between(name) for name in ("x", "y", "hauteur_decollage", "altitude_abs", "inclinaison")}, "cap": heading}


def _key(row: Mapping[str, Any]) -> Tuple[Any, str]:
    """A video and its subtitles lie side by side under one name, brought in by one import."""
    place = PurePosixPath(row["chemin"] or row["nom"])
    return row["import_id"], str(place.with_suffix("")).lower()
