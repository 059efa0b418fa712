"""The jobs of data_sync:exporter_qfield and data_sync:importer_qfield."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Dict

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..boites import age, postes
from ..fusion.appliquer import fusionner
from ..journal.depot import ouvrir
from ..journal.job import espace_suivi
from ..journal.travail import mettre_a_niveau
from . import coffre, delta, depart, retour


def exporter(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make the folder that a tablet takes along.

    params: "espace", "dossier" (new folder), "secteur" (commune name or INSEE code, or "xmin,ymin,xmax,ymax"), "nom" (of the tablet),
    "fond" (orthophoto to take along), "chiffrer" (bool: the folder becomes one file `<dossier>.zip.age` for the accepted workstations).
    Returns {"phrase", "dossier", "projet", "tablette", "lignes", "reference", "reglements", "fonds"}. Raises BadInput for an unknown or too
    large sector or a folder that exists; DdtmError when QGIS edits the work file or cannot be started. Nothing is left behind then.
    """
    espace = espace_suivi(params)
    if not params.get("dossier"):
        raise BadInput("Dites quel dossier fabriquer pour la tablette.")
    background = Path(str(params["fond"])) if params.get("fond") else None
    if background is not None and not background.is_file():
        raise BadInput(f"L'image de fond « {background} » est introuvable : choisissez-en une autre, ou laissez ce champ vide.")
    name, box = depart.secteur(espace, str(params.get("secteur") or ""))
    sealed = Path(f"{params['dossier']}{coffre.SUFFIXE}") if params.get("chiffrer") else None
    if sealed is not None and sealed.exists():
        raise BadInput(f"« {sealed.name} » existe déjà : choisissez un autre nom, le précédent n'est peut-être pas revenu.")
    with ouvrir(espace) as depot:
        postes.identite(depot)
        if sealed is not None:
            age.outil()
        fusionner(depot)  # the tablet leaves with what the journal knows
        mettre_a_niveau(espace.travail_gpkg, depart.SAISIE)
        made = depart.exporter(
            depot, Path(params["dossier"]).absolute(), str(params.get("nom") or "Tablette")[:60], name, box, ctx, background
        )
        readers = 0
        if sealed is not None:
            ctx.progress(0.9, "Chiffrement")
            try:
                readers = coffre.fermer(depot, Path(params["dossier"]), sealed)
            finally:  # nothing in clear is left behind, whatever happened
                shutil.rmtree(params["dossier"], ignore_errors=True)
    ctx.progress(1.0, "Dossier prêt")
    if sealed is not None:
        return {
            "phrase": f"Dossier de tablette chiffré pour {readers} poste(s) : « {sealed.name} ». Déchiffrez-le (« Chiffrer ou déchiffrer un "
            "dossier de tablette ») sur le poste où la tablette se branche.",
            **made,
            "dossier": str(sealed),
            "projet": "",
        }
    return {
        "phrase": f"Dossier de tablette prêt pour « {name} » : {made['lignes']} saisie(s) modifiables, {made['reference']} objets à consulter, "
        f"{made['reglements']} règlement(s), {made['fonds']} fond(s) hors ligne. "
        "Copiez le dossier entier sur la tablette et ouvrez terrain.qgs dans QField.",
        "dossier": str(params["dossier"]),
        **made,
    }


def importer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Take a tablet's folder back.

    params: "espace", "dossier" (or its container, .zip.age or .zip, or a QFieldCloud delta file, .json). Returns {"phrase", "ajouts", "modifications", "absentes", "photos",
    "photos_absentes", "conflits"}. Raises BadInput when the folder is incomplete or left from another workstation; DdtmError when QGIS edits the work file (the tablet's rows are then in
    the journal, and the next exchange merges them).
    """
    espace = espace_suivi(params)
    given = Path(str(params.get("dossier") or "")).absolute()
    if not params.get("dossier") or not given.exists():
        raise BadInput(
            f"Le dossier de tablette « {params.get('dossier') or ''} » est introuvable : branchez la tablette ou choisissez sa copie."
        )
    with ouvrir(espace) as depot:
        postes.identite(depot)
        fusionner(depot)
        mettre_a_niveau(espace.travail_gpkg, depart.SAISIE)
        if delta.est_delta(given):
            pictures = retour.photos(depot, given.parent)
            name, counts = delta.reprendre(depot, given)
        else:
            with coffre.ouvert(depot, given) as folder:
                identifier, name = retour.identite(depot, folder)
                ctx.progress(0.3, "Lecture de la tablette")
                pictures = retour.photos(depot, folder)  # the files first: a row never names a photograph that is not kept
                counts = retour.reprendre(depot, folder, identifier, name)
        ctx.progress(0.6, "Fusion")
        _, merged = fusionner(depot)
    sentence = f"Tablette « {name} » : {counts['ajouts']} objet(s) nouveau(x), {counts['modifications']} modifié(s), {pictures} photo(s) nouvelle(s)."
    if counts["absentes"]:
        sentence += f" {counts['absentes']} objet(s) emporté(s) manquent dans le dossier : ils sont laissés tels quels."
    if counts.get("suppressions"):
        sentence += f" {counts['suppressions']} suppression(s) demandée(s) sur la tablette : les objets sont laissés tels quels."
    if counts["photos_absentes"]:
        sentence += f" {counts['photos_absentes']} photo(s) nommée(s) dont le fichier n'est pas dans le dossier : recopiez-le en entier pour les avoir."
    if merged.conflits:
        sentence += f" {merged.conflits} conflit(s) à régler."
    return {"phrase": sentence, **counts, "photos": pictures, "conflits": merged.conflits}


def chiffrer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Encrypt a tablet's folder for its way, or decrypt its container.

    params: "espace", "source" (folder, or .zip.age), "cible" (default: beside it). Returns {"phrase", "cible"}. Raises BadInput when the
    source is neither, the target exists, or the container is spoilt or for others; nothing is left behind then.
    """
    source = Path(str(params.get("source") or ""))
    closing = source.is_dir()
    if not params.get("source") or not (closing or (source.is_file() and source.name.endswith(coffre.SUFFIXE))):
        raise BadInput(f"Donnez un dossier de tablette à chiffrer, ou un fichier {coffre.SUFFIXE} à déchiffrer.")
    if closing and not (source / depart.FICHE).is_file():
        raise BadInput(f"« {source} » n'est pas un dossier de tablette (tablette.json absent ou illisible).")
    beside = f"{source}{coffre.SUFFIXE}" if closing else str(source)[: -len(coffre.SUFFIXE)]
    target = Path(str(params.get("cible") or beside))
    if not target.parent.is_dir():
        raise BadInput(f"Le dossier « {target.parent} » n'existe pas : créez-le ou choisissez-en un autre.")
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        postes.identite(depot)
        if closing:
            count = coffre.fermer(depot, source, target)
            sentence = (
                f"Dossier chiffré pour {count} poste(s) : « {target.name} ». Effacez le dossier en clair quand vous n'en avez plus besoin."
            )
        else:
            coffre.deballer(depot, source, target)
            sentence = f"Dossier déchiffré : « {target} ». Copiez-le entier sur la tablette, puis effacez-le d'ici."
    return {"phrase": sentence, "cible": str(target)}
