"""Every verb on every damaged work space: it answers, or refuses with one French sentence and leaves each file as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pytest

from tests.mauvaises_entrees.outils import COMMANDS, FAULTS, call, generation, is_one_french_sentence, snapshot
from tests.paquet import shared_small_space

EVERY = set(COMMANDS) - {"exercice", "carte", "scenario"}
ROADS = {"detour", "isolement", "substitution", "couper", "couper par grille"}
PEOPLE = {"evacuation", "evacuation par grille"}
GRIDS = {"evacuation par grille", "couper par grille"}
ALONE = {"main-courante", "importer"}  # need no pack
# Fault -> the verbs that must refuse; the others must answer.
REFUSALS = {
    "paquet absent": EVERY - ALONE,
    "paquet vide": ROADS | PEOPLE,
    "CURRENT nomme un dossier disparu": EVERY - ALONE,
    "CURRENT sort du dossier": EVERY - ALONE,
    "sans réseau": ROADS | {"verifier"},
    "sans population": PEOPLE | {"verifier"},
    "sans grilles": GRIDS | {"verifier"},
    "sans fiche": {"importer", "verifier"},
    "GeoPackage vide": EVERY - ALONE,
    "GeoPackage coupé": EVERY - ALONE,
    "tableaux coupés": ROADS | PEOPLE | {"verifier"},
    "tableaux abîmés": ROADS | PEOPLE | {"verifier"},
    "grilles coupées": GRIDS | {"verifier"},
    "travail coupé": EVERY - {"chercher", "importer"},
    "travail d'un autre format": EVERY - {"chercher", "importer"},
    "travail est un fichier": EVERY - {"isolement", "chercher", "verifier"},
    "l'espace est un fichier": EVERY,
}


@pytest.fixture(scope="module")
def communes(tmp_path_factory):
    """Communes in longitude and latitude: a file in another system, to be imported."""
    path = tmp_path_factory.mktemp("sources") / "communes été.geojson"
    frame = gpd.read_file(generation(shared_small_space()) / "referentiel.gpkg", layer="commune", engine="pyogrio")
    frame[["code_insee", "nom", "population", "geometry"]].to_crs(4326).to_file(path, driver="GeoJSON")
    return path


def spoilt(fault: str, folder: Path) -> Path:
    espace = folder / "poste de l'été" / "espace"
    shutil.copytree(shared_small_space(), espace)
    FAULTS[fault](espace)
    return espace


@pytest.mark.parametrize("fault", FAULTS)
def test_a_verb_answers_or_refuses_in_one_sentence_and_changes_nothing(fault, tmp_path, communes):
    espace, before = spoilt(fault, tmp_path), None
    for verb in sorted(EVERY - {"importer"}) + ["importer"]:  # importing makes a new generation: last
        said = call(verb, espace, source=str(communes), before=before)
        before = said.after
        if verb in REFUSALS[fault]:
            assert said.status in (1, 2), (verb, said)
            assert is_one_french_sentence(said.err), (verb, said.err)
            assert said.changed == [], (verb, said.changed)
            assert verb == "verifier" or said.out == "", (verb, said.out)
        else:
            assert said.status == 0 and said.err == "", (verb, said)
            assert not [path for path in said.altered if path.startswith("referentiel/gen-")], (verb, said.altered)


@pytest.mark.parametrize("fault", ["paquet absent", "paquet vide", "sans fiche", "GeoPackage coupé", "tableaux abîmés", "travail coupé"])
def test_a_scenario_that_could_not_end_is_not_begun(fault, tmp_path):
    espace = spoilt(fault, tmp_path)
    said = call("scenario", espace)
    assert said.status == 2 and is_one_french_sentence(said.err), said
    assert said.changed == []


@pytest.mark.parametrize("fault", ["paquet absent", "sans fiche", "GeoPackage coupé"])
def test_a_map_without_a_pack_is_refused_and_no_document_is_left(fault, tmp_path):
    espace, outside = spoilt(fault, tmp_path), tmp_path / "documents"
    outside.mkdir()
    said = call("carte", espace, outside=str(outside))
    assert said.status == 2 and is_one_french_sentence(said.err), said
    assert said.changed == [] and list(outside.iterdir()) == []


def test_a_map_without_the_work_data_says_so_and_leaves_the_pack_byte_for_byte(tmp_path):
    espace, outside = spoilt("travail coupé", tmp_path), tmp_path / "documents"
    outside.mkdir()
    for path in generation(espace).iterdir():
        path.chmod(0o644)  # as on a disk that knows no rights
    said = call("carte", espace, outside=str(outside))
    assert said.status == 0 and said.changed == [], said
    assert "À savoir : Le fichier « travail.gpkg » est illisible" in said.out
    assert [path.name for path in outside.iterdir()] == ["carte.pdf"]


def test_the_population_is_still_counted_when_the_altitudes_cannot_be_read(tmp_path):
    espace = spoilt("grilles coupées", tmp_path)
    whole = call("evacuation", shared_small_space(), ["--zone", COMMANDS["evacuation"][1], "--sans-enregistrer"])
    said = call("evacuation", espace)
    assert said.status == 0 and said.out.split("\n")[0] == whole.out.split("\n")[0]
    assert "À savoir : Altitudes des établissements non lues" in said.out


def test_checking_names_each_damaged_file_of_the_pack(tmp_path):
    espace = spoilt("tableaux abîmés", tmp_path)
    said = call("verifier", espace)
    assert "[reseau.npz]" in said.out and "[population.npz]" in said.out


@pytest.mark.parametrize(
    "verb, options, words",
    [
        ("carte", ["--theme", "feu"], "choix inconnu : 'feu' (au choix : 'inondation', 'route')"),
        ("detour", ["--depart", "lattes"], "arguments obligatoires : --arrivee"),
        ("detour", ["--depart", "lattes", "--arrivee", "palavas", "--profil", "velo"], "choix inconnu : 'velo'"),
        ("evacuation", ["--tampon", "large"], "nombre attendu, reçu : 'large'"),
        ("importer", ["--zut"], "arguments inconnus : --zut"),
        ("couper", ["--sens", "gauche"], "choix inconnu : 'gauche'"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_one_sentence_too(tmp_path, verb, options, words):
    said = call(verb, spoilt("paquet absent", tmp_path), options)
    assert said.status == 2 and words in said.err and is_one_french_sentence(said.err), said
    assert said.out == "" and said.changed == []


def test_a_sound_pack_passes(tmp_path):
    before = snapshot(shared_small_space())
    assert call("verifier", shared_small_space()).status == 0
    assert snapshot(shared_small_space()) == before
