"""Nullity rules about the visit: day, hours, dwelling, assent, refusal, what was seen."""

from __future__ import annotations

import re
from typing import Optional

from ..droit import phrases as amorces
from ..droit import prescription
from .dossier import Dossier, facts
from .regles import BLOQUANT, CONSEIL, SERIEUX, Regle, day, inside, known_day, listed, numbers, visit_day

SHORT_FINDINGS = 120
HEARSAY = r"\b(il para[iî]t|on (m'a|nous a) dit|selon (le|la|les|un|une) (voisin|rumeur)|de notoriété|il semblerait|apparemment|sans doute)"
QUALIFYING = r"\b(coupable|d[ée]linquant|infraction (manifeste|caractérisée)|ill[ée]galement|frauduleusement|de mauvaise foi)"
OBSTACLE = {33057: "controle_administratif", 33058: "recherche_infractions"}


def _dated(d: Dossier) -> Optional[str]:
    if not d["controle"].get("date") or not d["controle"].get("heure_debut"):
        return "La date ou l'heure du contrôle manque : elles s'écrivent en lettres dans le procès-verbal."
    return "Le contrôle est daté de l'avenir." if known_day(d["controle"]["date"]) > known_day(d["aujourdhui"]) else None


def _drafted(d: Dossier) -> Optional[str]:
    written, visit = day(d["pv"].get("redige_le")), visit_day(d)
    if written is None:
        return "La date de rédaction manque."
    if written > known_day(d["aujourdhui"]):
        return "Le procès-verbal est daté de l'avenir."
    return "Le procès-verbal est daté d'avant le contrôle." if visit and written < visit else None


def _prompt(d: Dossier) -> Optional[str]:
    written, visit = day(d["pv"].get("redige_le")), visit_day(d)
    if written and visit and (written - visit).days > 30:
        return f"Rédigé {(written - visit).days} jours après le contrôle."
    return None


def _hours(d: Dossier) -> Optional[str]:
    if not inside(d):
        return None
    hours = [d["controle"].get(name) for name in ("heure_debut", "heure_fin") if d["controle"].get(name)]
    return "La visite a eu lieu hors de 6 h à 21 h." if any(not "06:00" <= hour <= "21:00" for hour in hours) else None


def _dwelling(d: Dossier) -> Optional[str]:
    visit = d["controle"]
    if not (inside(d) and visit.get("domicile")):
        return None
    if visit["lieu"] == "interieur_ordonnance":
        return None  # rule « ordonnance »
    if visit["lieu"] == "interieur_assentiment" and visit.get("occupant_present") and visit.get("assentiment_ecrit"):
        return None
    return "Un domicile a été visité sans occupant présent et assentiment écrit, ni ordonnance."


def _order(d: Dossier) -> Optional[str]:
    visit = d["controle"]
    if visit.get("lieu") != "interieur_ordonnance":
        return None
    if not (visit.get("ordonnance_date") and visit.get("ordonnance_juridiction")):
        return "La date ou la juridiction de l'ordonnance manque."
    seen = visit_day(d)  # when it is absent, rule « date_heure » says so
    if seen and known_day(visit["ordonnance_date"]) > seen:
        return "L'ordonnance est postérieure à la visite."
    strangers = [name for name in visit.get("agents") or [] if name not in (visit.get("ordonnance_agents") or [])]
    return "Un agent entré n'est pas nommé dans l'ordonnance." if strangers else None


def _assent(d: Dossier) -> Optional[str]:
    visit = d["controle"]
    if visit.get("lieu") not in ("voisin", "interieur_assentiment") or visit.get("domicile"):
        return None
    return None if visit.get("occupant") else "Il n'est pas dit qui a donné son accord pour entrer."


def _refused(d: Dossier) -> Optional[str]:
    visit = d["controle"]
    if visit.get("lieu") != "refus":
        return None
    if not visit.get("motif_refus"):
        return "Les circonstances du refus d'accès ne sont pas décrites."
    return None


def _obstacle(d: Dossier) -> Optional[str]:
    chosen = [number for number in numbers(d) if number in OBSTACLE]
    if d["pv"].get("type") == "obstacle" and not chosen:
        return "Le procès-verbal d'obstacle ne retient ni 33057 (contrôle administratif) ni 33058 (recherche d'infractions)."
    frame = d["controle"].get("cadre") or "recherche_infractions"
    wrong = [number for number in chosen if OBSTACLE[number] != frame]
    if wrong:
        right = next(number for number, name in OBSTACLE.items() if name == frame)
        return f"Le code {wrong[0]} ne correspond pas au cadre de la visite : retenez {right}."
    return None


def _six_years(d: Dossier) -> Optional[str]:
    done, visit = day(d["affaire"].get("date_achevement")), visit_day(d)
    if d["controle"].get("cadre") != "controle_administratif" or not (done and visit and inside(d)):
        return None
    return "Le droit de visite était éteint : plus de six ans après l'achèvement." if visit > prescription.add_years(done, 6) else None


def _convocation(d: Dossier) -> Optional[str]:
    visit = d["controle"]
    sent, got, held = day(visit.get("convocation_le")), day(visit.get("convocation_recue_le")), visit_day(d)
    if (sent and got and got < sent) or (held and sent and sent > held) or (held and got and got > held):
        return "Les dates de la convocation ne se suivent pas (envoi, réception, contrôle)."
    return None


def _blanks(d: Dossier) -> Optional[str]:
    left = {label: amorces.gaps(d["pv"].get(field) or "") for field, label in amorces.CHAMPS.items()}
    told = ", ".join(f"{label.lower()} ({count})" for label, count in left.items() if count)
    return f"Des « … » restent à remplir : {told}." if told else None


def _findings(d: Dossier) -> Optional[str]:
    return None if (d["pv"].get("constatations") or "").strip() else "Les constatations sont vides."


def _precise(d: Dossier) -> Optional[str]:
    text = (d["pv"].get("constatations") or "").strip()
    if text and (len(text) < SHORT_FINDINGS or not re.search(r"\d", text)):
        return "Les constatations sont courtes ou sans mesure : dimensions, matériaux, usage, nombre."
    return None


def _hearsay(d: Dossier) -> Optional[str]:
    found = re.search(HEARSAY, d["pv"].get("constatations") or "", re.I)
    return f"Ouï-dire dans les constatations : « {found.group()} »." if found else None


def _neutral(d: Dossier) -> Optional[str]:
    found = re.search(QUALIFYING, d["pv"].get("constatations") or "", re.I)
    return f"Jugement dans les constatations : « {found.group()} »." if found else None


def _statements(d: Dossier) -> Optional[str]:
    text = d["controle"].get("declarations") or d["pv"].get("auditions") or ""
    if text and not re.search(r"[«\"“]", text):
        return "Les déclarations ne sont pas rapportées mot à mot, entre guillemets."
    return "Une audition (questions et réponses) a été menée." if re.search(r"(?im)^\s*(question|q)\s*[:.]", text) else None


def _unaltered(d: Dossier) -> Optional[str]:
    return f"Pièces absentes ou altérées : {listed(d['alterees'])}." if d["alterees"] else None


def _pictures(d: Dossier) -> Optional[str]:
    if any(row.get("type") == "photo" for row in d["pieces"]) or d["controle"].get("lieu") == "refus":
        return None
    return "Aucune photographie n'est jointe."


def _permit(d: Dossier) -> Optional[str]:
    if facts(d).get("autorisation") in ("non_conforme",) and not any(row.get("nature") == "autorisation" for row in d["pieces"]):
        return "Les travaux sont dits non conformes, mais l'autorisation n'est pas jointe."
    return None


REGLES = (
    Regle("date_heure", BLOQUANT, "Date et heure du contrôle", "CPP art. 429", "Renseignez la date et l'heure de début.", _dated),
    Regle("date_redaction", BLOQUANT, "Date de rédaction cohérente", "CPP art. 429", "Datez le procès-verbal du jour où il est rédigé.", _drafted),
    Regle("redaction_rapide", CONSEIL, "Rédigé sans tarder", "C. urb. L.480-1", "Expliquez le délai dans les précisions.", _prompt),
    Regle("heures_visite", BLOQUANT, "Visite entre 6 h et 21 h", "C. urb. L.461-2", "Refaites la visite aux heures permises ; ne gardez que ce qui est vu de l'extérieur.", _hours),
    Regle("domicile", BLOQUANT, "Domicile : occupant présent et assentiment, ou ordonnance", "C. urb. L.461-3 ; CEDH 16/05/2019 n° 66554/14",
          "Joignez l'assentiment signé, ou saisissez le juge des libertés et de la détention.", _dwelling),
    Regle("ordonnance", BLOQUANT, "Ordonnance antérieure et agents nommés", "C. urb. L.461-3 ; Cass. 3e civ. 28/05/2025 n° 24-16.592",
          "Seuls les agents nommés dans l'ordonnance entrent : complétez-la ou écartez ce qui a été vu.", _order),
    Regle("accord_acces", SERIEUX, "Accord de celui qui laisse entrer", "C. urb. L.461-1 ; CPP art. 429", "Nommez l'occupant ou le voisin et joignez son accord.", _assent),
    Regle("refus_decrit", BLOQUANT, "Refus d'accès décrit", "C. urb. L.480-12", "Décrivez qui a refusé, comment, et ce qui a été dit.", _refused),
    Regle("obstacle", BLOQUANT, "Obstacle : 33057 ou 33058 selon le cadre", "NATINF 33057 (L.461-1 à L.461-3), 33058 (L.480-1, L.480-17)",
          "33057 pour un contrôle administratif, 33058 pour une recherche d'infractions.", _obstacle),
    Regle("droit_visite_six_ans", BLOQUANT, "Droit de visite ouvert", "C. urb. L.461-1", "Au-delà de six ans, agissez en recherche d'infractions.", _six_years),
    Regle("convocation", SERIEUX, "Dates de la convocation", "C. urb. L.461-1", "Corrigez les dates d'envoi et de réception.", _convocation),
    Regle("constatations", BLOQUANT, "Constatations personnelles", "CPP art. 429", "Décrivez ce que vous avez vu, entendu ou mesuré.", _findings),
    Regle("precision", SERIEUX, "Constatations précises", "CPP art. 429 ; un procès-verbal trop vague est annulé", "Ajoutez dimensions, matériaux, usage, état d'avancement.", _precise),
    Regle("a_completer", SERIEUX, "Phrases complétées", "CPP art. 429 ; ce qui est laissé en blanc ne constate rien", "Remplissez chaque « … », ou retirez la phrase.", _blanks),
    Regle("oui_dire", SERIEUX, "Pas de ouï-dire", "CPP art. 429", "Retirez la phrase, ou rapportez la déclaration entre guillemets avec son auteur.", _hearsay),
    Regle("neutralite", CONSEIL, "Faits sans jugement", "L'agent constate, le juge qualifie", "Remplacez le jugement par le fait.", _neutral),
    Regle("declarations", SERIEUX, "Déclarations spontanées mot à mot", "CPP art. 61-1 ; CE 29/11/2024 n° 498358", "Rapportez-les entre guillemets ; laissez l'audition à l'OPJ.", _statements),
    Regle("pieces_intactes", BLOQUANT, "Pièces intactes", "Empreinte SHA-256 prise à la jonction", "Reprenez l'original et joignez-le de nouveau.", _unaltered),
    Regle("photographies", CONSEIL, "Photographies jointes", "CPP art. 429", "Joignez au moins une vue d'ensemble.", _pictures),
    Regle("autorisation_jointe", SERIEUX, "Autorisation jointe en cas de non-conformité", "C. urb. L.480-4", "Joignez l'arrêté et les plans (nature « autorisation »).", _permit),
)  # fmt: skip
