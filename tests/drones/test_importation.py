"""A card into the store: once, twice, interrupted, damaged, changed. No original is ever lost, doubled or touched."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ddtm_drones.core.importer import job, transfert
from ddtm_drones.core.preuve import copie
from shared.errors import BadInput, Cancelled, DdtmError
from shared.gpkg.read import count, rows
from shared.jobs import JobContext

from . import fabrique as f

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def espace(tmp_path):
    return tmp_path / "espace été"


def bring(espace: Path, source: Path, **more):
    return job.run({"espace": str(espace), "source": str(source), **more}, JobContext())


def originals(espace: Path):
    return sorted(path for path in (espace / "photos").glob("[0-9a-f][0-9a-f]/*"))


def manifests(espace: Path):
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((espace / "photos" / "manifestes").glob("*.json"))]


def leftovers(espace: Path):
    return list((espace / "photos" / ".partiel").glob("*.part"))


def test_every_file_is_kept_under_its_hash_read_only_and_the_card_is_untouched(espace, tmp_path):
    card = f.card(tmp_path / "carte n°1", 5)
    (card / "DCIM" / ".caché.jpg").write_bytes(b"x")
    (card / "DCIM" / "lisez-moi.pdf").write_bytes(b"x")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in card.rglob("*.JPG")}
    result = bring(espace, card, operateur="A. Martin")
    assert result["nouveaux"] == 5 and not result["refuses"] and result["code_sortie"] == 0
    kept = originals(espace)
    assert {path.stem for path in kept} == {hashlib.sha256(data).hexdigest() for data, _, _ in before.values()}
    for path in kept:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem and not path.stat().st_mode & 0o222
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in before} == before
    assert not leftovers(espace) and not list((espace / "photos" / "imports").iterdir())
    (manifest,) = manifests(espace)
    assert [entry["nom"] for entry in manifest["fichiers"]] == [f"DJI_{rank:04d}.JPG" for rank in range(1, 6)]
    assert manifest["operateur"] == "A. Martin" and manifest["carte"] == "carte n°1"
    assert manifest["fichiers"][0]["heure_utc"] == "2026-06-12T12:00:00.000Z"


def test_the_layers_hold_what_the_files_say(espace, tmp_path):
    bring(espace, f.card(tmp_path / "carte", 2))
    gpkg = espace / "travail" / "travail.gpkg"
    photos = rows(gpkg, "drone_photo")
    assert [row["nom"] for row in photos] == ["DJI_0001.JPG", "DJI_0002.JPG"]
    assert photos[0]["cap"] == 30 and photos[0]["heure_locale"] == "2026-06-12T14:00:00+02:00" and photos[0]["precision_h"] is None
    assert all(stat.S_ISREG((espace / row["fichier"]).stat().st_mode) for row in photos)
    import shapely

    x, y = shapely.from_wkb(photos[0]["geom"]).coords[0]
    assert (x, y) == pytest.approx((772_700, 6_274_600), abs=400), "east of Montpellier, in Lambert 93"
    assert count(gpkg, "drone_media") == 2 and count(gpkg, "drone_emprise") == 2


def test_the_same_card_twice_adds_nothing(espace, tmp_path):
    card = f.card(tmp_path / "carte", 4)
    bring(espace, card)
    state = [(path, path.stat().st_mtime_ns) for path in originals(espace)], manifests(espace)
    again = bring(espace, card)
    assert (again["nouveaux"], again["connus"], again["photos"], again["manifeste"]) == (0, 4, 0, None)
    assert ([(path, path.stat().st_mtime_ns) for path in originals(espace)], manifests(espace)) == state
    assert count(espace / "travail" / "travail.gpkg", "drone_photo") == 4


def test_two_cards_with_the_same_names_are_both_kept_and_a_copy_elsewhere_is_known(espace, tmp_path):
    bring(espace, f.card(tmp_path / "a", 3))
    other = tmp_path / "b" / "DCIM" / "100MEDIA"
    other.mkdir(parents=True)
    for rank in range(3):
        (other / f"DJI_{rank + 1:04d}.JPG").write_bytes(f.dji(hour=f"2026:06:13 09:00:0{rank}", seed=50 + rank))
    (other / "COPIE.JPG").write_bytes((tmp_path / "a/DCIM/100MEDIA/DJI_0001.JPG").read_bytes())
    result = bring(espace, tmp_path / "b")
    assert (result["nouveaux"], result["connus"]) == (3, 1) and len(originals(espace)) == 6
    first, second = manifests(espace)
    data = sorted((espace / "photos" / "manifestes").glob("*.json"))[0].read_bytes()
    assert first["precedent"] is None and second["precedent"] == hashlib.sha256(data).hexdigest()


def test_a_photo_that_changed_is_refused_and_the_original_stays(espace, tmp_path):
    card = f.card(tmp_path / "carte", 3)
    bring(espace, card)
    changed = card / "DCIM/100MEDIA/DJI_0002.JPG"
    data = bytearray(changed.read_bytes())
    data[-10] ^= 1
    times = changed.stat()
    changed.write_bytes(bytes(data))
    os.utime(changed, ns=(times.st_atime_ns, times.st_mtime_ns))  # same size, same date: only the content tells
    before = originals(espace)
    result = bring(espace, card)
    assert [item["chemin"] for item in result["refuses"]] == ["DCIM/100MEDIA/DJI_0002.JPG"] and "a changé" in result["refuses"][0]["raison"]
    assert result["code_sortie"] == 1 and originals(espace) == before and not leftovers(espace)


def test_what_is_missing_from_the_layers_after_a_crash_comes_with_the_next_import(espace, tmp_path, monkeypatch):
    card = f.card(tmp_path / "carte", 3)

    def crash(*_, **__):
        raise DdtmError("coupure")

    with monkeypatch.context() as patch:
        patch.setattr(job, "insert_together", crash)
        with pytest.raises(DdtmError):
            bring(espace, card)
    assert len(manifests(espace)) == 1 and count(espace / "travail" / "travail.gpkg", "drone_photo") == 0
    result = bring(espace, card)
    assert (result["nouveaux"], result["connus"], result["photos"]) == (0, 3, 3) and len(manifests(espace)) == 1


@pytest.mark.parametrize("wait", (0.05, 0.25, 0.5))
def test_fault_a_killed_import_takes_up_where_it_stopped(espace, tmp_path, wait):
    card = f.card(tmp_path / "carte", 20)
    for rank in range(4):
        (card / f"VIDEO_{rank}.MP4").write_bytes(os.urandom(1 << 20) * 20)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from ddtm_drones.core.importer import job\nfrom shared.jobs import JobContext\n"
        "print('prêt', flush=True)\njob.run({'espace': sys.argv[2], 'source': sys.argv[3]}, JobContext())"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(ROOT), str(espace), str(card)], stdout=subprocess.PIPE)
    process.stdout.readline()
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for path in originals(espace):  # whatever stands in the store is whole
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
    before = {path: path.stat().st_mtime_ns for path in originals(espace)}
    result = bring(espace, card)
    assert result["nouveaux"] + result["connus"] == 24 and len(originals(espace)) == 24 and not leftovers(espace)
    assert {path: path.stat().st_mtime_ns for path in before} == before, "what was safe is not copied again"
    assert sum(len(manifest["fichiers"]) for manifest in manifests(espace)) == 24
    assert count(espace / "travail" / "travail.gpkg", "drone_media") == 24


def test_fault_full_disk_in_mid_copy_keeps_what_is_safe_and_resumes(espace, tmp_path, monkeypatch):
    card = f.card(tmp_path / "carte", 12)
    real, calls = os.fsync, []

    def full(handle):
        calls.append(handle)
        if len(calls) > 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(copie.os, "fsync", full)
        with pytest.raises(DdtmError, match=r"disque est plein.*reprendra"):
            bring(espace, card)
    assert not leftovers(espace) and not manifests(espace)
    safe = len(originals(espace))
    result = bring(espace, card)
    assert safe > 0 and result["repris"] == safe and result["nouveaux"] == 12 and len(manifests(espace)[0]["fichiers"]) == 12


def test_fault_a_disk_known_too_small_is_refused_before_the_first_copy(espace, tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 70 << 20})
    monkeypatch.setattr(transfert.shutil, "disk_usage", lambda _: usage)
    card = f.card(tmp_path / "carte", 2)
    (card / "V.MP4").write_bytes(b"\0" * (8 << 20))
    with pytest.raises(DdtmError, match="libérez de la place"):
        bring(espace, card)
    assert not originals(espace)


def test_fault_a_card_taken_out_stops_with_what_is_safe(espace, tmp_path, monkeypatch):
    card = f.card(tmp_path / "carte", 12)
    real, done = open, []

    def taken_out(path, *args, **kwargs):
        if str(path).startswith(str(card)):
            done.append(path)
            if len(done) == 5:
                card.rename(tmp_path / "retirée")
            if len(done) >= 5:
                raise OSError(errno.EIO, "Input/output error", str(path))
        return real(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(copie, "open", taken_out, raising=False)
        with pytest.raises(DdtmError, match="carte ne répond plus"):
            bring(espace, card)
    (tmp_path / "retirée").rename(card)
    safe = len(originals(espace))
    assert not leftovers(espace)
    result = bring(espace, card)
    assert result["repris"] == safe and result["nouveaux"] == 12


def test_fault_one_unreadable_file_is_refused_and_the_others_come(espace, tmp_path, monkeypatch):
    card = f.card(tmp_path / "carte", 4)
    real = open

    def bad_sector(path, *args, **kwargs):
        if str(path).endswith("DJI_0003.JPG"):
            raise OSError(errno.EIO, "Input/output error", str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(copie, "open", bad_sector, raising=False)
    result = bring(espace, card)
    assert result["nouveaux"] == 3 and "illisible sur la carte" in result["refuses"][0]["raison"]
    assert manifests(espace)[0]["refuses"] == result["refuses"]


def test_fault_a_disk_that_gives_back_something_else_is_found(espace, tmp_path, monkeypatch):
    monkeypatch.setattr(copie, "hash_file", lambda *_: "0" * 64)
    result = bring(espace, f.card(tmp_path / "carte", 1))
    assert result["nouveaux"] == 0 and "diffère" in result["refuses"][0]["raison"] and not originals(espace)


def test_fault_a_journal_cut_in_mid_line_is_read_up_to_there(espace, tmp_path, monkeypatch):
    card = f.card(tmp_path / "carte", 6)
    with monkeypatch.context() as patch:
        patch.setattr(job.manifeste, "write", lambda *_: (_ for _ in ()).throw(DdtmError("coupure")))
        with pytest.raises(DdtmError):
            bring(espace, card)
    (journal,) = (espace / "photos" / "imports").iterdir()
    journal.write_bytes(journal.read_bytes()[:-40])
    result = bring(espace, card)
    assert result["repris"] == 5 and result["nouveaux"] == 6 and len(manifests(espace)[0]["fichiers"]) == 6


def test_a_cancelled_import_resumes(espace, tmp_path):
    card = f.card(tmp_path / "carte", 8)
    asked = []
    ctx = JobContext(is_cancelled=lambda: asked.append(1) or len(asked) > 12)
    with pytest.raises(Cancelled):
        job.run({"espace": str(espace), "source": str(card)}, ctx)
    assert not leftovers(espace)
    assert bring(espace, card)["nouveaux"] == 8


def test_two_imports_at_once_are_not_let_in(espace, tmp_path):
    card = f.card(tmp_path / "carte", 1)
    bring(espace, card)
    with job._one_at_a_time(job.Depot(job.Espace.at(espace))), pytest.raises(BadInput, match="Une autre importation"):
        bring(espace, card)


@pytest.mark.parametrize(
    "prepare, more, sentence",
    (
        (lambda folder: folder / "absente", {}, "introuvable"),
        (lambda folder: folder, {}, "Aucune photo"),
        (lambda folder: f.card(folder, 1), {"mission": "2026-099"}, "n'est pas au registre"),
        (lambda folder: f.card(folder, 1), {"fuseau": "Mars/Olympus"}, "Fuseau horaire inconnu"),
        (lambda folder: f.card(folder, 1), {"mnt": "/nulle/part.tif"}, "introuvable"),
    ),
)
def test_what_cannot_be_done_is_said_in_one_sentence(espace, tmp_path, prepare, more, sentence):
    folder = tmp_path / "carte"
    folder.mkdir()
    with pytest.raises(BadInput, match=sentence):
        bring(espace, prepare(folder), **more)
    assert not manifests(espace)


def test_the_store_itself_is_not_a_card(espace, tmp_path):
    bring(espace, f.card(tmp_path / "carte", 1))
    with pytest.raises(BadInput, match="dépôt des originaux"):
        bring(espace, espace / "photos")


def test_an_older_work_file_is_brought_up_to_date(espace, tmp_path):
    from shared import catalogue
    from shared.gpkg.create import create

    gpkg = espace / "travail" / "travail.gpkg"
    gpkg.parent.mkdir(parents=True)
    create(gpkg, [layer for layer in catalogue.layers("travail") if layer.owner == "ddtm_crise"])
    bring(espace, f.card(tmp_path / "carte", 1))
    assert count(gpkg, "drone_photo") == 1
