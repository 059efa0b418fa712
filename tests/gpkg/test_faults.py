"""What goes wrong on a duty night leaves a file as it was before or as it is after, and says one French sentence."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.gpkg import read
from shared.gpkg.backup import backup
from shared.gpkg.check import check
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows

from .conftest import point, rtree_problem

ROOT = Path(__file__).resolve().parents[2]
ROW = {"type_situation": "feu", "libelle": "É" * 40, "geom": point()}
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX faults")


def child(code: str, *arguments, **options) -> subprocess.Popen:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, **options
    )


def one_sentence(error: DdtmError) -> str:
    assert "\n" not in error.message and error.message.endswith(".") and "Error" not in error.message
    return error.message


@posix
@pytest.mark.parametrize("seed", range(4))
def test_kill_9_between_and_during_calls_keeps_whole_calls(work, seed):
    """Every call that was acknowledged is there, no call is there by half."""
    code = """
        import sys
        from shared.gpkg.write import insert_rows
        row = {"type_situation": "feu", "libelle": "x" * 200, "geom": bytes.fromhex(sys.argv[2])}
        while True:
            print(insert_rows(sys.argv[1], "situation_point", [row] * 50)[0], flush=True)
    """
    process = child(code, work, point().hex())
    first = process.stdout.readline().strip()
    time.sleep(random.Random(seed).uniform(0.01, 0.25))
    process.send_signal(signal.SIGKILL)
    told = [first, *process.communicate()[0].split()]
    assert read.count(work, "situation_point") % 50 == 0
    kept = {row["uuid"] for row in read.rows(work, "situation_point", geometry=False)}
    assert {identifier for identifier in told if len(identifier) == 36} <= kept
    assert check(work).ok and rtree_problem(work, "situation_point") == "ok"


@posix
def test_kill_9_in_the_middle_of_a_bulk_write_gives_the_layer_as_before(reference):
    """The transaction is larger than SQLite's cache, so half of it is already in the file when the process dies."""
    code = """
        import sys, time, geopandas as gpd, shapely, numpy as np
        from shared.gpkg import bulk
        from shared.jobs import JobContext
        x = np.arange(60000.0)
        frame = gpd.GeoDataFrame({"nature": "y" * 100}, geometry=shapely.box(x, x, x + 1, x + 1), crs=2154, index=range(60000))
        def tell(fraction, text):
            if fraction > 0.5:
                print("now", flush=True)
                time.sleep(30)
        bulk.write_layer(sys.argv[1], "batiment", frame, ctx=JobContext(tell))
    """
    before = read.count(reference, "batiment")
    process = child(code, reference)
    assert process.stdout.readline().strip() == "now", process.stderr.read()
    assert os.path.getsize(f"{reference}-journal") > 0
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert read.count(reference, "batiment") == before == 0  # a reader undoes the unfinished transaction
    assert check(reference, catalogue.layers("reference")).ok
    insert_rows(reference, "batiment", [{"geom": None}])


@posix
@pytest.mark.parametrize("room", [0, 20_000, 150_000, 600_000])
def test_a_full_disk_leaves_the_file_as_it_was(work, room):
    insert_rows(work, "situation_point", [ROW] * 10)
    code = """
        import resource, sys
        from shared.errors import DdtmError
        from shared.gpkg.write import insert_rows
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
        row = {"type_situation": "feu", "libelle": "x" * 500, "geom": bytes.fromhex(sys.argv[2])}
        try:
            insert_rows(sys.argv[1], "situation_point", [row] * 3000)
        except DdtmError as error:
            print(error.message)
    """
    out, err = child(code, work, point().hex(), os.path.getsize(work) + room).communicate(timeout=60)
    assert "est resté comme avant" in out and out.count("\n") == 1, out + err
    assert read.count(work, "situation_point") == 10 and check(work).ok and rtree_problem(work, "situation_point") == "ok"


@pytest.fixture
def tiny_disk(tmp_path):
    """A 4 MB disk; only root may mount one."""
    place = tmp_path / "petit disque"
    place.mkdir()
    mounted = (
        os.name == "posix"
        and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], capture_output=True).returncode == 0
    )
    if not mounted:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_on_a_really_full_disk_nothing_is_lost_or_left(tiny_disk, empty_work):
    work = shutil.copy(empty_work, tiny_disk / "travail.gpkg")
    insert_rows(work, "situation_point", [ROW])
    with pytest.raises(DdtmError) as full:
        insert_rows(work, "situation_point", [{**ROW, "libelle": "x" * 1_000}] * 3_000)
    assert "plein" in one_sentence(full.value)
    assert read.count(work, "situation_point") == 1 and check(work).ok
    (tiny_disk / "rempli").write_bytes(b"x" * (shutil.disk_usage(tiny_disk).free - 150_000))
    for action in (
        lambda: backup(work, tiny_disk / "copie.gpkg"),
        lambda: [create(tiny_disk / f"n{i}.gpkg", catalogue.layers("reference")) for i in range(9)],
    ):
        with pytest.raises(DdtmError) as full:
            action()
        assert "plein" in one_sentence(full.value)
        assert not [name for name in os.listdir(tiny_disk) if "part" in name or "journal" in name]
    assert not (tiny_disk / "copie.gpkg").exists() and read.count(work, "situation_point") == 1


@posix
def test_a_protected_folder_is_said_and_stays_readable(work, tmp_path):
    """Run as an ordinary user: root may write anywhere."""
    insert_rows(work, "situation_point", [ROW])
    folder = Path(work).parent
    code = """
        import os, sys
        from pathlib import Path
        from shared import catalogue
        from shared.errors import DdtmError
        from shared.gpkg import backup, create, read, write
        if os.getuid() == 0:  # after the imports: the sources may lie where only root may read
            os.setgid(65534), os.setuid(65534)
        path = Path(sys.argv[1])
        for action in (
            lambda: write.insert_rows(path, "situation_point", [{"type_situation": "feu"}]),
            lambda: create.create(path.parent / "neuf.gpkg", catalogue.layers("travail")),
            lambda: backup.backup(path, path.parent / "copie.gpkg"),
        ):
            try:
                action()
                print("written!")
            except DdtmError as error:
                print(error.message)
        print(read.count(path, "situation_point"))
    """
    modes = [(place, place.stat().st_mode) for place in (tmp_path, *tmp_path.parents) if place.stat().st_uid == os.getuid()]
    for wal in (False, True):
        with sqlite3.connect(work) as db:
            db.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}")
        db.close()
        try:
            for place, mode in modes:
                place.chmod(mode | 0o055)
            os.chmod(work, 0o444)
            folder.chmod(0o555)
            out, err = child(code, work).communicate(timeout=60)
        finally:
            folder.chmod(0o755)
            for place, mode in modes:
                place.chmod(mode)
        lines = out.splitlines()
        assert len(lines) == 4 and all("protégé en écriture" in line for line in lines[:3]) and lines[3] == "1", out + err
        assert os.listdir(folder) == [Path(work).name]


@posix
def test_changes_that_wait_in_a_wal_nobody_may_replay_are_not_ignored(work, tmp_path):
    """A .gpkg and its -wal copied to a read-only place: the file alone is older than what was saved, so it is refused."""
    writer = sqlite3.connect(work)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("BEGIN")
    writer.execute("SELECT count(*) FROM situation_point").fetchone()
    insert_rows(work, "situation_point", [ROW])
    place = tmp_path / "clé"
    place.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{work}{suffix}", place / f"a.gpkg{suffix}")
    writer.close()
    code = """
        import os, sys
        from shared.errors import DdtmError
        from shared.gpkg import read
        if os.getuid() == 0:
            os.setgid(65534), os.setuid(65534)
        try:
            print(read.count(sys.argv[1], "situation_point"))
        except DdtmError as error:
            print(error.message)
    """
    modes = [(folder, folder.stat().st_mode) for folder in (tmp_path, *tmp_path.parents) if folder.stat().st_uid == os.getuid()]
    try:
        for folder, mode in modes:
            folder.chmod(mode | 0o055)
        place.chmod(0o555)
        out, err = child(code, place / "a.gpkg").communicate(timeout=60)
    finally:
        place.chmod(0o755)
        for folder, mode in modes:
            folder.chmod(mode)
    assert "protégé en écriture" in out, out + err


@pytest.mark.parametrize("cut", [10, 4_096, 0.5, 0.95])
def test_a_truncated_file_is_refused_everywhere(work, tmp_path, cut):
    insert_rows(work, "situation_point", [ROW] * 200)
    whole = Path(work).read_bytes()
    broken = tmp_path / "coupé.gpkg"
    broken.write_bytes(whole[: cut if cut > 1 else int(len(whole) * cut)])
    before = broken.read_bytes()
    assert not check(broken).ok
    with pytest.raises(DdtmError) as refused:
        backup(broken, tmp_path / "copie.gpkg")
    assert "endommagé" in one_sentence(refused.value)
    assert not (tmp_path / "copie.gpkg").exists() and broken.read_bytes() == before


def test_a_file_with_a_torn_page_is_not_backed_up(work, tmp_path):
    """The size and the header are right, one page of rows is not: SQLite copies it without a word, we do not."""
    insert_rows(work, "situation_point", [ROW] * 500)
    with sqlite3.connect(work) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'situation_point'").fetchone()
    db.close()
    whole = bytearray(Path(work).read_bytes())
    whole[(root - 1) * 4_096 + 8 : root * 4_096] = b"\x5a" * 4_088
    Path(work).write_bytes(whole)
    with pytest.raises(BadInput, match="endommagé"):
        backup(work, tmp_path / "copie.gpkg")
    assert not (tmp_path / "copie.gpkg").exists() and not check(work).ok


def test_a_missing_or_foreign_file_is_said(tmp_path):
    other = tmp_path / "autre.gpkg"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (a)")
    db.close()
    (tmp_path / "vide.gpkg").touch()
    for name, sentence in (("autre.gpkg", "n'est pas un GeoPackage"), ("vide.gpkg", "est vide"), ("absent.gpkg", "introuvable")):
        for action in (
            lambda p: insert_rows(p, "situation_point", [ROW]),
            lambda p: read.rows(p, "situation_point"),
            lambda p: backup(p, tmp_path / "c.gpkg"),
        ):
            with pytest.raises(BadInput, match=sentence) as refused:
                action(tmp_path / name)
            one_sentence(refused.value)
    assert sorted(os.listdir(tmp_path)) == ["autre.gpkg", "vide.gpkg"]


def test_a_file_of_the_wrong_role_is_said(reference):
    with pytest.raises(BadInput, match="n'est pas dans ce fichier"):
        insert_rows(reference, "situation_point", [ROW])
    with pytest.raises(BadInput, match="n'est pas dans ce fichier"):
        read.rows(reference, "situation_point")
