"""Algorithm data_sync:diagnostic."""

from __future__ import annotations

import sys
from typing import Any, Dict, Iterable, List

from qgis.core import Qgis, QgsApplication, QgsProcessingOutputBoolean, QgsProcessingOutputString, QgsProcessingParameterDefinition
from qgis.PyQt.QtCore import QT_VERSION_STR

from shared.errors import Cancelled, DdtmError
from shared.processing.base import EngineAlgorithm

from ..core import diagnostic

SUITE = ("ddtm_crise", "ddtm_aigle", "ddtm_lucca", "ddtm_drones", "data_sync")
HEAVY = ("geopandas", "rasterio", "shapely", "pyogrio", "onnxruntime", "cv2")


def qgis_lines() -> List[Dict[str, Any]]:
    """What only QGIS's own process knows."""
    return [diagnostic.check("QGIS", _version), diagnostic.check("Extensions", _plugins), diagnostic.check("Cohabitation", _heavy)]


def _version() -> diagnostic.Answer:
    good = Qgis.QGIS_VERSION_INT >= 32200
    text = f"QGIS {Qgis.QGIS_VERSION}, Qt {QT_VERSION_STR}, Python {sys.version.split()[0]}"
    return good, text if good else text + " : trop ancien, installez QGIS 3.22 ou plus."


def _plugins() -> diagnostic.Answer:
    registry = QgsApplication.processingRegistry()
    counted = {name: len(registry.providerById(name).algorithms()) for name in SUITE if registry.providerById(name)}
    return True, ", ".join(f"{name} ({number} traitements)" for name, number in counted.items())


def _heavy() -> diagnostic.Answer:
    """Wheels inside QGIS may crash it: another extension may have brought them."""
    found = [name for name in HEAVY if name in sys.modules]
    return (None, f"une autre extension a chargé {', '.join(found)} dans QGIS") if found else (True, "rien de lourd dans QGIS")


class Diagnostic(EngineAlgorithm):
    """The state of this workstation in lines to read, to copy and to send: no personal data."""

    NAME = "diagnostic"
    TITLE = "Diagnostic du poste"
    GROUP = "Poste"
    TAGS = ("version", "panne", "moteur", "bibliothèques", "disque")
    JOB = "data_sync.core.diagnostic:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return ()

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputBoolean("CONFORME", self.tr("Rien à corriger"))
        yield QgsProcessingOutputString("TEXTE", self.tr("Diagnostic en clair"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"lignes": qgis_lines()}

    def compute(self, params: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        """The engine's answer; when the engine itself is what fails, that is a line too."""
        try:
            result = super().compute(params, context, feedback)
        except Cancelled:
            raise
        except DdtmError as error:
            lines = [*params["lignes"], {"titre": "Moteur", "bon": False, "texte": diagnostic.anonymous(error.message)}]
            return {"phrase": diagnostic.summary(lines), "lignes": lines, "texte": diagnostic.text_of(lines), "conforme": False}
        result["lignes"].insert(len(params["lignes"]), {"titre": "Moteur", "bon": True, "texte": "le moteur de calcul répond"})
        return {**result, "texte": diagnostic.text_of(result["lignes"])}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for line in result["texte"].splitlines():
            feedback.pushInfo(line)
        return {"PHRASE": result["phrase"], "CONFORME": result["conforme"], "TEXTE": result["texte"]}
