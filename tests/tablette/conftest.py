"""A sector that left for the field, once for all the tests; copies of it that may be spoilt."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import shapely

from data_sync.core.tablette import job
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.write import insert_rows
from tests.paquet import small_space

from .outils import CTX, QGIS_PYTHON, orthophoto


@pytest.fixture(scope="session")
def depart(tmp_path_factory):
    """(work space, folder of the tablet, uuid of the row it carries)."""
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    folder = tmp_path_factory.mktemp("tablette été")
    espace = Espace.at(small_space(folder))
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]
    spot = shapely.from_wkb(commune["geom"]).representative_point()
    row = {"type_situation": "feu", "libelle": "Départ de feu", "geom": spot.wkb}
    (uuid,) = insert_rows(espace.travail_gpkg, "situation_point", [row], "Anne Martin")
    insert_rows(
        espace.travail_gpkg, "situation_point", [{**row, "libelle": "Ailleurs", "geom": shapely.Point(spot.x + 90_000, spot.y).wkb}], "x"
    )
    params = {"espace": str(espace.root), "dossier": str(folder / "T1"), "secteur": commune["nom"], "nom": "T1"}
    answer = job.exporter({**params, "fond": str(orthophoto(folder, spot))}, CTX)
    assert answer["fonds"] >= 1
    assert answer["lignes"] == 1 and answer["reference"] > 100
    return espace, folder / "T1", uuid


@pytest.fixture
def terrain(depart, tmp_path):
    """Copies that may be spoilt."""
    espace, dossier, uuid = depart
    shutil.copytree(espace.root, tmp_path / "espace")
    shutil.copytree(dossier, tmp_path / "T1")
    return Espace.at(tmp_path / "espace"), tmp_path / "T1", uuid
