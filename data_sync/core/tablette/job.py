"""The jobs of data_sync:exporter_qfield and data_sync:importer_qfield."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from shared.errors import BadInput
from shared.jobs import JobContext

from ..boites import postes
from ..fusion.appliquer import fusionner
from ..journal.depot import ouvrir
from ..journal.job import espace_suivi
from ..journal.travail import mettre_a_niveau
from . import depart, retour


def exporter(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make the folder that a tablet takes along.

    params: "espace", "dossier" (new folder), "secteur" (commune name or INSEE code, or "xmin,ymin,xmax,ymax"), "nom" (of the tablet),
    "fond" (orthophoto to take along). Returns {"phrase", "dossier", "projet", "tablette", "lignes", "reference", "reglements", "fonds"}. Raises BadInput for an unknown or too large sector or
    a folder that exists; DdtmError when QGIS edits the work file or cannot be started. Nothing is left behind then.
    """
    espace = espace_suivi(params)
    if not params.get("dossier"):
        raise BadInput("Dites quel dossier fabriquer pour la tablette.")
    background = Path(str(params["fond"])) if params.get("fond") else None
    if background is not None and not background.is_file():
        raise BadInput(f"L'image de fond « {background} » est introuvable : choisissez-en une autre, ou laissez ce champ vide.")
    name, box = depart.secteur(espace, str(params.get("secteur") or ""))
    with ouvrir(espace) as depot:
        postes.identite(depot)
        fusionner(depot)  # the tablet leaves with what the journal knows
        mettre_a_niveau(espace.travail_gpkg, depart.SAISIE)
        made = depart.exporter(
            depot, Path(params["dossier"]).absolute(), str(params.get("nom") or "Tablette")[:60], name, box, ctx, background
        )
    ctx.progress(1.0, "Dossier prêt")
    return {
        "phrase": f"Dossier de tablette prêt pour « {name} » : {made['lignes']} saisie(s) modifiables, {made['reference']} objets à consulter, "
        f"{made['reglements']} règlement(s), {made['fonds']} fond(s) hors ligne. "
        "Copiez le dossier entier sur la tablette et ouvrez terrain.qgs dans QField.",
        "dossier": str(params["dossier"]),
        **made,
    }


def importer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Take a tablet's folder back.

    params: "espace", "dossier". Returns {"phrase", "ajouts", "modifications", "absentes", "photos", "photos_absentes", "conflits"}. Raises BadInput when
    the folder is incomplete or left from another workstation; DdtmError when QGIS edits the work file (the tablet's rows are then in
    the journal, and the next exchange merges them).
    """
    espace = espace_suivi(params)
    folder = Path(str(params.get("dossier") or "")).absolute()
    if not params.get("dossier") or not folder.is_dir():
        raise BadInput(
            f"Le dossier de tablette « {params.get('dossier') or ''} » est introuvable : branchez la tablette ou choisissez sa copie."
        )
    with ouvrir(espace) as depot:
        postes.identite(depot)
        fusionner(depot)
        mettre_a_niveau(espace.travail_gpkg, depart.SAISIE)
        identifier, name = retour.identite(depot, folder)
        ctx.progress(0.3, "Lecture de la tablette")
        pictures = retour.photos(depot, folder)  # the files first: a row never names a photograph that is not kept
        counts = retour.reprendre(depot, folder, identifier, name)
        ctx.progress(0.6, "Fusion")
        _, merged = fusionner(depot)
    sentence = f"Tablette « {name} » : {counts['ajouts']} objet(s) nouveau(x), {counts['modifications']} modifié(s), {pictures} photo(s) nouvelle(s)."
    if counts["absentes"]:
        sentence += f" {counts['absentes']} objet(s) emporté(s) manquent dans le dossier : ils sont laissés tels quels."
    if counts["photos_absentes"]:
        sentence += f" {counts['photos_absentes']} photo(s) nommée(s) dont le fichier n'est pas dans le dossier : recopiez-le en entier pour les avoir."
    if merged.conflits:
        sentence += f" {merged.conflits} conflit(s) à régler."
    return {"phrase": sentence, **counts, "photos": pictures, "conflits": merged.conflits}
