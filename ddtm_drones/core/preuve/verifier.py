"""Job of `verifier`: proves, later, that the originals are those that were imported."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.values import parse_instant
from shared.jobs import JobContext, Params

from ..meta.heures import paris_from_utc
from . import bordereau, cles, manifeste
from .copie import hash_file
from .depot import Depot

INTACT, ALTERED, ABSENT, UNREADABLE = "conforme", "altéré", "absent", "illisible"
THREADS = 2


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, manifeste (path or beginning of an import's identifier), mission (number or uuid), empreinte, sortie (.pdf, .csv)."""
    espace = Espace.at(params["espace"])
    depot = Depot(espace)
    everything = manifeste.read_all(depot)
    if not everything:
        raise BadInput("Aucun manifeste dans ce dossier de travail : importez d'abord une carte.")
    chosen = _choose(everything, params.get("manifeste"), params.get("mission"))
    expected = "".join(str(params.get("empreinte") or "").split()).upper()
    documents = [_document(item, everything, depot, expected) for item in chosen]
    entries = {entry["sha256"]: entry for item in chosen if item.content for entry in item.content["fichiers"]}
    states = _states(depot, list(entries.values()), ctx)
    partial = bool(params.get("manifeste") or params.get("mission"))
    strangers = (
        [] if partial else _strangers(depot, {entry["sha256"] for item in everything if item.content for entry in item.content["fichiers"]})
    )
    bad = [{"nom": entries[sha]["nom"], "sha256": sha, "etat": state} for sha, state in states.items() if state != INTACT]
    faults = [f"Manifeste {document['nom']} : {document['defaut']}." for document in documents if document["defaut"]]
    faults += [f"« {item['nom']} » est {item['etat']}." for item in bad]
    unsigned = [document["nom"] for document in documents if document["signature"] != "valable"]
    result: Dict[str, Any] = {
        "conforme": not faults,
        "fichiers_verifies": len(states),
        "defauts": faults,
        "alteres": bad,
        "inconnus": strangers,
        "manifestes": documents,
        "verifie_le": dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
        "notes": ([f"{len(strangers)} fichier(s) du dépôt sans manifeste : importation interrompue, relancez-la."] if strangers else [])
        + ([f"{len(unsigned)} manifeste(s) sans signature vérifiée : seules les empreintes ont été contrôlées."] if unsigned and not faults else []),
        "code_sortie": 1 if faults else 0,
    }  # fmt: skip
    result["phrase"] = _sentence(result)
    result["fichiers"] = []
    if params.get("sortie"):
        result["fichiers"] = [bordereau.write(Path(params["sortie"]), result, [(entry, states[sha]) for sha, entry in entries.items()])]
    return result


def _choose(everything: List[manifeste.Manifest], wanted: Any, mission: Any) -> List[manifeste.Manifest]:
    chosen = everything
    if wanted:
        text = str(wanted)
        chosen = [
            item
            for item in chosen
            if str(item.path) == text or item.path.name == Path(text).name or (item.content or {}).get("import_id", "").startswith(text)
        ]
        if not chosen and Path(text).is_file():
            chosen = [manifeste.read(Path(text))]
    if mission:
        chosen = [
            item for item in chosen if item.content and mission in (item.content.get("mission_uuid"), item.content.get("mission_numero"))
        ]
    if not chosen:
        raise BadInput("Aucun manifeste ne correspond : vérifiez l'identifiant d'importation ou le numéro de mission.")
    return chosen


def _document(item: manifeste.Manifest, everything: List[manifeste.Manifest], depot: Depot, expected: str) -> Dict[str, Any]:
    """State of one manifest: readable, signature, key, chain."""
    content = item.content
    out: Dict[str, Any] = {
        "nom": item.path.name,
        "sha256": item.sha256,
        "signature": "absente",
        "defaut": "",
        "fichiers": 0,
        "empreinte_cle": None,
    }
    if content is None:
        return {**out, "defaut": "illisible ou modifié"}
    out.update(
        {name: content.get(name) for name in ("import_id", "cree_le", "operateur", "carte", "mission_numero")},
        fichiers=len(content["fichiers"]),
    )
    public = content.get("cle_publique")
    if public:
        out["empreinte_cle"] = cles.fingerprint(public)
        verdict = cles.check(public, item.signature or "", item.data)
        out["signature"] = {True: "valable", False: "fausse", None: "non vérifiable sur ce poste"}[verdict]
        known = cles.known_key(depot)
        if verdict is False:
            out["defaut"] = "modifié depuis sa signature" if item.signature else "sa signature a disparu"
        elif expected and out["empreinte_cle"].replace(" ", "") != expected:
            out["defaut"] = "signé par une autre clé que celle attendue"
        elif not expected and known and known != public:
            out["defaut"] = "signé par une autre clé que celle de ce poste ; indiquez l'empreinte de la clé attendue s'il vient d'ailleurs"
    elif expected:
        out["defaut"] = "non signé, alors qu'une clé est attendue"
    before: Optional[str] = content.get("precedent")
    if not out["defaut"] and before and before not in {other.sha256 for other in everything}:
        out["defaut"] = "le manifeste qui le précédait a disparu ou a été modifié"
    return out


def _states(depot: Depot, entries: List[Dict[str, Any]], ctx: JobContext) -> Dict[str, str]:
    total = sum(entry["taille"] for entry in entries) or 1
    done = 0
    states: Dict[str, str] = {}
    with ThreadPoolExecutor(THREADS, "verification") as pool:
        for entry, state in zip(entries, pool.map(lambda entry: _state(depot, entry, ctx), entries)):
            states[entry["sha256"]] = state
            done += entry["taille"]
            ctx.progress(done / total, f"{len(states)} fichier(s) sur {len(entries)}")
    return states


def _state(depot: Depot, entry: Mapping[str, Any], ctx: JobContext) -> str:
    try:
        path = depot.path_of(entry["sha256"], entry["nom"])
        return INTACT if hash_file(path, ctx.check_cancel) == entry["sha256"] else ALTERED
    except (FileNotFoundError, ValueError):
        return ABSENT
    except OSError:
        return UNREADABLE


def _strangers(depot: Depot, known: Any) -> List[str]:
    return [path.name for path in depot.files() if path.stem not in known]


def _sentence(result: Mapping[str, Any]) -> str:
    count, documents = result["fichiers_verifies"], result["manifestes"]
    if result["conforme"]:
        dates = sorted(document["cree_le"] for document in documents)
        since = f"{paris_from_utc(parse_instant(dates[0])):%d/%m/%Y}" if dates else ""
        return f"{count} fichier(s) intacts depuis leur importation ({len(documents)} manifeste(s), le plus ancien du {since})."
    return f"ATTENTION : {len(result['defauts'])} défaut(s) sur {count} fichier(s) vérifié(s). {result['defauts'][0]}"


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    keys: Tuple[str, ...] = tuple(sorted({document["empreinte_cle"] for document in result["manifestes"] if document["empreinte_cle"]}))
    lines = [result["phrase"], *result["defauts"], *result["notes"], *(f"Clé de signature : {key}" for key in keys), *result["fichiers"]]
    return "\n".join(lines)
