"""Census counts by commune: INSEE base tables (P21_POP, P21_LOG, P21_RP, P21_MEN...)."""

from ..model import Col, Csv, Profile

PROFILES = (
    Profile(
        name="population_commune",
        title="Recensement par commune (INSEE)",
        layer="population_commune",
        source="INSEE, recensement de la population",
        geometry="",
        csv=Csv(),
        expects=(("codgeo", "code_insee", "insee_com", "com", "insee"), ("p##_pop", "population", "pmun", "pop_mun_2023", "ptot")),
        columns=(
            Col("code_insee", ("codgeo", "code_insee", "insee_com", "com", "insee"), "insee"),
            Col("annee", ("annee",), "annee"),
            Col("population", ("p##_pop", "pmun", "population", "pop_mun_2023", "ptot")),
            Col("menages", ("p##_men", "c##_men", "menages")),
            Col("logements", ("p##_log", "logements")),
            Col("residences_principales", ("p##_rp", "residences_principales")),
        )
        + tuple(
            Col(name, (name,))
            for name in (
                "ind_0_3",
                "ind_4_5",
                "ind_6_10",
                "ind_11_17",
                "ind_18_24",
                "ind_25_39",
                "ind_40_54",
                "ind_55_64",
                "ind_65_79",
                "ind_80p",
            )
        ),
        department=("codgeo", "code_insee", "insee_com", "com"),
        key=("code_insee", "annee"),
    ),
)
