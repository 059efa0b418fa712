"""Cuts: which roads a point, a section, a zone, two exits or a water depth close, in which direction, and when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from ddtm_crise.core.routage.coupures import block, cut_from, moment
from ddtm_crise.core.routage.coupures_axe import Exit, Exits
from ddtm_crise.core.routage.reseau import Network
from ddtm_crise.core.routage.sources import file_cuts, parameter_cuts
from shared.errors import BadInput
from tests.routage import reels, ville
from tests.routage.ville import X0, Y0

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=timezone.utc)
EXITS = Exits(Exit(a, n, "", x, y) for a, n, x, y in ville.EXITS)


@pytest.fixture(scope="module")
def network():
    return Network(ville.town())


def closed(network, row, exits=EXITS, vehicle="vl", when=NOW):
    """{(road number, x of the middle from the town's corner, "+" digitised way or "-")} of what a cut closes."""
    blocked = block(network, [cut_from(row)], exits, when, vehicle)
    out = set()
    for arc in np.flatnonzero(blocked.mask).tolist():
        segment = arc % network.segments
        middle = network.lines[segment].interpolate(0.5, normalized=True)
        out.add(
            (
                str(network.graph.numbers[network.graph.number[segment]]),
                round(middle.x - X0),
                round(middle.y - Y0),
                "+" if arc < network.segments else "-",
            )
        )
    return out


def wkt(shape):
    return shapely.transform(shapely.from_wkt(shape), lambda c: c + [X0, Y0]).wkt


EAST, WEST = {("A9", 1000, 0, "+")}, {("A9", 1000, -20, "+")}


@pytest.mark.parametrize(("sens", "expected"), [("direct", EAST), ("inverse", WEST), ("double", EAST | WEST)])
@pytest.mark.parametrize("ends", [("29", "30"), ("30", "29"), ("sortie 29", "030")])
def test_between_two_exits_by_direction_whatever_the_order_given(network, sens, expected, ends):
    assert closed(network, {"axe": "A 9", "sortie_debut": ends[0], "sortie_fin": ends[1], "sens": sens}) == expected


def test_between_far_exits_the_whole_carriageway_is_closed(network):
    assert closed(network, {"axe": "A9", "sortie_debut": "29", "sortie_fin": "31", "sens": "direct"}) == EAST | {("A9", 3000, 0, "+")}


@pytest.mark.parametrize(
    ("row", "message"),
    [({"axe": "A9", "sortie_debut": "29", "sortie_fin": "99"}, "sorties connues 29, 30, 31"), ({"axe": "A75", "sortie_debut": "1", "sortie_fin": "2"}, "Aucune sortie n'est connue sur « A75 »"),
     ({"axe": "A9", "sortie_debut": "29", "sortie_fin": "29"}, "la même"), ({"axe": "A9"}, "ne dit pas où"), ({"wkt": "POINT EMPTY"}, "vide"), ({"wkt": "POINT (1"}, "illisible"),
     ({"x": 1, "y": 2, "sens": "gauche"}, "Sens de coupure inconnu"), ({"x": 1, "y": 2, "debut": "hier soir"}, "illisible")],
)  # fmt: skip
def test_refusals_are_sentences(network, row, message):
    with pytest.raises(BadInput, match=message):
        block(network, [cut_from(row)], EXITS, NOW)


def test_a_point_closes_the_nearest_road_within_30_m(network):
    assert closed(network, {"wkt": wkt("POINT (1000 1010)")}) == {("D10", 1100, 1000, "+"), ("D10", 1100, 1000, "-")}
    assert closed(network, {"wkt": wkt("POINT (1000 1031)")}) == set()


def test_a_point_on_the_motorway_closes_both_carriageways_or_the_one_of_growing_exits(network):
    assert closed(network, {"wkt": wkt("POINT (1000 -2)")}) == EAST | {("A9", 1000, 0, "-")} | WEST | {("A9", 1000, -20, "-")}
    assert closed(network, {"wkt": wkt("POINT (1000 -2)"), "axe": "A9", "sens": "direct"}) >= EAST
    assert not closed(network, {"wkt": wkt("POINT (1000 -2)"), "axe": "A9", "sens": "direct"}) & WEST


def test_a_section_closes_the_roads_it_runs_along_and_not_those_it_crosses(network):
    assert closed(network, {"wkt": wkt("LINESTRING (150 1004, 2050 996)")}) == {("D10", 1100, 1000, "+"), ("D10", 1100, 1000, "-")}


def test_a_section_in_one_direction_follows_its_own_drawing(network):
    assert closed(network, {"wkt": wkt("LINESTRING (150 1000, 2050 1000)"), "sens": "direct"}) == {("D10", 1100, 1000, "+")}
    assert closed(network, {"wkt": wkt("LINESTRING (2050 1000, 150 1000)"), "sens": "direct"}) == {("D10", 1100, 1000, "-")}
    assert closed(network, {"wkt": wkt("LINESTRING (2050 1000, 150 1000)"), "sens": "inverse"}) == {("D10", 1100, 1000, "+")}


def test_a_line_across_a_road_is_a_barrier(network):
    assert closed(network, {"wkt": wkt("LINESTRING (1000 950, 1000 1050)")}) == {("D10", 1100, 1000, "+"), ("D10", 1100, 1000, "-")}


ZONE = "POLYGON ((1900 -200, 2300 -200, 2300 200, 1900 200, 1900 -200))"


def test_water_closes_what_is_on_the_ground_and_spares_the_bridge_above(network):
    roads = {name for name, *_ in closed(network, {"wkt": wkt(ZONE), "cause": "inondation"})}
    assert "A9" in roads and "D2" not in roads
    assert "D2" in {name for name, *_ in closed(network, {"wkt": wkt(ZONE), "cause": "feu"})}


def test_a_road_that_only_touches_the_zone_stays_open(network):
    assert closed(network, {"wkt": wkt("POLYGON ((200 1000, 1800 1000, 1800 1200, 200 1200, 200 1000))").replace("1000", "1000")}) != set()
    assert closed(network, {"wkt": wkt("POLYGON ((200 1001, 1800 1001, 1800 1200, 200 1200, 200 1001))")}) == set()


def test_a_self_crossing_zone_drawn_by_a_shaky_hand_is_repaired(network):
    assert ("D10", 1100, 1000, "+") in closed(network, {"wkt": wkt("POLYGON ((900 900, 1300 1100, 1300 900, 900 1100, 900 900))")})


def test_a_depth_grid_closes_roads_under_more_than_the_threshold(network, tmp_path):
    depth = np.full((300, 600), -9999.0, dtype=np.float32)
    depth[:100, :] = 0.4  # the northern third: y from +1 500 to +500
    path = str(tmp_path / "eau.tif")
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=600,
        height=300,
        count=1,
        dtype="float32",
        crs="EPSG:2154",
        nodata=-9999,
        transform=from_origin(X0 - 1000, Y0 + 1500, 10, 10),
    ) as out:
        out.write(depth, 1)
    assert {name for name, *_ in closed(network, {"raster": path, "seuil_m": 0.2})} == {"D10", "D1", "D2", "D3", ""}
    assert closed(network, {"raster": path, "seuil_m": 0.4}) == set()
    with pytest.raises(BadInput, match="illisible"):
        closed(network, {"raster": str(tmp_path / "absent.tif")})


@pytest.mark.parametrize(
    ("row", "vehicle", "active"),
    [({}, "vl", True), ({"debut": "2026-11-24T17:59:00Z"}, "vl", True), ({"debut": "2026-11-24T18:01"}, "vl", False), ({"fin": "2026-11-24T18:00"}, "vl", False),
     ({"fin": "2026-11-24T19:30+01:00"}, "vl", True), ({"vehicules": "pl"}, "vl", False), ({"vehicules": "pl"}, "pl", True), ({"vehicules": "tous"}, "pl", True)],
)  # fmt: skip
def test_a_cut_counts_at_its_hours_and_for_its_vehicles(network, row, vehicle, active):
    assert bool(closed(network, {"wkt": wkt("POINT (1000 1000)"), **row}, vehicle=vehicle)) == active


def test_hours_without_a_zone_are_utc():
    assert moment("2026-11-24T18:00:00") == NOW and moment("2026-11-24T19:00:00+01:00") == NOW and moment("") is None
    assert moment(datetime(2026, 11, 24, 18, 0)) == NOW and moment(NOW + timedelta(hours=1)) > NOW


def test_files_of_cuts_are_read_whatever_their_system(tmp_path, network):
    import geopandas as gpd

    frame = gpd.GeoDataFrame(
        {"roadNumber": ["D10"], "description": ["Arbre sur la chaussée"], "overallStartTime": ["2026-11-24T06:00:00Z"]},
        geometry=[shapely.Point(X0 + 1000, Y0 + 1000)],
        crs=2154,
    )
    path = tmp_path / "evenements.geojson"
    frame.to_crs(4326).to_file(path)
    (cut,) = parameter_cuts([str(path)])
    assert cut.axe == "D10" and cut.commentaire == "Arbre sur la chaussée" and cut.source == "evenements.geojson" and cut.debut.hour == 6
    assert block(network, [cut], EXITS, NOW).mask.sum() == 2
    with pytest.raises(BadInput, match="introuvable ou illisible"):
        file_cuts(str(tmp_path / "rien.gpkg"))


def test_real_events_of_the_west_are_read():
    folder = (
        reels.need(reels.DATA / "temps_reel" / "datex_diro")
        if (reels.DATA / "temps_reel" / "datex_diro").is_file()
        else reels.DATA / "temps_reel" / "datex_diro"
    )
    files = sorted(folder.glob("*.geojson")) if folder.is_dir() else []
    if not files:
        pytest.skip("évènements absents")
    assert sum(len(file_cuts(str(path))) for path in files) > 100


def test_xynthia_closes_the_low_roads_of_rochefort_and_spares_the_bridges():
    import pyogrio

    network = Network(reels.graph("rochefort"))
    flood = shapely.union_all(
        shapely.make_valid(pyogrio.read_dataframe(reels.ROCHEFORT, layer="emprise_submersion_xynthia_2010").geometry.to_numpy())
    )
    blocked = block(network, [cut_from({"geom": flood.wkb, "cause": "inondation"})], Exits([]), NOW)
    bridges = network.graph.level > 0
    inside = shapely.length(shapely.intersection(network.lines, flood)) > 0.5
    assert (inside & bridges).sum() > 10 and not blocked.segments()[bridges].any()
    assert (blocked.segments() == (inside & ~bridges)).all() and blocked.mask.sum() > 300
