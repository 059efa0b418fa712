"""The job of data_sync:pret_a_partir."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

from shared.errors import DdtmError
from shared.espace import Espace
from shared.jobs import JobContext

from ..boites import postes
from ..fusion.appliquer import relever
from ..journal.capture import capturer
from ..journal.depot import ouvrir
from . import constats, epreuves, fiche, regles


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """May this laptop be handed over?

    params: "espace", "jumeau" (name of the other laptop; found when there is only one), "sans_epreuves" (bool: skip the trials, about a
    minute), "sortie" (optional PDF of the hand-over), "cede", "recoit" (names printed on it).
    Returns {"phrase", "verdict": "vert" | "orange" | "rouge", "code_sortie": 0 or 2, "poste", "jumeau", "exercice", "lignes": [{"sujet",
    "niveau", "constat", "faire"}], "fichiers": [pdf]}. Raises BadInput for an unknown twin or a work space that does not exist.
    """
    espace = Espace.at(params.get("espace"))
    disk = constats.disque(espace)
    ctx.progress(0.05, "Paquet de données")
    pack, work = constats.paquet(espace), constats.travail(espace)
    ctx.progress(0.2, "Échanges")
    with ouvrir(espace) as depot:
        name = postes.identite(depot)
        if work["conforme"]:
            try:
                relever(depot)
                capturer(depot)
            except DdtmError as error:
                work = {"conforme": False, "probleme": error.message}
        exchanges = constats.echanges(depot, str(params.get("jumeau") or ""))
    twin = exchanges["jumeau"]
    exchanges["silence_jumeau"] = constats.age(twin["dernier_signe"]) if twin and twin["dernier_signe"] else None
    if twin:
        twin["age_donnees"] = constats.age(twin["faits"].get("cree_le", ""))
    trials = {} if params.get("sans_epreuves") or "erreur" in pack else epreuves.passer(espace, ctx.step(0.3, 0.9))
    lines = regles.juger({"paquet": pack, "travail": work, "echanges": exchanges, "disque": disk, "epreuves": trials})
    verdict = regles.verdict(lines)
    result = {
        "phrase": regles.PHRASES[verdict],
        "verdict": verdict,
        "code_sortie": 2 if verdict == regles.ROUGE else 0,
        "poste": name,
        "jumeau": twin["poste"] if twin else "",
        "exercice": bool(pack.get("exercice")),
        "lignes": lines,
        "fichiers": [],
    }
    if params.get("sortie"):
        ctx.progress(0.95, "Fiche de remise")
        fiche.ecrire(Path(params["sortie"]), result, str(params.get("cede") or ""), str(params.get("recoit") or ""))
        result["fichiers"] = [str(params["sortie"])]
    return result
