"""Headings checked at import against GPS and ties: a strip turned round is found, whatever the file says, and a right one is left alone."""

from __future__ import annotations

import math

import pytest
import shapely

from ddtm_drones.core.importer import job
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f

cv2 = pytest.importorskip("cv2")

from . import vol  # noqa: E402


def bring(tmp_path, source, **more):
    return job.run({"espace": str(tmp_path / "espace"), "source": str(source), **more}, JobContext())


def photos(tmp_path):
    return {row["nom"]: row for row in rows(tmp_path / "espace" / "travail" / "travail.gpkg", "drone_photo")}


def test_a_strip_turned_round_is_named_and_its_heading_as_read_is_kept(tmp_path):
    true = vol.fly(tmp_path / "vol", flipped=(1,))
    result = bring(tmp_path, tmp_path / "vol")
    wrong = [f"DJI_{rank:04d}.JPG" for rank in range(5, 9)]
    assert result["retournees"] == wrong and any("180°" in note and "DJI_0005.JPG à DJI_0008.JPG" in note for note in result["notes"])
    held = photos(tmp_path)
    for name, (_, heading) in true.items():
        off = abs((held[name]["cap"] - heading + 180) % 360 - 180)
        assert (off > 150) == (name in wrong) and ("faux de 180°" in (held[name]["remarques"] or "")) == (name in wrong)


def test_footprints_of_a_turned_strip_are_laid_with_the_right_heading(tmp_path):
    """With a camera tilted ahead by 10 degrees, the heading decides where the footprint lies."""
    vol.fly(tmp_path / "vol", strips=2, flipped=(1,))
    for path in (tmp_path / "vol").glob("*.JPG"):
        data = path.read_bytes()
        path.write_bytes(data.replace(b'GimbalPitchDegree="-90.00"', b'GimbalPitchDegree="-80.00"'))
    bring(tmp_path, tmp_path / "vol")
    held = photos(tmp_path)
    areas = {row["nom"]: row for row in rows(tmp_path / "espace" / "travail" / "travail.gpkg", "drone_emprise")}
    for rank in range(5, 9):  # flown westwards: what is ahead is west of the drone
        row = held[f"DJI_{rank:04d}.JPG"]
        ahead = shapely.from_wkb(areas[row["nom"]]["geom"]).centroid.x - shapely.from_wkb(row["geom"]).x
        assert ahead == pytest.approx(-vol.HEIGHT * math.tan(math.radians(10)), rel=0.25)


def test_a_right_flight_raises_nothing(tmp_path):
    vol.fly(tmp_path / "vol", strips=2)
    result = bring(tmp_path, tmp_path / "vol")
    assert result["retournees"] == [] and not any("cap" in note.lower() and "180" in note for note in result["notes"])


def test_pictures_that_have_nothing_in_common_are_not_judged(tmp_path):
    card = tmp_path / "carte"
    card.mkdir()
    for rank in range(4):  # noise: no ties
        (card / f"DJI_{rank}.JPG").write_bytes(
            f.dji(3.9 + rank * 1e-4, yaw=270.0, hour=f"2026:06:12 14:03:0{rank}", seed=rank, size=(640, 480), CalibratedFocalLength=640)
        )
    result = bring(tmp_path, card)
    assert result["retournees"] == [] and any("0 bande(s) sur 1" in note for note in result["notes"])


def test_a_damaged_picture_does_not_stop_the_import(tmp_path):
    vol.fly(tmp_path / "vol", strips=1)
    path = tmp_path / "vol" / "DJI_0002.JPG"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 30])
    result = bring(tmp_path, tmp_path / "vol")
    assert result["nouveaux"] == 4 and result["retournees"] == []


@pytest.mark.skipif(not f.DATA.is_dir(), reason="reading room absent")
def test_the_real_flight_s_turned_strip_is_found_at_import(tmp_path):
    result = bring(tmp_path, f.DATA / "brighton_nadir_2000px")
    assert result["retournees"] == [f"DJI_{rank:04d}.JPG" for rank in range(24, 30)]
