"""All that a report rests on, gathered once: what the nullity check reads, what the documents print, what a seal freezes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional

from ..droit import natinf, prescription

Dossier = Dict[str, Any]
KEEP_OF_LISTS = ("parcelle", "personne", "piece", "ait", "mise_en_demeure", "transmission", "courrier", "decision")


def load(depot: Any, pv_uuid: str, today: Optional[dt.date] = None) -> Dossier:
    """The report `pv_uuid` with its affair, agent, visit, parcels, people, pieces and offences."""
    pv = depot.get(pv_uuid)
    affair = depot.get(pv["affaire"])
    edition = natinf.edition(depot.espace)
    lists = {genre: depot.of(pv["affaire"], genre) for genre in KEEP_OF_LISTS}
    chosen = [str(name) for name in pv.get("pieces") or []]
    pieces = [row for row in lists["piece"] if not chosen or row["uuid"] in chosen]
    offences: List[Dict[str, Any]] = []
    for number in pv.get("natinf") or []:
        item = edition.lignes.get(int(number))
        offences.append({**item.as_dict(), "edition": edition.version} if item else {"numero": int(number), "absent": True})
    return {
        "pv": pv,
        "affaire": affair,
        "agent": depot.get(pv["agent"]) if pv.get("agent") else {},
        "controle": depot.get(pv["controle"]) if pv.get("controle") else {},
        "parcelles": lists["parcelle"],
        "personnes": lists["personne"],
        "pieces": pieces,
        "ait": lists["ait"],
        "mises_en_demeure": lists["mise_en_demeure"],
        "transmissions": lists["transmission"],
        "infractions": offences,
        "auteur": depot.auteur,
        "aujourdhui": (today or dt.date.today()).isoformat(),
        "pages": None,
        "alterees": [row["nom"] for row in pieces if not depot.pieces.is_whole(row["sha256"])],
    }


def regime(dossier: Dossier, number: int) -> str:
    """Prescription regime of an offence in this affair; `faits.regimes` of the affair may say otherwise than the table."""
    chosen = (dossier["affaire"].get("faits") or {}).get("regimes") or {}
    return str(chosen.get(str(number)) or prescription.regime_of(number))


def is_cgv(dossier: Dossier) -> bool:
    """A contravention de grande voirie: administrative court, no NATINF."""
    return dossier["pv"].get("type") == "contravention_grande_voirie"


def facts(dossier: Dossier) -> Dict[str, Any]:
    return dossier["affaire"].get("faits") or {}
