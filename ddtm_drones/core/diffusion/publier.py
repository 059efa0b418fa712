"""Job of `publier`: a mission's photographs and videos into a folder for others; refused while one is not blurred and must be, or while a
video speaks."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path, PurePosixPath
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput
from shared.espace import Espace
from shared.fichiers import graver_dossier
from shared.gpkg.read import rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..preuve.copie import CHUNK, hash_file
from ..video.son import has_sound
from .flouter import FOLDER

SHOWN = 5
Row = Dict[str, Any]


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, mission, dossier, videos (false: photographs only)."""
    espace = Espace.at(params["espace"])
    mission = travail.mission(espace, params.get("mission"))
    if mission is None:
        raise BadInput("Choisissez la mission à publier par son numéro.")
    if not params.get("dossier"):
        raise BadInput("Choisissez le dossier où publier.")
    folder = Path(params["dossier"])
    medias = rows(espace.travail_gpkg, "drone_media", {"mission_uuid": mission["uuid"]}, order="fid")
    photos = [row for row in medias if row["nature"] == "photo"]
    videos = [row for row in medias if row["nature"] == "video"] if params.get("videos", True) else []
    if not photos and not videos:
        what = "photo" if not params.get("videos", True) else "photo ni vidéo"
        raise BadInput(f"La mission {mission['numero']} n'a aucune {what}.")
    inside = f"photos/{FOLDER}/"
    copies: Dict[str, Row] = {
        row["parent_sha256"]: row for row in medias if row["nature"] == "derive" and str(row["fichier"]).startswith(inside)
    }  # the latest copy wins
    _refuse(mission, photos, videos, copies, espace)
    # pictures kept from the videos go out when they were looked at, or when nothing asks for it
    filmed = {row["sha256"] for row in medias if row["nature"] == "video"}
    kept = [row for row in medias if row["nature"] == "derive" and row["parent_sha256"] in filmed and row not in copies.values()]
    left = [row for row in kept if mission["floutage_requis"] and row["sha256"] not in copies]
    chosen = [copies.get(row["sha256"], row) for row in [*photos, *videos, *(row for row in kept if row not in left)]]
    for row in chosen:  # all are checked before the first is copied
        path = espace.piece(row["fichier"])
        if not path.is_file() or hash_file(path, ctx.check_cancel) != row["sha256"]:
            raise BadInput(f"« {row['nom']} » manque ou a été altéré : rien n'a été copié. Lancez « Vérifier l'intégrité des originaux ».")
    folder.mkdir(parents=True, exist_ok=True)
    written: List[str] = []
    for rank, row in enumerate(chosen):
        ctx.progress(rank / len(chosen), f"{rank} fichier(s) sur {len(chosen)}")
        name = PurePosixPath(row["nom"].replace("\\", "/")).name  # a row of another workstation may say anything
        if row["nature"] != "derive":
            name = f"{Path(name).stem}_{row['sha256'][:8]}{Path(name).suffix.lower()}"
        _copy(espace.piece(row["fichier"]), folder / name, ctx)
        written.append(str(folder / name))
    count = sum(row in copies.values() for row in chosen)
    told = [f"{len(chosen) - len(videos)} photo(s)"] + [f"{len(videos)} vidéo(s)"] * bool(videos)
    notes = [f"{len(left)} image(s) gardée(s) de vidéos, non floutée(s), n'ont pas été copiées."] if left else []
    return {
        "phrase": f"{' et '.join(told)} publiée(s), dont {count} floutée(s).",
        "photos": len(chosen) - len(videos),
        "videos": len(videos),
        "floutees": count,
        "notes": notes,
        "fichiers": written,
        "sortie": str(folder),
    }


def _refuse(mission: Row, photos: List[Row], videos: List[Row], copies: Mapping[str, Row], espace: Espace) -> None:
    if mission["floutage_requis"]:
        for held, what in ((photos, "photo(s) ne sont pas floutées"), (videos, "vidéo(s) ne sont pas floutées")):
            lacking = [row["nom"] for row in held if row["sha256"] not in copies]
            if lacking:
                raise BadInput(
                    f"Publication refusée : le floutage est requis et {len(lacking)} {what} ({_named(lacking)}). Rien n'a été copié."
                )
    speaking = [row["nom"] for row in videos if row["sha256"] not in copies and has_sound(espace.piece(row["fichier"])) is not False]
    if speaking:
        raise BadInput(
            f"Publication refusée : {len(speaking)} vidéo(s) portent du son, où des voix peuvent s'entendre ({_named(speaking)}). "
            "Faites-en une copie sans son (« Flouter une vidéo », rien à cacher), ou publiez sans les vidéos. Rien n'a été copié."
        )


def _named(names: List[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def _copy(source: Path, target: Path, ctx: JobContext) -> None:
    """Temporary file, fsync, rename; a video is never whole in memory."""
    partial = target.with_name(f".{target.name}.part")
    try:
        with open(source, "rb") as read, open(partial, "wb") as write:
            while True:
                block = read.read(CHUNK)
                if not block:
                    break
                write.write(block)
                ctx.check_cancel()
            write.flush()
            os.fsync(write.fileno())
        os.replace(partial, target)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    graver_dossier(target.parent)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
