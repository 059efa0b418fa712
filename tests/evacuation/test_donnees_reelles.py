"""On the real data: Montpellier (addresses, derived squares, zones) and Rochefort (PPR, Xynthia); on BD TOPO buildings of Olemps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from data_sync.core.population.build import build_population
from ddtm_crise.core.evacuation.job import run
from ddtm_crise.core.evacuation.recouvrement import Footprints, covered
from shared.arrays.population import PopulationArrays
from shared.gpkg import read
from shared.jobs import JobContext
from tests.espaces import data_file, real_space


def ask(espace, **params):
    return run({"espace": str(espace.root), "enregistrer": False, **params}, JobContext())


@pytest.fixture(scope="module")
def montpellier(tmp_path_factory):
    return real_space("montpellier", tmp_path_factory.mktemp("reel"))


@pytest.fixture(scope="module")
def rochefort(tmp_path_factory):
    return real_space("rochefort", tmp_path_factory.mktemp("reel"))


def brute_force(espace, layer, where=None):
    """People of a layer's zones, each building intersected with the whole zone."""
    arrays = PopulationArrays.load(espace.population)
    zone = shapely.union_all(
        [shapely.make_valid(shapely.from_wkb(row["geom"])) for row in read.rows(espace.referentiel_gpkg, layer, where)]
    )
    footprints = Footprints.of(arrays)
    near = np.flatnonzero(shapely.intersects(shapely.box(*footprints.bounds.T), zone))
    share = shapely.area(shapely.intersection(footprints.geometry[near], zone)) / footprints.area[near]
    return float(share @ arrays.people[near])


def test_the_legal_populations_of_the_department_are_kept_to_the_person(montpellier):
    arrays = PopulationArrays.load(montpellier.population)
    legal = {row["code_insee"]: row["population"] for row in read.rows(montpellier.referentiel_gpkg, "commune", geometry=False)}
    by_commune = np.bincount(arrays.commune, weights=arrays.people, minlength=len(arrays.codes_insee))
    assert len(legal) == 341 and by_commune.sum() == pytest.approx(1_230_289, abs=1e-3)
    assert by_commune.tolist() == pytest.approx([legal[code] for code in arrays.codes_insee.tolist()], abs=1e-6)


def test_a_zone_over_the_whole_department_counts_everybody(montpellier):
    bounds = Footprints.of(PopulationArrays.load(montpellier.population)).bounds
    box = shapely.box(bounds[:, 0].min() - 1, bounds[:, 1].min() - 1, bounds[:, 2].max() + 1, bounds[:, 3].max() + 1)
    result = ask(montpellier, zone=box.wkt, acces=False)
    assert result["population"]["pop_nuit"] == pytest.approx(1_230_289, abs=0.01) and len(result["communes"]) == 341


def test_montpellier_flood_zones_equal_the_brute_force_count(montpellier):
    result = ask(montpellier, couche="zone_reglementaire_ppr", filtre="code_zone=R", acces=False)
    expected = brute_force(montpellier, "zone_reglementaire_ppr", {"code_zone": "R"})
    assert result["population"]["pop_nuit"] == pytest.approx(expected, rel=1e-9, abs=1e-3)
    assert result["population"]["pop_nuit_bas"] < result["population"]["pop_nuit"] < result["population"]["pop_nuit_haut"]


def test_rochefort_regulatory_and_submersion_zones_equal_the_brute_force_count(rochefort):
    """Real polygons: invalid ones, overlaps, islands."""
    strict = {"type_reglement": ["interdiction", "interdiction_stricte"]}
    for layer, where in (("emprise_crue", None), ("zone_reglementaire_ppr", strict)):
        result = ask(rochefort, couche=layer, filtre=where, acces=False)
        assert result["population"]["pop_nuit"] == pytest.approx(brute_force(rochefort, layer, where), rel=1e-6, abs=1e-2)


def test_establishments_cut_off_come_with_those_inside(montpellier):
    result = ask(montpellier, couche="zone_reglementaire_ppr", filtre="code_zone=R")
    access = {row["acces"] for row in result["etablissements"]}
    assert "dans_zone" in access and access <= {"dans_zone", "coupe"}
    assert all(row["nom"] for row in result["etablissements"])


def test_bdtopo_buildings_of_olemps_house_its_3439_inhabitants():
    path = data_file("cadastre_plu/bdtopo_v3_12174_olemps_aveyron.gpkg")
    raw = pyogrio.read_dataframe(path, layer="batiment")
    text = {
        name: raw[name].str.encode("latin-1", "ignore").str.decode("utf-8", "ignore") for name in ("NATURE", "USAGE1", "USAGE2", "ETAT")
    }
    buildings = gpd.GeoDataFrame(
        {"nature": text["NATURE"], "usage_1": text["USAGE1"], "usage_2": text["USAGE2"], "construction_legere": raw["LEGER"], "etat_de_l_objet": text["ETAT"],
         "nombre_de_logements": raw["NB_LOGTS"], "nombre_d_etages": raw["NB_ETAGES"], "hauteur": raw["HAUTEUR"]},
        geometry=raw.geometry, crs=2154,
    )  # fmt: skip
    town = pyogrio.read_dataframe(path, layer="commune")
    communes = gpd.GeoDataFrame(
        {"code_insee": town["INSEE_COM"], "nom": town["NOM"], "population": town["POPULATION"]}, geometry=town.geometry, crs=2154
    )
    arrays = build_population(buildings, communes, millesime="2019", exercise=False, ctx=JobContext())
    assert arrays.people.sum() == pytest.approx(3439, abs=1e-9)
    assert 1000 < len(arrays.people) < 1200, "houses, not sheds, shops and sports halls"
    assert arrays.dwellings.sum() == pytest.approx(1429) and 1.5 < arrays.people.sum() / arrays.dwellings.sum() < 2.5
    assert (arrays.uncertainty < 0.36).mean() > 0.9, "most have counted dwellings"
    rows, share = covered(shapely.MultiPolygon([shapely.box(*town.total_bounds)]), Footprints.of(arrays))
    assert share @ arrays.people[rows] == pytest.approx(3439, rel=1e-9)
