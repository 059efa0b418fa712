"""What a tablet and an office do, in one line each."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from data_sync.core.tablette import job
from shared.gpkg import read
from shared.gpkg.connection import register_functions
from shared.jobs import JobContext

CTX = JobContext()


QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")


def orthophoto(folder: Path, spot) -> Path:
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    path = folder / "ortho.tif"
    pixels = np.random.default_rng(34).integers(0, 255, (3, 300, 300), dtype=np.uint8)
    profile = {"driver": "GTiff", "width": 300, "height": 300, "count": 3, "dtype": "uint8", "crs": "EPSG:2154"}
    with rasterio.open(path, "w", transform=from_origin(spot.x - 150, spot.y + 150, 1, 1), **profile) as out:
        out.write(pixels)
    return path


def saisir(dossier: Path, sql: str, *values) -> None:
    with contextlib.closing(sqlite3.connect(dossier / "travail" / "travail.gpkg")) as db, db:
        register_functions(db)
        db.execute(sql, values)


def rapporter(espace, dossier):
    return job.importer({"espace": str(espace.root), "dossier": str(dossier)}, CTX)


def lire(espace, uuid):
    return read.rows(espace.travail_gpkg, "situation_point", {"uuid": uuid}, deleted=True)[0]


def photographier(dossier, uuid, name, octets):
    saisir(dossier, "INSERT INTO photo_terrain (uuid, objet_uuid, chemin) VALUES (?, ?, ?)", f"photo-{name}", uuid, f"DCIM/{name}")
    if octets is not None:
        (dossier / "DCIM" / name).write_bytes(octets)


def photo(espace, name):
    return read.rows(espace.travail_gpkg, "photo_terrain", {"uuid": f"photo-{name}"})[0]


def coffrer(espace, **params):
    return job.chiffrer({"espace": str(espace.root), **{name: str(value) for name, value in params.items()}}, CTX)
