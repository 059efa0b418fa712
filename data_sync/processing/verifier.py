"""Algorithm data_sync:verifier."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from shared.processing.base import EngineAlgorithm

FICHIER, RAPPORT = "FICHIER", "RAPPORT"


class Verifier(EngineAlgorithm):
    """Check a GeoPackage (or the work space's own) against the catalogue and say in French what is wrong."""

    NAME = "verifier"
    TITLE = "Vérifier un GeoPackage"
    GROUP = "Données"
    TAGS = ("contrôle", "GeoPackage", "intégrité", "catalogue")
    JOB = "data_sync.core.verification:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterFile(
            FICHIER,
            self.tr("GeoPackage à vérifier (vide : ceux du dossier de travail)"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            fileFilter=self.tr("GeoPackage (*.gpkg)"),
            optional=True,
        )
        yield QgsProcessingParameterFileDestination(
            RAPPORT, self.tr("Rapport"), self.tr("Texte (*.txt)"), optional=True, createByDefault=False
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputBoolean("CONFORME", self.tr("Fichier utilisable"))
        yield QgsProcessingOutputString("TEXTE", self.tr("Rapport en clair"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "fichier": self.parameterAsFile(parameters, FICHIER, context) or None,
            "sortie": self.parameterAsFileOutput(parameters, RAPPORT, context) or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for line in result["texte"].splitlines():
            feedback.pushInfo(line)
        report = self.parameterAsFileOutput(parameters, RAPPORT, context)
        known = {"PHRASE": result["phrase"], "CONFORME": result["conforme"], "TEXTE": result["texte"]}
        return {**known, RAPPORT: report} if report else known
