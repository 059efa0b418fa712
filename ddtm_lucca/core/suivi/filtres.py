"""Which affairs: one table of filters for the list, the map, the dashboard and the exports."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Set

from shared.errors import BadInput

from .. import modele
from ..droit import prescription

NAMES = ("texte", "commune", "etat", "nature", "natinf", "redacteur", "risque", "debut", "fin", "ouvertes")
RISQUES = {
    "ppr_interdiction": "zone d'interdiction d'un PPR", "ppr_prescription": "zone de prescriptions d'un PPR", "ppr": "dans un PPR",
    "alea": "dans un aléa", "aucun": "hors PPR et hors aléa",
}  # fmt: skip
OPEN = ("ouverte", "controlee", "pv_dresse", "transmise", "jugee")
_PPR = {"ppr_interdiction": ("interdiction", "interdiction_stricte"), "ppr_prescription": ("prescription",)}


def chosen(depot: Any, params: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """Affairs of the store that pass every filter given in params (NAMES), newest first."""
    text = str(params.get("texte") or "").strip()
    rows = depot.search(text, 100_000) if text else depot.all("affaire")
    for test in _tests(depot, params):
        rows = [row for row in rows if test(row)]
    return sorted(rows, key=lambda row: (row.get("ouverte_le") or "", row["cree_le"]), reverse=True)


def _tests(depot: Any, params: Mapping[str, Any]) -> List[Callable[[Mapping[str, Any]], bool]]:
    first, last = prescription.day_of(params.get("debut"), "Début"), prescription.day_of(params.get("fin"), "Fin")
    if first and last and first > last:
        raise BadInput("Le début est après la fin.")
    tests: List[Callable[[Mapping[str, Any]], bool]] = []
    for name, known in (("etat", modele.ETATS), ("nature", modele.NATURES)):
        if params.get(name):
            code = _known(params[name], known)
            tests.append(_same(name, code))
    if params.get("commune"):
        wanted = str(params["commune"]).strip().casefold()
        tests.append(lambda row: wanted in (row["commune"].casefold(), row["code_insee"].casefold()))
    if params.get("risque"):
        risk = _known(params["risque"], RISQUES)
        tests.append(lambda row: _at_risk(row, risk))
    if first:
        tests.append(lambda row: (row.get("ouverte_le") or "") >= first.isoformat())
    if last:
        tests.append(lambda row: "" < (row.get("ouverte_le") or "") <= last.isoformat())
    if params.get("ouvertes"):
        tests.append(lambda row: row["etat"] in OPEN)
    if params.get("natinf"):
        with_offence = _with_offence(depot, params["natinf"])
        tests.append(lambda row: row["uuid"] in with_offence)
    if params.get("redacteur"):
        of_agent = _of_agent(depot, str(params["redacteur"]))
        tests.append(lambda row: row["uuid"] in of_agent)
    return tests


def _same(name: str, code: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: bool(row[name] == code)


def _known(value: Any, table: Mapping[str, str]) -> str:
    if str(value) not in table:
        raise BadInput(f"Filtre inconnu : « {value} ». Au choix : {', '.join(table)}.")
    return str(value)


def _at_risk(row: Mapping[str, Any], risk: str) -> bool:
    kind, hazard = row.get("type_reglement_ppr") or "", bool(row.get("risques"))
    if risk in _PPR:
        return kind in _PPR[risk]
    in_plan = bool(kind or row.get("zone_ppr"))
    return {"ppr": in_plan, "alea": hazard, "aucun": not in_plan and not hazard}[risk]


def _with_offence(depot: Any, number: Any) -> Set[str]:
    wanted = str(number).strip()
    if not wanted.isdigit():
        raise BadInput("Le code NATINF est un nombre, par exemple 22967.")
    return {row["affaire"] for row in depot.all("pv") if wanted in {str(item) for item in row.get("natinf") or ()}}


def _of_agent(depot: Any, name: str) -> Set[str]:
    """Affairs where an agent (identifier, or name) drew the report or took part in a visit."""
    wanted = name.strip().casefold()
    cards = {
        row["uuid"]
        for row in depot.all("agent")
        if wanted in ((row.get("identifiant") or "").casefold(), row["nom"].casefold(), f"{row['prenom']} {row['nom']}".casefold())
    }
    if not cards:
        raise BadInput(f"Aucun agent « {name.strip()} » n'a de fiche dans le coffre.")
    drawn = {row["affaire"] for row in depot.all("pv") if row.get("agent") in cards}
    return drawn | {row["affaire"] for row in depot.all("controle") if cards & set(row.get("agents") or ())}


def told(params: Mapping[str, Any]) -> str:
    """The filters in words, for the title of a document."""
    parts = []
    for name in NAMES:
        value = params.get(name)
        if not value:
            continue
        if name in ("debut", "fin"):
            day = prescription.day_of(value, "Date")
            parts.append(f"{'du' if name == 'debut' else 'au'} {prescription.french(day)}" if day else "")
        elif name == "ouvertes":
            parts.append("en cours")
        else:
            labels: Dict[str, str] = {"etat": modele.ETATS, "nature": modele.NATURES, "risque": RISQUES}.get(name, {})  # type: ignore[assignment]
            prefix = {"natinf": "NATINF ", "redacteur": "agent "}.get(name, "")
            parts.append(prefix + labels.get(str(value), str(value)))
    return " ; ".join(parts)
