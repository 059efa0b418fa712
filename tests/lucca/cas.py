"""One sound dossier, and how to spoil it: the material of the nullity tests."""

import copy

from ddtm_lucca.core.droit import natinf
from shared.espace import Espace

FINDINGS = (
    "Depuis la voie publique, nous constatons sur la parcelle BC 12 une construction de bois et de tôle de 8 m par 4 m, haute de 2,50 m, "
    "posée sur plots de béton, raccordée au réseau électrique, avec une terrasse de 12 m² et un meuble de cuisine visible par la fenêtre."
)
LINES = natinf.edition(Espace.at("/nulle-part"), natinf.EMBEDDED).lignes


def offence(number):
    item = LINES.get(number)
    return {**item.as_dict(), "edition": "2026-07", "etat": "officiel"} if item else {"numero": number, "absent": True}


SOUND = {
    "affaire": {
        "uuid": "aff",
        "numero_provisoire": "26-34129-PABCD-001",
        "nature": "cabanisation",
        "commune": "Lattes",
        "code_insee": "34129",
        "date_faits": "2026-02-01",
        "faits": {},
    },
    "agent": {
        "uuid": "ag1",
        "nom": "Martin",
        "prenom": "Alice",
        "fonction": "agent_ddtm",
        "identifiant": "a.martin",
        "commission_numero": "2020-34-117",
        "commission_date": "2020-05-04",
        "serment_tribunal": "tribunal judiciaire de Montpellier",
        "serment_date": "2020-06-15",
        "communes": ["34"],
        "habilitations": ["urbanisme", "environnement", "forestier", "penal", "domaine_public"],
    },
    "controle": {
        "date": "2026-03-10",
        "heure_debut": "09:30",
        "heure_fin": "10:15",
        "lieu": "exterieur",
        "cadre": "recherche_infractions",
        "commission_portee": True,
        "agents": ["ag1"],
    },
    "pv": {
        "uuid": "pv1",
        "affaire": "aff",
        "type": "infraction",
        "redige_le": "2026-03-12",
        "fait_a": "Montpellier",
        "constatations": FINDINGS,
        "natinf": ["341"],
        "destinataires": ["parquet", "ddtm"],
    },
    "parcelles": [{"commune": "Lattes", "section": "BC", "numero": "12"}],
    "personnes": [{"type": "physique", "statut": "proprietaire", "nom": "Durand", "prenom": "Paul", "date_naissance": "1961-04-02", "lieu_naissance": "Sète"}],
    "pieces": [{"uuid": "p1", "nom": "vue.jpg", "type": "photo", "sha256": "0" * 64}],
    "ait": [],
    "mises_en_demeure": [],
    "transmissions": [],
    "infractions": [offence(341)],
    "auteur": "a.martin",
    "aujourdhui": "2026-03-12",
    "pages": 4,
    "alterees": [],
}  # fmt: skip


def sound(**parts):
    """The sound dossier, each named part changed: a dictionary adds or replaces fields, anything else replaces the part."""
    out = copy.deepcopy(SOUND)
    for name, change in parts.items():
        out[name] = {**out[name], **change} if isinstance(change, dict) else change
    return out


INSIDE = {"lieu": "interieur_assentiment", "occupant": "M. Durand", "occupant_present": True, "assentiment_ecrit": True, "domicile": True}
ORDER = {
    "lieu": "interieur_ordonnance",
    "domicile": True,
    "ordonnance_date": "2026-03-01",
    "ordonnance_juridiction": "JLD Montpellier",
    "ordonnance_agents": ["ag1"],
}
REFUSED = {"lieu": "refus", "motif_refus": "Le portail a été fermé devant nous, M. Durand disant « vous n'entrerez pas »."}
COMPANY = {"type": "morale", "statut": "proprietaire", "raison_sociale": "SCI Exemple", "siren": "732829320", "representant": "Mme Petit"}
CGV = {
    "type": "contravention_grande_voirie",
    "destinataires": ["tribunal_administratif", "ddtm"],
    "limite_domaine": "Limite fixée par l'arrêté du 3 mai 1999, borne 12, à 14 m de l'ouvrage.",
}

# rule -> (dossier where it fails, dossier where the same situation is regular)
CASES = {
    "commission": (sound(controle={"date": "2019-01-10"}), sound(agent={"fonction": "maire", "commission_numero": None})),
    "serment": (sound(agent={"serment_date": None}), sound()),
    "port_commission": (sound(controle={"commission_portee": None}), sound()),
    "competence_lieu": (sound(agent={"communes": ["34172"]}), sound(agent={"communes": ["34129"]})),
    "competence_matiere": (sound(infractions=[offence(7924)], agent={"habilitations": ["urbanisme"]}), sound(infractions=[offence(7924)])),
    "constat_personnel": (sound(controle={"agents": ["autre"]}), sound()),
    "signature": (sound(auteur="b.durand"), sound()),
    "date_heure": (sound(controle={"heure_debut": None}), sound()),
    "date_redaction": (sound(pv={"redige_le": "2026-03-09"}), sound(pv={"redige_le": "2026-03-10"})),
    "redaction_rapide": (sound(pv={"redige_le": "2026-05-12"}, aujourdhui="2026-05-12"), sound()),
    "heures_visite": (sound(controle={**INSIDE, "heure_debut": "05:50"}), sound(controle={"heure_debut": "05:50"})),
    "domicile": (sound(controle={**INSIDE, "assentiment_ecrit": False}), sound(controle=INSIDE)),
    "ordonnance": (sound(controle={**ORDER, "ordonnance_agents": ["autre"]}), sound(controle=ORDER)),
    "accord_acces": (sound(controle={"lieu": "voisin"}), sound(controle={"lieu": "voisin", "occupant": "Mme Roux"})),
    "refus_decrit": (sound(controle={**REFUSED, "motif_refus": None}), sound(controle=REFUSED)),
    "obstacle": (
        sound(controle={**REFUSED, "cadre": "controle_administratif"}, infractions=[offence(33058)]),
        sound(controle={**REFUSED, "cadre": "controle_administratif"}, infractions=[offence(33057)]),
    ),
    "droit_visite_six_ans": (
        sound(controle={**INSIDE, "cadre": "controle_administratif"}, affaire={"date_achevement": "2019-01-01"}),
        sound(controle={**INSIDE, "cadre": "controle_administratif"}, affaire={"date_achevement": "2021-01-01"}),
    ),
    "convocation": (
        sound(controle={"convocation_le": "2026-03-05", "convocation_recue_le": "2026-03-01"}),
        sound(controle={"convocation_le": "2026-03-01", "convocation_recue_le": "2026-03-05"}),
    ),
    "constatations": (sound(pv={"constatations": " "}), sound()),
    "precision": (sound(pv={"constatations": "Une cabane."}), sound()),
    "a_completer": (sound(pv={"precisions": "Interrogée le …, la mairie ne répond pas."}), sound(pv={"precisions": "Interrogée le 2 mars, la mairie ne répond pas."})),
    "oui_dire": (sound(pv={"constatations": FINDINGS + " Il paraît qu'elle est louée."}), sound()),
    "neutralite": (sound(pv={"constatations": FINDINGS + " M. Durand est coupable."}), sound()),
    "declarations": (sound(controle={"declarations": "Il dit avoir bâti seul"}), sound(controle={"declarations": "« J'ai bâti seul. »"})),
    "pieces_intactes": (sound(alterees=["vue.jpg"]), sound()),
    "photographies": (sound(pieces=[]), sound(pieces=[], controle=REFUSED)),
    "autorisation_jointe": (
        sound(affaire={"faits": {"autorisation": "non_conforme"}}),
        sound(affaire={"faits": {"autorisation": "non_conforme"}}, pieces=[*SOUND["pieces"], {"nature": "autorisation", "nom": "PC.pdf"}]),
    ),
    "infractions": (sound(infractions=[]), sound(infractions=[], pv=CGV)),
    "natinf_en_vigueur": (sound(infractions=[offence(4579)]), sound()),
    "textes": (sound(infractions=[offence(321)]), sound()),
    "textes_verifies": (sound(infractions=[{**offence(5969), "etat": "a_verifier"}]), sound(infractions=[offence(5969)])),
    "recidive": (sound(infractions=[offence(9154)]), sound(infractions=[offence(9154)], affaire={"faits": {"condamnation_anterieure": "TJ 12/01/2024"}})),
    "parcelles": (sound(parcelles=[{"commune": "Lattes", "section": "BC12", "numero": ""}]), sound()),
    "parcelles_commune": (sound(parcelles=[{"commune": "Sète", "section": "BC", "numero": "12"}]), sound()),
    "personnes": (sound(personnes=[]), sound(personnes=[{"type": "inconnue", "statut": "occupant"}])),
    "identite": (sound(personnes=[{"type": "physique", "statut": "occupant", "nom": "Durand"}]), sound()),
    "personne_morale": (sound(personnes=[{**COMPANY, "siren": "732829321"}]), sound(personnes=[COMPANY], infractions=[offence(24120)])),
    "natinf_personne_morale": (sound(personnes=[COMPANY]), sound(personnes=[COMPANY], infractions=[offence(24120)])),
    "prescription": (
        sound(affaire={"date_achevement": "2019-01-01"}),
        sound(affaire={"date_achevement": "2019-01-01", "faits": {"interruptions": [{"date": "2023-01-01", "type": "acte_enquete"}]}}),
    ),
    "prescription_connue": (sound(infractions=[offence(33057)], affaire={"date_faits": None}), sound()),
    "arrete_interruptif": (sound(infractions=[offence(4582)]), sound(infractions=[offence(4582)], ait=[{"notifie_le": "2026-02-20"}])),
    "mise_en_demeure": (
        sound(infractions=[offence(22956)], mises_en_demeure=[{"notifiee_le": "2026-01-01", "echeance": "2026-06-01"}]),
        sound(infractions=[offence(22956)], mises_en_demeure=[{"notifiee_le": "2025-12-01", "echeance": "2026-02-01"}]),
    ),
    "limite_domaine": (sound(pv={**CGV, "limite_domaine": "la plage"}, infractions=[]), sound(pv=CGV, infractions=[])),
    "juridiction": (sound(pv={**CGV, "destinataires": ["parquet"]}, infractions=[]), sound(pv=CGV, infractions=[])),
    "copie_ddtm": (sound(pv={"destinataires": ["parquet"]}, agent={"fonction": "maire"}), sound(agent={"fonction": "maire"})),
    "pages": (sound(pages=None), sound()),
    "reactualisation": (
        sound(pv={"type": "reactualisation"}),
        {**sound(pv={"type": "reactualisation", "evolution": "aggravee"}), "precedent": {"numero": "26-34129-0001-PV-01", "redige_le": "2025-01-02"}},
    ),
    "evolution": (
        {**sound(pv={"type": "reactualisation"}), "precedent": {"numero": "26-34129-0001-PV-01"}},
        {**sound(pv={"type": "reactualisation", "evolution": "inchangee"}), "precedent": {"numero": "26-34129-0001-PV-01"}},
    ),
    "rectificatif": (sound(pv={"type": "rectificatif"}), sound(pv={"type": "rectificatif", "rectifie": "pv0", "motif_rectification": "Erreur de parcelle."})),
}  # fmt: skip
