"""A road said closed becomes a cut of the situation: where it is published, once, with its origin, and honest about its age."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import shapely

from ddtm_crise.core.direct import couper, etats
from ddtm_crise.core.routage.reseau import open_network
from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows, set_status
from shared.jobs import JobContext
from tests.paquet import small_space

CTX = JobContext(cache={})
NOW = dt.datetime.now(dt.timezone.utc)


@pytest.fixture
def espace(tmp_path):
    made = Espace.at(small_space(tmp_path))
    made.direct_gpkg.parent.mkdir()
    create(made.direct_gpkg, catalogue.layers("direct"))
    return made


def axis(espace):
    """(number, two places of it some kilometres apart): the busiest numbered motorway of the pack."""
    network = open_network(str(espace.reseau), CTX)
    names, count = np.unique(network.graph.number, return_counts=True)
    number = next(int(n) for n in names[np.argsort(-count)] if str(network.graph.numbers[n]).startswith(("A", "N", "D")))
    lines = network.lines[network.graph.number == number]
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    far = shapely.distance(middles, middles[0])
    return network.graph.numbers[number], middles[0], middles[int(np.argmin(np.abs(far - 1500)))]


def evenement(espace, route, *places, etat="a_jour", age_h=0.2, reste_h=1.5, identifiant="261124-000001-1", **more):
    row = {
        "source": "bisonfute", "heure_validite": NOW - dt.timedelta(hours=age_h), "heure_reception": NOW,
        "perime_le": NOW + dt.timedelta(hours=reste_h), "etat": etat, "identifiant": identifiant, "route": route, "nature": "Inondation",
        "nature_source": "EnvironmentalObstruction/flooding", "effet": "fermee", "gestionnaire": "DIR Massif Central", "localisation": "coordonnees",
        "debut": NOW - dt.timedelta(hours=1), "geom": shapely.to_wkb(shapely.MultiPoint(list(places))) if places else None, **more,
    }  # fmt: skip
    insert_rows(espace.direct_gpkg, "direct_evenement_route", [row])
    return identifiant


def test_a_point_is_brought_onto_its_road_and_cuts_it(espace):
    route, place, _ = axis(espace)
    identifier = evenement(espace, route, (place.x + 40, place.y + 40))
    told = couper.run({"espace": str(espace.root), "evenement": identifier, "auteur": "Essai"}, CTX)
    (row,) = read.rows(espace.travail_gpkg, "coupure_point")
    assert told["troncons"] >= 1 and told["couche"] == "coupure_point" and row["uuid"] == told["uuid"]
    assert row["source"] == "Bison Futé, évènement 261124-000001-1" and row["cause"] == "inondation" and row["cree_par"] == "Essai"
    assert row["sens"] == "double" and row["debut"] and "publié le" in row["commentaire"]


def test_a_section_is_followed_along_its_road(espace):
    route, first, last = axis(espace)
    identifier = evenement(espace, route, (first.x, first.y), (last.x, last.y))
    told = couper.run({"espace": str(espace.root), "evenement": identifier}, CTX)
    (row,) = read.rows(espace.travail_gpkg, "coupure_ligne")
    assert told["troncons"] >= 2 and row["axe"] == route
    assert shapely.from_wkb(row["geom"]).length > 0.5 * shapely.distance(first, last)


def test_an_event_is_cut_once_until_its_cut_is_undone(espace):
    route, place, _ = axis(espace)
    identifier = evenement(espace, route, (place.x, place.y))
    assert [one.identifiant for one in etats.fermetures(espace)] == [identifier]
    told = couper.run({"espace": str(espace.root), "evenement": identifier}, CTX)
    assert etats.fermetures(espace) == []
    with pytest.raises(BadInput, match="déjà coupé"):
        couper.run({"espace": str(espace.root), "evenement": identifier}, CTX)
    set_status(espace.travail_gpkg, told["couche"], [told["uuid"]], "supprime")
    assert len(etats.fermetures(espace)) == 1


@pytest.mark.parametrize("stale", [{"etat": "perime"}, {"reste_h": -0.5}])
def test_a_stale_event_may_be_cut_but_says_so(espace, stale):
    route, place, _ = axis(espace)
    identifier = evenement(espace, route, (place.x, place.y), **stale)
    (closed,) = etats.fermetures(espace)
    told = couper.run({"espace": str(espace.root), "evenement": identifier}, CTX)
    assert not closed.sur and "information périmée" in told["phrase"]


def test_one_published_direction_is_told_and_both_are_cut(espace):
    route, place, _ = axis(espace)
    identifier = evenement(espace, route, (place.x, place.y), sens="sens des PR croissants")
    couper.run({"espace": str(espace.root), "evenement": identifier}, CTX)
    (row,) = read.rows(espace.travail_gpkg, "coupure_point")
    assert row["sens"] == "double" and "publié dans le sens des PR croissants" in row["commentaire"]


def test_events_that_do_not_close_or_have_no_place_are_not_cut(espace):
    route, place, _ = axis(espace)
    evenement(espace, route, (place.x, place.y), identifiant="x", effet="danger")
    nowhere = evenement(espace, route, identifiant="y")
    (closed,) = etats.fermetures(espace)
    assert closed.identifiant == "y" and closed.emprise is None
    with pytest.raises(BadInput, match="position"):
        couper.run({"espace": str(espace.root), "evenement": nowhere}, CTX)


@pytest.mark.parametrize("identifier", ["", "inconnu", None])
def test_an_unknown_event_is_refused_with_what_to_do(espace, identifier):
    with pytest.raises(BadInput, match="à la main"):
        couper.run({"espace": str(espace.root), "evenement": identifier}, CTX)


def test_without_any_update_there_is_nothing_and_nothing_fails(tmp_path):
    empty = Espace.at(tmp_path)
    assert etats.etats(empty) == [] and etats.fermetures(empty) == []


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "à l'instant"), (12, "il y a 12 min"), (150, "il y a 2 h"), (5000, "il y a 3 jours"), (-30, "à l'instant")]
)
def test_an_age_is_said_in_words(minutes, said):
    assert etats.age((NOW - dt.timedelta(minutes=minutes)).isoformat(), NOW) == said
