"""The pages of the regulation that govern a zone, taken out of the local file to travel with the extract."""

from __future__ import annotations

import io
from typing import Any, Dict, List, Sequence, Tuple

from shared.report.base import Document

from ..reglement import job as regulations
from ..reglement import lire
from ..signature.pdfa import Attachment
from .site import Site


def pages(doc: Document, ground: Site, zones: Sequence[Dict[str, Any]]) -> List[Attachment]:
    """An attachment a zone whose regulation is in the pack; the document says which ones are joined, which ones are not at hand."""
    out: List[Attachment] = []
    told: List[str] = []
    for label, file in dict.fromkeys((str(zone["libelle"]), str(zone.get("nomfic") or "")) for zone in zones):
        held = lire.regulation(ground.espace, {"nomfic": file})
        data, first, count = _extract(ground, held) if held["chemin"].lower().endswith(".pdf") else (b"", 0, 0)
        if data:
            out.append(Attachment(f"reglement-zone-{label}.pdf".replace("/", "-"), data, f"Règlement de la zone {label}"))
            where = f"pages {first} à {first + count - 1}, jointes" if count > 1 else f"page {first}, jointe"
            told.append(f"zone {label} : {held['fichier']}, {where}")
        else:
            told.append(f"zone {label} : {held['fichier'] or 'règlement'} non disponible dans le paquet de données")
    if told:
        doc.note("Règlement : " + " ; ".join(told) + ".")
    return out


def where(zone: Dict[str, Any]) -> str:
    """« page 24 de reglement.pdf », else the address, else that it is not known."""
    text = str(zone.get("nomfic") or "")
    name = text.partition("#")[0].replace("\\", "/").rsplit("/", 1)[-1]
    page = text.partition("#page=")[2]
    return (f"page {page} de {name}" if name and page.isdigit() else name) or str(zone.get("urlfic") or "non renseigné")


def _extract(ground: Site, held: Dict[str, Any]) -> Tuple[bytes, int, int]:
    """(PDF of the pages, first page, how many); no bytes when it cannot be read."""
    import pikepdf

    try:
        with pikepdf.Pdf.open(held["chemin"]) as source, pikepdf.Pdf.new() as target:
            first = min(int(held["page"]), len(source.pages))
            last = regulations._last_page(ground.espace, held["fichier"], first, len(source.pages))
            for rank in range(first - 1, last):
                target.pages.append(source.pages[rank])
            out = io.BytesIO()
            target.save(out, deterministic_id=True)
            return out.getvalue(), first, last - first + 1
    except (pikepdf.PdfError, OSError):
        return b"", 0, 0
