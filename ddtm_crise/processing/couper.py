"""Algorithm ddtm_crise:couper_axe."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingOutputString,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterGeometry,
    QgsProcessingParameterString,
)

from shared.catalogue import domaines
from shared.processing.base import EngineAlgorithm

from . import couches, situation

TEXTS = (
    ("AXE", "axe", "Axe (A9, D132…)"), ("SORTIE_DEBUT", "sortie_debut", "De la sortie"), ("SORTIE_FIN", "sortie_fin", "À la sortie"),
    ("SOURCE", "source", "Source de l'information"), ("COMMENTAIRE", "commentaire", "Commentaire"),
)  # fmt: skip
VEHICLES = ["tous", *domaines.PROFIL_VEHICULE.codes]


class CouperAxe(EngineAlgorithm):
    """Writes a cut in the work data, from an axis and two exits or from a drawing."""

    NAME = "couper_axe"
    TITLE = "Couper un axe"
    GROUP = "Routes coupées"
    JOB = "ddtm_crise.core.routage.couper:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        return (
            *(QgsProcessingParameterString(name, tr(label), optional=True) for name, _, label in TEXTS),
            QgsProcessingParameterGeometry("GEOMETRIE", tr("ou tracé : point, section ou zone"), optional=True),
            QgsProcessingParameterString("COUCHE_ZONE", tr("ou zones d'une couche (zone_inondee_potentielle…) : routes sous l'eau"), optional=True),
            QgsProcessingParameterString("FILTRE_ZONE", tr("Filtre de cette couche"), optional=True),
            QgsProcessingParameterEnum(
                "SENS", tr("Sens coupé"), options=list(domaines.SENS_COUPURE.codes), defaultValue="double", usesStaticStrings=True
            ),
            QgsProcessingParameterEnum("CAUSE", tr("Cause"), options=situation.CAUSES, defaultValue="inondation", usesStaticStrings=True),
            QgsProcessingParameterEnum("VEHICULES", tr("Véhicules concernés"), options=VEHICLES, defaultValue="tous", usesStaticStrings=True),
            situation.advanced(QgsProcessingParameterDateTime("DEBUT", tr("Début (vide : maintenant)"), optional=True)),
            situation.advanced(QgsProcessingParameterDateTime("FIN", tr("Fin prévue"), optional=True)),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return (
            *couches.answer_outputs(self),
            QgsProcessingOutputString("COUCHE", self.tr("Couche écrite")),
            QgsProcessingOutputString("UUID", self.tr("Identifiant de la coupure")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params: Dict[str, Any] = {key: self.parameterAsString(parameters, name, context) or None for name, key, _ in TEXTS}
        for name, key in (("COUCHE_ZONE", "couche"), ("FILTRE_ZONE", "filtre")):
            params[key] = self.parameterAsString(parameters, name, context) or None
        for name, key in (("SENS", "sens"), ("CAUSE", "cause"), ("VEHICULES", "vehicules")):
            params[key] = self.parameterAsString(parameters, name, context)
        if parameters.get("GEOMETRIE"):
            shape = self.parameterAsGeometry(parameters, "GEOMETRIE", context, QgsCoordinateReferenceSystem("EPSG:2154"))
            params["geom"] = bytes(shape.asWkb()).hex()
        for name, key in (("DEBUT", "debut"), ("FIN", "fin")):
            moment = self.parameterAsDateTime(parameters, name, context) if parameters.get(name) else None
            if moment is not None and moment.isValid():
                params[key] = moment.toUTC().toString("yyyy-MM-ddTHH:mm:ss")
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {**couches.answer(result), "COUCHE": result["couche"], "UUID": result["uuid"] or ""}
