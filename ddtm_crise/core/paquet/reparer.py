"""Job: copy the newest sound pack found in a folder (USB key, share) into the work space, in one step."""

from __future__ import annotations

import functools
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional

from shared.arrays.population import PopulationArrays
from shared.arrays.roadgraph import RoadGraph
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg.connection import open_ro
from shared.jobs import JobContext

CHUNK = 4 << 20


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: espace, source (folder that holds a pack, at most two levels down).

    Returns phrase, generation. Nothing of the work space changes unless the whole copy is sound; the former pack is kept.
    Raises BadInput when there is no pack in `source` or it is damaged, DdtmError when the disk is full or protected.
    """
    source, espace = Path(str(params.get("source") or "")), Espace.at(params.get("espace"))
    pack = trouver(source)
    if pack is None:
        raise BadInput(f"Aucun paquet de données dans « {source} » : branchez la clé « DDTM34 » et choisissez son dossier.")
    if espace.generation_name and pack.resolve() == (espace.referentiel_dir / espace.generation_name).resolve():
        raise BadInput("Ce dossier est déjà le paquet de ce poste : choisissez la clé ou le partage qui porte un paquet sain.")
    target = espace.referentiel_dir / f"gen-{_next(espace)}"
    staging: Optional[Path] = None
    try:
        espace.referentiel_dir.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".staging", dir=espace.referentiel_dir))
        os.chmod(staging, 0o755)  # a temporary folder is its maker's alone; a pack is read by every account of the laptop
        _copy(pack, staging, ctx)
        verifier(staging)
        os.rename(staging, target)
        staging = None
        _switch(espace, target.name)
    except OSError as error:
        raise DdtmError(
            "Le paquet n'a pas pu être copié : disque plein, protégé ou clé retirée. L'ancien paquet reste en place.", str(error)
        ) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
    return {"phrase": f"Paquet « {espace.pack.get('titre', '')} » installé.", "generation": target.name}


def trouver(source: Path) -> Optional[Path]:
    """The folder of the pack in use of a work space in `source` (or a folder below), or `source` itself when it is one."""
    if not source.is_dir():
        return None
    if (source / "referentiel.gpkg").is_file():
        return source
    below = sorted(path for path in source.iterdir() if path.is_dir()) if source.is_dir() else []
    for folder in (source, *below):
        root = folder.parent if folder.name == "referentiel" else folder
        try:
            return Espace.at(root).generation
        except BadInput:
            continue
    return None


def verifier(folder: Path) -> None:
    """Raise BadInput unless the pack's GeoPackage, card and arrays are whole."""
    with open_ro(folder / "referentiel.gpkg") as connection:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise BadInput("Le paquet de ce dossier est endommagé : prenez une autre clé.", answer)
    try:
        json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput("Le paquet de ce dossier n'a pas de fiche pack.json lisible : prenez une autre clé.", str(error)) from error
    for name, load in (("reseau.npz", RoadGraph.load), ("population.npz", PopulationArrays.load)):
        if (folder / name).is_file():
            load(folder / name)


def _copy(source: Path, target: Path, ctx: JobContext) -> None:
    files: List[Path] = [path for path in sorted(source.rglob("*")) if path.is_file() and not path.is_symlink()]
    total, done = sum(path.stat().st_size for path in files) or 1, 0
    for path in files:
        out = target / path.relative_to(source)
        out.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "rb") as reading, open(out, "wb") as writing:
            for chunk in iter(functools.partial(reading.read, CHUNK), b""):
                ctx.progress(done / total, f"Copie de {path.name}")
                writing.write(chunk)
                done += len(chunk)
            writing.flush()
            os.fsync(writing.fileno())


def _next(espace: Espace) -> int:
    names = [path.name[4:] for path in espace.referentiel_dir.glob("gen-*")] if espace.referentiel_dir.is_dir() else []
    return 1 + max((int(name) for name in names if name.isdigit()), default=0)


def _switch(espace: Espace, name: str) -> None:
    ecrire_entier(espace.referentiel_dir / "CURRENT", f"{name}\n".encode())
