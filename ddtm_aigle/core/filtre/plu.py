"""What the local plan says for a thing: a table the service edits lowers its priority, or puts it aside when a line asks for it.

The service's own copy, `<espace>/travail/tri_plu.csv`, replaces the table of the plugin. Where a risk zone lies, no line ever applies.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Sequence, Set, Tuple

import numpy as np
import shapely

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.catalogue.urbanisme import TYPE_ZONE
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read

from .. import tables
from ..lieux import SQUARE, counts, dead_documents, reference

BUILT_IN = Path(__file__).resolve().parents[2] / "resources" / "tables" / "tri_plu.csv"
COLUMNS = ("classe", "types_zone", "mots", "libelles", "permis", "effet", "points", "motif", "actif", "commentaire")
LOWER, ASIDE = "abaisser", "ecarter"
NOT_SO = ("interdi", "exclu", "sauf ", "proscri", "non autoris", "hors camping")  # a name that says so does not admit what it names
MOSTLY = 0.5  # share of the thing that the zone covers
RISK_WORDS, RISK_LAYERS = ("PPR", "Aléa"), ("zone_reglementaire_ppr", "zone_alea")
NO_PERMIT = (", annulé", ", postérieur à l'objet")
DEMOLITION = "PD"


@dataclass(frozen=True)
class Rule:
    """A line in force. words and labels: either kind met is enough, none given: every zone of `kinds`."""

    classes: Tuple[str, ...]
    kinds: Tuple[str, ...]
    words: Tuple[str, ...]
    labels: Tuple[str, ...]
    permit: bool
    effect: str
    points: float
    reason: str


@dataclass(frozen=True)
class Said:
    """A line that applies to a thing, and the zone it applies by."""

    rule: Rule
    zone: str


def load(espace: Espace, effect: str) -> List[Rule]:
    """The lines in force with this effect. Raises BadInput with the line at fault."""
    return [rule for rule in _read(tables.in_force(espace, BUILT_IN)) if rule.effect == effect]


def said(espace: Espace, rows: Sequence[Dict[str, Any]], shapes: np.ndarray, rules: Sequence[Rule]) -> List[Optional[Said]]:
    """For each thing (classe, zones, permis), the first line of the table that applies."""
    out: List[Optional[Said]] = [None] * len(rows)
    path, present = reference(espace)
    if not rules or path is None or "zone_urba" not in present:
        return out
    dead = dead_documents(path, present)
    wanted = {code for rule in rules for code in rule.classes}
    squares: Dict[Tuple[int, int], List[int]] = defaultdict(list)
    for i, point in enumerate(shapely.centroid(shapes)):
        if rows[i]["classe"] in wanted and not any(word in (rows[i].get("zones") or "") for word in RISK_WORDS):
            squares[(int(point.x // SQUARE), int(point.y // SQUARE))].append(i)
    for indices in squares.values():
        zones = [
            row for row in read.rows(path, "zone_urba", bbox=shapely.total_bounds(shapes[indices])) if row["geom"] and counts(row, dead)
        ]
        if not zones:
            continue
        drawn = shapely.make_valid(shapely.from_wkb([row["geom"] for row in zones]))
        risky = _at_risk(path, present, dead, shapes[indices])
        part = shapes[indices]
        mine, theirs = shapely.STRtree(drawn).query(part, predicate="intersects")
        shapely.prepare(drawn)
        covered = shapely.covers(drawn[theirs], part[mine])
        edge = ~covered  # most things lie inside one zone: only the others are cut
        covered[edge] = shapely.area(shapely.intersection(part[mine[edge]], drawn[theirs[edge]])) >= MOSTLY * shapely.area(part[mine[edge]])
        for rank, zone in zip(mine[covered], theirs[covered]):
            i = indices[rank]
            if out[i] is None and not risky[rank]:
                rule = next((rule for rule in rules if _applies(rule, rows[i], zones[zone])), None)
                out[i] = Said(rule, zones[zone]["libelle"]) if rule is not None else None
    return out


def _at_risk(path: Any, present: Set[str], dead: Set[Any], shapes: np.ndarray) -> np.ndarray:
    """(n,) whether a risk zone in force touches each: rows may not know their zones yet."""
    out = np.zeros(len(shapes), dtype=bool)
    for layer in RISK_LAYERS:
        rows = read.rows(path, layer, bbox=shapely.total_bounds(shapes)) if layer in present else []
        rows = [row for row in rows if row["geom"] and counts(row, dead)]
        if rows:
            zones = shapely.make_valid(shapely.from_wkb([row["geom"] for row in rows]))
            out[shapely.STRtree(zones).query(shapes, predicate="intersects")[0]] = True
    return out


def lowered(espace: Espace, rows: Sequence[Dict[str, Any]]) -> List[Tuple[float, str]]:
    """(points to take off, why) for each object."""
    found = said(espace, rows, shapely.from_wkb([bytes(row["geom"]) for row in rows]), load(espace, LOWER)) if rows else []
    return [(0.0, "") if one is None else (one.rule.points, f"{one.rule.reason} ({one.zone})") for one in found]


def aside(espace: Espace, rows: Sequence[Dict[str, Any]], shapes: np.ndarray, permits: Dict[str, Any]) -> List[Optional[str]]:
    """Reason to put each detection aside, or None. permits: what Sitadel says of each object."""
    known = [{**row, "permis": permits.get(row["objet_uuid"] or "")} for row in rows]
    return [f"{one.rule.reason} : zone {one.zone}" if one else None for one in said(espace, known, shapes, load(espace, ASIDE))]


def permitted(text: Optional[str]) -> bool:
    """Whether one of the permissions told can explain the thing: alive, earlier than it, and not to demolish."""
    return any(
        part and not part.startswith(DEMOLITION) and not any(word in part for word in NO_PERMIT) for part in (text or "").split(" ; ")
    )


def _applies(rule: Rule, row: Dict[str, Any], zone: Dict[str, Any]) -> bool:
    if row["classe"] not in rule.classes or (rule.kinds and zone["type_zone"] not in rule.kinds):
        return False
    if rule.permit and not permitted(row.get("permis")):
        return False
    if not rule.words and not rule.labels:
        return True
    label, told = zone["libelle"] or "", _plain(f"{zone['libelle'] or ''} {zone['libelong'] or ''}")
    named = any(word in told for word in rule.words) and not any(word in told for word in NOT_SO)
    return named or any(fnmatchcase(label, pattern) for pattern in rule.labels)


def _plain(text: str) -> str:
    return " ".join(
        unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", " ").replace("-", " ").split()
    )


def _read(path: Path) -> Iterable[Rule]:
    reader = tables.lines(path)
    if not set(COLUMNS[:-1]) <= set(reader.fieldnames or ()):
        raise BadInput(f"« {path.name} » n'est pas la table du tri par le PLU : colonnes {', '.join(COLUMNS)}.")
    for number, row in enumerate(reader, 2):
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(cells.values()):
            continue
        try:
            rule = _rule(cells)
        except ValueError as error:
            raise BadInput(f"« {path.name} », ligne {number} : {error} ; corrigez la table.") from None
        if rule is not None:
            yield rule


def _rule(cells: Dict[str, str]) -> Optional[Rule]:
    """None for a line that is not active. Raises ValueError saying what is wrong."""

    def words(name: str) -> Tuple[str, ...]:
        return tuple(part.strip() for part in cells[name].split(",") if part.strip())

    classes, kinds = words("classe"), words("types_zone")
    for held, allowed, what in ((classes, CLASSE_DETECTION.codes, "classe"), (kinds, TYPE_ZONE.codes, "type de zone")):
        wrong = [item for item in held if item not in allowed]
        if wrong:
            raise ValueError(f"{what} « {wrong[0]} » inconnu ({', '.join(allowed)})")
    for name, allowed in (("permis", ("", "oui", "non")), ("actif", ("oui", "non")), ("effet", (LOWER, ASIDE))):
        if cells[name].lower() not in allowed:
            raise ValueError(f"{name} « {cells[name]} » inconnu ({', '.join(item for item in allowed if item)})")
    if not classes or not cells["motif"] or " : " in cells["motif"]:
        raise ValueError("il faut une classe, et un motif sans « : »")
    points = float(cells["points"].replace(",", ".") or 0) if _number(cells["points"]) else -1.0
    if not 0 <= points <= 100 or (cells["effet"].lower() == LOWER and points == 0):
        raise ValueError(f"points « {cells['points']} » illisibles (1 à 100)")
    if cells["actif"].lower() != "oui":
        return None
    return Rule(
        classes, kinds, tuple(filter(None, map(_plain, words("mots")))), words("libelles"), cells["permis"].lower() == "oui",
        cells["effet"].lower(), points, cells["motif"],
    )  # fmt: skip


def _number(text: str) -> bool:
    try:
        float(text.replace(",", ".") or 0)
    except ValueError:
        return False
    return True
