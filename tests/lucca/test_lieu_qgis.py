"""In a real QGIS without a screen: a click tells the regulation, and the report begun there is filled in."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from shared.espace import Espace
from shared.gpkg import read
from tests.paquet import small_space

HERE = Path(__file__).resolve().parent


def run_in_qgis(script, home, *arguments, **more):
    """What a script of this folder printed, as a dictionary."""
    if shutil.which("qgis.bin") is None:
        pytest.skip("needs Debian's QGIS")
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "DDTM_SOURCES": str(HERE.parents[1]),
        "DDTM_PYTHON": sys.executable,
        "HOME": str(home),
        **more,
    }
    env.update(QGIS_CUSTOM_CONFIG_PATH=str(home / "config"), XDG_RUNTIME_DIR=str(home))
    done = subprocess.run(["/usr/bin/python3", str(HERE / script), str(home), *arguments], capture_output=True, text=True, encoding="utf-8", env=env, timeout=110)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    home = tmp_path_factory.mktemp("lieu")
    espace = Espace.at(small_space(home))
    rows = read.rows(espace.referentiel_gpkg, "parcelle", {"code_insee": "34129"}, limit=40)
    places = [shapely.from_wkb(row["geom"]).representative_point() for row in (rows[3], rows[30])]
    told = run_in_qgis("dans_qgis_lieu.py", home, ",".join(f"{p.x},{p.y}" for p in places), DDTM_ESPACE=str(espace.root))
    return {**told, "idu": rows[3]["idu"], "autre": rows[30]["idu"], "home": home}


def test_a_click_tells_what_may_be_done_and_the_tool_stays_in_hand(told):
    assert "Lattes" in told["reponse"] and told["encore"]
    assert told["idu"] in told["texte"] and "Ce qui peut être fait ici" in told["texte"]


def test_the_page_of_the_zone_opens_from_the_pack(told):
    (path,) = told["ouverts"]
    assert path.endswith(".pdf") and Path(path).read_bytes().startswith(b"%PDF")


def test_a_report_begun_there_waits_for_the_store_then_is_filled_in(told):
    assert "Ouvrez le coffre" in told["attend"] and told["outil_rendu"]
    assert told["lieu"]["commune"] == "Lattes" and told["lieu"]["zone_plu"]
    (parcel,) = told["parcelles"]
    assert parcel["section"].zfill(2) + parcel["numero"].zfill(4) == told["idu"][8:]


def test_a_second_click_takes_the_place_of_the_first_parcel(told):
    assert [number.zfill(4) for number in told["une_seule"]] == [told["autre"][10:]]
    assert told["refait"] == [None, "1 chemin Neuf"]  # the risk plan's silence is an answer; what was typed stays


def test_sentences_follow_the_affair_and_show_their_gaps(told):
    assert any("Signes d'habitation" in text for text in told["phrases"]) and not any("Bassin" in text for text in told["phrases"])
    assert told["insere"][0].startswith("que la parcelle est classée en zone agricole (A1)") and told["insere"][1].startswith(
        "Nous mesurons …"
    )
    assert told["curseur"] == "…"


def test_drone_photographs_of_the_place_are_asked_from_the_form(told):
    assert told["photos"] == "Aucune photographie de drone ne voit ce lieu."


def test_the_gps_says_how_good_it_is_or_that_it_is_not_there(told):
    assert told["sans_gps"].startswith("Aucun GPS")
    (x, y), said = told["gps"]
    assert 772000 < x < 774000 and 6274000 < y < 6277000 and "35 m" in said
    assert told["gps_sans_point"][0] is None and "ciel ouvert" in told["gps_sans_point"][1]
