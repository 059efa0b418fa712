"""The legal table: per class, where the clock starts and how long it runs; dated, sourced, edited by the legal service.

The service's own copy, `<espace>/travail/prescription.csv`, replaces the table of the plugin.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput
from shared.espace import Espace

BUILT_IN = Path(__file__).resolve().parents[2] / "resources" / "tables" / "prescription.csv"
STARTS = ("achevement", "depart_du_site", "a_confirmer")
COLUMNS = ("classe", "depart", "delai_penal_ans", "delai_civil_ans", "en_vigueur_du", "en_vigueur_au", "source", "commentaire")


@dataclass(frozen=True)
class Rule:
    """penal, civil: years, or None = to be confirmed."""

    code: str
    start: str
    penal: Optional[int]
    civil: Optional[int]
    since: dt.date
    until: Optional[dt.date]
    source: str


def load(espace: Espace, day: dt.date) -> Dict[str, Rule]:
    """The rule of each class in force on `day`. Raises BadInput with the line at fault."""
    own = espace.travail_gpkg.parent / "prescription.csv"
    path = own if own.is_file() else BUILT_IN
    rules: Dict[str, Rule] = {}
    for rule in _read(path):
        if rule.since <= day and (rule.until is None or day <= rule.until):
            if rule.code in rules:
                raise BadInput(f"« {path.name} » donne deux règles en vigueur pour « {rule.code} » : corrigez leurs dates.")
            rules[rule.code] = rule
    return rules


def _read(path: Path) -> List[Rule]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # saved by a French spreadsheet
    reader = csv.DictReader(io.StringIO(text), delimiter=";")
    if not set(COLUMNS[:5]) <= set(reader.fieldnames or ()):
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
            if rule.code not in CLASSE_DETECTION.codes or rule.start not in STARTS:
                raise ValueError(rule.code)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadInput(
                f"« {path.name} », ligne {number} : valeur illisible ; corrigez la classe, le départ, les délais ou les dates.", str(error)
            ) from error
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
