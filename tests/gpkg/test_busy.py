"""Others at work on the file: we wait, then say it; two that write at once both succeed; a backup or a migration that fails changes nothing."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.gpkg import read
from shared.gpkg.backup import backup
from shared.gpkg.check import check
from shared.gpkg.connection import open_rw
from shared.gpkg.migrate import migrate
from shared.gpkg.write import insert_rows

from .conftest import point, rtree_problem
from .test_faults import ROW, child, one_sentence


def test_while_another_program_writes_we_wait_then_say_to_close_the_edit(work):
    with sqlite3.connect(work, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE gpkg_contents SET description = 'en cours'")
        started = time.monotonic()
        with pytest.raises(DdtmError) as busy:
            with open_rw(work, timeout=0.3):
                pass
        assert "quittez le mode édition" in one_sentence(busy.value) and time.monotonic() - started < 3
        assert read.count(work, "situation_point") == 0  # reading goes on
        other.execute("ROLLBACK")
    insert_rows(work, "situation_point", [ROW])


def test_two_processes_that_write_at_once_both_succeed(work):
    code = """
        import sys
        from shared.gpkg.write import insert_rows
        for i in range(30):
            insert_rows(sys.argv[1], "situation_point", [{"type_situation": "feu", "libelle": sys.argv[2], "geom": bytes.fromhex(sys.argv[3])}])
    """
    both = [child(code, work, name, point().hex()) for name in "ab"]
    for process in both:
        _, err = process.communicate(timeout=90)
        assert process.returncode == 0, err
    assert read.count(work, "situation_point") == 60 and rtree_problem(work, "situation_point") == "ok"


def test_a_file_in_wal_mode_is_written_read_and_backed_up_whole(work, tmp_path):
    """QGIS puts the file in WAL while it edits: a copy of the .gpkg alone would lose what is in the -wal."""
    reader = sqlite3.connect(work)
    reader.execute("PRAGMA journal_mode=WAL")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM situation_point").fetchone()
    insert_rows(work, "situation_point", [ROW])
    assert os.path.getsize(f"{work}-wal") > 0
    assert read.count(work, "situation_point") == 1
    copy = backup(work, tmp_path / "copie été.gpkg")
    reader.close()
    assert read.count(copy, "situation_point") == 1 and check(copy).findings == []
    assert copy.read_bytes()[18:20] == b"\x01\x01"  # rollback journal: the copy travels as one file
    assert not [name for name in os.listdir(tmp_path) if "part" in name]


def test_backup_does_not_replace_without_being_told(work, tmp_path):
    target = tmp_path / "copie.gpkg"
    target.write_bytes(b"precious")
    with pytest.raises(BadInput, match="existe déjà"):
        backup(work, target)
    assert target.read_bytes() == b"precious"
    assert read.count(backup(work, target, overwrite=True), "situation_point") == 0
    with pytest.raises(BadInput, match="même fichier"):
        backup(work, work, overwrite=True)


def test_a_failed_migration_changes_nothing(work, monkeypatch):
    """The second change fails: the first is undone, and the backup made before stays."""
    layer = catalogue.LAYERS["situation_point"]
    added = tuple(catalogue.Field(name, "texte", name) for name in ("un", "deux"))
    newer = catalogue.Layer(layer.name, layer.title, layer.geometry, layer.role, layer.owner, layer.fields + added)
    insert_rows(work, "situation_point", [ROW])
    from shared.gpkg import ddl

    real = ddl.field_statements
    monkeypatch.setattr(
        ddl, "field_statements", lambda layer, field: [("SELECT nothing FROM nowhere", ())] if field.name == "deux" else real(layer, field)
    )
    before = Path(work).read_bytes()
    with pytest.raises(DdtmError):
        migrate(work, [newer])
    assert Path(work).read_bytes() == before
    assert len(list(Path(work).parent.glob("*.avant-v*.gpkg"))) == 1
