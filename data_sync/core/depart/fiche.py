"""The hand-over sheet: verdict, what was checked, what to do, and two signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table

from shared.report.base import Document

from .regles import ORANGE, ROUGE, VERT

COULEURS = {VERT: "#18753C", ORANGE: "#B34000", ROUGE: "#CE0500"}
MOTS = {VERT: "Bon", ORANGE: "Réserve", ROUGE: "Bloquant"}


def ecrire(path: Path, result: Dict[str, Any], cede: str = "", recoit: str = "") -> None:
    """Write the PDF (one page when it can). cede, recoit: names printed above the signatures."""
    doc = Document(
        "Remise du poste d'astreinte",
        subtitle=f"Poste « {result['poste']} »" + (f", jumeau « {result['jumeau']} »" if result["jumeau"] else ""),
        exercise=result["exercice"],
        subject="Prêt à partir ?",
    )
    doc.add(lambda styles: [_band(styles, result["verdict"], result["phrase"])])
    doc.space(3)
    rows = [(line["sujet"], MOTS[line["niveau"]], line["constat"], line["faire"]) for line in result["lignes"]]
    doc.table(("Point", "État", "Constat", "À faire"), rows, widths=(2.1, 1, 4, 3.4), title="Ce qui a été vérifié")
    doc.add(lambda styles: [Spacer(1, 6 * mm * styles.scale), _signatures(styles, cede, recoit)])
    doc.build(path, one_page=True)


def _band(styles: Any, verdict: str, phrase: str) -> Table:
    white = styles._style(14, bold=True, color=HexColor("#FFFFFF"))
    table = Table([[Paragraph(phrase, white)]], colWidths=[178 * mm])
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(COULEURS[verdict])),
            ("TOPPADDING", (0, 0), (-1, -1), 7),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
        ]
    )
    return table


def _signatures(styles: Any, cede: str, recoit: str) -> Table:
    heads = [
        Paragraph(f"{word}<br/>{name or '&nbsp;'}", styles.body) for word, name in (("Remis par", _safe(cede)), ("Reçu par", _safe(recoit)))
    ]
    notes = [Paragraph("Date, heure et signature", styles.note)] * 2
    table = Table([heads, notes, ["", ""]], colWidths=[89 * mm, 89 * mm], rowHeights=[13 * mm, 7 * mm, 24 * mm])
    table.setStyle([("BOX", (0, 0), (0, -1), 0.6, HexColor("#666666")), ("BOX", (1, 0), (1, -1), 0.6, HexColor("#666666"))])
    return table


def _safe(text: str) -> str:
    from shared.report.parts import plain

    return plain(text)
