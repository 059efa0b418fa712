"""What a controller enters, written at once: an affair with its parcels, people, visit, report and pieces.

    {"affaire": {...}, "parcelles": [...], "personnes": [...], "controle": {...}, "pv": {...}, "ait": [...],
     "mises_en_demeure": [...], "pieces": [{"chemin": "vue.jpg", "legende": "..."}], "supprimes": ["uuid of a record to take away"]}

Every part is optional but the affair; a part with "uuid" changes the record of that name. Paths are relative to the file.
"""

from __future__ import annotations

import json
import uuid as uuids
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from shared.errors import BadInput
from shared.jobs import JobContext, Params

from ..coffre import numeros, partage, session
from . import images

LISTS = {"parcelles": "parcelle", "personnes": "personne", "ait": "ait", "mises_en_demeure": "mise_en_demeure", "decisions": "decision", "courriers": "courrier", "transmissions": "transmission"}  # fmt: skip
SINGLE = ("affaire", "controle", "pv", "cloture")


def read(params: Params) -> tuple[Dict[str, Any], Path]:
    """(entry, folder its paths are relative to): params["saisie"] or the JSON file params["fichier"]."""
    if params.get("saisie") is not None:
        entry, folder = params["saisie"], Path(params.get("dossier") or ".")
    else:
        path = Path(params.get("fichier") or "")
        try:
            entry, folder = json.loads(path.read_text(encoding="utf-8")), path.parent
        except OSError as error:
            raise BadInput(f"Le fichier « {path.name} » est introuvable ou illisible.", type(error).__name__) from error
        except ValueError as error:
            raise BadInput(f"Le fichier « {path.name} » n'est pas du JSON valide : {error}.") from error
    if not isinstance(entry, dict) or not isinstance(entry.get("affaire"), dict):
        raise BadInput("La saisie doit contenir une « affaire » ; voir l'aide pour sa forme.")
    unknown = sorted(set(entry) - set(LISTS) - set(SINGLE) - {"pieces", "supprimes"})
    if unknown:
        raise BadInput(f"Partie de saisie inconnue : « {unknown[0]} ».")
    return entry, folder


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, saisie or fichier."""
    entry, folder = read(params)
    with session.depot(params) as depot:
        held = attach(depot, entry.get("pieces") or [], folder, ctx)
        affair, rows = str(entry["affaire"].get("uuid") or uuids.uuid4()), []
        rows.append(_row("affaire", {**entry["affaire"], "uuid": affair}, None))
        if entry["affaire"].get("numero"):
            raise BadInput("Le numéro est donné par le coffre : ne le saisissez pas.")
        for part, genre in LISTS.items():
            rows += [_row(genre, item, affair) for item in entry.get(part) or []]
        rows += [_row("piece", item, affair) for item in held]
        visit = _id(entry.get("controle"))
        if visit:
            rows.append(_row("controle", {**entry["controle"], "uuid": visit}, affair))
        pv = _id(entry.get("pv"))
        if pv:
            body = dict(entry["pv"])
            if visit:
                body.setdefault("controle", visit)
            rows.append(_row("pv", {**body, "uuid": pv}, affair))
        if entry.get("cloture"):
            rows.append(_row("cloture", entry["cloture"], affair))
        _check_agents(depot, entry)
        depot.put_all(rows)
        for name in entry.get("supprimes") or []:
            depot.remove(str(name))
        stored = depot.get(affair)
        placed = partage.publish(depot, stored)
    number = numeros.shown(stored)
    return {
        "phrase": f"Affaire {number} enregistrée" + ("." if placed else " ; sans position, elle n'est pas sur la carte."),
        "affaire": affair,
        "numero": number,
        "pv": pv,
        "controle": visit,
        "pieces": [row["sha256"] for row in held],
    }


def _id(part: Optional[Mapping[str, Any]]) -> Optional[str]:
    return str(part.get("uuid") or uuids.uuid4()) if part else None


def _row(genre: str, item: Mapping[str, Any], affair: Optional[str]) -> Dict[str, Any]:
    if not isinstance(item, dict):
        raise BadInput(f"Saisie, « {genre} » : un objet est attendu.")
    return {
        "genre": genre,
        "affaire": affair,
        "uuid": item.get("uuid"),
        "valeurs": {name: value for name, value in item.items() if name not in ("uuid", "genre")},
    }


def _check_agents(depot: Any, entry: Mapping[str, Any]) -> None:
    known = {row["uuid"] for row in depot.all("agent")}
    named = [entry["pv"]["agent"]] if (entry.get("pv") or {}).get("agent") else []
    named += [str(name) for name in (entry.get("controle") or {}).get("agents") or []]
    if any(name not in known for name in named):
        raise BadInput("Un agent cité n'a pas de fiche : enregistrez sa fiche d'abord (verbe agent).")


def attach(depot: Any, pieces: List[Mapping[str, Any]], folder: Path, ctx: JobContext) -> List[Dict[str, Any]]:
    """The files kept in the store by their hash; rows of genre « piece »."""
    rows = []
    for rank, item in enumerate(pieces):
        ctx.progress(rank / len(pieces), f"pièce {rank + 1} sur {len(pieces)}")
        if item.get("sha256"):  # already in the store: only its caption changes
            rows.append(dict(item))
            continue
        path = folder / str(item.get("chemin") or "")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadInput(
                f"La pièce « {path.name} » est introuvable ou illisible. Rien n'a été enregistré.", type(error).__name__
            ) from error
        values = {name: value for name, value in item.items() if name != "chemin"}
        rows.append({"nom": path.name, **images.kinds(path.name, data), **values, "sha256": depot.pieces.add(data), "octets": len(data)})
    return rows


def agent(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: fiche (dict) or fichier (JSON). Adds an agent's card, or changes the one of the same identifiant."""
    card = params.get("fiche")
    if card is None:
        try:
            card = json.loads(Path(params.get("fichier") or "").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput("La fiche d'agent est un fichier JSON lisible ; voir l'aide pour sa forme.", type(error).__name__) from error
    if not isinstance(card, dict):
        raise BadInput("La fiche d'agent est un objet JSON.")
    with session.depot(params) as depot:
        known = [row for row in depot.all("agent") if card.get("identifiant") and row.get("identifiant") == card["identifiant"]]
        values = {name: value for name, value in card.items() if name != "uuid"}
        uuid = depot.put("agent", values, uuid=card.get("uuid") or (known[0]["uuid"] if known else None))
        row = depot.get(uuid)
    return {"phrase": f"Fiche de {row['prenom']} {row['nom']} enregistrée.", "agent": uuid}


def agents(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Every agent's card."""
    with session.depot(params) as depot:
        rows = depot.all("agent")
    return {"phrase": f"{len(rows)} fiche{'s' if len(rows) > 1 else ''} d'agent.", "agents": rows}
