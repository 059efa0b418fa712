"""Algorithm ddtm_lucca:signer_pv."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingParameterFile

from .coffre import StoreAlgorithm


class SignerPv(StoreAlgorithm):
    """The passphrase of the certificate is never a parameter: Processing would write it into its history."""

    NAME = "signer_pv"
    TITLE = "Signer un procès-verbal"
    GROUP = "Procès-verbaux"
    SHORT = "Signe électroniquement (PAdES) un procès-verbal clos, sans rien changer au document scellé."
    JOB = "ddtm_lucca.core.signature.job:signer"
    TEXTS = (
        ("PV", "Numéro du procès-verbal", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("CARTE", "Nom de la carte, s'il y en a plusieurs", False),
    )
    PDF = "Document signé"

    def parameters(self) -> Iterable[Any]:
        yield QgsProcessingParameterFile("CERTIFICAT", self.tr("Certificat"), fileFilter="PKCS#12 (*.p12 *.pfx)", optional=True)
        yield QgsProcessingParameterFile("MODULE", self.tr("ou bibliothèque de la carte (PKCS#11)"), optional=True)
        yield from super().parameters()

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        files = {name.lower(): self.parameterAsFile(parameters, name, context) for name in ("CERTIFICAT", "MODULE")}
        return {**super().job_params(parameters, context, feedback), **{name: value for name, value in files.items() if value}}
