"""PostGIS edited by a real QGIS, and the algorithms that exchange with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from data_sync.core.boites import postes
from data_sync.core.journal.depot import ouvrir
from data_sync.core.journal.job import historique
from shared.jobs import JobContext
from tests.sync.monde import Monde

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")


@pytest.fixture(scope="module")
def monde():
    world = Monde(("COD-1", "Bureau"))
    yield world
    world.fermer()


@pytest.fixture(scope="module")
def said(administrateur, monde, tmp_path_factory):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    import psycopg

    with psycopg.connect(administrateur, autocommit=True) as db:
        db.execute("CREATE DATABASE qgis")
    found = dict(re.findall(r"(\w+)=(\S+)", administrateur))
    done = subprocess.run(
        [
            QGIS_PYTHON,
            Path(__file__).with_name("dans_qgis.py"),
            monde.espaces["Bureau"].root,
            monde.supports[0],
            found["host"],
            found["port"],
            "qgis",
        ],
        capture_output=True,
        text=True,
        timeout=110,
        env={
            **os.environ,
            "DDTM_SOURCES": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(tmp_path_factory.mktemp("maison")),
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    with ouvrir(monde.espaces["COD-1"]) as depot:
        postes.accepter(depot, monde.supports[0] / "PostGIS" / "poste.json")
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_the_base_is_made_from_a_connection_qgis_knows(said):
    assert said["installer"]["COUCHES"] > 20 and said["installer"]["POSTE"] == "PostGIS"
    assert "en clair" in said["en_clair"]["refus"] and "authentification" in said["en_clair"]["refus"]
    assert "secret" not in json.dumps(said) and "nulle part" in said["inconnue"]["refus"]


def test_a_geomatician_edits_the_tables_in_qgis_as_any_layer(said):
    assert said["couche"] == [True, "postgres", True]
    for step in ("enregistre", "modifie", "supprime"):
        assert said[step][0], said[step][1]
    assert said["reste"] == ["supprime"], "a deletion is a status"
    assert [said[step]["CAPTURES"] for step in ("aller", "retour", "fin")] == [1, 1, 1]


def test_what_was_done_in_qgis_reaches_a_laptop_with_its_author(said, monde):
    monde.echanger("COD-1")
    ((uuid, row),) = monde.lignes("COD-1", True).items()
    assert (row["libelle"], row["statut"], row["cree_par"], row["modifie_par"]) == ("Pont coupé", "supprime", "martin", "martin")
    steps = historique({"espace": str(monde.espaces["COD-1"].root), "uuid": uuid}, JobContext())["lignes"]
    assert [step["auteur"] for step in steps] == ["martin"] * 3
    changed = [{change["champ"] for change in step["champs"]} & {"libelle", "geom", "statut"} for step in steps[1:]]
    assert changed == [{"libelle", "geom"}, {"statut"}]


def test_the_tools_have_their_help_and_keep_out_of_qgis(said):
    assert set(said["aides"]) == {"postgis_conflits", "postgis_echanger", "postgis_installer"} and min(said["aides"].values()) > 400
    assert said["lourds"] == [] and said["conflits"]["NOMBRE"] == 0 and "Aucun conflit" in said["inconnu"]["refus"]
