"""The defects written in the provenance of the real data are met, handled as said, and reported. Skipped without the data."""

from __future__ import annotations

import pytest
import shapely

from data_sync.core.importer import complete
from shared.errors import BadInput
from tests.espaces import data_file

from .outils import bring_in, reasons

ROCHEFORT = "inondation/rochefort_17_jeu_complet.gpkg"
EXAMPLES = "inondation/ddtm34_cnig_exemples"
STAKES = "enjeux/herault_enjeux.gpkg"


@pytest.fixture(scope="module")
def herault():
    return bring_in("communes", data_file("admin/herault_admin.gpkg"), "communes", millesime_population=2023)[0]


def balanced(report, frame):
    assert report.lues == report.gardees + report.ecartees + report.refusees and report.gardees == len(frame)
    return True


def test_the_341_communes_of_herault_and_their_1_230_289_people(herault):
    assert len(herault) == 341 and int(herault["population"].sum()) == 1_230_289
    assert herault["code_insee"].is_unique and set(herault["millesime_population"]) == {2023}


def test_a_commune_cut_in_two_by_an_extract_is_one_commune(herault):
    frame, report = bring_in("communes", data_file(ROCHEFORT), "communes_bdtopo")
    assert len(frame) == 14 and frame["code_insee"].is_unique and balanced(report, frame)
    assert int(frame.loc[frame["code_insee"] == "17484", "population"].iloc[0]) == 1788
    assert report.reparees == 1 and report.ecartees == 1
    assert any("contour tronqué" in note and "Saint-" in note for note in report.notes), "the extract cuts communes, not their people"


def test_bd_topo_roads_with_ten_character_names(herault):
    frame, report = bring_in("bdtopo_route", data_file(ROCHEFORT))
    assert len(frame) == 1059 and balanced(report, frame)
    assert (frame["nature"] == "Type autoroutier").sum() == 51 and (frame["nature"] == "Bretelle").sum() == 15
    assert frame["restriction_de_hauteur"].dropna().value_counts().to_dict() == {4.7: 10, 4.3: 1}
    assert (frame["position_par_rapport_au_sol"] == "1").sum() == 44 and "D911" in set(frame["cpx_numero"])
    assert frame["sens_de_circulation"].value_counts().to_dict() == {"Double sens": 623, "Sens direct": 356, "Sens inverse": 80}


def test_regulation_zones_without_gaspar_code_keep_their_zone_and_are_unknown():
    frame, report = bring_in("ppr_covadis_zone_reg", data_file(ROCHEFORT))
    assert len(frame) == 249 and frame["code_zone"].notna().all() and frame["code_procedure"].isna().sum() == 178
    assert frame["type_reglement"].value_counts().to_dict() == {"inconnu": 178, "interdiction": 38, "prescription": 33}
    assert shapely.is_valid(frame.geometry).all() and report.reparees == 1


@pytest.mark.parametrize("layer, rows", [("zone_reg_pprn_20200002_s_038", 584), ("zone_reg_pprn_20180003_s_038", 209)])
def test_covadis_zones_of_isere(layer, rows):
    frame, report = bring_in("ppr_covadis_zone_reg", data_file("inondation/ppr_38_covadis.gpkg"), layer)
    assert len(frame) == rows and not (frame["type_reglement"] == "inconnu").any() and balanced(report, frame)


@pytest.mark.parametrize("layer, rows", [("zone_alea_pprn_20200002_s_038", 646), ("zone_alea_pprn_20180003_s_038", 213)])
def test_covadis_hazards_of_isere(layer, rows):
    frame, _ = bring_in("ppr_covadis_alea", data_file("inondation/ppr_38_covadis.gpkg"), layer)
    assert len(frame) == rows and set(frame["niveau_alea"]) <= {"faible", "moyen", "fort", "tres_fort"}
    assert frame["type_alea"].notna().mean() > 0.99


def test_flood_marks_with_partial_dates_duplicates_and_windows_quotes():
    frame, report = bring_in("reperes_crue", data_file(f"{EXAMPLES}/Exemple_Couche_Repere_Crue.zip"))
    assert report.lues == 5133 and report.ecartees == 34 and balanced(report, frame)
    partial = frame[frame["date_crue_source"] == "1982/??/??"]
    assert len(partial) >= 200 and partial["date_crue"].isna().all() and set(partial["annee_crue"]) == {1982}
    unknown = frame[frame["date_crue_source"] == "????/??/??"]
    assert len(unknown) >= 200 and unknown["annee_crue"].isna().all()
    french = frame[frame["date_crue_source"] == "15/10/2018"]
    assert len(french) == 50 and set(french["date_crue"]) == {"2018-10-15"}
    assert not frame["description"].fillna("").str.contains("[\u0080-\u009f]").any()


def test_notices_of_ddtm34_are_read_by_the_name_of_their_system_and_their_quotes_repaired():
    frame, report = bring_in("pac_ddtm34", data_file(f"{EXAMPLES}/N_PAC_RISQUES_S_034.shp"))
    assert len(frame) == 419 and shapely.is_valid(frame.geometry).all()
    assert report.reparees == 29 and (frame["type_alea"] == "Inondation").sum() == 194
    assert frame.total_bounds.tolist() == pytest.approx([662658.999, 6234874.001, 794066.0, 6319593.0])


def test_a_table_whose_geometry_was_not_published_is_refused_in_a_sentence():
    with pytest.raises(BadInput, match="pas de géométrie"):
        bring_in("zi_hors_ppri_ddtm34", data_file(f"{EXAMPLES}/N_INOND_HORSPPRI_ZINF_S_034.dbf"))


def test_road_lines_without_attributes_are_refused_in_a_sentence():
    with pytest.raises(BadInput, match="colonne « cleabs » absente"):
        bring_in("bdtopo_route", data_file("cadastre_plu/bdtopo_v3_12174_olemps_aveyron.gpkg"))


def test_buildings_whose_accents_were_broken_are_repaired():
    frame, report = bring_in("bdtopo_batiment", data_file("cadastre_plu/bdtopo_v3_12174_olemps_aveyron.gpkg"))
    assert len(frame) == 2273 and (frame["usage_1"] == "Résidentiel").sum() == 1090 and not frame["nature"].str.contains("Ã").any()
    assert report.reparees == 2188 and frame["hauteur"].min() > 0 and set(frame["code_insee"]) == {"12174"}


def test_the_osm_graph_speaks_bd_topo():
    frame, report = bring_in("osm_graphe", data_file("routes/toulouse_osm_graphe.gpkg"))
    assert len(frame) == 52_928 and frame["cleabs"].is_unique and balanced(report, frame)
    assert (frame["nature"] == "Type autoroutier").sum() == 335 and (frame["sens_de_circulation"] == "Sens direct").sum() == 14_664
    assert (frame["acces_vehicule_leger"] == "Physiquement impossible").sum() == 13_583


def test_montpellier_streets_keep_their_directions():
    frame, _ = bring_in("filaire_montpellier", data_file("routes/montpellier_filaire_voies.gpkg"), "troncons")
    assert len(frame) == 8011 and (frame["sens_de_circulation"] == "Sens direct").sum() == 1742 and frame["fictif"].sum() == 18
    assert (frame["acces_vehicule_leger"] == "Physiquement impossible").sum() == 41 + 18 and (frame["cpx_numero"] == "D65").sum() == 80


def test_schools_leave_out_offices_and_name_a_twice_listed_one(herault):
    frame, report = bring_in("annuaire_education", data_file(STAKES), "etablissements_scolaires", communes=herault)
    assert report.lues == 972 and report.ecartees == 43 and frame["id_source"].is_unique and balanced(report, frame)
    assert int(frame["effectif_jour"].sum()) > 100_000 and frame["internat"].fillna(False).sum() > 50
    assert complete.doubtful_positions(frame, herault, None, "34") == 3


def test_badly_geocoded_hospitals_are_kept_and_marked(herault):
    frame, report = bring_in("sante_gisco", data_file(STAKES), "etablissements_sante")
    assert len(frame) == 95 and complete.doubtful_positions(frame, herault, report, "34") == 3
    assert (frame["precision_localisation"].fillna("").str.startswith("douteuse")).sum() == 3
    assert any("3 positions douteuses" in note for note in report.notes)


def test_campsites_keep_the_few_capacities_known(herault):
    frame, _ = bring_in("campings_osm", data_file(STAKES))
    assert len(frame) == 275 and frame["capacite"].notna().sum() == 23
    classified, _ = bring_in("atout_france", data_file(STAKES), "hebergements_classes_2017", communes=herault)
    camps = classified[classified["nature"] == "camping"]
    assert len(camps) == 185 and int(camps.loc[camps["unite_capacite"] == "emplacements", "capacite"].sum()) >= 39_046


def test_grids_in_european_projection_land_in_lambert93():
    frame, _ = bring_in("filosofi", data_file("population/population_herault.gpkg"), "DERIVE_montpellier_grille_200m")
    assert len(frame) == 1220 and frame.geometry.area.between(39_500, 40_500).all()
    assert frame["ind"].sum() == pytest.approx(310_240, rel=0.01)
    large, _ = bring_in("filosofi", data_file("population/population_herault.gpkg"), "DERIVE_herault_grille_1km")
    assert len(large) == 5188 and large["ind"].sum() == pytest.approx(1_230_114, rel=0.001)


def test_addresses_stand_for_buildings_where_there_are_none_and_say_so():
    frame, report = bring_in("adresses", data_file("population/montpellier_adresses_2014.gpkg"))
    assert len(frame) == 36_395 and frame.geometry.area.round(3).unique().tolist() == [64.0]
    assert any("conventionnelles" in note for note in report.notes)


def test_a_sheet_of_identical_ditches_is_kept_once():
    frame, report = bring_in("surfaces_eau", data_file("inondation/montpellier_zonage_SYNTHETIQUE.gpkg"))
    assert (
        report.ecartees == 20
        and balanced(report, frame)
        and reasons(report) == {("écarté", "doublon strict (mêmes valeurs, même géométrie)"): 20}
    )
