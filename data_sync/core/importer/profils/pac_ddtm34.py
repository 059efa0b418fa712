"""Layers of DDTM 34 outside the plans: notices to mayors (PAC) and flood zones without a plan."""

from ..model import Col, Profile

PROFILES = (
    Profile(
        name="pac_ddtm34",
        title="Porter à connaissance des risques (DDTM 34)",
        layer="zone_alea",
        source="DDTM de l'Hérault, N_PAC_RISQUES_S_034",
        layer_pattern=r"pac_risques",
        expects=(("alea",), ("date_pac",), ("insee",)),
        columns=(
            Col("standard", constant="local"),
            Col("type_alea", ("alea",)),
            Col("code_alea_source", ("alea",)),
            Col("niveau_alea", constant="inconnu"),
            Col("occurrence", ("date_pac",), "date"),
            Col("description", ("etude", "commune")),
        ),
        scope="standard",
    ),
    Profile(
        name="zi_hors_ppri_ddtm34",
        title="Zones inondables hors PPRI (DDTM 34)",
        layer="zone_alea",
        source="DDTM de l'Hérault, N_INOND_HORSPPRI_ZINF_S_034",
        layer_pattern=r"horsppri",
        expects=(("caracteris",), ("risque",)),
        columns=(
            Col("standard", constant="local"),
            Col("type_alea", ("risque",)),
            Col("code_alea_source", ("risque",)),
            Col(
                "niveau_alea",
                ("caracteris",),
                table={
                    "zone_rouge": "fort",
                    "alea_fort": "fort",
                    "deferlement": "fort",
                    "zone_bleue": "moyen",
                    "alea_modere": "moyen",
                    "alea_residuel": "faible",
                    "residuel": "faible",
                },
                others="inconnu",
                constant="inconnu",
            ),
            Col("code_niveau_source", ("caracteris",)),
            Col("description", ("source", "commune")),
        ),
        scope="standard",
    ),
)
