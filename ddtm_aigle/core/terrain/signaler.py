"""The job « signaler »: one report an object in the shared layer « Signalements à instruire », which the offence service takes up."""

from __future__ import annotations

import struct
import uuid
from typing import Any, Dict, List, Sequence

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.gpkg.geometry import parse
from shared.jobs import JobContext

from .. import historique
from ..mots import lisible, nombre
from ..revue.job import resolve
from ..travail import NAMESPACE, existing_work_file, ready

NATURES = {
    "caravane": "caravane",
    "mobil_home": "mobil_home",
    "construction": "construction",
    "piscine": "piscine",
    "bateau": "autre",
    "epave_bateau": "dechets",
}
MOST = 100  # a report is a decision, not a harvest
REFUSED = {"legal": "jugé légal", "invalide": "invalidé (erreur du modèle)", "non_verifie": "pas encore revu"}


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: objets (uuids, or their first characters), commentaire, auteur. Result: phrase, signales, deja, signalements. Raises BadInput."""
    path = existing_work_file(Espace.at(params.get("espace")))
    names = params.get("objets") or []
    names = [part.strip() for part in names.split(",") if part.strip()] if isinstance(names, str) else [str(name) for name in names]
    return report(path, resolve(path, names), params.get("commentaire"), params.get("auteur"))


def report(path: Any, objects: Sequence[str], comment: Any = None, author: Any = None) -> Dict[str, Any]:
    """The same for the dock (standard library only). An object is reported once; only suspects and offences may be."""
    ready(path)
    unique = list(dict.fromkeys(objects))
    if not unique:
        raise BadInput("Aucun objet n'est choisi : sélectionnez-en au moins un.")
    if len(unique) > MOST:
        raise BadInput(f"{len(unique)} objets choisis : {MOST} signalements au plus à la fois.")
    rows = {row["uuid"]: row for row in read.rows(path, "objet_detecte", {"uuid": unique})}
    if len(rows) < len(unique):
        raise BadInput("Un objet choisi n'existe plus : actualisez la liste, puis recommencez.")
    for row in rows.values():
        if row["validation"] in REFUSED:
            raise BadInput(f"Un objet choisi est {REFUSED[row['validation']]} : donnez-lui d'abord le verdict « suspect » ou « illégal ».")
    identifiers = {name: str(uuid.uuid5(NAMESPACE, f"signalement|{name}")) for name in unique}
    held = {row["uuid"] for row in read.rows(path, "signalement", {"uuid": list(identifiers.values())}, geometry=False, deleted=True)}
    new: List[Dict[str, Any]] = [_row(rows[name], identifiers[name], comment) for name in unique if identifiers[name] not in held]
    if new:
        write.insert_rows(path, "signalement", new, author=author)
        follow = [
            {
                "couche": "objet_detecte",
                "uuid": row["objet_uuid"],
                "champ": "controle",
                "nouveau": "a_controler",
                "motif": "signalement ouvert",
            }
            for row in new
            if rows[row["objet_uuid"]]["controle"] == "non_controle"
        ]
        if follow:
            historique.apply(path, follow, author)
    already = len(unique) - len(new)
    sentence = f"{nombre(len(new), 'signalement ouvert', 'signalements ouverts')} pour le service des infractions"
    sentence += f", {already} {'était' if already == 1 else 'étaient'} déjà ouvert{'' if already == 1 else 's'}." if already else "."
    return {"phrase": sentence, "signales": len(new), "deja": already, "signalements": [row["uuid"] for row in new]}


def _row(thing: Dict[str, Any], identifier: str, comment: Any) -> Dict[str, Any]:
    box = parse(bytes(thing["geom"]))[2]
    if box is None:
        raise BadInput("Un objet choisi n'a pas d'emprise : redessinez-le avant de le signaler.")
    return {
        "uuid": identifier,
        "nature": NATURES[thing["classe"]],
        "objet_uuid": thing["uuid"],
        "lieu": thing["commune"],
        "constat": lisible(thing["phrase"] or "") or None,
        "commentaire": comment or thing["commentaire"],
        **{name: thing[name] for name in ("code_insee", "parcelle", "zones", "prescription", "priorite")},
        "prescription_motif": lisible(thing["prescription_motif"] or "") or None,
        "geom": struct.pack("<BIdd", 1, 1, (box[0] + box[1]) / 2, (box[2] + box[3]) / 2),
    }
