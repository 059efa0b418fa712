"""Ten full cases, as a controller of Hérault would enter them. People and facts are invented; places are those of the exercise pack.

zone: where the ground is looked for in the pack (layer, field, value). expected: the offences proposed.
"""

DAY, WRITTEN = "2026-03-10", "2026-03-12"

ALICE = {
    "nom": "Martin", "prenom": "Alice", "fonction": "agent_ddtm", "identifiant": "a.martin", "service": "Service urbanisme",
    "commission_numero": "2020-34-117", "commission_date": "2020-05-04", "serment_tribunal": "tribunal judiciaire de Montpellier", "serment_date": "2020-06-15",
    "communes": ["34"], "habilitations": ["urbanisme", "environnement", "forestier", "penal", "domaine_public", "tourisme"],
}  # fmt: skip
BRUNO = {**ALICE, "nom": "Lefèvre-Deschamps", "prenom": "Bruno", "identifiant": "b.lefevre", "commission_numero": "2018-34-042", "commission_date": "2018-02-01", "serment_date": "2018-03-19"}  # fmt: skip

PAUL = {
    "type": "physique", "statut": "proprietaire", "civilite": "M.", "nom": "Durand", "prenom": "Paul", "date_naissance": "1961-04-02", "lieu_naissance": "Sète",
    "nationalite": "français", "profession": "maçon", "adresse": "3 rue Haute", "code_postal": "34200", "ville": "Sète",
}  # fmt: skip
NOEMIE = {
    "type": "physique", "statut": "occupant", "civilite": "Mme", "nom": "Fernández y Ibáñez de la Vega-Montmorency", "prenom": "Noëmie Marie-Françoise", "date_naissance": "1984-12-24",
    "lieu_naissance": "L'Haÿ-les-Roses", "adresse": "Résidence « Les Cœurs-Unis », bâtiment C, 128 bis avenue du Maréchal-de-Lattre-de-Tassigny", "code_postal": "34970", "ville": "Lattes",
}  # fmt: skip
COMPANY = {
    "type": "morale", "statut": "proprietaire", "raison_sociale": "SCI Les Salines de l'Étang", "siren": "732829320", "representant": "Mme Isabelle Petit",
    "qualite_representant": "gérante", "adresse": "12 quai de Bosc", "code_postal": "34200", "ville": "Sète",
}  # fmt: skip

VISIT = {
    "date": DAY,
    "heure_debut": "09:30",
    "heure_fin": "10:45",
    "lieu": "exterieur",
    "cadre": "recherche_infractions",
    "commission_portee": True,
}
INSIDE = {
    **VISIT, "lieu": "interieur_assentiment", "occupant": "Mme Fernández", "occupant_present": True, "assentiment_ecrit": True, "domicile": True,
    "declarations": "« J'habite ici depuis deux ans avec mes enfants. Je ne savais pas qu'il fallait un permis. »",
}  # fmt: skip
REPORT = {"type": "infraction", "redige_le": WRITTEN, "fait_a": "Montpellier", "destinataires": ["parquet", "ddtm", "maire"]}
PERMIT = {"autorisation": "aucune", "formalite": "permis"}

CABIN = (
    "Nous constatons sur l'unité foncière une construction de bois et de tôle de 8,20 m par 4,10 m, haute de 2,55 m au faîtage, posée sur plots de béton, "
    "couverte de bacs d'acier, percée de deux fenêtres et d'une porte. Elle est raccordée au réseau électrique par un câble aérien venu du poteau de la voie communale, "
    "et à une cuve d'eau de 1 000 l. Une terrasse de bois de 12 m² la prolonge au sud.\n"
    "À l'intérieur, une pièce unique meublée : un lit double, deux lits d'enfant, une cuisine équipée avec évier, un poêle à bois dont le conduit traverse la toiture. "
    "Le linge, la vaisselle et le courrier au nom de l'occupante montrent un usage d'habitation.\n"
    "Aucun panneau d'autorisation n'est affiché. Le registre des autorisations de la commune, consulté le 9 mars 2026, ne mentionne aucun permis sur ces parcelles."
)

CASES = {
    "01-cabanisation": {
        "zone": ("zone_reglementaire_ppr", "type_reglement", "interdiction_stricte"),
        "plan": "A",
        "parcelles": 2,
        "photos": 3,
        "saisie": {
            "affaire": {"nature": "cabanisation", "lieu_dit": "Les Cabanes de la Mosson", "zone_plu": "A", "zone_ppr": "RN, zone rouge naturelle", "type_reglement_ppr": "interdiction_stricte",
                        "risques": "inondation", "surface_plancher": 33.6, "emprise": 45.6, "hauteur": 2.55, "date_faits": DAY, "faits": {**PERMIT, "contraire_plu": True}},
            "personnes": [PAUL, NOEMIE],
            "controle": {**INSIDE, "convocation_le": "2026-02-18", "convocation_recue_le": "2026-02-20", "assistants": ["brigadier-chef Karim Benali, police municipale de Lattes"]},
            "pv": {**REPORT, "constatations": CABIN, "attendus": "La zone A du plan local d'urbanisme n'admet que les constructions nécessaires à l'exploitation agricole ; la zone rouge du plan de prévention des risques d'inondation interdit toute construction nouvelle."},
        },
        "attendu": [341, 4572, 22967],
    },
    "02-caravane": {
        "zone": ("zone_urba", "type_zone", "N"),
        "parcelles": 1,
        "photos": 2,
        "saisie": {
            "affaire": {"nature": "caravane", "adresse": "chemin des Marais", "zone_plu": "N", "date_faits": DAY, "faits": {"plus_de_trois_mois": True}},
            "personnes": [{**PAUL, "statut": "occupant"}],
            "controle": VISIT,
            "pv": {**REPORT, "constatations": "Depuis la voie publique, nous constatons une caravane de marque et d'immatriculation illisibles, longue d'environ 6,50 m, dont les roues sont enterrées et l'attelage déposé. Un auvent de bâche de 9 m², un raccordement électrique et une antenne parabolique y sont fixés. Nous l'avions constatée à la même place les 4 septembre et 12 décembre 2025, photographies jointes."},
        },
        "attendu": [6813],
    },
    "03-piscine": {
        "zone": ("zone_urba", "type_zone", "U"),
        "parcelles": 1,
        "photos": 2,
        "saisie": {
            "affaire": {"nature": "piscine", "adresse": "17 rue des Aigrettes", "zone_plu": "UA", "bassin": 32.5, "date_achevement": "2025-07-01", "faits": {"autorisation": "aucune", "formalite": "declaration"}},
            "personnes": [PAUL],
            "controle": {**VISIT, "lieu": "voisin", "occupant": "Mme Roux"},
            "pv": {**REPORT, "constatations": "Depuis la terrasse du fonds voisin, nous constatons un bassin enterré, maçonné et carrelé, en eau, de 8,10 m par 4,00 m environ, bordé d'une plage de pierre. Un local technique de 3 m² abrite la filtration. Aucune déclaration préalable n'est enregistrée en mairie."},
        },
        "attendu": [5969],
    },
    "04-debroussaillement": {
        "zone": ("prescription_surf", "typepsc", "01"),
        "parcelles": 1,
        "photos": 2,
        "saisie": {
            "affaire": {"nature": "debroussaillement", "lieu_dit": "La Pinède", "zone_plu": "N", "risques": "feu de forêt", "date_faits": DAY},
            "personnes": [PAUL],
            "controle": VISIT,
            "pv": {**REPORT, "constatations": "Autour de la maison, sur une profondeur de 50 m mesurée au télémètre, la strate arbustive de chênes kermès et de cistes est continue et haute de 1,20 m à 1,80 m ; les branches des pins d'Alep touchent la toiture à l'ouest ; des rémanents de coupe sont entassés contre le mur nord."},
        },
        "attendu": [7924],
    },
    "05-decharge": {
        "zone": ("zone_urba", "type_zone", "A"),
        "parcelles": 1,
        "photos": 3,
        "saisie": {
            "affaire": {"nature": "dechets", "lieu_dit": "Le Mas Rouge", "zone_plu": "A", "date_faits": DAY, "faits": {"vehicule_utilise": True}},
            "personnes": [{"type": "inconnue", "statut": "autre"}],
            "controle": {**VISIT, "lieu": "interieur_hors_domicile"},
            "pv": {**REPORT, "constatations": "Nous constatons en bordure du chemin un dépôt d'environ 35 m³ de gravats, plaques de plâtre, pots de peinture entamés, huit pneumatiques et deux réfrigérateurs. Des traces fraîches de pneus jumelés, larges de 25 cm, vont du chemin au dépôt. Une facture déchirée relevée dans les gravats est photographiée et laissée en place."},
        },
        "attendu": [98],
    },
    "06-domaine-public-maritime": {
        "zone": None,
        "parcelles": 0,
        "photos": 2,
        "saisie": {
            "affaire": {"nature": "domaine_public_maritime", "adresse": "plage du Grand Travers", "date_faits": DAY},
            "personnes": [{**COMPANY, "statut": "occupant"}],
            "controle": VISIT,
            "pv": {**REPORT, "type": "contravention_grande_voirie", "destinataires": ["tribunal_administratif", "ddtm"],
                   "constatations": "Nous constatons sur la plage une terrasse de bois de 14,00 m par 6,50 m sur pieux battus, couverte d'une toile, garnie de 22 tables, ouverte au public. Son emprise mesurée au récepteur de position est de 91 m². Aucune autorisation d'occupation n'est affichée ; aucune n'a été délivrée d'après le registre du service, consulté le jour même.",
                   "limite_domaine": "La limite du domaine public maritime est celle de l'arrêté préfectoral du 3 mai 1999, repérée par les bornes 12 et 13. La terrasse est tout entière du côté de la mer : son angle le plus proche est à 14,20 m de la ligne qui joint ces bornes."},
        },
        "attendu": [],
    },
    "07-obstacle": {
        "zone": ("zone_urba", "type_zone", "U"),
        "parcelles": 1,
        "photos": 0,
        "saisie": {
            "affaire": {"nature": "obstacle", "adresse": "4 impasse du Héron", "zone_plu": "UA", "date_faits": DAY},
            "personnes": [PAUL],
            "controle": {**VISIT, "cadre": "controle_administratif", "lieu": "refus", "convocation_le": "2026-02-18", "convocation_recue_le": "2026-02-20",
                         "motif_refus": "M. Durand, présent, a fermé le portail à clef devant nous en disant : « Vous n'entrerez pas, revenez avec un juge. »"},
            "pv": {**REPORT, "type": "obstacle", "constatations": "Nous nous sommes présentés à l'heure de la convocation reçue le 20 février 2026, avons décliné nos qualités et montré nos commissions. L'entrée nous a été refusée à 9 h 34. Nous n'avons pas insisté et nous sommes retirés à 9 h 40. Le chantier de surélévation, bâché, ne peut pas être mesuré depuis la rue."},
        },
        "attendu": [33057],
    },
    "08-visite-refusee": {
        "zone": ("zone_urba", "type_zone", "A"),
        "parcelles": 1,
        "photos": 1,
        "saisie": {
            "affaire": {"nature": "obstacle", "lieu_dit": "Les Jasses", "zone_plu": "A", "date_faits": DAY},
            "personnes": [{**NOEMIE, "statut": "occupant"}],
            "controle": {**VISIT, "lieu": "refus", "domicile": True, "motif_refus": "L'occupante, à qui nous avons indiqué qu'elle pouvait refuser l'entrée de son domicile, a refusé sans donner de raison."},
            "pv": {**REPORT, "type": "obstacle", "constatations": "La visite du mobil-home, qui sert de domicile à l'occupante, nous a été refusée. Depuis le chemin, nous constatons deux mobil-homes accolés, reliés par un auvent de tôle, sur une dalle de béton de 60 m² environ."},
        },
        "attendu": [33058],
    },
    "09-personne-morale": {
        "zone": ("zone_urba", "type_zone", "A"),
        "parcelles": 2,
        "photos": 4,
        "saisie": {
            "affaire": {"nature": "construction", "lieu_dit": "Domaine des Salines", "zone_plu": "A", "surface_plancher": 240, "emprise": 260, "hauteur": 6.2, "date_achevement": "2025-11-30", "faits": PERMIT, "travaux_en_cours": False},
            "personnes": [COMPANY],
            "controle": {**VISIT, "lieu": "interieur_hors_domicile", "occupant": "Mme Isabelle Petit"},
            "pv": {**REPORT, "constatations": "Nous constatons un hangar à ossature métallique et bardage d'acier de 20,00 m par 13,00 m, haut de 6,20 m à l'égout, sur dalle de béton. Il abrite 26 bateaux de plaisance et 4 caravanes, étiquetés à des noms de particuliers ; un tarif de gardiennage est affiché à l'entrée. Aucun permis n'est enregistré."},
        },
        "attendu": [24120],
    },
    "10-multi-parcelles": {
        "zone": ("zone_urba", "type_zone", "N"),
        "parcelles": 30,
        "photos": 12,
        "agents": 2,
        "saisie": {
            "affaire": {"nature": "lotissement", "lieu_dit": "Les Hauts de Roque-Fraïsse", "zone_plu": "N", "date_faits": DAY, "faits": {"autorisation": "aucune"}},
            "personnes": [PAUL, {**NOEMIE, "statut": "indivisaire"}, {**PAUL, "prenom": "Œdipe", "nom": "Ça-Île", "statut": "indivisaire"}, COMPANY, {**PAUL, "prenom": "Zoé", "civilite": "Mme", "statut": "usufruitier"}],
            "controle": {**VISIT, "heure_debut": "08:05", "heure_fin": "12:21"},
            "pv": {**REPORT, "constatations": "\n".join([CABIN] + [f"Lot n° {n} : portail de bois, compteur d'eau, chemin empierré large de 3 m, haie de cyprès plantée ; une construction légère de {12 + n} m² y est posée sur parpaings, sans affichage d'autorisation." for n in range(1, 16)]),
                   "precisions": "Le plan de division relevé sur place, photographié, porte trente lots numérotés."},
        },
        "attendu": [26966],
    },
}  # fmt: skip
