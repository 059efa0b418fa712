"""Job: the photographs of an affair as a sheet of their own, each with its scale when known and its hash."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from shared.errors import BadInput
from shared.jobs import JobContext, Params
from shared.report.base import Document

from ..coffre import numeros, session
from . import blocs, document, images, job
from .lettres import plain
from .regles import known_day

PER_PAGE = {1: (1, 110.0), 2: (1, 92.0), 6: (2, 54.0)}  # photographs a page -> a row, height in millimetres


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, sortie, motif, par_page (1, 2 or 6)."""
    if not params.get("sortie"):
        raise BadInput("Dites où écrire le document (--sortie).")
    wanted = str(params.get("par_page") or 6)
    if not wanted.isdigit() or int(wanted) not in PER_PAGE:
        raise BadInput(f"Une page porte {', '.join(str(count) for count in PER_PAGE)} photographies au choix.")
    per_row, height = PER_PAGE[int(wanted)]
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        pieces = depot.of(affair["uuid"], "piece")
        photos = images.sheet(depot, pieces)
        if not photos:
            raise BadInput("Cette affaire n'a pas de photographie : joignez-en d'abord.")
        visits = depot.of(affair["uuid"], "controle")
        cards = [row for row in depot.all("agent") if row.get("identifiant") == depot.auteur]
        number = numeros.shown(affair)
        depot.note("planche", params.get("motif") or "planche photographique", number)
    seen = (
        f"Contrôle du {plain(known_day(visits[-1]['date']))}, commune de {affair['commune']}"
        if visits
        else f"Commune de {affair['commune']}"
    )
    doc = Document(
        "Planche photographique",
        subtitle=f"Affaire n° {number} - {seen}",
        author=f"{cards[0]['prenom']} {cards[0]['nom']}" if cards else "",
        service=blocs.service(cards[0] if cards else {}, affair["commune"]),
    )
    blocs.sheet(doc, photos, per_row, height)
    doc.note(
        "Chaque photographie est réduite pour l'impression ; l'original, inchangé, se reconnaît à son empreinte SHA-256. "
        "L'échelle, quand elle figure, est indicative et vaut au plan du sujet."
    )
    data, pages = document.pdf(doc)
    job.write(Path(params["sortie"]), data)
    plural = "s" if len(photos) > 1 else ""
    return {"phrase": f"Planche de {len(photos)} photographie{plural} écrite ({pages} page{'s' if pages > 1 else ''}).", "sortie": str(params["sortie"]), "pages": pages}  # fmt: skip
