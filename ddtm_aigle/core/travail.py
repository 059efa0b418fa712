"""The work GeoPackage of the detections: made or brought up to date when need be."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.connection import french_errors
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate

NAMESPACE = uuid.UUID("6f1d8e0e-5d0f-4a57-9a57-0a3c1f5b7a11")  # of the identifiers made from what a thing is
LAYER_NAMES = (
    "detection",
    "objet_detecte",
    "detection_passage",
    "detection_couverture",
    "detection_historique",
    "signalement",
    "tournee",
    "visite",
)


def work_file(espace: Espace) -> Path:
    """travail.gpkg, made when absent, with the layers of the detections."""
    path = espace.travail_gpkg
    if not path.is_file():
        with french_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        exercise = espace.generation_name is not None and espace.is_exercise
        create(path, catalogue.layers("travail"), exercise=exercise)
    else:
        ready(path)
    return path


def ready(path: Any) -> None:
    """The layers of the detections are all there, in their present form."""
    migrate(path, [catalogue.LAYERS[name] for name in LAYER_NAMES])


def existing_work_file(espace: Espace) -> Path:
    """The same, but there must already be detections to work on. Raises BadInput."""
    if not espace.travail_gpkg.is_file():
        raise BadInput("Il n'y a encore aucune détection dans cet espace de travail : lancez d'abord la détection sur une image.")
    return work_file(espace)
