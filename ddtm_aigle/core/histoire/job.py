"""The job « croiser_millesimes »: objects followed through the vintages, since when they are there, and their prescription."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional, Sequence, Set

import numpy as np
import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from ..filtre import plu
from ..inference.classes import family
from ..travail import existing_work_file
from ..vols import Flight, whole_year
from . import objets, regles
from .prescription import Look, judge, since_text, tell_story
from .priorite import priority

AUTHOR = "ddtm_aigle"
LABELS = {"prescrit": "prescrits", "non_prescrit": "non prescrits", "incertain": "incertains", "a_confirmer": "à confirmer"}
UNTOUCHED = {"validation": "non_verifie", "controle": "non_controle"}


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: date (ISO, default today: the day at which prescription is appreciated). Result: phrase, objets, nouveaux, par_prescription,
    a_revoir, changes."""
    espace = Espace.at(params.get("espace"))
    day = _day(params.get("date"))
    rules = regles.load(espace, day)
    path = existing_work_file(espace)
    ctx.progress(0.02, "Lecture des détections")
    rows = [row for row in read.rows(path, "detection") if row["validation"] != "invalide" and not row["ecartee"] and row["geom"]]
    if not rows:
        raise BadInput("Il n'y a aucune détection à croiser : lancez la détection, ou rétablissez des détections écartées.")
    existing = {row["uuid"]: row for row in read.rows(path, "objet_detecte", deleted=True)}
    reviewed = {name for name, row in existing.items() if any(row[field] != value for field, value in UNTOUCHED.items())}
    shapes = shapely.from_wkb([row["geom"] for row in rows])
    codes = [row["classe"] for row in rows]
    ctx.progress(0.15, "Rapprochement des millésimes")
    groups = objets.link(shapes, codes, [row["passage_uuid"] or row["uuid"] for row in rows])
    names = objets.identities(groups, [row["uuid"] for row in rows], [row["objet_uuid"] or "" for row in rows], reviewed)
    passages = Passages(path)
    made: List[Dict[str, Any]] = []
    for number, (group, name) in enumerate(zip(groups, names)):
        if number % 500 == 0:
            ctx.progress(0.3 + 0.5 * number / len(groups), f"Histoire des objets : {number} sur {len(groups)}")
        row = describe([rows[i] for i in group], shapes[group], passages, existing.get(name), rules, day)
        made.append({"uuid": name, **row})
    told = plu.lowered(espace, [{**row, "permis": (existing.get(row["uuid"]) or {}).get("permis")} for row in made])
    new, changed = [], []
    for row, low in zip(made, told):
        row["priorite"], row["priorite_motif"] = priority(row, low)
        if row["uuid"] in existing:
            changed += _difference(existing[row["uuid"]], row)
        else:
            new.append(row)
    ctx.progress(0.85, "Écriture des objets")
    live = set(names)
    orphans = [
        {"uuid": name, "statut": "supprime"}
        for name, row in existing.items()
        if name not in live and name not in reviewed and row["statut"] == "actif"
    ]
    if new:
        write.insert_rows(path, "objet_detecte", new, author=AUTHOR)
    if changed or orphans:
        write.update_rows(path, "objet_detecte", changed + orphans, author=AUTHOR)
    belongs = [
        {"uuid": rows[i]["uuid"], "objet_uuid": name} for group, name in zip(groups, names) for i in group if rows[i]["objet_uuid"] != name
    ]
    if belongs:
        write.update_rows(path, "detection", belongs, author=AUTHOR)
    return _answer(path, live, len(new), len(changed), day)


def describe(
    rows: Sequence[Dict[str, Any]],
    shapes: np.ndarray,
    passages: Passages,
    before: Optional[Dict[str, Any]],
    rules: Dict[str, regles.Rule],
    day: dt.date,
) -> Dict[str, Any]:
    """The row of objet_detecte that these detections make."""
    codes = [row["classe"] for row in rows]
    code = chosen_class(rows)
    newest = max(range(len(rows)), key=lambda i: (rows[i]["millesime"], rows[i]["score"] or 0, rows[i]["uuid"]))
    story = tell_story(looks(rows, shapes[newest], passages))
    control = (before or {}).get("controle") or "non_controle"
    rule = rules.get(code)
    penal = judge(story, code, codes, rule, rule.penal if rule else None, day, control)
    civil = judge(story, code, codes, rule, rule.civil if rule else None, day, "non_controle")
    absent = story.absent_before
    best = max(rows, key=lambda row: (row["score"] or 0, row["uuid"]))
    latest = rows[newest]
    kinds = sorted(set(codes))
    text = since_text(story)
    check = bool(absent or story.gaps) and not (
        before is not None and before.get("a_revoir") is False and before.get("absent_le") == _text(absent)
    )
    return {
        "classe": code,
        "classes_vues": ", ".join(kinds),
        "phrase": text[:1].upper() + text[1:] + ".",
        "absent_le": _text(absent),
        "vu_le": story.start[1].isoformat(),
        "parti_le": story.gone[1].isoformat() if story.gone else None,
        "dernier_vu_le": story.last_seen.latest.isoformat(),
        "millesimes": ", ".join(map(str, sorted({row["millesime"] for row in rows}))),
        "a_revoir": check,
        "prescription": penal[0],
        "prescription_motif": penal[1]
        + (" Sous réserve de relire l'image qui ne le montre pas." if check and penal[0] == "non_prescrit" and absent else ""),
        "prescription_civile": civil[0],
        "prescription_civile_motif": civil[1],
        "prescription_le": day.isoformat(),
        "score": best["score"],
        "surface_m2": latest["surface_m2"],
        **{name: latest[name] for name in ("parcelle", "code_insee", "commune", "zones")},
        "geom": latest["geom"],
    }


def chosen_class(rows: Sequence[Dict[str, Any]]) -> str:
    """What an agent said, else the newest vintage's best score."""
    said = [row for row in rows if row["source"] == "dessin" or row["validation"] != "non_verifie"]
    return max(said or rows, key=lambda row: (row["millesime"], row["score"] or 0, row["uuid"]))["classe"]


def looks(rows: Sequence[Dict[str, Any]], shape: Any, passages: Passages) -> List[Look]:
    """One look a vintage: seen with the flight of its detections, or not seen although a run covered the place for that kind."""
    seen: Dict[int, List[Dict[str, Any]]] = {}
    for row in rows:
        seen.setdefault(row["millesime"], []).append(row)
    out = [Look(_flight_of(group), True, group[0]["classe"]) for group in seen.values()]
    kinds = {family(row["classe"]) for row in rows}
    for year, flights in passages.over(shape, kinds).items():
        if year not in seen:
            out.append(Look(_widest(flights), False))
    return out


class Passages:
    """Where each run looked, for what, and when: the ground really photographed, cut by day of flight."""

    def __init__(self, path: Any) -> None:
        runs = {row["uuid"]: row for row in read.rows(path, "detection_passage")}
        self._kinds = {name: {family(code) for code in (row["classes"] or "").split(",") if code} for name, row in runs.items()}
        parts = [
            (row["passage_uuid"], row, shapely.from_wkb(row["geom"]))
            for row in read.rows(path, "detection_couverture")
            if row["geom"] and row["passage_uuid"] in runs
        ]
        told = {name for name, _, _ in parts}
        for name, row in runs.items():  # runs of before the layer existed
            if name not in told and row["emprise"]:
                parts.append((name, row, shapely.from_wkt(row["emprise"])))
        self._parts = parts
        self._shapes = np.array([shape for _, _, shape in parts], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def over(self, shape: Any, kinds: Set[str]) -> Dict[int, List[Flight]]:
        """{vintage: flights} of the runs that looked at the whole of `shape` for one of `kinds`."""
        touched: Dict[str, List[int]] = {}
        for index in self._tree.query(shape, predicate="intersects"):
            name = self._parts[index][0]
            if kinds & self._kinds[name]:
                touched.setdefault(name, []).append(int(index))
        found: Dict[int, List[Flight]] = {}
        for indices in touched.values():
            whole = self._shapes[indices[0]] if len(indices) == 1 else shapely.union_all(self._shapes[indices], grid_size=0.1)
            if shapely.covers(whole, shape) or (len(indices) > 1 and shapely.area(shapely.difference(shape, whole)) < 1e-3 * shape.area):
                rows = [self._parts[index][1] for index in indices]
                found.setdefault(rows[0]["millesime"], []).append(_flight_of(rows))
        return found


def _flight_of(rows: Sequence[Dict[str, Any]]) -> Flight:
    flights = []
    for row in rows:
        whole = whole_year(row["millesime"])
        low = dt.date.fromisoformat(row["date_vol_debut"]) if row["date_vol_debut"] else whole.earliest
        high = dt.date.fromisoformat(row["date_vol_fin"]) if row["date_vol_fin"] else whole.latest
        flights.append(Flight(low, max(low, high)))
    return _widest(flights)


def _widest(flights: Sequence[Flight]) -> Flight:
    return Flight(min(f.earliest for f in flights), max(f.latest for f in flights))


def _text(flight: Optional[Flight]) -> Optional[str]:
    return flight.earliest.isoformat() if flight else None


def _difference(old: Dict[str, Any], new: Dict[str, Any]) -> List[Dict[str, Any]]:
    """Only what changed, so that colleagues' merges stay small; what an agent decided is never in `new`."""
    change = {name: value for name, value in new.items() if name != "uuid" and not _same(old.get(name), value)}
    if set(change) <= {"prescription_le"}:
        change = {}
    if old.get("statut") == "supprime":
        change["statut"] = "actif"
    return [{"uuid": new["uuid"], **change}] if change else []


def _same(old: Any, new: Any) -> bool:
    if isinstance(new, float) and isinstance(old, float):
        return abs(old - new) < 1e-9
    return (bytes(old) if isinstance(old, (bytes, memoryview)) else old) == new


def _answer(path: Any, live: Set[str], new: int, changed: int, day: dt.date) -> Dict[str, Any]:
    counts: Dict[str, int] = {}
    check = 0
    for row in read.rows(path, "objet_detecte", geometry=False, fields=["uuid", "prescription", "a_revoir"]):
        if row["uuid"] in live:
            counts[row["prescription"]] = counts.get(row["prescription"], 0) + 1
            check += bool(row["a_revoir"])
    parts = ", ".join(f"{counts[key]} {label}" for key, label in LABELS.items() if counts.get(key))
    sentence = f"{len(live)} objet(s) suivi(s) au {day:%d/%m/%Y} : {parts}."
    if check:
        sentence += f" {check} à relire sur un ancien millésime avant de les dire nouveaux."
    return {
        "phrase": sentence,
        "objets": len(live),
        "nouveaux": new,
        "changes": changed,
        "par_prescription": counts,
        "a_revoir": check,
        "date": day.isoformat(),
    }


def _day(value: Any) -> dt.date:
    if not value:
        return dt.date.today()
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(f"Date « {value} » illisible : écrivez AAAA-MM-JJ.") from None
