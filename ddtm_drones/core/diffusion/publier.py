"""Job of `publier`: a mission's photographs into a folder for others; refused while one is not blurred and must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..preuve.copie import hash_file
from ..preuve.depot import write_whole

SHOWN = 5


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, mission, dossier."""
    espace = Espace.at(params["espace"])
    mission = travail.mission(espace, params.get("mission"))
    if mission is None:
        raise BadInput("Choisissez la mission à publier par son numéro.")
    if not params.get("dossier"):
        raise BadInput("Choisissez le dossier où publier.")
    folder = Path(params["dossier"])
    medias = rows(espace.travail_gpkg, "drone_media", {"mission_uuid": mission["uuid"]}, order="fid")
    photos = [row for row in medias if row["nature"] == "photo"]
    blurred: Dict[str, Dict[str, Any]] = {row["parent_sha256"]: row for row in medias if row["nature"] == "derive"}  # the latest copy wins
    if not photos:
        raise BadInput(f"La mission {mission['numero']} n'a aucune photo.")
    lacking = [row["nom"] for row in photos if row["sha256"] not in blurred]
    if mission["floutage_requis"] and lacking:
        named = ", ".join(lacking[:SHOWN]) + (", …" if len(lacking) > SHOWN else "")
        raise BadInput(
            f"Publication refusée : le floutage est requis et {len(lacking)} photo(s) ne sont pas floutées ({named}). Rien n'a été copié."
        )
    chosen = [blurred.get(row["sha256"], row) for row in photos]
    for row in chosen:  # all are checked before the first is copied
        path = espace.root / row["fichier"]
        if not path.is_file() or hash_file(path, ctx.check_cancel) != row["sha256"]:
            raise BadInput(f"« {row['nom']} » manque ou a été altéré : rien n'a été copié. Lancez « Vérifier l'intégrité des originaux ».")
    folder.mkdir(parents=True, exist_ok=True)
    written: List[str] = []
    for rank, row in enumerate(chosen):
        ctx.progress(rank / len(chosen), f"{rank} photo(s) sur {len(chosen)}")
        name = row["nom"] if row["nature"] == "derive" else f"{Path(row['nom']).stem}_{row['sha256'][:8]}{Path(row['nom']).suffix.lower()}"
        write_whole(folder / name, (espace.root / row["fichier"]).read_bytes())
        written.append(str(folder / name))
    count = sum(row["nature"] == "derive" for row in chosen)
    return {
        "phrase": f"{len(written)} photo(s) publiée(s), dont {count} floutée(s).",
        "photos": len(written),
        "floutees": count,
        "fichiers": written,
        "sortie": str(folder),
    }


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["fichiers"]])
