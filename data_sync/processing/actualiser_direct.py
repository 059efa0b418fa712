"""Algorithm data_sync:actualiser."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsCoordinateReferenceSystem as Crs
from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsSettings,
)

from shared.processing.base import EngineAlgorithm

from . import reglages_reseau

SOURCES, DEPARTEMENT, EMPRISE, HEURES, CLE = "SOURCES", "DEPARTEMENT", "EMPRISE", "HEURES", "CLE_METEOFRANCE"
SETTING_CLE = "ddtm/cle_meteofrance"  # the identifier of the key in QGIS's own store, never the key
CODES = ("vigicrues", "hubeau", "bisonfute", "meteofrance_vigilance", "meteofrance_pluie", "vigicrues_stations")
TITRES = (
    "Vigicrues : vigilance crues",
    "Hub'Eau : hauteurs et débits",
    "Bison Futé : évènements routiers",
    "Météo-France : vigilance (clé)",
    "Météo-France : pluie (clé)",
    "Vigicrues : stations",
)


class Actualiser(EngineAlgorithm):
    """What online services say now, kept in direct.gpkg with its hours."""

    NAME = "actualiser"
    TITLE = "Actualiser les données en direct"
    GROUP = "En direct"
    GROUP_ID = "direct"
    TAGS = ("vigicrues", "hydrométrie", "vigilance", "pluie", "Bison Futé", "en ligne")
    JOB = "data_sync.core.direct.job:actualiser"
    SHORT = "Interroge les services en ligne et garde leurs réponses, avec leur âge."
    _key = ""

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        titles = [self.tr(title) for title in TITRES]
        yield QgsProcessingParameterEnum(SOURCES, self.tr("Services (aucun coché : tous)"), titles, allowMultiple=True, optional=True)
        yield QgsProcessingParameterString(DEPARTEMENT, self.tr("Département"), "34")
        yield QgsProcessingParameterAuthConfig(CLE, self.tr("Clé Météo-France (authentification de QGIS)"), optional=True)
        advanced = (
            QgsProcessingParameterExtent(EMPRISE, self.tr("Emprise (vide : le département)"), optional=True),
            QgsProcessingParameterNumber(
                HEURES, self.tr("Heures de mesures demandées"), QgsProcessingParameterNumber.Type.Integer, 6, minValue=1, maxValue=72
            ),
        )
        for one in advanced:
            one.setFlags(one.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            yield one

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("REUSSIES", self.tr("Services à jour"))
        yield QgsProcessingOutputNumber("ECHOUEES", self.tr("Services sans réponse utilisable"))

    def prepareAlgorithm(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> bool:
        """In QGIS's main thread: its store may have to ask for its password. The key chosen is remembered by its identifier."""
        chosen = self.parameterAsString(parameters, CLE, context)
        config = chosen or QgsSettings().value(SETTING_CLE, "", type=str)
        self._key = ""
        if config:
            try:
                self._key = reglages_reseau.cle(config)
            except Exception as error:
                if chosen:
                    feedback.reportError(getattr(error, "message", str(error)), True)
                    return False
                feedback.pushInfo(getattr(error, "message", str(error)))
        if chosen:
            QgsSettings().setValue(SETTING_CLE, chosen)
        self._network = reglages_reseau.reseau()
        return super().prepareAlgorithm(parameters, context, feedback)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        box = self.parameterAsExtent(parameters, EMPRISE, context, Crs.fromEpsgId(2154))
        return {
            # an absent optional list would come back as its first row
            "sources": [CODES[rank] for rank in self.parameterAsEnums(parameters, SOURCES, context)] if parameters.get(SOURCES) else [],
            "departement": self.parameterAsString(parameters, DEPARTEMENT, context),
            "emprise": None if box.isNull() or box.isEmpty() else [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()],
            "heures": self.parameterAsInt(parameters, HEURES, context),
            "reseau": self._network,
            "cles": {"meteofrance": self._key} if self._key else {},
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for one in result["sources"]:
            said = feedback.pushInfo if one["etat"] == "a_jour" else feedback.pushWarning
            said(f"{one['libelle']} : {one['message']}")
        return super().answers(result, parameters, context, feedback)
