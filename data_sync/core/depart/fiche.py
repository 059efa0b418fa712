"""The hand-over sheet: verdict, what was checked, what to do, and two signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table

from shared.gpkg.values import to_local
from shared.report.base import Document

from .regles import ORANGE, ROUGE, VERT
from .remise import CEDE, RECOIT, ROLES, SUFFIXE

COULEURS = {VERT: "#18753C", ORANGE: "#B34000", ROUGE: "#CE0500"}
MOTS = {VERT: "Bon", ORANGE: "Réserve", ROUGE: "Bloquant"}


def ecrire(
    path: Path, result: Dict[str, Any], cede: str = "", recoit: str = "", empreinte: str = "", signatures: Sequence[Dict[str, Any]] = ()
) -> None:
    """Write the PDF (one page when it can). cede, recoit: names printed above the signatures; empreinte: that of the signed facts;
    signatures: rows of `remise.verifier`."""
    by_role = {item["role"]: item for item in signatures}
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
    doc.add(lambda styles: [Spacer(1, 6 * mm * styles.scale), _signatures(styles, cede, recoit, by_role)])
    if empreinte:
        doc.space(2)
        shown = "-".join(empreinte[start : start + 8].upper() for start in range(0, 64, 8))
        doc.note(f"Empreinte SHA-256 des faits signés : {shown}. Vérification : « Vérifier une remise signée » sur le fichier {SUFFIXE}.")
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


def _signatures(styles: Any, cede: str, recoit: str, by_role: Dict[str, Dict[str, Any]]) -> Table:
    heads, notes, boxes = [], [], []
    for role, name in ((CEDE, cede), (RECOIT, recoit)):
        item = by_role.get(role)
        heads.append(Paragraph(f"{ROLES[role]}<br/>{_safe(item['nom'] if item else name) or '&nbsp;'}", styles.body))
        notes.append(Paragraph("Date, heure et signature", styles.note))
        if item is None:
            boxes.append("")
            continue
        state = "Signé électroniquement" if item["valide"] else "SIGNATURE NON VALABLE"
        mark = "-".join(item["signature"][start : start + 8].upper() for start in (0, 8, 16))
        boxes.append(
            Paragraph(
                f"{state} le {to_local(item['le']):%d/%m/%Y à %H h %M}<br/>par le poste « {_safe(item['poste'])} »<br/>{mark}…", styles.note
            )
        )
    table = Table([heads, notes, boxes], colWidths=[89 * mm, 89 * mm], rowHeights=[13 * mm, 7 * mm, 24 * mm])
    table.setStyle(
        [
            ("BOX", (0, 0), (0, -1), 0.6, HexColor("#666666")),
            ("BOX", (1, 0), (1, -1), 0.6, HexColor("#666666")),
            ("VALIGN", (0, 2), (-1, 2), "TOP"),
        ]
    )
    return table


def _safe(text: str) -> str:
    from shared.report.parts import plain

    return plain(text)
