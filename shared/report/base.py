"""The document base: fill it with a sentence, tables and pictures, then `build()`.

    doc = Document("Population à évacuer", subtitle="Basse vallée du Lez", exercise=True, sources=["INSEE 2023"])
    doc.sentence("Environ 1 200 personnes (900 à 1 500), dont 140 de 75 ans et plus.")
    doc.table(("Commune", "Nuit", "Jour"), rows, widths=(3, 1, 1))
    result = doc.build("fiche.pdf", one_page=True)

Text is plain (escaped); lengths are millimetres. Runs in the engine, the command line and the tests (no QGIS).
"""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple, Union

from reportlab.lib import pagesizes
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, KeepTogether, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Frame as TextFrame

from ..documents import write_whole
from ..errors import BadInput
from . import parts
from .fonts import family
from .page import BLEU_FRANCE, GRIS, Frame, NumberedCanvas
from .parts import plain

SERVICE = ("Préfecture de l'Hérault", "Direction départementale des territoires et de la mer", "DDTM 34")
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
Content = Callable[["Styles"], List[Flowable]]


class Styles:
    """Paragraph styles at one scale; `one_page` tries smaller and smaller scales."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self.fonts = family()
        self.title = self._style(17, bold=True, color=BLEU_FRANCE, after=1.5)
        self.subtitle = self._style(10.5, after=3.5)
        self.heading = self._style(11.5, bold=True, color=BLEU_FRANCE, before=3.2, after=1.4)
        self.sentence = self._style(13.5, bold=True, after=3, before=1)
        self.body = self._style(9.5, after=1.6)
        self.note = self._style(7.8, after=1.2)
        self.fine = self._style(6.2)
        self.cell = self._style(8.4)
        self.cell_bold = self._style(8.4, bold=True)
        self.cell_right = self._style(8.4, align=TA_RIGHT)
        self.cell_right_bold = self._style(8.4, bold=True, align=TA_RIGHT)

    def _style(
        self, size: float, *, bold: bool = False, color: Any = GRIS, before: float = 0, after: float = 0, align: int = TA_LEFT
    ) -> ParagraphStyle:
        size *= self.scale
        return ParagraphStyle(
            f"s{size}{bold}{align}",
            fontName=self.fonts.bold if bold else self.fonts.regular,
            fontSize=size,
            leading=size * 1.26,
            textColor=color,
            spaceBefore=before * mm * self.scale,
            spaceAfter=after * mm * self.scale,
            alignment=align,
            splitLongWords=1,
        )


class Document:
    """One PDF document. Nothing is written before `build`."""

    def __init__(
        self,
        title: str,
        *,
        subtitle: str = "",
        author: str = "",
        subject: str = "",
        exercise: bool = False,
        sources: Iterable[str] = (),
        service: Sequence[str] = SERVICE,
        page_format: str = "A4",
        landscape: bool = False,
        margins: Tuple[float, float, float, float] = (16, 16, 14, 14),
        moment: Optional[dt.datetime] = None,
        place_and_date: str = "",
    ) -> None:
        """sources: printed at the end; margins: left, right, top, bottom; moment: date and hour printed (now by default), unless
        place_and_date says it otherwise."""
        self.title, self.subtitle, self.author, self.subject = title, subtitle, author, subject
        self.exercise, self.sources, self.service, self.margins = exercise, tuple(sources), tuple(service), margins
        size = getattr(pagesizes, page_format.upper(), None)
        if size is None:
            raise BadInput(f"Le format de page « {page_format} » n'existe pas : choisissez A4 ou A3.")
        self.size = pagesizes.landscape(size) if landscape else size
        self.moment = moment or dt.datetime.now()
        self.place_and_date = place_and_date or f"Le {self.moment:%d/%m/%Y} à {self.moment:%H h %M}"
        self._content: List[Content] = []

    # -- content -----------------------------------------------------------------------------------------------
    def add(self, content: Content) -> Document:
        """Anything else: a function that makes reportlab flowables from the styles (called once a scale)."""
        self._content.append(content)
        return self

    def _text(self, style_name: str, text: str) -> Document:
        return self.add(lambda styles: [Paragraph(plain(text).replace("\n", "<br/>"), getattr(styles, style_name))])

    def sentence(self, text: str) -> Document:
        """The answer, number first, in large type."""
        return self._text("sentence", text)

    def heading(self, text: str) -> Document:
        return self._text("heading", text)

    def paragraph(self, text: str) -> Document:
        return self._text("body", text)

    def note(self, text: str) -> Document:
        """Small print: method, caution."""
        return self._text("note", text)

    def space(self, height: float = 3) -> Document:
        return self.add(lambda styles: [Spacer(1, height * mm * styles.scale)])

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        widths: Optional[Sequence[float]] = None,
        numeric: Iterable[int] = (),
        total: Optional[Sequence[Any]] = None,
        title: str = "",
        empty: str = "Aucune ligne.",
    ) -> Document:
        """A table that splits over pages with its header repeated. widths: relative; numeric: columns set to the right;
        total: a last line in bold; None prints as an empty cell and numbers with a thin space."""
        kept = [list(row) for row in rows]

        def make(styles: Styles) -> List[Flowable]:
            room = self.size[0] - (self.margins[0] + self.margins[1]) * mm
            flow = (
                parts.table(styles, columns, kept, room, widths, frozenset(numeric), total)
                if kept
                else [Paragraph(plain(empty), styles.body)]
            )
            head = [Paragraph(plain(title), styles.heading)] if title else []
            return [KeepTogether(head + flow)] if len(kept) <= 6 else head + flow

        return self.add(make)

    def image(
        self, picture: Union[bytes, str, Path], *, caption: str = "", width: Optional[float] = None, max_height: float = 120
    ) -> Document:
        """A picture (file or bytes) at most `width` x `max_height`, never enlarged beyond the text's width."""
        return self.add(lambda styles: parts.image(styles, picture, caption, self._width(width), max_height * mm * styles.scale))

    def photos(self, pictures: Sequence[Tuple[Union[bytes, str, Path], str]], *, per_row: int = 2, max_height: float = 70) -> Document:
        """Pictures with captions in a grid that splits between rows."""
        return self.add(lambda styles: parts.photos(styles, pictures, per_row, self._width(None), max_height * mm * styles.scale))

    def _width(self, width: Optional[float]) -> float:
        room = self.size[0] - (self.margins[0] + self.margins[1]) * mm
        return room if width is None else min(room, width * mm)

    # -- output ------------------------------------------------------------------------------------------------
    def render(self, *, one_page: bool = False) -> Tuple[bytes, int]:
        """The PDF and its number of pages. one_page: smaller type until it fits (down to 70 %), else readable pages."""
        best = self._render(1.0)
        if one_page and best[1] > 1:
            for scale in SCALES[1:]:
                smaller = self._render(scale)
                if smaller[1] == 1:
                    return smaller
        return best

    def _render(self, scale: float) -> Tuple[bytes, int]:
        styles = Styles(scale)
        stream = io.BytesIO()
        frame = Frame(self.service, self.title, self.place_and_date, self._footer(), self.exercise, self.margins)
        left, right, top, bottom = (value * mm for value in self.margins)
        width, height = self.size
        fonts = family()
        template = BaseDocTemplate(
            stream,
            pagesize=self.size,
            title=self.title,
            author=self.author or ", ".join(self.service[::2]),
            subject=self.subject or self.subtitle or self.title,
            creator="Suite DDTM",
            keywords=["EXERCICE"] if self.exercise else [],
            lang="fr-FR",
            displayDocTitle=1,
            initialFontName=fonts.regular,
            initialFontSize=9,
        )
        header = frame.header_height * mm
        text = TextFrame(left, bottom + 7 * mm, width - left - right, height - top - bottom - 7 * mm - header, 0, 0, 0, 0)
        template.addPageTemplates(PageTemplate("page", [text], onPage=lambda canvas, _: frame.draw(canvas, width, height)))
        story: List[Flowable] = [Paragraph(plain(self.title), styles.title)]
        if self.subtitle:
            story.append(Paragraph(plain(self.subtitle), styles.subtitle))
        for content in self._content:
            story.extend(content(styles))
        if self.sources:
            story.append(Paragraph("Sources : " + plain(" ; ".join(self.sources)) + ".", styles.note))
        canvas_class = type("Numbered", (NumberedCanvas,), {"margins": self.margins})
        template.build(story, canvasmaker=canvas_class)
        return stream.getvalue(), template.page

    def _footer(self) -> str:
        parts_of_footer = [self.title, self.subtitle, self.author]
        return " · ".join(part for part in parts_of_footer if part)

    def build(self, path: os.PathLike[str] | str, *, one_page: bool = False) -> Dict[str, Any]:
        """Write the PDF whole or not at all. Returns {"fichier": str, "pages": int}. Raises BadInput when the folder refuses it, DdtmError when the disk is full."""
        data, pages = self.render(one_page=one_page)
        target = Path(path)
        write_whole(target, data)
        return {"fichier": str(target), "pages": pages}
