"""Algorithm ddtm_crise:detour."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from shared.processing.base import EngineAlgorithm

from . import couches, situation

LAMBERT = "EPSG:2154"


class Detour(EngineAlgorithm):
    """Route that avoids the cuts, the official S routes first."""

    NAME = "detour"
    TITLE = "Itinéraire malgré les coupures"
    GROUP = "Routes coupées"
    JOB = "ddtm_crise.core.routage.detour:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        return (
            QgsProcessingParameterPoint("DEPART", tr("Départ (point sur la carte)"), optional=True),
            QgsProcessingParameterString("DEPART_LIEU", tr("ou départ par son nom : commune, établissement, sortie (A9/32)"), optional=True),
            QgsProcessingParameterPoint("ARRIVEE", tr("Arrivée (point sur la carte)"), optional=True),
            QgsProcessingParameterString("ARRIVEE_LIEU", tr("ou arrivée par son nom"), optional=True),
            *situation.parameters(self),
            situation.advanced(QgsProcessingParameterString("ETAPES", tr("Passages obligés, séparés par « ; »"), optional=True)),
            situation.advanced(
                QgsProcessingParameterNumber("ALTERNATIVES", tr("Nombre de variantes"), QgsProcessingParameterNumber.Type.Integer, 2, minValue=0, maxValue=5)
            ),
            situation.advanced(QgsProcessingParameterBoolean("ENREGISTRER", tr("Garder dans les données de travail"), defaultValue=True)),
            situation.advanced(
                QgsProcessingParameterFileDestination(
                    "FICHIER", tr("Fiche ou trace"), "PDF (*.pdf);;GPX (*.gpx);;CSV (*.csv);;GeoJSON (*.geojson)", optional=True, createByDefault=False
                )
            ),
            QgsProcessingParameterFeatureSink(
                "ITINERAIRES", tr("Itinéraires"), QgsProcessing.SourceType.TypeVectorLine, optional=True, createByDefault=True
            ),
        )  # fmt: skip

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        for name, word in (("DEPART", self.tr("le départ")), ("ARRIVEE", self.tr("l'arrivée"))):
            if not parameters.get(name) and not parameters.get(name + "_LIEU"):
                return self.tr("Indiquez {lieu} : un point sur la carte ou un nom de lieu.").format(lieu=word)
        return ""

    def outputs(self) -> Iterable[Any]:
        return couches.answer_outputs(self)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        stops = self.parameterAsString(parameters, "ETAPES", context) or ""
        return {
            **situation.job_params(self, parameters, context, feedback),
            "depart": self._place(parameters, "DEPART", context),
            "arrivee": self._place(parameters, "ARRIVEE", context),
            "etapes": [stop.strip() for stop in stops.split(";") if stop.strip()],
            "alternatives": self.parameterAsInt(parameters, "ALTERNATIVES", context),
            "enregistrer": self.parameterAsBool(parameters, "ENREGISTRER", context),
            "sortie": self.parameterAsFileOutput(parameters, "FICHIER", context) or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        stamp = {name: result[name] for name in ("calcul_uuid", "calcule_le", "exercice")}
        rows = [{**row, **stamp} for row in result["itineraires"]]
        out = couches.sink(self, "ITINERAIRES", parameters, context, "itineraire", QgsWkbTypes.Type.MultiLineString, rows)
        out.update(couches.answer(result))
        if result["fichiers"]:
            out["FICHIER"] = result["fichiers"][0]
        return out

    def _place(self, parameters: Dict[str, Any], name: str, context: Any) -> Any:
        named = self.parameterAsString(parameters, name + "_LIEU", context)
        if not parameters.get(name):
            return named
        point = self.parameterAsPoint(parameters, name, context, QgsCoordinateReferenceSystem(LAMBERT))
        return {"x": point.x(), "y": point.y(), "label": named or ""}
