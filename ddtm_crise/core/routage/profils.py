"""Vehicles: what they need of a road and how fast they go, as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Dict, Mapping, Optional, Tuple

from shared.errors import BadInput


@dataclass(frozen=True)
class Profile:
    """One vehicle. height, width, length in metres; weight, axle in tonnes; 0 = no limit matters; speeds in km/h."""

    code: str
    label: str
    height: float = 0.0
    weight: float = 0.0
    axle: float = 0.0
    width: float = 0.0
    length: float = 0.0
    hazmat: bool = False
    speed_max: float = 130.0
    speed_by_nature: Tuple[Tuple[str, float], ...] = ()  # caps over the car's average speed
    speed_other: float = 130.0  # cap on every other nature
    ends_only_natures: Tuple[str, ...] = ()  # never used to pass through


PROFILS: Dict[str, Profile] = {
    "vl": Profile("vl", "Véhicule léger"),
    "pl": Profile(
        "pl", "Poids lourd", height=4.0, weight=44.0, axle=13.0, width=2.55, length=16.5,
        speed_max=90.0, speed_by_nature=(("Type autoroutier", 90.0), ("Route à 2 chaussées", 80.0)), speed_other=80.0,
        ends_only_natures=("Route empierrée", "Chemin"),
    ),
}  # fmt: skip

# French parameter -> (field, unit) of what a user may adjust.
REGLAGES = {
    "hauteur": "height",
    "poids": "weight",
    "essieu": "axle",
    "largeur": "width",
    "longueur": "length",
    "matieres_dangereuses": "hazmat",
}


def profile(code: Optional[str], settings: Optional[Mapping[str, Any]] = None) -> Profile:
    """The profile `code` ("vl" by default) with the user's own dimensions. Raises BadInput on an unknown word or value."""
    base = PROFILS.get((code or "vl").lower())
    if base is None:
        raise BadInput(f"Véhicule inconnu : « {code} ». Choisissez vl (véhicule léger) ou pl (poids lourd).")
    changes: Dict[str, Any] = {}
    for word, value in (settings or {}).items():
        name = REGLAGES.get(word)
        if name is None:
            raise BadInput(f"Réglage de véhicule inconnu : « {word} ». Réglages possibles : {', '.join(REGLAGES)}.")
        if value is None:
            continue
        try:
            changes[name] = bool(value) if name == "hazmat" else float(value)
        except (TypeError, ValueError) as error:
            raise BadInput(f"La valeur « {value} » du réglage « {word} » n'est pas un nombre.") from error
        if name != "hazmat" and not 0 <= changes[name] < 1000:
            raise BadInput(f"La valeur {value} du réglage « {word} » n'est pas plausible.")
    return replace(base, **changes)


def limits_text(vehicle: Profile) -> str:
    """ "4,0 m de haut, 44 t" for titles and sheets; empty for a car."""
    parts = []
    if vehicle.height:
        parts.append(f"{vehicle.height:.2f} m de haut".replace(".", ","))
    if vehicle.weight:
        parts.append(f"{vehicle.weight:g} t".replace(".", ","))
    if vehicle.hazmat:
        parts.append("matières dangereuses")
    return ", ".join(parts)


__all__ = ["PROFILS", "Profile", "REGLAGES", "limits_text", "profile"]
