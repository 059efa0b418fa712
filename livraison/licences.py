"""The table of libraries in `docs/fr/licences.md`, made from the lock of the wheels: `python -m livraison.licences [--ecrire]`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "fr" / "licences.md"
LOCK = ROOT / "livraison" / "roues.csv"
BEGIN, END = "<!-- roues : fait par `python -m livraison.licences --ecrire` -->", "<!-- fin des roues -->"


def table(lock: Path = LOCK) -> str:
    """A row a library: its versions (they may differ with QGIS's Python) and the licence that its metadata declare."""
    rows: Dict[str, Dict[str, List[str]]] = {}
    with lock.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            held = rows.setdefault(row["nom"], {"version": [], "licence": []})
            for name, values in held.items():
                if row[name] not in values:
                    values.append(row[name])
    lines = ["| Bibliothèque | Version | Licence déclarée |", "|---|---|---|"]
    lines += [f"| {name} | {', '.join(held['version'])} | {', '.join(held['licence'])} |" for name, held in sorted(rows.items())]
    return "\n".join(lines)


def renewed(page: str, lock: Path = LOCK) -> str:
    """The page with today's table."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(lock)}\n\n{END}{after}"


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    fresh = renewed(page)
    if fresh == page:
        return 0
    if "--ecrire" in sys.argv[1:]:
        PAGE.write_text(fresh, encoding="utf-8", newline="\n")
        return 0
    print("docs/fr/licences.md n'est plus celle de livraison/roues.csv : python -m livraison.licences --ecrire", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
