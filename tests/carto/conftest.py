"""A small work space made by hand, and a headless QGIS (its own Python) that runs a piece of code on it."""

from __future__ import annotations

import json
import os
import subprocess
import textwrap
from pathlib import Path
from typing import Any, Dict

import pytest
import shapely

from shared import catalogue
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
X0, Y0 = 770_000.0, 6_272_000.0
# Two communes side by side, one river, roads of three ranks, water of three depths, and one of several things to be hurt.
HEAD = f"""
import json, os, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from qgis.core import *
app = QgsApplication([], True)
app.initQgis()
from shared.carto import projet
from shared.carto.mise_en_page import MapRequest, export
from shared.errors import DdtmError
from shared.espace import Espace
project = QgsProject.instance()
espace = Espace.at(sys.argv[1])
X0, Y0 = {X0}, {Y0}
def window(half=2000.0, x=X0 + 2000, y=Y0 + 2000):
    return QgsRectangle(x - half, y - half * 0.66, x + half, y + half * 0.66)
def tell(**answer):
    print("ANSWER" + json.dumps(answer), flush=True)
"""


def has_qgis() -> bool:
    try:
        return subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


needs_qgis = pytest.mark.skipif(not has_qgis(), reason="QGIS is not installed")


def box(x: float, y: float, w: float, h: float) -> bytes:
    return shapely.MultiPolygon([shapely.box(X0 + x, Y0 + y, X0 + x + w, Y0 + y + h)]).wkb


def line(*points: Any) -> bytes:
    return shapely.MultiLineString([[(X0 + x, Y0 + y) for x, y in points]]).wkb


def point(x: float, y: float) -> bytes:
    return shapely.Point(X0 + x, Y0 + y).wkb


def make_space(root: Path, exercise: bool = True) -> Espace:
    generation = root / "referentiel" / "gen-1"
    generation.mkdir(parents=True)
    (root / "travail").mkdir()
    (root / "sorties").mkdir()
    reference, work = generation / "referentiel.gpkg", root / "travail" / "travail.gpkg"
    create(reference, catalogue.layers("reference"), exercise)
    create(work, catalogue.layers("travail"), exercise)
    insert_rows(
        reference,
        "commune",
        [
            {"code_insee": "34129", "nom": "Lattes", "population": 17_000, "geom": box(0, 0, 4000, 4000)},
            {"code_insee": "34198", "nom": "Pérols", "population": 9_000, "geom": box(4000, 0, 4000, 4000)},
        ],
    )
    insert_rows(
        reference,
        "troncon_de_route",
        [
            {"importance": "1", "nature": "Type autoroutier", "cpx_numero": "A9", "geom": line((0, 3000), (8000, 3200))},
            {"importance": "3", "nature": "Route à 1 chaussée", "cpx_numero": "D986", "geom": line((1500, 0), (1800, 4000))},
            {"importance": "5", "nature": "Route à 1 chaussée", "nom_voie": "rue du Port", "geom": line((500, 500), (900, 900))},
        ],
    )
    insert_rows(
        reference,
        "zone_inondee_potentielle",
        [
            {"classe_hauteur": "0_050", "geom": box(1200, 0, 400, 4000)},
            {"classe_hauteur": "050_100", "geom": box(1600, 0, 400, 4000)},
            {"classe_hauteur": "200p", "geom": box(6000, 0, 400, 4000)},
        ],
    )
    insert_rows(
        reference,
        "etablissement",
        [
            {"nature": "hopital", "nom": "Clinique du Parc", "geom": point(1000, 1000)},
            {"nature": "maternelle", "nom": "École des Œillets", "geom": point(2500, 2500)},
            {"nature": "camping", "nom": "Camping loin", "geom": point(7500, 500)},
        ],
    )
    insert_rows(
        reference,
        "source_donnee",
        [
            {"couche": "commune", "source": "IGN Admin Express", "licence": "Licence ouverte 2.0", "millesime": "2025"},
            {"couche": "troncon_de_route", "source": "IGN BD TOPO", "millesime": "mars 2025"},
        ],
    )
    insert_rows(
        work,
        "situation_point",
        [{"type_situation": "poste_commandement", "etat": "en_cours", "libelle": "PC Lattes", "geom": point(2200, 2000)}],
    )
    insert_rows(work, "coupure_ligne", [{"axe": "A9", "sens": "double", "geom": line((1000, 3025), (3000, 3075))}])
    (uuid,) = insert_rows(
        work,
        "evacuation",
        [
            {
                "libelle": "Lez",
                "phrase": "Environ 1 200 personnes (900 à 1 500).",
                "pop_nuit": 1200.0,
                "millesime": "2023",
                "geom": box(1000, 500, 1500, 2500),
            }
        ],
    )
    insert_rows(
        work,
        "evacuation_commune",
        [
            {
                "evacuation_uuid": uuid,
                "nom": "Lattes",
                "pop_nuit": 1200.0,
                "pop_nuit_bas": 900.0,
                "pop_nuit_haut": 1500.0,
                "pop_jour": 1500.0,
            }
        ],
    )
    pack = {
        "titre": "Essai",
        "exercice": exercise,
        "version": 1,
        "cree_le": "2026-01-01T00:00:00Z",
        "departement": "34",
        "millesimes": {},
        "sources": [],
    }
    (generation / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
    (root / "referentiel" / "CURRENT").write_text("gen-1", encoding="utf-8")
    return Espace.at(root)


@pytest.fixture
def space(tmp_path: Path) -> Espace:
    return make_space(tmp_path / "espace")


def in_qgis(code: str, espace: Espace, *arguments: str, timeout: int = 90) -> Dict[str, Any]:
    """What `tell(...)` said in `code`, run in a QGIS without windows."""
    runtime = espace.root / ".xdg"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "", "XDG_RUNTIME_DIR": str(runtime)}
    script = HEAD + textwrap.dedent(code) + "\nos._exit(0)\n"
    done = subprocess.run(
        [QGIS_PYTHON, "-c", script, str(espace.root), *arguments], capture_output=True, text=True, env=environment, timeout=timeout
    )
    answers = [json.loads(text[6:]) for text in done.stdout.splitlines() if text.startswith("ANSWER")]
    assert answers, done.stdout + done.stderr
    return answers[-1]


def pdf_text(path: str | Path, page: int = 0) -> str:
    pages = ["-f", str(page), "-l", str(page)] if page else []
    return subprocess.run(["pdftotext", "-layout", *pages, str(path), "-"], capture_output=True, text=True, check=True).stdout
