"""Code tables of the CNIG standard for planning documents (PLU v2017 and later; labels of the national lists)."""

ZONE = {
    "u": "U", "au": "AU", "auc": "AU", "aus": "AU", "1au": "AU", "2au": "AU", "a": "A", "ah": "A", "n": "N", "nh": "N", "nd": "N",
}  # fmt: skip
SECTEUR = {
    "01": "CC_OUVERT", "1": "CC_OUVERT", "02": "CC_ACTIVITE", "2": "CC_ACTIVITE", "03": "CC_FERME", "3": "CC_FERME", "99": "RNU",
}  # fmt: skip
ETAT = {
    "01": "en_cours", "02": "arrete", "03": "opposable", "04": "annule", "05": "remplace", "06": "abroge", "07": "approuve",
    "08": "partiellement_annule", "09": "caduc",
}  # fmt: skip
ETAT.update({code.lstrip("0"): value for code, value in list(ETAT.items())})
PRESCRIPTION = {
    "01": "Espace boisé classé",
    "02": "Limitation de la constructibilité (environnement, risques, intérêt général)",
    "03": "Disposition de reconstruction ou de démolition",
    "04": "Périmètre issu d'un plan de déplacements : stationnement",
    "05": "Emplacement réservé",
    "06": "Secteur à densité maximale (abrogé)",
    "07": "Patrimoine bâti, paysager ou élément de paysage à protéger",
    "08": "Terrain cultivé ou non bâti à protéger en zone urbaine",
    "13": "Zone à aménager pour la pratique du ski",
    "14": "Secteur de plan de masse",
    "15": "Règle d'implantation des constructions",
    "16": "Construction admise en zone agricole ou naturelle (STECAL, changement de destination)",
    "17": "Programme de logements, mixité sociale",
    "18": "Orientation d'aménagement et de programmation (OAP)",
    "19": "Secteur protégé pour la richesse du sol ou du sous-sol",
    "20": "Secteur à transfert de constructibilité en zone N",
    "22": "Diversité commerciale à protéger ou à développer",
    "23": "Taille minimale des logements",
    "24": "Voie, chemin ou transport public à conserver ou à créer",
    "25": "Continuité écologique, trame verte et bleue",
    "26": "Performance énergétique",
    "27": "Aménagement numérique",
    "28": "Conditions de desserte",
    "29": "Densité minimale de construction",
    "30": "Majoration des volumes constructibles",
    "31": "Espace remarquable du littoral",
    "32": "Plan d'eau de faible importance exclu de la protection",
    "33": "Dérogation à la protection des rives en montagne",
    "34": "Patrimoine naturel et culturel montagnard à préserver",
    "35": "Terres agricoles, pastorales ou forestières à préserver",
    "36": "Mixité des destinations",
    "37": "Règle propre au rez-de-chaussée",
    "38": "Emprise au sol",
    "39": "Hauteur",
    "40": "Volumétrie",
    "41": "Aspect extérieur",
    "42": "Coefficient de biotope",
    "43": "Espaces libres, plantations, aires de jeux",
    "44": "Stationnement",
    "99": "Autre prescription",
}
PRESCRIPTION.update({code.lstrip("0"): label for code, label in list(PRESCRIPTION.items())})
