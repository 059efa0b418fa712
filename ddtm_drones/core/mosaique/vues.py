"""The photographs of a mosaic: which ones can serve, where they were taken, and their reduced pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput, DdtmError

from ..jpeg import decoded
from ..meta.photo import read_photo
from ..projection import EPSG, in_metropole, transformer

TIES_SIDE = 1000  # long side, in pixels, of the pictures in which ties are looked for
STEEP = -75.0  # a view less steep than this is not a mosaic's
MINIMUM = 3
REDUCTIONS = (1, 2, 4, 8)


@dataclass
class View:
    path: Path
    name: str
    x: float
    y: float
    width: int  # pixels of the file
    height: int
    above: Optional[float]  # metres above the take-off
    yaw: Optional[float]
    ground: Optional[float]  # metres a pixel, by height and focal length
    spread: float  # standard deviation of the position, metres
    hour: str = ""
    focal: Optional[float] = None  # pixels
    pitch: Optional[float] = None  # degrees, -90 straight down
    roll: Optional[float] = None


def gather(paths: Sequence[Path], zone: str = "Europe/Paris") -> Tuple[List[View], int, List[str]]:
    """(views, EPSG code of the mosaic, French notes). Raises BadInput when fewer than 3 photographs can serve."""
    found: List[Tuple[Path, Dict[str, Any]]] = [(path, read_photo(path, zone, temperatures=False)) for path in paths]
    placed = [(path, photo) for path, photo in found if photo["longitude"] is not None and photo["largeur_px"]]
    steep = [(path, photo) for path, photo in placed if photo["inclinaison"] is None or photo["inclinaison"] <= STEEP]
    notes = []
    if len(placed) < len(found):
        notes.append(f"{len(found) - len(placed)} photo(s) écartée(s) : sans position ou illisibles.")
    if len(steep) < len(placed):
        notes.append(f"{len(placed) - len(steep)} photo(s) oblique(s) écartée(s) : une mosaïque demande des vues à la verticale.")
    if len(steep) < MINIMUM:
        raise BadInput(
            f"Il faut au moins {MINIMUM} photos à la verticale et localisées ; {len(steep)} sur {len(found)} conviennent. "
            "Choisissez le dossier d'un vol en bandes."
        )
    epsg = system([photo for _, photo in steep])
    project = transformer(epsg).transform
    views = []
    for path, photo in steep:
        x, y = project(photo["longitude"], photo["latitude"])
        height, focal = photo["hauteur_decollage"], photo["focale_px"]
        precise = photo["precision_h"] if photo["precision_h"] and photo["rtk"] == "fixe" else None
        views.append(
            View(
                path, path.name, float(x), float(y), photo["largeur_px"], photo["hauteur_px"], height, photo["cap"],
                height / focal if height and focal and height > 2 else None, max(precise, 0.03) if precise else 1.0,
                photo["heure_utc"].isoformat() if photo["heure_utc"] else "", focal, photo["inclinaison"], photo["roulis"],
            )
        )  # fmt: skip
    views.sort(key=lambda view: (view.hour, view.name))
    return views, epsg, notes


def system(photos: Sequence[Mapping[str, Any]]) -> int:
    """Lambert 93 in metropolitan France, else the UTM zone of the flight."""
    longitude = float(np.median([photo["longitude"] for photo in photos]))
    latitude = float(np.median([photo["latitude"] for photo in photos]))
    if in_metropole(longitude, latitude):
        return EPSG
    return (32600 if latitude >= 0 else 32700) + int((longitude + 180) // 6) % 60 + 1


def reduction(view: View, side: float) -> int:
    """Largest reduction whose long side keeps at least `side` pixels."""
    return max([factor for factor in REDUCTIONS if max(view.width, view.height) / factor >= side * 0.9] or [1])


def picture(view: View, factor: int, colour: bool) -> np.ndarray:
    """The reduced picture. Raises DdtmError when the file cannot be decoded."""
    import cv2

    flags = {
        (1, False): cv2.IMREAD_GRAYSCALE,
        (2, False): cv2.IMREAD_REDUCED_GRAYSCALE_2,
        (4, False): cv2.IMREAD_REDUCED_GRAYSCALE_4,
        (8, False): cv2.IMREAD_REDUCED_GRAYSCALE_8,
        (1, True): cv2.IMREAD_COLOR,
        (2, True): cv2.IMREAD_REDUCED_COLOR_2,
        (4, True): cv2.IMREAD_REDUCED_COLOR_4,
        (8, True): cv2.IMREAD_REDUCED_COLOR_8,
    }
    data = np.fromfile(view.path, np.uint8)  # not imread: it fails on accented paths under Windows
    found = decoded(data, flags[factor, colour] | cv2.IMREAD_IGNORE_ORIENTATION)
    if found is None:
        raise DdtmError(f"La photo « {view.name} » ne peut pas être décodée : elle est endommagée. Retirez-la puis relancez.")
    return found
