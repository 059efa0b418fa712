"""Job of `joindre`: photographs tied to an offence affair by its uuid and their hash, and the photo sheet of the affair."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from shared.documents import slug
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows
from shared.gpkg.write import insert_rows, set_status
from shared.jobs import JobContext, Params

from ..diffusion.flouter import find
from ..importer import travail
from ..preuve import manifeste
from ..preuve.copie import hash_file
from ..preuve.depot import Depot
from ..vue.point import photos_at
from . import planche

LAYER = "drone_affaire"
BEST = 6
MOST = 40
NO_AFFAIR = (
    "L'affaire « {wanted} » n'est pas sur la carte des affaires : placez-la d'abord sur la carte dans DDTM Lucca, ou vérifiez son numéro."
)


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, affaire (number or uuid), photos (names or hashes; none: the best ones that see the affair's place), limite, legende,
    retirer (true: take these photographs off the affair), auteur, sortie (.pdf)."""
    espace = Espace.at(params["espace"])
    path = travail.ready(espace)
    affair = _affair(path, params.get("affaire"))
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"planche_{slug(affair['numero'])}.pdf"
    if target.suffix.lower() != ".pdf":
        raise BadInput("La planche est un PDF : donnez un nom qui finit par .pdf.")
    author = params.get("auteur") or None
    held = {row["sha256"]: row for row in rows(path, LAYER, {"affaire_uuid": affair["uuid"]}, order="rang")}
    named = _named(params.get("photos"))
    if params.get("retirer"):
        changed = _withdraw(espace, path, affair, held, named, author, ctx)
        told = f"{changed} photo(s) retirée(s) de l'affaire {affair['numero']}"
    else:
        chosen = [find(espace, name) for name in named] if named else _seeing(espace, affair, int(params.get("limite") or BEST))
        fresh = [photo for photo in {photo["sha256"]: photo for photo in chosen}.values() if photo["sha256"] not in held]
        if len(held) + len(fresh) > MOST:
            raise BadInput(f"Une affaire garde au plus {MOST} photos de drone : choisissez les plus utiles.")
        _check(espace, [*fresh, *held.values()], ctx)
        changed = len(fresh)
        insert_rows(path, LAYER, _rows(espace, path, affair, fresh, held, params.get("legende") or None), author)
        told = f"{changed} photo(s) jointe(s) à l'affaire {affair['numero']}"
    kept = rows(path, LAYER, {"affaire_uuid": affair["uuid"]}, order="rang")
    files: List[str] = []
    if kept:
        ctx.progress(0.6, "Planche photographique")
        files = [planche.write(target, espace, path, affair, kept, travail.is_exercise(espace))]
    return {
        "phrase": f"{told} ; {len(kept)} en tout.",
        "affaire_uuid": affair["uuid"],
        "affaire_numero": affair["numero"],
        "changees": changed,
        "photos": [{name: row[name] for name in ("nom", "sha256", "legende", "heure_utc")} for row in kept],
        "fichiers": files,
        "sortie": files[0] if files else None,
    }


def _affair(path: str, wanted: Any) -> Dict[str, Any]:
    text = str(wanted or "").strip()
    if not text:
        raise BadInput("Indiquez l'affaire par son numéro.")
    found = rows(path, "affaire_lucca", "uuid = ? OR numero = ?", parameters=(text, text)) if "affaire_lucca" in layer_names(path) else []
    if not found:
        raise BadInput(NO_AFFAIR.format(wanted=text))
    if len(found) > 1:
        raise BadInput(f"Plusieurs affaires portent le numéro « {text} » : donnez l'identifiant (uuid) de la bonne.")
    return found[0]


def _named(given: Any) -> List[str]:
    parts: Sequence[Any] = given if isinstance(given, (list, tuple)) else re.split(r"[;\n]", str(given or ""))
    return [name.strip() for part in parts for name in str(part).split(";") if name.strip()]


def _seeing(espace: Espace, affair: Mapping[str, Any], limit: int) -> List[Dict[str, Any]]:
    x, y = planche.place_of(affair)
    found = photos_at(espace, x, y, limit)
    if not found:
        raise BadInput(f"Aucune photo importée ne voit le lieu de l'affaire {affair['numero']} : nommez les photos à joindre.")
    return [find(espace, photo["sha256"]) for photo in found]


def _check(espace: Espace, photos: Sequence[Mapping[str, Any]], ctx: JobContext) -> None:
    """Every original is read again before anything is tied or printed."""
    for rank, photo in enumerate(photos):
        ctx.progress(0.5 * rank / len(photos), "Relecture des originaux")
        original = espace.piece(photo["fichier"])
        if not original.is_file() or hash_file(original, ctx.check_cancel) != photo["sha256"]:
            raise BadInput(f"L'original de « {photo['nom']} » manque ou a été altéré : rien n'a changé. Lancez « Vérifier les originaux ».")


def _rows(
    espace: Espace, path: str, affair: Mapping[str, Any], fresh: Sequence[Mapping[str, Any]], held: Mapping[str, Any], legend: Any
) -> List[Dict[str, Any]]:
    named = {
        entry["sha256"]: item.path.name for item in manifeste.read_all(Depot(espace)) if item.content for entry in item.content["fichiers"]
    }
    seen = rows(path, "drone_emprise", {"sha256": [photo["sha256"] for photo in fresh]}, geometry=False) if fresh else []
    parcels = {row["sha256"]: row["parcelles"] for row in seen}
    start = max([row["rang"] or 0 for row in held.values()], default=0)
    return [
        {
            "affaire_uuid": affair["uuid"],
            "affaire_numero": affair["numero"],
            **{name: photo[name] for name in ("nom", "sha256", "fichier", "mission_uuid", "heure_utc")},
            "rang": start + rank,
            "legende": legend,
            "parcelles": parcels.get(photo["sha256"]),
            "manifeste": named.get(photo["sha256"]),
        }
        for rank, photo in enumerate(sorted(fresh, key=lambda photo: (photo["heure_utc"] or "", photo["nom"])), 1)
    ]


def _withdraw(
    espace: Espace,
    path: str,
    affair: Mapping[str, Any],
    held: Mapping[str, Mapping[str, Any]],
    named: Sequence[str],
    author: Any,
    ctx: JobContext,
) -> int:
    if not named:
        raise BadInput("Nommez les photos à retirer de l'affaire.")
    wanted = [row for row in held.values() if row["nom"] in named or row["sha256"] in named]
    unknown = [name for name in named if not any(name in (row["nom"], row["sha256"]) for row in wanted)]
    if unknown:
        raise BadInput(f"« {unknown[0]} » n'est pas jointe à l'affaire {affair['numero']} : rien n'a été retiré.")
    _check(espace, [row for row in held.values() if row not in wanted], ctx)
    set_status(path, LAYER, [row["uuid"] for row in wanted], "supprime", author)
    return len(wanted)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [f"  {row['nom']}  {(row['heure_utc'] or '')[:16].replace('T', ' ')}  {row['sha256'][:12]}…" for row in result["photos"]]
    return "\n".join([result["phrase"], *lines, *result["fichiers"]])
