"""The job « verdict »: states of one or many objects, undo, and the list of what is left to review."""

from __future__ import annotations

from typing import Any, Dict, List

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

from .. import historique
from ..travail import existing_work_file
from .liste import progress, to_review
from .verdict import give


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: objets (uuids, or their first characters), validation, classe, controle, motif, auteur; or annuler (gesture or "dernier")."""
    path = existing_work_file(Espace.at(params.get("espace")))
    author = params.get("auteur")
    if params.get("annuler"):
        which = str(params["annuler"])
        done = historique.undo(path, None if which == "dernier" else which, author)
        kept = f" ; {done['laisses']} valeur(s) changée(s) depuis sont restées" if done["laisses"] else ""
        return {"phrase": f"{done['rendus']} ligne(s) rendue(s) à leur état d'avant{kept}.", **done, **_progress(path)}
    names = params.get("objets") or []
    names = [part.strip() for part in names.split(",") if part.strip()] if isinstance(names, str) else [str(name) for name in names]
    done = give(
        path, resolve(path, names), validation=params.get("validation"), code=params.get("classe"), control=params.get("controle"),
        reason=params.get("motif"), author=author,
    )  # fmt: skip
    left = _progress(path)
    return {"phrase": f"{done['objets']} objet(s) mis à jour ; {left['revus']} revus sur {left['total']}.", **done, **left}


def listing(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: classes, commune, prescrits, limite. Result: phrase and the objects to review, by priority."""
    path = existing_work_file(Espace.at(params.get("espace")))
    classes = [part.strip() for part in str(params.get("classes") or "").split(",") if part.strip()]
    rows = to_review(path, classes=classes, commune=params.get("commune"), prescribed=bool(params.get("prescrits")))
    left = _progress(path)
    fields = ("uuid", "classe", "score", "priorite", "priorite_motif", "prescription", "phrase", "commune", "parcelle", "zones", "a_revoir")
    shown = [{name: row[name] for name in fields} for row in rows[: int(params.get("limite") or 20)]]
    return {"phrase": f"{len(rows)} objet(s) à revoir ; {left['revus']} revus sur {left['total']}.", "objets": shown, **left}


def tell(result: Dict[str, Any]) -> str:
    """The list as text, one object a line."""
    lines = [result["phrase"]]
    for row in result["objets"]:
        lines.append(f"{row['uuid'][:8]}  {row['priorite']:5.1f}  {row['classe']:<12} {row['commune'] or '-':<20} {row['phrase']}")
    return "\n".join(lines)


def _progress(path: Any) -> Dict[str, int]:
    found = progress(path)
    return {"total": found["total"], "revus": found["revus"]}


def resolve(path: Any, names: List[str]) -> List[str]:
    """Whole uuids of names that may be cut to their first eight characters."""
    if all(len(name) == 36 for name in names):
        return names
    known = [row["uuid"] for row in read.rows(path, "objet_detecte", geometry=False, fields=["uuid"])]
    out = []
    for name in names:
        fits = [full for full in known if len(name) >= 6 and full.startswith(name)]
        if len(fits) != 1:
            raise BadInput(f"L'objet « {name} » {'est ambigu' if fits else 'est inconnu'} : reprenez son identifiant dans la liste.")
        out += fits
    return out
