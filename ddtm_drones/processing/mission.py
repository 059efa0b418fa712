"""Algorithm ddtm_drones:mission."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from shared.catalogue import LAYERS
from shared.processing.base import EngineAlgorithm

FIELDS = {field.name: field for field in LAYERS["drone_mission"].fields}
SIMPLE = ("numero", "titre", "objet", "cadre_juridique", "demandeur", "service", "etat", "telepilotes", "drone", "scenario", "hauteur_max", "decollage", "atterrissage", "liste_controle")  # fmt: skip
COMPUTED = ("duree_min",)


class InscrireMission(EngineAlgorithm):
    """Puts a mission on the register, or brings it forward."""

    NAME = "mission"
    TITLE = "Inscrire ou avancer une mission"
    GROUP = "Registre"
    SHORT = "Inscrit une mission au registre ou la fait avancer : demande, préparation, vol, livraison, avec les contrôles de chaque étape."
    TAGS = ("drone", "mission", "registre", "vol", "liste avant vol")
    JOB = "ddtm_drones.core.mission.inscription:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        made = [
            QgsProcessingParameterFeatureSource(
                "ZONE", tr("Zone de la mission"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
            )
        ]
        for name in (*SIMPLE, *(name for name in FIELDS if name not in SIMPLE and name not in COMPUTED)):
            field = FIELDS[name]
            label = tr(field.label) + (tr(" (vide : nouvelle mission)") if name == "numero" else f" ({field.unit})" if field.unit else "")
            if name == "liste_controle":
                label = tr("Liste avant vol : points cochés, ou « tout »")
            if field.domain:
                parameter: Any = QgsProcessingParameterEnum(
                    name.upper(), label, [tr(text) for _, text in field.domain.values], optional=True
                )
            elif field.type == "booleen":
                parameter = QgsProcessingParameterEnum(name.upper(), label, [tr("non"), tr("oui")], optional=True)
            else:
                parameter = QgsProcessingParameterString(name.upper(), label, optional=True)
            if name not in SIMPLE:
                parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            made.append(parameter)
        return made

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputString("MISSION", self.tr("Numéro de la mission")),
            QgsProcessingOutputString("RESTE", self.tr("Points de la liste avant vol à cocher")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        out: Dict[str, Any] = {}
        for name, field in FIELDS.items():
            if name in COMPUTED or parameters.get(name.upper()) in (None, ""):
                continue
            if field.domain:
                out[name] = field.domain.codes[self.parameterAsEnum(parameters, name.upper(), context)]
            elif field.type == "booleen":
                out[name] = bool(self.parameterAsEnum(parameters, name.upper(), context))
            else:
                out[name] = self.parameterAsString(parameters, name.upper(), context).strip()
        if parameters.get("ZONE"):
            out["zone"] = self.layer_file(parameters, "ZONE", context, feedback)
        return out

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushWarning(note) if hasattr(feedback, "pushWarning") else feedback.pushInfo(note)
        return {"PHRASE": result["phrase"], "MISSION": result["numero"], "RESTE": " ; ".join(result["reste_a_cocher"])}
