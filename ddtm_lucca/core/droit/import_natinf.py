"""Import of the official NATINF list: CSV with `;`, five columns, in UTF-8, Latin-1 or CP850 according to the edition."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.jobs import JobContext, Params

from . import natinf

MONTHS = ("janv", "fevr", "mars", "avril", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
COLUMNS = ("numero", "nature", "qualification", "definie_par", "reprimee_par", "etat", "lie")
_FRENCH = set("éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ§°’«»€²–")
MINIMUM_LINES = 5


def decode(data: bytes) -> Tuple[str, str]:
    """(text, encoding). UTF-8 when it is valid; otherwise the encoding that gives French letters."""
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass

    def score(text: str) -> int:
        return sum(1 if char in _FRENCH else -2 for char in text if ord(char) > 127)

    tries = [(data.decode(name, "replace"), name) for name in ("cp1252", "cp850")]
    text, name = max(tries, key=lambda pair: score(pair[0]))
    return text, "latin-1" if name == "cp1252" else name


def parse(text: str) -> List[natinf.Natinf]:
    """Rows of the official CSV. Raises BadInput when it is not that list."""
    rows: List[natinf.Natinf] = []
    seen: Dict[int, List[str]] = {}
    for position, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";"), 1):
        cells = [re.sub(r"\s+", " ", cell).strip() for cell in cells]
        if not any(cells):
            continue
        if not rows and (len(cells) < 5 or not cells[0].isdigit()):
            if position > 20:
                break
            continue  # titles above the table
        if len(cells) < 5 or not cells[0].isdigit():
            raise BadInput(
                f"Ligne {position} : cinq colonnes séparées par « ; » sont attendues, la première étant le numéro NATINF. Rien n'a été importé."
            )
        number = int(cells[0])
        if number in seen:
            if seen[number] == cells[1:5]:
                continue
            raise BadInput(f"Ligne {position} : le code NATINF {number} figure deux fois avec des textes différents. Rien n'a été importé.")
        seen[number] = cells[1:5]
        rows.append(natinf.Natinf(number, cells[1], cells[2], cells[3], cells[4]))
    if len(rows) < MINIMUM_LINES:
        raise BadInput(
            "Ce fichier n'est pas la liste NATINF : numéro ; nature ; qualification ; définie par ; réprimée par. "
            "Téléchargez le CSV du ministère de la Justice."
        )
    return rows


def version_of(name: str, today: dt.date) -> str:
    """ "Liste Natinf_juillet2026.csv" -> "2026-07"; else the day of the import."""
    plain = natinf.folded(name)
    year = re.search(r"20\d\d", plain)
    for rank, month in enumerate(MONTHS, 1):
        if year and month in plain:
            return f"{year.group()}-{rank:02d}"
    return today.isoformat()


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, fichier, version, verifie_le. Keeps every edition: a report keeps the texts as they stood."""
    espace, source = Espace.at(params["espace"]), Path(params.get("fichier") or "")
    try:
        data = source.read_bytes()
    except OSError as error:
        raise BadInput(f"Le fichier « {source.name} » est introuvable ou illisible.", type(error).__name__) from error
    text, encoding = decode(data)
    rows = parse(text)
    ctx.progress(0.5, f"{len(rows)} infractions lues")
    today = dt.date.today()
    checked = params.get("verifie_le") or today.isoformat()
    try:
        dt.date.fromisoformat(checked)
    except ValueError as error:
        raise BadInput("La date de vérification s'écrit AAAA-MM-JJ.") from error
    version = params.get("version") or version_of(source.name, today)
    if not re.fullmatch(r"[\w.\-]{1,40}", version) or version == natinf.EMBEDDED:
        raise BadInput("Le nom de l'édition ne contient que des lettres, chiffres, points et tirets, par exemple 2026-07.")
    digest = hashlib.sha256(data).hexdigest()
    known = natinf.versions(espace)
    old = next((item for item in known if item["version"] == version), None)
    if old is not None and old["sha256"] != digest:
        raise BadInput(f"L'édition {version} est déjà installée avec un autre contenu : donnez un autre nom d'édition.")
    before = natinf.edition(espace).lignes
    after = {item.numero: item for item in rows}
    entry: Dict[str, Any] = {
        "version": version,
        "source": f"{source.name}, ministère de la Justice (DACG), Licence Ouverte 2.0",
        "fichier": f"natinf-{version}.csv",
        "sha256": digest,
        "encodage": encoding,
        "lignes": len(rows),
        "importe_le": today.isoformat(),
        "verifie_le": checked,
    }
    _write(natinf.folder(espace) / entry["fichier"], _csv(rows))
    editions = sorted([item for item in known if item["version"] != version] + [entry], key=lambda item: item["version"])
    _write(natinf.folder(espace) / "natinf.json", json.dumps({"editions": editions}, ensure_ascii=False, indent=1))
    changed = [n for n, item in after.items() if n in before and _texts(before[n]) != _texts(item)]
    gone = [n for n, item in before.items() if n not in after and item.etat != "sans_articles"]
    return {
        "phrase": f"Édition {version} installée : {len(rows)} infractions ({encoding}), {len(changed)} textes changés, {len(gone)} disparus.",
        "version": version,
        "encodage": encoding,
        "lignes": len(rows),
        "changes": sorted(changed),
        "disparus": sorted(gone),
    }


def _texts(item: natinf.Natinf) -> Tuple[str, ...]:
    return tuple(natinf.folded(text) for text in (item.qualification, item.definie_par, item.reprimee_par))


def _csv(rows: List[natinf.Natinf]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for item in rows:
        writer.writerow({**item.as_dict(), "lie": item.lie or ""})
    return stream.getvalue()


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        ecrire_entier(target, text.encode("utf-8"))
    except OSError as error:
        raise DdtmError("L'édition NATINF n'a pas pu être enregistrée : disque plein ou dossier protégé.", type(error).__name__) from error
