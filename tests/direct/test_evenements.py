"""Road events of Bison Futé: which close a road, how they follow one another, where they are placed."""

from __future__ import annotations

import struct

import pytest

from shared.gpkg.create import create
from shared.gpkg.write import insert_rows

from . import fabrique as f
from .serveur import Reponse
from .test_sources import actualiser, lignes

# Bison Futé ------------------------------------------------------------------------------------------------------------

CONTENU = "/bisonfute/content.xml"


def evenements(espace):
    return {row["identifiant"][:-2]: row for row in lignes(espace, "direct_evenement_route")}


def test_events_of_the_area_and_whether_the_road_is_closed(espace, serveur):
    place = f.point(3.42, 43.5)
    serveur.regles[CONTENU] = f.publication(
        f.situation("fermee", "RoadOrCarriagewayOrLaneManagement", f.FERMEE, place),
        f.situation("eau", "EnvironmentalObstruction", f.INONDEE, place),
        f.situation("bloquee", "Accident", "<impact><numberOfLanesRestricted>2</numberOfLanesRestricted><originalNumberOfLanes>2</originalNumberOfLanes></impact>", place),
        f.situation("voie", "MaintenanceWorks", "", place),
        f.situation("loin", "Accident", "", f.point(2.35, 48.85)),
        f.situation("essai", "Accident", "", place, statut="test"),
        f.situation("hier", "Accident", "", place, terme=f.iso(f.il_y_a(5))),
        f.situation("demain", "RoadOrCarriagewayOrLaneManagement", f.FERMEE, place, debut=f.iso(f.il_y_a(-600))),
    )  # fmt: skip
    told = actualiser(espace, "bisonfute")
    assert {key: row["effet"] for key, row in evenements(espace).items()} == {
        "fermee": "fermee", "eau": "danger", "bloquee": "fermee", "voie": "reduite", "demain": "information",
    }  # fmt: skip
    row = evenements(espace)["eau"]
    assert (row["nature"], row["route"], row["gestionnaire"]) == ("Inondation", "A75", "DIR Massif Central")
    assert evenements(espace)["demain"]["nature"] == "Prévu : Route fermée"
    assert "5 évènements dans la zone, dont 2 routes fermées" in told["sources"][0]["message"]


def test_increments_follow_the_snapshot_replace_and_end(espace, serveur):
    place = f.point(3.42, 43.5)
    serveur.regles[CONTENU] = f.publication(
        f.situation("a", "Accident", "", place), f.situation("b", "EnvironmentalObstruction", f.INONDEE, place), suite=41
    )
    serveur.regles["/bisonfute/42.xml"] = f.publication(f.situation("a", "Accident", "", place, version=2, fin=True))
    serveur.regles["/bisonfute/43.xml"] = f.publication(
        f.situation("b", "RoadOrCarriagewayOrLaneManagement", f.FERMEE, place, version=2), f.situation("c", "Accident", "", place)
    )
    actualiser(espace, "bisonfute")
    assert {key: row["effet"] for key, row in evenements(espace).items()} == {"b": "fermee", "c": "danger"}
    assert serveur.compte("/bisonfute/44.xml") == 1, "stops at the first that is absent"


def test_a_damaged_increment_is_told_and_stops_there(espace, serveur):
    place = f.point(3.42, 43.5)
    serveur.regles[CONTENU] = f.publication(f.situation("a", "Accident", "", place), suite=1)
    serveur.regles["/bisonfute/2.xml"] = Reponse(b"<d2LogicalModel><pay", type="application/xml")
    told = actualiser(espace, "bisonfute")
    assert set(evenements(espace)) == {"a"} and "n° 2 illisible" in told["sources"][0]["message"]


def test_an_older_version_never_comes_back(espace, serveur):
    place = f.point(3.42, 43.5)
    serveur.regles[CONTENU] = f.publication(f.situation("a", "EnvironmentalObstruction", f.INONDEE, place, version=5), suite=1)
    serveur.regles["/bisonfute/2.xml"] = f.publication(f.situation("a", "Accident", "", place, version=4))
    actualiser(espace, "bisonfute")
    assert evenements(espace)["a"]["nature"] == "Inondation"


def bornes(espace, axe="A75"):
    """Posts 40 to 45 of a road that runs straight north, 1 000 m apart, both sides 10 m apart."""
    folder = espace.referentiel_dir / "gen-1"
    folder.mkdir(parents=True)
    (espace.referentiel_dir / "CURRENT").write_text("gen-1", encoding="utf-8")
    from shared import catalogue

    create(folder / "referentiel.gpkg", [catalogue.LAYERS["point_de_repere"]])
    rows = [
        {"axe": axe, "numero": str(n), "cote": side, "code_departement": "34", "geom": struct.pack("<BIdd", 1, 1, 735_000.0 + shift, 6_260_000.0 + 1000 * (n - 40))}
        for n in range(40, 46)
        for side, shift in (("D", 0), ("G", 10))
    ]  # fmt: skip
    insert_rows(folder / "referentiel.gpkg", "point_de_repere", rows)


def places(row):
    import shapely

    return [tuple(xy) for xy in shapely.get_coordinates(shapely.from_wkb(row["geom"]))]


def test_an_event_told_by_its_posts_alone_is_placed_by_the_pack(espace, serveur):
    bornes(espace)
    where = f.section("34PR41D", 250, "34PR43D", 500)
    serveur.regles[CONTENU] = f.publication(f.situation("a", "RoadOrCarriagewayOrLaneManagement", f.FERMEE, where))
    actualiser(espace, "bisonfute")
    row = evenements(espace)["a"]
    assert row["localisation"] == "pr" and (row["pr_debut"], row["pr_fin"]) == ("PR 41+250 (D)", "PR 43+500 (D)")
    assert places(row) == [(735_000.0, y) for y in (6_261_250.0, 6_262_000.0, 6_263_000.0, 6_263_500.0)]


def test_posts_of_the_other_side_and_in_the_other_direction(espace, serveur):
    bornes(espace)
    serveur.regles[CONTENU] = f.publication(f.situation("a", "Accident", "", f.section("34PR44G", 0, "34PR42G", 0)))
    actualiser(espace, "bisonfute")
    assert places(evenements(espace)["a"]) == [(735_010.0, y) for y in (6_264_000.0, 6_263_000.0, 6_262_000.0)]


def test_an_event_that_cannot_be_placed_is_kept_without_geometry(espace, serveur):
    where = f.section("34PR41D", 250, "34PR43D", 500)
    serveur.regles[CONTENU] = f.publication(
        f.situation("a", "Accident", "", where), f.situation("b", "Accident", "", f.section("12PR4D", 0, "12PR5D", 0))
    )
    actualiser(espace, "bisonfute")
    assert {key: (row["localisation"], row["geom"]) for key, row in evenements(espace).items()} == {"a": ("aucune", None)}


def test_linear_coordinates_keep_their_two_ends_in_order(espace, serveur):
    where = f.section("", 0, "", 0, coordonnees=[3.40, 43.50, 3.42, 43.52])
    serveur.regles[CONTENU] = f.publication(f.situation("a", "Accident", "", where))
    actualiser(espace, "bisonfute")
    first, last = places(evenements(espace)["a"])
    assert first[1] < last[1], "« to » is published before « from »"


@pytest.mark.parametrize(
    "trick",
    [
        '<!DOCTYPE a [<!ENTITY x "xxxx">]><d2LogicalModel>&x;</d2LogicalModel>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><d2LogicalModel/>',
        "<a>" * 500 + "</a>" * 500,
        "<html><body>Maintenance</body></html>",
        "",
    ],
)
def test_document_types_entities_and_pages_are_refused(espace, serveur, trick):
    serveur.regles[CONTENU] = Reponse(trick.encode(), type="application/xml")
    told = actualiser(espace, "bisonfute")
    assert told["sources"][0]["etat"] == "illisible"
