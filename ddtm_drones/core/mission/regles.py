"""What a mission must say at each stage, the list before flight, and the warnings. Tables; no law is invented here."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Tuple

STAGES = ("demande", "preparation", "vol", "livraison")
# stage -> fields that must be filled from that stage on
REQUIRED: Dict[str, Tuple[str, ...]] = {
    "demande": ("titre", "objet", "cadre_juridique"),
    "preparation": ("demandeur", "telepilotes", "drone", "scenario"),
    "vol": ("hauteur_max", "decollage", "atterrissage"),
    "livraison": ("livrables",),
}
# code -> what the pilot checks before the flight
CHECKLIST: Tuple[Tuple[str, str], ...] = (
    ("cadre", "Cadre juridique vérifié avec le demandeur"),
    ("espace_aerien", "Espace aérien, NOTAM et zones interdites de prise de vue consultés"),
    ("autorisations", "Autorisations et déclarations obtenues (préfecture, gestionnaire d'aérodrome)"),
    ("public", "Information du public faite ou sans objet"),
    ("meteo", "Météo compatible : vent, pluie, visibilité"),
    ("zone", "Zone de décollage dégagée, tiers à distance"),
    ("appareil", "Drone, hélices et nacelle contrôlés ; identification à distance active"),
    ("batteries", "Batteries chargées, comptées"),
    ("horloge", "Horloge de l'appareil à l'heure"),
    ("carte", "Carte mémoire vidée après vérification de la dernière importation"),
)
CODES = tuple(code for code, _ in CHECKLIST)
OPEN_MAX_M = 120.0
_Rule = Tuple[Callable[[Mapping[str, Any]], bool], str]
REFUSALS: Tuple[_Rule, ...] = (
    (
        lambda m: len(str(m.get("cadre_juridique") or "").strip()) < 5,
        "Le cadre juridique manque : citez le texte qui fonde la prise de vue (par exemple L.480-1 du code de l'urbanisme).",
    ),
    (
        lambda m: str(m.get("scenario") or "").startswith("ouverte") and (m.get("hauteur_max") or 0) > OPEN_MAX_M,
        "La catégorie ouverte est limitée à 120 m de hauteur : corrigez la hauteur ou le scénario.",
    ),
    (
        lambda m: bool(m.get("decollage") and m.get("atterrissage")) and m["atterrissage"] <= m["decollage"],
        "L'atterrissage est antérieur au décollage : corrigez les heures.",
    ),
    (
        lambda m: m.get("etat") == "livraison" and bool(m.get("floutage_requis")) and not m.get("floutage_le"),
        "Le floutage est requis et n'est pas fait : renseignez qui l'a fait et quand avant de livrer.",
    ),
    (
        lambda m: m.get("etat") in ("vol", "livraison") and not m.get("urgence") and set(CODES) - set(checked(m)) != set(),
        "La liste avant vol n'est pas complète : cochez chaque point, ou déclarez l'urgence.",
    ),
)
WARNINGS: Tuple[_Rule, ...] = (
    (
        lambda m: m.get("visible_public") is False and m.get("objet") == "controle",
        "Lieu non visible de l'espace public : une prise de vue de contrôle y est contestable. Faites valider le cadre juridique.",
    ),
    (lambda m: bool(m.get("urgence")), "Urgence : les démarches omises sont à régulariser et à motiver."),
    (lambda m: m.get("etat") in ("vol", "livraison") and not m.get("purge_le"), "Échéance de purge non renseignée."),
)  # fmt: skip


def checked(mission: Mapping[str, Any]) -> List[str]:
    """Codes ticked, in the order of the list."""
    held = {part.strip() for part in str(mission.get("liste_controle") or "").replace(",", ";").split(";")}
    return list(CODES) if "tout" in held else [code for code in CODES if code in held]


def missing(mission: Mapping[str, Any], stage: str) -> List[str]:
    """Fields that the stage wants and the mission lacks."""
    if stage not in STAGES:
        return []
    wanted = [name for reached in STAGES[: STAGES.index(stage) + 1] for name in REQUIRED[reached]]
    return [name for name in wanted if mission.get(name) in (None, "")]
