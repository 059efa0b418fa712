"""Job of `mission`: put a mission on the register, or bring it forward; each stage is checked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.gpkg.values import format_instant, parse_instant
from shared.gpkg.write import insert_rows, update_rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..meta import heures
from . import regles, zone

LAYER = "drone_mission"
_INSTANTS = ("decollage", "atterrissage", "floutage_le")
_KINDS = {field.name: field.type for field in LAYERS[LAYER].fields}
_YES, _NO = ("oui", "o", "vrai", "true", "1"), ("non", "n", "faux", "false", "0")


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, numero (of a mission to change; else a new one), the fields of `drone_mission`, zone (file, WKT or list), auteur."""
    espace = Espace.at(params["espace"])
    given = {name: _value(name, params[name]) for name in _KINDS if name in params and params[name] not in (None, "")}
    path = travail.ready(espace)
    number = given.pop("numero", None)
    held = _held(path, number)
    if number and held is None and not re.fullmatch(r"[\w./-]{1,40}", str(number)):
        raise BadInput("Numéro de mission inattendu : lettres, chiffres, point, tiret ou barre.")
    if params.get("zone"):
        given["geom"] = zone.read(params["zone"])
        for name, found in zone.touched(espace, given["geom"]).items():
            given.setdefault(name, found)
    merged: Dict[str, Any] = {**(held or {"etat": "demande", "objet": "controle"}), **given}
    if merged.get("decollage") and merged.get("atterrissage") and "duree_min" not in given:
        seconds = (parse_instant(merged["atterrissage"]) - parse_instant(merged["decollage"])).total_seconds()
        given["duree_min"] = merged["duree_min"] = round(seconds / 60, 1)
    if "liste_controle" in given:
        unknown = {part.strip() for part in re.split("[;,]", given["liste_controle"])} - {*regles.CODES, "tout", ""}
        if unknown:
            raise BadInput(f"Point de contrôle inconnu : {min(unknown)}. Points admis : tout, {', '.join(regles.CODES)}.")
        given["liste_controle"] = merged["liste_controle"] = ";".join(regles.checked(merged))
    _check(merged)
    author = params.get("auteur") or None
    if held is None:
        number = number or "{}-{:03d}".format(*next_number(path))
        row = {"etat": merged["etat"], "objet": merged["objet"], **given, "numero": number}
        uuid = insert_rows(path, LAYER, [row], author)[0]
        what = "inscrite"
    else:
        uuid = held["uuid"]
        update_rows(path, LAYER, [{**given, "uuid": uuid}], author)
        what = "mise à jour"
    state = LAYERS[LAYER].field("etat").labels[merged["etat"]]
    notes = [text for test, text in regles.WARNINGS if test(merged)]
    left = [label for code, label in regles.CHECKLIST if code not in regles.checked(merged)]
    return {
        "phrase": f"Mission {number} {what} : {merged['titre']} ({state.lower()}).",
        "numero": number,
        "mission_uuid": uuid,
        "etat": merged["etat"],
        "reste_a_cocher": left,
        "notes": notes + ([f"Liste avant vol : {len(left)} point(s) à cocher."] if left and merged["etat"] == "preparation" else []),
    }


def _held(path: str, number: Optional[str]) -> Optional[Dict[str, Any]]:
    found = rows(path, LAYER, "numero = ? OR uuid = ?", parameters=(number, number)) if number else []
    if len(found) > 1:
        raise BadInput(f"Plusieurs missions portent le numéro « {number} » : corrigez le registre d'abord.")
    return found[0] if found else None


def _check(mission: Mapping[str, Any]) -> None:
    for test, sentence in regles.REFUSALS[:1]:
        if test(mission):
            raise BadInput(sentence)
    lacking = regles.missing(mission, mission["etat"])
    if lacking:
        labels = ", ".join(f"« {LAYERS[LAYER].field(name).label} »" for name in lacking)
        raise BadInput(f"Pour passer à l'état « {mission['etat']} », renseignez : {labels}.")
    for test, sentence in regles.REFUSALS[1:]:
        if test(mission):
            raise BadInput(sentence)


def next_number(path: str) -> Tuple[int, int]:
    """Year and first free rank: (2026, 14) makes 2026-014."""
    year = dt.date.today().year
    ranks: List[int] = [0]
    for row in rows(path, LAYER, fields=["numero"], geometry=False, deleted=True):
        match = re.fullmatch(rf"{year}-(\d+)", row["numero"])
        if match:
            ranks.append(int(match.group(1)))
    return year, max(ranks) + 1


def _value(name: str, value: Any) -> Any:
    """What was typed, as the layer stores it; hours without a zone are French time."""
    kind, text = _KINDS[name], str(value).strip()
    label = LAYERS[LAYER].field(name).label
    if kind == "horodatage":
        moment, offset = heures.read_date(text)
        if moment is None:
            raise BadInput(f"« {label} » : « {text} » n'est pas une date et une heure. Écrivez 2026-06-12 14:05:00.")
        return format_instant(moment.replace(tzinfo=offset) if offset else heures.in_zone(moment, "Europe/Paris"))
    if kind == "booleen":
        if isinstance(value, bool):
            return value
        if text.lower() in _YES + _NO:
            return text.lower() in _YES
        raise BadInput(f"« {label} » : répondez oui ou non.")
    if kind in ("reel", "entier"):
        try:
            return float(text.replace(",", ".")) if kind == "reel" else int(text)
        except ValueError as error:
            raise BadInput(f"« {label} » : « {text} » n'est pas un nombre.") from error
    return text


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *(f"  [ ] {label}" for label in result["reste_a_cocher"])])
