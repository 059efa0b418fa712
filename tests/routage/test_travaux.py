"""The jobs end to end on a made-up town: detour, substitution, isolation, cuts written and read back."""

from __future__ import annotations

import json
import os

import pytest
import shapely

from ddtm_crise.core.routage import couper, detour, isolement, substitution
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext
from tests.routage import ville
from tests.routage.espaces import make_espace
from tests.routage.ville import X0, Y0, at

A9 = {"axe": "A9", "sortie_debut": "29", "sortie_fin": "30", "cause": "accident"}
WEST_NORTH, EAST_NORTH = at(100, 1000), at(4100, 1000)


def s_route(numero, points, **fields):
    line = shapely.MultiLineString([[(X0 + x, Y0 + y) for x, y in points]])
    return {
        "numero": numero,
        "axe": "A9",
        "sortie_debut": "29",
        "sortie_fin": "30",
        "sens": "direct",
        "plan": "PGT A9",
        **fields,
        "geom": line.wkb,
    }


SOUTH = [(0, -20), (100, -300), (100, -1000), (2100, -1000), (2100, -300), (2000, -20)]
NORTH = [(0, 0), (100, 300), (100, 900), (100, 1000), (2100, 1000), (2100, 900), (2100, 300), (2000, 0)]


@pytest.fixture(scope="module")
def graph():
    return ville.town()


@pytest.fixture
def espace(tmp_path, graph):
    return make_espace(
        tmp_path / "espace", graph, communes=[("34001", "Nord", X0 + 100, Y0 + 1010, 1200), ("34002", "L'Étang", X0 + 4100, Y0 - 2400, 830)], exits=ville.EXITS,
        etablissements=[("ehpad", "Les Tamaris", X0 + 4120, Y0 - 2000)], substitutions=[s_route("S1", SOUTH), s_route("S2", NORTH, hauteur_max=3.2)],
    )  # fmt: skip


@pytest.fixture
def ask(espace):
    ctx = JobContext()
    return lambda job, **params: job.run({"espace": str(espace.root), **params}, ctx)


def test_the_usual_way_when_nothing_is_cut(ask):
    result = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), alternatives=0)
    assert result["itineraires"][0]["description"] == "A9" and result["itineraires"][0]["ecart_s"] == 0
    assert result["phrase"].startswith("3 min et 5,8 km par A9")


def test_a_cut_section_is_left_by_the_exit_before_and_joined_again_after(ask):
    result = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), coupures=[{**A9, "sens": "direct"}])
    route = next(row for row in result["itineraires"] if row["type_itineraire"] == "calcule")
    assert route["description"] in ("A9 > sortie 29 > D1 > D20 > D2 > entrée 30 > A9", "A9 > sortie 29 > D1 > D10 > D2 > entrée 30 > A9")
    assert route["ecart_s"] > 60 and route["ecart_m"] > 0 and "A9 entre les sorties 29 et 30" in result["coupures"][0]["libelle"]


def test_the_other_direction_stays_open(ask):
    result = ask(detour, depart=at(4900, -20), arrivee=at(-900, -20), coupures=[{**A9, "sens": "direct"}])
    assert result["itineraires"][0]["description"] == "A9" and "ne touchent pas le trajet habituel" in result["phrase"]


def test_the_official_route_comes_first_and_warns(ask):
    result = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), coupures=[A9], profil="pl")
    first, second = result["itineraires"][:2]
    assert (first["numero"], first["type_itineraire"], first["avertissement"]) == ("S1", "substitution", "")
    assert second["numero"] == "S2" and "hauteur" in second["avertissement"]
    assert result["phrase"].startswith("Itinéraire officiel S1")
    cut_too = ask(substitution, coupures=[A9, {"wkt": f"POINT ({X0 + 1100} {Y0 - 1000})", "cause": "eboulement"}])
    assert [row["numero"] for row in cut_too["itineraires"]] == ["S2", "S1"] and "coupé par" in cut_too["itineraires"][1]["avertissement"]


def test_a_lorry_avoids_the_low_bridge(ask):
    car, lorry = (
        ask(detour, depart=WEST_NORTH, arrivee=at(2100, 1000), profil=code, alternatives=0)["itineraires"][0] for code in ("vl", "pl")
    )
    assert car["description"] == "D10" and "D10" not in lorry["description"]
    small = ask(detour, depart=WEST_NORTH, arrivee=at(2100, 1000), profil="pl", hauteur=3.0, alternatives=0)["itineraires"][0]
    assert small["description"] == "D10"


def test_private_roads_serve_their_ends_and_nothing_else(ask):
    through = ask(detour, depart=WEST_NORTH, arrivee=at(2100, 1000), profil="pl", alternatives=0)["itineraires"][0]
    assert "Mas" not in through["description"]
    inside = ask(detour, depart=at(1000, 905), arrivee=at(2100, 950), alternatives=0)["itineraires"][0]
    assert inside["description"].startswith("Chemin du Mas")


def test_a_private_road_is_the_last_resort_and_said_so(ask):
    walls = [{"wkt": f"POINT ({X0 + x} {Y0 + y})", "cause": "eboulement"} for x, y in ((1100, 1000), (100, 600))]
    result = ask(detour, depart=at(110, 1000), arrivee=at(2100, 980), coupures=walls)
    assert result["trouve"] and "voie privée" in result["itineraires"][-1]["avertissement"] and "Attention" in result["phrase"]


def test_alternatives_differ_and_are_slower(ask):
    result = ask(detour, depart=WEST_NORTH, arrivee=EAST_NORTH, alternatives=2)
    best, *others = result["itineraires"]
    assert others and all(row["duree_s"] >= best["duree_s"] and row["type_itineraire"] == "alternative" for row in others)
    shapes = [shapely.from_wkb(row["geom"]) for row in result["itineraires"]]
    assert shapes[0].buffer(5).intersection(shapes[1]).length < 0.75 * shapes[1].length


def test_no_route_says_which_side_is_isolated_and_by_what(ask):
    wall = {"wkt": f"POINT ({X0 + 4100} {Y0 - 1500})", "cause": "inondation", "commentaire": "Pont de l'Étang submergé"}
    far = {"wkt": f"POINT ({X0 + 1100} {Y0 + 1000})", "cause": "travaux"}
    result = ask(
        detour,
        depart="Nord",
        arrivee=at(4100, -2450),
        coupures=[{**wall, "wkt": f"LINESTRING ({X0 + 4100} {Y0 - 1000}, {X0 + 4100} {Y0 - 2500})"}, far],
    )
    assert not result["trouve"] and result["itineraires"] == [] and result["isolement"]["cote"] == "arrivee"
    assert result["isolement"]["coupures"] == ["Pont de l'Étang submergé (inondation)"]
    assert (
        result["phrase"].startswith("Aucun itinéraire de Nord à") and "l'arrivée" in result["phrase"] and "travaux" not in result["phrase"]
    )


def test_waypoints_are_passed_in_order(ask):
    result = ask(detour, depart=WEST_NORTH, arrivee=EAST_NORTH, etapes=[at(2100, -1000)], alternatives=1)
    line = shapely.from_wkb(result["itineraires"][0]["geom"])
    assert line.distance(shapely.Point(X0 + 2100, Y0 - 1000)) < 1
    assert result["itineraires"][0]["longueur_m"] == pytest.approx(line.length, abs=0.2)


def test_rows_are_kept_in_the_work_file_with_the_stamp(ask, espace):
    result = ask(detour, depart="Nord", arrivee="A9/31", coupures=[A9])
    rows = read.rows(espace.travail_gpkg, "itineraire")
    assert [row["uuid"] for row in rows] == result["uuids"] and len(rows) == len(result["itineraires"])
    assert all(row["exercice"] and row["calcul_uuid"] == result["calcul_uuid"] and row["geom"] for row in rows)
    assert ask(detour, depart="Nord", arrivee="A9/31", enregistrer=False)["uuids"] == [] and len(
        read.rows(espace.travail_gpkg, "itineraire")
    ) == len(rows)


def test_a_written_cut_counts_at_once_and_stops_at_its_end(ask, espace):
    before = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), enregistrer=False)["itineraires"][0]["duree_s"]
    written = ask(couper, **A9, sens="direct", source="CRICR", fin="2099-01-01T00:00:00")
    assert written["couche"] == "coupure_ligne" and written["troncons"] == 1 and written["phrase"].startswith("2,0 km de routes coupées")
    (row,) = read.rows(espace.travail_gpkg, "coupure_ligne")
    assert (row["axe"], row["sens"], row["cause"], row["source"]) == ("A9", "direct", "accident", "CRICR") and row["debut"]
    cut = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), enregistrer=False)
    assert cut["itineraires"][-1]["duree_s"] > before
    later = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), enregistrer=False, quand="2100-01-01T00:00:00")
    assert later["itineraires"][0]["duree_s"] == before
    ignored = ask(detour, depart=at(-900, 0), arrivee=at(4900, 0), enregistrer=False, coupures_travail=False)
    assert ignored["itineraires"][0]["duree_s"] == before


@pytest.mark.parametrize("sens", ["direct", "inverse", "double"])
def test_a_cut_drawn_from_exits_still_closes_the_same_arcs_where_exits_are_unknown(ask, espace, graph, sens):
    from ddtm_crise.core.routage.coupures import arcs_of, cut_from
    from ddtm_crise.core.routage.coupures_axe import Exit, Exits
    from ddtm_crise.core.routage.reseau import Network

    ask(couper, **A9, sens=sens)
    network = Network(graph)
    (row,) = read.rows(espace.travail_gpkg, "coupure_ligne")
    known = Exits(Exit(a, n, "", x, y) for a, n, x, y in ville.EXITS)
    cut = cut_from(row)
    driven = [arc for arc in sorted(arcs_of(network, cut, Exits([])).tolist()) if network.state(detour_profile()).weight[arc] < 2147483647]
    assert driven == arcs_of(network, cut, known).tolist()


def detour_profile():
    from ddtm_crise.core.routage.profils import PROFILS

    return PROFILS["vl"]


@pytest.mark.parametrize(
    ("shape", "layer"),
    [
        ("POINT (1100 1000)", "coupure_point"),
        ("LINESTRING (100 1000, 2100 1000)", "coupure_ligne"),
        ("POLYGON ((0 900, 500 900, 500 1100, 0 900))", "coupure_zone"),
    ],
)
def test_a_drawn_cut_goes_to_the_layer_of_its_shape(ask, espace, shape, layer):
    moved = shapely.transform(shapely.from_wkt(shape), lambda c: c + [X0, Y0])
    assert ask(couper, geom=moved.wkb_hex, cause="feu")["couche"] == layer
    assert len(read.rows(espace.travail_gpkg, layer)) == 1


def test_a_refused_cut_writes_nothing(ask, espace):
    for params in ({**A9, "sortie_fin": "99"}, {**A9, "cause": "dragon"}, {**A9, "debut": "2026-02-01", "fin": "2026-01-01"}, {}):
        with pytest.raises(BadInput):
            ask(couper, **params)
    assert all(read.rows(espace.travail_gpkg, layer) == [] for layer in ("coupure_point", "coupure_ligne", "coupure_zone"))


def test_isolated_places_with_their_people(ask, espace):
    wall = {"wkt": f"LINESTRING ({X0 + 4100} {Y0 - 1000}, {X0 + 4100} {Y0 - 2500})", "cause": "inondation"}
    result = ask(isolement, coupures=[wall])
    assert [row["nom"] for row in result["communes"]] == ["L'Étang"] and [row["nom"] for row in result["etablissements"]] == ["Les Tamaris"]
    assert result["phrase"].startswith("1 commune isolée (L'Étang : 830 habitants au total) et 1 établissement isolé")
    assert {row["nom"] for row in read.rows(espace.travail_gpkg, "isolement")} == {"L'Étang", "Les Tamaris"}
    assert ask(isolement, enregistrer=False)["communes"] == []
    seen_from_there = ask(
        isolement,
        coupures=[{"wkt": f"POINT ({X0 + 4100} {Y0 - 600})"}, {"wkt": f"POINT ({X0 + 3000} {Y0 - 1000})"}],
        origine=at(4100, -2000),
        enregistrer=False,
    )
    assert [row["nom"] for row in seen_from_there["communes"]] == ["Nord"]


def test_exports_open_with_their_own_readers(ask, tmp_path):
    result = ask(detour, depart="Nord", arrivee="A9/31", coupures=[A9], sortie=str(tmp_path / "sorties"))
    by_kind = {os.path.splitext(name)[1]: name for name in result["fichiers"]}
    assert set(by_kind) == {".gpx", ".csv", ".geojson", ".pdf"}
    import pyogrio

    assert len(pyogrio.read_dataframe(by_kind[".geojson"])) == len(result["itineraires"])
    assert len(pyogrio.read_dataframe(by_kind[".gpx"], layer="tracks")) == len(result["itineraires"])
    assert open(by_kind[".csv"], encoding="utf-8-sig").readline().startswith("libelle;type_itineraire;rang;profil")
    assert open(by_kind[".pdf"], "rb").read(5) == b"%PDF-"
    json.dumps(result)
    assert [name for name in os.listdir(tmp_path / "sorties") if name.endswith(".part")] == []
    with pytest.raises(BadInput, match="Format de sortie inconnu"):
        ask(detour, depart="Nord", arrivee="A9/31", sortie=str(tmp_path / "x.docx"), enregistrer=False)


def test_far_from_any_road_and_without_a_pack(ask, tmp_path):
    with pytest.raises(BadInput, match="à plus de 1,5 km de toute route"):
        ask(detour, depart=at(50_000, 0), arrivee="Nord")
    with pytest.raises(BadInput, match="paquet de données est absent"):
        detour.run({"espace": str(tmp_path / "vide"), "depart": "1,2", "arrivee": "3,4"}, JobContext())
