"""Algorithm ddtm_drones:joindre."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class JoindreAffaire(EngineAlgorithm):
    """Photographs tied to an offence affair, and its photo sheet."""

    NAME = "joindre"
    TITLE = "Joindre des photos à une affaire"
    GROUP = "Preuve"
    SHORT = "Lie des photos à une affaire d'infraction par leur empreinte, après relecture des originaux, et imprime la planche."
    TAGS = ("drone", "affaire", "infraction", "procès-verbal", "planche", "preuve")
    JOB = "ddtm_drones.core.affaires.joindre:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        advanced = (
            QgsProcessingParameterNumber(
                "LIMITE", tr("Nombre de photos quand aucune n'est nommée"), defaultValue=6, minValue=1, maxValue=40
            ),
            QgsProcessingParameterBoolean("RETIRER", tr("Retirer ces photos de l'affaire"), defaultValue=False),
            QgsProcessingParameterString("AUTEUR", tr("Auteur"), optional=True),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterString("AFFAIRE", tr("Affaire (numéro)")),
            QgsProcessingParameterString(
                "PHOTOS", tr("Photos : noms ou empreintes, séparés par « ; » (vide : celles qui voient le mieux le lieu)"), optional=True
            ),
            QgsProcessingParameterString("LEGENDE", tr("Légende"), optional=True),
            *advanced,
            QgsProcessingParameterFileDestination("SORTIE", tr("Planche photographique"), "PDF (*.pdf)"),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("CHANGEES", self.tr("Photos jointes ou retirées")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            **{
                name.lower(): self.parameterAsString(parameters, name, context).strip()
                for name in ("AFFAIRE", "PHOTOS", "LEGENDE", "AUTEUR")
            },
            "limite": self.parameterAsInt(parameters, "LIMITE", context),
            "retirer": self.parameterAsBool(parameters, "RETIRER", context),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }
