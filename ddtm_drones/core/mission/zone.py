"""The area of a mission: from a file, a WKT or WKB, or from what its photographs saw; and the communes it touches."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from shared.errors import BadInput
from shared.espace import Espace

from ..emprise import zones

SIMPLIFY_M = 2.0


def read(given: Any) -> bytes:
    """WKB (MultiPolygon, Lambert 93). given: WKT, hexadecimal WKB, a file, or {"chemin", "couche"}. Raises BadInput."""
    import shapely

    try:
        if isinstance(given, dict) or (isinstance(given, str) and "." in given and "(" not in given):
            shape = _file(given)
        elif "(" in given:
            shape = shapely.from_wkt(given)
        else:
            shape = shapely.from_wkb(bytes.fromhex(given))
    except (shapely.errors.GEOSException, ValueError) as error:
        raise BadInput(
            "La zone de la mission est illisible : donnez un fichier de polygones ou un WKT en Lambert 93.", str(error)
        ) from error
    return as_multi(shape)


def as_multi(shape: Any) -> bytes:
    import shapely

    whole = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(whole) if part.geom_type in ("Polygon", "MultiPolygon")]
    flat = [polygon for part in parts for polygon in shapely.get_parts(part)]
    if not flat:
        raise BadInput("La zone de la mission n'est pas un polygone : dessinez une surface.")
    return shapely.MultiPolygon(flat).wkb


def _file(given: Any) -> Any:
    import geopandas

    path, layer = (given["chemin"], given.get("couche")) if isinstance(given, dict) else (given, None)
    try:
        table = geopandas.read_file(path, layer=layer) if layer else geopandas.read_file(path)
    except Exception as error:  # pyogrio has a family of its own
        raise BadInput(f"La zone « {path} » n'est pas un fichier lisible.", str(error)) from error
    if table.empty or table.crs is None:
        raise BadInput("Le fichier de la zone est vide ou ne dit pas son système de coordonnées.")
    return table.to_crs(2154).union_all()


def touched(espace: Espace, wkb: bytes) -> Dict[str, Optional[str]]:
    """{"communes", "parcelles"} that the area touches; None without reference data."""
    row: Dict[str, Any] = {"geom": wkb}
    zones.touch([row], espace, zones.MOST_MISSION)
    return {name: row.get(name) for name in ("communes", "parcelles")}


def of_footprints(areas: List[Dict[str, Any]]) -> bytes:
    """Outline of what the photographs saw."""
    import shapely

    return as_multi(shapely.union_all(shapely.from_wkb([row["geom"] for row in areas])).simplify(SIMPLIFY_M))
