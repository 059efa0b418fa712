"""Algorithm ddtm_lucca:numeroter."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Numeroter(StoreAlgorithm):
    NAME = "numeroter"
    TITLE = "Donner les numéros officiels"
    SHORT = "Numérote les affaires qui n'ont qu'un numéro provisoire (coffre du service)."
    JOB = "ddtm_lucca.core.coffre.job:numeroter"
    TEXTS = ()
