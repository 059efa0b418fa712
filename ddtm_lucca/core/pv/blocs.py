"""Pieces of a report: who signs and where, photographs with their hash and a scale, the header of the service."""

from __future__ import annotations

import io
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from shared.report.base import SERVICE, Document

from ..modele import FONCTIONS
from ..signature import pdfa

BARS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)  # metres


class Photo(NamedTuple):
    """image: JPEG; largeur_m: metres across the picture at the subject, or None."""

    image: bytes
    legende: str
    empreinte: str = ""
    largeur_m: Optional[float] = None


def service(agent: Mapping[str, Any], commune: str = "") -> Tuple[str, ...]:
    """Header lines: the State's service, or the commune of the agent."""
    if agent.get("fonction") in (None, "agent_ddtm"):
        return (*SERVICE[:2], str(agent.get("service") or SERVICE[2]))
    return (f"Mairie de {agent.get('commune') or commune}", str(agent.get("service") or FONCTIONS[str(agent["fonction"])]))


def function(agent: Mapping[str, Any]) -> str:
    return FONCTIONS.get(str(agent.get("fonction") or ""), "").lower().replace("ddtm", "DDTM")


def new_page(styles: Any) -> List[Any]:
    """What follows starts a page."""
    from reportlab.platypus import PageBreak

    return [PageBreak()]


def mark(rank: int) -> str:
    """Name of the place where the agent of that rank signs; 0 is the author."""
    return pdfa.SIGNATURE_MARK if rank == 0 else f"{pdfa.SIGNATURE_MARK}-{rank + 1}"


def signatures(styles: Any, agents: Sequence[Mapping[str, Any]], draft: bool, boxes: Dict[str, pdfa.Box]) -> List[Any]:
    """A place an agent, two a row; boxes: filled with where each one was drawn."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table

    from shared.report.parts import plain as safe

    room = 178 * mm
    column = room / 2
    cells = []
    for rank, agent in enumerate(agents):
        name = f"{agent.get('prenom', '')} {str(agent.get('nom', '')).upper()}".strip()
        told = "Projet non clos : sans valeur." if draft else "Signature :"
        head = [Paragraph(safe(name), styles.cell_bold), Paragraph(safe(function(agent)), styles.cell), Paragraph(told, styles.cell)]
        cells.append([*head, _place(boxes, mark(rank), 76 * mm, 19 * mm)])
    if len(cells) == 1:
        cells.insert(0, [])
    rows = [cells[rank : rank + 2] for rank in range(0, len(cells), 2)]
    rows[-1] += [[]] * (2 - len(rows[-1]))
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), styles.fonts.regular), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return [Table(rows, colWidths=[column, column], style=look, hAlign="LEFT")]


def _place(boxes: Dict[str, pdfa.Box], name: str, width: float, height: float) -> Any:
    """Room for a signature, by hand or electronic; remembers where it was drawn."""
    from reportlab.platypus import Flowable

    class Place(Flowable):
        def wrap(self, _: float, __: float) -> Tuple[float, float]:
            return width, height

        def draw(self) -> None:
            left, bottom = self.canv.absolutePosition(0, 1)
            boxes[name] = (self.canv.getPageNumber(), left, bottom, left + width, bottom + height - 2)

    return Place()


def pieces(doc: Document, rows: Sequence[Mapping[str, Any]]) -> None:
    """The annexed pieces, a line each with its whole hash."""
    if rows:
        doc.add(lambda styles: _pieces(styles, rows))


def _pieces(styles: Any, rows: Sequence[Mapping[str, Any]]) -> List[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak, Paragraph, Table

    from shared.report.page import BLEU_FRANCE
    from shared.report.parts import HEADER_FILL, LINE
    from shared.report.parts import plain as safe

    body = [[Paragraph(title, styles.cell_bold) for title in ("N°", "Pièce annexée", "Empreinte SHA-256")]]
    for rank, row in enumerate(rows, 1):
        name = Paragraph(safe(row.get("legende") or row["nom"]), styles.cell)
        body.append([Paragraph(str(rank), styles.cell), name, Paragraph(row["sha256"], styles.fine)])
    look = [
        ("FONTNAME", (0, 0), (-1, -1), styles.fonts.regular),
        ("BACKGROUND", (0, 0), (-1, 0), HEADER_FILL),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, BLEU_FRANCE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    table = Table(body, colWidths=[10 * mm, 82 * mm, 86 * mm], repeatRows=1, style=look, spaceAfter=2 * mm, hAlign="LEFT")
    return [CondPageBreak(28 * mm), Paragraph("Pièces annexées", styles.heading), table]


def sheet(doc: Document, photos: Sequence[Photo], per_row: int = 2, height: float = 61) -> None:
    """Photographs in a grid that splits between rows, each with its caption, its scale when known and its whole hash."""
    doc.add(lambda styles: _grid(styles, photos, per_row, height))


def _grid(styles: Any, photos: Sequence[Photo], per_row: int, height: float) -> List[Any]:
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image, Paragraph, Spacer, Table

    from shared.report.parts import plain as safe

    if not photos:
        return []
    column = 178 * mm / per_row
    cells = []
    for photo in photos:
        pixels_x, pixels_y = ImageReader(io.BytesIO(photo.image)).getSize()
        ratio = min((column - 3 * mm) / pixels_x, height * mm / pixels_y)
        picture = Image(io.BytesIO(photo.image), pixels_x * ratio, pixels_y * ratio, hAlign="LEFT")
        scale = [_Scale(pixels_x * ratio / photo.largeur_m)] if photo.largeur_m else []
        lines = [picture, *scale, Spacer(1, 1 * mm), Paragraph(safe(photo.legende), styles.note)]
        if photo.empreinte:
            lines.append(Paragraph(f"SHA-256 {photo.empreinte[:32]}<br/>{photo.empreinte[32:]}", styles.fine))
        cells.append(lines)
    rows: List[List[Any]] = [cells[rank : rank + per_row] for rank in range(0, len(cells), per_row)]
    rows[-1] += [""] * (per_row - len(rows[-1]))
    look = [
        ("FONTNAME", (0, 0), (-1, -1), styles.fonts.regular),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    return [Table(rows, colWidths=[column] * per_row, style=look, hAlign="LEFT")]


def _Scale(points_per_metre: float) -> Any:  # noqa: N802 - a flowable
    """A bar of a round length, under the picture: the picture itself is never drawn over."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Flowable

    from shared.report.fonts import family

    length = max([bar for bar in BARS if bar * points_per_metre <= 40 * mm] or [BARS[0]])

    class Bar(Flowable):
        def wrap(self, room: float, _: float) -> Tuple[float, float]:
            return room, 4.5 * mm

        def draw(self) -> None:
            width = length * points_per_metre
            self.canv.setLineWidth(0.8)
            self.canv.line(0, 1.2 * mm, width, 1.2 * mm)
            for x in (0, width):
                self.canv.line(x, 0.4 * mm, x, 2 * mm)
            self.canv.setFont(family().regular, 6.5)
            text = f"{length:g} m".replace(".", ",") if length >= 1 else f"{length * 100:g} cm"
            self.canv.drawString(width + 1.5 * mm, 0.4 * mm, text + " (échelle indicative, au plan du sujet)")

    return Bar()
