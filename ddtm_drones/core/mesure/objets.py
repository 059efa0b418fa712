"""Places to measure, from a file or a WKT, in Lambert 93; and the true size of a metre of the map."""

from __future__ import annotations

from typing import Any, List, Sequence

from shared.errors import BadInput

NOTHING = "Rien à mesurer : donnez un fichier de points, de lignes ou de surfaces, ou un WKT en Lambert 93."


def read(given: Any, kinds: Sequence[str] = ("Point", "LineString", "Polygon")) -> List[Any]:
    """Shapely geometries in Lambert 93, one part each. given: WKT, file, or {"chemin", "couche"}. Raises BadInput."""
    import shapely

    if not given:
        raise BadInput(NOTHING)
    if isinstance(given, str) and "(" in given:
        try:
            shapes = [shapely.from_wkt(part) for part in given.split("|")]
        except shapely.errors.GEOSException as error:
            raise BadInput("Le WKT est illisible : écrivez par exemple LINESTRING (772000 6274000, 772050 6274000).", str(error)) from error
    else:
        shapes = _file(given)
    parts = [part for shape in shapes if shape is not None for part in shapely.get_parts(shape) if not part.is_empty]
    if not parts:
        raise BadInput(NOTHING)
    for part in parts:
        if part.geom_type not in kinds:
            raise BadInput("Ces objets ne conviennent pas : il faut des surfaces." if kinds == ("Polygon",) else NOTHING)
        if not all(-1e7 < value < 2e7 for value in part.bounds) or (abs(part.bounds[0]) <= 180 and abs(part.bounds[1]) <= 90):
            raise BadInput("Les coordonnées ne sont pas en Lambert 93 (EPSG:2154) : donnez un fichier qui dit son système.")
        if part.geom_type == "Polygon" and not part.is_valid:
            raise BadInput("Une surface se recoupe elle-même : redessinez-la.")
    return parts


def _file(given: Any) -> List[Any]:
    import geopandas
    import shapely

    path, layer = (given["chemin"], given.get("couche")) if isinstance(given, dict) else (given, None)
    try:
        table = geopandas.read_file(path, layer=layer) if layer else geopandas.read_file(path)
    except Exception as error:  # pyogrio has a family of its own
        raise BadInput(f"« {path} » n'est pas un fichier lisible.", str(error)) from error
    if table.empty or table.crs is None:
        raise BadInput("La couche à mesurer est vide ou ne dit pas son système de coordonnées.")
    return list(shapely.force_2d(table.to_crs(2154).geometry.values))


def map_scale(x: float, y: float) -> float:
    """Length on the Lambert 93 map of one metre of the ellipsoid at this place."""
    from pyproj import Proj, Transformer

    longitude, latitude = Transformer.from_crs(2154, 4326, always_xy=True).transform(x, y)
    return float(Proj("EPSG:2154").get_factors(longitude, latitude).meridional_scale)


def kept(number: float, digits: int = 1) -> str:
    """A number as people write it in French."""
    return f"{number:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
