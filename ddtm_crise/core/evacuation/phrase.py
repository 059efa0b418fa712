"""The answer in one sentence, number first, without false precision."""

from __future__ import annotations

from typing import Any, Dict, Sequence

from .compte import Count
from .incertitude import rounded, step

NB = "\u00a0"


def spaced(value: float) -> str:
    """1200 -> "1 200" with a no-break space."""
    return f"{int(round(value)):,}".replace(",", NB)


def about(value: float, unit: int) -> str:
    """A part of the total, rounded to a tenth of the total's step (10 at least); "moins de 10" when tiny."""
    fine = max(10, unit // 10)
    near = int(value / fine + 0.5) * fine
    return spaced(near) if near else "moins de 10" if value >= 0.5 else "0"


def people(count: Count) -> str:
    """ "Environ 1 200 personnes (900 à 1 500)" """
    central, low, high = rounded(count.night)
    if count.night.central < 0.5:
        return "0 personne connue"
    if central < 10:
        return f"Moins de 10 personnes (au plus {spaced(high)})"
    return f"Environ {spaced(central)} personnes ({spaced(low)} à {spaced(high)})"


def sentence(count: Count, places: Sequence[Dict[str, Any]], outside: str) -> str:
    """The whole sentence; `places`: rows with `acces`; `outside`: note when part of the zone is outside the data."""
    text = people(count)
    if count.night.central < 0.5:
        text += " dans la zone" if outside else " dans la zone : aucun bâtiment habité n'y est recensé"
    else:
        unit = step(count.night)
        old, oldest = count.ages["pop_65_79"], count.ages["pop_80p"]
        text += f", dont {about(old, unit)} de 65 à 79 ans et {about(oldest, unit)} de 80 ans et plus"
    inside = sum(row["acces"] == "dans_zone" for row in places)
    cut = sum(row["acces"] == "coupe" for row in places)
    if inside or cut:
        text += f" ; {inside} établissement{'s' if inside > 1 else ''} dans la zone"
        asleep = sum(row["effectif_nuit"] or 0 for row in places if row["acces"] == "dans_zone")
        text += f" (jusqu'à {spaced(asleep)} personnes hébergées en plus la nuit)" if asleep else ""
        text += f" et {cut} hors zone mais coupé{'s' if cut > 1 else ''} de la route" if cut else ""
    text += "."
    return f"{text} {outside}" if outside else text
