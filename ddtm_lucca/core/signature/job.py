"""Jobs: sign a closed report, add a timestamp when the network is back, tell what a signed document is worth."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from ..coffre import session
from ..modele import FONCTIONS
from ..pv import blocs, scelle
from ..pv import job as reports
from . import apposer, certificat, controle, registre

NOT_QUALIFIED = (
    "Le certificat n'est pas qualifié : l'article A53-2 du code de procédure pénale demande une signature avancée sur certificat qualifié."
)


def signer(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv or affaire, certificat or module (+ carte), phrase_certificat, sortie. Signs a closed report; the result is kept in the store."""
    with session.depot(params) as depot:
        pv, seal = _sealed(depot, params, "ne se signe pas")
        cards = [depot.get(name) for name in dict.fromkeys([pv["agent"], *_present(depot, seal)])]
        mine = [row for row in cards if row.get("identifiant") == depot.auteur]
        if not mine:
            raise BadInput("Ce procès-verbal est signé par son rédacteur ou un agent présent au contrôle, pas par un autre.")
        data = depot.pieces.read(registre.current(depot, pv, seal)[0], pv["numero"])
        with certificat.opened(params) as key:
            who = certificat.describe(key.signing_cert)
            certificat.check(who, dt.date.today())
            if any(row["nature"] == "signature" and depot.auteur == row["agent"] for row in registre.of(depot, pv)):
                raise BadInput(f"{mine[0]['prenom']} {mine[0]['nom']} a déjà signé ce procès-verbal.")
            ctx.progress(0.3, "signature")
            told = (FONCTIONS[mine[0]["fonction"]], pv.get("fait_a") or "", f"Procès-verbal {pv['numero']}")
            signed = apposer.sign(data, key, who, *told, mark=blocs.mark(cards.index(mine[0])))
        wrong = controle.check(signed)["problemes"]
        if wrong:
            raise BadInput(f"Signature refusée, elle ne se relit pas : {wrong[0]}")
        row = registre.record(depot, pv, seal, signed, "signature", who)
        depot.note("signature", "signature électronique", pv["numero"], who["sujet"])
    if params.get("sortie"):
        reports.write(Path(params["sortie"]), signed)
    notes = _notes(who, mine[0])
    return {
        "phrase": " ".join([f"Procès-verbal {pv['numero']} signé par {who['sujet']}.", *notes]),
        "numero": pv["numero"],
        "sha256": row["sha256"],
        "scelle": row["scelle"],
        "certificat": who,
        "notes": notes,
        **({"sortie": str(params["sortie"])} if params.get("sortie") else {}),
    }


def _sealed(depot: Any, params: Params, what: str) -> Any:
    pv = reports.the_report(depot, params)
    seal = scelle.of(depot, pv["uuid"])
    if seal is None:
        raise BadInput(f"Clôturez d'abord le procès-verbal : un projet {what}.")
    wrong = scelle.verify(depot)
    if wrong:
        raise BadInput(f"Signature refusée : {wrong[0]}")
    return pv, seal


def _present(depot: Any, seal: Mapping[str, Any]) -> List[str]:
    return [str(name) for name in json.loads(depot.pieces.read(seal["contenu_sha256"], "contenu scellé")).get("presents") or []]


def _notes(who: Mapping[str, Any], card: Mapping[str, Any]) -> List[str]:
    notes = [] if who["qualifie"] else [NOT_QUALIFIED]
    if str(card["nom"]).casefold() not in str(who["sujet"]).casefold():
        notes.append(f"Le certificat est au nom de {who['sujet']}, la fiche à celui de {card['prenom']} {card['nom']} : vérifiez.")
    return notes


def horodater(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv or affaire, service (address of a timestamping service, RFC 3161), sortie. Needs the network."""
    address = str(params.get("service") or "")
    if not re.match(r"https?://[^\s/]+", address):
        raise BadInput("Donnez l'adresse du service d'horodatage (--service https://…).")
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return _timestamped(params, HTTPTimeStamper(address, timeout=20), ctx)


def _timestamped(params: Params, timestamper: Any, ctx: JobContext) -> Dict[str, Any]:
    with session.depot(params) as depot:
        pv, seal = _sealed(depot, params, "ne s'horodate pas")
        if not registre.of(depot, pv):
            raise BadInput("Signez d'abord ce procès-verbal : l'horodatage porte sur la signature.")
        data = depot.pieces.read(registre.current(depot, pv, seal)[0], pv["numero"])
        ctx.progress(0.3, "demande d'horodatage")
        stamped = apposer.timestamp(data, timestamper)
        found = controle.check(stamped)
        if found["problemes"] or not found["horodatages"]:
            raise BadInput("L'horodatage reçu n'est pas valable : essayez un autre service. La signature est inchangée.")
        time = found["horodatages"][-1]
        registre.record(depot, pv, seal, stamped, "horodatage", {"sujet": time["service"]})
        depot.note("horodatage", "horodatage de la signature", pv["numero"], time["service"])
    if params.get("sortie"):
        reports.write(Path(params["sortie"]), stamped)
    return {"phrase": f"Procès-verbal {pv['numero']} horodaté par {time['service']} : {time['date']}.", **time, "numero": pv["numero"]}


def verifier(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: fichier (any PDF), espace (where lucca/racines holds the trusted authorities). Needs no passphrase."""
    path = Path(params.get("fichier") or "")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"Le document « {path.name} » est introuvable ou illisible.", type(error).__name__) from error
    found = controle.check(data, controle.roots(Espace.at(params["espace"]).root / "lucca" / controle.ROOTS))
    signed = found["signatures"]
    notes = [] if all(row["fiable"] for row in signed) else ["Autorité non reconnue : déposez son certificat dans « lucca/racines »."]
    notes += [] if all(row["qualifie"] for row in signed) else ["Certificat non qualifié."]
    if found["problemes"]:
        sentence = " ".join(found["problemes"])
    elif not signed:
        sentence = "Ce document ne porte aucune signature électronique."
    else:
        names = ", ".join(row["sujet"] for row in signed)
        plural = "s" if len(signed) > 1 else ""
        sentence = f"{len(signed)} signature{plural} intacte{plural} : {names}. Le document n'a pas changé depuis."
    return {
        "phrase": " ".join([sentence, *(notes if signed else [])]),
        **found,
        "code_sortie": 1 if found["problemes"] or not signed else 0,
    }
