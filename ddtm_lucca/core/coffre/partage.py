"""What the shared GeoPackage may know of an affair: number, place, nature, state. Nothing else ever goes there."""

from __future__ import annotations

import struct
from typing import Any, Mapping

from shared import catalogue
from shared.catalogue import LAYERS
from shared.espace import Espace
from shared.gpkg import create, migrate, read, write

from . import numeros

LAYER = "affaire_lucca"
AUTHOR = "ddtm_lucca"  # never a person


def publish(depot: Any, affaire: Mapping[str, Any]) -> bool:
    """Write or refresh the affair's row; False when the affair has no position yet."""
    if affaire.get("x") is None or affaire.get("y") is None:
        return False
    path = depot.espace.travail_gpkg
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create.create(path, catalogue.layers("travail"))
    elif LAYER not in read.layer_names(path):
        migrate.migrate(path, [LAYERS[LAYER]])
    row = {
        "uuid": affaire["uuid"],
        "numero": numeros.shown(affaire),
        "lieu": affaire["commune"],
        "nature": affaire["nature"],
        "etat": affaire["etat"],
        "geom": struct.pack("<BIdd", 1, 1, affaire["x"], affaire["y"]),
    }
    known = read.rows(path, LAYER, {"uuid": affaire["uuid"]}, geometry=False, deleted=True)
    (write.update_rows if known else write.insert_rows)(path, LAYER, [row], AUTHOR)
    return True


def withdraw(espace: Espace, uuid: str) -> None:
    path = espace.travail_gpkg
    if path.exists() and LAYER in read.layer_names(path) and read.rows(path, LAYER, {"uuid": uuid}, geometry=False):
        write.set_status(path, LAYER, [uuid], "supprime", AUTHOR)
