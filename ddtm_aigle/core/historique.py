"""Every change of a state, with what was there before: written before the change, so that it can always be undone."""

from __future__ import annotations

import uuid
from typing import Any, Callable, Dict, Iterable, List, Optional

from shared.errors import BadInput
from shared.gpkg import read, write

Change = Dict[str, Any]  # couche, uuid, champ, nouveau, motif


def apply(path: Any, changes: Iterable[Change], author: Optional[str] = None, gesture: Optional[str] = None) -> str:
    """Make the changes as one gesture and return its identifier; what already has the value is left out."""
    gesture = gesture or str(uuid.uuid4())
    kept: List[Change] = []
    by_layer: Dict[str, List[Change]] = {}
    for change in changes:
        by_layer.setdefault(change["couche"], []).append(change)
    for layer, group in by_layer.items():
        now = _rows(path, layer, [change["uuid"] for change in group])
        for change in group:
            if change["uuid"] not in now:
                raise BadInput("L'objet à modifier n'existe plus : actualisez la liste, puis recommencez.", change["uuid"])
            old = now[change["uuid"]][change["champ"]]
            if old != change["nouveau"]:
                kept.append({**change, "ancien": old})
    if not kept:
        return gesture
    write.insert_rows(
        path,
        "detection_historique",
        [
            {
                "objet_uuid": c["uuid"], "couche": c["couche"], "champ": c["champ"], "ancien": _text(c["ancien"]), "nouveau": _text(c["nouveau"]),
                "motif": c.get("motif"), "geste": gesture, "annule": False,
            }
            for c in kept
        ],
        author=author,
    )  # fmt: skip
    _set(path, kept, author)
    return gesture


def undo(path: Any, gesture: Optional[str] = None, author: Optional[str] = None, only: Optional[str] = None) -> Dict[str, Any]:
    """Give back what the gesture (default: the last one not undone) changed; a value changed again since then is left alone.
    only: the one object to give back, of all that the gesture touched.

    {"geste", "rendus", "laisses"}. Raises BadInput when there is nothing to undo.
    """
    if gesture is None:
        last = read.rows(path, "detection_historique", {"annule": False}, order="fid desc", limit=1)
        if not last:
            raise BadInput("Il n'y a rien à annuler.")
        gesture = last[0]["geste"]
    asked = {"geste": gesture, "annule": False, **({"objet_uuid": only} if only else {})}
    entries = read.rows(path, "detection_historique", asked)
    if not entries:
        raise BadInput("Ce geste est inconnu ou déjà annulé.")
    back: List[Change] = []
    for layer in sorted({entry["couche"] for entry in entries}):
        group = [entry for entry in entries if entry["couche"] == layer]
        now = _rows(path, layer, [entry["objet_uuid"] for entry in group])
        for entry in group:
            row = now.get(entry["objet_uuid"])
            if row is not None and _text(row[entry["champ"]]) == entry["nouveau"]:
                back.append(
                    {
                        "couche": layer,
                        "uuid": entry["objet_uuid"],
                        "champ": entry["champ"],
                        "nouveau": _value(layer, entry["champ"], entry["ancien"]),
                    }
                )
    _set(path, back, author)
    write.update_rows(path, "detection_historique", [{"uuid": entry["uuid"], "annule": True} for entry in entries], author)
    return {"geste": gesture, "rendus": len({change["uuid"] for change in back}), "laisses": len(entries) - len(back)}


def _set(path: Any, changes: List[Change], author: Optional[str]) -> None:
    for layer in sorted({change["couche"] for change in changes}):
        rows: Dict[str, Dict[str, Any]] = {}
        for change in changes:
            if change["couche"] == layer:
                rows.setdefault(change["uuid"], {"uuid": change["uuid"]})[change["champ"]] = change["nouveau"]
        write.update_rows(path, layer, list(rows.values()), author)


def _rows(path: Any, layer: str, ids: List[str]) -> Dict[str, Dict[str, Any]]:
    out: Dict[str, Dict[str, Any]] = {}
    unique = sorted(set(ids))
    for start in range(0, len(unique), 500):
        out.update(
            {row["uuid"]: row for row in read.rows(path, layer, {"uuid": unique[start : start + 500]}, geometry=False, deleted=True)}
        )
    return out


def _text(value: Any) -> Optional[str]:
    if value is None:
        return None
    return ("oui" if value else "non") if isinstance(value, bool) else str(value)


def _value(layer: str, name: str, text: Optional[str]) -> Any:
    field = write.layer_named(layer).field(name)
    if text is None:
        return None
    readers: Dict[str, Callable[[str], Any]] = {"booleen": lambda t: t == "oui", "entier": int, "reel": float}
    return readers.get(field.type, str)(text)


def objects_of(path: Any, gesture: str) -> List[str]:
    """Objects that a gesture touched, in its order."""
    rows = read.rows(path, "detection_historique", {"geste": gesture, "couche": "objet_detecte"}, fields=["objet_uuid"])
    return list(dict.fromkeys(row["objet_uuid"] for row in rows))
