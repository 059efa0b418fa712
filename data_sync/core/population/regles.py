"""What is decided about buildings and ages when people are spread, as tables."""

from __future__ import annotations

# usage_1 or usage_2 of BD TOPO (lower case) that houses people.
USAGE_HABITE = "résidentiel"
# Uses that say nothing: taken only where a commune or a square has no building known as residential.
USAGES_MUETS = ("", "indifférencié", "indifferencie")
# Share of the floors that is housing when only the secondary use is residential and no dwelling is counted.
PART_USAGE_SECONDAIRE = 0.5
# nature (lower case) never inhabited, whatever the use says.
NATURES_EXCLUES = (
    "serre", "silo", "eglise", "église", "chapelle", "monument", "tribune", "moulin à vent", "fort, blockhaus, casemate",
    "arène ou théâtre antique", "arc de triomphe", "tour, donjon", "industriel, agricole ou commercial",
)  # fmt: skip
# etat_de_l_objet (lower case) not inhabited today.
ETATS_EXCLUS = ("en ruine", "en construction", "en projet", "détruit", "non exploité")
# Footprints drawn by convention where no building is published (addresses, urban zones): their size means nothing of storeys.
NATURES_CONVENTIONNELLES = ("emprise conventionnelle",)

EMPRISE_MINIMALE_M2 = 20.0  # a smaller residential footprint without counted dwelling is a shed
HAUTEUR_ETAGE_M = 3.0
SURFACE_PAR_LOGEMENT_M2 = 120.0  # gross floor per dwelling when no building of the area counts its dwellings
SURFACE_PAR_LOGEMENT_BORNES = (50.0, 400.0)
BATIMENTS_POUR_CALER = 20  # buildings with counted dwellings needed to calibrate on the commune rather than the whole area
RATTACHEMENT_M = 1000.0  # a building outside every commune joins the nearest one within this distance (simplified boundaries)

# How a building's people were estimated -> relative half-width for that building alone (0.35 = +-35 %).
INCERTITUDE = {
    "logements": 0.35,
    "etages": 0.45,
    "volume": 0.50,
    "emprise": 0.60,
    "convention": 0.80,
    "carreau": 0.80,
    "village": 1.00,
}
FACTEUR_IMPUTE = 1.5  # square whose counts INSEE imputed (fewer than 11 households)
FACTEUR_USAGE_MUET = 1.25

# Size of the footprint drawn for a commune without any building: so much ground per inhabitant, within bounds (m of side).
SOL_PAR_HABITANT_M2 = 100.0
COTE_VILLAGE_M = (60.0, 1000.0)

# France's age structure (INSEE, population estimates, rounded): used only when neither squares nor census give ages.
AGES_FRANCE = (0.041, 0.022, 0.060, 0.087, 0.081, 0.178, 0.190, 0.127, 0.151, 0.063)
