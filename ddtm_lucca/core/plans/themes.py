"""Tables of the plans: which layers, in which order and colours, at which scale, and what a rule of the PPR means in one sentence."""

from __future__ import annotations

from typing import Dict, NamedTuple, Optional, Tuple

SCALES = (500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 7500, 10000, 15000, 20000, 25000)


class Trait(NamedTuple):
    """How a layer is drawn. colour by the value of `champ` (COULEURS), else `fond`; widths in millimetres on paper."""

    couche: str
    libelle: str
    fond: Optional[str] = None
    trait: Optional[str] = None
    largeur: float = 0.15
    tirets: Tuple[float, ...] = ()
    alpha: float = 1.0
    champ: str = ""
    etiquette: str = ""  # field written inside, when there is room
    corps: float = 6.0


class Plan(NamedTuple):
    """echelle: fixed, or 0 = the largest one that holds the parcels. tableau: which extract follows the map."""

    code: str
    titre: str
    echelle: int
    marge: float
    traits: Tuple[Trait, ...]
    tableau: str = ""
    image: bool = False


_EAU = Trait("surface_hydrographique", "Eau", "#BFDDF2", "#7FB2D9", 0.1)
_RUISSEAU = Trait("troncon_hydrographique", "Cours d'eau", None, "#5B9BD0", 0.3)
_ROUTES = Trait("troncon_de_route", "Route, chemin", None, "#8A8A8A", 0.25, champ="importance")
_BATI = Trait("batiment", "Bâtiment", "#B9B4AC", "#8E8980", 0.08)
_LIMITE = Trait("commune", "Limite de commune", None, "#7A4FA3", 0.45, (2.2, 0.8, 0.4, 0.8))
_COMMUNES = _LIMITE._replace(etiquette="nom", corps=8.5)
_PARCELLES = Trait("parcelle", "Parcelle", None, "#6E6E6E", 0.12)
_NUMEROS = _PARCELLES._replace(etiquette="numero", corps=5.5)
_PLU = Trait(
    "zone_urba", "Zone du document d'urbanisme", "#EEEEEE", "#444444", 0.35, alpha=0.75, champ="type_zone", etiquette="libelle", corps=9
)
_PRESCRIPTIONS = Trait("prescription_surf", "Prescription surfacique", None, "#1B7A3D", 0.35, (1.2, 0.8))
_PRESCRIPTIONS_LIN = Trait("prescription_lin", "Prescription linéaire", None, "#B35900", 0.4, (0.5, 0.7))
_PPR = Trait(
    "zone_reglementaire_ppr", "Zone du PPR", "#DDDDDD", "#555555", 0.25, alpha=0.6, champ="type_reglement", etiquette="code_zone", corps=8
)

PLANS: Tuple[Plan, ...] = (
    Plan("situation", "Plan de situation", 25000, 0, (_EAU, _RUISSEAU, _BATI, _ROUTES, _COMMUNES)),
    Plan("aerien", "Photographie aérienne", 0, 1.2, (_PARCELLES._replace(trait="#FFFFFF", largeur=0.2),), image=True),
    Plan("cadastre", "Extrait cadastral", 0, 0.9, (_EAU, _BATI, _NUMEROS, _LIMITE), "cadastre"),
    Plan("plu", "Extrait du document d'urbanisme", 0, 1.6, (_PLU, _PRESCRIPTIONS, _PRESCRIPTIONS_LIN, _BATI._replace(alpha=0.6), _PARCELLES), "plu"),
    Plan("ppr", "Extrait du plan de prévention des risques", 0, 1.6, (_EAU, _PPR, _BATI._replace(alpha=0.6), _PARCELLES), "ppr"),
)  # fmt: skip
CODES = tuple(plan.code for plan in PLANS)

COULEURS: Dict[str, Dict[str, Tuple[str, str]]] = {  # layer -> value -> (colour, label in the legend)
    "zone_urba": {
        "U": ("#F4A6A0", "Zone urbaine (U)"), "AU": ("#F7CFA0", "Zone à urbaniser (AU)"), "A": ("#FFF5A6", "Zone agricole (A)"),
        "N": ("#B6DDAF", "Zone naturelle (N)"), "CC_OUVERT": ("#F4A6A0", "Ouvert à la construction"), "CC_ACTIVITE": ("#D7C2E8", "Réservé aux activités"),
        "CC_FERME": ("#B6DDAF", "Fermé à la construction"), "RNU": ("#E6E6E6", "Règlement national d'urbanisme"), "inconnu": ("#E6E6E6", "Type non renseigné"),
    },
    "zone_reglementaire_ppr": {
        "interdiction_stricte": ("#B3122A", "Interdiction stricte"), "interdiction": ("#E8475B", "Interdiction"), "expropriation": ("#7B1FA2", "Expropriation possible"),
        "delaissement": ("#A86BC4", "Délaissement possible"), "prescription": ("#5B8FD6", "Prescriptions"), "inconnu": ("#C9C9C9", "Type non renseigné"),
    },
}  # fmt: skip
ROUTES: Dict[str, Tuple[str, float]] = {  # importance -> colour, width in millimetres
    "1": ("#C8372D", 0.8), "2": ("#E0662B", 0.7), "3": ("#E9A13B", 0.6), "4": ("#B9A87A", 0.45), "5": ("#9A9A9A", 0.3), "6": ("#B5B5B5", 0.2),
}  # fmt: skip
REGLE_PPR: Dict[str, str] = {
    "interdiction_stricte": "Toute construction nouvelle est interdite.",
    "interdiction": "Les constructions nouvelles sont interdites, sauf exceptions du règlement.",
    "prescription": "Les constructions sont admises sous les prescriptions du règlement.",
    "delaissement": "Secteur de délaissement possible (risque technologique).",
    "expropriation": "Secteur d'expropriation possible (risque technologique).",
    "inconnu": "Type de règlement non renseigné : voir le règlement du plan.",
}
REGLE_PLU: Dict[str, str] = {
    "A": "Articles R.151-22 et R.151-23 du code de l'urbanisme.",
    "N": "Articles R.151-24 et R.151-25 du code de l'urbanisme.",
    "U": "Article R.151-18 du code de l'urbanisme.",
    "AU": "Article R.151-20 du code de l'urbanisme.",
    "CC_FERME": "Constructions non admises, sauf exceptions (article R.161-4).",
    "CC_OUVERT": "Constructions autorisées (article R.161-4).",
    "CC_ACTIVITE": "Secteur réservé aux activités (article R.161-5).",
    "RNU": "Articles L.111-1 et suivants du code de l'urbanisme.",
}
