"""The full mosaic: cameras and ground by structure from motion, each pixel of the map along the ray that sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from ..emprise import terrain
from ..projection import EPSG
from . import ajustement, colmap, liens, rapide, surface, vues
from .pose import Grid, Laid, Placement, metres

FEATURES = 4000  # of each photograph, in pictures as small as the fast engine's: finer ones tie fewer photographs of meadows
STEP = 8  # pixels of the mosaic between two rays
WIDEST = 1.3  # of the square of the distance from the middle to a corner: the lens is known up to there
MOST_REPROJECTION = 2.0
MOST_SHIFT = 5.0  # metres, or so many spreads of the GPS
NARROW = 0.05  # across over along: one strip does not tell how the cameras lean sideways
METHOD = (
    "Photogrammétrie complète : chaque photo est projetée par sa caméra sur {ground}. Les bâtiments et les arbres fins y restent déplacés."
)


class Cameras(Placement):
    def __init__(self, views: Sequence[vues.View], model: colmap.Model, centre: np.ndarray, ground: terrain.Grid) -> None:
        self.views, self.model, self.centre, self.surface = views, model, centre, ground
        places = model.centres[:, :2] + centre
        self.shifts = np.hypot(*(places - np.array([(view.x, view.y) for view in views])).T)
        top = np.einsum("nji,j->ni", model.rotations, np.array([0.0, -1.0, 0.0]))
        self.headings = np.degrees(np.arctan2(top[:, 0], top[:, 1])) % 360
        heights = model.centres[:, 2] - surface.cloud_at(ground, places[:, 0], places[:, 1])
        self.heights = heights
        self.metres_per_pixel = float(np.median(heights / model.focals))
        self._spans = [float(np.nanmin(ground.heights)), float(np.nanmax(ground.heights))]

    def _rays(self, rank: int, points: np.ndarray) -> np.ndarray:
        seen = points / self.model.focals[rank]
        k, straight = self.model.radial[rank], seen
        for _ in range(5):
            straight = seen / (1 + k * (straight**2).sum(axis=1))[:, None]
        return np.column_stack([straight, np.ones(len(straight))]) @ self.model.rotations[rank]

    def _reach(self, rank: int, rays: np.ndarray, heights: Any) -> np.ndarray:
        """Map coordinates where rays meet a level."""
        place = self.model.centres[rank]
        down = np.minimum(rays[:, 2], -0.05)
        along = (np.asarray(heights) - place[2]) / down
        return place[:2] + self.centre + rays[:, :2] * along[:, None]

    def outline(self, rank: int) -> np.ndarray:
        w, h = self.views[rank].width / 2, self.views[rank].height / 2
        rays = self._rays(rank, np.array([(-w, -h), (0, -h), (w, -h), (w, 0), (w, h), (0, h), (-w, h), (-w, 0)]))
        return np.concatenate([self._reach(rank, rays, level) for level in self._spans])

    def ground(self, rank: int, points: np.ndarray) -> np.ndarray:
        rays = self._rays(rank, points)
        places = self._reach(rank, rays, float(np.median(self.surface.heights)))
        for _ in range(6):
            places = self._reach(rank, rays, surface.cloud_at(self.surface, places[:, 0], places[:, 1]))
        return places

    def pixels(self, rank: int, west: float, north: float, pixel: float, width: int, height: int) -> Grid:
        import cv2

        columns, lines = max(2, -(-width // STEP)), max(2, -(-height // STEP))
        x = west + (np.arange(columns) + 0.5) * (width / columns) * pixel
        y = north - (np.arange(lines) + 0.5) * (height / lines) * pixel
        x, y = np.meshgrid(x, y)
        world = np.stack([x - self.centre[0], y - self.centre[1], surface.cloud_at(self.surface, x, y)], axis=-1)
        seen = world @ self.model.rotations[rank].T + self.model.translations[rank]
        depth = np.maximum(seen[..., 2], 0.1)
        u, v = seen[..., 0] / depth, seen[..., 1] / depth
        view, focal = self.views[rank], self.model.focals[rank]
        # beyond the picture the lens's polynomial may fold back: held there, so that what is outside stays outside
        square = np.minimum(u * u + v * v, WIDEST * (view.width**2 + view.height**2) / (4 * focal**2))
        out = []
        for one in (u, v):
            bent = focal * one * (1 + self.model.radial[rank] * square)
            out.append(cv2.resize(bent.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR))
        return out[0], out[1]


def lay(views: List[vues.View], epsg: int, espace: Espace, params: Params, ctx: JobContext) -> Laid:
    """Raises BadInput where pycolmap is absent, or when the photographs do not make a model."""
    colmap.engine()  # before any work
    notes: List[str] = []
    features = liens.find_features(views, ctx.step(0.0, 0.4), vues.TIES_SIDE, FEATURES)
    alike = liens.match(views, features, ctx.step(0.4, 0.6))
    views, features, alike, ties = rapide.together(views, features, alike, notes)
    features = [replace(one, descriptors=None) for one in features]
    centre = np.array([(view.x, view.y) for view in views]).mean(axis=0)
    _refuse_one_strip(views)
    model = colmap.solve(views, features, alike, _focals(views, ties), centre, ctx.step(0.6, 0.98))
    if len(model.kept) < rapide.SHARE * len(views):
        raise BadInput(colmap.FAILED.format(held=len(model.kept), count=len(views)))
    if len(model.kept) < len(views):
        names = ", ".join(view.name for rank, view in enumerate(views) if rank not in set(model.kept))
        notes.append(f"{len(views) - len(model.kept)} photo(s) que la photogrammétrie ne place pas, écartée(s) : {names}.")
    views, ties = [views[rank] for rank in model.kept], liens.renumbered(ties, model.kept)
    ground, words = _ground(views, model, centre, epsg, params, notes)
    placed = Cameras(views, model, centre, ground)
    quality = _quality(views, placed, ties)
    turned = ajustement.flipped(views, placed.headings)
    return Laid(views, placed, quality, notes, _doubts(quality, views), turned, METHOD.format(ground=words), True)


def _refuse_one_strip(views: Sequence[vues.View]) -> None:
    places = np.array([(view.x, view.y) for view in views])
    along, across = np.linalg.svd(places - places.mean(axis=0), compute_uv=False)[:2]
    if across < NARROW * along:
        raise BadInput("Une seule bande ne suffit pas à la photogrammétrie : volez au moins deux bandes, ou choisissez le moteur rapide.")


def _focals(views: Sequence[vues.View], ties: Sequence[liens.Tie]) -> List[float]:
    """As the files tell, else by height over ground size; never adjusted."""
    if all(view.focal for view in views):
        return [float(view.focal or 0) for view in views]
    _, size, samples = ajustement.headings(views, ties)
    heights = [view.above for view in views if view.above]
    if not samples or not heights:
        raise BadInput("Ces photos ne disent ni leur focale ni leur hauteur : choisissez le moteur rapide.")
    return [float(view.focal or np.median(heights) / size) for view in views]


def _ground(
    views: Sequence[vues.View], model: colmap.Model, centre: np.ndarray, epsg: int, params: Params, notes: List[str]
) -> Tuple[terrain.Grid, str]:
    """The surface photographs are projected on: the cloud's, or the terrain named."""
    reach = (
        0.75
        * max(view.width for view in views)
        / float(np.median(model.focals))
        * float(model.centres[:, 2].max() - np.median(model.points[:, 2]))
    )
    low, high = model.centres[:, :2].min(axis=0) + centre - reach, model.centres[:, :2].max(axis=0) + centre + reach
    bounds = float(low[0]), float(low[1]), float(high[0]), float(high[1])
    cloud = surface.of_cloud(model.points, model.errors, centre, bounds)
    heights = cloud.heights
    low_m, high_m = np.percentile(heights, (5, 95))
    notes.append(f"{len(model.points)} points du sol, qui varie de {high_m - low_m:.0f} m.")
    if not params.get("mnt"):
        return cloud, f"la surface de ses {len(model.points)} points communs"
    given = terrain.load(params["mnt"], bounds) if epsg == EPSG else None
    found = surface.of_terrain(cloud, model.points, centre, given) if given is not None else None
    if found is None:
        notes.append("Le terrain donné ne couvre pas le vol : surface tirée des photos.")
        return cloud, f"la surface de ses {len(model.points)} points communs"
    notes.append(f"Terrain donné, mis au niveau des points des photos ({found[1]:+.1f} m).".replace(".", ",", 1))
    return found[0], "le terrain donné"


def _quality(views: Sequence[vues.View], placed: Cameras, ties: Sequence[liens.Tie]) -> Dict[str, Any]:
    model = placed.model
    seen = np.concatenate([np.hypot(*(placed.ground(tie.i, tie.witness_p) - placed.ground(tie.j, tie.witness_q)).T) for tie in ties])
    fitted = np.concatenate([np.hypot(*(placed.ground(tie.i, tie.p) - placed.ground(tie.j, tie.q)).T) for tie in ties])
    above = np.array([view.above if view.above is not None else np.nan for view in views])
    upright = model.centres[:, 2] - above
    stated = [view.ground for view in views if view.ground]
    return {
        "residu_median_m": float(np.median(seen)),
        "residu_p90_m": float(np.percentile(seen, 90)),
        "residu_ajustement_m": float(np.median(fitted)),
        "liens": int(len(fitted)),
        "temoins": int(len(seen)),
        "paires": len(ties),
        "decalage_gps_m": float(np.sqrt((placed.shifts**2).mean())),
        "decalage_gps_max_m": float(placed.shifts.max()),
        "decalage_hauteur_m": float(np.sqrt(np.nanmean(upright**2))) if np.isfinite(upright).any() else None,
        "reprojection_px": model.reprojection_px,
        "points": int(len(model.points)),
        "focale_px": float(np.median(model.focals)),
        "finesse_m": placed.metres_per_pixel,
        "finesse_annoncee_m": float(np.median(stated)) if stated else None,
        "echelle_ecart": ajustement.scale_error(views, model.centres[:, :2] + placed.centre),
        "hauteur_m": float(np.median(placed.heights)),
    }


def _doubts(quality: Dict[str, Any], views: Sequence[vues.View]) -> List[str]:
    out: List[str] = []
    most: Optional[float] = max(MOST_SHIFT, MOST_SHIFT * float(np.median([view.spread for view in views])))
    if quality["residu_p90_m"] > max(rapide.FLOOR_M, rapide.MOST_RESIDUAL * quality["hauteur_m"]):
        out.append(f"les raccords s'écartent de {metres(quality['residu_p90_m'])} (neuf sur dix sont meilleurs)")
    if quality["reprojection_px"] > MOST_REPROJECTION:
        out.append(f"les points des photos s'écartent de {quality['reprojection_px']:.1f} pixels".replace(".", ","))
    if most is not None and quality["decalage_gps_m"] > most:
        out.append(f"les caméras s'écartent de {metres(quality['decalage_gps_m'])} du GPS")
    return out
