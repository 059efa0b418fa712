"""The small pack (lower Lez): what everyone builds on holds together. The whole department is measured by benchmarks/exercice.py."""

from __future__ import annotations

import filecmp
import json

import numpy as np
import pytest
import rasterio
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data_sync.core.exercice.build import run
from shared import catalogue
from shared.arrays.population import PopulationArrays
from shared.arrays.roadgraph import RoadGraph
from shared.errors import BadInput, Cancelled
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from shared.gpkg.check import check
from shared.jobs import JobContext
from tests.paquet import SCALE, shared_small_space, small_space


@pytest.fixture(scope="module")
def espace() -> Espace:
    return Espace.at(shared_small_space())


@pytest.fixture(scope="module")
def layer(espace):
    held = {}

    def read(name):
        if name not in held:
            held[name] = read_layer(espace.referentiel_gpkg, name)
        return held[name]

    return read


@pytest.fixture(scope="module")
def graph(espace) -> RoadGraph:
    return RoadGraph.load(espace.reseau)


@pytest.fixture(scope="module")
def people(espace) -> PopulationArrays:
    return PopulationArrays.load(espace.population)


def test_every_reference_layer_is_there_passes_the_catalogue_check_and_has_rows(espace):
    report = check(espace.referentiel_gpkg, catalogue.layers("reference"))
    assert report.ok, report
    assert [name for name, rows in report.rows.items() if rows == 0] == []


def test_the_pack_is_stamped_exercise_everywhere(espace, layer, graph, people):
    assert espace.is_exercise and espace.pack["graine"] == 34
    assert layer("source_donnee")["exercice"].all()
    assert bool(graph.exercise) and bool(people.exercise)
    assert layer("etablissement")["nom"].str.contains("EXERCICE").all()
    assert set(layer("zone_reglementaire_ppr")["standard"]) == {"exercice"}


def test_people_of_the_buildings_add_up_to_each_commune_to_the_person(layer, people):
    communes = layer("commune").set_index("code_insee")["population"]
    counted = dict(zip(people.codes_insee, np.bincount(people.commune, people.people, len(people.codes_insee))))
    assert {code: round(value, 6) for code, value in counted.items()} == communes.astype(float).to_dict()


def test_census_ages_and_squares_add_up_to_the_same_people(layer):
    census = layer("population_commune")
    ages = [name for name in census.columns if name.startswith("ind_")]
    assert np.array_equal(census[ages].sum(axis=1), census["population"])
    assert layer("carreau_population")["ind"].sum() == pytest.approx(layer("commune")["population"].sum())
    assert (census["menages"] <= census["logements"]).all()


def test_communes_tile_the_ground_without_overlap_or_gap(layer):
    cells = layer("commune").geometry.to_numpy()
    whole = shapely.union_all(cells)
    assert shapely.is_valid(cells).all()
    assert shapely.area(cells).sum() == pytest.approx(whole.area, rel=1e-9)
    assert sum(len(part.interiors) for part in shapely.get_parts(whole)) == 0


def test_every_road_can_be_driven_to_and_from(graph):
    """More than the 99 % asked: one strongly connected network, even without the private roads."""
    for usable in (np.ones(len(graph.tail), dtype=bool), ~graph.private):
        forth, back = usable & np.isfinite(graph.time_forward), usable & np.isfinite(graph.time_backward)
        tail, head = np.concatenate([graph.tail[forth], graph.head[back]]), np.concatenate([graph.head[forth], graph.tail[back]])
        arcs = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(len(graph.x),) * 2)
        label = connected_components(arcs, directed=True, connection="strong")[1]
        best = label == np.bincount(label).argmax()
        assert (best[graph.tail] & best[graph.head])[usable].mean() > 0.999


def test_motorways_meet_the_other_roads_at_their_exits_only(layer):
    roads = layer("troncon_de_route")
    motorway = roads[roads["nature"] == "Type autoroutier"]
    plain = roads[~roads["nature"].isin(["Type autoroutier", "Bretelle"])]
    ends = {tuple(np.round(xy, 1)) for row in motorway.geometry for xy in (row.geoms[0].coords[0], row.geoms[0].coords[-1])}
    others = {tuple(np.round(xy, 1)) for row in plain.geometry for xy in (row.geoms[0].coords[0], row.geoms[0].coords[-1])}
    assert ends.isdisjoint(others)
    assert set(motorway["sens_de_circulation"]) == {"Sens direct"}
    assert motorway[motorway["cpx_numero"] == "A9"]["acces_vehicule_leger"].eq("A péage").all()


def test_ground_roads_cross_a_motorway_above_or_below_it(layer):
    roads = layer("troncon_de_route")
    plain = roads[~roads["nature"].isin(["Type autoroutier", "Bretelle"])]
    carriageways = roads[roads["nature"] == "Type autoroutier"].geometry.to_numpy()
    crossing = plain.iloc[np.unique(shapely.STRtree(plain.geometry.to_numpy()).query(carriageways, predicate="crosses")[1])]
    assert len(crossing) >= 10
    assert (crossing["position_par_rapport_au_sol"] != "0").all()
    assert {"1", "-1"} <= set(crossing["position_par_rapport_au_sol"])


def test_roads_that_cross_the_lez_are_bridges(layer):
    roads, lez = layer("troncon_de_route"), layer("troncon_hydrographique").set_index("nom").geometry["Lez"]
    crossing = roads[roads.geometry.crosses(lez)]
    assert len(crossing) >= 5
    assert set(crossing["position_par_rapport_au_sol"]) <= {"1", "-1"}


def test_roundabouts_turn_the_french_way(layer):
    rings = layer("troncon_de_route")
    rings = rings[rings["nature"] == "Rond-point"]
    assert len(rings) > 50 and set(rings["sens_de_circulation"]) == {"Sens direct"}
    lines = [row.geoms[0].coords for row in rings.geometry]
    following = {tuple(np.round(line[0], 3)): line for line in lines}
    turns = []
    for line in lines:
        after = following.get(tuple(np.round(line[-1], 3)))
        if after is not None:
            (ax, ay), (bx, by), (cx, cy) = line[0], line[-1], after[-1]
            turns.append((bx - ax) * (cy - by) - (by - ay) * (cx - bx))
    assert len(turns) > 50 and min(turns) > 0  # counter-clockwise


def test_buildings_stand_beside_the_roads_and_not_on_them_nor_in_the_water_nor_on_one_another(layer):
    shapes = layer("batiment").geometry.to_numpy()
    roads = layer("troncon_de_route")
    tree = shapely.STRtree(shapes)
    assert len(np.unique(tree.query(roads.geometry.to_numpy(), predicate="intersects")[1])) == 0
    water = layer("surface_hydrographique").geometry.to_numpy()
    assert len(tree.query(water, predicate="intersects")[1]) == 0
    i, j = tree.query(shapes, predicate="overlaps")
    assert len(i) == 0
    near = tree.query(roads.geometry.to_numpy(), predicate="dwithin", distance=60.0)[1]
    assert len(np.unique(near)) > 0.97 * len(shapes)


def test_sports_grounds_tanks_and_solar_parks_stand_on_free_ground(layer):
    for name in ("terrain_de_sport", "reservoir", "installation_solaire"):
        tree = shapely.STRtree(layer(name).geometry.to_numpy())
        for other in ("batiment", "troncon_de_route", "surface_hydrographique"):
            assert len(tree.query(layer(other).geometry.to_numpy(), predicate="intersects")[1]) == 0, (name, other)
    assert {"Bassin de natation", "Terrain de tennis"} <= set(layer("terrain_de_sport")["nature"])


def test_a_flood_of_the_lez_reaches_lattes_and_grows_with_the_stage(layer):
    zones = layer("zone_inondee_potentielle")
    lez = zones[zones["code_station"] == "EX-LEZ-3"]
    lattes = layer("commune").set_index("nom").geometry["Lattes"]
    wet = {stage: shapely.union_all(group.geometry.to_numpy()) for stage, group in lez.groupby("hauteur_echelle")}
    areas = [shapely.intersection(wet[stage], lattes).area for stage in sorted(wet)]
    assert len(areas) == 3 and areas == sorted(areas) and areas[0] > 1e5
    homes = layer("batiment")
    inside = homes[(homes["nombre_de_logements"] > 0) & homes.geometry.intersects(wet[max(wet)])]
    assert len(inside) > 100
    hit = layer("etablissement").geometry.intersects(wet[max(wet)])
    assert {"ehpad", "elementaire"} & set(layer("etablissement")[hit]["nature"])


def test_depth_classes_neither_overlap_nor_disagree_with_the_depth_raster(espace, layer):
    zones = layer("zone_inondee_potentielle")
    for rank, stage in enumerate((3.2, 4.0, 4.8), 1):
        mine = zones[(zones["code_station"] == "EX-LEZ-3") & (zones["hauteur_echelle"] == stage)]
        shapes = mine.geometry.to_numpy()
        assert shapely.area(shapes).sum() == pytest.approx(shapely.union_all(shapes).area, rel=1e-6)
        with rasterio.open(espace.generation / f"hauteur_lez_{rank}.tif") as raster:
            depth = raster.read(1, masked=True)
            area = float((~depth.mask).sum()) * raster.res[0] ** 2
            deep = shapely.buffer(shapely.union_all(mine[mine["classe_hauteur"] == "200p"].geometry.to_numpy()), -40.0)
            points = [shapely.get_coordinates(part.representative_point())[0] for part in shapely.get_parts(deep) if not part.is_empty]
            values = [value[0] for value in raster.sample(points)]
        assert area == pytest.approx(shapely.area(shapes).sum(), rel=0.05)
        assert all(value > 1.8 for value in values)


def test_rivers_never_flow_uphill_on_the_terrain(espace, layer):
    with rasterio.open(espace.generation / "mnt.tif") as raster:
        assert raster.crs.to_epsg() == 2154
        for row in layer("troncon_hydrographique").itertuples():
            line = max(shapely.get_parts(row.geometry), key=lambda part: part.length)
            points = shapely.get_coordinates(shapely.line_interpolate_point(line, np.arange(0, line.length, 400.0)))
            heights = np.array([value[0] for value in raster.sample(points)])
            heights = heights[heights > -100]
            assert heights.max() == pytest.approx(heights[:3].max(), abs=2.5)
            assert (np.diff(heights) < 3.0).all(), row.nom  # the sampled cell may be a bank, never a hill


def test_substitution_routes_join_consecutive_exits_both_ways_on_existing_segments(layer):
    routes, roads = layer("itineraire_substitution"), layer("troncon_de_route")
    pairs = {(row.axe, row.sortie_debut, row.sortie_fin): row for row in routes.itertuples()}
    assert ("A9", "28", "32") in pairs and ("A9", "32", "28") in pairs
    known = {shapely.to_wkb(part) for line in roads.geometry for part in shapely.get_parts(line)}
    assert all(shapely.to_wkb(part) in known for line in routes.geometry for part in shapely.get_parts(line))
    motorway = {shapely.to_wkb(line.geoms[0]) for line in roads[roads["nature"] == "Type autoroutier"].geometry}
    assert not any(shapely.to_wkb(part) in motorway for line in routes.geometry for part in shapely.get_parts(line))
    assert routes["numero"].is_unique


def test_telephones_are_of_the_range_kept_for_fiction_and_differ(layer):
    phones = layer("etablissement")["telephone"]
    assert phones.str.fullmatch(r"04 65 71 \d\d \d\d").all() and phones.is_unique


def test_establishments_cover_what_an_evacuation_needs(layer):
    places = layer("etablissement")
    assert {"mairie", "elementaire", "college", "lycee", "hopital", "ehpad", "camping", "caserne", "salle_accueil"} <= set(places["nature"])
    assert (places[places["nature"] == "camping"]["effectif_nuit"] > 0).all()
    assert (places.groupby("nature").size()["mairie"]) == len(layer("commune"))


def test_the_same_seed_gives_the_same_bytes_and_rows_and_another_seed_others(espace, tmp_path, layer):
    run({"espace": str(tmp_path / "b"), "echelle": SCALE}, JobContext())
    again = Espace.at(tmp_path / "b")
    for name in ("reseau.npz", "population.npz", "mnt.tif", "hauteur_lez_3.tif"):
        assert filecmp.cmp(espace.generation / name, again.generation / name, shallow=False), name
    for name in ("troncon_de_route", "batiment", "zone_reglementaire_ppr", "etablissement"):
        assert layer(name).equals(read_layer(again.referentiel_gpkg, name)), name
    run({"espace": str(tmp_path / "c"), "echelle": 0.02, "graine": 35}, JobContext())
    run({"espace": str(tmp_path / "d"), "echelle": 0.02, "graine": 34}, JobContext())
    c, d = (read_layer(Espace.at(tmp_path / name).referentiel_gpkg, "batiment") for name in "cd")
    assert not c.geometry.head(50).geom_equals(d.geometry.head(50)).all()


@pytest.mark.parametrize(
    "params, words",
    [
        ({}, "dossier de travail"),
        ({"espace": "x", "echelle": 0}, "échelle"),
        ({"espace": "x", "echelle": "beaucoup"}, "échelle"),
        ({"espace": "x", "graine": "trente"}, "graine"),
        ({"espace": "x", "graine": -1}, "graine"),
    ],
)
def test_a_bad_parameter_is_one_french_sentence_and_makes_nothing(params, words, tmp_path):
    params = {**params, **({"espace": str(tmp_path / "e")} if "espace" in params else {})}
    with pytest.raises(BadInput) as error:
        run(params, JobContext())
    assert words in error.value.message and error.value.message.endswith((".", ")."))
    assert not (tmp_path / "e").exists()


def test_a_cancel_in_mid_build_leaves_the_space_as_it_was(tmp_path):
    root = small_space(tmp_path)
    before = sorted(str(path.relative_to(root)) for path in root.rglob("*"))
    pack = json.loads((Espace.at(root).generation / "pack.json").read_text(encoding="utf-8"))
    seen = []

    def progress(fraction, text):
        seen.append(fraction)

    with pytest.raises(Cancelled):
        run({"espace": str(root), "echelle": 0.02}, JobContext(progress, lambda: bool(seen) and seen[-1] > 0.72))
    assert sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.name != ".verrou") == [
        name for name in before if ".verrou" not in name
    ]
    assert Espace.at(root).pack == pack
