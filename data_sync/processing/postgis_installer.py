"""Algorithm data_sync:postgis_installer."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .postgis_connexion import donnees, parametre

SCHEMA, ROLE, NOM = "SCHEMA", "ROLE", "NOM"


class PostgisInstaller(EngineAlgorithm):
    """Make the shared layers in the office's PostGIS and let this workstation relay it."""

    NAME = "postgis_installer"
    TITLE = "Préparer la base PostGIS du bureau"
    GROUP = "PostGIS"
    GROUP_ID = "postgis"
    TAGS = ("PostgreSQL", "base de données", "serveur", "installation")
    JOB = "data_sync.core.postgis.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield parametre(optional=False)
        yield QgsProcessingParameterString(SCHEMA, self.tr("Schéma des couches"), defaultValue="ddtm")
        yield QgsProcessingParameterString(ROLE, self.tr("Groupe PostgreSQL des géomaticiens qui modifient (facultatif)"), optional=True)
        yield QgsProcessingParameterString(NOM, self.tr("Nom de la base dans les échanges (la première fois)"), optional=True)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("POSTE", self.tr("Nom de la base dans les échanges"))
        yield QgsProcessingOutputString("EMPREINTE", self.tr("Empreinte de sa clé"))
        yield QgsProcessingOutputNumber("COUCHES", self.tr("Couches de la base"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = {key.lower(): self.parameterAsString(parameters, key, context).strip() or None for key in (SCHEMA, ROLE, NOM)}
        return {"action": "installer", **given, **donnees(self, parameters, context)}
