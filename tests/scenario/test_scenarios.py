"""Whole nights on duty, played without a desktop: on the small exercise pack, on real Rochefort, on real Montpellier."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from ddtm_crise.core.scenario.job import run
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext
from tests.espaces import real_space
from tests.paquet import small_space

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
needs_map = pytest.mark.skipif(shutil.which("qgis.bin") is None, reason="no QGIS to make the maps")


def play(espace, **params):
    return run({"espace": str(espace.root if isinstance(espace, Espace) else espace), **params}, JobContext())


def pdf_text(path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing")
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def pdfs(result, word):
    return [path for path in result["fichiers"] if path.endswith(".pdf") and word in Path(path).name]


@pytest.fixture(scope="module")
def lez(tmp_path_factory):
    """The supplied night of the lower Lez, between places that the small pack holds."""
    folder = tmp_path_factory.mktemp("lez")
    table = json.loads((ROOT / "ddtm_crise/resources/scenarios/lez.json").read_text(encoding="utf-8"))
    for step in table["etapes"]:
        if step["titre"].startswith("Poids lourds"):
            step["params"].update(depart="A9 sortie 33", arrivee="Castelnau-le-Lez", libelle="Ouest > est (poids lourds)")
        if "hôpital" in step["titre"]:
            step["params"]["arrivee"] = "Centre hospitalier de Castelnau-le-Lez (EXERCICE)"
        if step["traitement"] == "substitution":
            step["params"] = {"axe": "A9", "sens": "direct"}
    path = folder / "lez_petit.json"
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    espace = small_space(folder)
    return espace, play(espace, fichier=str(path), auteur="Essai")


@pytest.fixture(scope="module")
def rochefort(tmp_path_factory):
    espace = real_space("rochefort", tmp_path_factory.mktemp("rochefort"))
    return espace, play(espace, fichier=str(HERE / "rochefort.json"))


@pytest.fixture(scope="module")
def montpellier(tmp_path_factory):
    espace = real_space("montpellier", tmp_path_factory.mktemp("montpellier"))
    return espace, play(espace, fichier=str(HERE / "montpellier.json"))


@needs_map
def test_the_lower_lez_holds_what_is_expected_and_leaves_five_documents(lez):
    _, result = lez
    assert result["ecarts"] == []
    assert len(result["etapes"]) == 11
    assert sum(path.endswith(".pdf") for path in result["fichiers"]) >= 5
    assert all(Path(path).read_bytes()[:5] == b"%PDF-" for path in result["fichiers"] if path.endswith(".pdf"))


@needs_map
def test_every_answer_of_the_lez_is_in_the_main_courante_with_its_author(lez):
    espace, result = lez
    lines = read.rows(espace / "travail" / "travail.gpkg", "main_courante", geometry=False)
    told = " ".join(" ".join(line["texte"] for line in lines).split())  # no-break spaces are plain ones there
    for step in result["etapes"]:
        if step["titre"].startswith(("Population", "Couper", "Poids", "Communes")):
            assert " ".join(step["phrase"].split()) in told
    assert {line["auteur"] for line in lines} == {"Essai"}


@needs_map
def test_the_documents_of_an_exercise_say_so_and_carry_the_answer(lez):
    _, result = lez
    sheet = pdf_text(pdfs(result, "inondation_lattes-et-environs")[0])
    assert "EXERCICE" in sheet and "Environ" in sheet and "Lattes" in sheet


@needs_map
@pytest.mark.parametrize("place", ["rochefort", "montpellier"])
def test_real_data_hold_what_is_expected_and_are_no_exercise(place, request):
    _, result = request.getfixturevalue(place)
    assert result["ecarts"] == []
    for path in result["fichiers"]:
        if path.endswith(".pdf"):
            assert "EXERCICE" not in pdf_text(path)


@needs_map
def test_roads_cut_at_rochefort_lie_under_the_recorded_flood_and_no_other_does(rochefort):
    """Against shapely on the whole layers, not through the job: cut length = length under water of the roads on the ground."""
    espace, _ = rochefort
    flood = shapely.union_all([shapely.from_wkb(row["geom"]) for row in read.rows(espace.referentiel_gpkg, "emprise_crue")])
    cuts = read.rows(espace.travail_gpkg, "coupure_zone")
    assert shapely.union_all([shapely.from_wkb(row["geom"]) for row in cuts]).symmetric_difference(flood).area < 1.0


@needs_map
def test_communes_told_isolated_at_rochefort_have_their_people_counted(rochefort):
    espace, result = rochefort
    told = next(step["phrase"] for step in result["etapes"] if step["titre"] == "Communes isolées")
    census = {row["nom"]: row["population"] for row in read.rows(espace.referentiel_gpkg, "commune", geometry=False)}
    rows = [row for row in read.rows(espace.travail_gpkg, "isolement", geometry=False) if row["nature"] == "commune"]
    assert rows and told.startswith(f"{len(rows)} communes isolées")
    assert all(row["population"] == census[row["nom"]] for row in rows)


def test_an_unmet_expectation_is_told_and_the_night_goes_on(tmp_path):
    table = {"titre": "Essai", "theme": "inondation", "etapes": [
        {"titre": "Écrire", "traitement": "main_courante", "params": {"texte": "Une ligne."}, "attendu": [{"cle": "lignes", "min": 99}, {"fichiers": ".pdf"}]},
        {"titre": "Encore", "traitement": "main_courante", "params": {"texte": "Deux."}},
    ]}  # fmt: skip
    path = tmp_path / "essai.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    result = play(small_space(tmp_path), fichier=str(path))
    assert len(result["etapes"]) == 2 and len(result["ecarts"]) == 2
    assert "attendu au moins 99" in result["ecarts"][0] and "2 écarts" in result["phrase"]


def test_a_step_that_cannot_be_done_is_named_in_french(tmp_path):
    table = {"titre": "Essai", "etapes": [{"titre": "Compter ailleurs", "traitement": "evacuation", "params": {"commune": "99999"}}]}
    path = tmp_path / "essai.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(DdtmError, match="Étape « Compter ailleurs » : "):
        play(small_space(tmp_path), fichier=str(path))


@pytest.mark.parametrize("text", ["{", "[]", '{"titre": "x", "etapes": [{"titre": "x", "traitement": "volcan"}]}'])
def test_an_unreadable_scenario_is_refused_before_anything_is_done(tmp_path, text):
    path = tmp_path / "essai.json"
    path.write_text(text, encoding="utf-8")
    espace = small_space(tmp_path)
    before = sorted(espace.rglob("*"))
    with pytest.raises(BadInput, match="illisible"):
        play(espace, fichier=str(path))
    assert sorted(espace.rglob("*")) == before


def test_the_command_line_tells_each_step_and_an_unknown_scenario_exits_2(tmp_path):
    espace = small_space(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "ddtm_crise", "scenario", "--espace", str(espace), "--scenario", "volcan"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 2 and "introuvable" in done.stderr and "lez" in done.stderr
