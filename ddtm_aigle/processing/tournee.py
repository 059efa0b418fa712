"""Algorithm ddtm_aigle:tournee."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import advanced, object_ids


class Tournee(EngineAlgorithm):
    """A round of visits in order over the roads of the pack."""

    NAME = "tournee"
    TITLE = "Préparer une tournée de contrôle"
    GROUP = "Terrain"
    JOB = "ddtm_aigle.core.terrain.tournee:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        return (
            QgsProcessingParameterFeatureSource("OBJETS", self.tr("Objets à visiter (sélection ; vide : selon les choix)"), [polygon], optional=True),
            QgsProcessingParameterString("COMMUNE", self.tr("Code INSEE de la commune (vide : toutes)"), optional=True),
            QgsProcessingParameterString("CLASSES", self.tr("Classes, par exemple caravane,mobil_home (vide : toutes)"), optional=True),
            QgsProcessingParameterNumber("LIMITE", self.tr("Visites au plus, par priorité"), QgsProcessingParameterNumber.Type.Integer, 20, minValue=1, maxValue=40),
            QgsProcessingParameterPoint("DEPART", self.tr("Départ (vide : la première visite)"), optional=True),
            QgsProcessingParameterString("JOUR", self.tr("Jour de la tournée, AAAA-MM-JJ (vide : aujourd'hui)"), optional=True),
            advanced(QgsProcessingParameterBoolean("SANS_RETOUR", self.tr("Sans retour au départ"), defaultValue=False)),
            advanced(QgsProcessingParameterString("NOM", self.tr("Nom de la tournée"), optional=True)),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("VISITES", self.tr("Visites")),
            QgsProcessingOutputNumber("LONGUEUR_KM", self.tr("Longueur (km)")),
            QgsProcessingOutputNumber("DUREE_MIN", self.tr("Durée de conduite (min)")),
            QgsProcessingOutputString("SECTEUR", self.tr("Secteur à donner à la tablette (xmin,ymin,xmax,ymax)")),
            QgsProcessingOutputString("FICHIERS", self.tr("Fichiers écrits")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def text(name: str) -> Any:
            return self.parameterAsString(parameters, name, context) or None

        params: Dict[str, Any] = {
            "commune": text("COMMUNE"), "classes": text("CLASSES"), "jour": text("JOUR"), "nom": text("NOM"),
            "limite": self.parameterAsInt(parameters, "LIMITE", context), "sans_retour": self.parameterAsBool(parameters, "SANS_RETOUR", context),
        }  # fmt: skip
        if parameters.get("DEPART"):
            point = self.parameterAsPoint(parameters, "DEPART", context, QgsCoordinateReferenceSystem("EPSG:2154"))
            params["depart"] = f"{point.x():.1f},{point.y():.1f}"
        if parameters.get("OBJETS"):
            params["objets"] = object_ids(self.parameterAsSource(parameters, "OBJETS", context))
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        told = {name: result[name.lower()] for name in ("PHRASE", "VISITES", "LONGUEUR_KM", "DUREE_MIN", "SECTEUR")}
        return {**told, "FICHIERS": "\n".join(result["fichiers"])}
