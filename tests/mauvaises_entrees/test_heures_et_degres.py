"""Hours typed in local time, coordinates typed in degrees: the two mistakes of unit a hurried person makes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.espace import Espace
from shared.gpkg import read
from tests.mauvaises_entrees.outils import SECTION, call, is_one_french_sentence
from tests.paquet import small_space

ROOT = Path(__file__).resolve().parents[2]
DEGREES = "POLYGON((3.85 43.55,3.92 43.55,3.92 43.60,3.85 43.55))"


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("2026-11-24T18:30", "2026-11-24T17:30:00"),  # winter: one hour ahead of UTC
        ("2026-07-14 18:30", "2026-07-14T16:30:00"),  # summer: two
        ("2026-11-24T18:30+00:00", "2026-11-24T18:30:00"),
        ("2026-11-24", "2026-11-23T23:00:00"),
    ],
)
def test_hours_typed_are_those_of_the_wall_clock(tmp_path, typed, stored):
    espace = small_space(tmp_path)
    env = {**os.environ, "TZ": "Europe/Paris"}
    command = [sys.executable, "-m", "ddtm_crise", "couper", *SECTION, "--debut", typed, "--espace", str(espace)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    (row,) = read.rows(Espace.at(espace).travail_gpkg, "coupure_ligne")
    assert row["debut"].startswith(stored)


def test_what_is_no_date_is_refused(tmp_path):
    said = call("couper", small_space(tmp_path), [*SECTION, "--debut", "hier soir"])
    assert said.status == 2 and "La date « hier soir » est illisible" in said.err and said.changed == []


@pytest.mark.parametrize(
    "verb, options",
    [
        ("evacuation", ["--zone", DEGREES]),
        ("couper", ["--wkt", "LINESTRING(3.85 43.55, 3.92 43.55)"]),
        ("couper", ["--wkt", "POINT(3.85 43.55)"]),
        ("detour", ["--depart", "3.85,43.55", "--arrivee", "lattes"]),
    ],
)
def test_degrees_given_for_metres_are_told_not_taken_for_a_place_at_sea(tmp_path, verb, options):
    said = call(verb, small_space(tmp_path), options)
    if verb == "detour":  # a person may name a place by longitude and latitude
        assert said.status in (0, 2) and "4 km de toute route" not in said.err
        return
    assert said.status == 2 and is_one_french_sentence(said.err) and "degrés" in said.err, said
    assert said.changed == []
