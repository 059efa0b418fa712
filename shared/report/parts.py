"""Pieces of a document: tables that split well, pictures, grids of photographs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, FrozenSet, List, Optional, Sequence, Tuple, Union
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, Table

from ..errors import BadInput
from .fonts import printable

if TYPE_CHECKING:
    from .base import Styles

Picture = Union[bytes, str, Path]
HEADER_FILL, LINE = HexColor("#E3E3FD"), HexColor("#CECECE")


def plain(text: str) -> str:
    """Text for a paragraph: markup escaped, signs that the font lacks replaced."""
    return escape(printable(text))


def number(value: Any) -> str:
    """1200 -> "1 200" (no-break space), 3.5 -> "3,5", None -> "", others as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return f"{int(value):,}".replace(",", "\u00a0")
    if isinstance(value, float):
        return f"{value:,.1f}".replace(",", "\u00a0").replace(".", ",")
    return str(value)


def table(
    styles: Styles,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    room: float,
    widths: Optional[Sequence[float]],
    numeric: FrozenSet[int],
    total: Optional[Sequence[Any]],
) -> List[Flowable]:
    """room: width in points. Raises ValueError when a row has not as many cells as there are columns."""
    count = len(columns)
    lines = [list(row) for row in rows] + ([list(total)] if total is not None else [])
    if any(len(line) != count for line in lines):
        raise ValueError("a row has not as many cells as there are columns")

    def cell(value: Any, column: int, bold: bool) -> Paragraph:
        style = {
            (False, False): styles.cell,
            (False, True): styles.cell_bold,
            (True, False): styles.cell_right,
            (True, True): styles.cell_right_bold,
        }
        return Paragraph(plain(number(value)), style[column in numeric, bold])

    body = [[cell(title, i, True) for i, title in enumerate(columns)]]
    last = len(lines) - 1
    for rank, line in enumerate(lines):
        body.append([cell(value, i, total is not None and rank == last) for i, value in enumerate(line)])
    parts = list(widths) if widths else [1.0] * count
    scale = room / sum(parts)
    pad = 1.1 * mm * styles.scale
    look = [
        ("FONTNAME", (0, 0), (-1, -1), styles.fonts.regular),  # else each cell names Helvetica, which is not embedded
        ("BACKGROUND", (0, 0), (-1, 0), HEADER_FILL),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor("#000091")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), pad * 0.75),
        ("BOTTOMPADDING", (0, 0), (-1, -1), pad * 0.75),
        ("LEFTPADDING", (0, 0), (-1, -1), pad),
        ("RIGHTPADDING", (0, 0), (-1, -1), pad),
    ]
    if total is not None:
        look.append(("LINEABOVE", (0, -1), (-1, -1), 0.9, HexColor("#000091")))
    return [
        Table(body, colWidths=[part * scale for part in parts], repeatRows=1, style=look, spaceAfter=2 * mm * styles.scale, hAlign="LEFT")
    ]


def _load(picture: Picture, width: float, max_height: float) -> Image:
    """Fit in width x max_height points, keeping proportions."""
    try:
        source: Any = io.BytesIO(picture) if isinstance(picture, bytes) else str(picture)
        pixels_x, pixels_y = ImageReader(source).getSize()
    except (OSError, ValueError) as error:
        name = "l'image" if isinstance(picture, bytes) else f"« {Path(picture).name} »"
        raise BadInput(f"L'image {name} est absente ou illisible : retirez-la du document ou remplacez-la.", str(error)) from error
    ratio = min(width / pixels_x, max_height / pixels_y)
    if isinstance(source, io.BytesIO):
        source.seek(0)
    return Image(source, pixels_x * ratio, pixels_y * ratio, hAlign="LEFT")


def image(styles: Styles, picture: Picture, caption: str, width: float, max_height: float) -> List[Flowable]:
    flow: List[Flowable] = [_load(picture, width, max_height)]
    if caption:
        flow.append(Paragraph(plain(caption), styles.note))
    return [KeepTogether(flow)]


def photos(styles: Styles, pictures: Sequence[Tuple[Picture, str]], per_row: int, room: float, max_height: float) -> List[Flowable]:
    if not pictures:
        return []
    column = room / per_row
    cells = [[_load(picture, column - 3 * mm, max_height), Paragraph(plain(caption), styles.note)] for picture, caption in pictures]
    lines: List[List[Any]] = [cells[i : i + per_row] for i in range(0, len(cells), per_row)]
    lines[-1] += [""] * (per_row - len(lines[-1]))
    return [
        Table(
            lines,
            colWidths=[column] * per_row,
            style=[
                ("FONTNAME", (0, 0), (-1, -1), styles.fonts.regular),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ],
        )
    ]
