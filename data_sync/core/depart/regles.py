"""The verdict as a table: each rule looks at the facts and answers (level, what is, what to do)."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Tuple

VERT, ORANGE, ROUGE = "vert", "orange", "rouge"
ORDRE = (VERT, ORANGE, ROUGE)
PHRASES = {
    VERT: "PRÊT À PARTIR : tout est à jour et vérifié.",
    ORANGE: "PRÊT, AVEC RÉSERVES : lisez les points orange avant de remettre le poste.",
    ROUGE: "NE PARTEZ PAS AVEC CE POSTE : corrigez d'abord les points rouges.",
}
AGE_MAX, EXPIRE_BIENTOT, SILENCE_MAX = 35, 7, 8  # days
DISQUE_ROUGE, DISQUE_ORANGE = 1.0, 5.0  # GiB

Facts = Dict[str, Any]
Finding = Tuple[str, str, str]
Rule = Callable[[Facts], Optional[Finding]]


def _pack(facts: Facts) -> Finding:
    pack = facts["paquet"]
    if "erreur" in pack:
        return ROUGE, "Aucun paquet de données.", pack["erreur"]
    if not pack["conforme"]:
        return ROUGE, pack["probleme"], "Revenez au paquet précédent, ou réinstallez le paquet du bureau."
    what = f"{pack['titre']}" + (f", version {pack['version']}" if pack["version"] else "")
    if pack["exercice"]:
        return ORANGE, f"{what} : données d'EXERCICE.", "Installez le paquet réel du bureau avant une astreinte."
    return VERT, f"{what}.", ""


def _age(facts: Facts) -> Optional[Finding]:
    pack = facts["paquet"]
    if "erreur" in pack:
        return None
    days, left = pack["age_jours"], pack["expire_dans_jours"]
    if left is not None and left < 0:
        return ORANGE, f"Paquet périmé depuis {-left} jours.", "Installez un paquet récent du bureau."
    if days is None:
        return ORANGE, "Âge du paquet inconnu.", "Installez un paquet récent du bureau."
    if days > AGE_MAX:
        return ORANGE, f"Paquet vieux de {days} jours.", "Installez un paquet récent du bureau."
    if left is not None and left <= EXPIRE_BIENTOT:
        return ORANGE, f"Paquet valable encore {left} jours.", "Demandez le paquet suivant au bureau."
    return VERT, f"Paquet de {days} jours." if days > 1 else "Paquet du jour ou de la veille.", ""


def _theme(position: int) -> Rule:
    def rule(facts: Facts) -> Optional[Finding]:
        themes = facts["paquet"].get("themes")
        if not themes:
            return None
        theme = themes[position]
        years = f" (années : {', '.join(theme['millesimes'])})" if theme["millesimes"] else ""
        if theme["absentes"]:
            shown = ", ".join(theme["absentes"][:4]) + ("…" if len(theme["absentes"]) > 4 else "")
            return (
                ORANGE,
                f"{theme['couches'] - len(theme['absentes'])} couches sur {theme['couches']} ; manquent : {shown}{years}.",
                "Vérifiez avec le bureau que ces couches ne sont pas nécessaires.",
            )
        return VERT, f"{theme['couches']} couches sur {theme['couches']}{years}.", ""

    return rule


def _travail(facts: Facts) -> Finding:
    if facts["travail"]["conforme"]:
        return VERT, "Fichier de travail entier.", ""
    return ROUGE, facts["travail"]["probleme"], "Reprenez une sauvegarde du fichier de travail, puis échangez avec « reprendre »."


def _seuls(facts: Facts) -> Finding:
    count = facts["echanges"]["seuls_ici"]
    if not count:
        return VERT, "Toutes les saisies sont aussi sur un autre poste.", ""
    return (
        ORANGE,
        f"{count} saisie(s) n'existent que sur ce poste.",
        "Échangez avec la clé ou le partage, puis faites échanger un autre poste.",
    )


def _conflits(facts: Facts) -> Finding:
    count = facts["echanges"]["conflits"]
    if count:
        return ORANGE, f"{count} conflit(s) à régler.", "Ouvrez « Régler les conflits » et choisissez."
    return VERT, "Aucun conflit.", ""


def _attente(facts: Facts) -> Optional[Finding]:
    count = facts["echanges"]["attente"]
    return (
        (ORANGE, f"{count} objet(s) reçus en partie.", "Échangez de nouveau ; mettez les extensions à jour si le message reste.")
        if count
        else None
    )


def _jumeau(facts: Facts) -> Finding:
    twin = facts["echanges"]["jumeau"]
    if twin is None:
        return ORANGE, "Poste jumeau non désigné.", "Acceptez la carte du second poste et nommez-le."
    name, silence = twin["poste"], facts["echanges"]["silence_jumeau"]
    if twin["dernier_signe"] is None:
        return ORANGE, f"« {name} » n'a encore rien échangé.", f"Faites un échange depuis « {name} »."
    if twin["en_attente"]:
        return (
            ORANGE,
            f"« {name} » n'a pas encore {twin['en_attente']} saisie(s) de ce poste.",
            f"Échangez ici, puis depuis « {name} », puis ici.",
        )
    if silence is not None and silence > SILENCE_MAX:
        return ORANGE, f"« {name} » n'a pas donné signe depuis {silence} jours.", f"Faites un échange depuis « {name} »."
    version = facts["paquet"].get("version")
    if version and twin["paquet"] is not None and twin["paquet"] != version:
        return (
            ORANGE,
            f"« {name} » a le paquet {twin['paquet'] or 'sans version'}, ce poste la version {version}.",
            "Installez le même paquet sur les deux.",
        )
    return VERT, f"« {name} » a toutes les saisies de ce poste.", ""


def _jumeau_theme(code: str) -> Rule:
    """Age and completeness of one theme on the twin, as it published them."""

    def rule(facts: Facts) -> Optional[Finding]:
        twin = facts["echanges"]["jumeau"]
        if twin is None or twin["dernier_signe"] is None:
            return None
        name, told = twin["poste"], twin.get("faits") or {}
        found = told.get("themes", {}).get(code)
        if found is None:
            return ORANGE, f"« {name} » n'a rien dit de ses données.", f"Échangez depuis « {name} », extensions à jour et paquet installé."
        days, lacking = twin.get("age_donnees"), found["absentes"]
        age = "âge inconnu" if days is None else f"données de {days} jours" if days > 1 else "données du jour ou de la veille"
        have = f"{found['couches'] - len(lacking)} couches sur {found['couches']}"
        text = f"« {name} » : {have}, {age}."
        mine = next((one for one in facts["paquet"].get("themes") or () if one["code"] == code), None)
        if lacking and (mine is None or len(lacking) > len(mine["absentes"])):
            return ORANGE, text, f"Installez sur « {name} » le paquet de ce poste."
        if days is None or days > AGE_MAX:
            return ORANGE, text, f"Installez sur « {name} » un paquet récent du bureau."
        return VERT, text, ""

    return rule


def _disque(facts: Facts) -> Finding:
    free = facts["disque"]["libre_go"]
    what = f"{free:.1f} Gio libres.".replace(".", ",", 1)
    if free < DISQUE_ROUGE:
        return ROUGE, what, "Libérez de la place : les cartes et les échanges ne pourront pas s'écrire."
    if free < DISQUE_ORANGE:
        return ORANGE, what, "Libérez de la place avant le prochain paquet."
    return VERT, what, ""


def _epreuve(name: str) -> Rule:
    def rule(facts: Facts) -> Optional[Finding]:
        found = facts["epreuves"].get(name)
        if found is None:
            return None
        ok, text = found
        return (
            (VERT, text, "") if ok else (ROUGE, text, "Réinstallez le paquet ; si cela revient, changez de poste et prévenez le référent.")
        )

    return rule


REGLES: Tuple[Tuple[str, Rule], ...] = (
    ("Paquet de données", _pack),
    ("Âge du paquet", _age),
    ("Thème Inondation", _theme(0)),
    ("Thème Routes coupées", _theme(1)),
    ("Fichier de travail", _travail),
    ("Saisies", _seuls),
    ("Conflits", _conflits),
    ("Réception", _attente),
    ("Poste jumeau", _jumeau),
    ("Jumeau, thème Inondation", _jumeau_theme("inondation")),
    ("Jumeau, thème Routes coupées", _jumeau_theme("route")),
    ("Disque", _disque),
    ("Épreuve : carte Inondation", _epreuve("inondation")),
    ("Épreuve : carte Routes coupées", _epreuve("route")),
    ("Épreuve : itinéraire", _epreuve("itineraire")),
)


def juger(facts: Facts) -> List[Dict[str, str]]:
    """One line a rule that has something to say: sujet, niveau, constat, faire."""
    out = []
    for subject, rule in REGLES:
        found = rule(facts)
        if found is not None:
            out.append({"sujet": subject, "niveau": found[0], "constat": found[1], "faire": found[2]})
    return out


def verdict(lines: List[Dict[str, str]]) -> str:
    """The worst level of the lines."""
    return max((line["niveau"] for line in lines), key=ORDRE.index, default=ROUGE)
