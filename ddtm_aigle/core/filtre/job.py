"""The job « filtrer »: likely false alarms are put aside with their reason; nothing is erased, everything can be given back."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import numpy as np
import shapely

from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

from .. import historique, lecture, tables
from ..mots import nombre
from ..travail import existing_work_file
from . import plu, regles
from .gabarits import DEFAULT_ROAD_WIDTH, GIVEN, PRIORS

AUTHOR = "ddtm_aigle"
SQUARE = 5_000.0  # metres: reference layers are read square by square
MARGIN = 50.0
KINDS = ("taille", "couleur", "couches", "seuils", "plu")
TOLD_IF_ABSENT = (
    "batiment", "surface_hydrographique", "troncon_de_route", "parcelle", "zone_urba", "terrain_de_sport", "reservoir", "installation_solaire",
)  # fmt: skip


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: annuler (a gesture, a detection, or "dernier") to give back; else sans (kinds of tests left out: taille, couleur, couches, seuils, plu),
    copier_table_plu (write the table of the plan among the work data, to be edited), sport, serres, solaire (layers). Result: phrase, ecartees, retablies, motifs, seuils, geste."""
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    if params.get("annuler"):
        return _undo(path, str(params["annuler"]))
    left_out = _kinds(params.get("sans"))
    if params.get("copier_table_plu"):
        return _copy(espace)
    rows = [row for row in read.rows(path, "detection") if row["geom"]]
    if not rows:
        raise BadInput("Il n'y a aucune détection à filtrer : lancez d'abord la détection sur une image.")
    given = {name: lecture.read_several(params[name], espace, None, "surfaces").geometries for name in GIVEN if params.get(name)}
    thresholds = {} if "seuils" in left_out else regles.learn(rows)
    open_rows = [row for row in rows if row["validation"] == "non_verifie" and row["source"] == "analyse"]
    shapes = shapely.make_valid(shapely.from_wkb([row["geom"] for row in open_rows]))
    notes: List[str] = []
    reasons = _reasons(open_rows, shapes, espace, given, thresholds, left_out, notes, ctx)
    if "seuils" not in left_out:
        notes += [note for note in (regles.untaught(rows, thresholds),) if note]
        refused = [row for row in rows if row["validation"] in regles.NEGATIVE]
        reasons = [reason or more for reason, more in zip(reasons, regles.by_refusal(open_rows, shapes, refused))]
    if "plu" not in left_out:
        permits = {row["uuid"]: row["permis"] for row in read.rows(path, "objet_detecte", geometry=False, fields=["uuid", "permis"])}
        reasons = [reason or more for reason, more in zip(reasons, plu.aside(espace, open_rows, shapes, permits))]
    spared = _given_back(path)
    changes: List[Dict[str, Any]] = []
    put_aside: Counter = Counter()
    returned = 0
    for row, reason in zip(open_rows, reasons):
        if reason and (row["uuid"], _kind(reason)) in spared:
            reason = None
        if reason:
            put_aside[_kind(reason)] += not row["ecartee"]
            if row["ecartee"] and row["motif_ecart"] == reason:
                continue
            changes += _changes(row["uuid"], True, reason)
        elif row["ecartee"]:
            returned += 1
            changes += _changes(row["uuid"], None, None)
    ctx.progress(0.95, "Écriture")
    gesture = historique.apply(path, changes, AUTHOR) if changes else None
    total = sum(put_aside.values())
    parts = " ; ".join(f"{kind} ({count})" for kind, count in put_aside.most_common() if count)
    done = nombre(total, "détection écartée", "détections écartées")
    sentence = f"{done} sur {nombre(len(open_rows), 'non vérifiée', 'non vérifiées')}" + (f" : {parts}." if parts else ".")
    if returned:
        sentence += (
            f" {nombre(returned, 'rétablie')} : son motif ne tient plus."
            if returned == 1
            else f" {returned} rétablies : leur motif ne tient plus."
        )
    if changes:
        sentence += " Croisez de nouveau les millésimes pour mettre les objets à jour."
    return {
        "phrase": sentence, "ecartees": total, "retablies": returned, "motifs": {kind: count for kind, count in put_aside.items() if count},
        "seuils": {f"{code} {year}": round(value, 3) for (code, year), (value, _) in sorted(thresholds.items())}, "geste": gesture, "notes": notes,
    }  # fmt: skip


def _reasons(
    rows: Sequence[Dict[str, Any]], shapes: np.ndarray, espace: Espace, given: Dict[str, np.ndarray], thresholds: regles.Thresholds,
    left_out: Sequence[str], notes: List[str], ctx: JobContext,
) -> List[Optional[str]]:  # fmt: skip
    out: List[Optional[str]] = [None] * len(rows)
    for i, row in enumerate(rows):
        if "taille" not in left_out:
            out[i] = regles.by_size(row, shapes[i])
        if out[i] is None and "couleur" not in left_out:
            out[i] = regles.by_colour(row)
        if out[i] is None:
            out[i] = regles.by_score(row, thresholds)
    if "couches" in left_out:
        return out
    reference = espace.referentiel_gpkg if espace.generation_name is not None else None
    if reference is None:
        notes.append("Aucun paquet de données : bâtiments, eau et routes n'ont pas servi au tri.")
    squares: Dict[Tuple[int, int], List[int]] = defaultdict(list)
    for i, point in enumerate(shapely.centroid(shapes)):
        if out[i] is None:
            squares[(int(point.x // SQUARE), int(point.y // SQUARE))].append(i)
    present = set(read.layer_names(reference)) if reference is not None else set()
    absent = [LAYERS[name].title.lower() for name in TOLD_IF_ABSENT if reference is not None and not _any(reference, name, present)]
    if absent:
        notes.append(f"Le paquet de données n'a rien dans : {', '.join(absent)}. Ces couches n'ont pas servi au tri.")
    for number, indices in enumerate(squares.values()):
        ctx.progress(0.1 + 0.8 * number / max(1, len(squares)), f"Comparaison aux couches : {number} carrés sur {len(squares)}")
        part, part_rows = shapes[indices], [rows[i] for i in indices]
        bounds = shapely.total_bounds(part) + np.array([-MARGIN, -MARGIN, MARGIN, MARGIN])
        held: Dict[Tuple[str, str], np.ndarray] = {}
        checks = [(prior, None) for prior in PRIORS if reference is not None] + [(GIVEN[name], things) for name, things in given.items()]
        for prior, things in checks:
            if things is None:
                if (prior.layer, prior.nature) not in held:
                    held[(prior.layer, prior.nature)] = _things(reference, prior.layer, bounds, prior.nature)
                things = held[(prior.layer, prior.nature)]
            for i, reason in zip(indices, regles.by_layer(part_rows, part, prior, things)):
                out[i] = out[i] or reason
    return out


def _any(reference: Any, layer: str, present: Set[str]) -> bool:
    return layer in present and bool(read.rows(reference, layer, geometry=False, fields=["uuid"], limit=1))


def _things(reference: Any, layer: str, bounds: np.ndarray, nature: str = "") -> np.ndarray:
    if layer not in read.layer_names(reference):
        return np.empty(0, object)
    rows = read.rows(reference, layer, bbox=tuple(bounds))
    if nature:
        rows = [row for row in rows if (row.get("nature") or "").lower() == nature.lower()]
    elif layer == "batiment":
        rows = [row for row in rows if not row.get("construction_legere")]
    rows = [row for row in rows if row["geom"] is not None and not (layer == "troncon_de_route" and row.get("fictif"))]
    shapes = shapely.make_valid(shapely.from_wkb([row["geom"] for row in rows])) if rows else np.empty(0, object)
    if layer == "troncon_de_route" and rows:
        widths = np.array([float(row.get("largeur_de_chaussee") or DEFAULT_ROAD_WIDTH) for row in rows])
        shapes = shapely.buffer(shapes, widths / 2 + 0.5)
    return shapes


def _kind(reason: str) -> str:
    return reason.partition(" :")[0] if " : " in reason else ("score sous le seuil appris" if reason.startswith("score ") else reason)


def _changes(identifier: str, aside: Optional[bool], reason: Optional[str]) -> List[Dict[str, Any]]:
    base = {"couche": "detection", "uuid": identifier, "motif": reason or "le motif ne tient plus"}
    return [{**base, "champ": "ecartee", "nouveau": aside}, {**base, "champ": "motif_ecart", "nouveau": reason}]


def _given_back(path: Any) -> set:
    """(detection, kind of reason) that a person gave back: the filter does not insist."""
    rows = read.rows(path, "detection_historique", {"annule": True, "champ": "motif_ecart", "couche": "detection"})
    return {(row["objet_uuid"], _kind(row["nouveau"])) for row in rows if row["nouveau"]}


def _undo(path: Any, which: str) -> Dict[str, Any]:
    asked: Dict[str, Any] = {"annule": False, "couche": "detection", "champ": "motif_ecart"}
    only = None
    if which == "dernier":
        last = read.rows(path, "detection_historique", asked, order="fid desc", limit=1)
        if not last:
            raise BadInput("Aucun tri n'est à annuler.")
        gesture = last[0]["geste"]
    else:
        gesture, only = which, _put_aside(path, which)
        if only:
            gesture = read.rows(path, "detection_historique", {**asked, "objet_uuid": only}, order="fid")[-1]["geste"]
    entries = read.rows(path, "detection_historique", {**asked, "geste": gesture, **({"objet_uuid": only} if only else {})})
    for entry in entries:  # a reason told anew by a later sort goes with the first
        for later in reversed(read.rows(path, "detection_historique", {**asked, "objet_uuid": entry["objet_uuid"]}, order="fid")):
            if later["fid"] > entry["fid"]:
                historique.undo(path, later["geste"], AUTHOR, only=entry["objet_uuid"])
    done = historique.undo(path, gesture, AUTHOR, only=only)
    now = {row["uuid"]: row["ecartee"] for row in _of(path, [entry["objet_uuid"] for entry in entries])}
    back = sum(not aside for aside in now.values())
    parts = [f"{back} détection(s) rendue(s) : elles ne seront plus écartées pour le même motif."] if back or not now else []
    if len(now) > back:
        parts.append(f"{len(now) - back} détection(s) de nouveau écartée(s), comme avant ce tri.")
    sentence = " ".join(parts)
    return {
        "phrase": sentence,
        "ecartees": len(now) - back,
        "retablies": back,
        "motifs": {},
        "seuils": {},
        "geste": done["geste"],
        "notes": [],
    }


def _put_aside(path: Any, which: str) -> Optional[str]:
    """The detection put aside that `which` names (eight first characters are enough), if it names one."""
    if len(which) < 8:
        return None
    found = [
        row["uuid"]
        for row in read.rows(path, "detection", {"ecartee": True}, fields=["uuid"], geometry=False)
        if row["uuid"].startswith(which)
    ]
    return found[0] if len(found) == 1 else None


def _of(path: Any, ids: Sequence[str]) -> List[Dict[str, Any]]:
    unique, out = sorted(set(ids)), []
    for start in range(0, len(unique), 500):
        out += read.rows(path, "detection", {"uuid": unique[start : start + 500]}, fields=["uuid", "ecartee"], geometry=False)
    return out


def _copy(espace: Espace) -> Dict[str, Any]:
    path, new = tables.copy(espace, plu.BUILT_IN)
    told = "écrite" if new else "déjà là, laissée telle quelle"
    sentence = (
        f"Table du tri par le PLU {told} : {path}. Modifiez-la dans un tableur, puis relancez le tri et le croisement des millésimes."
    )
    return {"phrase": sentence, "ecartees": 0, "retablies": 0, "motifs": {}, "seuils": {}, "geste": None, "notes": []}


def _kinds(value: Any) -> List[str]:
    items = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else list(value or [])
    wrong = [item for item in items if item not in KINDS]
    if wrong:
        raise BadInput(f"Tri inconnu : « {wrong[0]} » ; tris : {', '.join(KINDS)}.")
    return items
