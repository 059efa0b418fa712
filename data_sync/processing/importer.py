"""Algorithm data_sync:importer."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from data_sync.core.importer import telling
from data_sync.core.importer.profils import ALL
from shared.errors import BadInput
from shared.processing.base import EngineAlgorithm

PROFIL, SOURCES, COUCHE, MILLESIME, OPTIONS = "PROFIL", "SOURCES", "COUCHE", "MILLESIME", "OPTIONS"
RECETTE, BASE, DEPARTEMENT, TITRE, A_BLANC = "RECETTE", "BASE", "DEPARTEMENT", "TITRE", "A_BLANC"
_TEXTS = (
    (COUCHE, "couche", "Couche du fichier (vide : trouvée par le profil)"),
    (MILLESIME, "millesime", "Année des données"),
    (OPTIONS, "options", "Options, séparées par des points-virgules (nom=valeur;nom=valeur)"),
    (DEPARTEMENT, "departement", "Département (34)"),
    (TITRE, "titre", "Titre du paquet"),
)


class Importer(EngineAlgorithm):
    """Turn published data into a new generation of the reference GeoPackage."""

    NAME = "importer"
    TITLE = "Importer des données publiées"
    GROUP = "Données"
    TAGS = ("import", "BD TOPO", "PPR", "Filosofi", "FINESS", "référentiel")
    JOB = "data_sync.core.importer.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterEnum(
            PROFIL, self.tr("Nature des données"), options=[profile.title for profile in ALL.values()], optional=True
        )
        yield QgsProcessingParameterMultipleLayers(
            SOURCES, self.tr("Fichiers à importer"), QgsProcessing.SourceType.TypeFile, optional=True
        )
        for name, _, label in _TEXTS:
            yield QgsProcessingParameterString(name, self.tr(label), optional=True)
        yield QgsProcessingParameterFile(RECETTE, self.tr("Ou une recette (plusieurs imports d'un coup)"), extension="json", optional=True)
        yield QgsProcessingParameterFile(
            BASE,
            self.tr("Dossier des fichiers de la recette (vide : celui de la recette)"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        )
        yield QgsProcessingParameterBoolean(A_BLANC, self.tr("Essai à blanc : rapport seulement, rien n'est écrit"), defaultValue=False)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("GENERATION", self.tr("Génération mise en service"))
        yield QgsProcessingOutputString("RAPPORT", self.tr("Rapport en clair"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if self.parameterAsFile(parameters, RECETTE, context):
            return ""
        if parameters.get(PROFIL) is None or not self._sources(parameters, context):
            return self.tr("Choisissez la nature des données et au moins un fichier, ou une recette.")
        return ""

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params: Dict[str, Any] = {
            "a_blanc": self.parameterAsBool(parameters, A_BLANC, context),
            "recette": self.parameterAsFile(parameters, RECETTE, context) or None,
            "base": self.parameterAsFile(parameters, BASE, context) or None,
        }
        params.update({key: self.parameterAsString(parameters, name, context) or None for name, key, _ in _TEXTS})
        params["options"] = [part.strip() for part in (params["options"] or "").split(";") if part.strip()]
        if not params["recette"]:
            params["profil"] = list(ALL)[self.parameterAsEnum(parameters, PROFIL, context)]
            params["sources"] = self._sources(parameters, context)
            if not params["sources"]:
                raise BadInput(self.tr("Aucun fichier à importer."))
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = telling.imported(result)
        for line in text.splitlines()[1:]:
            feedback.pushInfo(line)
        return {"PHRASE": result["phrase"], "GENERATION": result.get("generation") or "", "RAPPORT": text}

    def _sources(self, parameters: Dict[str, Any], context: Any) -> list:
        return [str(name) for name in self.parameterAsFileList(parameters, SOURCES, context)]
