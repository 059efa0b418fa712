"""What is found on this workstation and known of the others: facts only, judged by the table of `regles`."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import Any, Dict, List, Optional

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg.check import check
from shared.gpkg.values import parse_instant

from ..boites import chiffres, postes
from ..boites import lot as lots
from ..boites.echange import vecteur
from ..fusion import conflits
from ..journal.depot import Depot
from ..journal.travail import mettre_a_niveau
from ..paquets.installer import fiche
from . import faits
from .faits import THEMES


def paquet(espace: Espace) -> Dict[str, Any]:
    """The reference data in use: {"erreur"} or titre, exercice, age_jours, version, expire_dans_jours, conforme, themes."""
    try:
        info, path = espace.pack, espace.referentiel_gpkg
    except BadInput as error:
        return {"erreur": error.message}
    report = check(path)
    manifest = fiche(espace)
    return {
        "titre": str(info.get("titre") or "Paquet de données"),
        "exercice": bool(info.get("exercice")),
        "age_jours": age(str(info.get("cree_le") or "")),
        "version": manifest.version if manifest else 0,
        "expire_dans_jours": None if manifest is None else -(age(manifest.expire_le) or 0),
        "conforme": report.ok,
        "probleme": report.sentence,
        "themes": [_theme(espace, code, title, info) for code, title in THEMES],
        "reseau": espace.reseau.is_file(),
        "population": espace.population.is_file(),
    }


def travail(espace: Espace) -> Dict[str, Any]:
    """The work file, brought up to this version of the catalogue: {"conforme", "probleme"}."""
    if not espace.travail_gpkg.is_file():
        return {"conforme": False, "probleme": "Le fichier de travail manque."}
    try:
        mettre_a_niveau(espace.travail_gpkg)
    except DdtmError as error:
        return {"conforme": False, "probleme": error.message}
    report = check(espace.travail_gpkg)
    return {"conforme": report.ok, "probleme": report.sentence}


def echanges(depot: Depot, jumeau: str) -> Dict[str, Any]:
    """Edits that nobody else holds, conflicts, waiting rows, and what is known of each other workstation."""
    here = depot.poste
    others: List[Dict[str, Any]] = []
    for row in postes.lister(depot):
        if row["ici"] or row["revoque_le"]:
            continue
        others.append({"poste": row["poste"], **_known(depot, here, row["poste"])})
    held = [max([other[name] for other in others], default=0) for name in ("vu_jusqu_a", "vu_chiffre")]
    alone = chiffres.seules_ici(depot, *held)
    twin = jumeau or (others[0]["poste"] if len(others) == 1 else "")
    if jumeau and not any(other["poste"] == jumeau for other in others):
        raise BadInput(f"Le poste jumeau « {jumeau} » n'est pas connu ici : acceptez sa carte, ou corrigez son nom.")
    mine = vecteur(depot, others=True)
    for other in others:
        other["en_attente"] = chiffres.seules_ici(depot, other["vu_jusqu_a"], other["vu_chiffre"])
        other["recu_jusqu_a"] = mine.get(other["poste"], 0)
    return {
        "poste": here,
        "seuls_ici": alone,
        "conflits": conflits.nombre(depot),
        "attente": int(depot.db.execute("SELECT count(*) FROM attente WHERE motif IS NOT NULL").fetchone()[0]),
        "autres": others,
        "jumeau": next((other for other in others if other["poste"] == twin), None),
    }


def disque(espace: Espace) -> Dict[str, Any]:
    """Free room where the work space is."""
    try:
        return {"libre_go": shutil.disk_usage(espace.root).free / 2**30}
    except OSError as error:
        raise BadInput(f"Le dossier de travail « {espace.root} » est introuvable : vérifiez les réglages.", str(error)) from error


def age(instant: str) -> Optional[int]:
    """Whole days since an instant (negative when it is to come), None when it cannot be read."""
    try:
        return (dt.datetime.now(dt.timezone.utc) - parse_instant(instant)).days
    except (ValueError, OverflowError):
        return None


def _theme(espace: Espace, code: str, title: str, info: Dict[str, Any]) -> Dict[str, Any]:
    found = faits.theme(espace, code, info)
    return {**found, "code": code, "titre": title, "absentes": [catalogue.LAYERS[name].title for name in found["absentes"]]}


def _known(depot: Depot, here: str, poste: str) -> Dict[str, Any]:
    row = depot.db.execute("SELECT octets FROM lot WHERE poste = ? ORDER BY numero DESC LIMIT 1", (poste,)).fetchone()
    if row is None:
        return {"vu_jusqu_a": 0, "vu_chiffre": 0, "dernier_signe": None, "paquet": None, "faits": {}}
    last = lots.lire(row[0])
    return {
        "vu_jusqu_a": last.vu.get(here, 0),
        "vu_chiffre": last.vu_chiffre.get(here, 0),
        "dernier_signe": last.cree_le,
        "paquet": last.etat.get("paquet"),
        "faits": faits.lus(last.faits),
    }
