"""Places as people name them, and routes in the words of the trade."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddtm_crise.core.routage.coupures_axe import Exit, Exits
from ddtm_crise.core.routage.lieux import place
from ddtm_crise.core.routage.mots import distance, duration, gap, sentence
from ddtm_crise.core.routage.numeros import exit_key, exit_order, road_key
from ddtm_crise.core.routage.profils import profile
from ddtm_crise.core.routage.reference import Reference, Site
from shared.errors import BadInput

SITES = Reference(
    [Site("commune", "34129", "Lattes", "Lattes", 772_000.0, 6_274_000.0, 17_000, "a"), Site("commune", "34192", "Palavas-les-Flots", "Palavas-les-Flots", 775_000.0, 6_269_000.0, 6_000, "b")],
    [Site("hopital", "F1", "CHU Lapeyronie", "Montpellier", 768_000.0, 6_281_000.0, None, "c"), Site("ehpad", "F2", "Résidence Les Pins", "Lattes", 1.0, 1.0, None, "d"),
     Site("ehpad", "F3", "Résidence Les Pins", "Palavas-les-Flots", 2.0, 2.0, None, "e")],
    Exits([Exit("A9", "31", "", 770_000.0, 6_278_000.0), Exit("A9", "31", "", 770_100.0, 6_278_000.0)]), [],
)  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "x"),
    [("772000,6274000", 772_000), ("772000.5 ; 6274000", 772_000.5), ([772_000, 6_274_000], 772_000), ({"x": 772_000, "y": 6_274_000}, 772_000), ("Lattes", 772_000),
     ("commune:palavas les flots", 775_000), ("PALAVAS", 775_000), ("etablissement:chu lapeyronie", 768_000), ("lapeyronie", 768_000), ("A9/31", 770_050), ("A 9 sortie 31", 770_050),
     ("sortie:A9/31", 770_050)],
)  # fmt: skip
def test_places(spec, x):
    assert place(spec, "départ", SITES).x == pytest.approx(x)


def test_longitude_latitude_is_understood():
    found = place("3.8767, 43.6112", "départ", None)
    assert found.x == pytest.approx(770_790, abs=60) and found.y == pytest.approx(6_279_520, abs=60)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "Le départ manque"),
        ("Atlantide", "introuvable"),
        ("Résidence Les Pins", "Plusieurs lieux"),
        ("99999999,1", "hors de France"),
        ("A9/99", "n'existe pas sur A9"),
        (None, "manque"),
    ],
)
def test_unknown_places_are_refused_in_a_sentence(spec, message):
    with pytest.raises(BadInput, match=message):
        place(spec, "départ", SITES)


@given(st.text(max_size=40))
def test_any_text_gives_a_place_or_a_sentence(text):
    try:
        place(text, "départ", SITES)
    except BadInput as refusal:
        assert refusal.message.endswith((".", "?"))


@pytest.mark.parametrize(
    ("written", "key"), [("A 9", "A9"), ("a0009", "A9"), ("RN113", "N113"), ("D 132E1", "D132E1"), ("A75", "A75"), ("", "")]
)
def test_road_numbers(written, key):
    assert road_key(written) == key


def test_exit_numbers_sort_as_drivers_meet_them():
    assert sorted(["31", "9", "28b", "28", "sortie 30"], key=exit_order) == ["9", "28", "28b", "sortie 30", "31"]
    assert exit_key("Sortie 032") == "32" and exit_key("n° 28 b") == "28B"


def test_durations_and_distances_as_spoken():
    assert [duration(s) for s in (10, 89, 2520, 3900)] == ["moins d'une minute", "1 min", "42 min", "1 h 05 min"]
    assert [distance(m) for m in (846, 4230, 38_400)] == ["850 m", "4,2 km", "38 km"]
    assert gap(720, 9000) == "+12 min, +9,0 km" and gap(5, 20) == "même durée" and gap(-300, -12_000) == "-5 min, -12 km"


def test_a_long_route_keeps_its_main_roads():
    roads = [{"route": f"Rue {i}", "type": "nom", "longueur_m": 200.0 + i} for i in range(20)] + [
        {"route": "A9", "type": "numero", "longueur_m": 9000.0},
        {"route": "sortie 32", "type": "sortie", "longueur_m": 0.0},
    ]
    text = sentence(roads)
    assert text.endswith("A9 > sortie 32") and text.count(">") == 12 and "Rue 19" in text and "Rue 0 " not in text


def test_vehicles_are_adjustable_and_checked():
    assert (
        profile("pl", {"hauteur": "3.5"}).height == 3.5
        and profile(None).code == "vl"
        and profile("PL", {"matieres_dangereuses": True}).hazmat
    )
    for code, settings in (("velo", {}), ("pl", {"hauteur": "haut"}), ("pl", {"couleur": 1}), ("pl", {"poids": -4})):
        with pytest.raises(BadInput):
            profile(code, settings)
