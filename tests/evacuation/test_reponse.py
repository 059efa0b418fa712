"""What the manager reads: the sentence, the sheet of one page, the table for the spreadsheet, the algorithm of QGIS."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely

from ddtm_crise.core.evacuation.compte import CLASS_NAMES, Count
from ddtm_crise.core.evacuation.eau import heights
from ddtm_crise.core.evacuation.etablissements import people
from ddtm_crise.core.evacuation.incertitude import Interval
from ddtm_crise.core.evacuation.job import run
from ddtm_crise.core.evacuation.phrase import sentence
from shared.jobs import JobContext

from .fabrique import SIDE, X, Y, space

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = "/usr/bin/python3"


def made(central, low, high, **ages):
    night = Interval(central, low, high)
    return Count(night, night, {**dict.fromkeys(CLASS_NAMES, 0.0), **ages}, 1.0, 1, 0.0, 0.0)


def said(*args):
    return sentence(*args).replace("\u00a0", " ")


def test_the_sentence_gives_the_number_first_and_never_more_digits_than_known():
    places = [
        {"acces": "dans_zone", "effectif_nuit": 80},
        {"acces": "dans_zone", "effectif_nuit": None},
        {"acces": "coupe", "effectif_nuit": 10},
    ]
    count = made(1187.0, 905.0, 1490.0, pop_65_79=183.0, pop_80p=61.0)
    assert said(count, places, "") == (
        "Environ 1 200 personnes (900 à 1 500), dont 180 de 65 à 79 ans et 60 de 80 ans et plus ; "
        "2 établissements dans la zone (jusqu'à 80 personnes hébergées en plus la nuit) et 1 hors zone mais coupé de la route."
    )
    assert said(made(3.0, 1.0, 8.0), [], "").startswith("Moins de 10 personnes (au plus 10)")
    assert said(made(0.0, 0.0, 0.0), [], "").startswith("0 personne connue dans la zone : aucun bâtiment habité")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"nature": "ehpad", "capacite": 80, "unite_capacite": "lits"}, (80, 80)),
        ({"nature": "camping", "capacite": 100, "unite_capacite": "emplacements"}, (0, 300)),
        ({"nature": "hebergement", "capacite": 20, "unite_capacite": "chambres"}, (0, 40)),
        ({"nature": "elementaire", "effectif_jour": 120}, (120, 0)),
        ({"nature": "lycee", "internat": True}, (None, None)),
        ({"nature": "hopital", "effectif_jour": 300, "effectif_nuit": 150}, (300, 150)),
        ({"nature": "college"}, (None, 0)),
    ],
)
def test_people_of_an_establishment_by_day_and_by_night(row, expected):
    assert people(row) == expected


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """60 communes and 200 establishments with long names."""
    kinds = ("ehpad", "camping", "elementaire", "salle_accueil")
    places = [
        (
            kinds[i % 4],
            f"Établissement d'accueil au nom particulièrement long n° {i}",
            100.0 + 590.0 * i,
            300.0,
            {"capacite": 50, "telephone": "04 67 00 00 00"},
        )
        for i in range(200)
    ]
    return space(tmp_path_factory.mktemp("foule"), number=3000, count=60, places=places)


@pytest.fixture(scope="module")
def answer(crowded):
    zone = shapely.box(X, Y, X + 60 * SIDE, Y + SIDE / 2)
    return run({"espace": str(crowded.root), "zone": zone.wkt, "sortie": "auto", "theme": "inondation", "enregistrer": False}, JobContext())


def test_sixty_communes_and_two_hundred_establishments_hold_on_one_sheet(answer):
    (pdf,) = [name for name in answer["fichiers"] if name.endswith(".pdf")]
    assert len(answer["communes"]) > 50 and len(answer["etablissements"]) == 200
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("\f") == 1, "one page"
    assert "autres communes : voir le tableau CSV" in text and "autres établissements : voir le tableau CSV" in text
    for words in ("EXERCICE", "hors connexion", "04 67 00 00 00", "Données de population : 2023", "Toute la zone", "page 1/1"):
        assert words in text, words


def test_files_are_named_by_date_theme_place_and_format(answer, crowded):
    names = sorted(Path(name).name for name in answer["fichiers"])
    stamp = names[0][:13]
    assert stamp[8] == "_" and stamp.replace("_", "").isdigit()
    assert all(name.startswith(stamp + "_inondation_commune-") for name in names)
    assert [name.rpartition(".")[2] for name in names] == ["csv", "pdf"]
    assert all(Path(name).parent == crowded.sorties for name in answer["fichiers"])


def test_the_table_opens_in_the_spreadsheet_and_holds_every_row(answer):
    (name,) = [name for name in answer["fichiers"] if name.endswith(".csv")]
    raw = Path(name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    start = next(i for i, row in enumerate(rows) if row[:1] == ["Code INSEE"])
    end = rows.index([], start)
    communes, total = rows[start + 1 : end - 1], rows[end - 1]
    assert len(communes) == len(answer["communes"]) and total[1] == "Toute la zone"
    assert abs(sum(int(row[2]) for row in communes) - int(total[2])) <= len(communes) / 2
    assert len(rows) - end - 2 == 200


def test_a_second_answer_never_overwrites_the_first(answer, crowded):
    params = {"espace": str(crowded.root), "zone": shapely.box(X, Y, X + 500, Y + 500).wkt, "sortie": "auto", "enregistrer": False}
    first, second = (run(params, JobContext())["fichiers"] for _ in range(2))
    assert not set(first) & set(second) and all(Path(name).is_file() for name in first + second)


def test_height_above_the_water_is_negative_in_it_and_positive_on_the_bank(tmp_path):
    import rasterio
    from rasterio.transform import from_origin

    ground = np.tile(np.linspace(0.0, 20.0, 100, dtype=np.float32), (50, 1))
    depth = np.clip(5.0 - ground, 0.0, None).astype(np.float32)  # water level at 5 m
    for name, grid in (("sol.tif", ground), ("eau.tif", depth)):
        with rasterio.open(tmp_path / name, "w", driver="GTiff", width=100, height=50, count=1, dtype="float32", crs="EPSG:2154", transform=from_origin(X, Y + 500, 10, 10)) as out:  # fmt: skip
            out.write(grid, 1)
    points = np.array([(X + 105, Y + 250), (X + 405, Y + 250), (X - 900, Y)])
    found = heights(points, str(tmp_path / "sol.tif"), str(tmp_path / "eau.tif"))
    assert found["altitude"][0] == pytest.approx(2.02, abs=0.01) and found["hauteur_eau"][0] == pytest.approx(2.98, abs=0.01)
    assert found["altitude_sur_eau"][0] == pytest.approx(-2.98, abs=0.01)
    assert found["hauteur_eau"][1] == 0 and found["altitude_sur_eau"][1] == pytest.approx(ground[0, 40] - 5.0, abs=0.01)
    assert np.isnan(found["altitude"][2])


@pytest.mark.skipif(not os.path.exists("/usr/share/qgis/python/plugins"), reason="QGIS is not installed")
def test_the_algorithm_answers_in_qgis(tmp_path):
    import sys

    espace = space(tmp_path / "espace")
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "DDTM_SOURCES": str(ROOT),
        "DDTM_PYTHON": sys.executable,
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [QGIS_PYTHON, str(Path(__file__).with_name("dans_qgis.py")), str(espace.root)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    out = json.loads(done.stdout.strip().splitlines()[-1])
    assert "Évacuer au-dessus de cette hauteur" in out["aide"]
    assert out["rien"]["refus"].startswith("Choisissez une zone") and "Commune inconnue" in out["inconnue"]["refus"]
    assert out["commune"]["HABITANTS"] == 1000 and out["commune"]["PHRASE"].startswith("Environ 1")
    assert len(out["trace"]["FICHIERS"].split(";")) == 2 and out["trace"]["UUID"]
    assert out["couche"]["couches"] == {
        "ZONE_COMPTEE": 1,
        "ETABLISSEMENTS": 2,
        "PAR_COMMUNE": len(json.loads(out["couche"]["RESULTAT"])["communes"]),
    }
    assert out["couche"]["HABITANTS"] == out["trace"]["HABITANTS"]
