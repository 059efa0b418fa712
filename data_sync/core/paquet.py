"""What stands beside referentiel.gpkg in a generation: its card, its arrays, its grids. Is each there, and whole?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator, Mapping, Tuple

import rasterio

from shared.arrays.population import PopulationArrays
from shared.arrays.roadgraph import RoadGraph
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.report import ERREUR, INFO, Finding

# file, how it is read, layer it is made from, what is lost without it
ARRAYS = (
    ("reseau.npz", RoadGraph.load, "troncon_de_route", "les déviations et l'isolement"),
    ("population.npz", PopulationArrays.load, "commune", "le compte des habitants"),
)
GRID_ERRORS = (rasterio.errors.RasterioError, OSError, SystemError)  # GDAL's own errors may come through


def findings(espace: Espace, rows: Mapping[str, int]) -> Iterator[Finding]:
    """Findings on the files of the generation in use. rows: how many rows each layer of its GeoPackage has."""
    try:
        _ = espace.pack
    except BadInput as error:
        yield Finding(ERREUR, "pack.json", "fiche", error.message)
    for name, load, layer, use in ARRAYS:
        path = espace.generation / name
        if path.is_file():
            try:
                load(path)
            except DdtmError as error:
                yield Finding(ERREUR, name, "tableaux", error.message)
        elif rows.get(layer):
            yield Finding(ERREUR, name, "tableaux", f"Le fichier manque : {use} ne marcheront pas. Réinstallez le paquet.")
        else:
            yield Finding(INFO, name, "tableaux", f"Le paquet ne contient pas de quoi faire {use}.")
    for name, message in _grids(espace, rows):
        yield Finding(ERREUR, name, "grilles", message)


def _grids(espace: Espace, rows: Mapping[str, int]) -> Iterator[Tuple[str, str]]:
    if not rows.get("raster"):
        return
    for row in read.rows(espace.referentiel_gpkg, "raster", fields=("fichier",)):
        path = espace.generation / str(row["fichier"])
        if not path.is_file():
            yield str(row["fichier"]), "La grille déclarée dans le paquet manque : réinstallez le paquet."
        elif not _whole(path):
            yield str(row["fichier"]), "La grille est coupée ou illisible : réinstallez le paquet."


def _whole(path: Path) -> bool:
    """True when every block of the grid can be read."""
    try:
        with rasterio.open(os.fspath(path)) as grid:
            for _, window in grid.block_windows(1):
                grid.read(1, window=window)
    except GRID_ERRORS:
        return False
    return True
