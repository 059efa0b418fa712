"""A generation of the reference data is built apart, checked, then taken into use in one step, or not at all.

    <espace>/referentiel/gen-4.staging/   being built; removed when anything fails
    <espace>/referentiel/gen-4/           complete, on disk (fsync), read-only
    <espace>/referentiel/CURRENT          "gen-4"

A killed process leaves at most a `.staging` folder, which the next build sweeps away. Old generations are kept
(`KEEP` besides the one in use) so that a map opened before the switch goes on being readable.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Optional

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier, graver_dossier

KEEP = 1
STAGING = ".staging"
_NAME = re.compile(r"gen-(\d+)$")


@contextlib.contextmanager
def staged_generation(espace: Espace) -> Iterator[Path]:
    """Yield the empty folder of a new generation; on leaving it without error, switch the work space to it.

    The block must leave there at least `referentiel.gpkg` and a readable `pack.json`. Raises BadInput when the work
    space cannot be written or another build is running, DdtmError when the disk is full; then nothing is changed.
    """
    root = espace.referentiel_dir
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"Le dossier de travail « {espace.root} » n'est pas accessible en écriture : choisissez-en un autre.", str(error)
        ) from error
    with _locked(root, espace.root):
        before = espace.generation_name
        for stale in root.glob(f"gen-*{STAGING}"):
            _remove(stale)
        name = f"gen-{1 + max([int(match.group(1)) for match in map(_NAME.match, os.listdir(root)) if match] or [0])}"
        staging, final = root / (name + STAGING), root / name
        try:
            with _plain_disk_errors():
                staging.mkdir()
                yield staging
                _switch(espace, staging, final)
        except BaseException:
            _remove(staging)
            if espace.generation_name != name:
                _remove(final)
            raise
        _prune(root, name, before)


def write_pack(staging: Path, pack: Mapping[str, Any]) -> None:
    """Write pack.json of a generation being built."""
    (staging / "pack.json").write_text(json.dumps(pack, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _switch(espace: Espace, staging: Path, final: Path) -> None:
    try:
        pack = json.loads((staging / "pack.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DdtmError("Le paquet construit n'a pas de fiche pack.json : il n'est pas mis en service.", str(error)) from error
    if not (staging / "referentiel.gpkg").is_file():
        raise DdtmError("Le paquet construit n'a pas de référentiel : il n'est pas mis en service.")
    for folder, _, files in os.walk(staging):
        for file in files:
            path = os.path.join(folder, file)
            if os.stat(path).st_mode & stat.S_IWUSR:  # else linked from an earlier generation, on disk already
                _fsync(path)
                os.chmod(path, stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        graver_dossier(folder)
    os.replace(staging, final)
    graver_dossier(final.parent)
    _ensure_work(espace, bool(pack.get("exercice")))
    ecrire_entier(final.parent / "CURRENT", f"{final.name}\n".encode())


def _ensure_work(espace: Espace, exercise: bool) -> None:
    """An empty travail.gpkg where there is none; an existing one is never touched."""
    if espace.travail_gpkg.exists():
        return
    from shared import catalogue
    from shared.gpkg.create import create

    espace.travail_gpkg.parent.mkdir(parents=True, exist_ok=True)
    create(espace.travail_gpkg, catalogue.layers("travail"), exercise=exercise)


def _fsync(path: os.PathLike[str] | str) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    """Remove a folder as far as the system allows (a file open on Windows stays until the next sweep)."""

    def retry(function, path, _info):
        with contextlib.suppress(OSError):
            os.chmod(path, stat.S_IRWXU)
            function(path)

    shutil.rmtree(folder, onerror=retry)


def _prune(root: Path, current: str, before: Optional[str]) -> None:
    """Keep KEEP generations besides the one in use: first the one that was in use before it, then the latest."""
    numbers: List[int] = [int(match.group(1)) for match in map(_NAME.match, os.listdir(root)) if match and match.group(0) != current]
    numbers.sort(key=lambda number: (f"gen-{number}" == before, number))
    for number in numbers[: max(0, len(numbers) - KEEP)]:
        _remove(root / f"gen-{number}")


@contextlib.contextmanager
def _plain_disk_errors() -> Iterator[None]:
    full = "Le disque est plein : libérez de la place puis relancez ; les données en service sont inchangées."
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
            raise DdtmError(full, str(error)) from error
        raise DdtmError("L'écriture du paquet de données a échoué ; les données en service sont inchangées.", str(error)) from error
    except sqlite3.Error as error:
        message = full if "full" in str(error) else "L'écriture du référentiel a échoué ; les données en service sont inchangées."
        raise DdtmError(message, str(error)) from error


@contextlib.contextmanager
def _locked(root: Path, shown: Path) -> Iterator[None]:
    """One build at a time; the lock is the system's own, so a killed process leaves none behind."""
    try:
        stream = open(root / ".verrou", "a+b")
    except OSError as error:
        raise BadInput(
            f"Le dossier de travail « {shown} » n'est pas accessible en écriture : choisissez-en un autre.", str(error)
        ) from error
    with stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            raise BadInput("Un autre import est en cours dans ce dossier de travail : attendez sa fin.", str(error)) from error
        yield


def _lock(handle: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
