"""Base of the algorithms that need the encrypted store opened.

They never take a passphrase: Processing writes parameters into its history. The session is opened by the panel
« Procès-verbaux », or by DDTM_LUCCA_AGENT and DDTM_LUCCA_PHRASE in the environment of the engine.
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, Tuple

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class StoreAlgorithm(EngineAlgorithm):
    """TEXTS: rows (parameter, label, required); each one becomes the job's parameter of the same name in lower case."""

    GROUP = "Affaires"
    TEXTS: Tuple[Tuple[str, str, bool], ...] = ()
    JSON_FILE = ""  # label of a parameter FICHIER
    PDF = ""  # label of a destination SORTIE

    def parameters(self) -> Iterable[Any]:
        tr = self.tr
        if self.JSON_FILE:
            yield QgsProcessingParameterFile("FICHIER", tr(self.JSON_FILE), fileFilter="JSON (*.json)")
        yield from (QgsProcessingParameterString(name, tr(label), optional=not required) for name, label, required in self.TEXTS)
        if self.PDF:
            yield QgsProcessingParameterFileDestination("SORTIE", tr(self.PDF), "PDF (*.pdf)")

    def outputs(self) -> Iterable[Any]:
        return (QgsProcessingOutputString("PHRASE", self.tr("Réponse")), QgsProcessingOutputString("TEXTE_LU", self.tr("Détail")))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params = {name.lower(): self.parameterAsString(parameters, name, context).strip() for name, _, _ in self.TEXTS}
        if self.JSON_FILE:
            params["fichier"] = self.parameterAsString(parameters, "FICHIER", context)
        if self.PDF:
            params["sortie"] = self.parameterAsFileOutput(parameters, "SORTIE", context)
        return {name: value for name, value in params.items() if value}

    def told(self, result: Dict[str, Any]) -> str:
        """The result as lines."""
        return str(result["phrase"])

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = self.told(result)
        if text != result["phrase"]:
            feedback.pushInfo(text)
        return {**super().answers(result, parameters, context, feedback), "TEXTE_LU": text}
