"""What is decided about day and night, as tables."""

from __future__ import annotations

from shared.catalogue.crise import CLASSES_AGE

# Age class -> share at home on a school-day afternoon: (central, low, high). Orders of magnitude of time-use surveys, not local data.
PRESENCE_JOUR = {
    "pop_0_3": (0.60, 0.40, 0.80),
    "pop_4_10": (0.15, 0.05, 0.40),
    "pop_11_17": (0.15, 0.05, 0.40),
    "pop_18_64": (0.40, 0.25, 0.60),
    "pop_65_79": (0.80, 0.65, 0.95),
    "pop_80p": (0.95, 0.85, 1.00),
}
assert set(PRESENCE_JOUR) == {name for name, _, _ in CLASSES_AGE}

# Establishments where people sleep: night people when the pack gives a capacity only. They are told apart from the residents, never
# summed with them: the legal population holds those who live in a community (care home, prison) but spread on dwellings, not at its address.
HEBERGE_LA_NUIT = ("hopital", "ehpad", "medico_social", "camping", "hebergement", "prison")
# Establishments full by day when only a capacity is known.
OCCUPE_LE_JOUR = (
    "maternelle",
    "elementaire",
    "college",
    "lycee",
    "enseignement_autre",
    "creche",
    "hopital",
    "ehpad",
    "medico_social",
    "prison",
)
# unite_capacite (lower case, beginning) -> people per unit; others count one.
PERSONNES_PAR_UNITE = (("emplacement", 3.0), ("chambre", 2.0), ("logement", 3.0), ("unité", 3.0), ("unite", 3.0))

# Who is told first: those who leave slowly, then those who sleep there, then those who are there by day.
ORDRE_D_ALERTE = (
    "hopital", "ehpad", "medico_social", "camping", "creche", "maternelle", "elementaire", "college", "lycee", "enseignement_autre", "prison",
    "hebergement", "icpe_seveso", "caserne", "gendarmerie", "mairie", "prefecture", "salle_accueil", "autre",
)  # fmt: skip

METHODE_JOUR = (
    "Jour : part des habitants chez eux selon l'âge (ordres de grandeur nationaux), plus les personnes des établissements de la zone ; "
    "les salariés et visiteurs venus d'ailleurs ne sont pas connus."
)
METHODE_ZONE = (
    "Part de chaque bâtiment couverte par la zone ; fourchette : bâtiments entièrement dedans à tous ceux touchés, et doute sur la répartition "
    "(35 % pour une petite partie d'un îlot, 0,1 % pour un îlot entier)."
)
