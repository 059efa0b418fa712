"""Algorithm data_sync:exporter_qfield."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from shared.catalogue import CRS_EPSG
from shared.processing.base import EngineAlgorithm

from .edition import en_edition

SECTEUR, EMPRISE, DANS, NOM, FOND, CHIFFRER = "SECTEUR", "EMPRISE", "DANS", "NOM", "FOND", "CHIFFRER"


class ExporterQfield(EngineAlgorithm):
    """Make of a sector one folder that QField opens."""

    NAME = "exporter_qfield"
    TITLE = "Préparer une tablette (QField)"
    GROUP = "Tablettes"
    TAGS = ("QField", "tablette", "terrain", "export")
    JOB = "data_sync.core.tablette.job:exporter"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        yield QgsProcessingParameterString(SECTEUR, tr("Commune (nom ou code INSEE), ou secteur donné par une tournée"), optional=True)
        yield QgsProcessingParameterExtent(EMPRISE, tr("ou emprise sur la carte"), optional=True)
        yield QgsProcessingParameterFile(DANS, tr("Dans quel dossier le fabriquer"), behavior=QgsProcessingParameterFile.Behavior.Folder)
        yield QgsProcessingParameterString(NOM, tr("Nom de la tablette"), defaultValue="Tablette-1")
        yield QgsProcessingParameterFile(FOND, tr("Photographie aérienne à emporter (GeoTIFF, JPEG 2000…)"), optional=True)
        yield QgsProcessingParameterBoolean(CHIFFRER, tr("Chiffrer pour le transport (.zip.age)"), defaultValue=False)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("DOSSIER", self.tr("Dossier à copier sur la tablette"))
        yield QgsProcessingOutputNumber("LIGNES", self.tr("Saisies modifiables"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if not parameters.get(SECTEUR) and not parameters.get(EMPRISE):
            return self.tr("Indiquez le secteur : une commune, ou une emprise sur la carte.")
        return en_edition(self.espace(parameters, context))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        sector = self.parameterAsString(parameters, SECTEUR, context).strip()
        if not sector:
            box = self.parameterAsExtent(parameters, EMPRISE, context, QgsCoordinateReferenceSystem.fromEpsgId(CRS_EPSG))
            sector = f"{box.xMinimum()},{box.yMinimum()},{box.xMaximum()},{box.yMaximum()}"
        name = self.parameterAsString(parameters, NOM, context).strip() or "Tablette"
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)
        return {
            "secteur": sector,
            "nom": name,
            "dossier": f"{self.parameterAsString(parameters, DANS, context)}/{plain}",
            "fond": self.parameterAsFile(parameters, FOND, context) or None,
            "chiffrer": self.parameterAsBool(parameters, CHIFFRER, context),
        }
