"""Algorithm ddtm_crise:carte_pdf: what is on screen becomes a sheet, in QGIS's own process (a layout reads the project's layers)."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProject,
)
from qgis.PyQt.QtCore import QUrl

from shared.carto.commande import produire
from shared.carto.gabarit import FORMATS
from shared.carto.plan import THEMES
from shared.carto.resultats_pdf import KINDS
from shared.espace import Espace
from shared.processing.base import EngineAlgorithm

FORMAT_NAMES = list(FORMATS)
ORIENTATIONS = ["auto", "paysage", "portrait"]
TYPES = ["pdf", "geopdf", "png"]
TABLES = list(KINDS)


class CartePdf(EngineAlgorithm):
    """One-click map."""

    NAME = "carte_pdf"
    TITLE = "Carte PDF"
    GROUP = "Cartes et documents"
    GROUP_ID = "documents"
    SHORT = "Met en page ce qui est à l'écran : titre, légende, échelle, date, sources."
    TAGS = ("carte", "pdf", "imprimer", "mise en page", "atlas")

    def flags(self) -> Any:
        # The layers of the project live in the main thread, and so does the layout that draws them.
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        names = [tr("Selon l'emprise"), tr("Paysage"), tr("Portrait")]
        kinds = [tr("PDF"), tr("PDF géoréférencé (GeoPDF)"), tr("Image PNG")]
        tables = {"evacuation": tr("Dernière population à évacuer"), "deviation": tr("Dernière déviation")}
        simple = (
            QgsProcessingParameterExtent("EMPRISE", tr("Emprise (vide : ce qui est à l'écran)"), optional=True),
            QgsProcessingParameterEnum("FORMAT", tr("Format"), FORMAT_NAMES, defaultValue=FORMAT_NAMES.index("A3")),
            QgsProcessingParameterEnum("ORIENTATION", tr("Orientation"), names, defaultValue=0),
            QgsProcessingParameterEnum("TYPE", tr("Type de document"), kinds, defaultValue=0),
            QgsProcessingParameterString("TITRE", tr("Titre (vide : thème et lieu)"), optional=True),
            QgsProcessingParameterString("AUTEUR", tr("Auteur"), optional=True),
            QgsProcessingParameterEnum(
                "TABLEAUX", tr("Tableaux de résultats"), [tables[name] for name in TABLES], allowMultiple=True, optional=True
            ),
        )
        advanced = (
            QgsProcessingParameterString("LIEU", tr("Lieu (vide : trouvé d'après l'emprise)"), optional=True),
            QgsProcessingParameterEnum(
                "THEME", tr("Thème à ouvrir (vide : la carte à l'écran)"), [theme.title for theme in THEMES.values()], optional=True
            ),
            QgsProcessingParameterString("VUE", tr("Vue (vide : les couches cochées)"), optional=True),
            QgsProcessingParameterString(
                "COMMUNES", tr("Série par commune : noms ou codes INSEE séparés par « ; », ou « emprise »"), optional=True
            ),
            QgsProcessingParameterBoolean("UN_FICHIER_PAR_COMMUNE", tr("Un fichier par commune"), defaultValue=False),
            QgsProcessingParameterBoolean("LEGENDE", tr("Légende"), defaultValue=True),
            QgsProcessingParameterBoolean("CARROYAGE", tr("Carroyage Lambert-93"), defaultValue=True),
            QgsProcessingParameterBoolean("OUVRIR", tr("Ouvrir le document à la fin"), defaultValue=False),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        target = QgsProcessingParameterFileDestination(
            "SORTIE",
            tr("Document (vide : nommé et rangé dans « sorties »)"),
            "PDF (*.pdf);;PNG (*.png)",
            optional=True,
            createByDefault=False,
        )
        return (*simple, *advanced, target)

    def outputs(self) -> Iterable[QgsProcessingOutputDefinition]:
        tr = self.tr
        return (
            QgsProcessingOutputString("PHRASE", tr("Résultat")),
            QgsProcessingOutputString("FICHIER", tr("Document produit")),
            QgsProcessingOutputNumber("PAGES", tr("Nombre de pages")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        def flag(name: str) -> bool:
            return self.parameterAsBool(parameters, name, context)

        extent = None
        if parameters.get("EMPRISE"):
            crs = QgsCoordinateReferenceSystem.fromEpsgId(2154)
            extent = self.parameterAsExtent(parameters, "EMPRISE", context, crs)
        communes = [name.strip() for name in text("COMMUNES").split(";") if name.strip()]
        theme = list(THEMES)[self.parameterAsEnum(parameters, "THEME", context)] if parameters.get("THEME") is not None else ""
        return {
            "emprise": extent,
            "format": FORMAT_NAMES[self.parameterAsEnum(parameters, "FORMAT", context)],
            "orientation": ORIENTATIONS[self.parameterAsEnum(parameters, "ORIENTATION", context)],
            "type": TYPES[self.parameterAsEnum(parameters, "TYPE", context)],
            "titre": text("TITRE"),
            "lieu": text("LIEU"),
            "auteur": text("AUTEUR"),
            "tableaux": [
                TABLES[index] for index in self.parameterAsEnums(parameters, "TABLEAUX", context) if parameters.get("TABLEAUX") is not None
            ],
            "theme": theme,
            "vue": text("VUE"),
            "communes": communes,
            "un_fichier_par_commune": flag("UN_FICHIER_PAR_COMMUNE"),
            "legende": flag("LEGENDE"),
            "carroyage": flag("CARROYAGE"),
            "ouvrir": flag("OUVRIR"),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context) if parameters.get("SORTIE") else "",
        }

    def compute(self, params: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def tell(fraction: float, message: str) -> None:
            feedback.setProgress(100 * fraction)
            if message:
                feedback.setProgressText(message)

        project = context.project() or QgsProject.instance()
        result = produire(project, Espace.at(params["espace"]), params, tell, feedback.isCanceled)
        if params["ouvrir"]:
            from qgis.PyQt.QtGui import QDesktopServices

            QDesktopServices.openUrl(QUrl.fromLocalFile(result["fichier"]))
        return result

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"PHRASE": result["phrase"], "FICHIER": result["fichier"], "PAGES": result["pages"], "SORTIE": result["fichier"]}
