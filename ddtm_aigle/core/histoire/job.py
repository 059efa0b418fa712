"""The job « croiser_millesimes »: objects followed through the vintages, since when they are there, and their prescription."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Set

import numpy as np
import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .. import tables
from ..mots import nombre
from ..travail import existing_work_file
from . import objets, regles
from .baisses import lowered
from .prescription import judge
from .priorite import priority
from .recit import Look, Story, since_text, tell_story
from .regards import FAINT, Passages, Sightings, looks

AUTHOR = "ddtm_aigle"
LABELS = {  # of one object, of several
    "prescrit": ("prescrit", "prescrits"), "non_prescrit": ("non prescrit", "non prescrits"), "incertain": ("incertain", "incertains"),
    "a_confirmer": ("à confirmer", "à confirmer"),
}  # fmt: skip
UNTOUCHED = {"validation": "non_verifie", "controle": "non_controle", "commentaire": None}


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: date (ISO, default today: the day at which prescription is appreciated); copier_table (only write the table of the rules among
    the work data, to be edited). Result: phrase, objets, nouveaux, par_prescription, a_revoir, changes."""
    espace = Espace.at(params.get("espace"))
    if params.get("copier_table"):
        return _copied(*tables.copy(espace, regles.BUILT_IN))
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
    passages, sightings = Passages(path), Sightings(path)
    made: List[Dict[str, Any]] = []
    for number, (group, name) in enumerate(zip(groups, names)):
        if number % 500 == 0:
            ctx.progress(0.3 + 0.5 * number / len(groups), f"Histoire des objets : {number} sur {len(groups)}")
        row = describe([rows[i] for i in group], shapes[group], passages, sightings, existing.get(name), rules, day)
        made.append({"uuid": name, **row})
    told = lowered(espace, path, [{**row, "permis": (existing.get(row["uuid"]) or {}).get("permis")} for row in made])
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


def _copied(table: Path, new: bool) -> Dict[str, Any]:
    phrase = f"Table de la prescription écrite dans « {table} » : modifiez-la, puis croisez de nouveau les millésimes."
    if not new:
        phrase = f"La table « {table} » existe déjà : elle est gardée telle quelle."
    return {"phrase": phrase, "objets": 0, "nouveaux": 0, "changes": 0, "par_prescription": {}, "a_revoir": 0, "table": str(table)}


def describe(
    rows: Sequence[Dict[str, Any]],
    shapes: np.ndarray,
    passages: Passages,
    sightings: Sightings,
    before: Optional[Dict[str, Any]],
    rules: Dict[str, regles.Rule],
    day: dt.date,
) -> Dict[str, Any]:
    """The row of objet_detecte that these detections make."""
    codes = [row["classe"] for row in rows]
    code = chosen_class(rows)
    newest = max(range(len(rows)), key=lambda i: (rows[i]["source"] != FAINT, rows[i]["millesime"], rows[i]["score"] or 0, rows[i]["uuid"]))
    held = before or {}
    checked = _years(held.get("absences_vues"))
    if held.get("a_revoir") is False:  # unticked by hand: the pictures were looked at
        checked |= _years(held.get("a_verifier"))
    story = tell_story(looks(rows, shapes[newest], passages, sightings, checked))
    penal = judge(story, code, codes, rules, "penal", day, held.get("controle") or "")
    civil = judge(story, code, codes, rules, "civil", day)
    absent = story.absent_before
    doubts = _doubts(story, rules.get(code))
    best = max(rows, key=lambda row: (row["score"] or 0, row["uuid"]))
    latest = rows[newest]
    kinds = sorted(set(codes))
    text = since_text(story)
    return {
        "classe": code,
        "classes_vues": ", ".join(kinds),
        "phrase": text[:1].upper() + text[1:] + ".",
        "absent_le": _text(absent),
        "vu_le": story.start[1].isoformat(),
        "parti_le": story.gone[1].isoformat() if story.gone else None,
        "dernier_vu_le": story.last_seen.latest.isoformat(),
        "millesimes": _list({look.year for look in story.looks if look.seen}),
        "a_revoir": bool(doubts),
        "a_verifier": _list(doubts),
        "absences_vues": _list(checked),
        "prescription": penal[0],
        "prescription_motif": penal[1]
        + (
            " Sous réserve de relire l'image qui ne le montre pas."
            if penal[0] == "non_prescrit" and absent and absent.year in doubts
            else ""
        ),
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


def _doubts(story: Story, rule: Optional[regles.Rule]) -> Set[int]:
    """Vintages to look at before the story is believed: the last absence before it came, those between, a guess of a lowered threshold,
    and the departure when the law counts from it."""
    asked: List[Look] = [*story.before[-1:], *story.gaps, *story.faint]
    if rule is not None and rule.start == regles.LEAVES and story.sure_gone is None:
        asked += story.after[:1]
    return {look.year for look in asked if not look.sure}


def _years(text: Optional[str]) -> Set[int]:
    return {int(part) for part in (text or "").split(",") if part.strip().isdigit()}


def _list(years: Set[int]) -> Optional[str]:
    return ", ".join(map(str, sorted(years))) or None


def _text(look: Optional[Look]) -> Optional[str]:
    return look.flight.earliest.isoformat() if look else None


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
    parts = ", ".join(nombre(counts[key], *label) for key, label in LABELS.items() if counts.get(key))
    sentence = f"{nombre(len(live), 'objet suivi', 'objets suivis')} au {day:%d/%m/%Y}" + (f" : {parts}." if parts else ".")
    if check:
        sentence += f" {check} à vérifier sur l'image d'un millésime avant de s'y fier : touche T de la revue."
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
