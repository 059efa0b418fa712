"""The State's blue on whatever theme the system has: accents are chosen from the palette's own lightness, never imposed under its text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Optional, Union

from qgis.PyQt.QtCore import QByteArray, Qt
from qgis.PyQt.QtGui import QColor, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import QApplication

BLEU = "#000091"
BLEU_SUR_SOMBRE = "#8585F6"
ROUGE = "#E1000F"
ROUGE_SUR_SOMBRE = "#FF7A7A"
FAMILLES = ("Marianne", "Noto Sans", "DejaVu Sans")
CIBLE_PX = 44
TEXTE_PT = 11.0


def sombre(palette: Optional[QPalette] = None) -> bool:
    """True when windows are darker than their text."""
    palette = palette or QApplication.palette()
    return palette.color(QPalette.ColorRole.Window).lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()


def accent() -> str:
    return BLEU_SUR_SOMBRE if sombre() else BLEU


def alerte() -> str:
    """For what closes or deletes, only."""
    return ROUGE_SUR_SOMBRE if sombre() else ROUGE


def teinte() -> str:
    """A light wash of the accent over the window's own colour."""
    base, over = QApplication.palette().color(QPalette.ColorRole.Window), QColor(accent())
    part = 0.22 if sombre() else 0.10
    mixed = [round(b + (o - b) * part) for b, o in zip(base.getRgb()[:3], over.getRgb()[:3])]
    return QColor(*mixed).name()


def famille() -> str:
    """Marianne when installed, else a sober sans-serif; "" keeps the system's."""
    known = set(QFontDatabase().families())
    return next((name for name in FAMILLES if name in known), "")


def icone(path: Union[str, Path], size: int = 48, colour: Optional[str] = None) -> QIcon:
    """An SVG of ours as an icon. The blue of the drawings, or the `param(fill)` of a map symbol, becomes `colour` (default: the accent)."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError:
        return QIcon()
    if colour:
        text = re.sub(r"param\(fill\)\s*#[0-9A-Fa-f]{6}", colour, text)
    text = re.sub(r"param\([^)]*\)\s*", "", text)
    text = re.sub(BLEU, colour or accent(), text, flags=re.IGNORECASE)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(text.encode("utf-8")))
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return QIcon(pixmap)
