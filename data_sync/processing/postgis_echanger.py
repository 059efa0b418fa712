"""Algorithm data_sync:postgis_echanger."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
)

from shared.processing.base import EngineAlgorithm

from .postgis_connexion import donnees, parametre

DOSSIER, REPRENDRE = "DOSSIER", "REPRENDRE"


class PostgisEchanger(EngineAlgorithm):
    """Exchange the edits made in the office's PostGIS with those of the workstations, through a folder."""

    NAME = "postgis_echanger"
    TITLE = "Échanger avec la base PostGIS"
    GROUP = "PostGIS"
    GROUP_ID = "postgis"
    TAGS = ("PostgreSQL", "base de données", "synchronisation", "fusion")
    JOB = "data_sync.core.postgis.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield parametre()
        yield QgsProcessingParameterFile(
            DOSSIER,
            self.tr("Dossier d'échange : clé USB ou partage (vide : « echanges » du dossier de travail)"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        )
        yield QgsProcessingParameterBoolean(
            REPRENDRE, self.tr("La base a été restaurée ou vient d'un autre relais : la comparer en entier"), defaultValue=False
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("CAPTURES", self.tr("Objets modifiés dans PostGIS"))
        yield QgsProcessingOutputNumber("RECUS", self.tr("Lots reçus"))
        yield QgsProcessingOutputNumber("ECRITES", self.tr("Objets mis à jour dans PostGIS"))
        yield QgsProcessingOutputNumber("CONFLITS", self.tr("Conflits à régler"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "action": "echanger",
            "dossier": self.parameterAsString(parameters, DOSSIER, context) or None,
            "reprendre": self.parameterAsBool(parameters, REPRENDRE, context),
            **donnees(self, parameters, context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for place, sentence in result["refuses"]:
            feedback.reportError(f"{place} : {sentence}")
        for sentence in result["remarques"]:
            feedback.pushWarning(sentence)
        return super().answers(result, parameters, context, feedback)
