"""What the filter of the detections needs to know: sports grounds, tanks, solar parks, under the names of their publishers."""

from __future__ import annotations

import pytest
import shapely

from shared.errors import BadInput

from .outils import LATTES, bring_in, reasons, square, vector

# Columns of a delivered TERRAIN_DE_SPORT.shp (10 characters) and of the GeoPackage of the same product.
SHORT = {"ID": "TERRSPOR0000000060502059", "NATURE": "Terrain de tennis", "NAT_DETAIL": None, "ETAT": "En service"}
LONG = {"cleabs": "TERRSPOR0000002207540752", "nature": "Bassin de natation", "nature_detaillee": "Piscine", "etat_de_l_objet": "En projet"}


@pytest.mark.parametrize("name, rows, kept", [("TERRAIN_DE_SPORT.shp", SHORT, "Terrain de tennis"), ("bdtopo.gpkg", LONG, None)])
def test_sports_grounds_come_in_under_both_kinds_of_names_and_only_those_that_stand(tmp_path, name, rows, kept):
    options = {"layer": "terrain_de_sport"} if name.endswith(".gpkg") else {}
    frame, report = bring_in("terrains_sport", vector(tmp_path / name, [rows], [square()], **options))
    assert list(frame["nature"]) == ([kept] if kept else [])
    assert bool(kept) or reasons(report) == {("écarté", "objet pas encore construit ou disparu"): 1}


def test_tanks_drop_their_heights(tmp_path):
    tank = shapely.Polygon([(x, y, 629.1) for x, y in square(side=8).exterior.coords])
    path = vector(tmp_path / "RESERVOIR.shp", [{"ID": "RESERVOI0000000060500001", "NATURE": "Château d'eau", "ETAT": "En service"}], [tank])
    frame, _ = bring_in("reservoirs", path)
    assert list(frame["nature"]) == ["Château d'eau"] and not shapely.has_z(frame.geometry.iloc[0])


def test_a_solar_park_declared_twice_is_one_park_and_those_of_other_departments_stay_out(tmp_path):
    park = {
        "id": 7,
        "surf_parc": 61_000.0,
        "flottant": False,
        "agrivolt": True,
        "insee_com": "34129",
        "nom_com": "Lattes",
        "millesime": 2021,
    }
    rows = [{**park, "etat": "en exploitation"}, {**park, "etat": None}, {**park, "id": 8, "insee_com": "30001", "etat": None}]
    shapes = [square(), square(), square(LATTES[0] + 500)]
    frame, _ = bring_in("photovoltaique_sol", vector(tmp_path / "pv.gpkg", rows, shapes, layer="donnees_agregees"), departement="34")
    assert list(frame["id_source"]) == ["7"] and frame["agrivoltaique"].iloc[0] and frame["surface_m2"].iloc[0] == 61_000.0


def test_another_layer_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="colonne « cleabs » absente"):
        bring_in("terrains_sport", vector(tmp_path / "t.gpkg", [{"nom": "stade"}], [square()], layer="terrain_de_sport"))
