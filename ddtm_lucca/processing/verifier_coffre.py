"""Algorithm ddtm_lucca:verifier_coffre."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class VerifierCoffre(StoreAlgorithm):
    NAME = "verifier_coffre"
    TITLE = "Vérifier le coffre"
    SHORT = "Contrôle le coffre, chaque pièce et la chaîne des scellés."
    JOB = "ddtm_lucca.core.coffre.job:verifier_coffre"
    TEXTS = ()
