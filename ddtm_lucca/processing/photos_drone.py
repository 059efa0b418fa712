"""Algorithm ddtm_lucca:photos_drone."""

from __future__ import annotations

from ..core.suivi.apports import tell_photos
from .coffre import StoreAlgorithm


class PhotosDrone(StoreAlgorithm):
    NAME = "photos_drone"
    TITLE = "Photos de drone d'une affaire"
    GROUP = "Apports"
    SHORT = "Photographies de drone jointes à l'affaire ou qui voient son lieu, avec leur empreinte."
    JOB = "ddtm_lucca.core.suivi.apports:photos"
    TEXTS = (("AFFAIRE", "Numéro de l'affaire", True),)

    def told(self, result):
        return tell_photos(result)
