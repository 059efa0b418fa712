"""Algorithm ddtm_aigle:detecter."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import advanced, chosen, raster_files, vector_files

KINDS = ("auto", "rvb", "irc")

STAKES = (
    ("plu_an", "PLU : zones agricoles et naturelles"),
    ("ppr", "PPR : zonage réglementaire"),
    ("ppr_interdiction", "PPR : zones d'interdiction"),
    ("alea", "Zones d'aléa"),
    ("perimetre_ppr", "Périmètres de PPR"),
)


class Detecter(EngineAlgorithm):
    """Objects a model sees in a picture, written into the work data."""

    NAME = "detecter"
    TITLE = "Détecter dans une image"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.inference.job:run"
    NEXT = "Ensuite : détectez de même les autres millésimes, puis « Écarter les fausses alertes » et « Croiser les millésimes »."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        number, raster = QgsProcessingParameterNumber.Type, QgsProcessing.SourceType.TypeRaster
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        single = QgsProcessingParameterMultipleLayers("PARCELLES", self.tr("Parcelles cadastrales"), polygon, optional=True)
        flights = QgsProcessingParameterMultipleLayers(
            "VOLS", self.tr("Dates de vol (dallage, graphe de mosaïquage)"), polygon, optional=True
        )
        return (
            QgsProcessingParameterMultipleLayers("IMAGES", self.tr("Image, ou dalles d'un même millésime"), raster, optional=True),
            QgsProcessingParameterFile(
                "DOSSIER", self.tr("Ou dossier de dalles"), behavior=QgsProcessingParameterFile.Behavior.Folder, optional=True
            ),
            QgsProcessingParameterFile(
                "MODELE", self.tr("Modèle ONNX (vide : celui en service, sinon celui de démonstration)"), extension="onnx", optional=True
            ),
            QgsProcessingParameterNumber("MILLESIME", self.tr("Millésime (vide : lu dans le nom)"), number.Integer, optional=True, minValue=1920),
            QgsProcessingParameterString("VOL", self.tr("Date du vol AAAA-MM-JJ, ou intervalle AAAA-MM-JJ/AAAA-MM-JJ"), optional=True),
            QgsProcessingParameterEnum(
                "ENJEUX", self.tr("Zones à enjeux du paquet de données"), [title for _, title in STAKES], allowMultiple=True, optional=True
            ),
            QgsProcessingParameterMultipleLayers("ZONES", self.tr("Autres zones à enjeux (rien de choisi : toute l'image)"), polygon, optional=True),
            advanced(flights),
            advanced(single),
            advanced(QgsProcessingParameterString("CLASSES", self.tr("Classes à garder (vide : toutes)"), optional=True)),
            advanced(QgsProcessingParameterNumber("SEUIL", self.tr("Score minimal (vide : celui du modèle)"), number.Double, optional=True, minValue=0.001, maxValue=0.999)),
            advanced(QgsProcessingParameterEnum("CANAUX", self.tr("Type d'image"), [self.tr("Automatique"), self.tr("Couleurs (RVB)"), self.tr("Infrarouge (IRC)")], defaultValue=0)),
            advanced(QgsProcessingParameterString("BANDES", self.tr("Canaux imposés, par exemple 1,2,3"), optional=True)),
            advanced(QgsProcessingParameterBoolean("RECOMMENCER", self.tr("Refaire un passage déjà terminé"), defaultValue=False)),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("DETECTIONS", self.tr("Objets vus")),
            QgsProcessingOutputNumber("AJOUTEES", self.tr("Détections ajoutées")),
            QgsProcessingOutputString("PASSAGE", self.tr("Identifiant du passage")),
        )

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if parameters.get("IMAGES") or parameters.get("DOSSIER"):
            return ""
        return self.tr("Aucune image n'est donnée : choisissez une image ou un dossier de dalles.")

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def text(name: str) -> Any:
            return self.parameterAsString(parameters, name, context) or None

        def layers(name: str) -> Any:
            return vector_files(self.parameterAsLayerList(parameters, name, context) or []) if parameters.get(name) else []

        images = raster_files(self.parameterAsLayerList(parameters, "IMAGES", context) or []) if parameters.get("IMAGES") else []
        folder = text("DOSSIER")
        params = {
            "images": images + ([folder] if folder else []),
            "modele": text("MODELE"), "vol": text("VOL"), "classes": text("CLASSES"), "bandes": text("BANDES"),
            "zones": [STAKES[i][0] for i in chosen(self, parameters, "ENJEUX", context)] + layers("ZONES"), "vols": layers("VOLS") or None, "parcelles": layers("PARCELLES") or None,
            "canaux": KINDS[self.parameterAsEnum(parameters, "CANAUX", context)],
            "recommencer": self.parameterAsBool(parameters, "RECOMMENCER", context),
        }  # fmt: skip
        if parameters.get("MILLESIME") is not None:
            params["millesime"] = self.parameterAsInt(parameters, "MILLESIME", context)
        if parameters.get("SEUIL") is not None:
            params["seuil"] = self.parameterAsDouble(parameters, "SEUIL", context)
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result.get("notes") or []:
            feedback.pushInfo(note)
        return super().answers(result, parameters, context, feedback)
