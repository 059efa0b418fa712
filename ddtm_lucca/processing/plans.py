"""Algorithm ddtm_lucca:plans."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingParameterBoolean, QgsProcessingParameterFile

from .coffre import StoreAlgorithm


class Plans(StoreAlgorithm):
    NAME = "plans"
    TITLE = "Plans et extraits d'une affaire"
    GROUP = "Procès-verbaux"
    SHORT = "Plan de situation, photographie aérienne, extraits du cadastre, du PLU et du PPR, en un PDF."
    JOB = "ddtm_lucca.core.plans.job:run"
    TEXTS = (
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("PLANS", "Plans voulus : situation, aerien, cadastre, plu, ppr (tous par défaut)", False),
        ("MOTIF", "Motif inscrit au journal", False),
    )
    PDF = "Document"

    def parameters(self) -> Iterable[Any]:
        yield from super().parameters()
        yield QgsProcessingParameterFile("IMAGE", self.tr("Orthophotographie"), fileFilter="GeoTIFF (*.tif *.tiff *.vrt)", optional=True)
        yield QgsProcessingParameterBoolean("JOINDRE", self.tr("Ajouter aux pièces de l'affaire"), defaultValue=False)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = super().job_params(parameters, context, feedback)
        image = self.parameterAsFile(parameters, "IMAGE", context)
        return {**given, "joindre": self.parameterAsBoolean(parameters, "JOINDRE", context), **({"image": image} if image else {})}
