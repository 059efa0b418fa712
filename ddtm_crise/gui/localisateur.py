"""Places in QGIS's own search field (Ctrl+K), for those who work in the full QGIS: prefix « lieu »."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsLocatorFilter, QgsLocatorResult, QgsRectangle

from shared.errors import DdtmError

from .poste import Poste
from .textes import tr


class FiltreLieux(QgsLocatorFilter):
    def __init__(self, poste: Optional[Poste]) -> None:
        super().__init__()
        self._poste = poste

    def clone(self) -> Any:
        return FiltreLieux(self._poste)

    def name(self) -> str:
        return "ddtm_lieux"

    def displayName(self) -> str:
        return tr("Lieux du département (hors ligne)")

    def prefix(self) -> str:
        return "lieu"

    def flags(self) -> Any:
        return QgsLocatorFilter.Flag.FlagFast  # a few milliseconds, in the main thread

    def fetchResults(self, text: str, context: Any, feedback: Any) -> None:
        if self._poste is None or len(text.strip()) < 2:
            return
        try:
            found = self._poste.index().chercher(text, 8)
        except DdtmError:  # no pack: QGIS's other filters still answer, and the desk says why the pack is absent
            return
        for place, note in found:
            result = QgsLocatorResult(self, place.nom, list(place[3:5]) + [list(place.emprise) if place.emprise else None])
            result.description = place.detail
            result.score = min(1.0, note / 25.0)
            self.resultFetched.emit(result)

    def triggerResult(self, result: Any) -> None:
        x, y, box = result.userData
        self._poste.zoomer(QgsRectangle(*box) if box else QgsRectangle(x - 900, y - 900, x + 900, y + 900))
