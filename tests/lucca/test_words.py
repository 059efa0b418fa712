"""Numbers, days and hours in words, as a report must write them."""

import itertools

import pytest

from ddtm_lucca.core.pv import lettres


@pytest.mark.parametrize(
    "value, words",
    [
        (0, "zéro"), (21, "vingt et un"), (71, "soixante et onze"), (80, "quatre-vingts"), (81, "quatre-vingt-un"), (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"), (100, "cent"), (200, "deux cents"), (1999, "mille neuf cent quatre-vingt-dix-neuf"), (2026, "deux mille vingt-six"),
    ],
)  # fmt: skip
def test_numbers_in_words(value, words):
    assert lettres.number(value) == words


def test_every_day_and_hour_has_words_of_its_own():
    assert len({lettres.number(value) for value in range(10_000)}) == 10_000
    assert len({lettres.hour(f"{h:02d}:{m:02d}") for h, m in itertools.product(range(24), range(60))}) == 1440
    assert (lettres.hour("21:01"), lettres.hour("12:00"), lettres.hour("01:21")) == (
        "vingt et une heures une",
        "midi",
        "une heure vingt et une",
    )
