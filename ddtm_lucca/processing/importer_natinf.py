"""Algorithm ddtm_lucca:importer_natinf."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString, QgsProcessingParameterFile, QgsProcessingParameterString

from shared.processing.base import EngineAlgorithm


class ImporterNatinf(EngineAlgorithm):
    """Installs an edition of the official list."""

    NAME = "importer_natinf"
    TITLE = "Installer la liste officielle NATINF"
    GROUP = "Droit"
    SHORT = "Installe une édition du CSV du ministère de la Justice ; les éditions anciennes sont gardées."
    TAGS = ("infraction", "NATINF", "import")
    JOB = "ddtm_lucca.core.droit.import_natinf:run"

    def parameters(self) -> Iterable[Any]:
        return (
            QgsProcessingParameterFile("FICHIER", self.tr("CSV officiel"), fileFilter="CSV (*.csv)"),
            QgsProcessingParameterString("VERSION", self.tr("Nom de l'édition (vide : lu dans le nom du fichier)"), optional=True),
            QgsProcessingParameterString("VERIFIE_LE", self.tr("Vérifiée le, AAAA-MM-JJ (vide : aujourd'hui)"), optional=True),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputString("VERSION", self.tr("Édition installée")),
            QgsProcessingOutputNumber("LIGNES", self.tr("Nombre d'infractions")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {name.lower(): self.parameterAsString(parameters, name, context) for name in ("FICHIER", "VERSION", "VERIFIE_LE")}
