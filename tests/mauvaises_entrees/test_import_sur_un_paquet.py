"""Importing one more layer onto a pack in use: what it held is kept, or the answer says that it is not."""

from __future__ import annotations

import geopandas as gpd
import pytest

from data_sync.core.importer.job import run
from data_sync.core.verification import run as verify
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext
from tests.paquet import shared_small_space, small_space


@pytest.fixture(scope="module")
def communes(tmp_path_factory):
    path = tmp_path_factory.mktemp("sources") / "communes.gpkg"
    frame = gpd.read_file(Espace.at(shared_small_space()).referentiel_gpkg, layer="commune", engine="pyogrio")
    frame[["code_insee", "nom", "population", "geometry"]].to_file(path, driver="GPKG")
    return str(path)


def bring(espace, source, **more):
    return run({"espace": str(espace), "profil": "communes", "sources": [source], **more}, JobContext())


def test_the_grids_declared_by_the_exercise_pack_follow_into_the_next_generation(tmp_path, communes):
    espace = Espace.at(small_space(tmp_path))
    done = bring(espace.root, communes, exercice=True)
    assert espace.generation_name == "gen-2" and "n'est pas repris" not in done["phrase"]
    declared = [row["fichier"] for row in read.rows(espace.referentiel_gpkg, "raster")]
    assert declared and [name for name in declared if not (espace.generation / name).is_file()] == []
    assert verify({"espace": str(espace.root)}, JobContext())["rapports"][0]["conforme"]


def test_real_data_on_an_exercise_start_afresh_and_say_so(tmp_path, communes):
    espace = Espace.at(small_space(tmp_path))
    done = bring(espace.root, communes)
    assert "Le paquet précédent n'est pas repris" in done["phrase"] and not espace.is_exercise
    assert (espace.referentiel_dir / "gen-1" / "referentiel.gpkg").is_file()


def test_a_work_space_whose_generation_is_gone_can_be_filled_again(tmp_path, communes):
    espace = Espace.at(small_space(tmp_path))
    (espace.referentiel_dir / "CURRENT").write_text("gen-7\n")
    bring(espace.root, communes)
    assert espace.generation_name == "gen-2" and read.count(espace.referentiel_gpkg, "commune") == 17
