"""What past floods left: extents and marks."""

from ..model import Col, Profile

PROFILES = (
    Profile(
        name="emprise_crue",
        title="Emprise d'une crue ou d'une submersion connue",
        layer="emprise_crue",
        source="Emprise observée",
        layer_pattern=r"emprise|submersion|crue|azi",
        columns=(
            Col("nom", ("nom", "evenement", "zone_sub", "libelle")),
            Col("date_evenement", ("date_evenement", "date_evt", "date"), "date"),
            Col("annee", ("annee", "date_evenement", "date_evt", "date"), "annee"),
            Col("source", ("source", "origine")),
        ),
        scope="source",
        help="--option nom=… --option date_evenement=AAAA-MM-JJ complètent un fichier qui ne les dit pas.",
    ),
    Profile(
        name="reperes_crue",
        title="Repères de crue (DDTM 34, base nationale)",
        layer="repere_crue",
        source="DDTM de l'Hérault, repères de crue",
        layer_pattern=r"repere",
        expects=(("numfiche", "numero", "code_repere"), ("date_crue", "date_evenement")),
        columns=(
            Col("numero", ("numfiche", "numero", "code_repere")),
            Col("cours_d_eau", ("cours_eau", "cours_d_eau", "riviere")),
            Col("commune", ("commune", "nom_commune")),
            Col("altitude_eau", ("z_repere", "altitude", "alt_eau"), "reel_positif"),
            Col("date_crue_source", ("date_crue", "date_evenement")),
            Col("date_crue", ("date_crue", "date_evenement"), "date"),
            Col("annee_crue", ("date_crue", "date_evenement"), "annee"),
            Col("description", ("complement", "detail", "repere", "adresse")),
        ),
    ),
)
