"""The prescription clock: when an offence can no longer be prosecuted, and why.

Three regimes (resources/tables/prescription.csv): « instantanee » runs from the act, « achevement » from the end of the
works (fit for use), « successive » from the end of the situation. An act that interrupts starts a whole new period.
Periods run from day to same day and end at midnight: on the last day an act still interrupts, as ddtm_aigle reckons too.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional

from shared.errors import BadInput

from .natinf import TABLES

REGIMES = {
    "instantanee": "du jour de l'acte",
    "achevement": "de l'achèvement des travaux (ouvrage en état d'être utilisé)",
    "successive": "du jour où la situation cesse",
}
# nature of the offence -> (years, article of the code de procédure pénale)
PERIODS = (("Crime", 20, "7"), ("Délit", 6, "8"), ("Contravention", 1, "9"))
INTERRUPTING = {
    "proces_verbal": "procès-verbal d'un agent habilité",
    "acte_enquete": "acte d'enquête du parquet ou de l'OPJ",
    "poursuite": "acte de poursuite (citation, mise en mouvement)",
    "jugement": "jugement, même non définitif",
}
UNKNOWN = "a_choisir"
ALERT_DAYS = 90


class Clock(NamedTuple):
    """etat: "court", "ne_court_pas", "prescrite", "indeterminee"."""

    etat: str
    expire_le: Optional[str]
    jours: Optional[int]
    phrase: str


@functools.lru_cache(maxsize=1)
def _table() -> Dict[int, str]:
    with (TABLES / "prescription.csv").open(encoding="utf-8", newline="") as stream:
        return {int(row["numero"]): row["regime"] for row in csv.DictReader(stream, delimiter=";")}


def regime_of(numero: int) -> str:
    """The regime of an offence, or "a_choisir" when the table does not know it."""
    return _table().get(int(numero), UNKNOWN)


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes 1 March (never shorter than the period)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def period(nature: str) -> Optional[int]:
    """Years of the period, None when the nature is not known."""
    return next((years for start, years, _ in PERIODS if nature.startswith(start)), None)


def day_of(value: Any, what: str) -> Optional[dt.date]:
    """A date out of an ISO text (the hour is left out)."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise BadInput(f"{what} : la date s'écrit AAAA-MM-JJ.") from error


def clock(
    nature: str,
    regime: str,
    facts: Mapping[str, Any],
    interruptions: Iterable[Mapping[str, Any]] = (),
    today: Optional[dt.date] = None,
) -> Clock:
    """facts: date_faits, date_achevement, date_fin (ISO). interruptions: {"date", "type"}."""
    today = today or dt.date.today()
    years = period(nature)
    if years is None or regime not in REGIMES:
        return Clock("indeterminee", None, None, "Prescription à déterminer : nature de l'infraction ou régime inconnus.")
    field = {"instantanee": "date_faits", "achevement": "date_achevement", "successive": "date_fin"}[regime]
    start = day_of(facts.get(field), "Prescription")
    if start is None:
        if regime == "instantanee":
            return Clock("indeterminee", None, None, "Prescription à déterminer : la date des faits manque.")
        why = "les travaux ne sont pas achevés" if regime == "achevement" else "la situation dure encore"
        return Clock("ne_court_pas", None, None, f"La prescription ne court pas : {why}.")
    last, told = add_years(start, years), f"à compter {REGIMES[regime]}, le {french(start)}"
    for day, kind in _acts(interruptions):
        if day < start:
            continue  # an act before the start interrupts nothing: the period was not running
        if day > last:
            break  # too late: already prescribed
        if add_years(day, years) > last:
            last, told = add_years(day, years), f"interrompue le {french(day)} ({INTERRUPTING[kind]})"
    left = (last - today).days
    law = f"{years} an{'s' * (years > 1)} {told}"
    if left < 0:
        return Clock("prescrite", last.isoformat(), left, f"Prescrite depuis le {french(last)} à minuit : {law}.")
    if left == 0:
        return Clock("court", last.isoformat(), left, f"Dernier jour pour agir, prescription ce {french(last)} à minuit : {law}.")
    return Clock("court", last.isoformat(), left, f"Prescription le {french(last)} à minuit : {law}.")


def _acts(interruptions: Iterable[Mapping[str, Any]]) -> List[Any]:
    acts = []
    for item in interruptions:
        kind = str(item.get("type"))
        if kind not in INTERRUPTING:
            raise BadInput(f"Acte interruptif inconnu : « {kind} ». Au choix : {', '.join(INTERRUPTING)}.")
        day = day_of(item.get("date"), "Acte interruptif")
        if day is not None:
            acts.append((day, kind))
    return sorted(acts)


def french(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def expiring(rows: Iterable[Mapping[str, Any]], today: Optional[dt.date] = None, days: int = ALERT_DAYS) -> List[Dict[str, Any]]:
    """Rows {"affaire", "numero", "nature", "regime", "faits", "interruptions"} that expire within `days`, soonest first."""
    out = []
    for row in rows:
        answer = clock(row["nature"], row["regime"], row["faits"], row.get("interruptions", ()), today)
        if answer.etat == "court" and answer.jours is not None and answer.jours <= days:
            out.append({"affaire": row["affaire"], "numero": row["numero"], **answer._asdict()})
    return sorted(out, key=lambda item: item["jours"])
