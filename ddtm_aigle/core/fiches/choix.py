"""The objects that documents and rounds are about: named ones, or those that answer to a commune and classes, by priority."""

from __future__ import annotations

from typing import Any, Dict, List

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput
from shared.gpkg import read

from ..revue.job import resolve
from ..revue.liste import to_review


def chosen(path: Any, params: Dict[str, Any]) -> List[Dict[str, Any]]:
    """params: objets, or commune, classes, prescrits, limite; things said legal or invalidated only when named. Raises BadInput."""
    names = params.get("objets") or []
    names = resolve(path, [part.strip() for part in names.split(",")] if isinstance(names, str) else [str(name) for name in names])
    if names:
        rows = [row for row in read.rows(path, "objet_detecte", {"uuid": names}) if row["geom"]]
        if len(rows) < len(set(names)):
            raise BadInput("Un objet choisi n'existe plus : actualisez la liste, puis recommencez.")
        return rows
    classes = [part.strip() for part in str(params.get("classes") or "").split(",") if part.strip()]
    wrong = [code for code in classes if code not in CLASSE_DETECTION.codes]
    if wrong:
        raise BadInput(f"Classe inconnue : « {wrong[0]} » ; classes : {', '.join(CLASSE_DETECTION.codes)}.")
    rows = to_review(path, classes=classes, commune=params.get("commune"), prescribed=bool(params.get("prescrits")), reviewed=True)
    rows = [row for row in rows if row["validation"] not in ("invalide", "legal")]
    return rows[: int(params["limite"])] if params.get("limite") else rows
