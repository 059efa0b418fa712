"""Algorithm ddtm_aigle:filtrer."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import advanced, chosen, vector_files

KINDS = ("taille", "couleur", "couches", "seuils", "plu")
LAYERS = (("SPORT", "Terrains de sport"), ("SERRES", "Serres"), ("SOLAIRE", "Panneaux solaires"))


class Filtrer(EngineAlgorithm):
    """Likely false alarms put aside, each with its reason; or given back."""

    NAME = "filtrer"
    TITLE = "Écarter les fausses alertes probables"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.filtre.job:run"
    NEXT = "Ensuite : « Croiser les millésimes », puis « Revue des détections »."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        labels = [self.tr("Taille et forme"), self.tr("Couleur"), self.tr("Couches du paquet"), self.tr("Seuils appris des revues")]
        labels.append(self.tr("Zones du PLU"))
        return (
            *(QgsProcessingParameterMultipleLayers(name, self.tr(title), polygon, optional=True) for name, title in LAYERS),
            advanced(QgsProcessingParameterEnum("SANS", self.tr("Tris à ne pas faire"), labels, allowMultiple=True, optional=True)),
            QgsProcessingParameterBoolean("ANNULER", self.tr("Annuler le dernier tri au lieu d'en faire un"), defaultValue=False),
            advanced(
                QgsProcessingParameterBoolean(
                    "COPIER_TABLE_PLU", self.tr("Seulement copier la table du tri par le PLU, pour la modifier"), defaultValue=False
                )
            ),
            advanced(QgsProcessingParameterString("GESTE", self.tr("Tri à annuler (vide : le dernier)"), optional=True)),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("ECARTEES", self.tr("Détections écartées")),
            QgsProcessingOutputNumber("RETABLIES", self.tr("Détections rétablies")),
            QgsProcessingOutputString("GESTE_FAIT", self.tr("Identifiant du tri")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params: Dict[str, Any] = {"sans": [KINDS[i] for i in chosen(self, parameters, "SANS", context)]}
        params["copier_table_plu"] = self.parameterAsBool(parameters, "COPIER_TABLE_PLU", context)
        if self.parameterAsBool(parameters, "ANNULER", context):
            params["annuler"] = self.parameterAsString(parameters, "GESTE", context) or "dernier"
        for name, _ in LAYERS:
            files = vector_files(self.parameterAsLayerList(parameters, name, context) or []) if parameters.get(name) else []
            params[name.lower()] = files or None
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {**super().answers(result, parameters, context, feedback), "GESTE_FAIT": result["geste"] or ""}
