"""Nullity rules about the substance: offences, parcels, people, prescription, prior acts, pages, addressees."""

from __future__ import annotations

import re
from typing import Optional

from ..droit import natinf, prescription
from ..droit.propositions import LEGAL_PERSON
from .dossier import Dossier, facts, is_cgv, regime
from .regles import BLOQUANT, CONSEIL, SERIEUX, Regle, day, known, known_day, listed, numbers, visit_day


def _offences(d: Dossier) -> Optional[str]:
    if is_cgv(d) or d["pv"].get("type") in ("rectificatif", "reactualisation", "rapport"):
        return None
    return None if d["infractions"] else "Aucune infraction n'est retenue : ce serait un rapport de constatation."


def _listed(d: Dossier) -> Optional[str]:
    missing = [item["numero"] for item in d["infractions"] if item.get("absent")]
    return f"Codes absents de la nomenclature en vigueur : {listed(missing)}." if missing else None


def _articles(d: Dossier) -> Optional[str]:
    missing = [item["numero"] for item in known(d) if not (item["definie_par"] and item["reprimee_par"])]
    return f"Textes de définition ou de répression absents : {listed(missing)}." if missing else None


def _verified(d: Dossier) -> Optional[str]:
    doubtful = [item["numero"] for item in known(d) if item["etat"] == "a_verifier"]
    return f"Textes transcrits à vérifier : {listed(doubtful)}." if doubtful else None


def _second_offence(d: Dossier) -> Optional[str]:
    names = [item["numero"] for item in known(d) if "RECIDIVE" in natinf.folded(item["qualification"]).upper()]
    return (
        f"La récidive ({listed(names)}) suppose une condamnation définitive."
        if names and not facts(d).get("condamnation_anterieure")
        else None
    )


def _parcels(d: Dossier) -> Optional[str]:
    if is_cgv(d):
        return None
    if not d["parcelles"]:
        return "Aucune parcelle n'est désignée."
    wrong = [
        p
        for p in d["parcelles"]
        if not (re.fullmatch(r"[0-9A-Z]{1,2}", p.get("section") or "") and re.fullmatch(r"\d{1,4}", p.get("numero") or ""))
    ]
    return f"Référence cadastrale mal écrite : {listed(p['section'] + ' ' + p['numero'] for p in wrong)}." if wrong else None


def _one_commune(d: Dossier) -> Optional[str]:
    strangers = sorted({p["commune"] for p in d["parcelles"] if p["commune"].casefold() != str(d["affaire"].get("commune", "")).casefold()})
    return f"Des parcelles sont d'une autre commune : {listed(strangers)}." if strangers else None


def _people(d: Dossier) -> Optional[str]:
    return None if d["personnes"] else "Personne n'est désigné : ajoutez le bénéficiaire, ou une personne inconnue."


def _identity(d: Dossier) -> Optional[str]:
    physical = [p for p in d["personnes"] if p["type"] == "physique" and p["statut"] != "voisin"]
    wanting = [p for p in physical if not (p.get("nom") and p.get("prenom") and p.get("date_naissance") and p.get("lieu_naissance"))]
    return "L'identité d'une personne physique est incomplète : nom, prénom, date et lieu de naissance." if wanting else None


def siren_holds(siren: str) -> bool:
    """Nine digits with Luhn's key."""
    if not re.fullmatch(r"\d{9}", siren or ""):
        return False
    digits = [int(c) * (2 if rank % 2 else 1) for rank, c in enumerate(siren)]
    return sum(n - 9 if n > 9 else n for n in digits) % 10 == 0


def _company(d: Dossier) -> Optional[str]:
    for person in d["personnes"]:
        if person["type"] == "morale" and not (
            person.get("raison_sociale") and person.get("representant") and siren_holds(person.get("siren") or "")
        ):
            return "La personne morale demande raison sociale, SIREN exact et représentant légal."
    return None


def _company_code(d: Dossier) -> Optional[str]:
    if any(p["type"] == "physique" and p["statut"] != "voisin" for p in d["personnes"]) or not any(
        p["type"] == "morale" for p in d["personnes"]
    ):
        return None
    wanting = [(n, LEGAL_PERSON[n]) for n in numbers(d) if n in LEGAL_PERSON]
    return "Seule une personne morale est visée : retenez " + listed(f"{b} au lieu de {a}" for a, b in wanting) + "." if wanting else None


def _prescribed(d: Dossier) -> Optional[str]:
    out = []
    acts = [{"date": row["date"], "type": row["type"]} for row in facts(d).get("interruptions") or []]
    for item in known(d):
        answer = prescription.clock(
            item["nature"], regime(d, item["numero"]), d["affaire"], acts, day(d["pv"].get("redige_le")) or day(d["aujourdhui"])
        )
        if answer.etat == "prescrite":
            out.append(f"{item['numero']} ({answer.phrase})")
    return "Infraction prescrite : " + " ".join(out) if out else None


def _clock_known(d: Dossier) -> Optional[str]:
    unknown = [
        item["numero"]
        for item in known(d)
        if prescription.clock(item["nature"], regime(d, item["numero"]), d["affaire"]).etat == "indeterminee"
    ]
    return f"La prescription ne peut pas être calculée pour : {listed(unknown)}." if unknown else None


def _stop_order(d: Dossier) -> Optional[str]:
    if 4582 not in numbers(d):
        return None
    visit = visit_day(d)
    if any(row.get("notifie_le") and (not visit or known_day(row["notifie_le"]) <= visit) for row in d["ait"]):
        return None
    return "Le code 4582 suppose un arrêté interruptif notifié avant le contrôle."


def _formal_notice(d: Dossier) -> Optional[str]:
    if 22956 not in numbers(d):
        return None
    visit = visit_day(d)
    if any(
        row.get("notifiee_le") and row.get("echeance") and (not visit or known_day(row["echeance"]) < visit)
        for row in d["mises_en_demeure"]
    ):
        return None
    return "Le code 22956 suppose une mise en demeure notifiée et échue avant le contrôle."


def _domain_limit(d: Dossier) -> Optional[str]:
    if not is_cgv(d):
        return None
    return None if len((d["pv"].get("limite_domaine") or "").strip()) >= 30 else "La limite du domaine public n'est pas située précisément."


def _court(d: Dossier) -> Optional[str]:
    wanted = "tribunal_administratif" if is_cgv(d) else "parquet"
    told = d["pv"].get("destinataires") or []
    if wanted in told and not (is_cgv(d) and "parquet" in told):
        return None
    return (
        "La contravention de grande voirie va au tribunal administratif, par le préfet."
        if is_cgv(d)
        else "Le ministère public n'est pas destinataire."
    )


def _copies(d: Dossier) -> Optional[str]:
    return (
        None
        if "ddtm" in (d["pv"].get("destinataires") or []) or d["agent"].get("fonction") == "agent_ddtm"
        else "La DDTM n'est pas en copie."
    )


def _pages(d: Dossier) -> Optional[str]:
    return None if isinstance(d["pages"], int) and d["pages"] > 0 else "Le nombre de pages n'a pas été compté : produisez le document."


def _corrected(d: Dossier) -> Optional[str]:
    if d["pv"].get("type") != "rectificatif":
        return None
    return (
        None
        if d["pv"].get("rectifie") and d["pv"].get("motif_rectification")
        else "Le rectificatif ne dit pas quel procès-verbal il corrige, ni pourquoi."
    )


def _follows(d: Dossier) -> Optional[str]:
    if d["pv"].get("type") != "reactualisation":
        return None
    return None if d.get("precedent") else "Il n'y a pas de procès-verbal clos à réactualiser dans cette affaire."


def _evolution(d: Dossier) -> Optional[str]:
    if d["pv"].get("type") != "reactualisation":
        return None
    return None if d["pv"].get("evolution") else "Il n'est pas dit si la situation est aggravée, inchangée ou régularisée."


REGLES = (
    Regle("infractions", BLOQUANT, "Au moins une infraction", "C. urb. L.480-1", "Retenez une infraction proposée, ou dressez un rapport.", _offences),
    Regle("natinf_en_vigueur", BLOQUANT, "Codes en vigueur", "Nomenclature NATINF", "Remplacez le code, ou installez l'édition en cours.", _listed),
    Regle("textes", BLOQUANT, "Textes qui définissent et qui répriment", "CPP art. 429 ; légalité criminelle", "Installez la liste officielle NATINF.", _articles),
    Regle("textes_verifies", CONSEIL, "Textes lus dans la liste officielle", "Nomenclature NATINF", "Installez la liste officielle NATINF, ou relisez sur Légifrance.", _verified),
    Regle("recidive", BLOQUANT, "Récidive établie", "CP art. 132-8 et suivants", "Retenez l'infraction simple, ou indiquez la condamnation antérieure.", _second_offence),
    Regle("parcelles", BLOQUANT, "Références cadastrales", "CPP art. 429 ; localisation des faits", "Section (BC) et numéro (12) de chaque parcelle.", _parcels),
    Regle("parcelles_commune", SERIEUX, "Parcelles de la commune", "Compétence territoriale", "Ouvrez une affaire par commune.", _one_commune),
    Regle("personnes", SERIEUX, "Personne visée", "C. urb. L.480-4", "Ajoutez la personne, ou choisissez « inconnue ».", _people),
    Regle("identite", SERIEUX, "Identité complète", "Exigence du parquet", "Complétez d'après une pièce d'identité ou le relevé de propriété.", _identity),
    Regle("personne_morale", SERIEUX, "Personne morale identifiée", "CP art. 121-2", "Relevez le SIREN et le représentant légal.", _company),
    Regle("natinf_personne_morale", CONSEIL, "Code propre aux personnes morales", "CP art. 121-2", "Prenez le code « par personne morale ».", _company_code),
    Regle("prescription", BLOQUANT, "Infraction non prescrite", "CPP art. 8, 9 et 9-2", "Retirez l'infraction, ou ajoutez les actes interruptifs.", _prescribed),
    Regle("prescription_connue", CONSEIL, "Prescription calculable", "CPP art. 8 et 9", "Donnez la date des faits et le régime de l'infraction.", _clock_known),
    Regle("arrete_interruptif", BLOQUANT, "Arrêté interruptif avant 4582", "C. urb. L.480-2 et L.480-3", "Ajoutez l'arrêté et sa notification, ou retirez 4582.", _stop_order),
    Regle("mise_en_demeure", BLOQUANT, "Mise en demeure avant 22956", "C. for. L.163-5, L.135-2", "Ajoutez la mise en demeure et son échéance, ou retenez 7924.", _formal_notice),
    Regle("limite_domaine", BLOQUANT, "Limite du domaine public située", "CGPPP L.2132-3 ; CAA Nantes 17NT01437", "Décrivez la limite : arrêté, repères, distances.", _domain_limit),
    Regle("juridiction", BLOQUANT, "Bon destinataire", "C. urb. L.480-1 al. 4 ; CJA L.774-2", "Choisissez le parquet, ou le tribunal administratif pour la grande voirie.", _court),
    Regle("copie_ddtm", CONSEIL, "Copie à la DDTM", "C. urb. L.480-1", "Ajoutez la DDTM aux destinataires.", _copies),
    Regle("pages", BLOQUANT, "Pages comptées", "Usage : nombre de pages porté au procès-verbal", "La clôture produit le document et compte ses pages.", _pages),
    Regle("reactualisation", BLOQUANT, "Procès-verbal réactualisé désigné", "CPP art. 429", "Clôturez d'abord le premier procès-verbal, ou changez de type.", _follows),
    Regle("evolution", SERIEUX, "Évolution constatée", "C. urb. L.480-5, L.480-7", "Dites si la situation est aggravée, inchangée ou régularisée.", _evolution),
    Regle("rectificatif", BLOQUANT, "Rectificatif motivé", "Un procès-verbal clos ne se rouvre pas", "Indiquez le procès-verbal corrigé et le motif.", _corrected),
)  # fmt: skip
