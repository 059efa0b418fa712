"""Structure from motion by pycolmap (optional): our points alike in, cameras and a cloud of points out. Nothing else speaks to it.

Every database and model lives in a temporary folder. World: metres east and north of `centre` on the map, and above the take-off.
"""

from __future__ import annotations

import importlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from shared.errors import BadInput, Cancelled
from shared.jobs import JobContext

from .liens import Alike, Features
from .vues import View

THREADS = 2
LEAST_ANGLE = 8.0  # degrees between the first two photographs: strips with 80 % overlap give ten
FLAT_ANGLE = 3.0  # degrees between the rays of a point: with less, its height is worth nothing
FEWEST = 15  # points that place a photograph
HEIGHT_SPREAD = 2.0  # the barometer is that much worse than GPS
ABSENT = (
    "La photogrammétrie complète demande le module « pycolmap », absent de ce poste. Installez-le dans le Python du moteur de calcul "
    "(python -m pip install --no-deps pycolmap), ou choisissez le moteur rapide."
)
FAILED = (
    "La photogrammétrie n'a pu rattacher que {held} photo(s) sur {count}. Volez avec 75 % de recouvrement et plusieurs bandes, "
    "ou choisissez le moteur rapide."
)


@dataclass
class Model:
    """What structure from motion found. Cameras: x_camera = rotation · x_world + translation; pixels from the middle, y down."""

    kept: List[int]  # ranks of the photographs that were placed
    rotations: np.ndarray  # (n, 3, 3)
    translations: np.ndarray  # (n, 3)
    focals: np.ndarray
    radial: np.ndarray  # k of x · (1 + k r²)
    points: np.ndarray  # (m, 3)
    errors: np.ndarray  # (m,) reprojection, pixels
    reprojection_px: float

    @property
    def centres(self) -> np.ndarray:
        return -np.einsum("nji,nj->ni", self.rotations, self.translations)


def engine() -> Any:
    """The module. Raises BadInput where it is not installed."""
    try:
        return importlib.import_module("pycolmap")
    except ImportError as problem:
        raise BadInput(ABSENT, str(problem)) from problem


def solve(
    views: Sequence[View],
    features: Sequence[Features],
    alike: Sequence[Alike],
    focals: Sequence[float],
    centre: np.ndarray,
    ctx: JobContext,
) -> Model:
    """Raises BadInput when photographs cannot be placed, Cancelled."""
    colmap = engine()
    colmap.logging.minloglevel = 2
    colmap.set_random_seed(34)
    with tempfile.TemporaryDirectory(prefix="ddtm-sfm-") as folder:
        base = Path(folder) / "base.db"
        database = colmap.Database.open(str(base))
        ids = _write(colmap, database, views, features, alike, focals, centre, ctx.step(0.0, 0.3))
        database.close()
        found = _map(colmap, base, Path(folder), len(views), ctx.step(0.3, 1.0))
        best = max(found.values(), key=lambda one: one.num_reg_images(), default=None)
        held = best.num_reg_images() if best is not None else 0
        if best is None or held < 3:
            raise BadInput(FAILED.format(held=held, count=len(views)))
        return _read(best, ids)


def _write(
    colmap: Any,
    database: Any,
    views: Sequence[View],
    features: Sequence[Features],
    alike: Sequence[Alike],
    focals: Sequence[float],
    centre: np.ndarray,
    ctx: JobContext,
) -> Dict[int, int]:
    """{identifier in the database: rank}."""
    cameras: Dict[Tuple[int, int, int], Tuple[Any, int]] = {}
    ids: Dict[int, int] = {}
    held: List[Tuple[Any, np.ndarray]] = []
    for rank, (view, focal) in enumerate(zip(views, focals)):
        key = view.width, view.height, round(focal)
        if key not in cameras:
            camera = colmap.Camera(
                model="SIMPLE_RADIAL", width=view.width, height=view.height, params=[focal, view.width / 2, view.height / 2, 0.0]
            )
            camera.has_prior_focal_length = True
            camera.camera_id = database.write_camera(camera)
            rig = colmap.Rig()
            rig.add_ref_sensor(camera.sensor_id)
            cameras[key] = camera, database.write_rig(rig)
        camera, rig_id = cameras[key]
        image = colmap.Image(name=f"{rank:05d}", camera_id=camera.camera_id)
        image.image_id = database.write_image(image)
        frame = colmap.Frame()
        frame.rig_id = rig_id
        frame.add_data_id(image.data_id)
        database.write_frame(frame)
        corner = features[rank].points + (view.width / 2, view.height / 2)
        database.write_keypoints(image.image_id, corner.astype(np.float32))
        _prior(colmap, database, image, view, centre)
        ids[image.image_id] = rank
        held.append((camera, corner))
    by_rank = {rank: identifier for identifier, rank in ids.items()}
    options = colmap.TwoViewGeometryOptions()
    options.ransac.random_seed = 34
    for done, pair in enumerate(alike):
        ctx.progress(done / len(alike), f"Géométrie des paires : {done + 1} sur {len(alike)}")
        matches = np.column_stack([pair.a, pair.b]).astype(np.uint32)
        (camera_a, points_a), (camera_b, points_b) = held[pair.i], held[pair.j]
        geometry = colmap.estimate_calibrated_two_view_geometry(camera_a, points_a, camera_b, points_b, matches, options)
        database.write_matches(by_rank[pair.i], by_rank[pair.j], matches)
        database.write_two_view_geometry(by_rank[pair.i], by_rank[pair.j], geometry)
    return ids


def _prior(colmap: Any, database: Any, image: Any, view: View, centre: np.ndarray) -> None:
    height = view.above if view.above is not None else 0.0
    spread = HEIGHT_SPREAD * view.spread if view.above is not None else 100.0
    prior = colmap.PosePrior()
    prior.position = np.array([view.x - centre[0], view.y - centre[1], height])
    prior.position_covariance = np.diag([view.spread**2, view.spread**2, spread**2])
    prior.coordinate_system = colmap.PosePriorCoordinateSystem.CARTESIAN
    if hasattr(prior, "corr_data_id"):
        prior.corr_data_id = image.data_id
        database.write_pose_prior(prior)
    else:  # before pycolmap 4
        database.write_pose_prior(image.image_id, prior)


def _map(colmap: Any, base: Path, folder: Path, count: int, ctx: JobContext) -> Dict[int, Any]:
    options = colmap.IncrementalPipelineOptions()
    options.num_threads = THREADS
    options.random_seed = 34
    options.multiple_models = False
    options.min_model_size = 3
    options.extract_colors = False
    options.ba_refine_focal_length = False  # nadir photographs alone do not tell it: let free, it drifts
    options.mapper.abs_pose_refine_focal_length = False
    options.mapper.init_min_tri_angle = LEAST_ANGLE
    options.mapper.abs_pose_min_num_inliers = FEWEST
    options.triangulation.ignore_two_view_tracks = False  # the border of a flight is seen twice only
    options.mapper.filter_min_tri_angle = options.triangulation.min_angle = FLAT_ANGLE
    options.use_prior_position = True
    options.use_robust_loss_on_prior_position = True
    token = colmap.CancellationToken() if hasattr(colmap, "CancellationToken") else None
    placed = [2]

    def told() -> None:
        placed[0] += 1
        try:
            ctx.progress(min(0.99, placed[0] / count), f"Photos placées : {min(placed[0], count)} sur {count}")
        except Cancelled:
            if token is None:
                raise
            token.cancel()

    more = {"cancellation_token": token} if token is not None else {}
    found: Dict[int, Any] = colmap.incremental_mapping(
        str(base), str(folder), str(folder), options=options, next_image_callback=told, **more
    )
    ctx.check_cancel()
    return found


def _read(model: Any, ids: Dict[int, int]) -> Model:
    placed = sorted((ids[image.image_id], image) for image in model.images.values() if image.has_pose)
    poses = [image.cam_from_world() for _, image in placed]
    cameras = [model.cameras[image.camera_id] for _, image in placed]
    cloud = [point for point in model.points3D.values()]
    return Model(
        [rank for rank, _ in placed],
        np.array([pose.rotation.matrix() for pose in poses]),
        np.array([pose.translation for pose in poses]),
        np.array([camera.params[0] for camera in cameras]),
        np.array([camera.params[3] for camera in cameras]),
        np.array([point.xyz for point in cloud]).reshape(-1, 3),
        np.array([point.error for point in cloud]),
        float(model.compute_mean_reprojection_error()),
    )
