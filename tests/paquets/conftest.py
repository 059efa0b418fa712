"""An office with a generation and a channel, a laptop that trusts it."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from data_sync.core.boites import postes
from data_sync.core.generation import staged_generation
from data_sync.core.journal.depot import ouvrir
from data_sync.core.paquets import job
from shared import catalogue
from shared.espace import Espace
from shared.gpkg.connection import register_functions
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext
from tests.gpkg.conftest import square

CTX = JobContext()
BLOCS = 12  # of 256 KiB in the raster


@pytest.fixture(scope="session")
def premiere(tmp_path_factory):
    """The files of a first generation."""
    folder = tmp_path_factory.mktemp("premiere")
    layers = [catalogue.LAYERS[name] for name in ("commune", "batiment")]
    create(folder / "referentiel.gpkg", layers)
    rows = [{"code_insee": f"34{n:03d}", "nom": f"Commune {n}", "geom": square(700_000 + 900 * n)} for n in range(60)]
    insert_rows(folder / "referentiel.gpkg", "commune", rows)
    chance = random.Random(34)
    rows = [
        {"nature": f"nature {n}", "geom": square(700_000 + chance.random() * 9e4, 6_250_000 + chance.random() * 9e4)} for n in range(1500)
    ]
    insert_rows(folder / "referentiel.gpkg", "batiment", rows)
    (folder / "mnt.tif").write_bytes(random.Random(1).randbytes(BLOCS * 262_144 + 100))
    (folder / "pack.json").write_text(json.dumps({"titre": "Essai", "exercice": False}))
    return folder


class Chaine:
    """bureau -> canal -> portable."""

    def __init__(self, folder: Path, premiere: Path) -> None:
        self.folder = folder
        self.bureau, self.portable = Espace.at(folder / "bureau"), Espace.at(folder / "portable été")
        self.canal = folder / "canal"
        self.generation(premiere)
        for espace, nom in ((self.bureau, "BUREAU"), (self.portable, "COD-1")):
            with ouvrir(espace) as depot:
                postes.identite(depot, nom)
                if nom == "BUREAU":
                    (folder / "bureau.json").write_text(json.dumps(postes.carte(depot)))
                else:
                    postes.accepter(depot, folder / "bureau.json")

    def generation(self, source: Path, edit=None) -> None:
        """A new generation at the office, from the files of `source`, changed by `edit(folder)`."""
        with staged_generation(self.bureau) as staging:
            for path in source.iterdir():
                if path.is_file():
                    shutil.copyfile(path, staging / path.name)
            if edit:
                edit(staging)

    def modifier(self, edit) -> None:
        self.generation(self.bureau.generation, edit)

    def publier(self, **more):
        return job.publier({"espace": str(self.bureau.root), "dossier": str(self.canal), **more}, CTX)

    def installer(self, source=None):
        return job.installer({"espace": str(self.portable.root), "source": str(source or self.canal)}, CTX)


@pytest.fixture
def chaine(tmp_path, premiere):
    return Chaine(tmp_path, premiere)


def changer(sql: str, *arguments):
    """An edit of referentiel.gpkg."""

    def edit(folder: Path) -> None:
        db = sqlite3.connect(folder / "referentiel.gpkg")
        register_functions(db)
        with db:
            db.execute(sql, arguments)
        db.close()

    return edit


def contenu(espace: Espace):
    """What a generation says: rows without fid, and the bytes of the other files."""
    db = sqlite3.connect(espace.generation / "referentiel.gpkg")
    out = {}
    for layer in ("commune", "batiment"):
        cursor = db.execute(f"SELECT * FROM {layer} ORDER BY uuid")
        fid = [c[0] for c in cursor.description].index("fid")
        out[layer] = [tuple(v for i, v in enumerate(row) if i != fid) for row in cursor]
    db.close()
    for path in espace.generation.iterdir():
        if path.suffix in (".tif", ".json"):
            out[path.name] = path.read_bytes()
    return out
