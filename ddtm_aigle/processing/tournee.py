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
    """Visits shared out between days and teams over the roads open that day."""

    NAME = "tournee"
    TITLE = "Préparer une tournée de contrôle"
    GROUP = "Terrain"
    JOB = "ddtm_aigle.core.terrain.tournee:run"
    NEXT = "Ensuite : « Préparer une tablette (QField) » du menu DDTM Données, avec le secteur ci-dessus."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        return (
            QgsProcessingParameterFeatureSource("OBJETS", self.tr("Objets à visiter (sélection ; vide : selon les choix)"), [polygon], optional=True),
            QgsProcessingParameterString("COMMUNE", self.tr("Code INSEE de la commune (vide : toutes)"), optional=True),
            QgsProcessingParameterString("CLASSES", self.tr("Classes, par exemple caravane,mobil_home (vide : toutes)"), optional=True),
            QgsProcessingParameterNumber("LIMITE", self.tr("Visites au plus, par priorité"), QgsProcessingParameterNumber.Type.Integer, 20, minValue=1, maxValue=40),
            QgsProcessingParameterPoint("DEPART", self.tr("Départ (vide : la première visite)"), optional=True),
            QgsProcessingParameterString("HORAIRES", self.tr("Horaires de la journée (09:00- : sans limite)"), defaultValue="09:00-17:00"),
            QgsProcessingParameterString("DUREES", self.tr("Minutes sur place (25, ou construction=40,caravane=15)"), optional=True),
            QgsProcessingParameterString("JOUR", self.tr("Jour de la tournée, AAAA-MM-JJ (vide : aujourd'hui)"), optional=True),
            advanced(QgsProcessingParameterString("EQUIPES", self.tr("Autres équipes (Béziers=715000,6250000 ; 770000,6280000)"), optional=True)),
            advanced(QgsProcessingParameterNumber("PAUSE", self.tr("Pause de midi (min)"), QgsProcessingParameterNumber.Type.Integer, 45, minValue=0, maxValue=240)),
            advanced(QgsProcessingParameterBoolean("SANS_COUPURES", self.tr("Sans tenir compte des coupures de route du jour"), defaultValue=False)),
            advanced(QgsProcessingParameterBoolean("SANS_RETOUR", self.tr("Sans retour au départ"), defaultValue=False)),
            advanced(QgsProcessingParameterString("NOM", self.tr("Nom de la tournée"), optional=True)),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("VISITES", self.tr("Visites")),
            QgsProcessingOutputNumber("JOURS", self.tr("Jours")),
            QgsProcessingOutputNumber("REPORTEES", self.tr("Visites impossibles ce jour-là")),
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
            "horaires": text("HORAIRES"), "durees": text("DUREES"), "equipes": text("EQUIPES"),
            "pause": self.parameterAsInt(parameters, "PAUSE", context), "sans_coupures": self.parameterAsBool(parameters, "SANS_COUPURES", context),
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
        for one in result["reportees"]:
            feedback.pushWarning(f"{one['libelle']} : {one['motif']}.")
        feedback.pushInfo(self.tr("Secteur, à copier pour la tablette : {secteur}").format(secteur=result["secteur"]))
        told = {name: result[name.lower()] for name in ("PHRASE", "VISITES", "JOURS", "LONGUEUR_KM", "DUREE_MIN", "SECTEUR")}
        return {**told, "REPORTEES": len(result["reportees"]), "FICHIERS": "\n".join(result["fichiers"])}
