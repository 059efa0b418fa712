"""Job: add a line to the main courante, list it, or export it."""

from __future__ import annotations

import contextlib
from typing import Any, Dict

from shared import catalogue
from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate
from shared.jobs import JobContext

from .exporter import exporter
from .main_courante import CATEGORIES, ajouter, lire


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: espace, texte (added when given), categorie, auteur, sortie (.csv or .pdf), exporter (True: PDF in sorties/), limite.

    Returns phrase, lignes (the latest first: heure, auteur, categorie, texte), fichiers.
    """
    espace = Espace.at(params.get("espace"))
    preparer(espace)
    texte = params.get("texte") or ""
    texte = " ".join(texte) if isinstance(texte, (list, tuple)) else str(texte)
    if texte:
        ajouter(espace, texte, params.get("categorie") or "information", params.get("auteur") or "")
    lines = lire(espace)
    files = []
    if params.get("sortie") or params.get("exporter"):
        ctx.progress(0.5, "Mise en page de la main courante")
        files.append(exporter(espace, params.get("sortie"))["fichier"])
    limit = int(params.get("limite") or 20)
    rows = [{"heure": one.heure, "auteur": one.auteur, "categorie": one.categorie, "texte": one.texte} for one in lines[:limit]]
    number = len(lines)
    phrase = f"{number} ligne{'s' if number > 1 else ''} dans la main courante." if number else "La main courante est vide."
    return {"phrase": ("Ligne ajoutée : " if texte else "") + phrase, "lignes": rows, "fichiers": files}


def preparer(espace: Espace) -> None:
    """Make the work GeoPackage when this work space has none yet (the map of a first day without a pack); bring an older one up to date."""
    if not espace.travail_gpkg.exists():
        espace.travail_gpkg.parent.mkdir(parents=True, exist_ok=True)
        create(espace.travail_gpkg, catalogue.layers("travail"), exercise=_exercise(espace))
        return
    with contextlib.suppress(DdtmError):  # damaged, protected or being edited: whoever reads or writes it says so
        migrate(espace.travail_gpkg, catalogue.layers("travail"))


def _exercise(espace: Espace) -> bool:
    return espace.is_exercise if espace.generation_name else False


def tell(result: Dict[str, Any]) -> str:
    """What the command line prints."""
    lines = [f"{row['heure']}  {row['auteur']:<12} {CATEGORIES.get(row['categorie'], ''):<22} {row['texte']}" for row in result["lignes"]]
    return "\n".join([result["phrase"], *lines, *result["fichiers"]])
