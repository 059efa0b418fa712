"""Job of `orthophoto`: one photograph laid on the terrain, only where it sees the ground."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import finish
from shared.gpkg.read import layer_names, rows
from shared.jobs import JobContext, Params

from ..emprise import calcul, camera, rayons, terrain
from ..jpeg import decoded
from ..meta.photo import read_photo
from ..projection import in_metropole, local_frame
from ..vue.point import polygons_of

MAX_PIXELS = 100_000_000
BLOCK = 1024
DEFAULT_RANGE_M = 400.0
HIDDEN_STEPS = 96
HIDDEN_M = 0.5  # ground higher than the line of sight by this much hides what is behind
METHOD = "Photo posée sur le terrain d'après sa position et son orientation enregistrées : bâtiments et arbres y penchent."


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, photo (file, SHA-256 or name in the register), altitude_decollage, mnt, pixel (cm), portee (m), sortie (.tif)."""
    espace = Espace.at(params["espace"])
    path, photo = find_photo(espace, params.get("photo"))
    lacking = [name for name in calcul.NEEDED if photo.get(name) is None]
    if lacking:
        words = {
            "cap": "cap",
            "inclinaison": "inclinaison",
            "focale_px": "focale",
            "hauteur_decollage": "hauteur",
            "longitude": "position",
            "latitude": "position",
        }
        told = sorted({words.get(name, "taille") for name in lacking})
        raise BadInput(f"La photo « {photo['nom']} » ne dit pas : {', '.join(told)}. Elle ne peut pas être posée sur la carte.")
    if not in_metropole(photo["longitude"], photo["latitude"]):
        raise BadInput("Cette photo est hors de la métropole : l'orthophoto n'est faite qu'en Lambert 93.")
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"ortho_{path.stem[:16]}.tif"
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise BadInput("L'orthophoto est un GeoTIFF : donnez un nom qui finit par .tif.")
    frame = local_frame(photo["longitude"], photo["latitude"])
    if params.get("mnt"):
        terrain.check(params["mnt"])
    ground = calcul.ground_under([frame], espace, params.get("mnt"))
    notes = [METHOD]
    base = params.get("altitude_decollage")
    if base is None:
        base = calcul.takeoff_altitude([photo], [frame], ground)
        if base is not None:
            notes.append(f"Altitude du décollage prise sous la photo : {base:.1f} m. Indiquez-la si elle est connue.")
    if base is None or not ground.relief:
        ground, base = terrain.Flat(0.0), 0.0
        notes.append("Sol supposé plat, à l'altitude du décollage : aucun terrain ne couvre cette photo.")
    reach = float(params.get("portee") or DEFAULT_RANGE_M)
    row = calcul.footprint(photo, frame, float(base), ground, reach)
    if row is None or row["pixel_cm"] is None:
        raise BadInput("Cette photo ne voit pas le sol en son centre, ou sa hauteur la place sous le terrain.")
    if row["tronquee"]:
        notes.append(f"La photo voit au-delà de {reach:.0f} m : le lointain n'est pas posé.")
    pixel = float(params["pixel"]) / 100 if params.get("pixel") else max(0.01, round(row["pixel_cm"] / 100, 2))
    covered = _write(target, path, photo, frame, float(base), ground, row, pixel, reach, ctx)
    return {
        "phrase": f"Photo {photo['nom']} posée au sol : pixel de {100 * pixel:.0f} cm, {covered:.0f} m², incertitude de {row['incertitude_m']:.1f} m (écart-type).".replace(".0 m", " m"),
        "pixel_m": pixel,
        "surface_m2": covered,
        "incertitude_m": row["incertitude_m"],
        "methode": row["methode"],
        "tronquee": row["tronquee"],
        "notes": notes,
        "fichiers": [str(target)],
        "sortie": str(target),
    }  # fmt: skip


def find_photo(espace: Espace, wanted: Any) -> Tuple[Path, Dict[str, Any]]:
    """(file, row as of `drone_photo`) of a photograph named by its file, its name or hash in the register. Raises BadInput."""
    text = str(wanted or "").strip()
    if not text:
        raise BadInput("Choisissez une photo : son fichier, ou son nom au registre.")
    if Path(text).is_file():
        path = Path(text)
        return path, {**read_photo(path, temperatures=False), "nom": path.name, "sha256": "", "heure_utc": None}
    found: List[Dict[str, Any]] = []
    if espace.travail_gpkg.exists() and "drone_photo" in layer_names(espace.travail_gpkg):
        found = rows(espace.travail_gpkg, "drone_photo", "sha256 = ? OR nom = ? OR uuid = ?", parameters=(text, text, text))
    if not found:
        raise BadInput(f"La photo « {text} » est introuvable, ni comme fichier ni au registre.")
    if len(found) > 1:
        raise BadInput(f"Plusieurs photos s'appellent « {text} » : donnez son empreinte SHA-256.")
    path = espace.piece(found[0]["fichier"])
    if not path.is_file():
        raise BadInput("L'original n'est plus au dépôt : lancez « Vérifier l'intégrité des originaux ».")
    return path, found[0]


def _write(
    target: Path,
    path: Path,
    photo: Mapping[str, Any],
    frame: Any,
    base: float,
    ground: Any,
    row: Mapping[str, Any],
    pixel: float,
    reach: float,
    ctx: JobContext,
) -> float:
    """Write the COG; ground covered in m²."""
    import cv2
    import rasterio
    import rasterio.shutil
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    places = np.array([place for polygon in polygons_of(row["geom"]) for place in polygon[0]])
    west, south = np.floor(places.min(axis=0) / pixel) * pixel
    east, north = np.ceil(places.max(axis=0) / pixel) * pixel
    width, height = int(round((east - west) / pixel)), int(round((north - south) / pixel))
    if width * height > MAX_PIXELS:
        raise BadInput("L'orthophoto serait trop grande : demandez un pixel plus gros ou une portée plus courte.", f"{width} x {height}")
    image = decoded(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None or image.shape[:2] != (photo["hauteur_px"], photo["largeur_px"]):
        raise BadInput(f"La photo « {photo['nom']} » ne peut pas être décodée : elle est endommagée.")
    target.parent.mkdir(parents=True, exist_ok=True)
    names = []
    for suffix in (".brut.tif", ".part.tif"):
        handle, name = tempfile.mkstemp(prefix=target.stem, suffix=suffix, dir=target.parent)
        os.close(handle)
        names.append(name)
    profile = dict(
        driver="GTiff", width=width, height=height, count=4, dtype="uint8", crs="EPSG:2154", transform=from_origin(west, north, pixel, pixel),
        tiled=True, blockxsize=512, blockysize=512, compress="DEFLATE", zlevel=1,
    )  # fmt: skip
    seen = 0
    try:
        with rasterio.open(names[0], "w", **profile) as out:
            out.colorinterp = [getattr(rasterio.enums.ColorInterp, one) for one in ("red", "green", "blue", "alpha")]
            out.update_tags(
                TIFFTAG_IMAGEDESCRIPTION=f"{METHOD} Incertitude : {row['incertitude_m']} m (écart-type).",
                DDTM_ECART_TYPE_M=str(row["incertitude_m"]),
            )
            for top in range(0, height, BLOCK):
                ctx.progress(0.9 * top / height, "Projection sur le terrain")
                for left in range(0, width, BLOCK):
                    w, h = min(BLOCK, width - left), min(BLOCK, height - top)
                    x = west + (left + np.arange(w) + 0.5)[None, :] * pixel + np.zeros((h, 1))
                    y = north - (top + np.arange(h) + 0.5)[:, None] * pixel + np.zeros((1, w))
                    columns, lines, visible = pixels_of(x, y, photo, frame, base, ground, reach)
                    colours = cv2.remap(image, (columns - 0.5).astype(np.float32), (lines - 0.5).astype(np.float32), cv2.INTER_LINEAR)
                    bands = np.concatenate([np.moveaxis(colours[:, :, ::-1], 2, 0), np.full((1, h, w), 255, np.uint8)]) * visible[None]
                    seen += int(visible.sum())
                    out.write(bands.astype(np.uint8), window=Window(left, top, w, h))
        rasterio.shutil.copy(names[0], names[1], driver="COG", compress="DEFLATE", predictor="YES", overview_resampling="average")
        finish(names[1], target)
    finally:
        for leftover in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)
    return seen * pixel * pixel


def pixels_of(
    x: np.ndarray, y: np.ndarray, photo: Mapping[str, Any], frame: Any, base: float, ground: Any, reach: float = rayons.MAX_RANGE_M
) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(column, line, seen) in the photograph of places of the map. Not seen: outside the picture, too far, unknown, or hidden by the terrain."""
    (cx, cy), matrix = frame
    altitude = base + photo["hauteur_decollage"]
    inverse = np.linalg.inv(np.asarray(matrix))
    z = ground.at(x, y)
    east, north = inverse[0, 0] * (x - cx) + inverse[0, 1] * (y - cy), inverse[1, 0] * (x - cx) + inverse[1, 1] * (y - cy)
    right, up, forward = camera.axes(photo["cap"], photo["inclinaison"], photo["roulis"] or 0.0)
    drop = z - altitude

    def along(axis: np.ndarray) -> np.ndarray:
        return east * axis[0] + north * axis[1] + drop * axis[2]

    depth = along(forward)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = photo["largeur_px"] / 2 + photo["focale_px"] * along(right) / depth
        lines = photo["hauteur_px"] / 2 - photo["focale_px"] * along(up) / depth
    seen = (depth > 0) & (columns >= 0) & (columns <= photo["largeur_px"]) & (lines >= 0) & (lines <= photo["hauteur_px"])
    seen &= np.isfinite(z) & (np.hypot(east, north) <= reach)
    if ground.relief and seen.any():
        seen &= ~_hidden(x, y, z, (cx, cy), altitude, ground, seen)
    return np.where(seen, columns, -1), np.where(seen, lines, -1), seen


def _hidden(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, place: Tuple[float, float], altitude: float, ground: Any, asked: np.ndarray
) -> np.ndarray:
    """Whether the terrain rises above the line from the camera to the ground."""
    px, py, pz = x[asked], y[asked], z[asked]
    out = np.zeros(px.shape, bool)
    for share in np.linspace(0.0, 1.0, HIDDEN_STEPS + 2)[1:-1]:
        line = altitude + share * (pz - altitude)
        out |= ground.at(place[0] + share * (px - place[0]), place[1] + share * (py - place[1])) > line + HIDDEN_M
    result = np.zeros(x.shape, bool)
    result[asked] = out
    return result


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
