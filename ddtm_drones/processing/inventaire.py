"""Algorithm ddtm_drones:inventaire."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from ..core.inventaire.job import CLASSES, KINDS


class InventaireDeSinistre(EngineAlgorithm):
    """Outlines of damage become situations of the crisis map, with a sheet."""

    NAME = "inventaire"
    TITLE = "Inventaire de sinistre"
    GROUP = "Produits"
    SHORT = "Porte des contours à la carte de crise comme situations, avec leur classe de dégât, et imprime une fiche avec les photos."
    TAGS = ("drone", "sinistre", "dégâts", "inventaire", "crise")
    JOB = "ddtm_drones.core.inventaire.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        simple = (
            QgsProcessingParameterFeatureSource(
                "CONTOURS", tr("Contours (surfaces, lignes ou points)"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            ),
            QgsProcessingParameterEnum(
                "NATURE", tr("Nature"), [tr(title) for title in KINDS.values()], defaultValue=list(KINDS).index("inondation")
            ),
            QgsProcessingParameterEnum("CLASSE", tr("Classe de dégât"), [tr(title) for _, title in CLASSES], defaultValue=0),
            QgsProcessingParameterString("LIBELLE", tr("Nom du lieu"), optional=True),
            QgsProcessingParameterString("MISSION", tr("Mission (numéro)"), optional=True),
            QgsProcessingParameterRasterLayer("FOND", tr("Fond de la fiche : mosaïque"), optional=True),
        )
        advanced = (
            QgsProcessingParameterField(
                "CHAMP_CLASSE", tr("Champ qui donne la classe de chaque objet"), parentLayerParameterName="CONTOURS", optional=True
            ),
            QgsProcessingParameterString("AUTEUR", tr("Auteur"), optional=True),
            QgsProcessingParameterBoolean("ENREGISTRER", tr("Porter à la carte de crise"), defaultValue=True),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (*simple, *advanced, QgsProcessingParameterFileDestination("SORTIE", tr("Fiche"), "PDF (*.pdf)"))

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("LIEUX", self.tr("Lieux")),
            QgsProcessingOutputNumber("SURFACE_M2", self.tr("Surface (m²)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def text(name: str) -> Any:
            return self.parameterAsString(parameters, name, context).strip() or None

        return {
            "contours": self.layer_file(parameters, "CONTOURS", context, feedback),
            "nature": list(KINDS)[self.parameterAsEnum(parameters, "NATURE", context)],
            "classe": CLASSES[self.parameterAsEnum(parameters, "CLASSE", context)][0],
            "champ_classe": text("CHAMP_CLASSE"),
            "libelle": text("LIBELLE"),
            "mission": text("MISSION"),
            "auteur": text("AUTEUR"),
            "fond": self.raster_file(parameters, "FOND", context) if parameters.get("FOND") else None,
            "enregistrer": self.parameterAsBool(parameters, "ENREGISTRER", context),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }
