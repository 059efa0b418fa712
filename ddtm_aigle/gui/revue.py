"""Review dock: one object after the other, three vintages, one key a verdict. Everything works from the keyboard, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

from qgis.core import QgsGeometry
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QCheckBox,
    QComboBox,
    QDockWidget,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from shared.catalogue.aigle import CLASSE_DETECTION, PRESCRIPTION, VALIDATION
from shared.errors import DdtmError
from shared.faults import as_ddtm_error
from shared.processing.base import tr

from ..core import historique
from ..core.modeles.service import notice
from ..core.mots import lisible
from ..core.revue.carroyage import Cell
from ..core.revue.liste import progress, to_review
from ..core.revue.verdict import give
from .actes import Acts
from .carroyage import GridWidget
from .mot import Hint
from .pages import GRID, LISTING, Pages
from .vues import Views

VERDICTS = (("L", "legal", "Légal"), ("S", "suspect", "Suspect"), ("I", "illegal", "Illégal"), ("X", "invalide", "Invalidé"))
LABELS = {**dict(CLASSE_DETECTION.values), **dict(PRESCRIPTION.values), **dict(VALIDATION.values)}
NOTHING = "Il n'y a pas encore d'objet. Menu DDTM AIGLE : « Détecter dans une image », puis « Croiser les millésimes »."
HIDDEN = "Tout ce qui est montré est revu. Vos choix en cachent encore {nombre} à revoir (P montre les prescrits ; sinon autre classe, autre carré)."
OVER = "Tous les objets sont revus. Ensuite, menu DDTM AIGLE : « Fiches et liste », « Ouvrir un signalement », « Préparer une tournée »."


COLUMNS = ("Objet", "Commune", "Parcelle", "Priorité", "Prescription", "Validation")


class ReviewDock(Pages, Acts, QDockWidget):
    """`path()` gives the work GeoPackage; `tell(DdtmError)` shows an error; `changed()` lets the map redraw."""

    def __init__(
        self, path: Callable[[], Path], tell: Callable[[DdtmError], Any], changed: Callable[[], Any], parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(tr("Revue des détections"), parent)
        self.setObjectName("ddtm_aigle_revue")
        self._path, self._tell, self._changed = path, tell, changed
        self.rows: List[Dict[str, Any]] = []
        self.index = 0
        self.sector: Optional[Cell] = None
        self.views = Views()
        self._build()

    # What the dock shows ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        room = QScrollArea()  # the reason of a prescription is read to its end, whatever the height
        self.title, self.facts, self.hint, self.left = QLabel(), QLabel(), Hint(room), QProgressBar()
        self.demonstration = QLabel()
        self.demonstration.setWordWrap(True)
        self.demonstration.setStyleSheet("background: #fff3cd; color: #4d3800; padding: 2px 6px;")
        self.demonstration.hide()
        self.title.setStyleSheet("font-size: 13pt; font-weight: bold;")
        self.hint.setStyleSheet("color: #27705b;")
        for label in (self.title, self.facts, self.hint):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.kind, self.old, self.done = QComboBox(), QCheckBox(tr("Prescrits (P)")), QCheckBox(tr("Revus (R)"))
        self.triples = QCheckBox(tr("À relire (T)"))
        self.kind.addItem(tr("Toutes les classes"), "")
        for code, label in CLASSE_DETECTION.values:
            self.kind.addItem(tr(label), code)
        self.kind.currentIndexChanged.connect(lambda _i: self.refresh())
        for box in (self.old, self.done, self.triples):
            box.toggled.connect(lambda _on: self.refresh())
        for widget in (self.kind, self.old, self.done, self.triples):
            widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        grid = QGridLayout()
        for number, (key, code, label) in enumerate(VERDICTS):
            grid.addWidget(self._button(f"{key} {tr(label)}", key, lambda c=code: self.decide(validation=c)), 0, number)
        classes = QGridLayout()
        for number, (code, label) in enumerate(CLASSE_DETECTION.values):
            classes.addWidget(
                self._button(f"{number + 1} {tr(label)}", str(number + 1), lambda c=code: self.decide(code=c)), number // 3, number % 3
            )
        moves = QHBoxLayout()
        moves.addWidget(self._button(tr("◀ Retour"), "Backspace", lambda: self.move(-1)))
        moves.addWidget(self._button(tr("Annuler Ctrl+Z"), "Ctrl+Z", self.undo))
        moves.addWidget(self._button(tr("Espace ▶"), "Space", lambda: self.move(1)))
        more = QGridLayout()
        acts = (
            (tr("A Absent"), "A", self.settle_absent), (tr("V Présent"), "V", self.settle_present),
            (tr("D Dessiner"), "D", self.start_drawing), (tr("O Signaler"), "O", self.report_objects), (tr("F Fiche"), "F", self.print_sheet),
        )  # fmt: skip
        for number, (text, key, act) in enumerate(acts):
            more.addWidget(self._button(text, key, act), 0, number)
        self._key("B", lambda: self._turn_to(LISTING))
        self._key("G", lambda: self._turn_to(GRID))
        self._key("T", self.triples.toggle)
        self._key("C", lambda: self.decide(control="a_controler"))
        self._key("P", self.old.toggle)
        self._key("R", self.done.toggle)
        self._key("+", lambda: self.views.zoom(0.6))
        self._key("-", lambda: self.views.zoom(1.6))
        self._key("F5", self.refresh)
        side = QVBoxLayout()
        side.setContentsMargins(6, 0, 0, 0)
        side.setSpacing(4)  # the whole holds on a laptop's screen of 768 pixels, under QGIS's own toolbars
        self.left.setFixedHeight(18)
        for widget in (self.title, self.left):
            side.addWidget(widget)
        room.setWidget(self.facts)
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.addWidget(room, 1)
        side.addWidget(self.hint)
        side.addLayout(grid)
        side.addLayout(classes)
        side.addLayout(more)
        side.addLayout(moves)
        filters = QHBoxLayout()
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(6)
        filters.addWidget(self.kind, 1)
        for widget in (self.old, self.done, self.triples):
            filters.addWidget(widget)
        side.addLayout(filters)
        panel = QWidget()
        panel.setLayout(side)
        panel.setFixedWidth(430)
        body = QWidget()
        whole, row = QVBoxLayout(body), QHBoxLayout()
        whole.setContentsMargins(4, 2, 4, 4)
        whole.setSpacing(4)
        row.addWidget(self._pages(), 1)
        row.addWidget(panel)
        whole.addWidget(self.demonstration)
        whole.addLayout(row, 1)
        self.setWidget(body)

    def _pages(self) -> QTabWidget:
        self.listing = QTableWidget(0, len(COLUMNS))
        self.listing.setHorizontalHeaderLabels([tr(name) for name in COLUMNS])
        self.listing.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.listing.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.listing.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.listing.horizontalHeader().setStretchLastSection(True)
        self.listing.setAccessibleName(tr("Liste des objets"))
        self.listing.itemSelectionChanged.connect(self._selected)
        self.grid = GridWidget(self._choose_square)
        self.pages = QTabWidget()
        self.pages.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for page, title in ((self.views, tr("Images")), (self.listing, tr("Liste (B)")), (self.grid, tr("Avancement (G)"))):
            self.pages.addTab(page, title)
        self.pages.currentChanged.connect(lambda _i: self._fill_page())
        return self.pages

    def _button(self, text: str, key: str, act: Callable[[], Any]) -> QPushButton:
        button = QPushButton(text)
        button.setMinimumHeight(30)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked=False: act())
        self._key(key, act)
        return button

    def _key(self, key: str, act: Callable[[], Any]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: act())
        self.addAction(action)

    # What the agent does ---------------------------------------------------------------------------------------------

    def refresh(self, keep: Optional[str] = None) -> None:
        """Read the list again; stay on the object `keep` when it is still in it."""
        keep = keep or (self.current or {}).get("uuid")
        try:
            classes = [self.kind.currentData()] if self.kind.currentData() else []
            path = self._path()
            self.rows = (
                to_review(path, classes=classes, prescribed=self.old.isChecked(), reviewed=self.done.isChecked()) if path.is_file() else []
            )
        except Exception as error:
            self.rows = []
            self._tell(as_ddtm_error(error))
        self.rows = self._narrowed(self.rows)
        warning = notice(self._path())
        self.demonstration.setText(warning)
        self.demonstration.setVisible(bool(warning))
        names = [row["uuid"] for row in self.rows]
        self.index = names.index(keep) if keep in names else min(self.index, max(0, len(names) - 1))
        self.views.guess_layers()
        self._fill_page()
        self._show()

    @property
    def current(self) -> Optional[Dict[str, Any]]:
        return self.rows[self.index] if 0 <= self.index < len(self.rows) else None

    def move(self, step: int) -> None:
        """The next or the previous object of the list; it stops at both ends."""
        if self.rows:
            self.index = max(0, min(len(self.rows) - 1, self.index + step))
            self._show()

    def decide(self, validation: Optional[str] = None, code: Optional[str] = None, control: Optional[str] = None) -> None:
        """One gesture on the object shown. A verdict goes on to the next one; a class or a control stays, to be looked at again."""
        rows = self.targets()
        if not rows:
            return
        row = rows[0]
        try:
            give(self._path(), [one["uuid"] for one in rows], validation=validation, code=code, control=control)
        except Exception as error:
            self._tell(as_ddtm_error(error))
            return
        self.hint.setText("")
        if len(rows) > 1:
            self.refresh()
            self.hint.setText(tr("Verdict donné à {nombre} objets ; Ctrl+Z l'annule d'un coup.").format(nombre=len(rows)))
            self._changed()
            return
        if validation is None:
            row["classe"], row["controle"] = code or row["classe"], control or row["controle"]
            row["validation"] = "suspect" if row["validation"] == "non_verifie" else row["validation"]
        elif self.done.isChecked():
            row["validation"] = validation
            self.index = min(self.index + 1, len(self.rows) - 1)
        else:
            del self.rows[self.index]
            self.index = min(self.index, max(0, len(self.rows) - 1))
        self._fill_page()
        self._show()
        self._changed()

    def undo(self) -> None:
        """Take the last gesture back and show its object again."""
        try:
            done = historique.undo(self._path())
            changed = historique.objects_of(self._path(), done["geste"])
        except Exception as error:
            self._tell(as_ddtm_error(error))
            return
        self.refresh(keep=changed[0] if changed else None)
        self._changed()

    def _show(self) -> None:
        row = self.current
        try:
            counts = progress(self._path()) if self._path().is_file() else {"total": 0, "revus": 0}
        except Exception:
            counts = {"total": 0, "revus": 0}
        self.left.setMaximum(max(1, counts["total"]))
        self.left.setValue(counts["revus"])
        self.left.setFormat(tr("{fait} revus sur {total}").format(fait=counts["revus"], total=counts["total"]))
        if row is None:
            left = counts["total"] - counts["revus"]
            self.title.setText(tr("Rien à revoir") if left or not counts["total"] else tr("Revue terminée"))
            self.facts.setText(tr(HIDDEN).format(nombre=left) if left else tr(OVER) if counts["total"] else tr(NOTHING))
            self.views.show_object(None)
            return
        self.title.setText(
            tr("{classe} — {rang} sur {nombre}").format(classe=tr(LABELS[row["classe"]]), rang=self.index + 1, nombre=len(self.rows))
        )
        self._tell_facts(row)
        geometry = QgsGeometry()
        geometry.fromWkb(bytes(row["geom"]))
        self.views.show_object(geometry)

    def _tell_facts(self, row: Dict[str, Any]) -> None:
        self.facts.setText(lisible(_facts(row)))


def _facts(row: Dict[str, Any]) -> str:
    plot = tr("parcelle {numero}").format(numero=row["parcelle"]) if row["parcelle"] else None
    place = " — ".join(str(part) for part in (row["commune"], plot) if part)
    lines = [
        tr("<b>{etat}</b>, priorité {note} : {motif}.").format(
            etat=tr(LABELS[row["validation"]]), note=f"{row['priorite']:.0f}", motif=row["priorite_motif"]
        )
        if row["priorite"] is not None
        else "",
        place,
        tr("Zones : {zones}").format(zones=row["zones"]) if row["zones"] else "",
        row["phrase"] or "",
        tr("Permis sur la parcelle : {permis}").format(permis=row["permis"]) if row.get("permis") else "",
        f"<b>{tr(LABELS.get(row['prescription'], ''))}</b> — {row['prescription_motif']}" if row["prescription"] else "",
        tr("<b>À vérifier sur l'image : {annees}.</b>").format(annees=row.get("a_verifier") or tr("un ancien millésime"))
        if row["a_revoir"]
        else "",
        tr("Vu aussi comme : {classes}").format(classes=row["classes_vues"]) if row["classes_vues"] and "," in row["classes_vues"] else "",
    ]
    return "<br>".join(line for line in lines if line)
