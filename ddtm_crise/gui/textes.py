"""Translation of the interface (French is the source), and the places of its pictures and help pages."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

RESSOURCES = Path(__file__).resolve().parents[1] / "resources"
ICONES = RESSOURCES / "icons"
AIDES = RESSOURCES / "help"


def tr(text: str) -> str:
    return QCoreApplication.translate("ddtm", text)
