"""Large targets: at least 44 px and 11 pt, a label beside every icon, an accessible name, a mnemonic."""

from __future__ import annotations

from typing import Any, Callable, Optional

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QFont, QIcon
from qgis.PyQt.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from . import accents

PRINCIPAL, SIMPLE, FERMER = "principal", "simple", "fermer"


def police(widget: QWidget, points: float = accents.TEXTE_PT, gras: bool = False) -> None:
    """Give a widget our font at `points` (scaled by the main window's COD factor later)."""
    font = QFont(widget.font())
    family = accents.famille()
    if family:
        font.setFamily(family)
    font.setPointSizeF(points)
    font.setBold(gras)
    widget.setFont(font)


class GrandBouton(QPushButton):
    """A push button at least 44 px high. role: "principal" (filled with the accent), "simple", "fermer" (red outline)."""

    def __init__(self, text: str, clicked: Callable[[], Any], role: str = SIMPLE, icon: Optional[QIcon] = None, tip: str = "") -> None:
        super().__init__(text)
        self.setMinimumHeight(accents.CIBLE_PX)
        self.setAccessibleName(text.replace("&", "").replace("\n", " "))
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon is not None:
            self.setIcon(icon)
            self.setIconSize(QSize(28, 28))
        police(self, gras=role == PRINCIPAL)
        blue, red = accents.accent(), accents.alerte()
        inverse = "#000000" if accents.sombre() else "#FFFFFF"
        sheet = {
            PRINCIPAL: f"QPushButton{{background:{blue};color:{inverse};border:2px solid {blue};padding:4px 14px;border-radius:3px}}"
            f"QPushButton:disabled{{background:palette(mid);border-color:palette(mid);color:palette(window)}}"
            f"QPushButton:focus{{border:3px solid palette(highlight)}}",
            SIMPLE: f"QPushButton{{background:palette(button);color:palette(button-text);border:1px solid {blue};padding:4px 12px;border-radius:3px}}"
            f"QPushButton:hover{{background:{accents.teinte()}}}"
            f"QPushButton:checked{{background:{accents.teinte()};border:3px solid {blue}}}"
            f"QPushButton:disabled{{border-color:palette(mid);color:palette(mid)}}"
            f"QPushButton:focus{{border:2px solid palette(highlight)}}",
            FERMER: f"QPushButton{{background:palette(button);color:{red};border:1px solid {red};padding:4px 12px;border-radius:3px}}"
            f"QPushButton:focus{{border:2px solid palette(highlight)}}",
        }[role]
        self.setStyleSheet(sheet)
        self.clicked.connect(lambda _checked=False: clicked())


class BoutonRuban(QToolButton):
    """A ribbon button: icon above a label of one or two lines."""

    def __init__(self, text: str, icon: QIcon, tip: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setIcon(icon)
        self.setIconSize(QSize(36, 36))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setAccessibleName(text.replace("&", "").replace("\n", " "))
        self.setToolTip(tip)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(112, 84)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        police(self)
        blue = accents.accent()
        self.setStyleSheet(
            "QToolButton{border:2px solid transparent;border-radius:3px;padding:3px;color:palette(window-text)}"
            f"QToolButton:hover{{background:{accents.teinte()}}}"
            f"QToolButton:checked{{background:{accents.teinte()};border-bottom:4px solid {blue}}}"
            f"QToolButton:focus{{border:2px solid {blue}}}"
        )


class Tuile(QToolButton):
    """A tile of the home screen: large icon, title, one line of explanation."""

    def __init__(self, title: str, question: str, icon: QIcon, clicked: Callable[[], Any]) -> None:
        super().__init__()
        self.setAccessibleName(title.replace("&", ""))
        self.setAccessibleDescription(question)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumSize(560, 380)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        picture, name, text = QLabel(), QLabel(title.replace("&", "")), QLabel(question.replace(" ?", "\u00a0?"))
        picture.setPixmap(icon.pixmap(72, 72))
        police(name, 18, gras=True)
        police(text, 12)
        for label in (name, text):
            label.setWordWrap(True)
        for label in (picture, name, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self.picture, self.name, self.question = picture, name, text
        blue = accents.accent()
        self.setStyleSheet(
            f"QToolButton{{background:palette(base);border:2px solid {blue};border-radius:6px}}"
            f"QToolButton:hover{{background:{accents.teinte()}}}"
            f"QToolButton:focus{{border:4px solid {blue}}}"
            "QToolButton:disabled{border-color:palette(mid)}"
        )
        self.clicked.connect(lambda _checked=False: clicked())

    def compacter(self, compact: bool) -> None:
        """Title alone, when something more urgent needs the room."""
        self.picture.setVisible(not compact)
        self.question.setVisible(not compact)
        self.setMinimumHeight(90 if compact else 220)


def filet() -> QFrame:
    """A thin horizontal rule."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line
