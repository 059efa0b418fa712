"""Every geometry kept is 2D, valid, of the layer's type and in Lambert-93; every other one is refused with its reason."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sync.core.importer import crs, geometry
from data_sync.core.importer.report import ImportReport
from shared.errors import BadInput

from .outils import LATTES, reasons, square

BOW = shapely.from_wkt("POLYGON ((0 0, 100 100, 100 0, 0 100, 0 0))")
SPIKE = shapely.from_wkt("POLYGON ((0 0, 100 0, 100 100, 100 180, 100 100, 0 100, 0 0))")


def conform(shapes, target="MultiPolygon", **options):
    report = ImportReport("essai", "couche", "fichier")
    report.start(len(shapes))
    result, kept = geometry.conform(np.array(shapes, dtype=object), target, np.arange(len(shapes)), report, **options)
    return result, kept, report


def lambert(shapes, declared, default=None):
    report = ImportReport("essai", "couche", "fichier")
    report.start(len(shapes))
    result, kept = crs.to_lambert(np.array(shapes, dtype=object), declared, np.arange(len(shapes)), report, default)
    return result, kept, report


def test_a_crossed_polygon_is_repaired_and_reported():
    result, kept, report = conform([BOW, square()])
    assert kept.all() and shapely.is_valid(result).all() and (shapely.get_type_id(result) == 6).all()
    assert report.reparees == 1 and "invalide" in next(iter(report.reasons))[1]


def test_a_spike_is_cut_off_and_the_surface_stays():
    result, _, report = conform([SPIKE])
    assert result[0].area == pytest.approx(10_000)
    assert reasons(report) == {("réparé", "surface invalide (croisements) réparée"): 1}


def test_a_repair_that_changes_the_area_is_pointed_out():
    overlap = shapely.from_wkt("POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0), (0 0, 100 0, 100 99, 0 99, 0 0))")
    _, kept, report = conform([overlap])
    assert kept.all() and any("aire modifiée" in text for _, text in report.reasons)


def test_altitude_is_taken_off_without_moving_the_point():
    result, _, report = conform([shapely.points(3.0, 4.0, 250.0)], "Point")
    assert not shapely.has_z(result[0]) and (result[0].x, result[0].y) == (3.0, 4.0)
    assert report.reparees == 1


@pytest.mark.parametrize("nothing", [None, shapely.from_wkt("POLYGON EMPTY"), shapely.from_wkt("POLYGON ((0 0, 1 0, 2 0, 0 0))")])
def test_a_missing_empty_or_flat_surface_is_refused(nothing):
    _, kept, report = conform([nothing])
    assert not kept.any() and report.refusees == 1
    flat = nothing is not None and not shapely.is_empty(nothing)
    assert ("refusé", "géométrie absente ou vide") in reasons(report) or flat


def test_infinite_coordinates_are_refused():
    _, kept, _ = conform([shapely.points(float("inf"), 1.0)], "Point")
    assert not kept.any()


def test_another_type_is_refused_and_a_collection_gives_its_useful_part():
    collection = shapely.geometrycollections([square(), shapely.points(0, 0)])
    result, kept, report = conform([shapely.points(0, 0), collection])
    assert list(kept) == [False, True] and result[1].area == pytest.approx(10_000)
    assert report.refusees == 1 and report.reparees == 1


def test_a_surface_becomes_a_point_only_where_the_profile_says_so():
    assert not conform([square()], "Point")[1].any()
    result, kept, _ = conform([square()], "Point", to_point=True)
    assert kept.all() and square().contains(result[0])


def test_single_parts_become_multi_parts():
    lines, _, _ = conform([shapely.from_wkt("LINESTRING (0 0, 1 1)")], "MultiLineString")
    assert lines[0].geom_type == "MultiLineString"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=12))
def test_whatever_ring_a_hand_draws_the_result_is_valid_or_refused(points):
    result, kept, report = conform([shapely.polygons(points + points[:1])])
    assert report.gardees + report.refusees == 1
    if kept[0]:
        assert result[0].is_valid and result[0].geom_type == "MultiPolygon" and result[0].area > 0
    else:
        assert result[0] is None


def moved(point, epsg):
    x, y = pyproj.Transformer.from_crs(2154, epsg, always_xy=True).transform(*point)
    return shapely.points(x, y)


@pytest.mark.parametrize("epsg", [2154, 4326, 4171, 27572, 3035, 3944, 3943, 32631, 3857])
def test_every_usual_system_lands_on_the_same_place(epsg):
    result, kept, report = lambert([moved(LATTES, epsg)], epsg)
    assert kept.all() and report.reparees == 0
    assert shapely.distance(result[0], shapely.points(LATTES)) < (5 if epsg == 27572 else 0.01)


@pytest.mark.parametrize("epsg", [2154, 4326, 27572, 3035, 3944])
def test_a_missing_system_is_recognised_by_the_extent_and_said(epsg):
    result, _, report = lambert([moved(LATTES, epsg)] * 3, None)
    assert shapely.distance(result[0], shapely.points(LATTES)) < 5
    assert any(f"EPSG:{epsg}" in note for note in report.notes)


def test_an_unrecognisable_missing_system_refuses_the_file():
    with pytest.raises(BadInput, match="Lambert-93"):
        lambert([shapely.points(5.0e7, 5.0e7)], None)


def test_degrees_among_metres_are_reprojected_and_reported():
    result, kept, report = lambert([shapely.points(LATTES), moved(LATTES, 4326)], 2154)
    assert kept.all() and shapely.distance(result[0], result[1]) < 0.01
    assert reasons(report) == {
        ("réparé", "coordonnées en longitude-latitude (WGS 84) dans un fichier annoncé en Lambert-93 : reprojetées"): 1
    }


def test_swapped_latitude_and_longitude_are_put_back():
    x, y = moved(LATTES, 4326).coords[0]
    result, _, report = lambert([shapely.points(y, x)], 4326)
    assert shapely.distance(result[0], shapely.points(LATTES)) < 0.01
    assert any("inversées" in text for _, text in report.reasons)


def test_metres_declared_as_degrees_are_taken_for_what_they_are():
    result, kept, report = lambert([shapely.points(LATTES)], 4326)
    assert kept.all() and (result[0].x, result[0].y) == LATTES and report.reparees == 1


@pytest.mark.parametrize("x, y", [(0.0, 0.0), (12_000_000.0, 3_000_000.0), (-61.0, 16.2), (float(2**40), 1.0)])
def test_coordinates_out_of_france_are_refused_with_a_sentence(x, y):
    _, kept, report = lambert([shapely.points(x, y), shapely.points(LATTES)], 2154)
    assert list(kept) == [False, True]
    assert reasons(report) == {("refusé", "coordonnées hors de France dans le système annoncé (Lambert-93)"): 1}


@given(st.floats(100_000, 1_200_000), st.floats(6_100_000, 7_100_000))
def test_no_coordinate_declared_in_lambert93_ever_moves(x, y):
    result, kept, report = lambert([shapely.points(x, y)], 2154)
    assert kept.all() and (result[0].x, result[0].y) == (x, y) and not report.reasons
