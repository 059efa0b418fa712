"""Job: search a place by name or coordinates."""

from __future__ import annotations

from typing import Any, Dict

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from .cache import index_of
from .index import LIMITE, Index


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: espace, texte (or a list of words), limite. Returns phrase and lieux: [{sorte, nom, detail, x, y, emprise, note}], EPSG:2154."""
    text = params.get("texte") or ""
    text = " ".join(text) if isinstance(text, (list, tuple)) else str(text)
    if not text.strip():
        raise BadInput("Indiquez ce qu'il faut chercher : une commune, une route, une sortie, un établissement ou des coordonnées.")
    espace = Espace.at(params.get("espace"))
    index: Index = ctx.cached(str(espace.referentiel_gpkg), "recherche", lambda _: index_of(espace))
    found = index.chercher(text, int(params.get("limite") or LIMITE))
    rows = [
        {
            "sorte": p.sorte,
            "nom": p.nom,
            "detail": p.detail,
            "x": p.x,
            "y": p.y,
            "emprise": list(p.emprise) if p.emprise else None,
            "note": round(n, 2),
        }
        for p, n in found
    ]
    many = "s" if len(rows) > 1 else ""
    phrase = (
        f"{len(rows)} lieu{'x' if many else ''} trouvé{many} pour « {text} »."
        if rows
        else f"Aucun lieu trouvé pour « {text} » : vérifiez l'orthographe ou essayez la commune."
    )
    return {"phrase": phrase, "lieux": rows}


def tell(result: Dict[str, Any]) -> str:
    """What the command line prints: one line a place."""
    return "\n".join([result["phrase"], *(f"{row['nom']} - {row['detail']} ({row['x']:.0f}, {row['y']:.0f})" for row in result["lieux"])])
