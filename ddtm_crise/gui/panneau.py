"""The one side panel: a tool at a time, its title, its help and its close button; and the base of every tool."""

from __future__ import annotations

from html import escape
from math import log10
from typing import Any, Callable, Dict, List, Optional, Sequence

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shared.qt import accents
from shared.qt.boutons import FERMER, GrandBouton, police
from shared.qt.progression import Progression

from .habillage import NOTRE
from .outils_carte import Marques
from .poste import Poste
from .textes import tr

LARGEUR = 420


class Outil(QWidget):
    """Base of a tool: `colonne` to fill, answer widgets, map tools given back when the tool is left."""

    CODE = ""
    TITRE = ""
    AIDE = ""

    def __init__(self, poste: Poste) -> None:
        super().__init__()
        self.poste = poste
        self.setObjectName(f"outil_{self.CODE}")
        self.marques = Marques(poste.canvas)
        self.phrase = ""
        self._previous_tool: Optional[Any] = None
        self.colonne = QVBoxLayout(self)
        self.colonne.setContentsMargins(14, 10, 14, 14)
        self.colonne.setSpacing(10)
        self.progression = Progression()
        self.reponse = QLabel()
        self.reponse.setWordWrap(True)
        self.reponse.setTextFormat(Qt.TextFormat.RichText)
        self.reponse.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.reponse.setAccessibleName(tr("Réponse"))
        police(self.reponse, 14, gras=True)
        self.reponse.hide()

    def ouvrir(self) -> None:
        """The tool comes to the front: arm its map tool, fill its lists."""

    def quitter(self) -> None:
        """The tool goes away: its marks and its map tool with it."""
        self.marques.effacer()
        self.rendre_outil()

    def armer(self, tool: Any) -> None:
        """Make a map tool the current one; the pan tool comes back when the panel is left."""
        self.poste.canvas.setMapTool(tool)
        self._previous_tool = tool

    def rendre_outil(self) -> None:
        if self._previous_tool is not None and self.poste.canvas.mapTool() is self._previous_tool:
            self.poste.iface.actionPan().trigger()
        self._previous_tool = None

    def occuper(self, button: QWidget) -> None:
        """Grey a button while its question runs; the focus stays in the panel rather than jump to the ribbon."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        button.setEnabled(False)

    def liberer(self, button: QWidget, enabled: bool = True) -> None:
        """Give it back, with the focus when nobody took it meanwhile."""
        button.setEnabled(enabled)
        if enabled and self.hasFocus():
            button.setFocus()

    def texte(self, text: str, points: float = 11.5, gras: bool = False) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        police(label, points, gras)
        self.colonne.addWidget(label)
        return label

    def bouton(self, text: str, action: Callable[[], Any], role: str = "simple", icon: Any = None) -> GrandBouton:
        button = GrandBouton(text, action, role, icon)
        self.colonne.addWidget(button)
        return button

    def repondre(self, sentence: str) -> None:
        """The answer in large type; what must be watched (« Attention : … ») below it, in normal type."""
        self.phrase = sentence
        head, mark, rest = sentence.partition(" Attention : ")
        caution = (
            f"<p style='font-weight:normal;font-size:{accents.TEXTE_PT}pt'>Attention : {coupable(escape(rest, quote=False))}</p>"
            if mark
            else ""
        )
        self.reponse.setText(coupable(escape(head, quote=False)).replace("\n", "<br/>") + caution)
        self.reponse.setVisible(bool(sentence))
        if sentence:
            QTimer.singleShot(0, self._show_answer)

    def _show_answer(self) -> None:
        """On a small screen the answer may lie below the fold: bring it up."""
        area = self.parent().parent() if self.parent() is not None else None
        if isinstance(area, QScrollArea) and self.reponse.isVisible():
            area.ensureWidgetVisible(self.reponse, 0, 12)


class Table(QTableWidget):
    """A plain table of answers; an empty one hides itself. `choisie(row)` when a row is activated."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        police(self, 11)
        police(self.horizontalHeader(), 11, gras=True)
        self.hide()

    def remplir(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.clear()
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels(list(columns))
        self.setRowCount(len(rows))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                number = isinstance(value, (int, float)) and not isinstance(value, bool)
                item = QTableWidgetItem(entier(value) if number else "" if value is None else str(value))
                if number:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(r, c, item)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if columns:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.resizeRowsToContents()
        height = self.horizontalHeader().height() + sum(self.rowHeight(i) for i in range(min(len(rows), 9))) + 8
        self.setMinimumHeight(min(height, 330))
        self.setMaximumHeight(max(height, 120))
        self.setVisible(bool(rows))


def coupable(text: str) -> str:
    """Long file names may break after « / » and « _ », so that they never push the panel out of the screen."""
    whole = text.replace("\u202f", "\u00a0")  # Qt breaks lines at the thin no-break space
    return whole.replace("/", "/\u200b").replace("_", "_\u200b") if "</" not in whole else whole


def entier(value: float) -> str:
    """12345.6 -> "12 346", with thin no-break spaces."""
    return f"{round(value):,}".replace(",", "\u202f")


def arrondi(value: Optional[float], low: Optional[float], high: Optional[float], part: bool = False) -> Optional[int]:
    """People as the sentence says them: to the power of ten of the half-width of the doubt, 10 at least;
    a part of them (an age) to a tenth of that, as the sentence does."""
    if value is None:
        return None
    half = ((high or 0.0) - (low or 0.0)) / 2.0
    step = 10 ** max(1, int(log10(half))) if half >= 10 else 10
    step = max(10, step // 10) if part else step
    return int(value / step + 0.5) * step


class Panneau(QDockWidget):
    """The dock. montrer(code) brings a tool; fermer() gives the map all the room."""

    def __init__(self, window: Any, aide: Callable[[str], None]) -> None:
        super().__init__(window)
        self.setObjectName(NOTRE + "Panneau")
        self.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.setAllowedAreas(Qt.DockWidgetArea.RightDockWidgetArea)
        self.setTitleBarWidget(QWidget())
        self._aide = aide
        self._tools: Dict[str, Outil] = {}
        self._areas: Dict[str, QScrollArea] = {}
        self._closed: List[Callable[[], None]] = []
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        self.pile = QStackedWidget()
        column.addWidget(self.pile)
        self.setWidget(body)
        self.setMinimumWidth(LARGEUR)
        self.hide()

    def _header(self) -> QWidget:
        head = QWidget()
        head.setObjectName(NOTRE + "EnTete")
        line = QHBoxLayout(head)
        line.setContentsMargins(14, 6, 8, 6)
        self.titre = QLabel()
        police(self.titre, 14, gras=True)
        self.titre.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        help_button = GrandBouton(tr("Aide"), self.aider, icon=None, tip="F1")
        close_button = GrandBouton(tr("Fermer"), self.fermer, FERMER)
        for widget in (self.titre, help_button, close_button):
            line.addWidget(widget)
        head.setStyleSheet(f"#{NOTRE}EnTete{{background:{accents.teinte()};border-bottom:2px solid {accents.accent()}}}")
        return head

    def ajouter(self, tool: Outil) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(tool)
        area.setBackgroundRole(QPalette.ColorRole.Window)
        self._tools[tool.CODE], self._areas[tool.CODE] = tool, area
        self.pile.addWidget(area)

    def outil(self, code: str) -> Outil:
        return self._tools[code]

    @property
    def courant(self) -> Optional[Outil]:
        area = self.pile.currentWidget()
        return area.widget() if area is not None and not self.isHidden() else None

    def montrer(self, code: str) -> Outil:
        if self.courant is not None and self.courant.CODE != code:
            self.courant.quitter()
        tool = self._tools[code]
        self.pile.setCurrentWidget(self._areas[code])
        self.titre.setText(tr(tool.TITRE))
        self.setWindowTitle(tr(tool.TITRE))
        self.show()
        self.raise_()
        tool.ouvrir()
        return tool

    def fermer(self) -> None:
        if self.courant is not None:
            self.courant.quitter()
        self.hide()
        for listener in self._closed:
            listener()

    def a_la_fermeture(self, listener: Callable[[], None]) -> None:
        self._closed.append(listener)

    def aider(self) -> None:
        self._aide(self.courant.AIDE if self.courant else "bureau")
