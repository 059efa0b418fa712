"""Job: the plans and extracts of an affair, as one document, kept among its pieces when asked."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, List

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params
from shared.report.base import Document

from ..coffre import numeros, session
from ..pv import document
from ..pv.blocs import new_page
from ..pv.job import write
from ..signature.pdfa import Attachment
from . import pages, site
from .themes import CODES, PLANS


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, sortie, plans (codes separated by commas; default all), image (GeoTIFF), joindre (keep it among the pieces), motif."""
    asked = [name.strip() for name in str(params.get("plans") or ",".join(CODES)).split(",") if name.strip()]
    unknown = [name for name in asked if name not in CODES]
    if unknown:
        raise BadInput(f"Plan inconnu : « {unknown[0]} ». Au choix : {', '.join(CODES)}.")
    if not (params.get("sortie") or params.get("joindre")):
        raise BadInput("Dites où écrire le document (--sortie), ou demandez de le joindre à l'affaire (--joindre).")
    espace = Espace.at(params["espace"])
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        ground = site.load(espace, affair, depot.of(affair["uuid"], "parcelle"))
        number = numeros.shown(affair)
        _, exercise = site.sources(ground, ground.couches)
        doc = Document("Plans et extraits", subtitle=f"Affaire n° {number}, commune de {affair['commune']}", exercise=exercise)
        files: List[Attachment] = []
        for rank, plan in enumerate(plan for plan in PLANS if plan.code in asked):
            ctx.progress(rank / len(asked), plan.titre.lower())
            if rank:
                doc.add(new_page)
            files += pages.add(doc, plan, ground, params.get("image"))
        if ground.absentes:
            doc.note("Parcelles introuvables au cadastre installé : " + ", ".join(ground.absentes) + ".")
        data, count = document.pdf(doc, files)
        depot.note("plans", params.get("motif") or "plans et extraits", number)
        joined = _join(depot, affair["uuid"], data, files, asked) if params.get("joindre") else 0
    if params.get("sortie"):
        write(Path(params["sortie"]), data)
    told = f" ; {joined} pièce{'s' if joined > 1 else ''} jointe{'s' if joined > 1 else ''} à l'affaire" if joined else ""
    return {
        "phrase": f"Plans et extraits écrits : {count} page{'s' if count > 1 else ''}{told}.",
        "pages": count,
        "plans": asked,
        "reglements": [item.name for item in files],
        "absentes": ground.absentes,
        "pieces": joined,
        **({"sortie": str(params["sortie"])} if params.get("sortie") else {}),
    }


def _join(depot: Any, affair: str, data: bytes, files: List[Attachment], asked: List[str]) -> int:
    """The document, then the pages of regulation, as pieces; the same content is not joined twice."""
    held = {row["sha256"] for row in depot.of(affair, "piece")}
    rows = []
    for name, content, what in [
        ("plans-et-extraits.pdf", data, "Plans et extraits"),
        *((item.name, item.data, item.description) for item in files),
    ]:
        if hashlib.sha256(content).hexdigest() in held:
            continue
        values = {
            "nom": name,
            "sha256": depot.pieces.add(content),
            "type": "pdf",
            "legende": what,
            "nature": "plan",
            "octets": len(content),
        }
        rows.append({"genre": "piece", "affaire": affair, "valeurs": values})
    depot.put_all(rows)
    return len(rows)
