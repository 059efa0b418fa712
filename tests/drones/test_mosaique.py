"""The mosaic against a ground whose truth is known, and on a real flight; and what it refuses to pretend."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shared.errors import BadInput
from shared.jobs import JobContext

from . import fabrique as f

cv2 = pytest.importorskip("cv2")
rasterio = pytest.importorskip("rasterio")

from ddtm_drones.core.mosaique import ajustement, job, rapide, vues  # noqa: E402

from . import vol  # noqa: E402


def make(folder, target, **more):
    return job.run({"espace": str(target.parent / "espace"), "photos": str(folder), "sortie": str(target), **more}, JobContext())


@pytest.fixture(scope="module")
def remembered():
    """Features and points alike of a folder, found once: what comes after them can be tried again at no cost."""
    return {}


@pytest.fixture
def quick(remembered, monkeypatch):
    for name in ("find_features", "match"):
        monkeypatch.setattr(rapide.liens, name, lambda *_, name=name: remembered[name])


@pytest.fixture(scope="module")
def flight(tmp_path_factory, remembered):
    folder = tmp_path_factory.mktemp("vol d'été")
    true = vol.fly(folder / "photos", flipped=(1,))
    target = folder / "mosaïque.tif"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("find_features", "match"):
            real = getattr(rapide.liens, name)
            patch.setattr(rapide.liens, name, lambda *given, name=name, real=real: remembered.setdefault(name, real(*given)))
        return folder, true, target, make(folder / "photos", target)


def solved(folder, remembered):
    ties = rapide.liens.fitted(remembered["match"], remembered["find_features"])
    views, epsg, _ = vues.gather(sorted(folder.glob("*.JPG")))
    found, metres, samples = ajustement.headings(views, ties)
    return views, ajustement.adjust(views, ties, found, metres, samples), epsg


def test_the_answer_states_photos_residuals_and_gps_shift(flight):
    _, true, _, result = flight
    assert result["photos"] == len(true) == 12 and result["epsg"] == 2154
    assert result["residu_median_m"] < 0.1 and result["residu_p90_m"] < 0.25, "the made-up ground is flat"
    assert "raccords à" in result["phrase"] and any("à plat" in note for note in result["notes"])


def test_the_strip_flipped_by_180_degrees_is_found_and_no_other(flight):
    _, _, _, result = flight
    assert result["retournees"] == [f"DJI_{rank:04d}.JPG" for rank in range(5, 9)]
    assert any("180°" in note and "DJI_0005.JPG à DJI_0008.JPG" in note for note in result["notes"])


def test_every_photo_lies_where_the_truth_says_up_to_the_gps(flight, remembered):
    """GPS noise of 0.5 m moves the whole by a few tenths; within the whole, corners agree to 2 ground pixels a hundred metres away."""
    folder, true, _, result = flight
    views, solution, _ = solved(folder / "photos", remembered)
    corners = np.array([(-320.0, -240.0), (320.0, -240.0), (320.0, 240.0), (-320.0, 240.0)])
    shifts, turns = [], []
    for view, parameters in zip(views, solution.parameters):
        place, heading = true[view.name]
        shifts.append(ajustement.ground(parameters, corners) - vol.truth(place, heading, corners))
        turns.append((math.degrees(-math.atan2(parameters[1], parameters[0])) - heading + 180) % 360 - 180)
    shifts = np.array(shifts)
    assert np.hypot(*shifts.mean(axis=(0, 1))) < 0.6 and np.abs(turns).max() < 2
    assert np.median(np.hypot(*np.moveaxis(shifts - shifts.mean(axis=(0, 1)), 2, 0))) < 0.6


def test_scale_is_within_2_percent_of_gps_distances_and_of_the_truth(flight):
    _, _, _, result = flight
    assert abs(result["echelle_ecart"]) < 0.02
    assert result["finesse_m"] == pytest.approx(vol.HEIGHT / vol.FOCAL, rel=0.02)


def test_distances_in_the_image_are_those_of_the_adjusted_model(flight):
    """Two ground points seen in two photographs are found in the written file, by correlation with the truth's texture."""
    folder, true, target, result = flight
    ground = vol.texture()
    with rasterio.open(target) as raster:
        image, pixel, bounds = np.moveaxis(raster.read((1, 2, 3)), 0, 2), raster.res[0], raster.bounds
        assert raster.crs.to_epsg() == 2154 and raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG" and raster.overviews(1)
        assert "raccords" in raster.tags()["TIFFTAG_IMAGEDESCRIPTION"]
    found = []
    rng = np.random.default_rng(0)
    for _ in range(12):
        x, y = vol.ORIGIN[0] + rng.uniform(60, 100), vol.ORIGIN[1] + rng.uniform(60, 100)
        c, r = int((x - vol.ORIGIN[0]) / vol.CELL), int(ground.shape[0] - (y - vol.ORIGIN[1]) / vol.CELL)
        patch = cv2.resize(ground[r - 30 : r + 30, c - 30 : c + 30, ::-1], None, fx=vol.CELL / pixel, fy=vol.CELL / pixel)
        scores = cv2.matchTemplate(image, patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (px, py) = cv2.minMaxLoc(scores)
        if best > 0.6:
            found.append((x, y, bounds.left + (px + patch.shape[1] / 2) * pixel, bounds.top - (py + patch.shape[0] / 2) * pixel))
    found = np.array(found)
    assert len(found) >= 6
    true_d = np.hypot(found[:, None, 0] - found[None, :, 0], found[:, None, 1] - found[None, :, 1])
    image_d = np.hypot(found[:, None, 2] - found[None, :, 2], found[:, None, 3] - found[None, :, 3])
    assert np.median(np.abs(true_d - image_d)) < 4 * pixel and np.abs(true_d - image_d).max() < 0.03 * true_d.max()


def test_seams_cover_the_image_and_tell_the_headings(flight):
    geopandas = pytest.importorskip("geopandas")
    _, true, target, result = flight
    seams = geopandas.read_file(result["fichiers"][1])
    assert set(seams["photo"]) <= set(true) and seams.crs.to_epsg() == 2154
    assert set(seams.loc[seams["retournee"], "photo"]) <= set(result["retournees"])
    with rasterio.open(target) as raster:
        seen = (raster.read(4) > 0).sum() * raster.res[0] ** 2
    assert seams.area.sum() == pytest.approx(seen, rel=0.02)


def test_photos_that_do_not_overlap_are_refused(tmp_path):
    vol.fly(tmp_path / "vol", strips=2, per_strip=2, base=75.0, metres=240)
    with pytest.raises(BadInput, match="Recouvrement insuffisant"):
        make(tmp_path / "vol", tmp_path / "m.tif")
    assert not (tmp_path / "m.tif").exists()


def test_relief_that_tears_the_photos_apart_is_refused_unless_forced(tmp_path):
    vol.fly(tmp_path / "vol", strips=2, per_strip=4, warp=9.0)
    with pytest.raises(BadInput, match="refusée|Recouvrement"):
        make(tmp_path / "vol", tmp_path / "m.tif")


def hill(x, y):
    """14 m high under a flight at 60 m; level (0) where the first photograph is taken."""
    dx, dy = x - vol.ORIGIN[0], y - vol.ORIGIN[1]
    return 14 * np.exp(-(((dx - 90) / 30) ** 2) - ((dy - 85) / 30) ** 2)


def seen_where(target, count=40, half=12):
    """(true places, places in the image) of patches of the made-up ground found in the mosaic by correlation."""
    ground = vol.texture()
    with rasterio.open(target) as raster:
        image, pixel, bounds = np.moveaxis(raster.read((1, 2, 3)), 0, 2), raster.res[0], raster.bounds
    found, rng = [], np.random.default_rng(0)
    for x, y in zip(vol.ORIGIN[0] + rng.uniform(65, 95, count), vol.ORIGIN[1] + rng.uniform(65, 95, count)):
        c, r = int((x - vol.ORIGIN[0]) / vol.CELL), int(ground.shape[0] - (y - vol.ORIGIN[1]) / vol.CELL)
        patch = cv2.resize(ground[r - half : r + half, c - half : c + half, ::-1], None, fx=vol.CELL / pixel, fy=vol.CELL / pixel)
        px, py = (x - bounds.left) / pixel, (bounds.top - y) / pixel
        left, top, reach = int(px) - 80, int(py) - 80, 160
        near = image[top : top + reach, left : left + reach]
        _, best, _, (i, j) = cv2.minMaxLoc(cv2.matchTemplate(near, patch, cv2.TM_CCOEFF_NORMED))
        if best > 0.75:
            found.append((x, y, bounds.left + (left + i + patch.shape[1] / 2) * pixel, bounds.top - (top + j + patch.shape[0] / 2) * pixel))
    held = np.array(found)
    return held[:, :2], held[:, 2:]


def test_relief_that_a_terrain_tells_is_corrected(tmp_path):
    """The same flight, without the terrain then with it: what the terrain explains leaves the residuals and the ground."""
    vol.fly(tmp_path / "vol", hill=hill, noise=0.2)
    x, y = vol.ORIGIN[0] + np.arange(-60, 240, 1.0) + 0.5, vol.ORIGIN[1] + np.arange(240, -60, -1.0) - 0.5
    with rasterio.open(
        tmp_path / "mnt.tif", "w", driver="GTiff", width=300, height=300, count=1, dtype="float32", crs="EPSG:2154",
        transform=rasterio.transform.from_origin(vol.ORIGIN[0] - 60, vol.ORIGIN[1] + 240, 1, 1),
    ) as raster:  # fmt: skip
        raster.write((37 + hill(x[None, :], y[:, None])).astype("float32"), 1)
    flat = make(tmp_path / "vol", tmp_path / "plat.tif", forcer=True)
    corrected = make(tmp_path / "vol", tmp_path / "relief.tif", mnt=str(tmp_path / "mnt.tif"), altitude_decollage=37)
    assert not flat["redressee"] and corrected["redressee"] and any("Redressée sur le terrain" in note for note in corrected["notes"])
    assert corrected["residu_p90_m"] < 0.1 * flat["residu_p90_m"]

    def error(target):
        true, image = seen_where(target)
        off = image - true
        return len(true), float(np.percentile(np.hypot(*(off - np.median(off, axis=0)).T), 80))

    (_, before), (count, after) = error(tmp_path / "plat.tif"), error(tmp_path / "relief.tif")
    assert count > 15 and after < 2 * vol.HEIGHT / vol.FOCAL and after < 0.2 * before


TILTS = ((9.0, 0.0), (-4.0, 6.0), (6.0, -90.0), (0.0, 0.0))  # degrees lifted, degrees rolled: one after the other


def corners_off(folder, placed, views, true):
    """Metres between where each corner is laid and where it truly is, the whole moved as one set aside (GPS)."""
    corners = np.array([(-320.0, -240.0), (320.0, -240.0), (320.0, 240.0), (-320.0, 240.0), (0.0, 0.0)])
    shifts = []
    for rank, view in enumerate(views):
        place, heading = true[view.name]
        tilt = TILTS[(int(view.name[4:8]) - 1) % len(TILTS)]
        shifts.append(placed.ground(rank, corners) - vol.truth(place, heading, corners, tilt=tilt))
    off = np.array(shifts)
    return np.hypot(*np.moveaxis(off - np.median(off, axis=(0, 1)), 2, 0))


def test_photos_that_lean_are_laid_by_their_recorded_tilt(tmp_path, monkeypatch):
    """Without it, corners of a photograph that leans by 9 degrees miss their place by ten metres."""
    true = vol.fly(tmp_path / "vol", tilt=lambda number: TILTS[number % len(TILTS)], noise=0.2)
    kept, found = {}, {}
    for name in ("find_features", "match"):
        real = getattr(rapide.liens, name)
        monkeypatch.setattr(rapide.liens, name, lambda *given, name=name, real=real: found.setdefault(name, real(*given)))
    render = job.rendu.render
    monkeypatch.setattr(
        job.rendu, "render", lambda target, views, placed, *more: kept.update(v=views, p=placed) or render(target, views, placed, *more)
    )
    result = make(tmp_path / "vol", tmp_path / "penche.tif")
    leaning = corners_off(tmp_path, kept["p"], kept["v"], true)
    assert any("Inclinaison des photos prise en compte (jusqu'à 9,0°)" in note for note in result["notes"])
    assert result["residu_p90_m"] < 0.25 and np.median(leaning) < 0.3 and leaning.max() < 1.5
    places, image = seen_where(tmp_path / "penche.tif")
    off = image - places
    assert len(places) > 15 and np.percentile(np.hypot(*(off - np.median(off, axis=0)).T), 80) < 3 * vol.HEIGHT / vol.FOCAL

    for name in found:
        monkeypatch.setattr(rapide.liens, name, lambda *_, name=name: found[name])
    monkeypatch.setattr(rapide.inclinaison, "homography", lambda view: None)
    ignored = make(tmp_path / "vol", tmp_path / "droit.tif", forcer=True)
    assert result["residu_p90_m"] < 0.3 * ignored["residu_p90_m"] and np.median(leaning) < 0.2 * np.median(
        corners_off(tmp_path, kept["p"], kept["v"], true)
    )


def test_a_recorded_tilt_that_the_pictures_deny_is_not_believed(flight, quick, tmp_path, monkeypatch):
    """The flight looks straight down; its files are made to say that every other photograph leans by 8 degrees."""
    folder, _, _, _ = flight
    gather = vues.gather

    def lying(*given):
        views, epsg, notes = gather(*given)
        for rank, view in enumerate(views):
            view.pitch = -82.0 if rank % 2 else -90.0
        return views, epsg, notes

    monkeypatch.setattr(job.vues, "gather", lying)
    result = make(folder / "photos", tmp_path / "m.tif")
    assert any("non retenue" in note for note in result["notes"]) and result["residu_p90_m"] < 0.25


def test_known_relief_under_the_flight_is_refused(flight, quick, tmp_path):
    folder, _, _, _ = flight
    heights = np.tile(np.linspace(0, 30, 60, dtype="float32"), (60, 1))
    with rasterio.open(
        tmp_path / "pente.tif", "w", driver="GTiff", width=60, height=60, count=1, dtype="float32", crs="EPSG:2154",
        transform=rasterio.transform.from_origin(vol.ORIGIN[0] - 60, vol.ORIGIN[1] + 240, 5, 5),
    ) as raster:  # fmt: skip
        raster.write(heights, 1)
    with pytest.raises(BadInput, match=r"terrain varie de \d+ m"):
        make(folder / "photos", tmp_path / "m.tif", mnt=str(tmp_path / "pente.tif"))
    forced = make(folder / "photos", tmp_path / "m.tif", mnt=str(tmp_path / "pente.tif"), forcer=True)
    assert any(note.startswith("FORCÉE") for note in forced["notes"]) and (tmp_path / "m.tif").is_file()


def test_obliques_and_photos_without_position_are_left_out_and_too_few_refused(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(f.dji(pitch=-45))
    (folder / "b.jpg").write_bytes(f.picture())
    (folder / "c.jpg").write_bytes(f.dji())
    with pytest.raises(BadInput, match=r"Il faut au moins 3 photos.*1 sur 3"):
        make(folder, tmp_path / "m.tif")
    with pytest.raises(BadInput, match="GeoTIFF"):
        make(folder, tmp_path / "m.png")
    with pytest.raises(BadInput, match="Choisissez un dossier"):
        job.run({"espace": str(tmp_path), "sortie": str(tmp_path / "m.tif")}, JobContext())


def test_fault_a_failed_writing_leaves_nothing(flight, quick, tmp_path, monkeypatch):
    folder, _, _, _ = flight

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(job.rendu, "finish", broken)
    with pytest.raises(OSError):
        make(folder / "photos", tmp_path / "m.tif")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """(answer, views, placement) of the real flight, assembled once."""
    if not f.DATA.is_dir():
        pytest.skip("reading room absent")
    kept, render = {}, job.rendu.render
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            job.rendu,
            "render",
            lambda target, views, placed, *more: kept.update(v=views, p=placed) or render(target, views, placed, *more),
        )
        result = make(f.DATA / "brighton_nadir_2000px", tmp_path_factory.mktemp("reel") / "m.tif")
    return result, kept["v"], kept["p"]


def test_the_real_flight_of_18_photos_with_its_flipped_strip(real):
    result, _, _ = real
    assert result["photos"] == 18 and result["retournees"] == [f"DJI_{rank:04d}.JPG" for rank in range(24, 30)]
    assert result["residu_median_m"] < 0.2 and result["residu_p90_m"] < 0.7 and abs(result["echelle_ecart"]) < 0.02
    assert result["decalage_gps_m"] < 3 and result["finesse_m"] == pytest.approx(0.0332, rel=0.03)


def test_distances_in_the_real_mosaic_are_within_2_ground_pixels_of_the_adjusted_model(real):
    """Points of the photographs are found again in the written image by new ties, and their distances compared with the model's."""
    geopandas = pytest.importorskip("geopandas")
    import shapely

    result, views, placed = real
    with rasterio.open(result["sortie"]) as raster:
        bands, pixel, bounds = raster.read((1, 2, 3)), raster.res[0], raster.bounds
    image = cv2.cvtColor(np.moveaxis(bands, 0, 2).copy(), cv2.COLOR_RGB2GRAY)
    seams = geopandas.read_file(result["fichiers"][1]).set_index("photo").geometry
    ratios, errors = [], []
    for rank in (1, 10):
        view, seam = views[rank], seams[views[rank].name].buffer(-1.0)
        west, south, east, north = (int(value) for value in seams[view.name].bounds)
        left, top = max(0, int((west - bounds.left) / pixel)), max(0, int((bounds.top - north) / pixel))
        part = image[top : int((bounds.top - south) / pixel), left : int((east - bounds.left) / pixel)]
        sift = cv2.SIFT_create(1500)
        (a, da), (b, db) = (sift.detectAndCompute(one, None) for one in (vues.picture(view, 1, colour=False), part))
        good = [m for m, n in cv2.BFMatcher().knnMatch(da, db, 2) if m.distance < 0.6 * n.distance]
        seen = np.array([a[m.queryIdx].pt for m in good]) + 0.5 - (view.width / 2, view.height / 2)
        found = np.array([b[m.trainIdx].pt for m in good]) + 0.5 + (left, top)
        found = np.column_stack([bounds.left + found[:, 0] * pixel, bounds.top - found[:, 1] * pixel])
        model = placed.ground(rank, seen)
        inside = shapely.contains_xy(seam, *found.T) & (np.hypot(*(model - found).T) < 2)
        model, found = model[inside], found[inside]
        pairs = np.triu_indices(len(model), 1)
        there, here = (np.hypot(*(one[pairs[0]] - one[pairs[1]]).T) for one in (model, found))
        errors.append(np.abs(there - here))
        ratios += list(here[there > 10] / there[there > 10])
    off = np.concatenate(errors)
    assert len(off) > 1000 and np.median(off) < result["finesse_m"] and np.percentile(off, 95) < 2 * result["finesse_m"]
    assert abs(np.median(ratios) - 1) < 0.001 and abs(result["echelle_ecart"]) < 0.02
