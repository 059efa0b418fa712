"""The work GeoPackage of the detections: made or brought up to date when need be."""

from __future__ import annotations

from pathlib import Path

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate

LAYER_NAMES = ("detection", "objet_detecte", "detection_passage", "detection_couverture", "detection_historique", "signalement", "tournee", "visite")


def work_file(espace: Espace) -> Path:
    """travail.gpkg, made when absent, with the layers of the detections."""
    path = espace.travail_gpkg
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        exercise = espace.generation_name is not None and espace.is_exercise
        create(path, catalogue.layers("travail"), exercise=exercise)
    else:
        migrate(path, [catalogue.LAYERS[name] for name in LAYER_NAMES])
    return path


def existing_work_file(espace: Espace) -> Path:
    """The same, but there must already be detections to work on. Raises BadInput."""
    if not espace.travail_gpkg.is_file():
        raise BadInput("Il n'y a encore aucune détection dans cet espace de travail : lancez d'abord la détection sur une image.")
    return work_file(espace)
