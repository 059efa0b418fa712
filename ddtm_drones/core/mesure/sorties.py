"""A measure pointed in a photograph as a file: CSV of its places, or GeoPackage of its places and of the object."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Dict, List, Mapping

from shared.documents import write_whole

COLUMNS = (
    "rang", "colonne", "ligne", "x", "y", "longitude", "latitude", "altitude_m", "distance_m", "sigma_m", "ellipse_grand_m",
    "ellipse_petit_m", "ellipse_azimut",
)  # fmt: skip


def write(target: Path, photo: Mapping[str, Any], kind: str, figures: Mapping[str, Any], places: List[Dict[str, Any]]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = {
        "photo": photo["nom"], "sha256": photo["sha256"] or None, "mesure": kind,
        **{name: figures[name] for name in ("valeur", "unite", "sigma", "denivele_m", "denivele_sigma_m")},
    }  # fmt: skip
    if target.suffix.lower() == ".csv":
        write_whole(target, ("\ufeff" + _table(whole, places)).encode("utf-8"))
    else:
        _gpkg(target, whole, figures["wkt"], places)
    return target


def _table(whole: Mapping[str, Any], places: List[Dict[str, Any]]) -> str:
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    table.writerow([*whole, *COLUMNS])
    for place in places:
        table.writerow([_cell(value) for value in (*whole.values(), *(place[name] for name in COLUMNS))])
    return stream.getvalue()


def _cell(value: Any) -> Any:
    """As spreadsheets read numbers in French."""
    if isinstance(value, float):
        return f"{value:.7f}".rstrip("0").rstrip(".").replace(".", ",")
    return "" if value is None else value


def _gpkg(target: Path, whole: Mapping[str, Any], wkt: str, places: List[Dict[str, Any]]) -> None:
    import geopandas
    import shapely

    partial = target.with_name(target.stem + ".part.gpkg")
    try:
        geopandas.GeoDataFrame([dict(whole)], geometry=[shapely.from_wkt(wkt)], crs=2154).to_file(partial, layer="mesure", driver="GPKG")
        points = geopandas.GeoDataFrame(places, geometry=[shapely.Point(place["x"], place["y"]) for place in places], crs=2154)
        points.to_file(partial, layer="points", driver="GPKG", mode="a")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
