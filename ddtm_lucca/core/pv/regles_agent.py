"""Nullity rules about who drafts: commission, oath, competence, signature."""

from __future__ import annotations

from typing import Optional

from .dossier import Dossier, is_cgv
from .regles import BLOQUANT, CONSEIL, Regle, day, known, known_day, listed, visit_day

# sign in the defining texts of an offence -> what the agent must be entitled to
CODES = (
    ("C.URBANISME", "urbanisme"),
    ("C.ENVIR", "environnement"),
    ("C.FORESTIER", "forestier"),
    ("C.PENAL", "penal"),
    ("C.VOIRIE", "voirie"),
    ("C.PATRIMOINE", "patrimoine"),
)
BY_LAW = ("maire", "adjoint")  # officers of judicial police: neither commission nor oath


def _commission(d: Dossier) -> Optional[str]:
    agent, visit = d["agent"], visit_day(d)
    if agent.get("fonction") in BY_LAW:
        return None
    if not (agent.get("commission_numero") and agent.get("commission_date")):
        return "Le numéro ou la date de la commission de l'agent manque."
    if visit and known_day(agent["commission_date"]) > visit:
        return "La commission est postérieure au contrôle."
    end = day(agent.get("commission_fin"))
    return "La commission avait expiré le jour du contrôle." if visit and end and end < visit else None


def _oath(d: Dossier) -> Optional[str]:
    agent, visit = d["agent"], visit_day(d)
    if agent.get("fonction") in BY_LAW:
        return None
    if not (agent.get("serment_date") and agent.get("serment_tribunal")):
        return "La date de la prestation de serment ou le tribunal manque."
    return "Le serment a été prêté après le contrôle." if visit and known_day(agent["serment_date"]) > visit else None


def _worn(d: Dossier) -> Optional[str]:
    if d["agent"].get("fonction") in BY_LAW or d["controle"].get("commission_portee"):
        return None
    return "Il n'est pas dit que l'agent portait sa commission."


def _place(d: Dossier) -> Optional[str]:
    codes, insee = d["agent"].get("communes") or [], d["affaire"].get("code_insee") or ""
    if any(code in (insee, insee[:2]) for code in codes):
        return None
    return f"La compétence de l'agent ne couvre pas la commune {d['affaire'].get('commune')} ({insee})."


def _matter(d: Dossier) -> Optional[str]:
    if d["agent"].get("fonction") in BY_LAW:
        return None
    entitled = set(d["agent"].get("habilitations") or [])
    if is_cgv(d):
        return None if "domaine_public" in entitled else "L'agent n'est pas habilité pour le domaine public."
    missing = []
    for item in known(d):
        wanted = {name for sign, name in CODES if sign in (item["definie_par"] or "")} - {"penal"}
        if "C.PENAL" in (item["definie_par"] or "") and not wanted:
            wanted = {"penal"}
        if wanted and not wanted & entitled:
            missing.append(item["numero"])
    return f"L'agent n'est pas habilité pour : {listed(missing)}." if missing else None


def _present(d: Dossier) -> Optional[str]:
    present = d["controle"].get("agents") or []
    return None if d["agent"].get("uuid") in present else "Le rédacteur n'est pas parmi les agents présents au contrôle."


def _signature(d: Dossier) -> Optional[str]:
    if d["agent"].get("identifiant") and d["agent"]["identifiant"] == d["auteur"] and d["pv"].get("fait_a"):
        return None
    return "Le procès-verbal doit être clos et signé par son rédacteur, avec le lieu de rédaction."


REGLES = (
    Regle("commission", BLOQUANT, "Commission valable au jour du contrôle", "C. urb. L.480-1, R.610-1 à R.610-3",
          "Complétez la fiche de l'agent, ou faites dresser le procès-verbal par un agent commissionné.", _commission),
    Regle("serment", BLOQUANT, "Serment prêté avant le contrôle", "C. urb. L.480-1, R.610-1 à R.610-3",
          "Complétez la date et le tribunal du serment ; un agent non assermenté ne dresse qu'un rapport.", _oath),
    Regle("port_commission", CONSEIL, "Commission portée pendant les opérations", "C. urb. R.610-3", "Cochez « commission portée » si c'est le cas.", _worn),
    Regle("competence_lieu", BLOQUANT, "Compétence sur la commune", "CPP art. 429", "Vérifiez le ressort de l'agent ou changez de rédacteur.", _place),
    Regle("competence_matiere", BLOQUANT, "Habilitation pour la matière", "CPP art. 28 et 429",
          "Retirez l'infraction, ou faites-la constater par un agent habilité.", _matter),
    Regle("constat_personnel", BLOQUANT, "Le rédacteur a vu lui-même", "CPP art. 429", "Inscrivez le rédacteur parmi les agents présents, s'il y était.", _present),
    Regle("signature", BLOQUANT, "Signé par le rédacteur", "CPP art. 429", "Ouvrez la session du rédacteur et indiquez « fait à ».", _signature),
)  # fmt: skip
