"""BD TOPO v3 road segments: GeoPackage names and the ten-character names of the shapefile."""

from ..model import Col, Profile

PROFILES = (
    Profile(
        name="bdtopo_route",
        title="Tronçons de route (BD TOPO v3)",
        layer="troncon_de_route",
        source="IGN BD TOPO",
        layer_pattern=r"troncon_de_route",
        expects=(("cleabs", "id"), ("nature",), ("sens_de_circulation", "sens"), ("importance",)),
        columns=(
            Col("cleabs", ("cleabs", "id")),
            Col("nature", ("nature",)),
            Col(
                "nom_voie", ("nom_collaboratif_gauche", "nom_voie_ban_gauche", "nom_1_gauche", "nom_1_g", "nom_1_d", "nom_2_g", "nom_voie")
            ),
            Col("importance", ("importance",)),
            Col("fictif", ("fictif",)),
            Col("position_par_rapport_au_sol", ("position_par_rapport_au_sol", "pos_sol")),
            Col("etat_de_l_objet", ("etat_de_l_objet", "etat")),
            Col("nombre_de_voies", ("nombre_de_voies", "nb_voies"), "entier_positif"),
            Col("largeur_de_chaussee", ("largeur_de_chaussee", "largeur"), "reel_positif"),
            Col("sens_de_circulation", ("sens_de_circulation", "sens")),
            Col("vitesse_moyenne_vl", ("vitesse_moyenne_vl", "vit_moy_vl"), "entier_positif"),
            Col("prive", ("prive",)),
            Col("urbain", ("urbain",)),
            Col("acces_vehicule_leger", ("acces_vehicule_leger", "acces_vl")),
            Col("periode_de_fermeture", ("periode_de_fermeture", "fermeture")),
            Col("nature_de_la_restriction", ("nature_de_la_restriction", "nat_restr")),
            Col("restriction_de_hauteur", ("restriction_de_hauteur", "restr_h"), "reel_positif"),
            Col("restriction_de_poids_total", ("restriction_de_poids_total", "restr_p"), "reel_positif"),
            Col("restriction_de_poids_par_essieu", ("restriction_de_poids_par_essieu", "restr_ppe"), "reel_positif"),
            Col("restriction_de_largeur", ("restriction_de_largeur", "restr_lar"), "reel_positif"),
            Col("restriction_de_longueur", ("restriction_de_longueur", "restr_lon"), "reel_positif"),
            Col("matieres_dangereuses_interdites", ("matieres_dangereuses_interdites", "restr_mat")),
            Col("delestage", ("delestage",)),
            Col("itineraire_vert", ("itineraire_vert", "it_vert")),
            Col("cpx_numero", ("cpx_numero", "numero"), "numero_route"),
            Col("cpx_classement_administratif", ("cpx_classement_administratif", "cl_admin")),
            Col("cpx_toponyme", ("cpx_toponyme_route_nommee", "cpx_toponyme", "toponyme")),
            Col("insee_commune_gauche", ("insee_commune_gauche", "inseecom_g")),
            Col("insee_commune_droite", ("insee_commune_droite", "inseecom_d")),
        ),
        key=("cleabs",),
        latest=("date_modification", "date_maj"),
    ),
)
