"""The legal table: per class, where the clock starts and how long it runs; dated, sourced, edited by the legal service.

The service's own copy, `<espace>/travail/prescription.csv`, replaces the table of the plugin.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput
from shared.espace import Espace

from .. import tables

BUILT_IN = Path(__file__).resolve().parents[2] / "resources" / "tables" / "prescription.csv"
LEAVES, TO_CONFIRM = "depart_du_site", "a_confirmer"
STARTS = ("achevement", LEAVES, TO_CONFIRM)
COLUMNS = ("classe", "depart", "delai_penal_ans", "delai_civil_ans", "en_vigueur_du", "en_vigueur_au", "source", "commentaire")
NEEDED = (*COLUMNS[:5], "source")


@dataclass(frozen=True)
class Rule:
    """penal, civil: years, or None = to be confirmed. earlier: the rules of the same start that came before it, oldest first."""

    code: str
    start: str
    penal: Optional[int]
    civil: Optional[int]
    since: dt.date
    until: Optional[dt.date]
    source: str
    earlier: Tuple[Rule, ...] = ()

    def years(self, kind: str) -> Optional[int]:
        """Of the clock « penal » or « civil »."""
        return self.penal if kind == "penal" else self.civil

    def last_day(self, start: dt.date, kind: str, early: bool = False) -> dt.date:
        """The last day of the period by this rule alone."""
        return add_years(start, self.years(kind) or 0, early)

    def expiry(self, start: dt.date, kind: str, early: bool = False) -> dt.date:
        """The last day of the period: what had run out before a rule came stays so, what was running takes the new length."""
        chain = [rule for rule in (*self.earlier, self) if rule.years(kind)]
        for number, rule in enumerate(chain):
            end = rule.last_day(start, kind, early)
            if number:
                end = max(end, rule.since)
            if number + 1 == len(chain) or end < chain[number + 1].since:
                return end
        return self.last_day(start, kind, early)


def add_years(day: dt.date, years: int, early: bool = False) -> dt.date:
    """The same day `years` later; 29 February becomes 1 March, or 28 February when early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28) if early else dt.date(day.year + years, 3, 1)


def load(espace: Espace, day: dt.date) -> Dict[str, Rule]:
    """The rule of each class in force on `day`. Raises BadInput with the line at fault."""
    path = tables.in_force(espace, BUILT_IN)
    table = sorted(_read(path), key=lambda rule: rule.since)
    rules: Dict[str, Rule] = {}
    for rule in table:
        if rule.since <= day and (rule.until is None or day <= rule.until):
            if rule.code in rules:
                raise BadInput(f"« {path.name} » donne deux règles en vigueur pour « {rule.code} » : corrigez leurs dates.")
            before = tuple(one for one in table if one.code == rule.code and one.start == rule.start and one.since < rule.since)
            rules[rule.code] = replace(rule, earlier=before)
    return rules


def _read(path: Path) -> List[Rule]:
    reader = tables.lines(path)
    if not set(NEEDED) <= set(reader.fieldnames or ()):
        raise BadInput(f"« {path.name} » n'est pas la table de prescription attendue : colonnes {', '.join(COLUMNS)}.")
    out = []
    for number, row in enumerate(reader, 2):
        if not any((value or "").strip() for value in row.values() if isinstance(value, str)):
            continue
        try:
            rule = Rule(
                row["classe"].strip(), row["depart"].strip(), _years(row["delai_penal_ans"]), _years(row["delai_civil_ans"]),
                _day(row["en_vigueur_du"]), _day(row["en_vigueur_au"]) if (row.get("en_vigueur_au") or "").strip() else None,
                (row.get("source") or "").strip(),
            )  # fmt: skip
            if rule.code not in CLASSE_DETECTION.codes or rule.start not in STARTS or (rule.until and rule.until < rule.since):
                raise ValueError(rule.code)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadInput(
                f"« {path.name} », ligne {number} : valeur illisible ; corrigez la classe, le départ, les délais ou les dates.", str(error)
            ) from error
        if rule.start != TO_CONFIRM and not rule.source:
            raise BadInput(f"« {path.name} », ligne {number} : une règle arrêtée dit sa source ; remplissez la colonne « source ».")
        out.append(rule)
    return out


def _day(text: str) -> dt.date:
    text = text.strip()
    return dt.datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else dt.date.fromisoformat(text)


def _years(text: Optional[str]) -> Optional[int]:
    text = (text or "").strip()
    if not text:
        return None
    years = int(text)
    if not 0 < years <= 100:
        raise ValueError(text)
    return years
