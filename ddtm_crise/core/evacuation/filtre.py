"""The small filter language of `--filtre`: `champ=valeur`, joined by « ; », several values by « , ».

    niveau_alea=fort,tres_fort ; hauteur_echelle<=3.5
Operators: = != < <= > >=. A value may be the code or the label of a closed list.
"""

from __future__ import annotations

import operator
import re
from typing import Any, Callable, Dict, List, NamedTuple, Sequence, Tuple, Union

import pandas as pd

from shared.catalogue import Layer
from shared.errors import BadInput

_CONDITION = re.compile(r"^\s*(\w+)\s*(!=|<=|>=|=|<|>)\s*(.+?)\s*$", re.UNICODE)
_ORDER: Dict[str, Callable[[Any, Any], Any]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
EXAMPLE = "écrivez par exemple « niveau_alea=fort,tres_fort ; hauteur_echelle<=3.5 »"


class Condition(NamedTuple):
    field: str
    sign: str
    values: Tuple[str, ...]


def parse(text: Union[None, str, Dict[str, Any]]) -> List[Condition]:
    """Conditions that must all hold. {field: value or list} is taken too. Raises BadInput."""
    if not text:
        return []
    if isinstance(text, dict):
        return [
            Condition(name, "=", tuple(str(one) for one in (value if isinstance(value, (list, tuple)) else [value])))
            for name, value in text.items()
        ]
    out = []
    for part in filter(str.strip, str(text).split(";")):
        match = _CONDITION.match(part)
        if not match:
            raise BadInput(f"Le filtre « {part.strip()} » n'est pas compris : {EXAMPLE}.")
        name, sign, value = match.groups()
        values = tuple(one.strip().strip("'\"") for one in value.split(",")) if sign in ("=", "!=") else (value.strip("'\""),)
        out.append(Condition(name, sign, values))
    return out


def sql(conditions: Sequence[Condition], layer: Layer) -> Tuple[str, List[Any]]:
    """(WHERE text with ?, parameters) for a layer of the catalogue. Raises BadInput for an unknown field or a bad number."""
    texts, parameters = [], []
    fields = {field.name: field for field in layer.all_fields}
    for one in conditions:
        field = fields.get(one.field)
        if field is None:
            raise BadInput(
                f"La couche « {layer.title} » n'a pas de champ « {one.field} » : champs possibles {', '.join(f.name for f in layer.fields)}."
            )
        values: List[Any] = [_typed(value, field) for value in one.values]
        column = f'"{field.name}"'
        if one.sign in _ORDER:
            texts.append(f"{column} {one.sign} ?")
        else:
            inside = f"{column} IN ({', '.join('?' * len(values))})"
            texts.append(inside if one.sign == "=" else f"({column} IS NULL OR NOT {inside})")
        parameters += values
    return " AND ".join(texts), parameters


def mask(conditions: Sequence[Condition], frame: pd.DataFrame, title: str) -> pd.Series:
    """Rows of a table that meet the conditions. Raises BadInput for an unknown column or a bad number."""
    kept = pd.Series(True, index=frame.index)
    for one in conditions:
        if one.field not in frame:
            names = ", ".join(str(name) for name in frame.columns if name != "geometry")
            raise BadInput(f"« {title} » n'a pas de champ « {one.field} » : champs possibles {names}.")
        column = frame[one.field]
        if one.sign in _ORDER:
            kept &= _ORDER[one.sign](pd.to_numeric(column, errors="coerce"), _number(one.values[0], one.field))
            continue
        numeric = pd.api.types.is_numeric_dtype(column)
        inside = column.isin([_number(value, one.field) for value in one.values]) if numeric else column.astype(str).isin(one.values)
        kept &= inside if one.sign == "=" else ~inside
    return kept


def _typed(value: str, field: Any) -> Any:
    if field.type in ("entier", "reel"):
        return _number(value, field.name)
    if field.type == "booleen":
        return int(value.lower() in ("1", "oui", "vrai", "true"))
    if field.domain is not None:
        return next((code for code, label in field.domain.values if value.lower() in (code.lower(), label.lower())), value)
    return value


def _number(value: str, name: str) -> float:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        raise BadInput(f"Le champ « {name} » attend un nombre, pas « {value} ».") from None
