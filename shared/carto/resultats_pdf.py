"""Pages of results behind the map: last evacuation and last detour, from the work GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItemManualTable,
    QgsLayoutItemPage,
    QgsLayoutSize,
    QgsLayoutTable,
    QgsPrintLayout,
    QgsTableCell,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import LAYERS
from ..gpkg import read
from . import texte
from .gabarit import Box, Sheet
from .habillage import MM, fitted, put, text_item
from .labels import text_format
from .palette import BLEU_FRANCE, GRIS_TEXTE

Section = Tuple[str, str, Sequence[str], Sequence[float], List[List[str]]]  # heading, sentence, columns, widths, rows


def _n(value: Any) -> str:
    return "" if value is None else f"{round(value):,}".replace(",", "\u00a0")


def _minutes(seconds: Optional[float]) -> str:
    if seconds is None:
        return ""
    minutes = int(round(abs(seconds) / 60))
    return ("- " if seconds < 0 else "") + (f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min")


def _label(layer: str, field: str, code: Any) -> str:
    domain = LAYERS[layer].field(field).domain
    return dict(domain.values).get(code, str(code or "")) if domain else str(code or "")


def _last(path: Path, layer: str) -> Optional[Dict[str, Any]]:
    rows = read.rows(path, layer, order="fid desc", limit=1, geometry=False)
    return rows[0] if rows else None


def evacuation(path: Path) -> List[Section]:
    last = _last(path, "evacuation")
    if last is None:
        return []
    where = {"evacuation_uuid": last["uuid"]}
    communes = read.rows(path, "evacuation_commune", where, geometry=False)
    communes.sort(key=lambda row: -(row["pop_nuit"] or 0))
    ages = (("pop_0_3", "0-3 ans"), ("pop_65_79", "65-79 ans"), ("pop_80p", "80 ans et +"))
    rows = [
        [row["nom"] or "", f"{_n(row['pop_nuit'])} ({_n(row['pop_nuit_bas'])}-{_n(row['pop_nuit_haut'])})", _n(row["pop_jour"])]
        + [_n(row[a]) for a, _ in ages]
        + [_n(row["logements"])]
        for row in communes
    ]
    how = " ; ".join(part for part in (last["methode"], f"données {last['millesime']}" if last["millesime"] else "") if part)
    sentence = (last["phrase"] or last["libelle"] or "") + (f"\n{how}." if how else "")
    sections: List[Section] = [
        (
            f"Population à évacuer : {last['libelle']}",
            sentence,
            ("Commune", "La nuit (fourchette)", "Le jour", "0-3 ans", "65-79 ans", "80 ans et +", "Logements"),
            (3, 2.6, 1, 1, 1, 1, 1.1),
            rows,
        )
    ]
    places = read.rows(path, "evacuation_etablissement", where, geometry=False)
    if places:
        cells = [
            [
                p["nom"] or "",
                _label("evacuation_etablissement", "nature", p["nature"]),
                p["commune"] or "",
                p["telephone"] or "",
                _n(p["capacite"]),
                _label("evacuation_etablissement", "acces", p["acces"]),
            ]
            for p in places
        ]
        sections.append(
            (
                "Établissements dans la zone ou coupés",
                "",
                ("Établissement", "Nature", "Commune", "Téléphone", "Capacité", "Accès"),
                (3, 2.2, 1.6, 1.5, 0.9, 1.4),
                cells,
            )
        )
    return sections


def detour(path: Path) -> List[Section]:
    last = _last(path, "itineraire")
    if last is None:
        return []
    rows = (
        read.rows(path, "itineraire", {"calcul_uuid": last["calcul_uuid"]}, order="rang", geometry=False) if last["calcul_uuid"] else [last]
    )
    cells = [
        [
            row["libelle"] or "",
            _label("itineraire", "type_itineraire", row["type_itineraire"]),
            f"{_n((row['longueur_m'] or 0) / 1000)} km",
            _minutes(row["duree_s"]),
            ("+ " if (row["ecart_s"] or 0) > 0 else "") + _minutes(row["ecart_s"]),
            row["description"] or "",
        ]
        for row in rows
    ]
    warning = next((row["avertissement"] for row in rows if row["avertissement"]), "")
    return [
        (
            "Déviation",
            warning or "",
            ("Trajet", "Type", "Longueur", "Durée", "Écart", "Routes suivies"),
            (2.2, 1.8, 0.9, 0.9, 0.9, 4),
            cells,
        )
    ]


KINDS: Dict[str, Callable[[Path], List[Section]]] = {"evacuation": evacuation, "deviation": detour}


def sections(path: Path, kinds: Sequence[str]) -> List[Section]:
    return [section for kind in kinds for section in KINDS[kind](path)] if path.is_file() else []


class Flow:
    """Sections one under another; a new page when the bottom is reached, header of the table repeated."""

    def __init__(self, layout: QgsPrintLayout, page_sheet: Sheet, furnish: Callable[[int], None]) -> None:
        """furnish(page): draws title and footer of a new page."""
        self.layout, self.sheet, self.furnish = layout, page_sheet, furnish
        self.k = page_sheet.k
        self.box = Box(
            page_sheet.map.x,
            page_sheet.map.y,
            page_sheet.width - 2 * page_sheet.map.x,
            page_sheet.sources.y - page_sheet.map.y - 2 * self.k,
        )
        self.page, self.y = -1, 0.0

    def _new_page(self) -> None:
        page = QgsLayoutItemPage(self.layout)
        page.setPageSize(QgsLayoutSize(self.sheet.width, self.sheet.height, MM))
        self.layout.pageCollection().addPage(page)
        self.page, self.y = self.layout.pageCollection().pageCount() - 1, self.box.y
        self.furnish(self.page)

    def _room(self, height: float) -> None:
        if self.page < 0 or self.y + height > self.box.bottom:
            self._new_page()

    def add(self, section: Section) -> None:
        heading, sentence, columns, widths, rows = section
        k = self.k
        self._room(30 * k)
        fitted(
            self.layout, Box(self.box.x, self.y, self.box.w, 7 * k), heading, 12 * k, 8 * k, bold=True, colour=BLEU_FRANCE, page=self.page
        )
        self.y += 8 * k
        if sentence:
            lines = texte.wrap(sentence, self.box.w * 0.97, 10 * k)
            height = texte.height(len(lines), 10 * k) + 1
            self._room(height)
            text_item(self.layout, Box(self.box.x, self.y, self.box.w, height), lines, 10 * k, page=self.page)
            self.y += height + 2 * k
        if rows:
            self._table(columns, widths, rows)
        self.y += 4 * k

    def _table(self, columns: Sequence[str], widths: Sequence[float], rows: List[List[str]]) -> None:
        size, margin = 7.6 * self.k, 0.9 * self.k
        parts = [self.box.w * width / sum(widths) for width in widths]

        def cells(line: Sequence[str], bold: bool = False) -> Tuple[List[str], float]:
            wrapped = [texte.wrap(text, room - 2 * margin - 0.6, size, bold) for text, room in zip(line, parts)]
            return ["\n".join(lines) for lines in wrapped], texte.height(max(map(len, wrapped)), size) + 2 * margin + 0.5

        head, head_height = cells(columns, True)
        batch: List[List[str]] = []
        height = head_height
        for line in rows:
            text, tall = cells(line)
            if batch and self.y + height + tall > self.box.bottom:
                self._place(head, batch, parts, size, margin, height)
                self._new_page()
                batch, height = [], head_height
            elif not batch:
                self._room(head_height + tall)
            batch.append(text)
            height += tall
        self._place(head, batch, parts, size, margin, height)

    def _place(self, head: List[str], rows: List[List[str]], widths: List[float], size: float, margin: float, height: float) -> None:
        table = QgsLayoutItemManualTable.create(self.layout)
        self.layout.addMultiFrame(table)
        table.setTableContents([[_cell(text, size) for text in head]] + [[_cell(text) for text in row] for row in rows])
        table.setColumnWidths([width - 2 * margin - 0.15 * self.k for width in widths])  # QGIS adds the margins
        table.setCellMargin(margin)
        table.setGridColor(QColor("#CECECE"))
        table.setGridStrokeWidth(0.15 * self.k)
        table.setVerticalGrid(False)
        table.setContentTextFormat(text_format(size, GRIS_TEXTE))
        table.setResizeMode(QgsLayoutTable.ResizeMode.UseExistingFrames)
        frame = QgsLayoutFrame(self.layout, table)
        table.addFrame(frame)
        put(frame, Box(self.box.x, self.y, self.box.w, height + 1), self.page)
        table.refresh()
        self.y += height + 1


def _cell(text: str, head_size: float = 0.0) -> QgsTableCell:
    cell = QgsTableCell(text)
    if head_size:
        cell.setBackgroundColor(QColor("#E3E3FD"))
        cell.setTextFormat(text_format(head_size, GRIS_TEXTE, bold=True))
    return cell
