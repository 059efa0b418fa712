"""The page: header block without emblem, footer with sources and page x/y, EXERCICE stamp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Tuple

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .fonts import family, printable

BLEU_FRANCE, ROUGE, GRIS, GRIS_CLAIR = HexColor("#000091"), HexColor("#C9191E"), HexColor("#3A3A3A"), HexColor("#DDDDDD")


@dataclass(frozen=True)
class Frame:
    """What is the same on every page. Margins in millimetres: left, right, top, bottom."""

    service: Tuple[str, ...]
    title: str
    place_and_date: str
    footer: str
    exercise: bool
    margins: Tuple[float, float, float, float] = (16, 16, 14, 14)
    header_height: float = 17

    def draw(self, canvas: Canvas, width: float, height: float) -> None:
        """Header, footer and stamp of one page, in points from the bottom left corner."""
        fonts = family()
        left, right, top, bottom = (value * mm for value in self.margins)
        canvas.saveState()
        if self.exercise:
            self._stamp(canvas, width, height, fonts.bold)
        y = height - top
        canvas.setFillColor(BLEU_FRANCE)
        canvas.rect(left, y - 12 * mm, 1.1 * mm, 12 * mm, stroke=0, fill=1)
        canvas.setFillColor(GRIS)
        for rank, line in enumerate(self.service[:3]):
            canvas.setFont(fonts.bold if rank == 0 else fonts.regular, 9.5 if rank == 0 else 8.5)
            canvas.drawString(left + 3 * mm, y - (3.2 + 4.2 * rank) * mm, printable(line))
        canvas.setFont(fonts.regular, 8.5)
        canvas.drawRightString(width - right, y - 3.2 * mm, printable(self.place_and_date))
        if self.exercise:
            canvas.setFont(fonts.bold, 10)
            canvas.setFillColor(ROUGE)
            canvas.drawRightString(width - right, y - 8.4 * mm, "EXERCICE - données non réelles")
        canvas.setStrokeColor(GRIS_CLAIR)
        canvas.setLineWidth(0.5)
        canvas.line(left, bottom + 4.5 * mm, width - right, bottom + 4.5 * mm)
        canvas.setFillColor(GRIS)
        canvas.setFont(fonts.regular, 7)
        room = width - left - right - 22 * mm
        canvas.drawString(left, bottom + 1.2 * mm, _shorten(canvas, printable(self.footer), fonts.regular, 7, room))
        canvas.restoreState()

    def _stamp(self, canvas: Canvas, width: float, height: float, font: str) -> None:
        canvas.saveState()
        canvas.translate(width / 2, height / 2)
        canvas.rotate(45 if height > width else 28)
        size = min(width, height) / 5.2
        canvas.setFont(font, size)
        canvas.setFillColor(HexColor("#9A9A9A"))
        canvas.setFillAlpha(0.16)
        canvas.drawCentredString(0, -size / 3, "EXERCICE")
        canvas.restoreState()


def _shorten(canvas: Canvas, text: str, font: str, size: float, room: float) -> str:
    if canvas.stringWidth(text, font, size) <= room:
        return text
    while text and canvas.stringWidth(text + "…", font, size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


class NumberedCanvas(Canvas):
    """Writes « page x/y » once the number of pages is known."""

    margins: Tuple[float, float, float, float] = (16, 16, 14, 14)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._pages: List[dict] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        total = len(self._pages)
        for number, state in enumerate(self._pages, 1):
            self.__dict__.update(state)
            self.setFont(family().regular, 8)
            self.setFillColor(GRIS)
            self.drawRightString(self._pagesize[0] - self.margins[1] * mm, self.margins[3] * mm + 1.2 * mm, f"page {number}/{total}")
            super().showPage()
        super().save()
