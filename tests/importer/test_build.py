"""One import changes its own layers only; a recipe makes a whole department; what was held stays, exercise and real never mix."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from data_sync.core.generation import staged_generation, write_pack
from data_sync.core.importer import recipe
from data_sync.core.importer.job import list_profiles, run
from shared import catalogue
from shared.arrays.population import PopulationArrays
from shared.arrays.roadgraph import RoadGraph
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from shared.gpkg.check import check
from shared.gpkg.create import create
from shared.jobs import JobContext

from .outils import LATTES, communes, square, vector

ROOT = Path(__file__).resolve().parents[2]
X, Y = LATTES
SCHOOLS = "uai;nom;type;nature;insee;commune;nb_eleves;longitude;latitude\n{rows}"


def roads(path: Path, count: int = 4) -> Path:
    rows = [
        {
            "cleabs": f"T{i}",
            "nature": "Route à 1 chaussée",
            "importance": "5",
            "sens_de_circulation": "Double sens",
            "vitesse_moyenne_vl": 40,
        }
        for i in range(count)
    ]
    lines = [shapely.linestrings([(X + 100 * i, Y), (X + 100 * (i + 1), Y)]) for i in range(count)]
    return vector(path, rows, lines, layer="troncon_de_route")


def schools(path: Path, *rows: str) -> Path:
    path.write_text(SCHOOLS.format(rows="\n".join(rows)), encoding="utf-8")
    return path


def bring(espace: Path, profile: str, *sources: Path, **more):
    return run({"espace": str(espace), "profil": profile, "sources": [str(path) for path in sources], **more}, JobContext())


@pytest.fixture
def espace(tmp_path):
    root = tmp_path / "espace"
    bring(root, "communes", communes(tmp_path / "c.gpkg"), titre="Essai", departement="34", millesime="2025")
    return Espace.at(root)


def test_an_import_makes_a_generation_that_passes_the_check(espace):
    report = check(espace.referentiel_gpkg, catalogue.layers("reference"))
    assert report.ok, str(report)
    towns = read_layer(espace.referentiel_gpkg, "commune")
    assert towns["code_insee"].tolist() == ["34129", "34192"] and towns["x_chef_lieu"].notna().all()
    assert towns.crs.to_epsg() == 2154


def test_people_of_a_commune_without_buildings_are_still_counted(espace):
    people = PopulationArrays.load(espace.population)
    assert float(people.people.sum()) == pytest.approx(23_000)


def test_another_import_keeps_the_layers_it_does_not_bring(espace, tmp_path):
    towns = read_layer(espace.referentiel_gpkg, "commune")
    result = bring(espace.root, "bdtopo_route", roads(tmp_path / "r.gpkg"), millesime="2025")
    assert result["generation"] == "gen-2" and espace.pack["titre"] == "Essai" and espace.pack["version"] == 2
    assert read_layer(espace.referentiel_gpkg, "commune").equals(towns)
    assert espace.pack["millesimes"] == {"commune": "2025", "troncon_de_route": "2025"}
    assert len(RoadGraph.load(espace.reseau).tail) == 4


def test_the_graph_is_computed_again_only_when_roads_change(espace, tmp_path):
    bring(espace.root, "bdtopo_route", roads(tmp_path / "r.gpkg"))
    before = espace.reseau.read_bytes()
    bring(
        espace.root, "annuaire_education", schools(tmp_path / "e.csv", "0340001A;École;Ecole;ECOLE MATERNELLE;34129;Lattes;100;3.9;43.57")
    )
    assert espace.generation_name == "gen-3" and espace.reseau.read_bytes() == before
    bring(espace.root, "bdtopo_route", roads(tmp_path / "r2.gpkg", 6))
    assert len(RoadGraph.load(espace.reseau).tail) == 6


def test_two_sources_of_one_layer_live_side_by_side_and_each_replaces_its_own(espace, tmp_path):
    bring(
        espace.root,
        "annuaire_education",
        schools(
            tmp_path / "e.csv",
            "0340001A;A;Ecole;ECOLE MATERNELLE;34129;Lattes;100;3.9;43.57",
            "0340002B;B;Ecole;ECOLE MATERNELLE;34129;Lattes;50;3.9;43.57",
        ),
    )
    camps = vector(
        tmp_path / "campings_osm.gpkg", [{"osm_id": "node/1", "tourism": "camp_site", "nom": "Le Lez"}], [shapely.points(X + 10, Y + 10)]
    )
    bring(espace.root, "campings_osm", camps)
    first = read_layer(espace.referentiel_gpkg, "etablissement").set_index("id_source")
    assert sorted(first.index) == ["0340001A", "0340002B", "node/1"] and first.loc["node/1", "code_insee"] == "34129"
    bring(
        espace.root, "annuaire_education", schools(tmp_path / "e2.csv", "0340001A;A bis;Ecole;ECOLE MATERNELLE;34129;Lattes;110;3.9;43.57")
    )
    second = read_layer(espace.referentiel_gpkg, "etablissement").set_index("id_source")
    assert sorted(second.index) == ["0340001A", "node/1"]
    assert second.loc["0340001A", "uuid"] == first.loc["0340001A", "uuid"], "work layers refer to it by its uuid"
    sources = read_layer(espace.referentiel_gpkg, "source_donnee")
    assert sorted(sources["couche"]) == ["commune", "etablissement", "etablissement"]


def test_numbers_of_the_report_are_kept_beside_the_source(espace, tmp_path):
    bring(
        espace.root,
        "annuaire_education",
        schools(
            tmp_path / "e.csv",
            "0340001A;A;Ecole;ECOLE MATERNELLE;34129;Lattes;100;3.9;43.57",
            ";sans code;Ecole;ECOLE MATERNELLE;34129;Lattes;1;0;0",
        ),
        millesime="2024",
    )
    row = read_layer(espace.referentiel_gpkg, "source_donnee").set_index("couche").loc["etablissement"]
    assert row[["lignes_lues", "lignes_gardees", "lignes_refusees"]].tolist() == [2, 1, 1] and row["millesime"] == "2024"
    assert (espace.generation / "rapports" / "01_annuaire_education.csv").read_text(encoding="utf-8-sig").count("refusé") == 1


def test_zones_take_the_name_and_state_of_their_plan(espace, tmp_path):
    path = vector(
        tmp_path / "ppr.gpkg",
        [{"id_gaspar": "G1", "codezone": "R", "typereg": "03", "nom": "Zone rouge"}],
        [square()],
        layer="n_zone_reg_pprn_20200001_s_034",
    )
    vector(
        path,
        [{"id_gaspar": "G1", "nom": "PPRI du Lez", "etat": "02", "dateappro": "2010-02-01"}],
        [square()],
        layer="n_document_pprn_s_034",
    )
    bring(espace.root, "ppr_covadis", path)
    zone = read_layer(espace.referentiel_gpkg, "zone_reglementaire_ppr").iloc[0]
    assert (zone["nom"], zone["etat_procedure"], zone["libelle_zone"]) == ("PPRI du Lez", "approuve", "Zone rouge")


def test_a_generation_made_before_a_layer_existed_is_brought_up_to_date(tmp_path):
    espace = Espace.at(tmp_path / "espace")
    with staged_generation(espace) as staging:
        create(staging / "referentiel.gpkg", [layer for layer in catalogue.layers("reference") if layer.name != "repere_crue"])
        write_pack(staging, {"titre": "Ancien", "exercice": False})
    bring(espace.root, "bdtopo_route", roads(tmp_path / "r.gpkg"))
    assert check(espace.referentiel_gpkg, catalogue.layers("reference")).ok
    assert sorted(path.name for path in espace.generation.iterdir()) == ["pack.json", "rapports", "referentiel.gpkg", "reseau.npz"]


def test_real_data_never_join_an_exercise(tmp_path):
    espace = Espace.at(tmp_path / "espace")
    with staged_generation(espace) as staging:
        create(staging / "referentiel.gpkg", catalogue.layers("reference"), exercise=True)
        write_pack(staging, {"titre": "Exercice", "exercice": True})
    bring(espace.root, "bdtopo_route", roads(tmp_path / "r.gpkg"))
    assert espace.is_exercise is False and espace.pack["titre"] == "Référentiel"
    assert len(read_layer(espace.referentiel_gpkg, "commune")) == 0


def test_a_file_without_one_usable_row_changes_nothing(espace, tmp_path):
    with pytest.raises(BadInput, match="aucune ligne utilisable"):
        bring(espace.root, "annuaire_education", schools(tmp_path / "e.csv", ";sans code;Ecole;ECOLE MATERNELLE;;;1;;"))
    assert espace.generation_name == "gen-1"


def test_a_dry_run_reports_and_writes_nothing(espace, tmp_path):
    result = bring(espace.root, "bdtopo_route", roads(tmp_path / "r.gpkg"), a_blanc=True, rapport=str(tmp_path / "rapports"))
    assert result["rapports"][0]["gardees"] == 4 and espace.generation_name == "gen-1"
    assert (tmp_path / "rapports" / "01_bdtopo_route.csv").exists()


def test_a_campsite_of_two_sources_is_counted_once_whichever_comes_first(espace, tmp_path):
    osm = [
        {"osm_id": "node/1", "tourism": "camp_site", "nom": "Camping Le Lez"},
        {"osm_id": "node/2", "tourism": "camp_site", "nom": "Les Pins"},
    ]
    camps = vector(tmp_path / "campings_osm.gpkg", osm, [shapely.points(X + 10, Y + 10), shapely.points(X + 60, Y + 10)])
    rows = [{"typologie": "CAMPING", "nom": "LE LEZ", "commune": "LATTES", "code_postal": "34970", "nb_emplacements": 100}]
    official = vector(tmp_path / "hebergements.gpkg", rows, [shapely.points(X + 200, Y + 10)])
    for number, order in enumerate(
        ([("campings_osm", camps), ("atout_france", official)], [("atout_france", official), ("campings_osm", camps)])
    ):
        root = tmp_path / str(number)
        reports = [bring(root, profile, path) for profile, path in order]
        places = read_layer(Espace.at(root).referentiel_gpkg, "etablissement")
        assert sorted(places["nom"]) == ["LE LEZ", "Les Pins"]
    report = reports[-1]["rapports"][0]
    assert (report["gardees"], report["ecartees"]) == (1, 1) and report["motifs"][0]["exemple"] == "Camping Le Lez"


# Recipes and command line ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, word",
    [
        ({}, "aucun import"),
        ({"imports": [{"source": "a"}]}, "profil"),
        ({"imports": [{"profil": "communes", "source": "a", "chemin": "b"}]}, "chemin"),
        ({"imports": [{"profil": "zorro", "source": "a"}]}, "zorro"),
        ({"imports": [{"profil": "communes", "source": "a", "options": ["nom"]}]}, "nom=valeur"),
    ],
)
def test_a_wrong_recipe_is_refused_in_a_sentence(tmp_path, content, word):
    path = tmp_path / "recette.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadInput, match=word):
        recipe.read(str(path), "", {})


def test_a_recipe_reads_its_paths_from_its_own_folder_or_from_the_base(tmp_path):
    path = tmp_path / "recette.json"
    path.write_text(json.dumps({"titre": "T", "imports": [{"profil": "communes", "source": "d/c.gpkg"}]}), encoding="utf-8")
    assert recipe.read(str(path), "", {}).imports[0].path == str(tmp_path / "d" / "c.gpkg")
    assert recipe.read(str(path), "/donnees", {}).imports[0].path == str(Path("/donnees/d/c.gpkg"))


def test_the_model_recipe_names_only_profiles_and_words_that_exist():
    content = json.loads((ROOT / "data_sync/resources/recettes/departement.json").read_text(encoding="utf-8"))
    content["imports"] = [
        entry for entry in content["imports"] if not entry["profil"].startswith(("ppr_c", "plu_c"))
    ]  # those open their file
    assert len(recipe.build(content, Path("/donnees")).imports) >= 19


def test_the_profiles_are_listed_with_what_they_expect():
    rows = {row["profil"]: row for row in list_profiles({}, JobContext())["profils"]}
    assert len(rows) >= 35 and "nature" in rows["bdtopo_route"]["colonnes"] and rows["ppr_cnig"]["comprend"]


def command(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "data_sync", *words], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_command_line_imports_and_prints_one_json_object(tmp_path):
    source = communes(tmp_path / "c.gpkg")
    done = command("importer", "--profil", "communes", str(source), "--espace", str(tmp_path / "e"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["generation"] == "gen-1"


def test_the_command_line_refuses_in_french_with_status_2(tmp_path):
    done = command("importer", "--profil", "communes", str(tmp_path / "rien.gpkg"), "--espace", str(tmp_path / "e"), "--json")
    assert done.returncode == 2 and done.stdout == "" and "rien.gpkg" in done.stderr and "Traceback" not in done.stderr


def test_a_folder_of_shapefiles_is_taken_apart_by_the_file_names(tmp_path):
    folder = tmp_path / "34DDTM20200001"
    folder.mkdir()
    rows = {"id_gaspar": "G1", "codezone": "R", "typereg": "03", "nom": "Zone rouge"}
    vector(folder / "N_ZONE_REG_PPRN_20200001_S_034.shp", [rows], [square()], encoding="UTF-8")
    vector(folder / "N_PERIMETRE_PPRN_20200001_S_034.shp", [{"id_gaspar": "G1", "libelle": "Lez"}], [square()], encoding="UTF-8")
    vector(folder / "autre.shp", [{"a": 1}], [square()], encoding="UTF-8")
    found = recipe.from_params({"profil": "ppr_covadis", "sources": [str(folder)]})
    assert sorted(item.profile.name for item in found.imports) == ["ppr_covadis_perimetre", "ppr_covadis_zone_reg"]
