"""A photograph with what is needed to go from its pixels to the ground: its pose, the terrain under it, the altitude of its take-off."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

from ..emprise import calcul, camera, rayons, terrain
from ..projection import in_metropole, local_frame

WORDS = {
    "cap": "cap", "inclinaison": "inclinaison", "focale_px": "focale", "hauteur_decollage": "hauteur", "longitude": "position",
    "latitude": "position", "largeur_px": "taille", "hauteur_px": "taille",
}  # fmt: skip


class Prise(NamedTuple):
    photo: Mapping[str, Any]
    frame: Tuple[Tuple[float, float], rayons.Matrix]  # as of `local_frame`
    base: float  # altitude of the take-off
    ground: Any
    notes: List[str]

    @property
    def size(self) -> Tuple[int, int]:
        return int(self.photo["largeur_px"]), int(self.photo["hauteur_px"])

    def rays(
        self, columns: np.ndarray, lines: np.ndarray, turn: Tuple[float, float, float] = (0.0, 0.0, 0.0), zoom: float = 1.0
    ) -> np.ndarray:
        """Directions of pixels; turn: degrees added to yaw, pitch and roll; zoom: factor of the focal length."""
        p = self.photo
        pose = (p["cap"] + turn[0], p["inclinaison"] + turn[1], (p["roulis"] or 0.0) + turn[2])
        return camera.directions(columns, lines, self.size, p["focale_px"] * zoom, *pose)

    def cast(self, rays: np.ndarray, move: Tuple[float, float, float] = (0.0, 0.0, 0.0), reach: float = rayons.MAX_RANGE_M) -> rayons.Hits:
        """Where rays meet the ground; move: metres east, north and up added to the camera."""
        (x, y), matrix = self.frame
        (a, b), (c, d) = matrix
        place = x + a * move[0] + b * move[1], y + c * move[0] + d * move[1]
        return rayons.cast(place, self.base + self.photo["hauteur_decollage"] + move[2], matrix, rays, self.ground, reach)


def take(espace: Espace, photo: Mapping[str, Any], mnt: Any = None, takeoff: Any = None) -> Prise:
    """Raises BadInput when the photograph does not say where it looks. mnt: terrain (the pack's by default); takeoff: altitude, by default
    that of the ground under the first photograph of the same import, as for the footprints."""
    told = sorted({WORDS[name] for name in calcul.NEEDED if photo.get(name) is None})
    if told:
        raise BadInput(f"La photo « {photo['nom']} » ne dit pas : {', '.join(told)}. On ne peut pas savoir quel sol elle voit.")
    if not in_metropole(photo["longitude"], photo["latitude"]):
        raise BadInput("Cette photo est hors de la métropole : le sol n'y est pas cherché en Lambert 93.")
    if mnt:
        terrain.check(mnt)
    frame = local_frame(photo["longitude"], photo["latitude"])
    ground = calcul.ground_under([frame], espace, mnt)
    notes: List[str] = []
    base = _altitude(takeoff)
    if base is None:
        first = _first(espace, photo)
        there = local_frame(first["longitude"], first["latitude"])
        base = calcul.takeoff_altitude([dict(first)], [there], calcul.ground_under([there], espace, mnt)) if ground.relief else None
        if base is not None:
            notes.append(f"Altitude du décollage prise sous la première photo du vol : {_m(base)}. Indiquez-la si elle est connue.")
    if base is None or not ground.relief:
        ground, base = terrain.Flat(0.0), 0.0
        notes.append("Sol supposé plat, à l'altitude du décollage : aucun terrain ne couvre cette photo.")
    place = np.array([frame[0]])
    below = float(ground.at(place[:, 0], place[:, 1])[0])
    if np.isfinite(below) and base + photo["hauteur_decollage"] <= below:
        raise BadInput("La hauteur de cette photo la place sous le terrain : indiquez l'altitude du décollage.")
    return Prise(photo, frame, base, ground, notes)


def _altitude(given: Any) -> Optional[float]:
    if given in (None, ""):
        return None
    try:
        value = float(given)
    except (TypeError, ValueError) as error:
        raise BadInput("L'altitude du décollage est un nombre de mètres.") from error
    if not -500 < value < 9000:
        raise BadInput("L'altitude du décollage est un nombre de mètres entre −500 et 9 000.")
    return value


def _first(espace: Espace, photo: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first photograph, by its hour, of those brought in with this one; itself when it is no original of the register."""
    path = espace.travail_gpkg
    held: List[Dict[str, Any]] = []
    if photo.get("sha256") and path.exists() and "drone_media" in layer_names(path):
        mine = rows(path, "drone_media", {"sha256": photo["sha256"]}, fields=["import_id"])
        if mine and mine[0]["import_id"]:
            together = [row["sha256"] for row in rows(path, "drone_media", {"import_id": mine[0]["import_id"]}, fields=["sha256"])]
            held = rows(path, "drone_photo", {"sha256": together}, geometry=False)
    ready = [row for row in held if all(row.get(name) is not None for name in calcul.NEEDED)]
    placed = [row for row in ready if in_metropole(row["longitude"], row["latitude"])]
    return min(placed, key=lambda row: (row["heure_utc"] is None, row["heure_utc"] or "", row["fid"])) if placed else photo


def _m(value: float) -> str:
    return f"{value:.1f} m".replace(".", ",")
