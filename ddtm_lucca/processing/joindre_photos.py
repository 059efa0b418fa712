"""Algorithm ddtm_lucca:joindre_photos."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class JoindrePhotos(StoreAlgorithm):
    NAME = "joindre_photos"
    TITLE = "Joindre des photos de drone"
    GROUP = "Apports"
    SHORT = "Originaux relus par leur empreinte, puis gardés au coffre comme pièces de l'affaire."
    JOB = "ddtm_lucca.core.suivi.apports:joindre"
    TEXTS = (
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("PHOTOS", "Noms ou empreintes, séparés par ; (vide : celles déjà liées)", False),
    )
