"""Small published-looking sources for the importer's tests, and a short way to run one profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Tuple

import geopandas as gpd
import pandas as pd
import shapely

from data_sync.core.importer import source, transform
from data_sync.core.importer.profils import get
from data_sync.core.importer.report import ImportReport
from shared.jobs import JobContext

LATTES = (772_400.0, 6_274_100.0)  # a point of the lower Lez, EPSG:2154


def bring_in(profile: str, path: Path, layer: str = "", departement: str = "", **options: Any) -> Tuple[gpd.GeoDataFrame, ImportReport]:
    """(rows of the catalogue layer, report) of one source through one profile."""
    chosen = get(profile)
    name = source.choose_layer(str(path), chosen, layer) if path.exists() and path.suffix != ".json" else ""
    report = ImportReport(profile, chosen.layer, path.name, name)
    raw = source.read(str(path), chosen, name, report, departement)
    options = {**chosen.options, **options, "departement": departement}
    return transform.to_layer(raw, chosen, options, report, JobContext()), report


def reasons(report: ImportReport) -> dict:
    """{(outcome, French reason): rows}."""
    return {(reason.outcome, reason.text): reason.count for reason in report.reasons.values()}


def square(x: float = LATTES[0], y: float = LATTES[1], side: float = 100.0) -> shapely.Geometry:
    return shapely.box(x, y, x + side, y + side)


def vector(path: Path, rows: list, geometry: list, crs: Any = 2154, layer: str = "", **options: Any) -> Path:
    """A vector file of `rows` (dictionaries) and shapely geometries."""
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=geometry, crs=crs)
    frame.to_file(path, **({"layer": layer} if layer else {}), **options)
    return path


def communes(path: Path) -> Path:
    """Two communes side by side: 34129 Lattes (1 km square, south-west corner LATTES) and 34192 Palavas-les-Flots, east of it."""
    x, y = LATTES
    rows = [
        {"INSEE_COM": "34129", "NOM": "Lattes", "POPULATION": 17000},
        {"INSEE_COM": "34192", "NOM": "Palavas-les-Flots", "POPULATION": 6000},
    ]
    return vector(path, rows, [square(x, y, 1000), square(x + 1000, y, 1000)], layer="communes")
