"""Opening sentences proposed by the affair's nature, place and facts (resources/tables/phrases.json); free text stays free."""

from __future__ import annotations

import functools
import json
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput
from shared.jobs import JobContext, Params

from ..coffre import session
from .natinf import TABLES

CHAMPS = {"constatations": "Constatations", "precisions": "Précisions", "attendus": "Attendu que"}
GAP = "…"


@functools.lru_cache(maxsize=1)
def table() -> List[Dict[str, Any]]:
    return json.loads((TABLES / "phrases.json").read_text(encoding="utf-8"))["phrases"]


def propose(affair: Mapping[str, Any]) -> List[Dict[str, str]]:
    """affair: nature, commune, zone_plu, zone_ppr, type_reglement_ppr, faits. Rows {"champ", "etiquette", "phrase"}; what the affair knows is filled in."""
    known = {**(affair.get("faits") or {}), **{name: value for name, value in affair.items() if name != "faits"}}
    filled = {name: known.get(name) or GAP for name in ("commune", "zone_plu", "zone_ppr")}
    return [
        {"champ": row["champ"], "etiquette": row["etiquette"], "phrase": row["phrase"].format(**filled)}
        for row in table()
        if all(_holds(name, known.get(name), wanted) for name, wanted in row.get("quand", {}).items())
    ]


def _holds(name: str, value: Any, wanted: Any) -> bool:
    if name == "zone_plu":  # the plan's own names begin with the letter of their type: A, Ap, N1, Nh
        zone = str(value or "").lstrip("0123456789")
        return bool(zone) and (wanted == "*" or (zone.startswith(wanted) and not zone.startswith("AU")))
    return value in wanted if isinstance(wanted, list) else value == wanted


def gaps(text: str) -> int:
    """How many « … » are still to be filled."""
    return (text or "").count(GAP)


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire. The sentences that suit an affair of the store."""
    if not params.get("affaire"):
        raise BadInput("Donnez le numéro de l'affaire.")
    with session.depot(params) as depot:
        rows = propose(depot.affaire(params["affaire"]))
    return {"phrase": f"{len(rows)} phrases proposées ; remplissez chaque « {GAP} ».", "phrases": rows}


def tell(result: Mapping[str, Any]) -> str:
    return "\n".join([result["phrase"], *(f"{CHAMPS[row['champ']]}, {row['etiquette']} : {row['phrase']}" for row in result["phrases"])])
