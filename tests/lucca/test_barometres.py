"""Barometers: a table of indicators, values checked by hand, targets, trends, and the printed page."""

import datetime as dt
import json
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_lucca.core.coffre import base
from ddtm_lucca.core.suivi import barometres
from shared.errors import BadInput

from .conftest import AFFAIRE


@pytest.fixture
def filled(depot):
    made = [depot.put("affaire", {**AFFAIRE, "ouverte_le": day}) for day in ("2026-01-02", "2026-01-20", "2026-04-01", "2026-05-10")]
    for affair, day in zip(made, ("2026-01-12", "2026-02-19", "2026-04-05")):
        depot.put("controle", {"date": day, "heure_debut": "09:00", "lieu": "exterieur"}, affair)
    depot.put("ait", {"date": "2026-02-01", "notifie_le": "2026-02-03"}, made[0])
    depot.put("ait", {"date": "2026-02-05"}, made[1])
    depot.put("cloture", {"motif": "regularisation_terrain", "date": "2026-05-01"}, made[0])
    depot.put("affaire", {"etat": "regularisee"}, uuid=made[0])
    return made


def table(params, ctx, day="2026-05-15"):
    return {row["code"]: row for row in barometres.run({**params, "date": day}, ctx)["barometres"]}


def test_values_are_those_counted_by_hand(filled, params, ctx):
    rows = table(params, ctx)
    assert rows["controles"]["valeur"] == 1 and "04/2026" in rows["controles"]["libelle"]  # April: the last whole month
    assert [held["valeur"] for held in rows["controles"]["periodes"]] == [0, 1, 1, 0, 1, 0]  # December to May
    assert rows["delai_controle"]["valeur"] == 20.0  # 10 and 30 days in the first quarter
    assert (rows["ait_notifies"]["valeur"], rows["ait_notifies"]["atteinte"]) == (50.0, False)
    assert rows["en_cours"]["valeur"] == 3 and rows["en_cours"]["atteinte"] is True
    assert [held["valeur"] for held in rows["en_cours"]["periodes"]] == [0, 2, 2, 2, 3, 3]
    assert (rows["delai_transmission"]["valeur"], rows["delai_transmission"]["dit"], rows["delai_transmission"]["atteinte"]) == (
        None,
        "sans donnée",
        None,
    )


def test_the_service_changes_its_indicators_and_wrong_ones_are_refused(filled, params, ctx, space):
    own = space.root / "lucca" / "barometres.json"
    rule = {
        "code": "x",
        "libelle": "Ouvertures",
        "type": "compte",
        "genre": "affaire",
        "date": "ouverte_le",
        "periode": "annee",
        "cible": {"au_moins": 3},
    }
    own.write_text(json.dumps({"indicateurs": [rule]}), encoding="utf-8")
    (row,) = barometres.run({**params, "date": "2027-02-01"}, ctx)["barometres"]
    assert (row["valeur"], row["verdict"]) == (4, "oui")
    for change, said in (
        ({"genre": "loup"}, "inconnus"),
        ({"date": "nom"}, "n'existe pas"),
        ({"periode": "jour"}, "inconnus"),
        ({"type": "somme"}, "inconnus"),
    ):
        own.write_text(json.dumps({"indicateurs": [{**rule, **change}]}), encoding="utf-8")
        with pytest.raises(BadInput, match=said):
            barometres.run(params, ctx)
    own.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="illisible"):
        barometres.run(params, ctx)


@pytest.mark.parametrize(
    ("before", "value", "told"),
    [([10, 10, 10], 10.5, "stable"), ([10, 12], 20, "en hausse"), ([10, 12], 2, "en baisse"), ([10], 20, "pas assez"), ([10, 12], None, "pas assez"), ([0, 0], 0, "stable")],
)  # fmt: skip
def test_a_trend_compares_with_the_mean_of_the_periods_before(before, value, told):
    assert barometres.trend(before, value).startswith(told)


@settings(deadline=None)
@given(st.dates(dt.date(2000, 2, 1), dt.date(2100, 1, 1)), st.sampled_from(("mois", "trimestre", "annee")), st.integers(0, 8))
def test_periods_follow_one_another_without_gap(day, period, back):
    start, end = barometres.bounds(day, period, back)
    assert start < end == barometres.bounds(day, period, back - 1)[0]
    assert back or start <= day < end


def test_the_printed_barometers_hold_no_identity(filled, depot, params, ctx, tmp_path):
    depot.put("personne", {"type": "physique", "statut": "proprietaire", "nom": "Zébulon"}, filled[1])
    from .test_pv import text_of

    barometres.run({**params, "date": "2026-05-15", "sortie": str(tmp_path / "b.pdf")}, ctx)
    text = text_of(tmp_path / "b.pdf")
    assert "Contrôles sur place" in text and "au moins 15" in text and "Zébulon" not in text
    barometres.run({**params, "date": "2026-05-15", "sortie": str(tmp_path / "b.xlsx")}, ctx)
    assert zipfile.is_zipfile(tmp_path / "b.xlsx")
    with pytest.raises(BadInput, match=r"\.xlsx"):
        barometres.run({**params, "sortie": "b.doc"}, ctx)


def test_a_thousand_affairs_are_measured_within_a_second(depot, params, ctx):
    with base.transaction(depot.connection) as connection:
        for number in range(1000):
            data = f'{{"numero_provisoire": "26-34129-PZZZZ-{number:05d}", "nature": "piscine", "etat": "ouverte", "commune": "C{number % 60}", "code_insee": "34129", "ouverte_le": "2026-01-01"}}'
            connection.execute("INSERT INTO fiche (uuid, genre, affaire, donnees, cree_le, modifie_le) VALUES (?,'affaire',?,?,'2026','2026')", (f"u{number}", f"u{number}", data))  # fmt: skip
    start = time.process_time()
    barometres.run({**params, "date": "2026-05-15"}, ctx)
    assert time.process_time() - start < 1.0
