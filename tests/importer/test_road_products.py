"""Roads as they are published: segments, official substitution routes, kilometre posts and exits."""

from __future__ import annotations

import shapely

from .outils import LATTES, bring_in, vector

# Roads --------------------------------------------------------------------------------------------------------------------

SHAPE_NAMES = {"ID": "T1", "NATURE": "Route à 1 chaussée", "IMPORTANCE": "5", "FICTIF": "Non", "POS_SOL": "1", "ETAT": "En service", "SENS": "Sens direct", "VIT_MOY_VL": 45, "ACCES_VL": "Libre", "RESTR_H": 0.0, "RESTR_P": 19.0, "RESTR_MAT": "Oui", "NUMERO": "D66", "CL_ADMIN": "Départementale", "INSEECOM_G": "34129"}  # fmt: skip
PACKAGE_NAMES = {"cleabs": "T1", "nature": "Route à 1 chaussée", "importance": "5", "fictif": False, "position_par_rapport_au_sol": "1", "etat_de_l_objet": "En service", "sens_de_circulation": "Sens direct", "vitesse_moyenne_vl": 45, "acces_vehicule_leger": "Libre", "restriction_de_hauteur": None, "restriction_de_poids_total": 19.0, "matieres_dangereuses_interdites": True, "cpx_numero": "D66", "cpx_classement_administratif": "Départementale", "insee_commune_gauche": "34129"}  # fmt: skip


def test_short_and_long_names_of_bd_topo_give_the_same_segment(tmp_path):
    line = [shapely.from_wkt("LINESTRING (772400 6274100, 772500 6274200)")]
    short, _ = bring_in("bdtopo_route", vector(tmp_path / "r.shp", [SHAPE_NAMES], line, encoding="UTF-8"))
    long, _ = bring_in("bdtopo_route", vector(tmp_path / "r.gpkg", [PACKAGE_NAMES], line, layer="troncon_de_route"))
    assert short.drop(columns="geometry").astype(str).to_dict("records") == long.drop(columns="geometry").astype(str).to_dict("records")
    row = short.iloc[0]
    assert row["restriction_de_poids_total"] == 19.0 and row["restriction_de_hauteur"] != row["restriction_de_hauteur"]
    assert row["matieres_dangereuses_interdites"] and row["sens_de_circulation"] == "Sens direct"


def test_two_versions_of_a_segment_keep_the_newest(tmp_path):
    rows = [
        {**PACKAGE_NAMES, "vitesse_moyenne_vl": speed, "date_modification": day} for speed, day in ((30, "2024-05-01"), (45, "2020-01-01"))
    ]
    lines = [shapely.from_wkt("LINESTRING (772400 6274100, 772500 6274200)")] * 2
    frame, report = bring_in("bdtopo_route", vector(tmp_path / "r.gpkg", rows, lines))
    assert frame["vitesse_moyenne_vl"].tolist() == [30] and report.ecartees == 1
    assert "la plus récente" in next(text for _, text in report.reasons)


def test_official_substitution_routes_keep_their_limits(tmp_path):
    rows = [
        {
            "Num_S": "S3",
            "Axe_secouru": "A9",
            "Sortie_deb": "30",
            "Sortie_fin": "32",
            "Sens": "croissant",
            "H_max": 4.3,
            "Tonnage": 19,
            "PGT": "PGT A9 Hérault",
        }
    ]
    path = vector(tmp_path / "s.gpkg", rows, [shapely.from_wkt("LINESTRING (772400 6274100, 772500 6274200)")], layer="substitution")
    row = bring_in("pgt_substitution", path)[0].iloc[0]
    assert row[["numero", "axe", "sens", "hauteur_max", "poids_max", "plan"]].tolist() == [
        "S3",
        "A9",
        "direct",
        4.3,
        19.0,
        "PGT A9 Hérault",
    ]


def test_kilometre_posts_and_exits_are_read(tmp_path):
    posts = vector(
        tmp_path / "p.gpkg",
        [{"route": "A0009", "numero": "97", "cote": "D", "abscisse": 0.0}],
        [shapely.points(*LATTES, 12.0)],
        layer="point_de_repere",
    )
    assert bring_in("points_de_repere", posts)[0].iloc[0][["axe", "numero", "cote"]].tolist() == ["A9", "97", "D"]
    (tmp_path / "e.csv").write_text("axe;numero;nom;longitude;latitude\nA9;31;Montpellier Sud;3.89;43.58\n", encoding="utf-8")
    assert bring_in("echangeurs", tmp_path / "e.csv")[0].iloc[0][["axe", "numero", "nom"]].tolist() == ["A9", "31", "Montpellier Sud"]
