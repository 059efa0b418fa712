"""The law as data: the NATINF list, its editions, the articles and the prescription clock."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddtm_lucca.core.droit import import_natinf, job, natinf, prescription, textes
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

OFFICIAL = "Numéro;Nature;Qualification;Définie par;Réprimée par\r\n" + "".join(
    f"{n};{kind};{title};ART.L.{n} C.URBANISME.;ART.L.480-4 C.URBANISME.\r\n"
    for n, kind, title in (
        (341, "Délit", "EXÉCUTION DE TRAVAUX NON AUTORISÉS À L'ÎLE"),
        (5969, "Délit", "EXÉCUTION IRRÉGULIÈRE DE TRAVAUX"),
        (98, "Contravention de classe 5", "DÉPÔT D'OBJET"),
        (7924, "Contravention de classe 5", "NON DÉBROUSSAILLEMENT"),
        (33057, "Délit", "OBSTACLE À L'AUTORITÉ"),
    )
)


def ask(tmp_path, text, **more):
    return job.run({"espace": str(tmp_path), "texte": text, **more}, JobContext())


def install(tmp_path, text=OFFICIAL, encoding="utf-8", name="Liste Natinf_juillet2026.csv", **more):
    source = tmp_path / name
    source.write_bytes(text.encode(encoding))
    return import_natinf.run({"espace": str(tmp_path), "fichier": str(source), **more}, JobContext())


@pytest.mark.parametrize(
    "text, first",
    [("341", 341), ("L421-1", 341), ("art. L. 421-1", 341), ("récidive clôture", 8659), ("obstacle contrôle administratif", 33057)],
)
def test_a_number_a_word_or_an_article_finds_the_offence(tmp_path, text, first):
    assert ask(tmp_path, text)["infractions"][0]["numero"] == first


def test_an_article_is_not_found_inside_a_longer_one(tmp_path):
    assert all("L.421-1" in row["definie_par"] + row["reprimee_par"] for row in ask(tmp_path, "L.421-1", limite=500)["infractions"])
    assert 33037 not in [row["numero"] for row in ask(tmp_path, "R.421-1", limite=500)["infractions"]]  # it has R.421-10


def test_the_stale_code_of_obstacle_is_gone_and_33057_is_there(tmp_path):
    lines = natinf.edition(Espace.at(tmp_path)).lignes
    assert 4579 not in lines and {33057, 33058, 22956} <= set(lines)


def test_every_line_with_articles_names_what_defines_and_what_punishes(tmp_path):
    for item in natinf.edition(Espace.at(tmp_path)).lignes.values():
        assert bool(item.definie_par) == bool(item.reprimee_par) == (item.etat != "sans_articles")


def test_an_empty_question_is_refused(tmp_path):
    with pytest.raises(BadInput, match="Dites ce que vous cherchez"):
        ask(tmp_path, "  .")


@pytest.mark.parametrize("encoding, told", [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("latin-1", "latin-1"), ("cp850", "cp850")])
def test_the_official_list_is_read_in_the_three_encodings(tmp_path, encoding, told):
    answer = install(tmp_path, encoding=encoding)
    assert (answer["version"], answer["encodage"], answer["lignes"]) == ("2026-07", told, 5)
    found = ask(tmp_path, "341")
    assert found["infractions"][0]["qualification"] == "EXÉCUTION DE TRAVAUX NON AUTORISÉS À L'ÎLE"
    assert found["infractions"][0]["etat"] == "officiel" and found["infractions"][0]["lie"] == 9154


def test_old_editions_are_kept(tmp_path):
    install(tmp_path)
    install(tmp_path, OFFICIAL.replace("DÉPÔT", "ABANDON"), name="Natinf octobre 2026.csv")
    assert ask(tmp_path, "98")["infractions"][0]["qualification"].startswith("ABANDON")
    assert ask(tmp_path, "98", version="2026-07")["infractions"][0]["qualification"].startswith("DÉPÔT")


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("a;b\n1;2\n", "n'est pas la liste NATINF"),
        ("", "n'est pas la liste NATINF"),
        (OFFICIAL + "12;trop court\r\n", "cinq colonnes"),
        (OFFICIAL + "98;Délit;AUTRE TEXTE;X;Y\r\n", "figure deux fois"),
    ],
)
def test_another_file_is_refused_and_nothing_changes(tmp_path, text, sentence):
    install(tmp_path)
    with pytest.raises(BadInput, match=sentence):
        install(tmp_path, text, name="autre.csv")
    assert [item["version"] for item in natinf.versions(Espace.at(tmp_path))] == ["2026-07"]


def test_an_edition_is_never_replaced_by_another_content(tmp_path):
    install(tmp_path)
    with pytest.raises(BadInput, match="déjà installée"):
        install(tmp_path, OFFICIAL.replace("DÉPÔT", "ABANDON"), version="2026-07")


def test_l481_1_carries_the_amounts_of_2025_and_never_the_old_ones():
    row = next(row for row in textes.run({"texte": "L.481-1"}, JobContext())["textes"] if row["article"] == "L.481-1")
    assert "1 000 €" in row["regle"] and "100 000 €" in row["regle"] and "25 000" not in row["regle"] and row["source"]


def test_every_text_has_a_source_and_a_reading_state():
    assert all(row["source"] and row["etat"] in textes.STATES for row in natinf.laws())


def test_every_offence_of_the_prescription_table_exists(tmp_path):
    lines = natinf.edition(Espace.at(tmp_path)).lignes
    assert all(number in lines for number in prescription._table())


# -- prescription ----------------------------------------------------------------------------------------------------------
DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    "nature, regime, facts, acts, state, expiry",
    [
        ("Délit", "instantanee", {"date_faits": "2021-06-02"}, [], "court", "2027-06-02"),
        ("Délit", "instantanee", {"date_faits": "2020-05-31"}, [], "prescrite", "2026-05-31"),
        ("Délit", "instantanee", {"date_faits": "2020-06-01"}, [], "court", "2026-06-01"),  # the last day, until midnight
        ("Délit", "achevement", {"date_faits": "2010-01-01"}, [], "ne_court_pas", None),
        ("Délit", "achevement", {"date_achevement": "2022-01-10"}, [], "court", "2028-01-10"),
        ("Délit", "successive", {"date_faits": "2001-01-01"}, [], "ne_court_pas", None),
        ("Délit", "successive", {"date_fin": "2025-03-01"}, [], "court", "2031-03-01"),
        ("Contravention de classe 5", "instantanee", {"date_faits": "2026-01-15"}, [], "court", "2027-01-15"),
        ("Délit", "instantanee", {"date_faits": "2019-01-01"}, [("2024-12-31", "proces_verbal")], "court", "2030-12-31"),
        ("Délit", "instantanee", {"date_faits": "2019-01-01"}, [("2025-01-01", "proces_verbal")], "court", "2031-01-01"),  # the last day
        ("Délit", "instantanee", {"date_faits": "2019-01-01"}, [("2025-01-02", "proces_verbal")], "prescrite", "2025-01-01"),
        ("", "instantanee", {"date_faits": "2019-01-01"}, [], "indeterminee", None),
        ("Délit", "a_choisir", {"date_faits": "2019-01-01"}, [], "indeterminee", None),
        ("Délit", "instantanee", {}, [], "indeterminee", None),
        ("Délit", "instantanee", {"date_faits": "2024-02-29"}, [], "court", "2030-03-01"),
    ],
)
def test_the_clock_follows_the_regime(nature, regime, facts, acts, state, expiry):
    answer = prescription.clock(nature, regime, facts, [{"date": d, "type": t} for d, t in acts], DAY)
    assert (answer.etat, answer.expire_le) == (state, expiry)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1)), st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1)), max_size=6))
def test_no_act_ever_shortens_the_period(start, days):
    alone = prescription.clock("Délit", "instantanee", {"date_faits": start.isoformat()}, (), DAY)
    acts = [{"date": day.isoformat(), "type": "acte_enquete"} for day in days]
    assert prescription.clock("Délit", "instantanee", {"date_faits": start.isoformat()}, acts, DAY).expire_le >= alone.expire_le


def test_what_expires_within_90_days_is_listed_soonest_first():
    def row(name, day, nature="Délit"):
        return {"affaire": name, "numero": 341, "nature": nature, "regime": "instantanee", "faits": {"date_faits": day}}

    rows = [row("loin", "2024-01-01"), row("b", "2020-08-20"), row("a", "2020-06-15"), row("passe", "2020-01-01")]
    assert [(item["affaire"], item["jours"]) for item in prescription.expiring(rows, DAY)] == [("a", 14), ("b", 80)]


def test_an_unknown_act_or_a_bad_date_is_a_sentence():
    with pytest.raises(BadInput, match="Acte interruptif inconnu"):
        prescription.clock("Délit", "instantanee", {"date_faits": "2020-01-01"}, [{"date": "2021-01-01", "type": "coup de fil"}])
    with pytest.raises(BadInput, match="AAAA-MM-JJ"):
        prescription.clock("Délit", "instantanee", {"date_faits": "1/1/2020"})
