"""Photographs tied to affairs by uuid and hash, and places to fly out of detections."""

from __future__ import annotations

import csv
import subprocess
from xml.etree import ElementTree

import pytest
import shapely
from pyproj import Transformer

from ddtm_drones.core.affaires import joindre, lieux, planche
from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.importer import travail
from shared.errors import BadInput
from shared.gpkg.read import rows
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext

from . import fabrique as f
from .cadastre import land

PLACE = (772_000.0, 6_274_000.0)


def lonlat(x, y):
    return Transformer.from_crs(2154, 4326, always_xy=True).transform(x, y)


@pytest.fixture
def espace(tmp_path):
    """Five photographs: three see PLACE, two are 400 m away; and one affair at PLACE."""
    espace = land(tmp_path / "espace", PLACE)
    card = tmp_path / "carte"
    card.mkdir()
    for rank, shift in enumerate((0, 8, 16, 400, 420)):
        longitude, latitude = lonlat(PLACE[0] + shift, PLACE[1])
        (card / f"DJI_{rank}.JPG").write_bytes(
            f.dji(
                longitude,
                latitude,
                height=40.0,
                yaw=0.0,
                hour=f"2026:06:12 14:03:0{rank}",
                seed=rank,
                size=(640, 480),
                CalibratedFocalLength=600,
            )
        )
    importer.run({"espace": str(espace.root), "source": str(card), "operateur": "A. Martin"}, JobContext())
    affair(espace, "34172-2026-0001", PLACE)
    return espace


def affair(espace, number, place):
    row = {"numero": number, "lieu": "Essai-les-Bains", "nature": "cabanisation", "etat": "ouverte", "geom": shapely.Point(place).wkb}
    return insert_rows(travail.ready(espace), "affaire_lucca", [row])[0]


def tie(espace, number="34172-2026-0001", **more):
    return joindre.run({"espace": str(espace.root), "affaire": number, **more}, JobContext())


def test_named_photographs_are_tied_by_uuid_and_hash_with_their_manifest(espace):
    result = tie(espace, photos="DJI_0.JPG ; DJI_3.JPG", legende="Vue d'ensemble")
    held = rows(espace.travail_gpkg, "drone_affaire", order="rang")
    photos = {row["nom"]: row["sha256"] for row in rows(espace.travail_gpkg, "drone_photo")}
    assert [(row["nom"], row["sha256"], row["rang"]) for row in held] == [
        ("DJI_0.JPG", photos["DJI_0.JPG"], 1),
        ("DJI_3.JPG", photos["DJI_3.JPG"], 2),
    ]
    assert {row["affaire_uuid"] for row in held} == {result["affaire_uuid"]} == {rows(espace.travail_gpkg, "affaire_lucca")[0]["uuid"]}
    assert all((espace.root / "photos" / "manifestes" / row["manifeste"]).is_file() for row in held)
    assert "34999000ZA0505" in held[0]["parcelles"]


def test_without_names_the_best_photographs_of_the_place_are_taken(espace):
    result = tie(espace)
    assert {row["nom"] for row in result["photos"]} == {"DJI_0.JPG", "DJI_1.JPG", "DJI_2.JPG"}


def test_tying_twice_adds_nothing_and_taking_off_leaves_the_rest(espace):
    tie(espace, photos="DJI_0.JPG;DJI_1.JPG")
    assert tie(espace, photos=["DJI_0.JPG"])["changees"] == 0
    result = tie(espace, photos="DJI_0.JPG", retirer=True)
    assert [row["nom"] for row in result["photos"]] == ["DJI_1.JPG"] and "1 en tout" in result["phrase"]
    assert tie(espace, photos="DJI_0.JPG")["changees"] == 1  # taken back


def test_an_altered_original_is_neither_tied_nor_printed(espace):
    row = rows(espace.travail_gpkg, "drone_photo", {"nom": "DJI_1.JPG"})[0]
    path = espace.root / row["fichier"]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(BadInput, match="altéré : rien n'a changé"):
        tie(espace, photos="DJI_0.JPG ; DJI_1.JPG")
    assert not rows(espace.travail_gpkg, "drone_affaire") and not list(espace.sorties.glob("*.pdf"))


@pytest.mark.parametrize(
    "more, said",
    (
        ({"number": "inconnue"}, "n'est pas sur la carte des affaires"),
        ({"number": ""}, "par son numéro"),
        ({"photos": "ABSENTE.JPG"}, "n'est pas au registre"),
        ({"photos": "DJI_4.JPG", "retirer": True}, "n'est pas jointe"),
        ({"retirer": True}, "Nommez les photos"),
        ({"sortie": "planche.doc"}, "finit par .pdf"),
    ),
)
def test_what_cannot_be_is_refused_in_one_sentence(espace, more, said):
    with pytest.raises(BadInput, match=said):
        tie(espace, **more)
    assert not rows(espace.travail_gpkg, "drone_affaire")


def test_an_affair_that_no_photograph_sees_asks_for_names(espace):
    affair(espace, "loin", (PLACE[0], PLACE[1] + 3000))
    with pytest.raises(BadInput, match="Aucune photo importée ne voit"):
        tie(espace, "loin")


def test_the_sheet_prints_every_hash_in_full(espace, tmp_path):
    result = tie(espace, sortie=str(tmp_path / "planche.pdf"))
    text = "".join(
        subprocess.run(["pdftotext", "-layout", result["sortie"], "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    assert all(row["sha256"] in text for row in result["photos"])
    assert "34172-2026-0001" in text and "parcellesZA" in text and "12/06/2026à14:03:00" in text


def test_a_parcel_is_named_as_people_do():
    assert planche.short("34999000ZA0505") == "ZA 505" and planche.short("340220000B0012") == "B 12"


# -- places to fly -----------------------------------------------------------------------------------------------------------


def detected(espace, *objects):
    made = [
        {"classe": "caravane", "validation": "suspect", "controle": "non_controle", "commune": "Essai-les-Bains", "code_insee": "34999",
         "geom": shapely.MultiPolygon([shapely.box(x, y, x + 6, y + 3)]).wkb, **more}
        for x, y, more in objects
    ]  # fmt: skip
    return insert_rows(travail.ready(espace), "objet_detecte", made)


def fly(espace, **more):
    return lieux.run({"espace": str(espace.root), **more}, JobContext())


def test_neighbours_are_one_site_and_the_most_urgent_comes_first(espace, tmp_path):
    ids = detected(
        espace, (PLACE[0], PLACE[1], {"priorite": 20.0}), (PLACE[0] + 100, PLACE[1], {"priorite": 30.0, "classe": "piscine"}),
        (PLACE[0] + 3000, PLACE[1], {"priorite": 90.0, "prescription": "non_prescrit"}),
    )  # fmt: skip
    sites = fly(espace, sortie=str(tmp_path / "l.csv"))["sites"]
    assert [site["objets"] for site in sites] == [[ids[2]], [ids[1], ids[0]]] and sites[1]["classes"] == ["Caravane", "Piscine"]
    assert sites[0]["prescription"] == "Non prescrit"
    assert len(fly(espace, rayon=50, sortie=str(tmp_path / "l.csv"))["sites"]) == 3
    lines = list(csv.DictReader((tmp_path / "l.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert len(lines) == 3 and lines[0]["objets_uuid"] == ids[2]


def test_legal_controlled_and_gone_objects_are_not_flown(espace, tmp_path):
    kept = detected(
        espace, (PLACE[0], PLACE[1], {}), (PLACE[0] + 1000, PLACE[1], {"validation": "legal"}),
        (PLACE[0] + 2000, PLACE[1], {"controle": "pv_dresse"}), (PLACE[0] + 3000, PLACE[1], {"parti_le": "2024-06-01"}),
    )[0]  # fmt: skip
    assert [site["objets"] for site in fly(espace)["sites"]] == [[kept]]
    assert len(fly(espace, validation="tous", controle="tous")["sites"]) == 3


@pytest.mark.parametrize("extension, points", ((".kml", ".//{*}Placemark//{*}Point"), (".gpx", ".//{*}wpt")))
def test_the_pilot_s_file_puts_each_site_where_it_is(espace, tmp_path, extension, points):
    detected(espace, (PLACE[0], PLACE[1], {"commune": "Sète & <Mèze>"}), (PLACE[0] + 3000, PLACE[1], {}))
    result = fly(espace, sortie=str(tmp_path / f"lieux{extension}"))
    root = ElementTree.parse(result["sortie"]).getroot()
    found = root.findall(points)
    assert len(found) == 2
    place = found[0].get("lon") or found[0].findtext("{*}coordinates").split(",")[0]
    assert float(place) == pytest.approx(result["sites"][0]["longitude"], abs=1e-6)
    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(result["sites"][0]["longitude"], result["sites"][0]["latitude"])
    assert abs(x - (PLACE[0] + 3)) < 0.1 and abs(y - (PLACE[1] + 1.5)) < 0.1


def test_what_a_photograph_already_shows_is_told_and_can_be_left_out(espace):
    detected(espace, (PLACE[0], PLACE[1], {}), (PLACE[0] + 3000, PLACE[1], {}))
    seen = {site["x"] < PLACE[0] + 100: site["photo_le"] for site in fly(espace)["sites"]}
    assert seen == {True: "2026-06-12", False: None}
    result = fly(espace, sans_photo=True)
    assert len(result["sites"]) == 1 and result["sites"][0]["x"] > PLACE[0] + 1000


def test_a_mission_is_asked_for_each_site_with_its_parcels(espace):
    detected(espace, (PLACE[0] + 20, PLACE[1] + 20, {}), (PLACE[0] + 3000, PLACE[1], {}))
    with pytest.raises(BadInput, match="cadre juridique"):
        fly(espace, mission=True)
    assert not rows(espace.travail_gpkg, "drone_mission")
    result = fly(espace, mission=True, cadre_juridique="L.480-1", demandeur="Service habitat")
    made = {row["numero"]: row for row in rows(espace.travail_gpkg, "drone_mission")}
    assert sorted(made) == result["missions"] and len(made) == 2
    here = next(row for row in made.values() if row["parcelles"])
    assert "34999000ZA0505" in here["parcelles"] and here["etat"] == "demande" and here["cadre_juridique"] == "L.480-1"


@pytest.mark.parametrize(
    "more, said",
    (
        ({"classe": "tracteur"}, "Classe inconnu"),
        ({"rayon": 1}, "rayon"),
        ({"sortie": "l.txt"}, "KML"),
        ({"commune": "Nulle-Part"}, "Aucun objet"),
    ),
)
def test_a_list_that_cannot_be_made_is_refused(espace, more, said):
    detected(espace, (PLACE[0], PLACE[1], {}))
    with pytest.raises(BadInput, match=said):
        fly(espace, **more)
