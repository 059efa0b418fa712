"""The job: sources are apart, a failure keeps what was known and marks it stale, and nothing odd ever becomes green."""

from __future__ import annotations

import datetime as dt
import json
import random
import sqlite3

import pytest

from data_sync.core.direct import job, table
from data_sync.core.direct.client import Reponse as Answer
from data_sync.core.direct.contexte import perime_le
from data_sync.core.verrou import seul
from shared import catalogue
from shared.errors import BadInput, Cancelled
from shared.gpkg import check, read
from shared.gpkg.values import parse_instant
from shared.jobs import JobContext

from . import fabrique as f
from .conftest import RAPIDE
from .serveur import Reponse

CARTE = "/vigicrues/InfoVigiCru.geojson"


def actualiser(espace, *sources, ctx=None, **more):
    return job.actualiser({"espace": str(espace.root), "sources": list(sources), "reseau": RAPIDE, **more}, ctx or JobContext())


def carte(*levels, minutes=10):
    reaches = [f.troncon(f"MO{rank}", level) for rank, level in enumerate(levels)]
    return f.donnees(f.carte_vigicrues(*reaches, heure=f.il_y_a(minutes)))


def lignes(espace, couche="direct_troncon_vigicrues"):
    return read.rows(espace.direct_gpkg, couche)


BAD = {
    "server error": Reponse(b"", 500, {"Retry-After": "0"}),
    "busy": Reponse(b"", 503, {"Retry-After": "900"}),
    "gone": Reponse(b"", 404),
    "web page": Reponse(b"<!DOCTYPE html><html>Portail captif</html>", type="text/html"),
    "empty": Reponse(b""),
    "cut json": Reponse(b'{"features": [{"type": "Fea'),
    "cut body": Reponse(b'{"features": []}' + b" " * 500, coupe=100),
    "another shape": f.donnees([1, 2]),
    "wrong types": f.donnees({"features": {"a": 1}, "DtHrInfoVigiCru": 12}),
    "nothing in it": f.donnees({"features": []}),
    "not a number": Reponse(b'{"features": [NaN]}'),
    "nested beyond reason": Reponse(b'{"features": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "not text": Reponse(b"\xff\xfe\x00\x01"),
    "elsewhere": Reponse(b"", 302, {"Location": "http://169.254.169.254/"}),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_failed_source_keeps_its_rows_marked_stale(espace, serveur, bad):
    serveur.regles[CARTE] = carte(1, 3)
    actualiser(espace, "vigicrues")
    before = {row["code"]: row["niveau"] for row in lignes(espace)}
    serveur.regles[CARTE] = bad
    told = actualiser(espace, "vigicrues")
    assert {row["code"]: row["niveau"] for row in lignes(espace)} == before
    assert {row["etat"] for row in lignes(espace)} == {"perime"}
    (source,) = lignes(espace, "direct_source")
    assert source["etat"] in ("perime", "illisible") and source["heure_validite"], "the age of what is shown stays known"
    assert told["code_sortie"] == 1 and told["phrase"].endswith(".") and "Traceback" not in told["phrase"]
    assert check.check(espace.direct_gpkg, catalogue.layers("direct")).ok


def test_after_a_failure_a_good_answer_is_trusted_again(espace, serveur):
    serveur.regles[CARTE] = [carte(1), Reponse(b"<html>"), carte(2)]
    states = []
    for _ in range(3):
        actualiser(espace, "vigicrues")
        states.append([(row["niveau"], row["etat"]) for row in lignes(espace)])
    assert states == [[("vert", "a_jour")], [("vert", "perime")], [("jaune", "a_jour")]]


def test_an_unreadable_answer_is_not_given_again_by_the_cache(espace, serveur):
    serveur.regles[CARTE] = [Reponse(b"<html>", entetes={"ETag": '"x"'}), carte(2)]
    actualiser(espace, "vigicrues")
    actualiser(espace, "vigicrues")
    assert "If-None-Match" not in serveur.demandes[1].entetes and lignes(espace)[0]["niveau"] == "jaune"


def test_an_unchanged_map_keeps_growing_older(espace, serveur):
    """304: the hour of validity stays that of the map, it does not become that of the question."""
    first = carte(1, minutes=600)
    first.entetes["ETag"] = '"x"'
    serveur.regles[CARTE] = [first, Reponse(b"", 304)]
    actualiser(espace, "vigicrues")
    one = lignes(espace)[0]
    actualiser(espace, "vigicrues")
    two = lignes(espace)[0]
    assert one["heure_validite"] == two["heure_validite"]
    assert abs((parse_instant(one["perime_le"]) - parse_instant(two["perime_le"])).total_seconds()) < 3


def test_one_source_that_fails_does_not_stop_the_others(espace, serveur):
    serveur.regles[CARTE] = carte(3)
    serveur.regles["/vigicrues/TronEntVigiCru.json"] = f.donnees({"ListEntVigiCru": []})
    told = actualiser(espace)
    states = {one["source"]: one["etat"] for one in told["sources"]}
    assert set(states) == set(table.SOURCES) and states["vigicrues"] == "a_jour" and told["code_sortie"] == 0
    assert states["hubeau"] == states["bisonfute"] == "perime"


def test_everything_silent_is_said_offline_in_one_sentence(espace, serveur, monkeypatch):
    for code in ("VIGICRUES", "HUBEAU", "BISONFUTE"):
        monkeypatch.setenv(f"DDTM_DIRECT_{code}", "http://127.0.0.1:9")
    told = actualiser(espace, "vigicrues", "hubeau", "bisonfute")
    assert told["hors_ligne"] and told["phrase"].startswith("Hors ligne") and told["code_sortie"] == 1


# Clocks ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift_h", [-30, 0, 30])
def test_a_workstation_whose_clock_is_wrong_does_not_trust_longer(espace, serveur, shift_h):
    """The server's clock is `shift_h` ahead of ours: the map is ten minutes old by it."""
    made = f.carte_vigicrues(f.troncon("MO1", 1), heure=f.il_y_a(10 - 60 * shift_h))
    serveur.regles[CARTE] = f.donnees(made, horloge_s=3600.0 * shift_h)
    actualiser(espace, "vigicrues")
    left = parse_instant(lignes(espace)[0]["perime_le"]) - dt.datetime.now(f.UTC)
    assert dt.timedelta(hours=19, minutes=45) < left < dt.timedelta(hours=19, minutes=55)


def test_a_map_of_tomorrow_is_trusted_by_nobody(espace, serveur):
    serveur.regles[CARTE] = carte(1, minutes=-300)
    actualiser(espace, "vigicrues")
    assert lignes(espace)[0]["perime_le"] is None


def test_the_trust_left_is_the_delay_less_the_age():
    now = dt.datetime(2026, 11, 24, 12, tzinfo=f.UTC)
    answer = Answer(b"", {}, 200, now, "", ecart_s=60.0)
    assert perime_le(answer, now - dt.timedelta(minutes=9), 3600) == now + dt.timedelta(minutes=50)
    assert perime_le(answer, None, 3600) is None


# The file --------------------------------------------------------------------------------------------------------------


def test_a_damaged_file_is_put_aside_and_made_again(espace, serveur):
    serveur.regles[CARTE] = carte(2)
    espace.direct_gpkg.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert actualiser(espace, "vigicrues")["reussies"] == 1
    assert len(list(espace.direct_gpkg.parent.glob("direct.abime-*.gpkg"))) == 1 and len(lignes(espace)) == 1


def test_the_first_update_makes_the_file(espace, serveur):
    espace.direct_gpkg.unlink()
    serveur.regles[CARTE] = carte(2)
    assert actualiser(espace, "vigicrues")["reussies"] == 1
    assert check.check(espace.direct_gpkg, catalogue.layers("direct")).ok


def test_two_updates_at_once_are_one(espace, serveur):
    with seul(espace.direct_gpkg.parent / ".verrou", "x"), pytest.raises(BadInput, match="déjà en cours"):
        actualiser(espace, "vigicrues")


def test_a_reader_never_sees_a_layer_half_replaced(espace, serveur):
    serveur.regles[CARTE] = carte(1, 1, 1)
    actualiser(espace, "vigicrues")
    with sqlite3.connect(f"file:{espace.direct_gpkg}?mode=ro", uri=True) as reader:
        assert reader.execute("SELECT count(*) FROM direct_troncon_vigicrues").fetchone() == (3,)
    serveur.regles[CARTE] = carte(2)
    actualiser(espace, "vigicrues")
    assert [row["niveau"] for row in lignes(espace)] == ["jaune"]
    assert read.count(espace.direct_gpkg, "direct_source") == 1


def test_rows_keep_their_identifier_from_one_update_to_the_next(espace, serveur):
    serveur.regles[CARTE] = [carte(1), carte(2)]
    actualiser(espace, "vigicrues")
    first = lignes(espace)[0]["uuid"]
    actualiser(espace, "vigicrues")
    assert lignes(espace)[0]["uuid"] == first


def test_a_cancel_leaves_the_rows_as_they_were(espace, serveur):
    serveur.regles[CARTE] = [carte(1), carte(4)]
    actualiser(espace, "vigicrues")
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        actualiser(espace, "vigicrues", "hubeau", ctx=JobContext(is_cancelled=cancelled))
    assert {row["etat"] for row in lignes(espace)} == {"a_jour"}


@pytest.mark.parametrize(
    "params",
    [
        {"sources": "inconnue"}, {"departement": "34; DROP"}, {"departement": "99"}, {"emprise": [1, 2, 3]}, {"emprise": [5, 5, 1, 1]},
        {"heures": 0}, {"heures": "x"}, {"heures": 1000}, {"cles": "secret"}, {"cles": {"meteofrance": "é"}}, {"cles": {"meteofrance": "a\nb"}},
        {"reseau": {"x": 1}},
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_one_sentence_before_anything_is_asked(espace, serveur, params):
    with pytest.raises(BadInput) as refusal:
        job.actualiser({"espace": str(espace.root), **params}, JobContext())
    assert refusal.value.message.count("\n") == 0 and serveur.demandes == []


def test_the_algorithm_offers_the_sources_of_the_table():
    source = job.__file__.replace("core/direct/job.py", "processing/actualiser_direct.py")
    text = open(source, encoding="utf-8").read()
    listed = text[text.index("CODES = (") : text.index(")", text.index("CODES = ("))]
    assert [code for code in listed.split('"')[1::2]] == list(table.SOURCES)


# Odd answers -----------------------------------------------------------------------------------------------------------

ODD = [None, True, -1, 0, 1e308, "", "x" * 5000, "2026-13-45T99:00:00Z", [], {}, [None], {"a": {}}, "\x00", "é", "<a>"]


def mutated(value, draw: random.Random):
    """`value` with one thing in it replaced, dropped or repeated."""
    if isinstance(value, dict) and value and draw.random() < 0.8:
        key = draw.choice(sorted(value))
        if draw.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: mutated(value[key], draw)}
    if isinstance(value, list) and value and draw.random() < 0.8:
        rank = draw.randrange(len(value))
        return [*value[:rank], mutated(value[rank], draw), *value[rank + (draw.random() < 0.7) :]]
    return draw.choice(ODD)


def feeds(serveur):
    now = f.il_y_a(10)
    return {
        "vigicrues": {CARTE: f.carte_vigicrues(f.troncon("MO1", 1), f.troncon("MO2", 4), heure=now)},
        "hubeau": {
            "/hubeau/referentiel/stations": {"data": [f.station_hubeau()]},
            "/hubeau/observations_tr": {"data": [f.mesure("Y232201001", "H", now, 5), f.mesure("Y232201001", "Q", now, 5)], "next": None},
        },
        "meteofrance_vigilance": {"/meteofrance/DPVigilance/v1/cartevigilance/encours": f.vigilance({"34": {1: 1, 4: 2}, "3410": {9: 1}}, now)},
        "meteofrance_pluie": {"/meteofrance/DPPaquetObs/v1/paquet/stations/infrahoraire-6m": [f.pluie("34172005", now, 1.0)]},
    }  # fmt: skip


@pytest.mark.parametrize("source", ["vigicrues", "hubeau", "meteofrance_vigilance", "meteofrance_pluie"])
def test_whatever_is_changed_in_an_answer_nothing_escapes_and_no_row_is_damaged(espace, serveur, source):
    draw = random.Random(34)
    for _ in range(25):
        for path, value in feeds(serveur)[source].items():
            serveur.regles[path] = f.donnees(mutated(value, draw) if draw.random() < 0.8 else value)
        told = actualiser(espace, source)
        assert told["sources"][0]["etat"] in ("a_jour", "perime", "illisible")
        json.dumps(told, allow_nan=False)
        for layer in table.SOURCES[source].couches:
            for row in lignes(espace, layer):
                assert row["etat"] != "a_jour" or row["heure_validite"], "nothing is trusted without its hour"
    assert check.check(espace.direct_gpkg, catalogue.layers("direct")).ok


def test_a_changed_level_never_turns_green(espace, serveur):
    """From an orange map, no change of the level's value may give green but the number one itself."""
    for value in [*ODD, 3.5, "3x", "1.0.0", "01x", [1], {"1": 1}, float("inf")]:
        text = json.dumps(f.carte_vigicrues(f.troncon("MO1", value), f.troncon("MO2", 3), heure=f.il_y_a(5)))
        serveur.regles[CARTE] = Reponse(text.replace("Infinity", "1e999").encode())
        actualiser(espace, "vigicrues")
        assert {row["niveau"] for row in lignes(espace) if row["code"] == "MO1"} <= {"inconnu"}, value


def test_whatever_bytes_of_a_publication_are_changed_nothing_escapes(espace, serveur):
    draw = random.Random(34)
    whole = f.publication(
        f.situation(
            "a",
            "RoadOrCarriagewayOrLaneManagement",
            f.FERMEE,
            f.section("34PR41D", 250, "34PR43D", 500, coordonnees=[3.4, 43.5, 3.42, 43.52]),
        )
    ).corps
    for _ in range(30):
        body = bytearray(whole)
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(body))
            body[at : at + draw.randint(0, 8)] = bytes(draw.choice(b'<>&"/0aZ\x00\xff') for _ in range(draw.randint(0, 8)))
        serveur.regles["/bisonfute/content.xml"] = Reponse(bytes(body), type="application/xml")
        assert actualiser(espace, "bisonfute")["sources"][0]["etat"] in ("a_jour", "illisible")
