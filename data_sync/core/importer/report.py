"""What happened to each row of a source: kept, repaired, set aside or refused, and why (in French)."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Sequence

import numpy as np

REPAIRED, ASIDE, REFUSED = "réparé", "écarté", "refusé"
_RANK = {REPAIRED: 1, ASIDE: 2, REFUSED: 3}
_SIGNED = re.compile(r"[+-][\d.,]+$")
ROWS_PER_REASON = 5_000  # the file stays readable in a spreadsheet; the counts are always complete


@dataclass
class Reason:
    outcome: str
    text: str
    rows: List[int] = field(default_factory=list)
    values: List[str] = field(default_factory=list)
    count: int = 0


class ImportReport:
    """Counts and reasons of one source. Rows are numbered from 1 as read; every row read ends in exactly one state."""

    def __init__(self, profile: str, layer: str, file: str, source_layer: str = "") -> None:
        self.profile, self.layer, self.file, self.source_layer = profile, layer, file, source_layer
        self.notes: List[str] = []
        self.reasons: Dict[Any, Reason] = {}
        self.kept_rows = np.zeros(0, dtype=np.int64)  # source positions of the rows of the layer made from this source
        self._state = np.zeros(0, dtype=np.int8)
        self._aside_unread = 0

    def start(self, rows: int, aside_unread: int = 0, reason: str = "") -> None:
        """`rows` rows were read; `aside_unread` more were set aside while reading (another department)."""
        self._state = np.zeros(rows, dtype=np.int8)
        self._aside_unread = aside_unread
        if aside_unread:
            self.reasons[(ASIDE, reason)] = Reason(ASIDE, reason, count=aside_unread)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def add(self, outcome: str, text: str, rows: Iterable[int], values: Optional[Sequence[Any]] = None) -> None:
        """Rows (0-based positions in what was read) met `outcome` for the reason `text`."""
        positions = np.asarray(list(rows), dtype=np.int64)
        if not len(positions):
            return
        self._state[positions] = np.maximum(self._state[positions], _RANK[outcome])
        reason = self.reasons.setdefault((outcome, text), Reason(outcome, text))
        reason.count += len(positions)
        room = max(0, ROWS_PER_REASON - len(reason.rows))
        reason.rows.extend(int(row) + 1 for row in positions[:room])
        reason.values.extend("" if value is None else str(value)[:120] for value in (values or [None] * len(positions))[:room])

    @property
    def lues(self) -> int:
        return len(self._state) + self._aside_unread

    @property
    def gardees(self) -> int:
        return int((self._state < _RANK[ASIDE]).sum())

    @property
    def reparees(self) -> int:
        return int((self._state == _RANK[REPAIRED]).sum())

    @property
    def ecartees(self) -> int:
        return int((self._state == _RANK[ASIDE]).sum()) + self._aside_unread

    @property
    def refusees(self) -> int:
        return int((self._state == _RANK[REFUSED]).sum())

    def as_dict(self) -> Dict[str, Any]:
        order = sorted(self.reasons.values(), key=lambda reason: (-_RANK[reason.outcome], -reason.count))
        return {
            "profil": self.profile,
            "couche": self.layer,
            "fichier": self.file,
            "couche_source": self.source_layer,
            "lues": self.lues,
            "gardees": self.gardees,
            "reparees": self.reparees,
            "ecartees": self.ecartees,
            "refusees": self.refusees,
            "remarques": list(self.notes),
            "motifs": [
                {"suite": reason.outcome, "motif": reason.text, "lignes": reason.count, "exemple": _example(reason)} for reason in order
            ],
        }

    def sentence(self) -> str:
        """« 1 059 lignes lues, 1 059 gardées dont 12 réparées, 0 écartée, 0 refusée. »"""
        return (
            f"{count(self.lues, 'ligne lue', 'lignes lues')}, {count(self.gardees, 'gardée', 'gardées')} "
            f"dont {count(self.reparees, 'réparée', 'réparées')}, {count(self.ecartees, 'écartée', 'écartées')}, "
            f"{count(self.refusees, 'refusée', 'refusées')}."
        )

    def write(self, folder: Path, stem: str) -> None:
        """`<stem>.json` (counts and reasons) and `<stem>.csv` (row by row, for a spreadsheet)."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{stem}.json").write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        with open(folder / f"{stem}.csv", "w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream, delimiter=";")
            table.writerow(("ligne", "suite", "motif", "valeur"))
            for reason in self.reasons.values():
                for row, value in zip(reason.rows, reason.values):
                    table.writerow((row, reason.outcome, reason.text, _harmless(value)))
                if reason.count > len(reason.rows):
                    table.writerow(("", reason.outcome, reason.text, f"… et {reason.count - len(reason.rows)} autres lignes"))


def _harmless(value: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text."""
    return "'" + value if value[:1] in ("=", "@") or (value[:1] in ("+", "-") and not _SIGNED.match(value)) else value


def _example(reason: Reason) -> str:
    return next((value for value in reason.values if value), "")


def count(number: int, one: str, several: str) -> str:
    """« 0 ligne », « 1 059 lignes »."""
    return f"{number:,}".replace(",", "\u202f") + " " + (several if number > 1 else one)
