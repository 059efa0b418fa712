"""What follows a report: interrupting order, formal notice and its daily penalty, judgments, closing; state and retention follow from them."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence

from shared.errors import BadInput
from shared.jobs import JobContext, Params

from .. import modele
from ..coffre import numeros, session
from ..droit import prescription
from ..droit.natinf import TABLES

STATES = ("ouverte", "controlee", "pv_dresse", "transmise", "jugee")
PARTS = {
    "ait": "ait",
    "mises_en_demeure": "mise_en_demeure",
    "decisions": "decision",
    "courriers": "courrier",
    "transmissions": "transmission",
}
# L.481-1 of the planning code as amended by law 2025-1129; L.480-7 for the criminal court
ADMINISTRATIVE = {"jour": 1000.0, "total": 100_000.0, "amende": 30_000.0}
CRIMINAL_DAY = 500.0


@functools.lru_cache(maxsize=3)
def table(name: str) -> List[Dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def day(value: Any) -> Optional[dt.date]:
    return prescription.day_of(value, "Date")


def euros(amount: float) -> str:
    """« 12 300 € », with the spaces that do not break."""
    return f"{amount:,.0f}".replace(",", "\u202f") + "\u00a0€"


def penalty(row: Mapping[str, Any], genre: str, today: dt.date) -> Dict[str, Any]:
    """A daily penalty that runs: {"jours", "du", "plafonne", "liquide", "reste"}; zeros when none does."""
    start = day(row.get("echeance" if genre == "mise_en_demeure" else "remise_en_etat_avant_le"))
    rate = float(row.get("astreinte_jour") or 0.0)
    end = min(day(row.get("executee_le")) or today, today)
    days = max(0, (end - start).days) if start and rate else 0
    owed, ceiling = days * rate, ADMINISTRATIVE["total"] if genre == "mise_en_demeure" else float("inf")
    paid = float(row.get("astreinte_liquidee") or 0.0)
    total = min(owed, ceiling)
    return {"jours": days, "du": total, "plafonne": owed > ceiling, "liquide": paid, "reste": max(0.0, total - paid)}


def state_of(affair: Mapping[str, Any], records: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The furthest state that the records show; never behind the one the affair has."""
    if records.get("cloture"):
        reason = str(records["cloture"][-1].get("motif") or "")
        return "regularisee" if reason.startswith("regularisation") else "close"
    if affair["etat"] in ("regularisee", "close"):
        return str(affair["etat"])
    shown = (
        True, bool(records.get("controle")), any(row.get("clos") for row in records.get("pv", ())), bool(records.get("transmission")),
        any(row.get("decision_le") for row in records.get("decision", ())),
    )  # fmt: skip
    furthest = max(rank for rank, there in enumerate(shown) if there)
    return STATES[max(furthest, STATES.index(affair["etat"]))]


def keep_until(closing: Mapping[str, Any]) -> Optional[str]:
    """End of retention of a closed affair (table conservation.csv), None when the closing has no date."""
    closed = day(closing.get("date"))
    years = {row["motif"]: int(row["annees"]) for row in table("conservation")}
    return prescription.add_years(closed, years.get(str(closing.get("motif") or "autre"), 6)).isoformat() if closed else None


def alerts(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> List[str]:
    """What would weaken the acts, a sentence each."""
    out: List[str] = []
    reports = [day(row.get("redige_le")) for row in records.get("pv", ()) if row.get("clos")]
    drawn = min((one for one in reports if one), default=None)
    for row in records.get("ait", ()):
        decided = day(row.get("date"))
        if decided and (drawn is None or decided < drawn):
            out.append("Arrêté interruptif : il faut d'abord un procès-verbal clos (L.480-2).")
        if not row.get("urgence") and not row.get("contradictoire_le"):
            out.append("Arrêté interruptif : sans urgence motivée, recueillez d'abord les observations (L.121-1 CRPA).")
        if row.get("notifie_le") and decided and str(row["notifie_le"]) < str(row["date"]):
            out.append("Arrêté interruptif : notifié avant sa date.")
    for row in records.get("mise_en_demeure", ()):
        if float(row.get("astreinte_jour") or 0) > ADMINISTRATIVE["jour"]:
            out.append("Mise en demeure : l'astreinte dépasse 1 000 € par jour (L.481-1).")
        if float(row.get("amende") or 0) > ADMINISTRATIVE["amende"]:
            out.append("Mise en demeure : l'amende dépasse 30 000 € (L.481-1).")
        if row.get("date") and not row.get("observations_demandees_le"):
            out.append("Mise en demeure : les observations de l'intéressé n'ont pas été demandées (L.481-1).")
        if row.get("echeance") and not row.get("notifiee_le"):
            out.append("Mise en demeure : non notifiée, son délai ne court pas.")
    for row in records.get("decision", ()):
        if float(row.get("astreinte_jour") or 0) > CRIMINAL_DAY and row.get("degre") != "tribunal_administratif":
            out.append("Décision : l'astreinte pénale ne dépasse pas 500 € par jour (L.480-7).")
        if row.get("decision_le") and row.get("audience_le") and str(row["decision_le"]) < str(row["audience_le"]):
            out.append("Décision : datée d'avant l'audience.")
    return list(dict.fromkeys(out))


def incurred(depot: Any, affair: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """Penalties incurred for the offences of the last report, each with its article; the range of the fine when a surface is known."""
    from ..droit import natinf

    reports = depot.of(affair["uuid"], "pv")
    numbers = [int(number) for number in (reports[-1].get("natinf") or ())] if reports else []
    lines = natinf.edition(depot.espace).lignes
    surface = float(affair.get("surface_plancher") or affair.get("emprise") or 0.0)
    out = []
    for number in numbers:
        item = lines.get(number)
        punished = (item.reprimee_par or "").upper() if item else ""
        for row in table("peines"):
            if re.search(rf"{re.escape(row['signe'])}(?![\d-])", punished):
                fine = f"de {euros(1200)} à {euros(6000 * surface)} pour {surface:g} m²" if "6 000 €" in row["peine"] and surface else ""
                out.append(
                    {"numero": number, **{name: row[name] for name in ("article", "peine", "mesures", "source", "etat")}, "calcul": fine}
                )
                break
    return out


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, motif, date. Acts, judgments and penalties of an affair, with what would weaken them and what is due."""
    today = day(params.get("date")) or dt.date.today()
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        depot.note("lecture", params.get("motif") or "suites de l'affaire", numeros.shown(affair))
        return _told(depot, affair, today)


def _told(depot: Any, affair: Mapping[str, Any], today: dt.date) -> Dict[str, Any]:
    records = {genre: depot.of(affair["uuid"], genre) for genre in modele.OF_AFFAIR}
    running = [
        {"genre": genre, "uuid": row["uuid"], **penalty(row, genre, today)}
        for genre in ("mise_en_demeure", "decision")
        for row in records[genre]
        if row.get("astreinte_jour")
    ]
    left = sum(row["reste"] for row in running)
    sentence = f"Affaire {numeros.shown(affair)}, {modele.ETATS[affair['etat']].lower()}"
    sentence += f", {euros(left)} d'astreinte à liquider." if left else "."
    return {
        "phrase": sentence, "affaire": affair["uuid"], "numero": numeros.shown(affair), "etat": affair["etat"], "etat_lu": state_of(affair, records),
        "suites": {part: records[genre] for part, genre in {**PARTS, "clotures": "cloture"}.items()}, "astreintes": running, "a_liquider": left,
        "alertes": alerts(records), "peines": incurred(depot, affair), "juridictions": table("juridictions"), "conserver_jusqu_au": affair.get("conserver_jusqu_au"),
    }  # fmt: skip


def enregistrer(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, saisie {"ait": [...], "mises_en_demeure": [...], "decisions": [...], "courriers": [...], "transmissions": [...],
    "cloture": {...}, "supprimes": [uuid]}. Written at once; the state and the retention date follow."""
    from ..pv import saisie

    entry = dict(saisie.read({"saisie": {"affaire": {}, **(params.get("saisie") or {})}})[0]) if params.get("saisie") is not None else saisie.read({"fichier": params.get("fichier")})[0]  # fmt: skip
    entry.pop("affaire", None)
    forbidden = sorted(set(entry) - set(PARTS) - {"cloture", "supprimes"})
    if forbidden:
        raise BadInput(f"Les suites ne contiennent pas de « {forbidden[0]} » : passez par le formulaire du procès-verbal.")
    if (entry.get("cloture") or {}).get("motif") and not (entry["cloture"].get("date")):
        raise BadInput("Donnez la date de clôture : la durée de conservation en dépend.")
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
    held: Dict[str, Any] = {name: value for name, value in params.items() if name not in ("saisie", "fichier", "affaire")}
    saisie.run({**held, "saisie": {"affaire": {"uuid": affair["uuid"]}, **entry}}, ctx)
    with session.depot(params) as depot:
        affair = depot.affaire(affair["uuid"])
        records = {genre: depot.of(affair["uuid"], genre) for genre in modele.OF_AFFAIR}
        change: Dict[str, Any] = {"etat": state_of(affair, records)}
        if records["cloture"]:
            until = keep_until(records["cloture"][-1])
            if until and until > (affair.get("conserver_jusqu_au") or ""):
                change["conserver_jusqu_au"] = until
        change = {name: value for name, value in change.items() if affair.get(name) != value}
        if change:
            saisie.run({**held, "saisie": {"affaire": {"uuid": affair["uuid"], **change}}}, ctx)
            affair = depot.affaire(affair["uuid"])
        told = _told(depot, affair, day(params.get("date")) or dt.date.today())
    last = day(affair.get("conserver_jusqu_au"))
    kept = f" À conserver jusqu'au {prescription.french(last)}." if last else ""
    return {**told, "phrase": f"Suites de l'affaire {told['numero']} enregistrées, état : {modele.ETATS[affair['etat']].lower()}.{kept}"}


def tell(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    for part, rows in result["suites"].items():
        lines += [f"{part.replace('_', ' ')} : " + ", ".join(f"{k.replace('_', ' ')} = {v}" for k, v in row.items() if v and k not in ("uuid", "genre", "affaire", "cree_le", "clos")) for row in rows]  # fmt: skip
    lines += [f"astreinte : {row['jours']} jours, {euros(row['du'])} dus, {euros(row['reste'])} à liquider" + (" (plafond atteint)" if row["plafonne"] else "") for row in result["astreintes"]]  # fmt: skip
    lines += [f"attention : {text}" for text in result["alertes"]]
    lines += [f"NATINF {row['numero']} : {row['peine']} ({row['article']}, {row['etat'].replace('_', ' ')}) {row['calcul']}".rstrip() for row in result["peines"]]  # fmt: skip
    return "\n".join(lines)
