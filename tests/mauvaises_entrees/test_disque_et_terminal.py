"""Disks that refuse, pipes that close, two processes at once: each verb in a process of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.arrays import store
from shared.arrays.roadgraph import RoadGraph
from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg import read
from tests.mauvaises_entrees.outils import COMMANDS, OF_DATA_SYNC, is_one_french_sentence, snapshot
from tests.paquet import shared_small_space, small_space

ROOT = Path(__file__).resolve().parents[2]
WRITERS = ("evacuation", "detour", "couper", "main-courante", "scenario", "exercice")
MISSING = [name for name in ("setpriv",) if shutil.which(name) is None]


def start(verb, espace, *more, before=(), **options):
    prog = "data_sync" if verb in OF_DATA_SYNC else "ddtm_crise"
    command = [*before, sys.executable, "-m", prog, verb, *(more or COMMANDS[verb]), "--espace", str(espace)]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=env, timeout=60, **options)


AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@pytest.fixture
def open_folder():
    """A folder of its own, that other people may enter (pytest's own folders are closed again by each run that starts)."""
    with tempfile.TemporaryDirectory(prefix="ddtm-protege-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0 or bool(MISSING), reason="needs root, to become somebody else")
def test_fault_protected_work_space(open_folder):
    """Nobody may write there: what writes refuses, what only reads answers."""
    if subprocess.run([*AS_NOBODY, sys.executable, "-c", "import shared.cli"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("the sources lie where nobody else may read")
    espace = Path(shutil.copytree(shared_small_space(), open_folder / "protégé"))
    espace.chmod(0o755)
    before = snapshot(espace)
    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(WRITERS, pool.map(lambda verb: start(verb, espace, before=AS_NOBODY), WRITERS)))
    for verb, done in told.items():
        assert done.returncode == 2 and done.stdout == "" and is_one_french_sentence(done.stderr), (verb, done.stderr)
    for verb in ("chercher", "isolement"):
        done = start(verb, espace, before=AS_NOBODY)
        assert done.returncode == 0 and done.stderr == "", (verb, done.stderr)
    assert snapshot(espace) == before


@contextlib.contextmanager
def full_disk(folder: Path):
    """A small disk that holds the small pack, and nothing more."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        shutil.copytree(shared_small_space(), folder / "espace")
        with open(folder / "lest", "wb", buffering=0) as stream, contextlib.suppress(OSError):
            while stream.write(bytes(4096)):
                pass
        yield folder / "espace"
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root, to mount a small disk")
def test_fault_full_disk(tmp_path):
    with full_disk(tmp_path / "plein") as espace:
        before = snapshot(espace)
        with ThreadPoolExecutor(2) as pool:
            told = dict(zip(WRITERS, pool.map(lambda verb: start(verb, espace), WRITERS)))
        for verb, done in told.items():
            assert done.returncode == 1 and done.stdout == "" and is_one_french_sentence(done.stderr), (verb, done.stderr)
            assert "plein" in done.stderr, (verb, done.stderr)
        left = {path for path in set(snapshot(espace)) - set(before) if not path.endswith(".verrou")}
        assert left <= {"sorties"}  # an empty folder at most
        assert {path: value for path, value in snapshot(espace).items() if path in before} == before


def test_fault_arrays_on_a_full_disk_leave_nothing_and_say_it_once(tmp_path, monkeypatch, capfd):
    graph = RoadGraph.load(Espace.at(shared_small_space()).reseau)
    whole = tmp_path / "reseau.npz"
    graph.save(whole)
    content = whole.read_bytes()

    class Full:
        def __init__(self, stream):
            self._stream, self._left = stream, 1_000_000

        def write(self, data):
            self._left -= len(data)
            if self._left < 0:
                raise OSError(28, "No space left on device")
            return self._stream.write(data)

        def __getattr__(self, name):
            return getattr(self._stream, name)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self._stream.close()

    real = os.fdopen
    monkeypatch.setattr(store.os, "fdopen", lambda *given: Full(real(*given)))
    with pytest.raises(DdtmError, match="disque plein"):
        graph.save(whole)
    monkeypatch.undo()
    assert whole.read_bytes() == content and [path.name for path in tmp_path.iterdir()] == ["reseau.npz"]
    assert capfd.readouterr().err == ""


def test_two_processes_write_the_same_work_space_and_nothing_is_lost(tmp_path):
    espace = small_space(tmp_path)
    texts = [f"Ligne {number}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda text: start("main-courante", espace, "--texte", text), texts))
    assert [done.returncode for done in told] == [0] * 8, [done.stderr for done in told]
    assert sorted(row["texte"] for row in read.rows(Espace.at(espace).travail_gpkg, "main_courante")) == texts


def test_only_one_import_at_a_time(tmp_path):
    from data_sync.core.generation import staged_generation

    espace = small_space(tmp_path)
    before = snapshot(espace)
    with staged_generation(Espace.at(espace)) as staging:
        done = start("exercice", espace)
        assert done.returncode == 2 and "Un autre import est en cours" in done.stderr and is_one_french_sentence(done.stderr)
        shutil.copytree(espace / "referentiel" / "gen-1", staging, dirs_exist_ok=True)
    assert {path: value for path, value in snapshot(espace).items() if path in before and "CURRENT" not in path} == {
        path: value for path, value in before.items() if "CURRENT" not in path
    }


@pytest.mark.parametrize("more", [["a", "--limite", "3000"], ["a", "--limite", "3000", "--json"]])
def test_a_reader_that_closes_the_pipe_is_no_error(more):
    process = subprocess.Popen(
        [sys.executable, "-m", "ddtm_crise", "chercher", *more, "--espace", str(shared_small_space())], cwd=ROOT, stdout=-1, stderr=-1
    )
    assert len(process.stdout.read(10)) == 10
    process.stdout.close()
    assert (process.wait(timeout=30), process.stderr.read()) == (0, b"")
    process.stderr.close()


@pytest.mark.parametrize("verb", ["evacuation", "detour", "isolement", "substitution", "couper", "chercher", "main-courante", "verifier"])
def test_json_is_one_object_and_errors_stay_on_the_error_stream(verb, tmp_path):
    import json

    from tests.mauvaises_entrees.outils import call

    espace = small_space(tmp_path)
    said = call(verb, espace, [*COMMANDS[verb], "--json"])
    assert said.status == 0 and said.err == "" and isinstance(json.loads(said.out), dict) and said.out.count("\n") == 1
