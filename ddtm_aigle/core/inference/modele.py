"""A detector as this plugin uses it: the class of the suite that each of its names stands for, and the bands that it wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from shared.detecteur.modele import Detector, open_detector
from shared.errors import BadInput
from shared.jobs import JobContext

from .classes import catalogue_class

MOST_ALIKE = 0.9  # boxes of one class that share more than that are one thing, whatever the model allows
LEAST_OVERLAP = 15.0  # per cent of a tile: without it what a seam cuts would be two things


@dataclass
class Model(Detector):
    """classes: beside each name, the suite's own; None where it does not follow that kind of thing."""

    classes: Tuple[Optional[str], ...]
    bands: Tuple[str, ...]
    demonstration: bool


def open_model(path: str, ctx: JobContext, threads: int = 0) -> Model:
    """The model of a file. Raises BadInput with one sentence for what cannot be used."""
    detector = open_detector(path, ctx, threads)
    classes = tuple(map(catalogue_class, detector.names))
    if not any(classes):
        known = ", ".join(detector.names[:5])
        raise BadInput(f"Le modèle « {detector.name} » ne cherche rien de connu ({known}) : choisissez un modèle de la suite.")
    meta = detector.metadata
    return Model(
        **{**vars(detector), "iou": min(detector.iou, MOST_ALIKE), "overlap": max(detector.overlap, LEAST_OVERLAP)},
        classes=classes,
        bands=meta.words("bandes"),
        demonstration=meta.word("demonstration").lower() in ("1", "true", "oui"),
    )
