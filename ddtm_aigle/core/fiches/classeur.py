"""A workbook (.xlsx) written with the standard library: one sheet a table, header frozen, numbers and dates as such, text never a formula."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from typing import Any, Dict, List, Sequence, Tuple
from xml.sax.saxutils import escape

Table = Tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # title, columns, rows
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDEST = 60
LONGEST = 32_767  # characters a cell may hold
DAY_ZERO = dt.date(1899, 12, 30)  # of the spreadsheets' calendar
HEADER, BODY, DAY = 1, 2, 3  # styles


def workbook(tables: Sequence[Table]) -> bytes:
    """The file's bytes; the same tables always give the same bytes."""
    names = _names([title for title, _, _ in tables])
    parts: Dict[str, str] = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for i in range(1, len(tables) + 1)
        )
        + "</Types>",
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        + "".join(f'<sheet name="{escape(name, _QUOTE)}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(tables) + 1)
        )
        + f'<Relationship Id="rId{len(tables) + 1}" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<fonts count="2"><font><sz val="10"/><name val="Arial"/></font>'
        '<font><b/><sz val="10"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/>'
        '<xf applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>'
        '<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }
    for i, (_, columns, rows) in enumerate(tables, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = _sheet(columns, rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


_QUOTE = {'"': "&quot;"}


def _sheet(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    widths = [max([len(str(column))] + [len(str(row[i] or "")) for row in rows]) for i, column in enumerate(columns)]
    wide = "".join(f'<col min="{i}" max="{i}" width="{min(WIDEST, w + 2)}" customWidth="1"/>' for i, w in enumerate(widths, 1))
    body = [_row(1, columns, HEADER)] + [_row(number, row, BODY) for number, row in enumerate(rows, 2)]
    last = f"{_letters(len(columns))}{len(rows) + 1}"
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{wide}</cols><sheetData>{"".join(body)}</sheetData><autoFilter ref="A1:{last}"/></worksheet>'
    )


def _row(number: int, values: Sequence[Any], style: int) -> str:
    cells = []
    for i, value in enumerate(values, 1):
        place = f"{_letters(i)}{number}"
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            continue
        if isinstance(value, dt.date):
            cells.append(f'<c r="{place}" s="{DAY}"><v>{(value - DAY_ZERO).days}</v></c>')
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            cells.append(f'<c r="{place}"><v>{value!r}</v></c>')
        else:
            text = escape(_BAD.sub("", str(value))[:LONGEST])
            cells.append(f'<c r="{place}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _names(titles: Sequence[str]) -> List[str]:
    """At most 31 characters, none that the format forbids, no two alike."""
    out: List[str] = []
    for title in titles:
        base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Feuille"
        name, number = base, 2
        while name.lower() in [other.lower() for other in out]:
            name = f"{base[: 31 - len(str(number)) - 1]} {number}"
            number += 1
        out.append(name)
    return out
