"""Algorithm ddtm_drones:lieux."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.catalogue.aigle import CLASSE_DETECTION, CONTROLE, VALIDATION
from shared.processing.base import EngineAlgorithm

from ..core.affaires.lieux import CONTROL, SITE_M, TO_FLY

CHOICES = (
    ("CLASSE", "Classes (aucune : toutes)", CLASSE_DETECTION, ()),
    ("VALIDATION", "Validation", VALIDATION, TO_FLY),
    ("CONTROLE", "Contrôle", CONTROLE, CONTROL),
)


class LieuxASurvoler(EngineAlgorithm):
    """Places to fly, from the objects that the analysis of orthophotos found."""

    NAME = "lieux"
    TITLE = "Lieux à survoler"
    GROUP = "Missions"
    SHORT = "Groupe les objets détectés sur orthophoto en sites à survoler, du plus urgent au moins urgent (KML, GPX, CSV)."
    TAGS = ("drone", "détection", "aigle", "survol", "KML", "GPX")
    JOB = "ddtm_drones.core.affaires.lieux:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr, number = self.tr, QgsProcessingParameterNumber.Type.Double
        advanced = [
            QgsProcessingParameterEnum(
                name, tr(title), [tr(label) for _, label in domain.values], allowMultiple=True, optional=True,
                defaultValue=[domain.codes.index(code) for code in chosen] or None,
            )
            for name, title, domain, chosen in CHOICES
        ]  # fmt: skip
        advanced += [
            QgsProcessingParameterNumber("PRIORITE_MIN", tr("Priorité au moins"), number, defaultValue=0.0, minValue=0, maxValue=100),
            QgsProcessingParameterNumber("RAYON", tr("Rayon d'un site (m)"), number, defaultValue=SITE_M, minValue=10, maxValue=5000),
            QgsProcessingParameterNumber("LIMITE", tr("Nombre de sites (vide : tous)"), optional=True, minValue=1),
            QgsProcessingParameterBoolean("SANS_PHOTO", tr("Laisser de côté ce qu'une photo de drone montre déjà"), defaultValue=False),
            QgsProcessingParameterString("DEMANDEUR", tr("Demandeur des missions"), optional=True),
        ]
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterString("COMMUNE", tr("Commune (nom ou code INSEE ; vide : toutes)"), optional=True),
            QgsProcessingParameterBoolean("MISSION", tr("Inscrire une demande de mission par site"), defaultValue=False),
            QgsProcessingParameterString("CADRE_JURIDIQUE", tr("Cadre juridique des missions"), optional=True),
            *advanced,
            QgsProcessingParameterFileDestination("SORTIE", tr("Liste"), "KML (*.kml);;GPX (*.gpx);;CSV (*.csv)"),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("NOMBRE", self.tr("Sites")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def chosen(name: str, domain: Any) -> Any:
            given = parameters.get(name) is not None  # QGIS 3.22 says the first of a list that a script leaves out
            return [domain.codes[rank] for rank in self.parameterAsEnums(parameters, name, context) if given] or "tous"

        limit = parameters.get("LIMITE")
        return {
            **{
                name.lower(): self.parameterAsString(parameters, name, context).strip()
                for name in ("COMMUNE", "CADRE_JURIDIQUE", "DEMANDEUR")
            },
            **{name.lower(): chosen(name, domain) for name, _, domain, _ in CHOICES},
            "priorite_min": self.parameterAsDouble(parameters, "PRIORITE_MIN", context),
            "rayon": self.parameterAsDouble(parameters, "RAYON", context),
            "limite": self.parameterAsInt(parameters, "LIMITE", context) if limit not in (None, "") else None,
            "sans_photo": self.parameterAsBool(parameters, "SANS_PHOTO", context),
            "mission": self.parameterAsBool(parameters, "MISSION", context),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {"PHRASE": result["phrase"], "NOMBRE": len(result["sites"]), "SORTIE": result["sortie"]}
