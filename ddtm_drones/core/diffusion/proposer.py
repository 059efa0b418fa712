"""Job of `proposer_flou`: zones of a photograph that might be blurred, for a person to accept or not. Nothing is blurred here.

From the facts of the mission: what the photograph sees of the dwellings and gardens that the mission is not about. From a detection model
when the service has one (`detecteur`).
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext, Params

from ..emprise import calcul
from ..ortho.job import find_photo
from ..vue.prise import Prise, take
from . import detecteur, voisins

CELLS = 128  # along the long side: the grid on which the ground is looked for
CHUNK = 800  # rays at once
SMALLEST_CELLS = 4
LEVELS_M = (0.0, 3.0, 6.0, 10.0, 15.0)  # heights at which a ray may enter a house
MARGIN_MOST_M = 10.0
ALL_INSIDE = (
    "Aucune maison hors {words} dans cette photo. Si cette zone n'est que ce que les photos ont vu, indiquez les parcelles concernées."
)
TO_CHECK = "Propositions à vérifier une par une : seules les maisons du paquet y sont ; visages, plaques et maisons récentes restent à chercher à l'œil."


class Raised:
    """The ground lifted by the height of a house: a ray that meets it above the house enters the house."""

    relief = False

    def __init__(self, ground: Any, height: float) -> None:
        self.ground, self.height, self.cell, self.low = ground, height, ground.cell, ground.low + height

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        lifted: np.ndarray = self.ground.at(x, y) + self.height
        return lifted


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, photo (name or SHA-256 in the register), parcelles (concerned; the mission's by default), zone (file or WKT, instead),
    marge (m; by default the uncertainty of the photograph), altitude_decollage, mnt, detecteur (an ONNX model; by default the one in its
    place in the work space, if any)."""
    espace = Espace.at(params["espace"])
    path, photo = find_photo(espace, params.get("photo"))
    model = detecteur.find(espace, params.get("detecteur"))
    if model is None:
        return _by_facts(espace, photo, params, ctx)
    try:
        known: Dict[str, Any] = _by_facts(espace, photo, params, ctx.step(0, 0.5))
    except BadInput as error:  # the model does without the facts of the mission
        known = {"propositions": [], "marge_m": None, "notes": [f"Maisons voisines non cherchées : {error.message}"]}
    area = rows(espace.travail_gpkg, "drone_emprise", {"sha256": photo["sha256"]}, geometry=False) if photo.get("sha256") else []
    found = detecteur.propose(model, path, area[0]["pixel_cm"] if area else None, ctx.step(0.5, 1))
    proposals = [*known["propositions"], *found]
    return {
        "phrase": f"{photo['nom']} : {len(found)} zone(s) proposée(s) par le modèle {model.name}, {len(known['propositions'])} d'après les maisons voisines.",
        "propositions": proposals,
        "zones": " ; ".join(proposal["zone"] for proposal in proposals),
        "marge_m": known["marge_m"],
        "notes": known["notes"],
    }


def _by_facts(espace: Espace, photo: Mapping[str, Any], params: Params, ctx: JobContext) -> Dict[str, Any]:
    import shapely

    about, words = voisins.concerned(espace, photo, params.get("parcelles"), params.get("zone"))
    prise = take(espace, photo, params.get("mnt"), params.get("altitude_decollage"))
    row = calcul.footprint(dict(photo), prise.frame, prise.base, prise.ground)
    if row is None:
        raise BadInput("Cette photo ne voit pas le sol : aucune maison ne peut y être cherchée.")
    margin = _margin(params.get("marge"), row["incertitude_m"])
    seen = shapely.from_wkb(row["geom"]).buffer(margin)
    homes = voisins.foyers(espace, seen, about)
    proposals = _draw(prise, homes, about, margin, ctx) if homes else []
    for proposal in proposals:
        proposal["source"] = f"bâti et cadastre du paquet, hors {words}"
    phrase = (
        f"{photo['nom']} : {len(proposals)} zone(s) proposée(s) pour {len(homes)} maison(s) hors {words}."
        if proposals
        else ALL_INSIDE.format(words=words)
    )
    return {
        "phrase": phrase,
        "propositions": proposals,
        "zones": " ; ".join(proposal["zone"] for proposal in proposals),
        "marge_m": margin,
        "notes": [*prise.notes, TO_CHECK],
    }


def _margin(given: Any, doubt: Any) -> float:
    try:
        value = min(float(doubt or MARGIN_MOST_M), MARGIN_MOST_M) if given in (None, "") else float(given)
    except (TypeError, ValueError) as error:
        raise BadInput("La marge est un nombre de mètres.") from error
    if not 0 <= value <= 100:
        raise BadInput("La marge est un nombre de mètres entre 0 et 100.")
    return value


def _draw(prise: Prise, homes: List[voisins.Foyer], about: Any, margin: float, ctx: JobContext) -> List[Dict[str, Any]]:
    """Outlines in the picture of what belongs to the homes. A cell is taken when its ray falls in a garden, or enters a house at any height."""
    import shapely

    width, height = prise.size
    step = max(width, height) / CELLS
    across, down = int(np.ceil(width / step)), int(np.ceil(height / step))
    columns, lines = np.meshgrid((np.arange(across) + 0.5) * step, (np.arange(down) + 0.5) * step)
    rays = prise.rays(np.minimum(columns.ravel(), width), np.minimum(lines.ravel(), height))
    owner, free = np.full(len(rays), -1), np.zeros(len(rays), bool)
    levels = [level for level in LEVELS_M if level == 0 or level <= max(home.height for home in homes)]
    for part, level in enumerate(levels):
        x, y, hit = _ground(prise, rays, level, ctx.step(part / len(levels), (part + 1) / len(levels)))
        if level == 0:
            free = hit & shapely.contains_xy(about, x, y)
        kept = hit & ~free if level == 0 else hit
        for rank, home in enumerate(homes):
            if level > home.height:
                continue
            shape = (shapely.union(home.house, home.garden) if level == 0 else home.house).buffer(margin)
            west, south, east, north = shape.bounds
            near = np.flatnonzero(kept & (owner < 0) & (x >= west) & (x <= east) & (y >= south) & (y <= north))
            owner[near[shapely.contains_xy(shape, x[near], y[near])]] = rank
    grid = down, across
    return _outlines(owner.reshape(grid), free.reshape(grid), step, (width, height), homes)


def _ground(prise: Prise, rays: np.ndarray, level: float, ctx: JobContext) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    lifted = prise._replace(ground=Raised(prise.ground, level)) if level else prise
    found = []
    for start in range(0, len(rays), CHUNK):
        ctx.progress(start / len(rays), "Maisons vues par la photo")
        found.append(lifted.cast(rays[start : start + CHUNK]))
    return tuple(np.concatenate([getattr(hits, name) for hits in found]) for name in ("x", "y", "hit"))  # type: ignore[return-value]


def _outlines(owner: np.ndarray, free: np.ndarray, step: float, size: Tuple[int, int], homes: List[voisins.Foyer]) -> List[Dict[str, Any]]:
    """One proposal a home and a piece, the largest first; a cell wider than what was found, but never over the place concerned."""
    import cv2

    out: List[Dict[str, Any]] = []
    for rank in sorted(set(owner[owner >= 0].tolist())):
        mine = owner == rank
        if mine.sum() < SMALLEST_CELLS:
            continue
        wider = cv2.dilate(mine.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        for cells in _whole(mine | (wider & ~free & (owner < 0) | wider & (owner >= 0))):
            # a contour goes through the middle of its outer cells: draw it on cells three times finer, to their edges
            fine = cv2.resize(np.pad(cells.astype(np.uint8), 1), None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST)
            contours, _ = cv2.findContours(fine, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            for contour in contours:
                places = cv2.approxPolyDP(contour, 2.0, True)[:, 0, :].astype(float)
                if len(places) < 3:
                    continue
                corners = np.clip((places + 0.5 - 3.0) / 3.0 * step, 0, size)
                out.append(
                    {
                        "zone": ",".join(f"{round(float(x))},{round(float(y))}" for x, y in corners),
                        "motif": "maison et jardin hors de la mission",
                        "parcelles": list(homes[rank].parcels),
                        "part": round(float(cv2.contourArea(contour)) / fine.size, 4),
                    }
                )
    return sorted(out, key=lambda one: -one["part"])


def _whole(mask: np.ndarray) -> List[np.ndarray]:
    """The mask cut into parts without holes: an outline that goes round a hole would cover it."""
    import cv2

    outside = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    count, labels = cv2.connectedComponents(outside, connectivity=4)
    holes = [label for label in range(1, count) if label != labels[0, 0]]
    if not holes:
        return [mask] if mask.any() else []
    column = int(np.median(np.nonzero(labels[1:-1, 1:-1] == holes[0])[1]))
    left, right = mask.copy(), mask.copy()
    left[:, column + 1 :] = False  # both keep the column of the cut: nothing is left between them
    right[:, :column] = False
    return [*_whole(left), *_whole(right)]


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [f"  {one['motif']} ({', '.join(one['parcelles']) or 'sans parcelle'}) : {one['zone']}" for one in result["propositions"]]
    return "\n".join([result["phrase"], *lines, *result["notes"]])
