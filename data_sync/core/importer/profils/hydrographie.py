"""Rivers and water surfaces: BD TOPO, BD CARTHAGE, derived networks."""

from ..model import Col, Profile

PROFILES = (
    Profile(
        name="cours_d_eau",
        title="Cours d'eau (BD TOPO, réseaux dérivés)",
        layer="troncon_hydrographique",
        source="IGN BD TOPO",
        layer_pattern=r"cours_d_eau|troncon_hydro|reseau_hydro",
        columns=(
            Col("cleabs", ("cleabs", "id", "code_hydro")),
            Col("nom", ("toponyme", "cpx_toponyme_de_cours_d_eau", "nom_c_eau", "nom_entite_hydrographique", "nom", "toponyme1")),
            Col("bassin_km2", ("bassin_km2", "bassin_aval_km2", "bassin_amont_km2"), "reel_positif"),
            Col("importance", ("importance", "classe", "cours_d_eau_importance"), "entier_positif"),
        ),
        key=("cleabs",),
        conflict="fusion",
        scope="",
    ),
    Profile(
        name="surfaces_eau",
        title="Surfaces en eau (BD TOPO)",
        layer="surface_hydrographique",
        source="IGN BD TOPO",
        layer_pattern=r"surface_hydro|surfaces_reel|plan_d_eau",
        columns=(
            Col("cleabs", ("cleabs", "id")),
            Col("nom", ("nom_c_eau", "nom_p_eau", "cpx_toponyme_de_cours_d_eau", "cpx_toponyme_de_plan_d_eau", "toponyme", "nom")),
            Col("nature", ("nature", "sym")),
        ),
        key=("cleabs",),
    ),
)
