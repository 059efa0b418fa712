"""The job of data_sync:pret_a_partir."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from ..boites import postes
from ..fusion.appliquer import relever
from ..journal.capture import capturer
from ..journal.depot import ouvrir
from . import constats, epreuves, fiche, regles, remise


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """May this laptop be handed over?

    params: "espace", "jumeau" (name of the other laptop; found when there is only one), "sans_epreuves" (bool: skip the trials, about a
    minute), "sortie" (optional PDF of the hand-over), "cede", "recoit" (names printed on it).
    Returns {"phrase", "verdict": "vert" | "orange" | "rouge", "code_sortie": 0 or 2, "poste", "jumeau", "exercice", "lignes": [{"sujet",
    "niveau", "constat", "faire"}], "fichiers": [pdf, signed facts]}. Raises BadInput for an unknown twin or a work space that does not exist.
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
        pdf, cede, recoit = Path(params["sortie"]), str(params.get("cede") or ""), str(params.get("recoit") or "")
        facts = {name: result[name] for name in ("verdict", "phrase", "poste", "jumeau", "exercice", "lignes")}
        signed = remise.ouvrir({**facts, "cede": cede, "recoit": recoit, "le": utc_now()})
        fiche.ecrire(pdf, result, cede, recoit, signed["empreinte"])
        remise.ecrire(remise.fichier(pdf), signed)
        result["fichiers"] = [str(pdf), str(remise.fichier(pdf))]
    return result


def signer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Sign a hand-over with the key of this workstation, and print its sheet again with the signatures.

    params: "espace", "remise" (the .remise.json beside the sheet), "role" ("cede" or "recoit"), "nom" (of the person). Returns
    {"phrase", "signatures": [{"role", "nom", "poste", "le", "valide", "constat"}], "complete" (both sides), "fichiers"}. Raises BadInput
    when the facts were changed, this side has signed already, or the name is missing; nothing is written then.
    """
    path = Path(str(params.get("remise") or ""))
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        postes.identite(depot)
        held = remise.lire(path)
        remise.signer(depot, held, str(params.get("role") or ""), str(params.get("nom") or ""))
        found = remise.verifier(depot, held)
    remise.ecrire(path, held)
    pdf = path.with_name(path.name[: -len(remise.SUFFIXE)] + ".pdf") if path.name.endswith(remise.SUFFIXE) else path.with_suffix(".pdf")
    facts = held["faits"]
    fiche.ecrire(pdf, facts, str(facts.get("cede") or ""), str(facts.get("recoit") or ""), held["empreinte"], found)
    answer = _told(found)
    return {**answer, "phrase": f"Signature ajoutée. {answer['phrase']}", "fichiers": [str(path), str(pdf)]}


def verifier(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Verify a signed hand-over. params: "espace", "remise". Returns what `signer` does, and "code_sortie": 0 when both sides have signed
    and every signature holds, else 2."""
    with ouvrir(Espace.at(params.get("espace"))) as depot:
        postes.identite(depot)
        held = remise.lire(Path(str(params.get("remise") or "")))
        answer = _told(remise.verifier(depot, held))
    return {**answer, "code_sortie": 0 if answer["complete"] else 2, "fichiers": []}


def _told(found: List[Dict[str, Any]]) -> Dict[str, Any]:
    missing = [text for role, text in remise.ROLES.items() if not any(item["role"] == role and item["valide"] for item in found)]
    sentence = " ".join(item["constat"] for item in found)
    if missing:
        sentence = f"{sentence} Il manque : {' et '.join(text.lower() for text in missing)}.".strip()
    else:
        sentence = f"Remise signée des deux côtés, faits intacts. {sentence}"
    return {"phrase": sentence, "signatures": found, "complete": not missing and all(item["valide"] for item in found)}
