"""data_sync:verifier, as a job: one file, or the two files of the work space."""

from __future__ import annotations

import json

import pytest

from data_sync.core.generation import staged_generation, write_pack
from data_sync.core.verification import run
from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import create
from shared.jobs import JobContext, resolve


@pytest.fixture
def espace(tmp_path):
    space = Espace.at(tmp_path / "espace été")
    with staged_generation(space) as staging:
        create(staging / "referentiel.gpkg", catalogue.layers("reference"), exercise=True)
        write_pack(staging, {"titre": "Essai", "exercice": True, "version": 1})
    return space


def test_the_job_has_its_stable_name():
    assert resolve("data_sync.core.verification:run") is run


def test_without_a_file_the_work_space_is_checked(espace):
    result = run({"espace": str(espace.root)}, JobContext())
    assert result["conforme"] and [len(report["lignes"]) for report in result["rapports"]] == [
        len(catalogue.layers("reference")),
        len(catalogue.layers("travail")),
    ]
    assert "referentiel.gpkg : Fichier conforme" in result["phrase"] and "travail.gpkg : Fichier conforme" in result["phrase"]
    json.dumps(result)


def test_a_read_only_generation_can_be_checked_and_a_report_written(espace, tmp_path):
    report = tmp_path / "rapport.txt"
    result = run({"fichier": str(espace.referentiel_gpkg), "sortie": str(report)}, JobContext())
    assert report.read_text(encoding="utf-8").strip() == result["texte"] and "EXERCICE" in result["texte"]


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(BadInput, match="paquet de données est absent"):
        run({"espace": str(tmp_path)}, JobContext())
    with pytest.raises(BadInput, match="introuvable"):
        run({"fichier": str(tmp_path / "absent.gpkg")}, JobContext())
