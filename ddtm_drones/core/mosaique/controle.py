"""Stored headings against GPS and image ties: a strip whose heading is turned round is found, a few pairs of neighbours a strip."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Set, Tuple

import numpy as np

from shared.errors import DdtmError
from shared.jobs import JobContext

from ..projection import transformer
from . import ajustement, liens, vues

SIDE = 500  # long side, in pixels, of the pictures compared
PAIRS_EACH = 3
PAIRS_MOST = 60
GAP_S, STEP_M, FAR_M, TURN_DEG = 60.0, 3.0, 300.0, 35.0
WRONG_DEG = 120.0
NEEDED = ("longitude", "latitude", "cap", "inclinaison", "heure_utc", "largeur_px", "hauteur_px")
REMARK = "cap enregistré faux de 180° environ, d'après le GPS et les images : emprise calculée avec le cap retourné"


class Verdict(NamedTuple):
    turned: Set[str]  # SHA-256 of the photographs whose stored heading is turned round
    strips: int
    checked: int  # strips in which at least one pair spoke


def check(photos: Sequence[Mapping[str, Any]], root: Path, ctx: JobContext) -> Verdict:
    """photos: rows of `drone_photo`; only vertical ones are judged. Raises nothing: what cannot be read or tied is not judged."""
    usable = [row for row in photos if all(row.get(name) is not None for name in NEEDED) and row["inclinaison"] <= vues.STEEP]
    usable.sort(key=lambda row: (row["heure_utc"], row["nom"]))
    if len(usable) < 2:
        return Verdict(set(), 0, 0)
    views = _views(usable, root)
    strips = _strips(usable, views)
    chosen = _pairs(strips, views)
    ranks = sorted({rank for pairs in chosen for pair in pairs for rank in pair})
    place = {rank: number for number, rank in enumerate(ranks)}
    features = _features([views[rank] for rank in ranks], ctx)
    turned: Set[str] = set()
    checked = 0
    for strip, pairs in zip(strips, chosen):
        off: Dict[int, float] = {}
        for i, j in pairs:
            ctx.check_cancel()
            tie = liens.tie_of((0, 1), [features[place[i]], features[place[j]]])
            if tie is None:
                continue
            found, _, count = ajustement.headings([views[i], views[j]], [tie])
            if count:
                off.update({rank: abs((found[side] - views[rank].yaw + 180) % 360 - 180) for side, rank in enumerate((i, j))})
        if not off:
            continue
        checked += 1
        wrong = {rank for rank, angle in off.items() if angle > WRONG_DEG}
        # the whole strip when all that was seen of it is wrong: a compass or a gimbal turns round between two strips
        turned |= {usable[rank]["sha256"] for rank in (strip if len(wrong) == len(off) else sorted(wrong))}
    return Verdict(turned, len(strips), checked)


def _views(rows: Sequence[Mapping[str, Any]], root: Path) -> List[vues.View]:
    project = transformer(vues.system(rows)).transform
    out = []
    for row in rows:
        x, y = project(row["longitude"], row["latitude"])
        height, focal = row.get("hauteur_decollage"), row.get("focale_px")
        ground = height / focal if height and focal and height > 2 else None
        out.append(
            vues.View(
                root / row["fichier"], row["nom"], float(x), float(y), row["largeur_px"], row["hauteur_px"], height, row["cap"], ground, 1.0
            )
        )
    return out


def _strips(rows: Sequence[Mapping[str, Any]], views: Sequence[vues.View]) -> List[List[int]]:
    """Runs of photographs taken one after the other in one direction."""
    import datetime as dt

    hours = [dt.datetime.fromisoformat(str(row["heure_utc"]).replace("Z", "+00:00")) for row in rows]
    strips: List[List[int]] = [[0]]
    heading: float = math.nan
    for rank in range(1, len(rows)):
        east, north = views[rank].x - views[rank - 1].x, views[rank].y - views[rank - 1].y
        metres = math.hypot(east, north)
        azimuth = math.degrees(math.atan2(east, north))
        turn = 0.0 if math.isnan(heading) else abs((azimuth - heading + 180) % 360 - 180)
        apart = (hours[rank] - hours[rank - 1]).total_seconds() > GAP_S or not STEP_M <= metres <= FAR_M
        if apart or turn > TURN_DEG:
            strips.append([])
            heading = math.nan
        else:
            heading = azimuth
        strips[-1].append(rank)
    return [strip for strip in strips if len(strip) > 1]


def _pairs(strips: Sequence[Sequence[int]], views: Sequence[vues.View]) -> List[List[Tuple[int, int]]]:
    each = max(1, min(PAIRS_EACH, PAIRS_MOST // max(1, len(strips))))
    out: List[List[Tuple[int, int]]] = []
    for strip in strips:
        pairs = [
            (i, j)
            for i, j in zip(strip, strip[1:])
            if math.hypot(views[i].x - views[j].x, views[i].y - views[j].y) < 0.7 * (views[i].ground or math.inf) * views[i].width
        ]
        keep = np.unique(np.linspace(0, len(pairs) - 1, min(each, len(pairs))).astype(int)) if pairs else []
        out.append([pairs[int(k)] for k in keep])
    return out


def _features(views: Sequence[vues.View], ctx: JobContext) -> List[liens.Features]:
    """Features of small pictures; none for a picture that cannot be decoded."""
    try:
        return liens.find_features(views, ctx, SIDE)
    except DdtmError:
        empty = liens.Features(np.zeros((0, 2)), None, 1)
        out = []
        for view in views:
            try:
                out += liens.find_features([view], JobContext(), SIDE)
            except DdtmError:
                out.append(empty)
        return out


def told(verdict: Verdict, names: Sequence[str]) -> List[str]:
    """French notes."""
    notes = []
    if verdict.turned:
        shown = f"{names[0]} à {names[-1]}" if len(names) > 1 else names[0]
        notes.append(
            f"Cap enregistré faux de 180° environ sur {len(names)} photo(s), de {shown} : leur emprise est calculée avec le cap retourné. "
            "Le cap lu est conservé."
        )
    if verdict.strips and verdict.checked < verdict.strips:
        notes.append(
            f"Orientation contrôlée sur {verdict.checked} bande(s) sur {verdict.strips} : les autres n'ont pas assez de points communs."
        )
    return notes
