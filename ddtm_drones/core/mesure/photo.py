"""Job of `mesurer_photo`: a place, a distance, an area or a height pointed in one photograph, by rays cast on the terrain."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from ..ortho.job import find_photo
from ..vue.prise import Prise, take
from . import doute, objets, sorties

KINDS = {"position": 1, "longueur": 2, "surface": 3, "hauteur": 2}  # places wanted at least
POINTING_PX = 2.0
NO_GROUND = "Pas de sol touché au point {rank} : il est au-dessus de l'horizon, trop loin, ou hors du terrain connu. Pointez plus bas."
GRAZING = (
    "Vue trop rasante : une erreur probable d'orientation ferait perdre le sol. La valeur est donnée sans incertitude : ne l'utilisez pas."
)
GROUND_ONLY = "Les points sont pris au niveau du sol : pointez le pied des objets, jamais un toit ni une cime."
TILTED = "Cette photo regarde presque à la verticale : une hauteur s'y lit mal, préférez une vue oblique."


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, photo (file, SHA-256 or name in the register), points (in pixels: "x,y ; x,y ..." or a list), mesure (one of KINDS; by
    default by the number of points), pointe_px (standard deviation of a click), altitude_decollage, mnt, sortie (.csv or .gpkg)."""
    espace = Espace.at(params["espace"])
    _, photo = find_photo(espace, params.get("photo"))
    target = Path(params["sortie"]) if params.get("sortie") else None
    if target is not None and target.suffix.lower() not in (".csv", ".gpkg"):
        raise BadInput("Les mesures s'écrivent en CSV ou en GeoPackage : donnez un nom qui finit par .csv ou .gpkg.")
    pixels = _pixels(params.get("points"))
    kind = _kind(params.get("mesure"), len(pixels))
    pointing = _pointing(params.get("pointe_px"))
    prise = take(espace, photo, params.get("mnt"), params.get("altitude_decollage"))
    width, height = prise.size
    if (pixels < 0).any() or (pixels > (width, height)).any():
        raise BadInput(f"Un point est hors de la photo, qui fait {width} × {height} pixels : comptez depuis le coin haut gauche.")
    notes = [*prise.notes, GROUND_ONLY]
    ground = _cast(prise, pixels if kind != "hauteur" else pixels[:1])
    lost = np.flatnonzero(~ground.hit)
    if len(lost):
        raise BadInput(NO_GROUND.format(rank=int(lost[0]) + 1))
    places = [_place(prise, pixels[rank], ground, rank, pointing) for rank in range(len(ground.x))]
    out = _figures(prise, pixels, kind, pointing, notes)
    out["wkt"] = _wkt(kind, ground)
    if kind == "surface":
        objets.read(out["wkt"])  # refuses a contour that crosses itself
    if any(place["sigma_m"] is None for place in places) and GRAZING not in notes:
        notes.append(GRAZING)
    files: List[str] = []
    if target is not None:
        files = [str(sorties.write(target, photo, kind, out, places))]
    return {
        "phrase": f"{_told(kind, out, places)}.",
        "mesure": kind,
        **out,
        "points": places,
        "sol": "relief" if prise.ground.relief else "plan",
        "notes": notes,
        "fichiers": files,
        "sortie": files[0] if files else None,
    }


def _figures(prise: Prise, pixels: np.ndarray, kind: str, pointing: float, notes: List[str]) -> Dict[str, Any]:
    """{"valeur", "unite", "sigma", "denivele_m", "denivele_sigma_m"} of the whole."""
    if kind == "position":
        return {"valeur": None, "unite": None, "sigma": None, "denivele_m": None, "denivele_sigma_m": None}

    def figures(pose: doute.Pose, shift: np.ndarray) -> Optional[np.ndarray]:
        return _measure(prise, pixels + shift, kind, pose)

    values = figures(doute.SAME, np.zeros((len(pixels), 2)))
    if values is None:
        raise BadInput("Le haut de l'objet ne se lit pas au-dessus de son pied : pointez d'abord le pied, puis le haut, à la verticale.")
    spread = doute.sigmas(figures, prise.photo, len(pixels), pointing)
    if spread is None:
        notes.append(GRAZING)
    if kind == "hauteur" and prise.photo["inclinaison"] < -75:
        notes.append(TILTED)
    value, drop = float(values[0]), float(values[1]) if kind == "longueur" else None
    return {
        "valeur": value,
        "unite": "m²" if kind == "surface" else "m",
        "sigma": float(spread[0]) if spread is not None else None,
        "denivele_m": drop,
        "denivele_sigma_m": float(spread[1]) if spread is not None and drop is not None else None,
    }


def _measure(prise: Prise, pixels: np.ndarray, kind: str, pose: doute.Pose) -> Optional[np.ndarray]:
    """Figures on the ground, the stretch of the map taken away: (length, drop), (area,) or (height,); None when the ground is lost."""
    if kind == "hauteur":
        return _height(prise, pixels, pose)
    hits = _cast(prise, pixels, pose)
    if not hits.hit.all():
        return None
    scale = objets.map_scale(float(hits.x[0]), float(hits.y[0]))
    x, y = (hits.x - hits.x[0]) / scale, (hits.y - hits.y[0]) / scale
    if kind == "surface":
        return np.array([abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2])
    return np.array([float(np.hypot(np.diff(x), np.diff(y)).sum()), float(hits.z[-1] - hits.z[0])])


def _height(prise: Prise, pixels: np.ndarray, pose: doute.Pose) -> Optional[np.ndarray]:
    """Foot on the ground, top on the vertical above it: where the ray of the top passes nearest to that vertical."""
    foot = _cast(prise, pixels[:1], pose)
    if not foot.hit[0]:
        return None
    (ray,) = prise.rays(pixels[1:2, 0], pixels[1:2, 1], pose.turn, pose.zoom)
    (below,) = prise.rays(pixels[:1, 0], pixels[:1, 1], pose.turn, pose.zoom)
    away = float(foot.distance[0]) * below[:2]  # metres east and north from the camera to the foot
    level = float(ray[:2] @ ray[:2])
    if level < 1e-9:
        return None
    along = float(away @ ray[:2]) / level
    if along <= 0:
        return None
    return np.array([along * float(ray[2]) - float(foot.distance[0]) * float(below[2])])


def _cast(prise: Prise, pixels: np.ndarray, pose: doute.Pose = doute.SAME) -> Any:
    return prise.cast(prise.rays(pixels[:, 0], pixels[:, 1], pose.turn, pose.zoom), pose.move)


def _place(prise: Prise, pixel: np.ndarray, ground: Any, rank: int, pointing: float) -> Dict[str, Any]:
    """One place clicked: Lambert 93, longitude and latitude, altitude, distance, and the ellipse of its doubt."""
    from pyproj import Transformer

    x, y = float(ground.x[rank]), float(ground.y[rank])
    longitude, latitude = Transformer.from_crs(2154, 4326, always_xy=True).transform(x, y)
    covariance: Any = np.zeros((2, 2))
    trials = [(_at(prise, pixel, more), _at(prise, pixel, less)) for _, more, less in doute.causes(prise.photo)]
    trials += [
        (_at(prise, pixel + step, doute.SAME), _at(prise, pixel - step, doute.SAME))
        for step in (np.array([pointing, 0.0]), np.array([0.0, pointing]))
    ]
    for more, less in trials:
        if more is None or less is None:
            covariance = None
            break
        half = (more - less) / 2
        covariance = covariance + np.outer(half, half)
    axes = doute.ellipse(covariance) if covariance is not None else None
    long, short, bearing = axes or (None, None, None)
    return {
        "rang": rank + 1, "colonne": float(pixel[0]), "ligne": float(pixel[1]), "x": x, "y": y, "longitude": float(longitude),
        "latitude": float(latitude), "altitude_m": float(ground.z[rank]) if prise.ground.relief else None,
        "distance_m": float(ground.distance[rank]), "sigma_m": math.hypot(axes[0], axes[1]) if axes else None,
        "ellipse_grand_m": long, "ellipse_petit_m": short, "ellipse_azimut": bearing,
    }  # fmt: skip


def _at(prise: Prise, pixel: np.ndarray, pose: doute.Pose) -> Optional[np.ndarray]:
    hits = _cast(prise, pixel[None, :], pose)
    return np.array([hits.x[0], hits.y[0]]) if hits.hit[0] else None


def _pixels(given: Any) -> np.ndarray:
    parts = given if isinstance(given, (list, tuple)) else [part for part in re.split(r"[;\n]", str(given or "")) if part.strip()]
    try:
        out = np.array([[float(value) for value in (part if isinstance(part, (list, tuple)) else str(part).split(","))] for part in parts])
        if out.ndim != 2 or out.shape[1] != 2 or not np.isfinite(out).all():
            raise ValueError(given)
    except ValueError as error:
        raise BadInput("Points illisibles : donnez x,y en pixels depuis le coin haut gauche, séparés par « ; ».") from error
    return out


def _kind(given: Any, count: int) -> str:
    kind = str(given or "") or ("position" if count == 1 else "longueur")
    if kind not in KINDS:
        raise BadInput(f"Mesure inconnue : « {kind} ». Choisissez parmi {', '.join(KINDS)}.")
    if count < KINDS[kind] or (kind == "hauteur" and count != 2):
        wanted = "exactement deux points, le pied puis le haut" if kind == "hauteur" else f"au moins {KINDS[kind]} point(s)"
        raise BadInput(f"Une mesure de {kind} demande {wanted}.")
    return kind


def _pointing(given: Any) -> float:
    try:
        value = POINTING_PX if given in (None, "") else float(given)
    except (TypeError, ValueError) as error:
        raise BadInput("La précision du pointé est un nombre de pixels.") from error
    if not 0 < value <= 200:
        raise BadInput("La précision du pointé est un nombre de pixels entre 0 et 200.")
    return value


def _wkt(kind: str, ground: Any) -> str:
    corners = [f"{x:.3f} {y:.3f}" for x, y in zip(ground.x, ground.y)]
    if kind == "surface":
        return f"POLYGON (({', '.join([*corners, corners[0]])}))"
    return f"LINESTRING ({', '.join(corners)})" if kind == "longueur" else f"POINT ({corners[0]})"


def _told(kind: str, out: Mapping[str, Any], places: List[Dict[str, Any]]) -> str:
    kept, first = objets.kept, places[0]
    doubt = "incertitude inconnue" if first["sigma_m"] is None else f"± {kept(first['sigma_m'])} m"
    if kind == "position":
        height = f", sol à {kept(first['altitude_m'])} m" if first["altitude_m"] is not None else ""
        return f"Point au sol : {first['x']:.1f} ; {first['y']:.1f} ({doubt}){height}, à {kept(first['distance_m'], 0)} m du drone"
    spread = "incertitude inconnue" if out["sigma"] is None else f"± {kept(out['sigma'], 2 if out['sigma'] < 1 else 1)} {out['unite']}"
    word = {"longueur": "Longueur au sol", "surface": "Surface au sol", "hauteur": "Hauteur au-dessus du sol"}[kind]
    drop = out["denivele_m"]
    more = f", dénivelé {kept(drop)} m" if drop is not None and abs(drop) >= 0.05 else ""
    return f"{word} : {kept(out['valeur'], 2 if out['valeur'] < 10 else 1)} {out['unite']} ({spread}){more} ; position {doubt}"


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [result["phrase"]]
    for place in result["points"]:
        spread = "?" if place["sigma_m"] is None else objets.kept(place["sigma_m"])
        lines.append(f"  {place['rang']}  {place['x']:.2f} ; {place['y']:.2f}  ± {spread} m  à {place['distance_m']:.0f} m")
    return "\n".join([*lines, *result["notes"], *result["fichiers"]])
