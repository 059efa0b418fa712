"""In a real QGIS without a screen: the follow-up of affairs, from the panel's buttons."""

import pytest

from .test_lieu_qgis import run_in_qgis


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    home = tmp_path_factory.mktemp("suivi")
    (home / "espace").mkdir()
    return {**run_in_qgis("dans_qgis_suivi.py", home, DDTM_ESPACE=str(home / "espace")), "home": home}


def test_filters_choose_and_only_those_affairs_are_on_the_map(told):
    assert told["filtres"] == "&Filtres (2)" and told["hauteur"] < 560  # a laptop of 768 pixels, its menus and bars taken off
    assert told["carte"][1:] == [2, told["attendus"]] and told["cadre"]


def test_the_map_layer_holds_no_identity(told):
    assert set(told["champs"]) <= {
        "fid",
        "uuid",
        "statut",
        "cree_le",
        "cree_par",
        "modifie_le",
        "modifie_par",
        "numero",
        "lieu",
        "nature",
        "etat",
    }


def test_an_affair_is_chosen_by_a_click_on_the_map(told):
    assert told["cliquee"][0] == told["cliquee"][1] and told["a_cote"].startswith("Aucune affaire")


def test_suites_are_saved_once_with_what_weakens_them(told):
    assert told["relu"] == ["2026-12"] and told["pas_de_doublon"] == 1
    assert "procès-verbal clos" in told["alertes"] and "observations" in told["alertes"] and "à liquider" in told["alertes"]


def test_history_reminders_and_barometers_are_shown_in_words(told):
    assert any("arrêté interruptif : numéro" in row[2] for row in told["historique"])
    assert any("astreinte à liquider" in row[2] and "retard" in row[0] for row in told["rappels"])
    assert len(told["barometres"]) == 10 and told["conflits"] == []


def test_locking_closes_every_window(told):
    assert told["fenetres"] == 0
