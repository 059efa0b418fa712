"""Algorithm ddtm_drones:aligner."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from shared.processing.base import EngineAlgorithm


class AlignerAvantApres(EngineAlgorithm):
    """A mosaic of after laid over one of before."""

    NAME = "aligner"
    TITLE = "Aligner avant et après"
    GROUP = "Produits"
    SHORT = "Cale une mosaïque d'après sur celle d'avant par leurs points communs, pour ne voir que ce qui a changé."
    TAGS = ("drone", "avant", "après", "comparaison", "changement")
    JOB = "ddtm_drones.core.alignement.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        forced = QgsProcessingParameterBoolean("FORCER", tr("Aligner malgré un refus (simple coup d'œil)"), defaultValue=False)
        forced.setFlags(forced.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterRasterLayer("AVANT", tr("Image d'avant")),
            QgsProcessingParameterRasterLayer("APRES", tr("Image d'après")),
            forced,
            QgsProcessingParameterRasterDestination("SORTIE", tr("Image d'après, alignée")),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("DECALAGE_M", self.tr("Déplacement (m)")),
            QgsProcessingOutputNumber("RESIDU_MEDIAN_M", self.tr("Écart médian (m)")),
            QgsProcessingOutputNumber("RESIDU_P90_M", self.tr("Écart de 9 points sur 10 (m)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            **{name.lower(): self.raster_file(parameters, name, context) for name in ("AVANT", "APRES")},
            "forcer": self.parameterAsBool(parameters, "FORCER", context),
            "sortie": self.parameterAsOutputLayer(parameters, "SORTIE", context),
        }
