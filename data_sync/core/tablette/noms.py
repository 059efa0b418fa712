"""Names of agents do not travel with a tablet: initials where the field needs to know who, nothing where it does not.

The register of the workstation keeps the names whole. When a tablet comes back, initials that it had been given mean the name they came from.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

INITIALES, ABSENT = "initiales", "absent"
# layer -> field -> what a tablet carries instead of the name
REGLES: Dict[str, Dict[str, str]] = {
    "drone_mission": {"telepilotes": INITIALES, "demandeur": ABSENT, "floutage_par": ABSENT},
}
_SEPARATEUR = re.compile(r"(\s*[;,/&+\n]\s*|\s+et\s+)")
_MOT = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def sans_nom(couche: str, row: Dict[str, Any]) -> Dict[str, Any]:
    """The row as a tablet may carry it."""
    rules = REGLES.get(couche)
    if not rules:
        return row
    return {key: (None if rules[key] == ABSENT else initiales(value)) if key in rules else value for key, value in row.items()}


def absents(couche: str) -> List[str]:
    """Fields that the tablet's form does not show."""
    return [name for name, rule in REGLES.get(couche, {}).items() if rule == ABSENT]


def initiales(texte: Optional[str]) -> Optional[str]:
    """« Anne Martin ; J.-P. Le Goff » -> « A. M. ; J.-P. L. G. »: every name, whatever parts it has; what is no name is left out."""
    if not texte:
        return texte
    parts = _SEPARATEUR.split(re.sub(r"\([^)]*\)|\S*@\S*", " ", texte))[::2]
    return " ; ".join(found for found in map(_nom, parts) if found) or None


def _nom(texte: str) -> str:
    words = _MOT.findall(texte.replace(".-", "-").replace(".", " "))  # J.-P. is a name of two, as Jean-Pierre is
    if len(words) == 1 and words[0].isupper() and len(words[0]) <= 3:  # initials already
        words = list(words[0])
    return " ".join("-".join(f"{piece[0].upper()}." for piece in word.split("-") if piece) for word in words)


def rendre(couche: str, champ: str, valeur: Any, bureau: Any) -> Any:
    """What the tablet says, with the names that the workstation knows in the place of their initials."""
    if REGLES.get(couche, {}).get(champ) != INITIALES or not valeur or not bureau:
        return valeur
    known = [part.strip() for part in _SEPARATEUR.split(str(bureau))[::2] if part.strip()]
    parts = _SEPARATEUR.split(str(valeur))
    for rank in range(0, len(parts), 2):
        for name in known:
            if parts[rank].strip() and _serre(parts[rank]) == _serre(initiales(name) or ""):
                parts[rank] = name
                known.remove(name)
                break
    return "".join(parts)


def _serre(texte: str) -> str:
    return re.sub(r"[\s.-]", "", texte).upper()
