"""Offences proposed from nature, place and findings by a table (resources/tables/propositions.json); each one says why."""

from __future__ import annotations

import functools
import json
from typing import Any, Dict, Iterable, List, Mapping

from shared.errors import BadInput

from . import natinf

LEGAL_PERSON = {22967: 31055, 5969: 26364, 341: 24120, 4400: 31162, 4403: 26316}
LABELS = {"nature": "nature", "type_reglement_ppr": "règlement du PPR", "cadre": "cadre de la visite"}


@functools.lru_cache(maxsize=1)
def table() -> Dict[str, Any]:
    return json.loads((natinf.TABLES / "propositions.json").read_text(encoding="utf-8"))


def questions() -> Dict[str, Any]:
    """The facts a controller is asked: {name: {"libelle", "choix"?}} (without "choix", yes or no)."""
    return table()["questions"]


def relevant(nature: Any) -> List[str]:
    """The questions that can matter for a nature of facts."""
    names = set()
    for rule in table()["regles"]:
        if "nature" not in rule["quand"] or _holds(nature, rule["quand"]["nature"]):
            names |= set(rule["quand"])
    return [name for name in questions() if name in names]


def context(affaire: Mapping[str, Any], controle: Mapping[str, Any] = {}, faits: Mapping[str, Any] = {}) -> Dict[str, Any]:  # noqa: B006
    """What the table looks at. A fact not answered is no: nothing is proposed on a guess."""
    answers = {**(affaire.get("faits") or {}), **faits}
    unknown = sorted(set(answers) - set(questions()) - {"regimes", "interruptions", "condamnation_anterieure"})
    if unknown:
        raise BadInput(f"Fait inconnu : « {unknown[0]} ». Au choix : {', '.join(questions())}.")
    yes_no = {name: bool(answers.get(name)) for name, row in questions().items() if "choix" not in row}
    return {
        **yes_no,
        **{name: answers.get(name) for name, row in questions().items() if "choix" in row},
        "nature": affaire.get("nature"),
        "type_reglement_ppr": affaire.get("type_reglement_ppr"),
        "cadre": controle.get("cadre") or "recherche_infractions",
        "acces_refuse": bool(answers.get("acces_refuse")) or controle.get("lieu") == "refus",
    }


def propose(
    known: Mapping[str, Any], lines: Mapping[int, natinf.Natinf], personnes: Iterable[Mapping[str, Any]] = ()
) -> List[Dict[str, Any]]:
    """[{"numero", "qualification", "pourquoi", "conditions"}], in the order of the table; the legal-person form when only one is aimed at."""
    aimed = [person for person in personnes if person.get("statut") != "voisin"]
    company = bool(aimed) and all(person["type"] == "morale" for person in aimed)
    out = []
    for rule in table()["regles"]:
        if not all(_holds(known.get(name), wanted) for name, wanted in rule["quand"].items()):
            continue
        number, why = rule["natinf"], rule["pourquoi"]
        if company and number in LEGAL_PERSON:
            number, why = LEGAL_PERSON[number], why + " ; personne morale"
        item = lines.get(number)
        out.append(
            {
                "numero": number,
                "qualification": item.qualification if item else "",
                "en_vigueur": item is not None,
                "pourquoi": why[0].upper() + why[1:] + ".",
                "conditions": [_told(name, known.get(name)) for name in rule["quand"]],
            }
        )
    return out


def _holds(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


def _told(name: str, value: Any) -> str:
    row = questions().get(name, {})
    label = row.get("libelle") or LABELS.get(name, name)
    if isinstance(value, bool):
        return f"{label} : {'oui' if value else 'non'}"
    return f"{label} : {row.get('choix', {}).get(value, value)}"
