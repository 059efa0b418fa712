"""Barometers of the service: declared indicators (a table), each with its target and its trend over the last periods.

The service changes them in <espace>/lucca/barometres.json, of the same form as resources/tables/barometres.json.
"""

from __future__ import annotations

import collections
import datetime as dt
import json
import statistics
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from .. import modele
from ..coffre import session
from ..droit import prescription
from ..droit.natinf import TABLES
from . import tableur

TYPES = ("compte", "mediane", "part", "stock")
MONTHS = {"mois": 1, "trimestre": 3, "annee": 12}
PERIODS = 6  # the current one included
STEADY = 0.10  # a change smaller than that is no trend


def indicators(espace: Espace) -> List[Dict[str, Any]]:
    own = espace.root / "lucca" / "barometres.json"
    path = own if own.is_file() else TABLES / "barometres.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["indicateurs"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"La table des baromètres « {path.name} » est illisible : corrigez-la ou effacez-la.", str(error)) from error
    for row in rows:
        _check(row)
    return rows


def _check(row: Mapping[str, Any]) -> None:
    name = row.get("libelle") or row.get("code") or "sans nom"
    needed = {"compte": ("date",), "mediane": ("de", "a"), "part": ("date", "parmi"), "stock": ()}.get(str(row.get("type")))
    if (
        needed is None
        or row.get("periode") not in MONTHS
        or row.get("genre") not in modele.GENRES
        or not all(row.get(field) for field in needed)
    ):
        raise BadInput(f"Baromètre « {name} » : type, genre, période ou champs manquants ou inconnus.")
    known = {field.nom for field in modele.GENRES[row["genre"]]} | {"clos"}
    used = [row.get("date"), row.get("a"), *(row.get("si") or {}), *(row.get("parmi") or {})]
    wrong = [field for field in used if field and field not in known]
    if wrong:
        raise BadInput(f"Baromètre « {name} » : le champ « {wrong[0]} » n'existe pas dans « {row['genre']} ».")


def bounds(day: dt.date, period: str, back: int) -> Tuple[dt.date, dt.date]:
    """First day and day after the last of the period `back` periods before the one that holds `day`."""
    step = MONTHS[period]
    index = (day.year * 12 + day.month - 1) // step * step - back * step
    start, end = (dt.date(value // 12, value % 12 + 1, 1) for value in (index, index + step))
    return start, end


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: date (default today), sortie (.pdf or .xlsx)."""
    today = prescription.day_of(params.get("date"), "Jour de référence") or dt.date.today()
    suffix = Path(params["sortie"]).suffix.lower() if params.get("sortie") else ""
    if suffix not in ("", ".pdf", ".xlsx"):
        raise BadInput("Les baromètres s'écrivent en .pdf ou en .xlsx.")
    with session.depot(params) as depot:
        table = indicators(depot.espace)
        genres = {row["genre"] for row in table} | {"affaire", "controle", "cloture"}
        records = {genre: depot.all(genre) for genre in genres}
        if suffix:
            depot.note("export", params.get("motif") or "baromètres", Path(params["sortie"]).name)
    world = _World(records)
    rows = [
        _told(row, [world.value(row, *bounds(today, row["periode"], back)) for back in range(PERIODS - 1, -1, -1)], today) for row in table
    ]
    reached = [row for row in rows if row["atteinte"] is not None]
    good = sum(row["atteinte"] for row in reached)
    result: Dict[str, Any] = {
        "phrase": f"{good} cible{'s' if good > 1 else ''} atteinte{'s' if good > 1 else ''} sur {len(reached)}, au {prescription.french(today)}.",
        "barometres": rows,
    }
    if suffix:
        from shared.documents import write_whole

        write_whole(
            Path(params["sortie"]), tableur.workbook({"Baromètres": _sheet(rows)}) if suffix == ".xlsx" else _pdf(result["phrase"], rows)
        )
        result["sortie"] = str(params["sortie"])
    return result


class _World:
    """Records of the store, and the dates one record borrows from another."""

    def __init__(self, records: Mapping[str, List[Dict[str, Any]]]) -> None:
        self.records = records
        self.by_uuid = {row["uuid"]: row for genre in ("affaire", "controle") for row in records[genre]}
        self.closed_on: Dict[str, str] = {}
        for row in records["cloture"]:
            self.closed_on[row["affaire"]] = max(row.get("date") or row["cree_le"][:10], self.closed_on.get(row["affaire"], ""))

    def value(self, rule: Mapping[str, Any], start: dt.date, end: dt.date) -> Optional[float]:
        first, after = start.isoformat(), end.isoformat()
        if rule["type"] == "stock":
            return float(sum(self._running(row, after) for row in self.records["affaire"]))
        rows = [row for row in self.records[rule["genre"]] if _holds(row, rule.get("si") or {})]
        if rule["type"] == "mediane":
            days = [self._days(row, rule) for row in rows if first <= str(row.get(rule["a"]) or "") < after]
            known = [value for value in days if value is not None]
            return float(statistics.median(known)) if known else None
        rows = [row for row in rows if first <= str(row.get(rule["date"]) or "") < after]
        if rule["type"] == "compte":
            return float(len(rows))
        return 100.0 * sum(_holds(row, rule["parmi"]) for row in rows) / len(rows) if rows else None

    def _running(self, row: Mapping[str, Any], after: str) -> bool:
        ended = self.closed_on.get(row["uuid"])
        if ended is None and row["etat"] in ("close", "regularisee"):
            return False
        return (row.get("ouverte_le") or "9999") < after and (ended is None or ended >= after)

    def _days(self, row: Mapping[str, Any], rule: Mapping[str, Any]) -> Optional[int]:
        owner, _, field = rule["de"].rpartition(".")
        source = row if not owner else self.by_uuid.get(str(row.get("affaire") if owner == "affaire" else row.get(owner)))
        start, end = (source or {}).get(field), row.get(rule["a"])
        if not start or not end:
            return None
        return (dt.date.fromisoformat(end[:10]) - dt.date.fromisoformat(start[:10])).days


def _holds(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(
        bool(row.get(name)) if value == "*" else row.get(name) in value if isinstance(value, list) else row.get(name) == value
        for name, value in wanted.items()
    )


def _told(rule: Mapping[str, Any], values: List[Optional[float]], today: dt.date) -> Dict[str, Any]:
    """The current period is not over: the verdict and the trend compare the last whole one; a stock is judged as it is now."""
    rank = -1 if rule["type"] == "stock" else -2
    value, target = values[rank], rule.get("cible") or {}
    reached: Optional[bool] = None
    if value is not None and target:
        reached = value >= target["au_moins"] if "au_moins" in target else value <= target["au_plus"]
    start, _ = bounds(today, rule["periode"], -rank - 1)
    unit = {"%": " %", "jours": " jours"}.get(rule.get("unite", ""), "")
    wanted = f"{'au moins' if 'au_moins' in target else 'au plus'} {next(iter(target.values()))}{unit}" if target else ""
    return {
        "code": rule["code"], "libelle": f"{rule['libelle']}, {_period(start, rule['periode'])}", "valeur": value, "dit": "sans donnée" if value is None else f"{value:.0f}{unit}",
        "cible_dite": wanted, "atteinte": reached, "verdict": {True: "oui", False: "non", None: ""}[reached], "tendance": trend(values[:rank], value),
        "periodes": [{"periode": _period(bounds(today, rule["periode"], PERIODS - 1 - n)[0], rule["periode"]), "valeur": held} for n, held in enumerate(values)],
    }  # fmt: skip


def trend(before: List[Optional[float]], value: Optional[float]) -> str:
    """Against the mean of the periods before."""
    known = [held for held in before if held is not None]
    if value is None or len(known) < 2:
        return "pas assez de recul"
    mean = sum(known) / len(known)
    if abs(value - mean) <= STEADY * max(abs(mean), 1.0):
        return f"stable (moyenne {mean:.0f})"
    return f"{'en hausse' if value > mean else 'en baisse'} (moyenne {mean:.0f})"


def _period(start: dt.date, period: str) -> str:
    if period == "annee":
        return str(start.year)
    return f"{start:%m/%Y}" if period == "mois" else f"{(start.month - 1) // 3 + 1}e trimestre {start.year}".replace("1e ", "1er ")


def _sheet(rows: List[Dict[str, Any]]) -> List[List[Any]]:
    out: List[List[Any]] = [
        ["Indicateur", "Valeur", "Cible", "Cible atteinte", "Tendance", *(f"Période -{PERIODS - 1 - n}" for n in range(PERIODS))]
    ]
    for row in rows:
        out.append(
            [
                row["libelle"],
                row["valeur"],
                row["cible_dite"],
                row["verdict"],
                row["tendance"],
                *(held["valeur"] for held in row["periodes"]),
            ]
        )
    return out


def _pdf(sentence: str, rows: List[Dict[str, Any]]) -> bytes:
    from shared.report.base import Document

    doc = Document("Baromètres de la lutte contre les infractions").sentence(sentence)
    doc.table(
        ("Indicateur", "Valeur", "Cible", "Atteinte", "Tendance"),
        [[row["libelle"], row["dit"], row["cible_dite"], row["verdict"], row["tendance"]] for row in rows],
        widths=(5, 2, 2.4, 1.4, 3),
    )
    groups: Dict[Tuple[str, ...], List[Dict[str, Any]]] = collections.defaultdict(list)
    for row in rows:
        groups[tuple(held["periode"] for held in row["periodes"])].append(row)
    for names, held in groups.items():
        cells = [
            [row["libelle"].rsplit(", ", 1)[0], *("" if one["valeur"] is None else f"{one['valeur']:.0f}" for one in row["periodes"])]
            for row in held
        ]
        doc.table(("Évolution", *names), cells, widths=(4, *([1.6] * len(names))), numeric=tuple(range(1, len(names) + 1)))
    doc.note("La dernière période n'est pas finie : la cible et la tendance jugent la précédente (les stocks, le jour même).")
    return doc.render()[0]


def tell(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    lines += [
        f"{row['libelle']:<60} {row['dit']:>12}   {row['cible_dite']:<18} {row['verdict']:<4} {row['tendance']}"
        for row in result["barometres"]
    ]
    return "\n".join(lines)
