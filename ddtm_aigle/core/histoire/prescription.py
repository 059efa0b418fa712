"""What the law makes of a story: prescribed, not prescribed or uncertain, with the reason in a sentence.

Sure means sure for every date the pictures allow: prescribed only when the latest possible start has run out, not prescribed only when
the earliest possible start has not. A period ends at midnight of its last day: that day still counts. What lasts is never prescribed: a
departure that only the model tells starts no clock that hides anything, until an agent has looked at the picture.
"""

from __future__ import annotations

import datetime as dt
from typing import Mapping, Optional, Sequence, Tuple

from .recit import Interval, Story, flight_text, since_text
from .regles import LEAVES, TO_CONFIRM, Rule

NAMES = {
    "caravane": "caravane",
    "mobil_home": "mobil-home",
    "construction": "construction",
    "piscine": "piscine",
    "bateau": "bateau",
    "epave_bateau": "épave",
}
INTERRUPTED = ("pv_dresse", "jugement", "contrainte_administrative")
Verdict = Tuple[str, str]


def judge(story: Story, code: str, codes: Sequence[str], rules: Mapping[str, Rule], kind: str, day: dt.date, control: str = "") -> Verdict:
    """(prescription, reason in a sentence) for one clock. codes: all names it was seen by; kind: "penal" or "civil"."""
    name, rule = NAMES.get(code, code), rules.get(code)
    if control in INTERRUPTED:
        return "non_prescrit", "Un procès-verbal ou une procédure a interrompu le délai, si l'acte date d'avant son échéance : à vérifier."
    if rule is None or rule.start == TO_CONFIRM or rule.years(kind) is None:
        return "a_confirmer", f"Le délai applicable ({name}) est à confirmer par le service juridique ; {since_text(story)}."
    if rule.start == LEAVES:
        return _lasting(story, name, rule, kind, day)
    sure = [look for look in story.gaps if look.sure]
    facts = since_text(story) + (f" ; absence vérifiée le {flight_text(sure[-1].flight)}, le délai part du retour" if sure else "")
    verdict = _run(story.sure_start, rule, kind, day, facts)
    later = _run(story.restart, rule, kind, day, facts)
    if later[0] != verdict[0]:
        missed = flight_text([look for look in story.gaps if not look.sure][-1].flight)
        return "incertain", f"Il manque sur l'image du {missed} : oubli du modèle, ou reconstruction ? {_capital(facts)}."
    if verdict[0] != "prescrit":
        return verdict
    others = sorted(other for other in set(codes) if other != code and _otherwise(rules.get(other), rule, kind))
    if others:
        told = ", ".join(NAMES.get(other, other) for other in others)
        return "incertain", f"Vu tantôt {name}, tantôt {told} : la règle dépend de la nature réelle, à vérifier."
    if story.grown:
        state, why = _run(story.grown, rule, kind, day, "l'agrandissement")
        if state != "prescrit":
            small, large = story.extents
            between = f"entre {story.grown[0]} et {story.grown[1]}"
            return "incertain", f"Cadre passé de {small:.0f} à {large:.0f} m² {between} ; un agrandissement a son propre délai. {why}"
    return verdict


def _lasting(story: Story, name: str, rule: Rule, kind: str, day: dt.date) -> Verdict:
    """What is an offence as long as it stays: the clock starts when it leaves."""
    law = _law(rule, kind)
    if story.gone is None:
        return (
            "non_prescrit",
            f"Encore présent au vol du {flight_text(story.last_seen)} : l'infraction dure, le {law} ne court pas ({name}).",
        )
    gone = story.sure_gone or story.gone
    state, why = _run(gone, rule, kind, day, f"parti entre {gone[0]} et {gone[1]}", " à compter du départ")
    if state == "prescrit" and story.sure_gone is None:
        missed = flight_text(story.after[0].flight)
        return "incertain", f"Le modèle ne le voit plus au vol du {missed} : départ à vérifier sur l'image. {why}"
    return state, why


def _otherwise(other: Optional[Rule], rule: Rule, kind: str) -> bool:
    """Whether the thing would not be prescribed as surely, were it of the other nature."""
    return other is None or other.start != rule.start or (other.years(kind) or 1000) > (rule.years(kind) or 0)


def _run(start: Interval, rule: Rule, kind: str, day: dt.date, facts: str, since: str = "") -> Verdict:
    low, high = start
    law = _law(rule, kind) + since
    last = rule.expiry(high, kind)
    if last < day:
        plain = rule.last_day(high, kind)  # by the present rule alone, which is all one needs to say when it is over too
        told = f"{law} échu le {plain}" if plain < day else f"délai antérieur au {rule.since} échu le {last}"
        return "prescrit", f"{_capital(facts)} : {told} au plus tard."
    soonest = rule.expiry(low, kind, early=True) if low is not None else None
    if soonest is not None and soonest >= day:
        return "non_prescrit", f"{_capital(facts)} : {law} non échu avant le {soonest}."
    when = f"entre le {soonest} et le {last}" if soonest is not None else f"le {last} au plus tard"
    return "incertain", f"{_capital(facts)} : {law} échu {when}, les images ne disent pas si c'est déjà fait."


def _law(rule: Rule, kind: str) -> str:
    return f"délai de {rule.years(kind)} ans"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
