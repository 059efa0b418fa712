"""Algorithm ddtm_crise:evacuation."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, List

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterGeometry,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from shared.catalogue import LAYERS
from shared.processing.base import EngineAlgorithm

from . import couches

SOURCES = tuple(
    layer for layer in LAYERS.values() if layer.geometry == "MultiPolygon" and "inondation" in layer.themes and layer.name != "commune"
)


class Evacuation(EngineAlgorithm):
    """Who lives in a zone and which establishments stand in it or are cut off."""

    NAME = "evacuation"
    TITLE = "Population à évacuer"
    GROUP = "Inondation"
    SHORT = "Compte les habitants d'une zone par commune et par âge, et liste les établissements à prévenir."
    TAGS = ("population", "évacuer", "inondation", "habitants", "PPR", "ZIP", "établissements")
    JOB = "ddtm_crise.core.evacuation.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        simple: List[QgsProcessingParameterDefinition] = [
            QgsProcessingParameterFeatureSource("ZONE", tr("Zone : couche ou objets sélectionnés"), [QgsProcessing.SourceType.TypeVectorAnyGeometry], optional=True),
            QgsProcessingParameterString("COMMUNES", tr("ou communes : codes INSEE séparés par « ; »"), optional=True),
            QgsProcessingParameterEnum("COUCHE", tr("ou zonage du paquet"), [layer.title for layer in SOURCES], optional=True),
            QgsProcessingParameterString("FILTRE", tr("Filtre du zonage, par exemple niveau_alea=fort,tres_fort"), optional=True),
            QgsProcessingParameterRasterLayer("RASTER", tr("ou grille de hauteurs d'eau"), optional=True),
            _number("HAUTEUR", tr("Évacuer au-dessus de cette hauteur d'eau (m)"), 0.5, 99.0),
            _number("TAMPON", tr("Marge autour de la zone (m)"), 0.0, 50_000.0),
        ]  # fmt: skip
        advanced: List[QgsProcessingParameterDefinition] = [
            QgsProcessingParameterGeometry("GEOMETRIE", tr("ou tracé (WKT, Lambert 93 sauf mention)"), optional=True),
            QgsProcessingParameterString("LIBELLE", tr("Nom de la zone"), optional=True),
            QgsProcessingParameterString("AUTEUR", tr("Auteur"), optional=True),
            QgsProcessingParameterBoolean("ACCES", tr("Chercher aussi les établissements coupés de la route"), defaultValue=True),
            QgsProcessingParameterBoolean("ENREGISTRER", tr("Garder dans les données de travail"), defaultValue=True),
            QgsProcessingParameterBoolean("DOCUMENTS", tr("Produire la fiche et le tableau dans « sorties »"), defaultValue=False),
            QgsProcessingParameterFileDestination(
                "SORTIE", tr("Document"), "PDF (*.pdf);;CSV (*.csv);;GeoPackage (*.gpkg);;JSON (*.json)", optional=True, createByDefault=False
            ),
        ]  # fmt: skip
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        sinks = (
            QgsProcessingParameterFeatureSink("ZONE_COMPTEE", tr("Zone et comptes"), QgsProcessing.SourceType.TypeVectorPolygon, optional=True, createByDefault=False),
            QgsProcessingParameterFeatureSink("ETABLISSEMENTS", tr("Établissements"), QgsProcessing.SourceType.TypeVectorPoint, optional=True, createByDefault=False),
            QgsProcessingParameterFeatureSink("PAR_COMMUNE", tr("Détail par commune"), QgsProcessing.SourceType.TypeVector, optional=True, createByDefault=False),
        )  # fmt: skip
        return (*simple, *advanced, *sinks)

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("HABITANTS", self.tr("Habitants, valeur centrale")),
            QgsProcessingOutputNumber("BAS", self.tr("Fourchette basse")),
            QgsProcessingOutputNumber("HAUT", self.tr("Fourchette haute")),
            QgsProcessingOutputString("RESULTAT", self.tr("Résultat détaillé (JSON)")),
            QgsProcessingOutputString("UUID", self.tr("Identifiant du calcul")),
            QgsProcessingOutputString("FICHIERS", self.tr("Documents produits, séparés par « ; »")),
        )

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if any(parameters.get(name) not in (None, "") for name in ("ZONE", "COMMUNES", "COUCHE", "RASTER", "GEOMETRIE")):
            return ""
        return self.tr("Choisissez une zone, une commune, un zonage du paquet ou une grille de hauteurs d'eau.")

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        def flag(name: str) -> bool:
            return self.parameterAsBool(parameters, name, context)

        zones: List[Any] = [self.layer_file(parameters, "ZONE", context, feedback)] if parameters.get("ZONE") else []
        if parameters.get("GEOMETRIE"):
            drawn = self.parameterAsGeometry(parameters, "GEOMETRIE", context, QgsCoordinateReferenceSystem("EPSG:2154"))
            zones.append({"geom": bytes(drawn.asWkb()).hex(), "libelle": text("LIBELLE")})
        chosen = parameters.get("COUCHE") not in (None, "")
        target = self.parameterAsFileOutput(parameters, "SORTIE", context) if parameters.get("SORTIE") else ""
        return {
            "zone": zones,
            "commune": [code for code in text("COMMUNES").replace(",", ";").replace(" ", ";").split(";") if code],
            "couche": SOURCES[self.parameterAsEnum(parameters, "COUCHE", context)].name if chosen else "",
            "filtre": text("FILTRE"),
            "raster": self.raster_file(parameters, "RASTER", context) if parameters.get("RASTER") else "",
            "hauteur": self.parameterAsDouble(parameters, "HAUTEUR", context),
            "tampon": self.parameterAsDouble(parameters, "TAMPON", context),
            "libelle": text("LIBELLE"),
            "auteur": text("AUTEUR") or None,
            "acces": flag("ACCES"),
            "enregistrer": flag("ENREGISTRER"),
            "geometrie": bool(parameters.get("ZONE_COMPTEE")),
            "sortie": [*(["auto"] if flag("DOCUMENTS") else []), *([target] if target else [])],
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        whole = {**result, **result["population"]}
        kinds = QgsWkbTypes.Type
        return {
            "PHRASE": result["phrase"],
            "HABITANTS": result["arrondi"]["central"],
            "BAS": result["arrondi"]["bas"],
            "HAUT": result["arrondi"]["haut"],
            "RESULTAT": json.dumps({name: value for name, value in result.items() if name != "geom"}, ensure_ascii=False),
            "UUID": result.get("evacuation_uuid", ""),
            "FICHIERS": ";".join(result["fichiers"]),
            **({"SORTIE": result["fichiers"][-1]} if parameters.get("SORTIE") and result["fichiers"] else {}),
            **couches.sink(self, "ZONE_COMPTEE", parameters, context, "evacuation", kinds.MultiPolygon, [whole]),
            **couches.sink(self, "ETABLISSEMENTS", parameters, context, "evacuation_etablissement", kinds.Point, result["etablissements"]),
            **couches.sink(self, "PAR_COMMUNE", parameters, context, "evacuation_commune", kinds.NoGeometry, result["communes"]),
        }


def _number(name: str, title: str, default: float, highest: float) -> QgsProcessingParameterNumber:
    kind = QgsProcessingParameterNumber.Type.Double
    return QgsProcessingParameterNumber(name, title, kind, defaultValue=default, minValue=0.0, maxValue=highest)
