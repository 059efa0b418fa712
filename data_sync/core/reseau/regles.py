"""What BD TOPO's words mean for a vehicle: the rules of the builder, as tables."""

from __future__ import annotations

# Natures a motor vehicle cannot take: left out of the graph.
NATURES_EXCLUES = ("Sentier", "Escalier", "Piste cyclable", "Bac ou liaison maritime")
# Usable to leave or to reach a place, never to pass through.
NATURES_DESSERTE = ("Chemin",)
ACCES_EXCLUS = ("Physiquement impossible",)
ACCES_DESSERTE = ("Restreint aux ayants droit",)
ACCES_PEAGE = ("A péage", "À péage")
ETATS_EXCLUS = ("En construction", "En projet", "Non exploité", "Détruit")
# A seasonal closure or one of these restrictions: the road serves its residents, a detour must not count on it.
RESTRICTIONS_DESSERTE = ("piéton", "pieton", "cycl", "voie verte", "bus", "bhns", "tramway", "forest", "militaire")
SANS_FERMETURE = ("", "sans objet", "non", "aucune")

# Direction words -> (tail to head allowed, head to tail allowed). Unknown words count as two-way and are reported.
SENS = {
    "Double sens": (True, True),
    "Sans objet": (True, True),
    "Sens direct": (True, False),
    "Sens inverse": (False, True),
    "": (True, True),
}

# position_par_rapport_au_sol when it is a word.
NIVEAUX = {"tunnel": -1, "souterrain": -1, "pont": 1, "viaduc": 1, "aérien": 1, "gué ou radier": 0, "au sol": 0}

# Average car speed (km/h) where vitesse_moyenne_vl is unknown: by nature, then by importance, halfway between limit and practice.
VITESSE_NATURE = {"Type autoroutier": 110, "Rond-point": 25, "Bretelle": 50, "Route empierrée": 20, "Chemin": 10}
VITESSE_IMPORTANCE = {1: 90, 2: 75, 3: 65, 4: 50, 5: 35, 6: 20, 0: 35}
VITESSE_URBAINE_MAX = 40
VITESSE_MINI = 3
VITESSE_MAXI = 130

# 13 t per axle is the national default, not a local limit.
ESSIEU_NATIONAL_T = 13.0
