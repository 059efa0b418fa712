"""The table of conflicts: what people must settle, with both values, their authors and hours; and the settling itself."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Dict, List, Optional

from shared import catalogue
from shared.errors import BadInput
from shared.gpkg.values import utc_now

from ..journal.capture import ecrire
from ..journal.depot import Depot
from ..journal.operation import ACTIF, STATUT, SUPPRIME, UPDATE, Change, dumps, to_json
from .plier import SUPPRESSION, Conflict, Row, Version, fold

RETENU, AUTRE = "retenu", "autre"


def poser(depot: Depot, couche: str, uuid: str, row: Row) -> None:
    """Replace the conflicts of one row by those of its fold."""
    seen = dict(depot.db.execute("SELECT id, vu_le FROM conflit WHERE couche = ? AND uuid = ?", (couche, uuid)).fetchall())
    depot.db.execute("DELETE FROM conflit WHERE couche = ? AND uuid = ?", (couche, uuid))
    for conflict in row.conflits:
        identifier = identifiant(couche, uuid, conflict)
        text = dumps({"kept": _data(conflict.kept), "others": [_data(other) for other in conflict.others]})
        line = (identifier, couche, uuid, conflict.champ, conflict.genre, text, seen.get(identifier) or utc_now())
        depot.db.execute("INSERT INTO conflit VALUES (?, ?, ?, ?, ?, ?, ?)", line)


def identifiant(couche: str, uuid: str, conflict: Conflict) -> str:
    """The same short name on every workstation."""
    ids = sorted([conflict.kept.id, *(other.id for other in conflict.others)])
    return hashlib.sha256(repr((couche, uuid, conflict.champ, conflict.genre, ids)).encode()).hexdigest()[:10]


def nombre(depot: Depot) -> int:
    return int(depot.db.execute("SELECT count(*) FROM conflit").fetchone()[0])


def lister(depot: Depot) -> List[Dict[str, Any]]:
    """Open conflicts, oldest first, JSON-able: couche, uuid, champ, libelles, nom, retenu, autres (valeur, auteur, heure, poste)."""
    out = []
    sql = "SELECT id, couche, uuid, champ, genre, texte, vu_le FROM conflit ORDER BY vu_le, id"
    for identifier, couche, uuid, champ, genre, text, seen in depot.db.execute(sql).fetchall():
        data = json.loads(text)
        layer = catalogue.LAYERS.get(couche)
        base = depot.ligne_base(couche, uuid) or {}
        out.append(
            {
                "id": identifier,
                "couche": couche,
                "titre_couche": layer.title if layer else couche,
                "uuid": uuid,
                "nom": str(base.get(layer.display) or "") if layer else "",
                "champ": champ,
                "libelle": _label(layer, champ, genre),
                "genre": genre,
                "retenu": data["kept"],
                "autres": data["others"],
                "geometrie": to_json(base.get("geom")),
                "vu_le": seen,
            }
        )
    return out


def regler(depot: Depot, identifier: str, choix: str, auteur: str = "") -> None:
    """Record the operation that settles one conflict: `choix` = "retenu" (what the row shows), "autre" or "autre:2".

    Raises BadInput when there is no such conflict or choice. The next merge writes it into the work file.
    """
    found = depot.db.execute("SELECT couche, uuid FROM conflit WHERE id = ?", (identifier,)).fetchone()
    if found is None:
        raise BadInput(f"Aucun conflit ouvert ne porte l'identifiant « {identifier} » : actualisez la liste.")
    couche, uuid = found
    operations = depot.operations(couche, uuid)
    row = fold(operations)
    conflict = next((c for c in row.conflits if identifiant(couche, uuid, c) == identifier), None)
    if conflict is None:
        raise BadInput("Ce conflit a changé entre-temps : actualisez la liste, puis choisissez de nouveau.")
    chosen = _chosen(conflict, choix)
    parents = tuple(sorted({*row.tetes[conflict.champ], *(other.id for other in conflict.others)}))
    new: Any = chosen.valeur
    if conflict.genre == SUPPRESSION:
        new = SUPPRIME if chosen in conflict.others else ACTIF
    change = Change(row.valeurs[conflict.champ], new, parents)
    with depot.ecriture():
        heads = {**depot.tetes(couche, uuid), **row.tetes}
        read = {name: tuple(op.id for op in operations if name in op.champs) for name in row.valeurs}
        op = ecrire(depot, couche, uuid, {conflict.champ: change}, UPDATE, auteur, heads, read)
        depot.ajouter([op])


def _chosen(conflict: Conflict, choix: str) -> Version:
    if choix == RETENU:
        return conflict.kept
    name, _, number = choix.partition(":")
    position = int(number) - 1 if number.isdigit() else 0
    if name != AUTRE or (number and not number.isdigit()) or not 0 <= position < len(conflict.others):
        raise BadInput(f"Choix inconnu : « {choix} ». Répondez « retenu » ou « autre » (« autre:2 » pour la deuxième autre valeur).")
    return conflict.others[position]


def _label(layer: Optional[Any], champ: str, genre: str) -> str:
    if genre == SUPPRESSION:
        return "Supprimé d'un côté, modifié de l'autre"
    if champ == "geom":
        return "Tracé"
    if champ == STATUT:
        return "Statut"
    try:
        return layer.field(champ).label if layer else champ
    except KeyError:
        return champ


def _data(version: Version) -> Dict[str, Any]:
    return {
        "valeur": to_json(version.valeur),
        "auteur": version.auteur,
        "heure": version.heure,
        "poste": version.id[1],
        "hlc": version.id[0],
    }


__all__ = ["AUTRE", "RETENU", "lister", "nombre", "poser", "regler"]
