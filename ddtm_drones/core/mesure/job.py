"""Job of `mesurer`: length, area and height of what is drawn on a mosaic or an orthophoto, each with its standard deviation."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from ..emprise import terrain
from . import objets

POINTING_M = 0.10
MODEL_M = 0.15  # assumed standard deviation of a height read on a surface model
STEP_M = 0.5
COLUMNS = (
    "rang", "nature", "longueur_m", "longueur_sigma_m", "longueur_surface_m", "perimetre_m", "surface_m2", "surface_sigma_m2",
    "hauteur_moyenne_m", "hauteur_max_m", "hauteur_sigma_m", "altitude_m", "denivele_m",
)  # fmt: skip
NATURES = {"Point": "point", "LineString": "ligne", "Polygon": "surface"}


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, objets (file, {"chemin", "couche"} or WKT), image (its stated residual is the pointing error), modele (surface model),
    sol (ground model; the pack's by default), precision (m, replaces what the image says), sortie (.csv or .gpkg)."""
    espace = Espace.at(params["espace"])
    target = Path(params["sortie"]) if params.get("sortie") else None
    if target is not None and target.suffix.lower() not in (".csv", ".gpkg"):
        raise BadInput("Les mesures s'écrivent en CSV ou en GeoPackage : donnez un nom qui finit par .csv ou .gpkg.")
    shapes = objets.read(params.get("objets"))
    sigma, relative, notes = _pointing(params)
    surface, ground = _models(espace, params, shapes, notes)
    lines: List[Dict[str, Any]] = []
    for rank, shape in enumerate(shapes, 1):
        ctx.progress(rank / len(shapes), "Mesures")
        lines.append({"rang": rank, "nature": NATURES[shape.geom_type], **measure(shape, sigma, surface, ground, relative)})
    files: List[str] = []
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        (_csv if target.suffix.lower() == ".csv" else _gpkg)(target, lines, shapes)
        files = [str(target)]
    return {
        "phrase": _phrase(lines),
        "mesures": lines,
        "precision_m": sigma,
        "notes": notes,
        "fichiers": files,
        "sortie": files[0] if files else None,
    }


def _pointing(params: Params) -> Tuple[float, float, List[str]]:
    """(standard deviation of one pointed place in metres, relative doubt on the scale of the image, notes)."""
    given = params.get("precision")
    if given is not None:
        if not 0 < float(given) < 100:
            raise BadInput("La précision du pointé est un nombre de mètres entre 0 et 100.")
        return float(given), 0.0, []
    if not params.get("image"):
        return (
            POINTING_M,
            0.0,
            [f"Pointé supposé à {objets.kept(POINTING_M, 2)} m près (écart-type) : indiquez l'image ou la précision pour mieux faire."],
        )
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.open(params["image"]) as raster:
            tags, pixel = raster.tags(), math.sqrt(abs(raster.transform.a * raster.transform.e))
    except RasterioError as error:
        raise BadInput(f"L'image « {Path(str(params['image'])).name} » n'est pas lisible.", str(error)) from error
    stated, scale = tags.get("DDTM_ECART_TYPE_M"), float(tags.get("DDTM_ECHELLE") or 0.0)
    sigma = math.hypot(float(stated) if stated else POINTING_M, pixel)
    if not stated:
        return sigma, scale, [f"L'image ne dit pas sa précision : pointé supposé à {objets.kept(sigma, 2)} m près (écart-type)."]
    return sigma, scale, [f"Pointé à {objets.kept(sigma, 2)} m près (écart-type), d'après l'image."]


def _models(espace: Espace, params: Params, shapes: List[Any], notes: List[str]) -> Tuple[Any, Any]:
    """(surface model or None, ground model or None) over the objects."""
    import shapely

    west, south, east, north = shapely.total_bounds(shapes)
    bounds = (west - 2, south - 2, east + 2, north + 2)
    path = params.get("sol") or _pack_ground(espace)
    ground = terrain.load(path, bounds) if path else None
    surface = None
    if params.get("modele"):
        surface = terrain.load(params["modele"], bounds)
        if surface is None:
            raise BadInput("Le modèle de surface ne couvre pas ces objets.")
        if ground is None:
            raise BadInput("Une hauteur demande aussi le sol : aucun modèle de terrain ne couvre ces objets, indiquez-le.")
        notes.append("Hauteur = modèle de surface − terrain : juste si les deux ont la même référence d'altitude.")
    elif any(shape.geom_type == "Point" for shape in shapes) and ground is None:
        raise BadInput("Un point seul ne se mesure qu'avec un modèle de surface ou un terrain : indiquez-les.")
    else:
        notes.append("Sans modèle de surface, aucune hauteur n'est donnée.")
    return surface, ground


def _pack_ground(espace: Espace) -> Optional[str]:
    try:
        path = espace.generation / "mnt.tif"
    except BadInput:
        return None
    return str(path) if path.is_file() else None


def measure(shape: Any, sigma: float, surface: Any, ground: Any, relative: float = 0.0) -> Dict[str, Any]:
    """Figures of one object, on the ground (the stretch of the map is taken away). sigma: of each vertex, independently; relative: doubt on
    the scale."""
    middle = shape.centroid
    scale = objets.map_scale(middle.x, middle.y)
    out: Dict[str, Any] = {name: None for name in COLUMNS[2:]}
    if shape.geom_type == "LineString":
        places = np.array(shape.coords) / scale
        length = float(_lengths(places).sum())
        out.update(longueur_m=length, longueur_sigma_m=math.hypot(length_sigma(places, sigma), relative * length))
        model = surface or ground
        if model is not None:
            along = _along(np.array(shape.coords))
            z = model.at(along[:, 0], along[:, 1])
            if np.isfinite(z).all():
                out["longueur_surface_m"] = float(_lengths(np.column_stack([along / scale, z])).sum())
                out["denivele_m"] = float(z[-1] - z[0])
    elif shape.geom_type == "Polygon":
        ring = np.array(shape.exterior.coords)[:-1] / scale
        variance = area_sigma(ring, sigma) ** 2 + sum(
            area_sigma(np.array(hole.coords)[:-1] / scale, sigma) ** 2 for hole in shape.interiors
        )
        out.update(
            surface_m2=shape.area / scale**2,
            surface_sigma_m2=math.hypot(math.sqrt(variance), 2 * relative * shape.area),
            perimetre_m=shape.length / scale,
        )
    _heights(out, shape, surface, ground)
    return out


def _heights(out: Dict[str, Any], shape: Any, surface: Any, ground: Any) -> None:
    x, y = _inside(shape, (surface or ground).cell) if surface is not None or ground is not None else (np.array([]), np.array([]))
    if ground is not None and shape.geom_type == "Point":
        z = float(ground.at(x, y)[0])
        out["altitude_m"] = z if np.isfinite(z) else None
    if surface is None or not len(x):
        return
    heights = surface.at(x, y) - ground.at(x, y)
    heights = heights[np.isfinite(heights)]
    if len(heights):
        out.update(
            hauteur_moyenne_m=float(heights.mean()), hauteur_max_m=float(np.percentile(heights, 99)), hauteur_sigma_m=MODEL_M * math.sqrt(2)
        )


def _inside(shape: Any, cell: float) -> Tuple[np.ndarray, np.ndarray]:
    """Places where heights are read: the point, along the line, or a grid inside the polygon."""
    import shapely

    if shape.geom_type == "Point":
        return np.array([shape.x]), np.array([shape.y])
    if shape.geom_type == "LineString":
        along = _along(np.array(shape.coords))
        return along[:, 0], along[:, 1]
    west, south, east, north = shape.bounds
    step = max(cell / 2, math.sqrt((east - west) * (north - south) / 250_000))
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    held = shapely.contains_xy(shape, x.ravel(), y.ravel())
    return x.ravel()[held], y.ravel()[held]


def _along(places: np.ndarray) -> np.ndarray:
    """Vertices and places every STEP_M between them."""
    parts = [places[:1]]
    for start, end in zip(places, places[1:]):
        count = min(5000, max(1, int(math.ceil(math.dist(start, end) / STEP_M))))
        parts.append(start + (end - start) * np.linspace(0, 1, count + 1)[1:, None])
    return np.concatenate(parts)


def _lengths(places: np.ndarray) -> np.ndarray:
    lengths: np.ndarray = np.sqrt((np.diff(places, axis=0) ** 2).sum(axis=1))
    return lengths


def length_sigma(places: np.ndarray, sigma: float) -> float:
    """Standard deviation of the length of a line whose vertices move by sigma (each axis) independently."""
    steps = np.diff(places, axis=0)
    units = steps / np.maximum(np.hypot(*steps.T), 1e-9)[:, None]
    pull = np.zeros_like(places)
    pull[:-1] -= units
    pull[1:] += units
    return float(sigma * math.sqrt((pull**2).sum()))


def area_sigma(ring: np.ndarray, sigma: float) -> float:
    """Standard deviation of the area of a ring (not closed) whose vertices move by sigma (each axis) independently."""
    across = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    return float(sigma * math.sqrt((across**2).sum()) / 2)


def _told(line: Mapping[str, Any]) -> str:
    kept, parts = objets.kept, []
    if line["longueur_m"] is not None:
        parts.append(f"{kept(line['longueur_m'])} m (± {kept(line['longueur_sigma_m'], 2)})")
    if line["longueur_surface_m"] is not None:
        parts.append(f"{kept(line['longueur_surface_m'])} m en suivant le relief, dénivelé {kept(line['denivele_m'])} m")
    if line["surface_m2"] is not None:
        parts.append(f"{kept(line['surface_m2'])} m² (± {kept(line['surface_sigma_m2'])}), périmètre {kept(line['perimetre_m'])} m")
    if line["hauteur_max_m"] is not None:
        parts.append(
            f"hauteur {kept(line['hauteur_max_m'])} m au plus, {kept(line['hauteur_moyenne_m'])} m en moyenne (± {kept(line['hauteur_sigma_m'], 2)})"
        )
    if line["altitude_m"] is not None:
        parts.append(f"sol à {kept(line['altitude_m'])} m")
    return " ; ".join(parts) or "hors du modèle"


def _phrase(lines: List[Dict[str, Any]]) -> str:
    if len(lines) == 1:
        return f"{_told(lines[0]).capitalize()}."
    area, length = sum(line["surface_m2"] or 0 for line in lines), sum(line["longueur_m"] or 0 for line in lines)
    totals = [f"{objets.kept(area)} m² en tout"] * bool(area) + [f"{objets.kept(length)} m en tout"] * bool(length)
    return f"{len(lines)} objets mesurés" + (" : " + ", ".join(totals) if totals else "") + "."


def _csv(target: Path, lines: List[Dict[str, Any]], _shapes: List[Any]) -> None:
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for line in lines:
        values = [line[name] for name in COLUMNS]
        table.writerow(
            [f"{value:.3f}".replace(".", ",") if isinstance(value, float) else "" if value is None else value for value in values]
        )
    write_whole(target, ("\ufeff" + stream.getvalue()).encode("utf-8"))


def _gpkg(target: Path, lines: List[Dict[str, Any]], shapes: List[Any]) -> None:
    import geopandas

    partial = target.with_name(target.stem + ".part.gpkg")
    try:
        geopandas.GeoDataFrame(lines, geometry=shapes, crs=2154).to_file(partial, layer="mesures", driver="GPKG")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [f"  {line['rang']}  {line['nature']} : {_told(line)}" for line in result["mesures"]] if len(result["mesures"]) > 1 else []
    return "\n".join([result["phrase"], *lines, *result["notes"], *result["fichiers"]])
