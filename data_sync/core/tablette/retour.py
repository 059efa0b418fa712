"""A returned folder: what changed since the rows left becomes operations, merged by the same rules as everybody's.

The folder is only read, through a copy. What a tablet has given back once is remembered, so that the same folder returned twice
adds nothing. A row that is missing from the folder is never a deletion: deletions are locked on tablets.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Tuple

from shared.errors import BadInput
from shared.fichiers import ecrire_entier
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.connection import open_ro
from shared.gpkg.ddl import quote
from shared.gpkg.values import utc_now

from ..journal.capture import ecrire
from ..journal.depot import Depot
from ..journal.operation import ALL, INSERT, UPDATE, Change
from ..journal.travail import Couche, couches
from . import noms, suivi
from .depart import FICHE, PHOTOS, SAISIE, valeurs

MAX_PHOTO = 512 * 2**20
COUPE = "Le dossier de la tablette est incomplet ou abîmé : rien n'a été pris ; recopiez-le en entier depuis la tablette."


def identite(depot: Depot, dossier: Path) -> Tuple[str, str]:
    """(identifier, name) of the tablet whose folder this is. Raises BadInput when it did not leave from this workstation."""
    try:
        card = json.loads((dossier / FICHE).read_bytes()[:65536])
        identifier, poste = str(card["tablette"]), str(card["poste"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"« {dossier} » n'est pas un dossier de tablette (tablette.json absent ou illisible).", repr(error)) from error
    with depot.ecriture():
        suivi.preparer(depot)
    name = suivi.nom(depot, identifier)
    if name is None:
        raise BadInput(f"Cette tablette est partie du poste « {poste[:40]} » : rapportez-la sur ce poste, qui sait ce qu'elle a emporté.")
    return identifier, name


def reprendre(depot: Depot, dossier: Path, identifier: str, nom: str) -> Dict[str, Any]:
    """Add the tablet's operations to the journal. Returns {"ajouts", "modifications", "absentes", "photos_absentes"}; the caller merges."""
    source = dossier / "travail" / "travail.gpkg"
    if not source.is_file():
        raise BadInput(COUPE, "travail.gpkg")
    with tempfile.TemporaryDirectory(prefix="ddtm-retour-") as scratch:
        path = Path(scratch) / "travail.gpkg"
        for suffix in ("", "-wal", "-journal"):  # what QField had not yet written into the file itself comes along
            beside = Path(f"{source}{suffix}")
            if beside.is_file():
                shutil.copyfile(beside, f"{path}{suffix}")
        report = check(path)
        if any(found.level == "erreur" and found.scope == "fichier" for found in report.findings):
            raise BadInput(COUPE, report.text())
        layers = {layer.name: layer for layer in couches(path)[0]}
        counts = {"ajouts": 0, "modifications": 0, "absentes": 0, "photos_absentes": 0}
        with open_ro(path) as db, depot.ecriture():
            for name in SAISIE:
                if name in layers:
                    _layer(depot, db, layers[name], identifier, nom, counts, dossier)
            depot.db.execute("UPDATE tablette SET revenue_le = ? WHERE id = ?", (utc_now(), identifier))
    return counts


def _layer(depot: Depot, db: Any, layer: Couche, identifier: str, nom: str, counts: Dict[str, int], dossier: Path) -> None:
    given = suivi.donne(depot, identifier, layer.name)
    columns = ", ".join(quote(column.name) for column in layer.colonnes)
    rows = db.execute(f"SELECT uuid, {columns} FROM {quote(layer.name)}").fetchall()
    ids: List[str] = [row[0] for row in rows]
    if any(not one for one in ids) or len(set(ids)) != len(ids):
        raise BadInput(f"Couche « {layer.title} » : un objet de la tablette est sans identifiant ou en double ; rien n'a été pris.")
    for row in rows:
        uuid, now = row[0], valeurs(layer, row[1:])
        if layer.name == PHOTOS:
            digest(dossier, now, given.get(uuid, ({}, {}))[0], counts)
        ranger(depot, layer, identifier, nom, uuid, now, given, counts)
    counts["absentes"] += len(set(given) - set(ids))


def ranger(
    depot: Depot,
    layer: Couche,
    identifier: str,
    nom: str,
    uuid: str,
    now: Dict[str, Any],
    given: Dict[str, suivi.Given],
    counts: Dict[str, int],
) -> None:
    """Make an operation of what differs between a row as the tablet has it now and as it was given."""
    before, heads = given.get(uuid, ({}, {}))
    new = uuid not in given
    fields = {}
    for column in layer.colonnes:
        name = column.name
        if name not in now:
            continue
        old, value = before.get(name), now[name]
        wanted = (value is not None or column.default is not None) if new else (type(old) is not type(value) or old != value)
        if wanted:
            old, value = (noms.rendre(layer.name, name, one, _bureau(depot, layer.name, uuid, name)) for one in (old, value))
            if not new and old == value:
                continue
            fields[name] = Change(old, value, heads.get(name, heads.get(ALL, ())))
    if not fields:
        return
    op = _write(depot, layer.name, uuid, fields, INSERT if new else UPDATE, nom, heads)
    written = {**heads, **({ALL: (op.id,)} if not heads else {}), **{name: (op.id,) for name in fields}}
    suivi.donner(depot, identifier, layer.name, uuid, now, written)
    counts["ajouts" if new else "modifications"] += 1


def _bureau(depot: Depot, couche: str, uuid: str, champ: str) -> Any:
    """What this workstation says of a field whose names did not travel; None for any other field."""
    if champ not in noms.REGLES.get(couche, {}):
        return None
    found = read.rows(depot.espace.travail_gpkg, couche, {"uuid": uuid}, fields=[champ], geometry=False, deleted=True)
    return found[0][champ] if found else None


def digest(dossier: Path, now: Dict[str, Any], before: Dict[str, Any], counts: Dict[str, int]) -> None:
    """Name the photograph of a row by its SHA-256; one whose file has not come along keeps what was known of it."""
    path = dossier / str(now.get("chemin") or "")
    try:
        inside = path.resolve().is_relative_to((dossier / "DCIM").resolve())
        if not inside or not path.is_file() or path.stat().st_size > MAX_PHOTO:
            raise OSError("no photograph")
        now["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        now["sha256"] = before.get("sha256")
        counts["photos_absentes"] += now["sha256"] is None


def _write(depot: Depot, couche: str, uuid: str, fields: Dict[str, Change], kind: str, nom: str, heads: Dict[str, Any]):
    """The tablet's operation: it had read what it left with, not what this workstation's file shows today."""
    shown = depot.tetes(couche, uuid)
    op = ecrire(depot, couche, uuid, fields, kind, nom, heads)
    if shown:
        depot.poser_tetes(couche, uuid, shown)
    else:
        depot.db.execute("DELETE FROM tete WHERE couche = ? AND uuid = ?", (couche, uuid))
    depot.ajouter([op])
    return op


def photos(depot: Depot, dossier: Path) -> int:
    """Keep every photograph of the folder by its SHA-256; how many were new."""
    kept = 0
    for path in sorted((dossier / "DCIM").rglob("*")):
        if not path.is_file() or path.is_symlink() or path.suffix.lower() not in (".jpg", ".jpeg", ".png", ".heic", ".mp4"):
            continue
        if path.stat().st_size > MAX_PHOTO:
            continue
        octets = path.read_bytes()
        digest = hashlib.sha256(octets).hexdigest()
        target = depot.espace.root / "photos" / digest[:2] / f"{digest}{path.suffix.lower()}"
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            ecrire_entier(target, octets)
            kept += 1
    return kept
