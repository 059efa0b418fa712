"""The three pages of the review: pictures, list of the objects (for a verdict on many), progress by square."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from qgis.PyQt.QtWidgets import QTableWidgetItem

from shared.catalogue.aigle import CLASSE_DETECTION, PRESCRIPTION, VALIDATION
from shared.processing.base import tr

from ..core.revue.carroyage import Cell, squares, within
from ..core.revue.verdict import MOST

IMAGES, LISTING, GRID = range(3)
LABELS = {**dict(CLASSE_DETECTION.values), **dict(PRESCRIPTION.values), **dict(VALIDATION.values)}


class Pages:
    """Mixed into the dock: uses its `pages`, `listing`, `grid`, `rows`, `index`, `sector`, `triples`, `title` and `refresh`."""

    def _turn_to(self: Any, page: int) -> None:
        """Show a page, or the pictures again when it is shown already."""
        self.pages.setCurrentIndex(IMAGES if self.pages.currentIndex() == page else page)
        if self.pages.currentIndex() == LISTING:
            self.listing.setFocus()

    def show_images(self: Any) -> None:
        self.pages.setCurrentIndex(IMAGES)

    def _narrowed(self: Any, rows: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
        """Only what is to be looked at again, only the chosen square, when the agent asked so."""
        if self.triples.isChecked():
            rows = [row for row in rows if row["a_revoir"]]
        return rows if self.sector is None else within(rows, self.grid.table, self.sector)

    def _fill_page(self: Any) -> None:
        if self.pages.currentIndex() == LISTING:
            self._fill_listing()
        elif self.pages.currentIndex() == GRID:
            self._try(lambda: self.grid.show_squares(squares(self._path(), self.old.isChecked())))

    def _fill_listing(self: Any) -> None:
        self.listing.blockSignals(True)
        self.listing.setRowCount(min(len(self.rows), MOST))
        for line, row in enumerate(self.rows[:MOST]):
            texts = (
                tr(LABELS[row["classe"]]), row["commune"], row["parcelle"], f"{row['priorite'] or 0:.0f}",
                tr(LABELS.get(row["prescription"], "")), tr(LABELS[row["validation"]]),
            )  # fmt: skip
            for column, text in enumerate(texts):
                self.listing.setItem(line, column, QTableWidgetItem(text or ""))
        self.listing.resizeColumnsToContents()
        self.listing.clearSelection()
        self.listing.selectRow(self.index)
        self.listing.blockSignals(False)

    def _selected(self: Any) -> None:
        lines = self._lines()
        if len(lines) == 1:
            self.index = lines[0]
            self._show()
        elif lines:
            self.title.setText(tr("{nombre} objets choisis : un verdict vaut pour tous").format(nombre=len(lines)))

    def _lines(self: Any) -> List[int]:
        return sorted({index.row() for index in self.listing.selectionModel().selectedRows()})

    def _choose_square(self: Any, cell: Optional[Cell]) -> None:
        self.sector, self.index = cell, 0
        self.refresh()

    def targets(self: Any) -> List[Dict[str, Any]]:
        """The objects a verdict is for: those selected in the list, else the one shown."""
        lines = self._lines() if self.pages.currentIndex() == LISTING else []
        if len(lines) > 1:
            return [self.rows[line] for line in lines if line < len(self.rows)]
        return [self.current] if self.current is not None else []

    def show_reviewed(self: Any, name: str) -> None:
        """Show an object whatever the filters hide."""
        self.sector = None
        for box, on in ((self.triples, False), (self.done, True)):
            box.setChecked(on)
        self.refresh(keep=name)
