"""Packs in a real QGIS: the layers that are open follow, with their filter and their style."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Chaine, changer

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")


@pytest.fixture(scope="module")
def said(tmp_path_factory, premiere):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    folder = tmp_path_factory.mktemp("paquets qgis")
    chaine = Chaine(folder, premiere)
    chaine.publier()
    first = folder / "premier"
    shutil.copytree(chaine.canal, first)
    chaine.modifier(changer("UPDATE commune SET nom = 'Nouveau nom' WHERE code_insee = '34001'"))
    chaine.publier()
    second = folder / "second"
    shutil.copytree(chaine.canal, second)
    shutil.rmtree(chaine.canal)
    shutil.copytree(first, chaine.canal)
    for path in (chaine.canal / "historique").iterdir():
        path.unlink()
    places = [chaine.portable.root, chaine.bureau.root, first, second]
    (first / "historique" / "1.paq").unlink()  # published again by the algorithm, as version 1
    shutil.rmtree(chaine.bureau.referentiel_dir / "gen-2")
    (chaine.bureau.referentiel_dir / "CURRENT").write_text("gen-1\n")
    done = subprocess.run(
        [QGIS_PYTHON, Path(__file__).with_name("dans_qgis.py"), *places],
        capture_output=True,
        text=True,
        timeout=110,
        env={**os.environ, "DDTM_SOURCES": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_the_algorithms_publish_verify_and_install(said):
    assert said["publie"]["VERSION"] == 1 and "entier et signé" in said["verifie"]["PHRASE"]
    assert said["installe"]["GENERATION"] == "gen-1" and said["installe_2"]["GENERATION"] == "gen-2"


def test_open_layers_follow_with_filter_and_style(said):
    assert "Nouveau nom" not in said["avant"] and "Nouveau nom" in said["apres"]["noms"]
    assert said["apres"]["source"].startswith("gen-2/") and said["apres"]["valide"]
    assert said["apres"]["filtre"] == "code_insee < '34005'" and said["apres"]["couleur"] == "#123456"
    assert "gen-1" in said["ailleurs"]


def test_going_back_takes_the_layers_along_and_an_older_pack_is_refused(said):
    assert said["revenu"]["noms"] == said["avant"] and said["revenu"]["source"].startswith("gen-1/")
    assert "plus ancien" in said["refus"]["refus"] and "introuvable" in said["absent"]["refus"]


def test_every_tool_has_its_help_and_no_wheel_enters_qgis(said):
    assert set(said["aides"]) == {"installer_paquet", "publier_paquet", "revenir_paquet", "verifier_paquet"}
    assert min(said["aides"].values()) > 300 and said["lourds"] == []
