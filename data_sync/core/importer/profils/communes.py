"""Communes: Admin Express (IGN), BD TOPO communes, and derived files with the legal population."""

from ..model import Col, Profile

PROFILES = (
    Profile(
        name="communes",
        title="Communes (Admin Express, BD TOPO)",
        layer="commune",
        source="IGN Admin Express ; INSEE populations légales",
        steps=("contour",),
        layer_pattern=r"^communes?($|_bdtopo|_gard|_aude)",
        expects=(("insee_com", "code_insee", "insee", "code"), ("nom", "nom_officiel", "nom_com")),
        columns=(
            Col("code_insee", ("insee_com", "code_insee", "insee", "code"), "insee"),
            Col("nom", ("nom", "nom_officiel", "nom_com")),
            Col("population", ("population", "pop_mun_2023", "pop_mun", "p##_pop")),
            Col("millesime_population", ("date_rct", "date_du_recensement"), "annee"),
            Col("code_epci", ("epci_siren", "siren_epci", "codes_siren_des_epci", "code_epci")),
            Col("nom_epci", ("epci_nom", "nom_epci")),
            Col("code_arrondissement", ("insee_arr", "code_insee_de_l_arrondissement", "arr")),
            Col("x_chef_lieu", ("x_chf_lieu", "x_chef_lieu")),
            Col("y_chef_lieu", ("y_chf_lieu", "y_chef_lieu")),
        ),
        department=("insee_com", "code_insee"),
        key=("code_insee",),
        conflict="fusion",
    ),
)
