"""A power cut at a chosen change of the disk (tests/faults/disque.py): what a child process had in hand, and what is left."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Callable, Dict, Iterator

import pytest

from .strace import COUNTS, POINTS, ROOT


class Monture:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def dire(self, text: str) -> None:
        with open(self.folder / ".ctl", "r+b", buffering=0) as stream:
            stream.write(text.encode())

    def compte(self) -> int:
        return int((self.folder / ".ctl").read_bytes())

    def remplir(self, sources: Dict[str, Path]) -> None:
        """A disk that holds these folders, safely."""
        self.dire("vider")
        for name, path in sources.items():
            _copier(path, self.folder / name)
        self.dire("sauver")

    def rendre(self, targets: Dict[str, Path]) -> None:
        """The power is back: what the platter holds replaces these folders."""
        self.dire("retour")
        for name, path in targets.items():
            shutil.rmtree(path, ignore_errors=True)
            if (self.folder / name).is_dir():
                _copier(self.folder / name, path)


def _copier(source: Path, target: Path) -> None:
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copier(path, target / path.name)
        else:
            (target / path.name).write_bytes(path.read_bytes())


@contextlib.contextmanager
def monter() -> Iterator[Monture]:
    """Mount the disk, or skip with the reason."""
    try:
        import fusepy  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(f"FUSE absent (paquet python3-fusepy) : {error}")
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("/dev/fuse n'est pas accessible ici")
    folder = Path(tempfile.mkdtemp(prefix="disque-"))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.disque", str(folder)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            if os.path.ismount(folder):
                break
            if process.poll() is not None:
                pytest.skip("cette machine ne laisse pas monter de disque FUSE")
            time.sleep(0.05)
        yield Monture(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        process.terminate()
        process.wait(10)
        folder.rmdir()


def lancer(code: str, *arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-B", "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


def campagne(sujet: str, total: int, essai: Callable[[int], str]) -> Counter:
    """`essai(N)` with the power cut at sampled changes, the last ones all included when there are points enough."""
    found = COUNTS.setdefault(f"coupure de courant, {sujet}", Counter())
    step = max(1, total // (3 * POINTS))
    last = range(max(1, total - POINTS // 2), total + 1)
    for when in sorted({*range(1, total + 1, step), *last}):
        found[essai(when)] += 1
        found["points"] += 1
    return found
