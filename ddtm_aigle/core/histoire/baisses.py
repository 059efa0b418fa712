"""What takes points off an object's priority: the table of the plan, and a false alarm that a reviewer found at the same place before.

A thing may have come since: it is looked at later, never put aside for that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import shapely

from shared.espace import Espace
from shared.gpkg import read

from ..filtre import plu, regles

REFUSED_POINTS = 20.0
Lowered = List[Tuple[float, str]]  # points, why


def lowered(espace: Espace, path: Path, rows: Sequence[Dict[str, Any]]) -> List[Lowered]:
    """For each row of objet_detecte, every reason with its points. path: the work file."""
    if not rows:
        return []
    out: List[Lowered] = [[told] if told[0] else [] for told in plu.lowered(espace, rows)]
    refused = [row for row in read.rows(path, "detection", {"validation": list(regles.NEGATIVE)}) if row["geom"]]
    shapes = shapely.make_valid(shapely.from_wkb([bytes(row["geom"]) for row in rows]))
    years: Dict[int, List[int]] = {}
    for i, j in regles.refused_here(rows, shapes, refused):
        years.setdefault(i, []).append(refused[j]["millesime"])
    for i, seen in years.items():
        out[i].append((REFUSED_POINTS, f"fausse alerte déjà invalidée ici sur l'image de {max(seen)}"))
    return out
