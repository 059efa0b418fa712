"""The tests of the filter: for a batch of detections, the reason why each should be put aside, or None."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import shapely

from ..inference.classes import family
from .gabarits import GAUGES, MIN_EACH, MIN_REVIEWED, NEIGHBOUR, POOL_BLUE_OVER_RED, TITLES, Prior

Thresholds = Dict[Tuple[str, int], Tuple[float, int]]
REFUSED = 0.5  # intersection over union
POSITIVE, NEGATIVE = ("suspect", "illegal", "legal"), ("invalide",)


def by_size(row: Dict[str, Any], shape: Any) -> Optional[str]:
    gauge = GAUGES.get(row["classe"])
    if gauge is None:
        return None
    area, name = float(shapely.area(shape)), TITLES[row["classe"]]
    if not gauge.least <= area <= gauge.most:
        return f"taille hors gabarit : {_number(area)} m² pour une {name} ({gauge.least:g} à {gauge.most:g} m²)".replace(
            "une mobil", "un mobil"
        ).replace("une bateau", "un bateau")
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.hypot(*np.diff(ring[:3], axis=0).T) if len(ring) >= 3 else np.array([1.0, 1.0])
    ratio = float(sides.max() / max(sides.min(), 1e-6))
    return f"forme trop allongée : {_number(ratio)} fois plus long que large" if ratio > gauge.ratio else None


def by_colour(row: Dict[str, Any]) -> Optional[str]:
    if row["classe"] != "piscine" or not row.get("couleur"):
        return None
    try:
        red, green, blue = (float(part) for part in row["couleur"].split(","))
    except ValueError:
        return None
    return None if blue > POOL_BLUE_OVER_RED * red and green >= red else "couleur qui n'est pas celle de l'eau"


def by_layer(rows: Sequence[Dict[str, Any]], shapes: np.ndarray, prior: Prior, things: np.ndarray) -> List[Optional[str]]:
    """Reasons of one prior against the shapes of its layer."""
    out: List[Optional[str]] = [None] * len(rows)
    which = np.array([i for i, row in enumerate(rows) if row["classe"] in prior.classes], dtype=int)
    if not len(which) or not len(things):
        return out
    if prior.outside:
        return _outside(out, which, shapes, prior, things)
    pairs = shapely.STRtree(things).query(shapes[which], predicate="intersects")
    touched: Dict[int, List[int]] = defaultdict(list)
    for mine, thing in zip(*pairs):
        touched[int(which[mine])].append(int(thing))
    for i, indices in touched.items():
        cover = shapely.area(shapely.intersection(shapes[i], shapely.union_all(things[indices])))
        if cover >= prior.share * max(shapely.area(shapes[i]), 1e-9):
            out[i] = prior.reason
    return out


def _outside(out: List[Optional[str]], which: np.ndarray, shapes: np.ndarray, prior: Prior, things: np.ndarray) -> List[Optional[str]]:
    tree = shapely.STRtree(things)
    near = set(tree.query(shapes[which], predicate="dwithin", distance=NEIGHBOUR)[0].tolist())
    for rank, i in enumerate(which):
        if rank not in near:
            continue
        touched = things[tree.query(shapes[i], predicate="intersects")]
        cover = shapely.area(shapely.intersection(shapes[i], shapely.union_all(touched))) if len(touched) else 0.0
        if cover <= (1 - prior.share) * shapely.area(shapes[i]):
            out[i] = prior.reason
    return out


def learn(rows: Sequence[Dict[str, Any]]) -> Thresholds:
    """Per class and vintage with enough reviewed detections: the score that separates best (F1), and how many reviews said it."""
    out: Thresholds = {}
    for key, scored in _reviewed(rows).items():
        good = sum(right for _, right in scored)
        if len(scored) < MIN_REVIEWED or not MIN_EACH <= good <= len(scored) - MIN_EACH:
            continue
        best, chosen = -1.0, 0.0
        for candidate in sorted({score for score, _ in scored}):
            kept = [right for score, right in scored if score >= candidate]
            f1 = 2 * sum(kept) / (len(kept) + good)
            if f1 > best + 1e-12:
                best, chosen = f1, candidate
        out[key] = (chosen, len(scored))
    return out


def _reviewed(rows: Sequence[Dict[str, Any]]) -> Dict[Tuple[str, int], List[Tuple[float, bool]]]:
    """(class, vintage) -> score and whether it was right, of each reviewed detection."""
    groups: Dict[Tuple[str, int], List[Tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        if row["source"] == "analyse" and row["score"] is not None and row["validation"] in POSITIVE + NEGATIVE:
            groups[(row["classe"], row["millesime"])].append((float(row["score"]), row["validation"] in POSITIVE))
    return groups


def untaught(rows: Sequence[Dict[str, Any]], thresholds: Thresholds) -> Optional[str]:
    """Why the reviews of some classes and vintages taught no threshold."""
    parts = []
    for (code, year), scored in sorted(_reviewed(rows).items()):
        if (code, year) not in thresholds:
            wrong = sum(not right for _, right in scored)
            parts.append(f"{TITLES.get(code, code)} {year} ({len(scored)} revues dont {wrong} invalidées)")
    if not parts:
        return None
    return (
        f"Aucun seuil n'est tiré de : {', '.join(parts)}. Il faut {MIN_REVIEWED} revues, dont {MIN_EACH} vraies et {MIN_EACH} invalidées."
    )


def by_refusal(rows: Sequence[Dict[str, Any]], shapes: np.ndarray, refused: Sequence[Dict[str, Any]]) -> List[Optional[str]]:
    """What another run sees again, in the same vintage, where a reviewer already said that there is nothing."""
    out: List[Optional[str]] = [None] * len(rows)
    for i, j in refused_here(rows, shapes, refused):
        if rows[i]["millesime"] == refused[j]["millesime"]:
            out[i] = "déjà invalidée au même endroit sur ce millésime"
    return out


def refused_here(rows: Sequence[Dict[str, Any]], shapes: np.ndarray, refused: Sequence[Dict[str, Any]]) -> List[Tuple[int, int]]:
    """(row, refused) of one family at one place, whatever the vintage."""
    if not refused or not len(rows):
        return []
    old = shapely.make_valid(shapely.from_wkb([row["geom"] for row in refused]))
    mine, theirs = shapely.STRtree(old).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[mine], old[theirs]))
    alike = common >= REFUSED * (shapely.area(shapes[mine]) + shapely.area(old[theirs]) - common)
    pairs = zip(mine[alike].tolist(), theirs[alike].tolist())
    return [(i, j) for i, j in pairs if family(rows[i]["classe"]) == family(refused[j]["classe"])]


def by_score(row: Dict[str, Any], thresholds: Thresholds) -> Optional[str]:
    learnt = thresholds.get((row["classe"], row["millesime"]))
    if learnt is None or row["score"] is None or row["score"] >= learnt[0]:
        return None
    return f"score {_number(row['score'], 2)} sous le seuil {_number(learnt[0], 2)}, appris sur {learnt[1]} détections revues"


def _number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
