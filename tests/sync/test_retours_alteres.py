"""A tablet's folder altered at random is taken, or refused in one French sentence; nothing outside the work space is touched."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from data_sync.core.tablette import job
from data_sync.core.tablette.depart import FICHE
from shared.errors import DdtmError
from shared.faults import UNFORESEEN, as_ddtm_error
from shared.gpkg.check import check

from .monde import CHAMPS, CTX, Monde

FUZZ = int(os.environ.get("DDTM_SYNC_FUZZ", "2500")) // 10
WORDS = (b"null", b"{}", b'"', b"../../x", b"\xff\xff\xff\xff", b"\0\0\0\0", b"GP", b"actif", b"SQLite", b"1e999", b"")


@pytest.fixture
def monde():
    world = Monde(("COD-1",))
    for _ in range(6):
        world.inserer("COD-1")
    world.emporter("COD-1")
    for rang in range(4):
        world.noter_terrain(rang * 1, CHAMPS[rang % 2] if rang else None)
    yield world
    world.fermer()


def alterer(octets: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(octets)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(max(1, len(spoilt)))
        gesture = chance.randrange(5)
        if gesture == 0:
            spoilt[at : at + 1] = bytes([chance.randrange(256)])
        elif gesture == 1:
            word = chance.choice(WORDS)
            spoilt[at : at + len(word)] = word
        elif gesture == 2:
            spoilt[at:at] = chance.choice(WORDS)
        elif gesture == 3 and chance.random() < 0.3:
            del spoilt[at:]
        else:  # where a page's cells and the schema are
            near = min(len(spoilt) - 1, chance.randrange(16) * 4096 + chance.randrange(200)) if spoilt else 0
            spoilt[near : near + 1] = bytes([chance.randrange(256)])
    return bytes(spoilt)


def test_fuzz_of_returned_folders(monde):
    chance, folder = random.Random(34), monde.terrains[0][1]
    kept = monde.racine / "garde"
    shutil.copytree(monde.espaces["COD-1"].root, kept)
    sound = {name: (folder / name).read_bytes() for name in (FICHE, "travail/travail.gpkg")}
    outside = {path: path.stat().st_mtime_ns for path in (*monde.supports[0].iterdir(), *kept.rglob("*"))}
    refused = 0
    for number in range(FUZZ):
        if number % 40 == 0:
            shutil.rmtree(monde.espaces["COD-1"].root)
            shutil.copytree(kept, monde.espaces["COD-1"].root)
        name = FICHE if number % 8 == 0 else "travail/travail.gpkg"
        for other, octets in sound.items():
            (folder / other).write_bytes(alterer(octets, chance) if other == name else octets)
        try:
            job.importer({"espace": str(monde.espaces["COD-1"].root), "dossier": str(folder)}, CTX)
        except Exception as error:
            known = as_ddtm_error(error)
            assert isinstance(known, DdtmError) and known.message != UNFORESEEN, known.detail
            assert known.message.endswith(".") and "\n" not in known.message
            refused += 1
        for extra in folder.glob("travail/travail.gpkg-*"):
            raise AssertionError(f"the returned folder was written: {extra.name}")
    assert {path: path.stat().st_mtime_ns for path in outside} == outside
    assert set(monde.racine.iterdir()) == {kept, folder, *monde.supports, monde.espaces["COD-1"].root, monde.racine / "COD-1.json"}
    report = check(monde.espaces["COD-1"].travail_gpkg)
    assert report.ok, report.text()
    assert refused > FUZZ * 0.05
