"""Products without a real sample at hand: small faithful copies of their published shape, and what each becomes."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from data_sync.core.importer.locate import AT_COMMUNE, commune_name
from data_sync.core.importer.profils import ALL, get
from shared.catalogue import LAYERS
from shared.errors import BadInput

from .outils import LATTES, bring_in, communes, reasons, square, vector


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_profile_names_real_fields_and_real_steps(name):
    profile = get(name)
    profile.check()
    assert profile.title and (profile.expands or profile.raster or profile.columns)
    for column in profile.columns:
        domain = LAYERS[profile.layer].field(column.field).domain
        given = [value for value in (column.constant, column.unknown, *(column.table or {}).values()) if isinstance(value, str)]
        if domain is not None:
            assert set(given) <= set(domain.codes), f"{name}.{column.field}"


def test_an_unknown_profile_is_answered_with_the_list():
    with pytest.raises(BadInput, match="bdtopo_route"):
        get("bd_topo")


# PPR: the same digits, three meanings -------------------------------------------------------------------------------------


def cnig(path, suffix, codes):
    rows = [
        {
            "idzonereglementaire": str(i),
            "codeprocedure": "34DDTM20200001",
            "codezonereglement": "R",
            "libellezonereglement": "Zone",
            "typereglement": code,
            "obligationtravaux": None,
        }
        for i, code in enumerate(codes)
    ]
    return vector(path, rows, [square(LATTES[0] + 200 * i) for i in range(len(codes))], layer=f"pprn_34ddtm20200001_{suffix}_s")


def covadis(path, codes):
    rows = [
        {"id_zone": i, "id_gaspar": "34DDTM20200001", "nom": "Zone", "codezone": "R", "typereg": code, "urlfic": None}
        for i, code in enumerate(codes)
    ]
    return vector(path, rows, [square(LATTES[0] + 200 * i) for i in range(len(codes))], layer="n_zone_reg_pprn_20200001_s_034")


def test_covadis_and_cnig_codes_are_never_read_with_one_table(tmp_path):
    urban, _ = bring_in("ppr_cnig_urba", cnig(tmp_path / "u.gpkg", "zonereglementaireurba", ["02", "03", "04"]))
    land, _ = bring_in("ppr_cnig_foncier", cnig(tmp_path / "f.gpkg", "zonereglementairefoncier", ["01", "02"]))
    old, _ = bring_in("ppr_covadis_zone_reg", covadis(tmp_path / "c.gpkg", ["02", "03", "04", "05", "06"]))
    assert urban["type_reglement"].tolist() == ["prescription", "interdiction", "interdiction_stricte"]
    assert land["type_reglement"].tolist() == ["delaissement", "expropriation"]
    assert old["type_reglement"].tolist() == ["prescription", "interdiction", "interdiction_stricte", "delaissement", "expropriation"]
    assert set(urban["standard"]) | set(land["standard"]) == {"cnig"} and set(old["standard"]) == {"covadis"}
    assert land["code_type_source"].tolist() == ["01", "02"]


def test_an_unknown_or_missing_regulation_code_is_unknown_and_not_a_guess(tmp_path):
    frame, report = bring_in("ppr_covadis_zone_reg", covadis(tmp_path / "c.gpkg", ["99", None]))
    assert frame["type_reglement"].tolist() == ["inconnu", "inconnu"]
    assert report.reparees == 1 and report.refusees == 0


def test_a_whole_cnig_geopackage_is_taken_apart_by_its_layer_names(tmp_path):
    from data_sync.core.importer.recipe import from_params

    path = cnig(tmp_path / "p.gpkg", "zonereglementaireurba", ["02"])
    cnig(path, "zonereglementairefoncier", ["01"])
    alea = {
        "idzonealea": "1",
        "codeprocedure": "34DDTM20200001",
        "typealea": "112",
        "niveaualea": "04",
        "occurence": "100",
        "description": "",
    }
    vector(path, [alea], [square()], layer="pprn_34ddtm20200001_zonealeareference_112_s")
    perimeter = {"idperimetre": "1", "codeprocedure": "34DDTM20200001", "etatprocedure": "APPROUVE", "dateetat": dt.date(2022, 2, 16)}
    vector(path, [perimeter], [square()], layer="pprn_34ddtm20200001_perimetre_s")
    found = from_params({"profil": "ppr_cnig", "sources": [str(path)]})
    assert sorted(item.profile.name for item in found.imports) == [
        "ppr_cnig_alea",
        "ppr_cnig_foncier",
        "ppr_cnig_perimetre",
        "ppr_cnig_urba",
    ]
    hazard, _ = bring_in("ppr_cnig_alea", path)
    assert hazard.iloc[0][["type_alea", "niveau_alea", "occurrence"]].tolist() == [
        "Inondation par débordement lent de cours d'eau",
        "fort",
        "100",
    ]
    edge, _ = bring_in("ppr_cnig_perimetre", path)
    assert edge.iloc[0][["etat_procedure", "date_approbation"]].tolist() == ["approuve", "2022-02-16"]


def test_a_level_between_medium_and_high_is_taken_as_high_and_said(tmp_path):
    rows = [{"id_gaspar": "G", "coderisque": "1120000", "nivalea_st": code, "nivalea": None} for code in ("01", "02", "03", "04", "05")]
    path = vector(tmp_path / "a.gpkg", rows, [square(LATTES[0] + 200 * i) for i in range(5)], layer="n_zone_alea_pprn_20200001_s_034")
    frame, report = bring_in("ppr_covadis_alea", path)
    assert frame["niveau_alea"].tolist() == ["faible", "moyen", "fort", "fort", "tres_fort"]
    assert report.reparees == 1 and "prudence" in next(text for _, text in report.reasons)


# Population ---------------------------------------------------------------------------------------------------------------


def test_a_filosofi_line_becomes_its_square_of_200_m(tmp_path):
    path = tmp_path / "car.csv"
    path.write_text(
        "idcar_200m,i_est_200,lcog_geo,ind,men,ind_80p\nCRS3035RES200mN2301200E3820600,0,34172,16.4,7.8,1.5\nCRS3035RES200m,0,34172,1,1,0\n"
    )
    frame, report = bring_in("filosofi", path, millesime="2019")
    assert len(frame) == 1 and report.refusees == 1
    row = frame.iloc[0]
    assert (row["ind"], row["ind_80p"], row["millesime"], row["i_est_200"]) == (16.4, 1.5, 2019, 0)
    assert row.geometry.area == pytest.approx(40_000, rel=0.01)
    corners = shapely.get_coordinates(frame.to_crs(3035).geometry.iloc[0])
    assert corners.min(axis=0) == pytest.approx([3820600, 2301200], abs=0.01)


def test_census_counts_take_the_latest_year_and_give_back_the_zero_of_the_code(tmp_path):
    path = tmp_path / "base.csv"
    path.write_text(
        "CODGEO;P15_POP;P21_POP;P21_LOG;P21_RP;P21_MEN\n1004;14081;15000,4;7000;6500;6400\n34172;1;310240;1;1;1\n", encoding="utf-8"
    )
    frame, report = bring_in("population_commune", path, annee="2021")
    assert frame["code_insee"].tolist() == ["01004", "34172"] and frame["population"].tolist() == [15000.4, 310240.0]
    assert report.reparees == 1 and frame["annee"].tolist() == [2021, 2021]


# Establishments -----------------------------------------------------------------------------------------------------------

FINESS = (
    "finess;etalab;93;2024-01-01\n"
    "structureet;340000025;340000017;INST ST PIERRE;INSTITUT SAINT PIERRE;;;371;AV;DE L'EVECHE;;;192;34;HERAULT;34250 PALAVAS LES FLOTS;467077500;;109;SSR;;;;;;;;;;;2023-05-01;\n"
    "structureet;340000999;340000017;PHARMACIE DU LEZ;PHARMACIE DU LEZ;;;1;R;DU LEZ;;;129;34;HERAULT;34970 LATTES;0467000000;;620;Pharmacie;;;;;;;;;;;2023-05-01;\n"
    "structureet;340001234;340000017;EHPAD LES PINS;EHPAD LES PINS;;;2;R;DES PINS;;;129;34;HERAULT;34970 LATTES;0467000001;;500;EHPAD;;;;;;;;;;;2023-05-01;\n"
    "structureet;340001235;340000017;EHPAD PERDU;EHPAD PERDU;;;2;R;X;;;999;34;HERAULT;34999 NULLE PART;0467000001;;500;EHPAD;;;;;;;;;;;2023-05-01;\n"
    "structureet;300001235;340000017;EHPAD DU GARD;EHPAD DU GARD;;;2;R;X;;;189;30;GARD;30000 NIMES;0466000001;;500;EHPAD;;;;;;;;;;;2023-05-01;\n"
    "geolocalisation;340000025;774000.0;6271000.0;1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,LAMBERT_93;2023-01-01\n"
    "geolocalisation;340000999;772500.0;6274200.0;1,ATLASANTE;2023-01-01\n"
)


def test_finess_joins_its_two_kinds_of_rows_and_says_what_it_leaves_out(tmp_path):
    path = tmp_path / "finess.csv"
    path.write_text(FINESS, encoding="cp1252")
    towns, _ = bring_in("communes", communes(tmp_path / "c.gpkg"))
    frame, report = bring_in("finess", path, departement="34", communes=towns)
    by_id = frame.set_index("id_source")
    assert sorted(by_id.index) == ["340000025", "340001234"]
    assert by_id.loc["340000025", ["nature", "telephone", "code_insee", "code_postal"]].tolist() == [
        "hopital",
        "04 67 07 75 00",
        "34192",
        "34250",
    ]
    assert (by_id.geometry["340000025"].x, by_id.geometry["340000025"].y) == (774000.0, 6271000.0)
    assert by_id.loc["340001234", "precision_localisation"] == AT_COMMUNE
    assert (report.lues, report.gardees, report.ecartees, report.refusees) == (5, 2, 2, 1)
    assert ("refusé", "géométrie absente ou vide") in reasons(report)


def test_the_gisco_table_is_read_from_its_own_columns(tmp_path):
    path = tmp_path / "FR.csv"
    path.write_text(
        "id,hospital_name,site_name,lat,lon,street,postcode,city,cap_beds,facility_type,geo_qual,tel\n340000025,INSTITUT,,43.53,3.93,AV,34250,PALAVAS,120,SSR,2,0467077500\n"
    )
    row = bring_in("sante_gisco", path)[0].iloc[0]
    assert row[["nom", "nature", "capacite", "precision_localisation"]].tolist() == ["INSTITUT", "hopital", 120, "moyenne"]


ATOUT = (
    "DATE DE CLASSEMENT;DATE DE PUBLICATION DE L'ETABLISSEMENT;TYPOLOGIE ÉTABLISSEMENT;CLASSEMENT;CATÉGORIE;MENTION;NOM COMMERCIAL;ADRESSE;CODE POSTAL;COMMUNE;"
    "SITE INTERNET;TYPE DE SÉJOUR;CAPACITÉ D'ACCUEIL (PERSONNES);NOMBRE DE CHAMBRES;NOMBRE D'EMPLACEMENTS;NOMBRE D'UNITES D'HABITATION;NOMBRE DE LOGEMENTS;classement prorogé\n"
    "09/06/2020;;CAMPING;4 étoiles;Tourisme;;LE LEZ;route;34970;LATTES;;;450;;150;;;\n"
    "09/06/2020;;CAMPING;4 étoiles;Tourisme;;LA PLAGE;route;34250;PALAVAS LES FLOTS;;;;;300;;;\n"
    "09/06/2020;;HÔTEL;2 étoiles;;;DU PONT;rue;34000;INCONNUE-SUR-MER;;;;12;;;;\n"
)


def test_campsites_without_coordinates_say_how_they_were_placed_or_are_refused(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(ATOUT, encoding="utf-8-sig")
    (tmp_path / "geo.csv").write_text("nom;code_postal;longitude;latitude\nLe Lez;34970;3.9001;43.5701\n", encoding="utf-8")
    towns, _ = bring_in("communes", communes(tmp_path / "c.gpkg"))
    frame, report = bring_in("atout_france", path, communes=towns, jointure=str(tmp_path / "geo.csv"))
    by_name = frame.set_index("nom")
    assert by_name["precision_localisation"].to_dict() == {"LE LEZ": "adresse géocodée", "LA PLAGE": AT_COMMUNE}
    assert by_name.loc["LE LEZ", ["capacite", "unite_capacite", "effectif_nuit"]].tolist() == [450, "personnes", 450]
    assert by_name.loc["LA PLAGE", ["capacite", "unite_capacite"]].tolist() == [300, "emplacements"]
    assert report.refusees == 1 and towns.set_index("nom").geometry["Palavas-les-Flots"].contains(by_name.geometry["LA PLAGE"])


def test_campsites_with_no_way_to_place_them_are_refused_and_never_placed_somewhere(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text(ATOUT, encoding="utf-8")
    frame, report = bring_in("atout_france", path)
    assert not len(frame) and report.refusees == 3


@pytest.mark.parametrize("written", ["ST GELY DU FESC", "34980 Saint-Gély-du-Fesc CEDEX 2", "Saint-Gély-du-Fesc", "st-gely-du-fesc"])
def test_commune_names_meet_whatever_their_spelling(written):
    assert commune_name(written) == "saint_gely_du_fesc"


def test_the_national_school_list_places_the_school_and_counts_pupils(tmp_path):
    path = tmp_path / "e.csv"
    head = "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;libelle_nature;Code_commune;Nom_commune;latitude;longitude;precision_localisation;Telephone;Nombre_d_eleves;Hebergement;etat;date_maj_ligne"
    rows = (
        "0340001A;École Jaurès;Ecole;ECOLE MATERNELLE;34129;Lattes;43.57;3.90;Numéro de rue;467000000;120;0;OUVERT;2024-01-01",
        "0340001A;École Jean Jaurès;Ecole;ECOLE MATERNELLE;34129;Lattes;43.57;3.90;Numéro de rue;467000000;131;0;OUVERT;2024-09-01",
        "0340002B;CIO;Information et orientation;CENTRE D INFORMATION ET D ORIENTATION;34129;Lattes;43.57;3.90;;;;;OUVERT;2024-01-01",
        "0340003C;Lycée;Lycée;LYCEE POLYVALENT;34129;Lattes;43.57;3.90;;;900;1;FERME;2024-01-01",
    )
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    frame, report = bring_in("annuaire_education", path)
    assert frame[["nom", "nature", "effectif_jour", "internat"]].values.tolist() == [["École Jean Jaurès", "maternelle", 131, False]]
    assert (report.lues, report.gardees, report.ecartees) == (4, 1, 3)


# Water --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [("CdStation", "H_echelle", "Classe_H"), ("code_station", "hauteur_echelle", "classe_hauteur"), ("codestation", "cote", "zich")],
)
def test_flood_zones_by_gauge_and_stage_are_read_whatever_the_field_names(tmp_path, names):
    classes = ["0 - 0,5 m", "0,5 - 1 m", "1 - 1,5 m", "1,5 - 2 m", "> 2 m", "on ne sait"]
    rows = [dict(zip(names, ("Y321002101", "3,50", text))) for text in classes]
    path = vector(tmp_path / "zip.gpkg", rows, [square(LATTES[0] + 200 * i) for i in range(6)], layer="zich_lez")
    frame, report = bring_in("zip", path)
    assert frame["classe_hauteur"].tolist() == ["0_050", "050_100", "100_150", "150_200", "200p", "inconnue"]
    assert frame["hauteur_echelle"].unique().tolist() == [3.5] and report.reparees == 1


def test_hub_eau_stations_out_of_service_or_without_a_code_are_left_out(tmp_path):
    import json

    rows = [
        {
            "code_station": "Y321002101",
            "libelle_station": "Le Lez à Lattes",
            "longitude_station": 3.9,
            "latitude_station": 43.57,
            "en_service": True,
        },
        {
            "code_station": "Y321002102",
            "libelle_station": "Ancienne",
            "longitude_station": 3.9,
            "latitude_station": 43.57,
            "en_service": False,
        },
        {"code_station": None, "libelle_station": "Sans code", "longitude_station": 3.9, "latitude_station": 43.57, "en_service": True},
    ]
    (tmp_path / "s.json").write_text(json.dumps({"count": 3, "data": rows}), encoding="utf-8")
    frame, report = bring_in("stations_hydro", tmp_path / "s.json")
    assert frame["code_station"].tolist() == ["Y321002101"] and (report.ecartees, report.refusees) == (1, 1)


def test_bd_topo_rivers_of_the_geopackage_keep_their_name(tmp_path):
    rows = [{"cleabs": "COURDEAU1", "toponyme": "le Lez", "importance": "3"}] * 2
    lines = [shapely.from_wkt(f"LINESTRING Z (772400 {y} 1, 772500 {y} 2)") for y in (6274100, 6274200)]
    frame, report = bring_in("cours_d_eau", vector(tmp_path / "c.gpkg", rows, lines, layer="cours_d_eau"))
    assert frame[["nom", "importance"]].values.tolist() == [["le Lez", 3]] and len(frame.geometry.iloc[0].geoms) == 2
    assert report.ecartees == 1
