"""A value is read right, or left empty with a reason; it is never changed into another one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sync.core.importer import converters as c
from data_sync.core.importer import encoding

FRENCH = st.text(
    "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÇÉÈÊËÎÏÔŒÙÛÜ'-’ 0123456789«»°", min_size=1, max_size=40
).filter(
    lambda text: not re.search("[Ââ][«»°’œŒ-]", text)  # no French word ends in a capital Â
)


@pytest.mark.parametrize(
    "written, value",
    [
        ("1 234,5", 1234.5),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("12,5", 12.5),
        ("-3", -3.0),
        ("1\u202f290\u00a0114", 1290114.0),
        (4.7, 4.7),
    ],
)
def test_numbers_are_read_as_french_and_english_write_them(written, value):
    assert c.real(written) == (value, None)


@pytest.mark.parametrize("written", ["douze", "1;2", "inf", "12 m"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match="nombre illisible"):
        c.real(written)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_written_with_a_decimal_comma_comes_back_the_same(number):
    written = f"{float(number):.6f}"
    assert c.real(written.replace(".", ","))[0] == pytest.approx(float(written))


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_survives_as_text_float_or_number(number):
    assert c.integer(str(number))[0] == number
    assert c.integer(number)[0] == number
    assert c.integer(float(number))[0] == number


@pytest.mark.parametrize("nothing", [None, float("nan"), "", "  ", "NULL", "nan", "None"])
@pytest.mark.parametrize("name", sorted(c.CONVERTERS))
def test_nothing_stays_nothing(name, nothing):
    assert c.CONVERTERS[name](nothing)[0] is None


@pytest.mark.parametrize("yes, no", [("Oui", "Non"), ("oui", "non"), (True, False), ("1", "0"), (1.0, 0.0), ("t", "f"), ("VRAI", "FAUX")])
def test_yes_and_no(yes, no):
    assert c.boolean(yes) == (True, None) and c.boolean(no) == (False, None)


def test_a_third_answer_is_neither_yes_nor_no():
    with pytest.raises(ValueError):
        c.boolean("peut-être")


@given(st.dates(dt.date(1000, 1, 1), dt.date(2200, 12, 31)))
def test_dates_in_every_usual_form_give_the_same_day(day):
    if day == dt.date(1899, 12, 30):
        return
    forms = (
        day,
        day.isoformat(),
        day.strftime("%Y/%m/%d"),
        day.strftime("%d/%m/%Y"),
        day.strftime("%Y_%m_%d"),
        day.strftime("%Y%m%d"),
        day.isoformat() + "T10:00:00Z",
    )
    for form in forms:
        assert c.date(form) == (day.isoformat(), None)
        assert c.year(form) == (day.year, None)


@pytest.mark.parametrize("written", ["1982/??/??", "1982-??-??", "1986/10/??", "??/??/1982", "1982", "1982/xx/xx"])
def test_an_incomplete_date_keeps_its_year_only_and_says_so(written):
    day, note = c.date(written)
    assert day is None and "incomplète" in note
    assert c.year(written)[0] in (1982, 1986)


@pytest.mark.parametrize("written", ["????/??/??", "18??/??/??"])
def test_an_unknown_date_gives_nothing_and_says_so(written):
    assert c.date(written) == (None, "date inconnue dans la source")
    assert c.year(written) == (None, "date inconnue dans la source")


@pytest.mark.parametrize("written", ["31/02/1999", "1999-13-01", "hier", "9999-01-01"])
def test_an_impossible_date_is_not_guessed(written):
    with pytest.raises(ValueError):
        c.date(written)


def test_the_empty_date_of_spreadsheets_is_no_date():
    day, note = c.date(dt.datetime(1899, 12, 30))
    assert day is None and "30/12/1899" in note


def test_insee_codes_get_back_the_zero_a_spreadsheet_ate_and_nothing_else():
    assert c.insee("1004") == ("01004", "zéro de tête rendu au code INSEE")
    assert c.insee(34172.0) == ("34172", None)
    assert c.insee("2a004") == ("2A004", None)
    for wrong in ("341720", "34 172", "ABCDE", "12"):
        with pytest.raises(ValueError):
            c.insee(wrong)


def test_telephones_are_paired_and_foreign_ones_left_alone():
    assert c.phone("0467123456") == ("04 67 12 34 56", None)
    assert c.phone("467123456")[0] == "04 67 12 34 56"
    assert c.phone("+33 4 67 12 34 56")[0] == "04 67 12 34 56"
    assert c.phone("15")[0] == "15"


@pytest.mark.parametrize(
    "written, sign",
    [
        ("RD 65", "D65"),
        ("D065", "D65"),
        ("D238E2", "D238E2"),
        ("A9", "A9"),
        ("N113", "N113"),
        ("A9/A709", "A9"),
        ("Boulevard Pasteur", "Boulevard Pasteur"),
    ],
)
def test_road_numbers_are_written_as_on_the_signs(written, sign):
    assert c.road_number(written)[0] == sign


@given(FRENCH)
def test_french_text_is_left_as_it_is(text):
    assert encoding.repair(text) == (text, None)


def test_capitals_against_a_quote_are_not_taken_for_broken_text():
    for sound in ("« FERMÉ»", "L’ÎLE", "CAFÉ’", "ÇÀ«", "25°C"):
        assert encoding.repair(sound) == (sound, None)


@given(FRENCH)
def test_utf8_read_as_latin1_or_windows_comes_back(text):
    for table in ("latin-1", "cp1252"):
        try:
            broken = text.encode("utf-8").decode(table)
        except UnicodeDecodeError:
            continue
        assert encoding.repair(broken)[0] == text


def test_text_broken_twice_comes_back():
    broken = "Lunas-les-Châteaux été"
    for _ in range(2):
        broken = broken.encode("utf-8").decode("cp1252")
    assert encoding.repair(broken)[0] == "Lunas-les-Châteaux été"


def test_windows_quotes_hidden_as_control_characters_come_back():
    assert encoding.repair("Sol de l\u0092église") == ("Sol de l’église", "caractères Windows réparés")


@given(FRENCH)
def test_files_are_decoded_whichever_of_the_two_tables_wrote_them(text):
    assert encoding.decode(text.encode("utf-8"))[0] == text
    assert encoding.decode(text.encode("utf-8-sig")) == (text, "utf-8-sig")
    data = text.encode("cp1252")
    decoded, name = encoding.decode(data)
    if name == "cp1252":
        assert decoded == text
