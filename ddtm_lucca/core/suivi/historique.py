"""The full history of an affair: every change, seal and consultation, in words, oldest first."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput
from shared.gpkg.values import to_local
from shared.jobs import JobContext, Params

from .. import modele
from ..coffre import numeros, session

GENRES = {
    "affaire": "affaire", "parcelle": "parcelle", "personne": "personne", "controle": "contrôle", "pv": "procès-verbal", "piece": "pièce", "courrier": "courrier",
    "ait": "arrêté interruptif", "mise_en_demeure": "mise en demeure", "decision": "décision", "transmission": "transmission", "cloture": "clôture",
    "signature": "signature", "agent": "agent",
}  # fmt: skip
ACTES = {"lecture": "dossier lu", "export": "export", "transmission": "transmission préparée", "purge": "purge"}
CHAMPS = {
    "etat": "état", "numero_provisoire": "numéro provisoire", "numero_officiel": "numéro officiel", "zone_plu": "zone du PLU", "zone_ppr": "zone du PPR",
    "type_reglement_ppr": "règlement du PPR", "ouverte_le": "ouverte le", "redige_le": "rédigé le", "sha256": "empreinte", "code_insee": "code INSEE",
    "heure_debut": "heure de début", "heure_fin": "heure de fin", "prenom": "prénom", "decision_le": "décision du", "notifie_le": "notifié le", "autorite": "autorité", "executee_le": "exécutée le", "executee": "exécutée",
    "notifiee_le": "notifiée le", "echeance": "échéance", "precisions": "précisions", "numero": "numéro", "legende": "légende",
}  # fmt: skip
SHORT = 90  # signes of a value shown; the whole of it stays in the store


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, motif. Rows {"heure", "auteur", "appareil", "quoi", "avant", "apres"}."""
    if not params.get("affaire"):
        raise BadInput("Donnez le numéro de l'affaire.")
    with session.depot(params) as depot:
        affair = depot.affaire(params["affaire"])
        depot.note("lecture", params.get("motif") or "historique", numeros.shown(affair))
        rows = [_operation(row) for row in depot.history(affair["uuid"])]
        numbers = {affair["numero_provisoire"], affair.get("numero_officiel")} - {None}
        for row in depot.connection.execute("SELECT * FROM acces ORDER BY seq"):
            if row["reference"] and any(number in row["reference"] for number in numbers):
                rows.append({**_who(row["heure"], row["auteur"], ""), "quoi": f"{ACTES.get(row['action'], row['action'].replace('_', ' '))} : {row['motif']}", "avant": "", "apres": row["destinataire"] or ""})  # fmt: skip
        for seal in depot.connection.execute("SELECT * FROM scelle WHERE affaire = ? ORDER BY seq", (affair["uuid"],)):
            rows.append({**_who(seal["scelle_le"], seal["auteur"], seal["appareil"]), "quoi": "procès-verbal clos et scellé", "avant": "", "apres": seal["empreinte"][:16]})  # fmt: skip
    rows.sort(key=lambda row: row["utc"])
    return {
        "phrase": f"Affaire {numeros.shown(affair)} : {len(rows)} lignes d'historique.",
        "numero": numeros.shown(affair),
        "historique": rows,
    }


def _who(moment: str, author: str, device: str) -> Dict[str, str]:
    local = to_local(moment)
    return {
        "utc": moment,
        "heure": local.strftime("%d/%m/%Y %H:%M") if isinstance(local, dt.datetime) else str(local),
        "auteur": author,
        "appareil": device,
    }


def _operation(row: Mapping[str, Any]) -> Dict[str, str]:
    kind = GENRES.get(row["genre"], row["genre"])
    what = (
        f"{kind} retiré(e)"
        if row["champ"] == "suppression"
        else f"{kind} clos"
        if row["champ"] == "clos"
        else f"{kind} : {CHAMPS.get(row['champ'], row['champ'].replace('_', ' '))}"
    )
    return {**_who(row["heure"], row["auteur"], row["appareil"]), "quoi": what, "avant": _value(row["champ"], row["ancien"]), "apres": _value(row["champ"], row["nouveau"])}  # fmt: skip


def _value(field: str, stored: Any) -> str:
    value = json.loads(stored) if stored else None
    if field in ("suppression", "clos") or value is None or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        return "/".join(reversed(str(value).split("-")))
    labels = {"etat": modele.ETATS, "nature": modele.NATURES}.get(field, {})
    text = labels.get(str(value)) or (", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return text if len(text) <= SHORT else text[:SHORT].rstrip() + "…"


def tell(result: Mapping[str, Any]) -> str:
    lines: List[str] = [result["phrase"]]
    for row in result["historique"]:
        change = f" : {row['avant']} -> {row['apres']}" if row["avant"] else f" : {row['apres']}" if row["apres"] else ""
        lines.append(f"{row['heure']}  {row['auteur']:<14} {row['quoi']}{change}")
    return "\n".join(lines)
