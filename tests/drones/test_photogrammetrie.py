"""The full engine of the mosaic: what it says where pycolmap is absent, and what it finds where it is installed."""

from __future__ import annotations

import importlib.util
import math
import sys

import numpy as np
import pytest

from shared.errors import BadInput, Cancelled
from shared.jobs import JobContext

cv2 = pytest.importorskip("cv2")
pytest.importorskip("rasterio")

from ddtm_drones.core.mosaique import colmap, complete, job, surface, vues  # noqa: E402

from . import vol  # noqa: E402
from .test_mosaique import hill, make, seen_where  # noqa: E402


def test_without_pycolmap_the_refusal_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pycolmap", None)
    with pytest.raises(BadInput, match=r"« pycolmap », absent.*pip install.*moteur rapide"):
        complete.lay([], 2154, None, {}, JobContext())


def test_an_unknown_engine_is_refused(tmp_path):
    with pytest.raises(BadInput, match="Moteur inconnu : « turbo »"):
        make(tmp_path, tmp_path / "m.tif", moteur="turbo")


def test_one_strip_is_refused():
    views = [vues.View(None, str(k), 14.0 * k, 0.1 * (k % 2), 640, 480, 60.0, 90.0, 0.09, 1.0) for k in range(6)]
    with pytest.raises(BadInput, match="Une seule bande"):
        complete._refuse_one_strip(views)


def test_the_surface_follows_the_cloud_and_drops_its_wrong_matches():
    rng = np.random.default_rng(0)
    points = np.column_stack([rng.uniform(0, 100, (2000, 2)), np.zeros(2000)])
    points[:, 2] = 0.1 * points[:, 0]
    points[::100, 2] += 30  # wrong matches
    grid = surface.of_cloud(points, np.full(2000, 0.5), np.array([1000.0, 2000.0]), (990, 1990, 1110, 2110))
    x, y = np.meshgrid(np.linspace(1010, 1090, 9), np.linspace(2010, 2090, 9))
    assert np.abs(grid.at(x, y) - 0.1 * (x - 1000)).max() < 0.5
    assert np.isfinite(grid.at(np.array([991.0, 1109.0]), np.array([1991.0, 2109.0]))).all(), "beyond the cloud the nearest height holds"


def a_camera():
    """One camera 60 m up, turned by 30 degrees and leaning, over a slope."""
    turn, lean = math.radians(30), math.radians(8)
    facing = np.array([[math.cos(turn), -math.sin(turn), 0], [-math.sin(turn), -math.cos(turn), 0], [0, 0, -1.0]])
    tip = np.array([[1, 0, 0], [0, math.cos(lean), -math.sin(lean)], [0, math.sin(lean), math.cos(lean)]])
    rotation = tip @ facing
    place = np.array([5.0, -3.0, 60.0])
    slope = complete.terrain.Grid(np.tile(np.linspace(-5, 5, 201), (201, 1)), 900.0, 2100.0, (1.0, 1.0))
    view = vues.View(None, "a", 1005.0, 1997.0, 640, 480, 60.0, 30.0, 0.09, 1.0)
    model = colmap.Model(
        [0], rotation[None], (-rotation @ place)[None], np.array([640.0]), np.array([-0.02]), np.zeros((1, 3)), np.zeros(1), 0.5
    )
    return complete.Cameras([view], model, np.array([1000.0, 2000.0]), slope), rotation, place


def test_pixels_and_ground_are_each_other_s_inverse():
    placed, rotation, place = a_camera()
    points = np.array([(0.0, 0.0), (250, -180), (-300, 200)])
    places = placed.ground(0, points)
    for (u, v), (x, y) in zip(points, places):
        # by hand: the ground's place seen through the camera
        seen = rotation @ (np.array([x - 1000, y - 2000, float(placed.surface.at(np.array([x]), np.array([y]))[0])]) - place)
        a, b = seen[:2] / seen[2]
        assert 640 * np.array([a, b]) * (1 - 0.02 * (a * a + b * b)) == pytest.approx((u, v), abs=0.05)
        across, down = placed.pixels(0, x - 4, y + 4, 0.1, 80, 80)
        assert (across[39:41, 39:41].mean(), down[39:41, 39:41].mean()) == pytest.approx((u, v), abs=0.5)
    across, down = placed.pixels(0, 1005 - 300, 1997 + 300, 1.0, 600, 600)
    inside = (np.abs(across) < 320) & (np.abs(down) < 240)
    assert cv2.connectedComponents(inside.astype(np.uint8))[0] == 2, "the picture is one piece of the map, nothing strays outside it"


needed = pytest.mark.skipif(importlib.util.find_spec("pycolmap") is None, reason="pycolmap is not installed (optional)")


@needed
def test_leaning_photos_over_a_hill_make_a_mosaic_that_is_true(tmp_path):
    """Fourteen metres of relief under a flight at sixty, no terrain given: the flat mosaic is refused, this one lies where the truth is."""
    vol.fly(tmp_path / "vol", hill=hill, noise=0.2, tilt=lambda number: (5.0, 0.0) if number % 2 else (-3.0, 4.0))
    result = make(tmp_path / "vol", tmp_path / "m.tif", moteur="complete")
    assert result["photos"] == 12 and result["reprojection_px"] < 1 and result["decalage_gps_m"] < 0.5 and result["retournees"] == []
    assert result["residu_p90_m"] < 0.3 and "reprojection à" in result["phrase"]
    places, image = seen_where(tmp_path / "m.tif")
    off = image - places
    assert len(places) > 15 and np.percentile(np.hypot(*(off - np.median(off, axis=0)).T), 80) < 4 * vol.HEIGHT / vol.FOCAL


@needed
def test_cancelling_leaves_nothing(tmp_path):
    vol.fly(tmp_path / "vol", strips=2, per_strip=3)
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 12

    with pytest.raises(Cancelled):
        job.run(
            {"espace": str(tmp_path / "e"), "photos": str(tmp_path / "vol"), "sortie": str(tmp_path / "m.tif"), "moteur": "complete"},
            JobContext(is_cancelled=cancelled),
        )
    assert not list(tmp_path.glob("*.tif"))
