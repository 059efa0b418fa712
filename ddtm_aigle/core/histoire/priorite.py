"""Which object to look at first: a sum of reasons, each said in words. The table is the policy; edit it here."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

BY_PRESCRIPTION = {"non_prescrit": 25.0, "incertain": 18.0, "a_confirmer": 12.0, "sans_objet": 0.0, "prescrit": 0.0}
WORDS = {"non_prescrit": "non prescrit", "incertain": "prescription incertaine", "a_confirmer": "délai à confirmer"}
BUILT_UP = ("(urbaine", "(urbaine)", "(à urbaniser", "(à urbaniser)")
PPR, OTHER_ZONE, SCORE, SIZE, FULL_SIZE_M2 = 35.0, 20.0, 25.0, 15.0, 100.0


def priority(row: Dict[str, Any], lowered: Sequence[Tuple[float, str]] = ()) -> Tuple[float, str]:
    """(0 to 100, reasons) of a row of objet_detecte. lowered: (points taken off, why)."""
    points = 0.0
    reasons: List[str] = []
    zones = str(row.get("zones") or "")
    if "PPR" in zones or "Aléa" in zones:
        points, reasons = points + PPR, [*reasons, "zone à risque"]
    elif _at_stake(zones):
        points, reasons = points + OTHER_ZONE, [*reasons, "zone à enjeux"]
    state = row.get("prescription") or ""
    points += BY_PRESCRIPTION.get(state, 0.0)
    if state in WORDS:
        reasons.append(WORDS[state])
    score = row.get("score")  # none: an agent drew it
    points += SCORE * (1.0 if score is None else float(score))
    reasons.append("vu par un agent" if score is None else f"score {float(score):.2f}".replace(".", ","))
    surface = float(row.get("surface_m2") or 0)
    points += SIZE * min(1.0, surface / FULL_SIZE_M2)
    reasons.append(f"{surface:.0f} m²")
    for less, why in lowered:
        points, reasons = points - less, [*reasons, f"{why} : −{less:g}"]
    return round(max(0.0, min(points, 100.0)), 1), ", ".join(reasons)


def _at_stake(zones: str) -> bool:
    """Any zone but the built-up ones of a plan and its prescriptions."""
    for part in zones.split(" ; "):
        title, _, names = part.partition(" : ")
        if title == "Prescription" or not part:
            continue
        if title != "PLU" or not all(name.endswith(BUILT_UP) for name in names.split("), ")):
            return True
    return False
