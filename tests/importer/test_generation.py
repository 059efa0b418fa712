"""A generation is taken into use whole, or nothing changes: errors, full disk, kill -9, two imports at once, read-only folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from data_sync.core import generation
from data_sync.core.generation import staged_generation, write_pack
from data_sync.core.importer.job import run
from shared.errors import BadInput, Cancelled, DdtmError
from shared.espace import Espace
from shared.jobs import JobContext

from .outils import communes

ROOT = Path(__file__).resolve().parents[2]


def put(espace: Espace, text: str = "x", exercise: bool = False) -> None:
    with staged_generation(espace) as staging:
        (staging / "referentiel.gpkg").write_text(text)
        write_pack(staging, {"titre": text, "exercice": exercise})


def picture(root: Path) -> dict:
    """Every file below `root` but the lock, with the digest of its content."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".verrou"
    }


def test_the_first_generation_makes_the_work_space_ready(tmp_path):
    espace = Espace.at(tmp_path / "espace")
    put(espace)
    assert espace.generation_name == "gen-1" and espace.pack["titre"] == "x"
    assert espace.travail_gpkg.is_file() and not list(espace.referentiel_dir.glob("*.staging"))


def test_the_work_file_of_a_person_is_never_touched_by_a_switch(tmp_path):
    espace = Espace.at(tmp_path)
    espace.travail_gpkg.parent.mkdir(parents=True)
    espace.travail_gpkg.write_bytes(b"what a person drew")
    put(espace), put(espace)
    assert espace.travail_gpkg.read_bytes() == b"what a person drew"


def test_the_previous_generation_stays_readable_and_older_ones_go(tmp_path):
    espace = Espace.at(tmp_path)
    for text in "abcd":
        put(espace, text)
    assert sorted(path.name for path in espace.referentiel_dir.glob("gen-*")) == ["gen-3", "gen-4"]
    assert espace.generation_name == "gen-4"


def test_a_generation_is_read_only(tmp_path):
    espace = Espace.at(tmp_path)
    put(espace)
    assert not espace.referentiel_gpkg.stat().st_mode & 0o222


@pytest.mark.parametrize("error", [ValueError("bug"), BadInput("Mauvais."), Cancelled(), KeyboardInterrupt()])
def test_any_error_leaves_everything_as_it_was(tmp_path, error):
    espace = Espace.at(tmp_path)
    put(espace, "avant")
    before = picture(tmp_path)
    with pytest.raises(type(error)):
        with staged_generation(espace) as staging:
            (staging / "referentiel.gpkg").write_text("moitié")
            raise error
    assert picture(tmp_path) == before and not list(espace.referentiel_dir.glob("*.staging"))


@pytest.mark.parametrize("missing", ["referentiel.gpkg", "pack.json"])
def test_an_incomplete_generation_is_not_taken_into_use(tmp_path, missing):
    espace = Espace.at(tmp_path)
    put(espace, "avant")
    with pytest.raises(DdtmError):
        with staged_generation(espace) as staging:
            (staging / "referentiel.gpkg").write_text("x")
            write_pack(staging, {})
            (staging / missing).unlink()
    assert espace.pack["titre"] == "avant"


@pytest.mark.parametrize("step", ["_fsync", "_ensure_work", "ecrire_entier"])
def test_a_disk_that_fills_at_any_step_of_the_switch_changes_nothing(tmp_path, monkeypatch, step):
    espace = Espace.at(tmp_path)
    put(espace, "avant")
    before = picture(tmp_path)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(generation, step, full)
    with pytest.raises(DdtmError, match="disque est plein"):
        put(espace, "après")
    assert picture(tmp_path) == before and sorted(path.name for path in espace.referentiel_dir.glob("gen-*")) == ["gen-1"]


def test_two_imports_at_once_are_refused_and_the_first_one_ends_well(tmp_path):
    espace = Espace.at(tmp_path)
    with staged_generation(espace) as staging:
        with pytest.raises(BadInput, match="en cours"):
            put(espace)
        (staging / "referentiel.gpkg").write_text("x")
        write_pack(staging, {})
    assert espace.generation_name == "gen-1"


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "fichier").write_text("")
    with pytest.raises(BadInput, match="accessible en écriture"):
        put(Espace.at(tmp_path / "fichier"))


SCRIPT = """
    import os, resource, signal, sys
    sys.path.insert(0, {root!r})
    from data_sync.core.importer.job import run
    from shared.errors import DdtmError
    from shared.jobs import JobContext

    def tell(fraction, text):
        if {kill} and fraction >= {kill}:
            os.kill(os.getpid(), signal.SIGKILL)
        if {limit} and fraction >= 0.44:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))

    try:
        run({{"espace": {espace!r}, "profil": {profile!r}, "sources": [{source!r}]}}, JobContext(tell))
    except DdtmError as error:
        print(error.message)
        sys.exit(error.exit_status)
"""


def child(tmp_path: Path, kill=None, limit=None, profile="communes", source="c.gpkg") -> subprocess.CompletedProcess:
    code = textwrap.dedent(SCRIPT).format(
        root=str(ROOT), kill=kill or 0, limit=limit or 0, espace=str(tmp_path / "espace"), source=str(tmp_path / source), profile=profile
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


@pytest.fixture
def in_use(tmp_path):
    """A work space with one real generation, and a source to import again."""
    source = communes(tmp_path / "c.gpkg")
    run({"espace": str(tmp_path / "espace"), "profil": "communes", "sources": [str(source)]}, JobContext())
    return Espace.at(tmp_path / "espace")


@pytest.mark.parametrize("moment", [0.46, 0.5, 0.65, 0.98])
def test_kill_9_in_the_middle_of_an_import_leaves_the_generation_in_use(tmp_path, in_use, moment):
    before = picture(in_use.generation)
    assert child(tmp_path, kill=moment).returncode == -signal.SIGKILL
    assert in_use.generation_name == "gen-1" and picture(in_use.generation) == before
    done = child(tmp_path)
    assert done.returncode == 0, done.stderr
    assert in_use.generation_name == "gen-2" and not list(in_use.referentiel_dir.glob("*.staging"))


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="file size limits are POSIX")
@pytest.mark.parametrize("limit", [4_096, 100_000, 300_000])
def test_a_full_disk_says_so_and_leaves_the_generation_in_use(tmp_path, in_use, limit):
    before = picture(tmp_path / "espace")
    done = child(tmp_path, limit=limit)
    assert done.returncode == 1, done.stderr
    assert "disque" in done.stdout and len(done.stdout.strip().splitlines()) == 1
    assert picture(tmp_path / "espace") == before


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="file size limits are POSIX")
def test_a_disk_that_fills_while_a_grid_is_written_is_not_blamed_on_the_grid(tmp_path, in_use):
    values = np.random.default_rng(0).random((1500, 1500)).astype("float32")
    grid = dict(
        driver="GTiff", height=1500, width=1500, count=1, dtype="float32", crs="EPSG:2154", transform=from_origin(772_000, 6_275_000, 1, 1)
    )
    with rasterio.open(tmp_path / "mnt.tif", "w", **grid) as target:
        target.write(values, 1)
    before = picture(tmp_path / "espace")
    done = child(tmp_path, limit=3_000_000, profile="mnt", source="mnt.tif")
    assert done.returncode == 1 and "disque plein" in done.stdout, done.stdout + done.stderr
    assert picture(tmp_path / "espace") == before


def test_a_cancel_stops_the_import_and_leaves_the_generation_in_use(tmp_path, in_use):
    before = picture(tmp_path / "espace")
    asked = []

    def progress(fraction, _):
        if fraction > 0.55:
            asked.append(fraction)

    with pytest.raises(Cancelled):
        run(
            {"espace": str(in_use.root), "profil": "communes", "sources": [str(tmp_path / "c.gpkg")]},
            JobContext(progress, lambda: bool(asked)),
        )
    assert asked and picture(tmp_path / "espace") == before


def test_pack_json_tells_what_the_generation_holds(in_use):
    pack = json.loads((in_use.generation / "pack.json").read_text(encoding="utf-8"))
    assert pack["exercice"] is False and pack["version"] == 1 and pack["cree_le"].endswith("Z")
    assert pack["sources"][0]["couche"] == "commune" and os.path.exists(in_use.population)
