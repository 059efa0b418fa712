"""Work spaces made from real published data, for the tests of every room; skipped where the data are not at hand.

    espace = real_space("rochefort", tmp_path)      # "montpellier", "toulouse", "herault"

Each is built once by the importer, from the recipe of tests/recettes/, and kept in the system's temporary folder under a
name that changes with the recipe, the data and the code that builds it; a test gets its own copy and may spoil it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from shared.espace import Espace
from shared.jobs import JobContext

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
RECIPES = Path(__file__).parent / "recettes"
STALE_SECONDS = 7_200
_CODE = (
    "data_sync/core/importer",
    "data_sync/core/population",
    "data_sync/core/reseau",
    "shared/catalogue",
    "shared/arrays",
    "shared/gpkg",
)


def data_file(name: str) -> Path:
    """A file of the real data, or the test is skipped."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data not at hand: {name}")
    return path


def real_space(code: str, tmp: os.PathLike[str] | str) -> Espace:
    """A private copy, under `tmp`, of the work space called `code`."""
    built = built_space(code)
    target = Path(tmp) / f"espace-{code}"
    if not target.exists():
        shutil.copytree(built, target)
        for path in target.rglob("*"):
            path.chmod(path.stat().st_mode | 0o200)
    return Espace.at(target)


def built_space(code: str) -> Path:
    """Folder of the shared, read-only work space `code`; built now if need be (no copy: never write there)."""
    recipe = RECIPES / f"{code}.json"
    for item in json.loads(recipe.read_text(encoding="utf-8"))["imports"]:
        data_file(item["source"])
    folder = Path(tempfile.gettempdir()) / "ddtm-espaces" / f"{code}-{_stamp(recipe)}"
    if not (folder / "referentiel" / "CURRENT").exists():
        _build(recipe, folder)
    return folder


def _build(recipe: Path, folder: Path) -> None:
    from data_sync.core.importer.job import run

    folder.parent.mkdir(parents=True, exist_ok=True)
    for stale in folder.parent.glob(folder.name.split("-")[0] + "-*"):
        if time.time() - stale.stat().st_mtime > STALE_SECONDS:  # another run of the tests may be reading the others
            shutil.rmtree(stale, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=folder.name, suffix=".part", dir=folder.parent))
    run({"espace": str(making), "recette": str(recipe), "base": str(DATA)}, JobContext())
    try:
        os.rename(making, folder)
    except OSError:  # another run of the tests was faster
        shutil.rmtree(making, ignore_errors=True)


def _stamp(recipe: Path) -> str:
    digest = hashlib.sha256(recipe.read_bytes())
    for name in _CODE:
        for path in sorted((ROOT / name).rglob("*.py")):
            digest.update(path.read_bytes())
    for item in json.loads(recipe.read_text(encoding="utf-8"))["imports"]:
        stat = (DATA / item["source"]).stat()
        digest.update(f"{item['source']}|{stat.st_size}|{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]
