"""A verdict on objects, as one gesture that can be undone (standard library only: the dock calls it in QGIS itself).

The detections of an object follow its verdict: they are what the thresholds and the next model are taught from.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

from shared.catalogue.aigle import CLASSE_DETECTION, CONTROLE, VALIDATION
from shared.errors import BadInput
from shared.gpkg import read

from .. import historique

MOST = 500  # objects a gesture


def give(
    path: Any,
    objects: Sequence[str],
    *,
    validation: Optional[str] = None,
    code: Optional[str] = None,
    control: Optional[str] = None,
    reason: Optional[str] = None,
    author: Optional[str] = None,
) -> Dict[str, Any]:
    """Set the state or the class of objects. Naming another class, or a control, of a thing not yet verified makes it a suspect.

    {"geste", "objets"}. Raises BadInput; then nothing is changed.
    """
    for value, domain in ((validation, VALIDATION), (code, CLASSE_DETECTION), (control, CONTROLE)):
        if value is not None and value not in domain.codes:
            raise BadInput(f"« {value} » est inconnu : choisissez parmi {', '.join(domain.codes)}.")
    if validation is None and code is None and control is None:
        raise BadInput("Aucun verdict n'est donné : indiquez une validation, une classe ou un contrôle.")
    unique = list(dict.fromkeys(objects))
    if not unique:
        raise BadInput("Aucun objet n'est choisi : sélectionnez-en au moins un.")
    if len(unique) > MOST:
        raise BadInput(f"{len(unique)} objets choisis : {MOST} au plus à la fois, pour que chaque verdict soit regardé.")
    rows = {row["uuid"]: row for row in read.rows(path, "objet_detecte", {"uuid": unique}, geometry=False)}
    if len(rows) < len(unique):
        raise BadInput("Un objet choisi n'existe plus : actualisez la liste, puis recommencez.")
    changes: List[Dict[str, Any]] = []
    of: Dict[str, List[str]] = {}
    for row in read.rows(path, "detection", {"objet_uuid": unique}, geometry=False, fields=["uuid", "objet_uuid"]):
        of.setdefault(row["objet_uuid"], []).append(row["uuid"])
    for name in unique:
        state = validation
        if state is None and rows[name]["validation"] == "non_verifie":
            retyped = code is not None and code != rows[name]["classe"]
            if retyped or control not in (None, "non_controle"):
                state = "suspect"
        for field, value in (("validation", state), ("classe", code), ("controle", control)):
            if value is None:
                continue
            changes.append({"couche": "objet_detecte", "uuid": name, "champ": field, "nouveau": value, "motif": reason})
            if field != "controle":
                changes += [
                    {"couche": "detection", "uuid": one, "champ": field, "nouveau": value, "motif": reason} for one in of.get(name, [])
                ]
    return {"geste": historique.apply(path, changes, author), "objets": len(unique)}
