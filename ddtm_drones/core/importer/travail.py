"""The work GeoPackage, made or brought up to date so that it holds the layers of the missions; and the mission named."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate
from shared.gpkg.read import layer_names, rows


def ready(espace: Espace) -> str:
    """Path of travail.gpkg, with every layer of the missions in it."""
    path = espace.travail_gpkg
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, catalogue.layers("travail"), exercise=is_exercise(espace))
    else:
        migrate(path, catalogue.layers("travail"))  # nothing happens when the file is up to date
    return str(path)


def is_exercise(espace: Espace) -> bool:
    try:
        return espace.is_exercise
    except BadInput:  # no pack: photographs can be imported all the same
        return False


def mission(espace: Espace, wanted: Optional[str]) -> Optional[Dict[str, Any]]:
    """The mission of this uuid or number; None when none is named. Raises BadInput when it is unknown."""
    if not wanted:
        return None
    found: List[Dict[str, Any]] = []
    if espace.travail_gpkg.exists() and "drone_mission" in layer_names(espace.travail_gpkg):
        found = rows(espace.travail_gpkg, "drone_mission", "uuid = ? OR numero = ?", parameters=(wanted, wanted))
    if not found:
        raise BadInput(f"La mission « {wanted} » n'est pas au registre : inscrivez-la d'abord, ou laissez ce champ vide.")
    if len(found) > 1:
        raise BadInput(f"Plusieurs missions portent le numéro « {wanted} » : donnez l'identifiant complet.")
    return found[0]
