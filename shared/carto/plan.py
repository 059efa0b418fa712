"""What each theme shows: groups, layers from top to bottom, and the map themes of the crisis roles. Data only.

A theme answers one question of the duty manager; what does not serve it is present but switched off, or absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, FrozenSet, Tuple


@dataclass(frozen=True)
class Entry:
    """One layer of a theme. `name`: a catalogue layer, or "raster:<role>"; `on`: drawn when the theme opens.

    instead_of: drawn too when that layer of the pack is empty (a past flood rather than no water at all).
    """

    name: str
    on: bool = True
    instead_of: str = ""


@dataclass(frozen=True)
class Theme:
    code: str
    title: str
    question: str
    groups: Tuple[Tuple[str, Tuple[Entry, ...]], ...]

    @property
    def entries(self) -> Tuple[Entry, ...]:
        return tuple(entry for _, entries in self.groups for entry in entries)


def _on(*names: str) -> Tuple[Entry, ...]:
    return tuple(Entry(name) for name in names)


def _off(*names: str) -> Tuple[Entry, ...]:
    return tuple(Entry(name, False) for name in names)


_SITUATION = _on(
    "main_courante",
    "situation_point",
    "isolement",
    "evacuation_etablissement",
    "coupure_point",
    "direct_evenement_route",
    "situation_ligne",
    "coupure_ligne",
    "itineraire",
    "coupure_zone",
    "situation_zone",
    "evacuation",
)
_FOND = (
    _on("batiment", "commune", "troncon_hydrographique", "surface_hydrographique")
    + _off("raster:ortho")
    + _on("raster:ombrage", "raster:mnt")
)

# The order of the groups is the order of drawing, the same in every theme: what is hurt stands above the water that hides it.
THEMES: Dict[str, Theme] = {
    theme.code: theme
    for theme in (
        Theme(
            "inondation",
            "Inondation",
            "Qui est sous l'eau, qui faut-il évacuer ?",
            (
                ("Situation", _SITUATION),
                ("Enjeux", _off("direct_adresse", "direct_icpe") + _on("etablissement") + _off("carreau_population")),
                (
                    "Danger",
                    _on("direct_station", "direct_troncon_vigicrues", "direct_pluie", "direct_vigilance")
                    + _on("station_hydrometrique")
                    + _off("repere_crue")
                    + _on("zone_reglementaire_ppr")
                    + _off("perimetre_ppr")
                    + _on("raster:hauteur_eau", "zone_inondee_potentielle")
                    + (Entry("emprise_crue", False, instead_of="zone_inondee_potentielle"),)
                    + _off("zone_alea"),
                ),
                ("Routes", _off("echangeur") + _on("troncon_de_route")),
                ("Fond", _FOND),
            ),
        ),
        Theme(
            "route",
            "Axe coupé et déviation",
            "Quelle route est coupée, par où passer ?",
            (
                ("Situation", _SITUATION),
                ("Enjeux", _off("direct_adresse", "etablissement")),
                (
                    "Danger",
                    _on("direct_troncon_vigicrues", "direct_vigilance")
                    + _off(
                        "direct_station",
                        "direct_pluie",
                        "station_hydrometrique",
                        "zone_reglementaire_ppr",
                        "raster:hauteur_eau",
                        "zone_inondee_potentielle",
                        "emprise_crue",
                    ),
                ),
                (
                    "Routes",
                    _on("echangeur") + _off("point_de_repere") + _on("itineraire_substitution", "troncon_de_route"),
                ),
                ("Fond", _FOND),
            ),
        ),
    )
}

# Themes that the crisis home does not offer: opened by the plugin they serve, and taken along by the tablets.
AUTRES: Dict[str, Theme] = {
    "controle": Theme(
        "controle",
        "Contrôle des occupations",
        "Qu'aller voir, où, et que dit le règlement à cet endroit ?",
        (
            (
                "Contrôle",
                _on("visite", "signalement", "affaire_lucca", "objet_detecte", "tournee") + _off("detection", "detection_couverture"),
            ),
            ("Règlement", _on("zone_reglementaire_ppr") + _off("zone_alea", "prescription_surf") + _on("zone_urba", "parcelle")),
            ("Routes", _on("coupure_point", "coupure_ligne", "coupure_zone", "troncon_de_route")),
            ("Fond", _off("terrain_de_sport", "reservoir", "installation_solaire") + _FOND),
        ),
    )
}

# Map themes of the crisis roles: name -> groups or layers kept visible (what the theme switches off stays off unless named).
VUES: Tuple[Tuple[str, FrozenSet[str], FrozenSet[str]], ...] = (
    ("Vue d'ensemble", frozenset({"Situation", "Danger", "Enjeux", "Routes", "Fond"}), frozenset()),
    ("Situation seule", frozenset({"Situation", "Fond", "Routes"}), frozenset()),
    ("Population à évacuer", frozenset({"Situation", "Danger", "Enjeux", "Fond"}), frozenset({"troncon_de_route"})),
    ("Routes et déviations", frozenset({"Situation", "Routes", "Fond"}), frozenset({"echangeur", "point_de_repere"})),
    ("Fond seul", frozenset({"Fond", "Routes"}), frozenset()),
)
