"""The job « permis »: planning permissions of Sitadel on the parcel of each object, shown; they never change a verdict by themselves."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .. import historique
from ..travail import existing_work_file
from .baisses import lowered
from .priorite import priority

STATES = {"2": "autorisé", "4": "annulé", "5": "commencé", "6": "terminé"}
PARCELS = tuple((f"SEC_CADASTRE{i}", f"NUM_CADASTRE{i}") for i in range(1, 10))
HEADER_ROWS = 3  # the names of the variables are in one of the first rows, under their French labels
AUTHOR = "ddtm_aigle"
Key = Tuple[str, str, str]


class Permit(NamedTuple):
    number: str
    kind: str
    state: str
    day: Optional[dt.date]
    done: Optional[dt.date] = None  # end of the works, as declared


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: fichier. Result: phrase, permis (read), objets (with a permission), changes, geste. Raises BadInput."""
    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    rows = read.rows(path, "objet_detecte", geometry=False)
    wanted = {key: True for key in (parcel_key(row["parcelle"], row["code_insee"]) for row in rows) if key}
    if not wanted:
        raise BadInput(
            "Aucun objet ne connaît sa parcelle : relancez la détection avec la couche des parcelles, puis croisez les millésimes."
        )
    ctx.progress(0.1, "Lecture des autorisations")
    found: Dict[Key, List[Permit]] = defaultdict(list)
    count = 0
    for key, permit in read_permits(Path(str(params.get("fichier") or ""))):
        count += 1
        if key in wanted and permit not in found[key]:
            found[key].append(permit)
    ctx.progress(0.8, "Écriture")
    changes, held = [], 0
    for row in rows:
        place = parcel_key(row["parcelle"], row["code_insee"])
        permits = found.get(place, []) if place else []
        held += bool(permits)
        text = " ; ".join(_tell(permit, row["vu_le"]) for permit in sorted(permits, key=lambda p: (p.day or dt.date.min, p.number))) or None
        if text != row["permis"]:
            changes.append({"couche": "objet_detecte", "uuid": row["uuid"], "champ": "permis", "nouveau": text, "motif": "Sitadel"})
    gesture = historique.apply(path, changes, AUTHOR) if changes else None
    _priorities(espace, path, {change["uuid"] for change in changes})
    sentence = (
        f"{held} objet(s) sur {len(rows)} ont une autorisation d'urbanisme sur leur parcelle ({count} parcelles d'autorisations lues)."
    )
    return {
        "phrase": sentence + " À vous de juger si elle explique l'objet.",
        "permis": count,
        "objets": held,
        "changes": len(changes),
        "geste": gesture,
    }


def _priorities(espace: Espace, path: Path, names: Set[str]) -> None:
    """The priority of the objects whose permissions changed: the table of the plan may take points off for one."""
    rows = [row for row in read.rows(path, "objet_detecte") if row["uuid"] in names and row["geom"]]
    changes = []
    for row, low in zip(rows, lowered(espace, path, rows)):
        points, reasons = priority(row, low)
        if (points, reasons) != (row["priorite"], row["priorite_motif"]):
            changes.append({"uuid": row["uuid"], "priorite": points, "priorite_motif": reasons})
    if changes:
        write.update_rows(path, "objet_detecte", changes, author=AUTHOR)


def parcel_key(parcel: Optional[str], insee: Optional[str]) -> Optional[Key]:
    """(commune, section, number) of « 34172000AB0001 », « 34172 AB 1 », or « AB 1 » with the commune's code."""
    text = re.sub(r"[\s\-_/]", "", parcel or "").upper()
    match = re.fullmatch(r"(?:(\d[\dAB]\d{3})(?:\d{3})?)?(\d?[A-Z]{1,2})(\d{1,4})", text)
    if not match or not (match.group(1) or insee):
        return None
    return (match.group(1) or str(insee)), match.group(2).lstrip("0"), str(int(match.group(3)))


def read_permits(path: Path) -> Iterator[Tuple[Key, Permit]]:
    """One item a parcel of each permission."""
    if not path.is_file():
        raise BadInput(f"Le fichier des autorisations « {path.name} » est introuvable : vérifiez le chemin.")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = _cells(text, path.name)
    names: List[str] = []
    for _ in range(HEADER_ROWS):
        names = [cell.strip().upper() for cell in next(lines, [])]
        if "COMM" in names and "NUM_DAU" in names:
            break
    else:
        raise BadInput(f"« {path.name} » n'est pas une liste Sitadel : il y manque les colonnes COMM et NUM_DAU.")
    parcels = [pair for pair in PARCELS if pair[0] in names and pair[1] in names]
    if not parcels:
        raise BadInput(f"« {path.name} » ne donne pas les parcelles (SEC_CADASTRE1, NUM_CADASTRE1) : téléchargez la liste complète.")
    for cells in lines:
        row = dict(zip(names, (cell.strip() for cell in cells)))
        permit = Permit(
            row.get("NUM_DAU", ""),
            row.get("TYPE_DAU", ""),
            STATES.get(row.get("ETAT_DAU", ""), ""),
            _day(row.get("DATE_REELLE_AUTORISATION", "")),
            _day(row.get("DATE_REELLE_DAACT", "")),
        )
        for section, number in parcels:
            key = parcel_key(f"{row.get(section, '')}{row.get(number, '')}", row.get("COMM"))
            if key and permit.number:
                yield key, permit


def _cells(text: str, name: str) -> Iterator[List[str]]:
    """The cells of each line; a file that is no table of text is said in a sentence."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=";")
    except csv.Error as error:
        raise BadInput(f"« {name} » n'est pas une liste Sitadel lisible : reprenez le fichier CSV tel que publié.", str(error)) from error


def _tell(permit: Permit, seen: Optional[str]) -> str:
    text = f"{permit.kind} {permit.number}".strip()
    if permit.day:
        text += f" du {permit.day:%d/%m/%Y}"
    if permit.state:
        text += f", {permit.state}"
    if permit.done:
        text += f", achèvement déclaré le {permit.done:%d/%m/%Y}"
    if permit.day and seen and permit.day.isoformat() > seen:
        text += ", postérieur à l'objet"
    return text


def _day(text: str) -> Optional[dt.date]:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text[:10], pattern).date()
        except ValueError:
            continue
    return None
