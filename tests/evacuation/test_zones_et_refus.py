"""Every way of naming a zone, and every bad one: one French sentence, nothing written."""

from __future__ import annotations

import json
import os
import shutil

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from ddtm_crise.core.evacuation.job import run
from ddtm_crise.core.evacuation.recouvrement import Footprints
from shared.arrays.population import PopulationArrays
from shared.errors import BadInput, DdtmError
from shared.gpkg import read
from shared.jobs import JobContext

from .fabrique import SIDE, X, Y, space

SQUARE = shapely.box(X + 200, Y + 100, X + 2600, Y + 1900)
CTX = JobContext()
ZIP = ({"station": "Lattes", "hauteur_echelle": 3.0, "geom": shapely.box(X, Y, X + 1500, Y + SIDE).wkb},
       {"station": "Lattes", "hauteur_echelle": 4.5, "geom": shapely.box(X, Y, X + 4000, Y + SIDE).wkb},
       {"station": "Ganges", "hauteur_echelle": 3.0, "geom": shapely.box(X + 6000, Y, X + 8000, Y + SIDE).wkb})  # fmt: skip


@pytest.fixture(scope="module")
def espace(tmp_path_factory):
    return space(tmp_path_factory.mktemp("evacuation"), zones=ZIP)


@pytest.fixture(scope="module")
def expected(espace):
    """People of any polygon, counted building by building."""
    arrays = PopulationArrays.load(espace.population)
    footprints = Footprints.of(arrays)

    def people(zone):
        return float((shapely.area(shapely.intersection(footprints.geometry, zone)) / footprints.area) @ arrays.people)

    return people


def ask(espace, **params):
    return run({"espace": str(espace.root), "enregistrer": False, "acces": False, **params}, CTX)


def night(espace, **params):
    return ask(espace, **params)["population"]["pop_nuit"]


def test_text_geojson_files_and_other_coordinate_systems_name_the_same_zone(espace, expected, tmp_path):
    frame = gpd.GeoDataFrame({"nom": ["a"]}, geometry=[SQUARE], crs=2154)
    frame.to_file(tmp_path / "zone.gpkg", layer="ma_zone")
    frame.to_file(tmp_path / "zone.shp")
    frame.to_file(tmp_path / "zone.geojson")
    dense = gpd.GeoDataFrame(geometry=[shapely.segmentize(SQUARE, 20.0)], crs=2154)
    dense.to_crs(27572).to_file(tmp_path / "lambert2.gpkg")
    lonlat = json.loads(dense.to_crs(4326).to_json())
    wanted = pytest.approx(expected(SQUARE), rel=1e-5)
    for zone in (
        SQUARE.wkt,
        f"SRID=2154;{SQUARE.wkt}",
        shapely.force_3d(SQUARE, 12.0).wkt,
        SQUARE.wkb_hex,
        shapely.to_geojson(SQUARE),
        lonlat,
        lonlat["features"][0]["geometry"],
        {"wkt": SQUARE.wkt, "libelle": "Dessin"},
        str(tmp_path / "zone.gpkg"),
        str(tmp_path / "zone.gpkg") + "|layername=ma_zone",
        {"chemin": str(tmp_path / "zone.gpkg"), "couche": "ma_zone", "filtre": "nom=a"},
        str(tmp_path / "zone.shp"),
        str(tmp_path / "lambert2.gpkg"),
    ):
        assert night(espace, zone=zone) == wanted, zone
    assert night(espace, zone=str(tmp_path / "zone.geojson")) == pytest.approx(expected(SQUARE), rel=1e-3)


def test_several_sources_are_counted_once_and_the_margin_surrounds_them_all(espace, expected):
    both = SQUARE.union(shapely.box(X + 1000, Y, X + 5000, Y + SIDE))
    result = ask(espace, zone=[SQUARE.wkt, shapely.box(X + 1000, Y, X + 5000, Y + SIDE).wkt], libelle="Deux")
    assert result["population"]["pop_nuit"] == pytest.approx(expected(both), rel=1e-9, abs=1e-3)
    wider = ask(espace, zone=SQUARE.wkt, tampon=150)
    assert wider["population"]["pop_nuit"] == pytest.approx(expected(SQUARE.buffer(150)), rel=1e-3)
    assert wider["tampon_m"] == 150.0


def test_a_commune_gives_its_legal_population_to_the_person(espace):
    result = ask(espace, commune=["34002"])
    assert result["population"]["pop_nuit"] == pytest.approx(1777.0, abs=1e-3)
    assert [row["code_insee"] for row in result["communes"]] == ["34002"]
    everything = ask(espace, commune=[f"3400{i}" for i in range(1, 5)])
    assert everything["population"]["pop_nuit"] == pytest.approx(sum(1000 + 777 * i for i in range(4)), abs=1e-3)


def test_a_catalogue_layer_with_a_filter(espace, expected):
    small, large, other = (shapely.from_wkb(one["geom"]) for one in ZIP)
    name = "zone_inondee_potentielle"
    assert night(espace, couche=name, filtre="station=Lattes;hauteur_echelle<=3") == pytest.approx(expected(small), rel=1e-9, abs=1e-3)
    assert night(espace, couche=name, filtre="hauteur_echelle>=3") == pytest.approx(expected(large.union(other)), rel=1e-9, abs=1e-3)
    assert night(espace, couche=name, filtre={"station": ["Ganges"]}) == pytest.approx(expected(other), rel=1e-9, abs=1e-3)
    assert night(espace, couche=name, filtre="station!=Lattes") == pytest.approx(expected(other), rel=1e-9, abs=1e-3)


@pytest.fixture(scope="module")
def depths(espace):
    """A grid of depths, deeper eastwards, with a dry hole and a part without data."""
    depth = np.tile(np.linspace(0.0, 2.0, 400, dtype=np.float32), (100, 1))
    depth[40:50, 300:310] = 0.0
    depth[:, 390:] = -9999.0
    path = espace.generation / "eau.tif"
    with rasterio.open(path, "w", driver="GTiff", width=400, height=100, count=1, dtype="float32", crs="EPSG:2154", nodata=-9999.0, transform=from_origin(X, Y + SIDE, 20, 20)) as out:  # fmt: skip
        out.write(depth, 1)
    return path, depth


def test_a_depth_grid_counts_exactly_the_squares_deeper_than_asked(espace, expected, depths):
    path, depth = depths
    deep = (depth > 0.5) & (depth > -9000)
    rows, columns = np.nonzero(deep)
    pixels = shapely.union_all(shapely.box(X + 20 * columns, Y + SIDE - 20 * (rows + 1), X + 20 * (columns + 1), Y + SIDE - 20 * rows))
    result = ask(espace, raster=str(path), hauteur=0.5)
    assert result["population"]["pop_nuit"] == pytest.approx(expected(pixels), rel=1e-9, abs=1e-3)
    assert "0,5 m d'eau" in result["libelle"]
    assert night(espace, raster="eau.tif", hauteur=0.5) == result["population"]["pop_nuit"], "a name is a file of the pack"
    assert result["etablissements"][0]["hauteur_eau"] > 0


def test_a_crossed_contour_is_corrected_and_said(espace, expected):
    (a, b), (c, d) = (X + 200, Y + 200), (X + 3000, Y + 1800)
    bow = shapely.Polygon([(a, b), (c, d), (c, b), (a, d)])
    result = ask(espace, zone=bow.wkt)
    wings = shapely.union(
        shapely.Polygon([(a, b), ((a + c) / 2, (b + d) / 2), (a, d)]), shapely.Polygon([(c, b), (c, d), ((a + c) / 2, (b + d) / 2)])
    )
    assert result["population"]["pop_nuit"] == pytest.approx(expected(wings), rel=1e-6)
    assert any("sans perdre de surface" in note for note in result["notes"])


def test_a_zone_outside_the_data_says_so(espace):
    away = ask(espace, zone=shapely.box(0, 0, 100, 100).wkt)
    assert away["population"]["pop_nuit"] == 0 and away["communes"] == []
    assert "entièrement hors des communes" in away["phrase"]
    half = ask(espace, zone=shapely.box(X - 1000, Y, X + 1000, Y + SIDE).wkt)
    assert "50 % de la zone est hors des communes" in half["phrase"]
    empty = ask(espace, zone=shapely.box(X + 1, Y + 1, X + 1.5, Y + 1.5).wkt)
    assert empty["phrase"].startswith("0 personne connue dans la zone") and "hors des communes" not in empty["phrase"]


def test_a_line_with_a_margin_is_a_zone(espace, expected):
    line = shapely.LineString([(X, Y + 1000), (X + 8000, Y + 1000)])
    assert night(espace, zone=line.wkt, tampon=100) == pytest.approx(expected(line.buffer(100)), rel=1e-3)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "Aucune zone"),
        ({"zone": "POLYGON EMPTY"}, "zone est vide"),
        ({"zone": shapely.LineString([(X, Y), (X + 9, Y)]).wkt}, "zone est vide"),
        ({"zone": "POLYGON((0 0,1 1"}, "lisible"),
        ({"zone": {"type": "Polygon", "coordinates": "non"}}, "lisible"),
        ({"zone": 12}, "lisible"),
        ({"zone": "absent.gpkg"}, "introuvable"),
        ({"zone": SQUARE.wkt, "tampon": -5}, "tampon"),
        ({"zone": SQUARE.wkt, "tampon": "large"}, "tampon"),
        ({"zone": {"wkt": SQUARE.wkt, "epsg": 999999}}, "système de coordonnées"),
        ({"commune": ["34999"]}, "34999"),
        ({"couche": "batiment_"}, "n'est pas une couche de zones"),
        ({"couche": "zone_alea"}, "ne contient aucune zone"),
        ({"couche": "zone_inondee_potentielle", "filtre": "station=Nulle part"}, "aucune zone pour le filtre"),
        ({"couche": "zone_inondee_potentielle", "filtre": "stations=a"}, "pas de champ"),
        ({"couche": "zone_inondee_potentielle", "filtre": "n'importe quoi"}, "n'est pas compris"),
        ({"couche": "zone_inondee_potentielle", "filtre": "hauteur_echelle<haut"}, "attend un nombre"),
        ({"raster": "absent.tif", "hauteur": 0.5}, "introuvable"),
        ({"raster": "eau.tif", "hauteur": "beaucoup"}, "hauteur d'eau"),
        ({"raster": "eau.tif", "hauteur": 50}, "aucun point"),
        ({"zone": SQUARE.wkt, "sortie": "fiche.docx"}, "Format de sortie inconnu"),
    ],
)
def test_bad_input_is_one_french_sentence_and_changes_nothing(espace, depths, params, said):
    before = {path: path.stat().st_mtime_ns for path in espace.root.rglob("*") if path.is_file()}
    with pytest.raises(BadInput, match=said) as caught:
        ask(espace, **params)
    assert caught.value.message.count("\n") == 0 and caught.value.message[-1] in ".!"
    assert {path: path.stat().st_mtime_ns for path in espace.root.rglob("*") if path.is_file()} == before


def test_damaged_or_wordless_files_are_refused(espace, tmp_path):
    frame = gpd.GeoDataFrame({"nom": ["a"]}, geometry=[SQUARE])
    frame.to_file(tmp_path / "sans_crs.gpkg")
    with pytest.raises(BadInput, match="système de coordonnées"):
        ask(espace, zone=str(tmp_path / "sans_crs.gpkg"))
    whole = (tmp_path / "sans_crs.gpkg").read_bytes()
    (tmp_path / "coupe.gpkg").write_bytes(whole[: len(whole) // 3])
    (tmp_path / "vide.gpkg").write_bytes(b"")
    (tmp_path / "texte.gpkg").write_text("bonjour")
    for name in ("coupe.gpkg", "vide.gpkg", "texte.gpkg"):
        with pytest.raises(BadInput):
            ask(espace, zone=str(tmp_path / name))
    frame.set_crs(2154).iloc[:0].to_file(tmp_path / "sans_ligne.gpkg")
    with pytest.raises(BadInput, match="aucun objet"):
        ask(espace, zone=str(tmp_path / "sans_ligne.gpkg"))


def test_a_missing_or_broken_pack_is_said(espace, tmp_path):
    with pytest.raises(BadInput, match="paquet de données est absent"):
        ask(type(espace).at(tmp_path / "rien"), zone=SQUARE.wkt)
    copy = type(espace).at(shutil.copytree(espace.root, tmp_path / "copie"))
    with open(copy.population, "r+b") as stream:
        stream.truncate(1000)
    with pytest.raises(BadInput, match="endommagé"):
        ask(copy, zone=SQUARE.wkt)
    copy.population.unlink()
    with pytest.raises(BadInput):
        ask(copy, zone=SQUARE.wkt)


def test_rows_of_the_three_layers_or_none(espace, tmp_path):
    copy = type(espace).at(shutil.copytree(espace.root, tmp_path / "copie"))
    result = ask(copy, zone=SQUARE.wkt, enregistrer=True, libelle="Le Bourg", auteur="Permanence")
    (zone,) = read.rows(copy.travail_gpkg, "evacuation")
    assert (
        zone["uuid"] == result["evacuation_uuid"]
        and zone["exercice"]
        and zone["libelle"] == "Le Bourg"
        and zone["cree_par"] == "Permanence"
    )
    assert shapely.from_wkb(zone["geom"]).equals(SQUARE)
    parts = read.rows(copy.travail_gpkg, "evacuation_commune", {"evacuation_uuid": zone["uuid"]})
    places = read.rows(copy.travail_gpkg, "evacuation_etablissement", {"evacuation_uuid": zone["uuid"]})
    assert sum(row["pop_nuit"] for row in parts) == pytest.approx(zone["pop_nuit"], abs=0.01)
    assert sum(row["pop_jour"] for row in parts) == pytest.approx(zone["pop_jour"], abs=0.01)
    assert {row["nom"] for row in places} == {"Résidence des Aiguerelles", "École du Bourg", "Camping de la Plage"}


def test_a_locked_work_file_is_left_as_it_was(espace, tmp_path):
    copy = type(espace).at(shutil.copytree(espace.root, tmp_path / "copie"))
    ask(copy, zone=SQUARE.wkt, enregistrer=True)
    before = copy.travail_gpkg.read_bytes()
    if os.geteuid() == 0:
        copy.travail_gpkg.write_bytes(before[: len(before) // 2])
        before = copy.travail_gpkg.read_bytes()
    else:
        copy.travail_gpkg.chmod(0o400)
    with pytest.raises(DdtmError):
        ask(copy, zone=SQUARE.wkt, enregistrer=True)
    assert copy.travail_gpkg.read_bytes() == before
