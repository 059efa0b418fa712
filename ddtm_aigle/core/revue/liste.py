"""What to look at next, and how far the review is (standard library only: the dock reads it in QGIS itself)."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

from shared.gpkg import read


def to_review(
    path: Any,
    *,
    classes: Sequence[str] = (),
    commune: Optional[str] = None,
    prescribed: bool = False,
    reviewed: bool = False,
    limit: Optional[int] = None,
) -> List[Dict[str, Any]]:
    """Objects by falling priority; prescribed ones only on request (never caravans that are still there: they are not prescribed)."""
    where: Dict[str, Any] = {}
    if classes:
        where["classe"] = list(classes)
    if commune:
        where["code_insee"] = commune
    if not reviewed:
        where["validation"] = "non_verifie"
    rows = read.rows(path, "objet_detecte", where or None, order="priorite desc")
    rows = [row for row in rows if row["geom"] and (prescribed or row["prescription"] != "prescrit")]
    return rows[:limit] if limit is not None else rows


def progress(path: Any) -> Dict[str, int]:
    """{"total", "revus", and one count a verdict}."""
    rows = read.rows(path, "objet_detecte", geometry=False, fields=["uuid", "validation"])
    counts: Dict[str, int] = {}
    for row in rows:
        counts[row["validation"]] = counts.get(row["validation"], 0) + 1
    return {"total": len(rows), "revus": len(rows) - counts.get("non_verifie", 0), **counts}
