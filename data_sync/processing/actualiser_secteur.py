"""Algorithm data_sync:garder_hors_ligne."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterString,
)

from shared.catalogue import CRS_EPSG
from shared.processing.base import EngineAlgorithm

from . import reglages_reseau

SECTEUR, EMPRISE, PRODUITS, CHARGER = "SECTEUR", "EMPRISE", "PRODUITS", "CHARGER"
CODES = ("plan", "ortho", "batiments", "routes", "risques")
TITRES = ("Plan IGN", "Photographie aérienne IGN", "Bâtiments BD TOPO", "Routes BD TOPO", "Risques et installations classées (Géorisques)")


class GarderHorsLigne(EngineAlgorithm):
    """A sector's maps and risks, kept for the day without network."""

    NAME = "garder_hors_ligne"
    TITLE = "Garder un secteur pour le hors ligne"
    GROUP = "En direct"
    GROUP_ID = "direct"
    TAGS = ("IGN", "WMTS", "WFS", "Géorisques", "hors ligne", "extrait")
    JOB = "data_sync.core.direct.garder:secteur"
    SHORT = "Fond de plan, photographie, bâtiments, routes de l'IGN et Géorisques, d'une commune ou d'une emprise."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        yield QgsProcessingParameterString(SECTEUR, tr("Commune (nom ou code INSEE)"), optional=True)
        yield QgsProcessingParameterExtent(EMPRISE, tr("ou emprise sur la carte"), optional=True)
        yield QgsProcessingParameterEnum(PRODUITS, tr("À garder"), [tr(title) for title in TITRES], allowMultiple=True, defaultValue=[0])
        yield QgsProcessingParameterBoolean(CHARGER, tr("Ajouter à la carte"), True)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("FICHIERS", self.tr("Fichiers gardés, un par ligne"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        return "" if parameters.get(SECTEUR) or parameters.get(EMPRISE) else self.tr("Indiquez le secteur : une commune, ou une emprise.")

    def prepareAlgorithm(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> bool:
        self._network = reglages_reseau.reseau()
        return super().prepareAlgorithm(parameters, context, feedback)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        sector = self.parameterAsString(parameters, SECTEUR, context).strip()
        if not sector:
            box = self.parameterAsExtent(parameters, EMPRISE, context, QgsCoordinateReferenceSystem.fromEpsgId(CRS_EPSG))
            sector = f"{box.xMinimum()},{box.yMinimum()},{box.xMaximum()},{box.yMaximum()}"
        chosen = [CODES[rank] for rank in self.parameterAsEnums(parameters, PRODUITS, context)]
        return {"secteur": sector, "produits": chosen, "reseau": self._network}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        if self.parameterAsBool(parameters, CHARGER, context):
            for path in result["fichiers"]:
                name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
                details = QgsProcessingContext.LayerDetails(name, context.project(), name)
                context.addLayerToLoadOnCompletion(path, details)
        return {"PHRASE": result["phrase"], "FICHIERS": "\n".join(result["fichiers"])}
