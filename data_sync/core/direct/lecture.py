"""Answers made into Python values, strictly: a web page, a cut document or an entity trick is unreadable, never an empty answer."""

from __future__ import annotations

import datetime as dt
import json
import math
import xml.etree.ElementTree as ET
from typing import Any, Optional, Union
from xml.parsers import expat

from shared.errors import DdtmError
from shared.gpkg.values import parse_instant

PROFONDEUR = 60


class Illisible(DdtmError):
    """The service answered something that cannot be trusted."""


def lire_json(body: bytes, quoi: str) -> Any:
    """The JSON value of `body` (UTF-8). Raises Illisible for a web page, a cut text, NaN or a number beyond reason."""
    if body.lstrip()[:1] == b"<":
        raise Illisible(f"{quoi} : le service a envoyé une page web au lieu de données (maintenance, ou portail d'accès au réseau).")

    def refuse(text: str) -> None:
        raise ValueError(f"constant {text}")

    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Illisible(f"{quoi} : la réponse est coupée ou abîmée.", f"{type(error).__name__}: {str(error)[:200]}") from error


def lire_xml(body: bytes, quoi: str) -> ET.Element:
    """The root element. A document type, an entity or a nesting beyond reason is refused before it is expanded."""
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = 0

    def start(name: str, attributes: dict) -> None:
        nonlocal depth
        depth += 1
        if depth > PROFONDEUR:
            raise ValueError("too deep")
        builder.start(_tag(name), {_tag(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_tag(name))

    def forbidden(*_args: Any) -> None:
        raise ValueError("document type or entity")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = forbidden  # type: ignore[assignment]  # it never returns
    parser.UnparsedEntityDeclHandler = forbidden
    try:
        parser.Parse(body, True)
        return builder.close()
    except (expat.ExpatError, ValueError, AssertionError, LookupError) as error:
        raise Illisible(f"{quoi} : la réponse est coupée, abîmée ou d'une forme refusée.", str(error)[:200]) from error


def _tag(name: str) -> str:
    """Local name: publications use prefixes or none for the same elements."""
    return name.rpartition("}")[2].rpartition(":")[2]


def objet(value: Any, quoi: str) -> dict:
    if not isinstance(value, dict):
        raise Illisible(f"{quoi} : la réponse n'a pas la forme attendue.", f"{type(value).__name__} instead of an object")
    return value


def liste(value: Any, quoi: str) -> list:
    if not isinstance(value, list):
        raise Illisible(f"{quoi} : la réponse n'a pas la forme attendue.", f"{type(value).__name__} instead of a list")
    return value


def nombre(value: Any) -> Optional[float]:
    """A finite number, given as a number or as a text; else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def texte(value: Any, longueur: int = 400) -> Optional[str]:
    """A clean text of bounded length, or None."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    clean = " ".join(str(value).replace("\x00", " ").split())
    return clean.encode("utf-8", "replace").decode("utf-8")[:longueur] or None


def instant(value: Any, fuseau: Optional[dt.tzinfo] = dt.timezone.utc) -> Optional[dt.datetime]:
    """An aware datetime in UTC of an ISO text (or "2020/12/17 15:00:00.000"); `fuseau` is that of texts that name none."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = value.strip().replace("/", "-")
    try:
        parsed = parse_instant(text)
    except (ValueError, OverflowError):
        return None
    named = text.endswith("Z") or "+" in text[10:] or "-" in text[10:]
    if not named and fuseau is not None:
        parsed = parsed.replace(tzinfo=fuseau).astimezone(dt.timezone.utc)
    return parsed if 2000 <= parsed.year <= 2200 else None


def premier(element: Optional[ET.Element], *names: str) -> Optional[ET.Element]:
    """The first descendant reached by local names, one level after the other."""
    for name in names:
        if element is None:
            return None
        element = next(element.iter(name), None) if element.tag != name else element
    return element


def contenu(element: Union[ET.Element, None], *names: str, longueur: int = 400) -> Optional[str]:
    found = premier(element, *names)
    return texte(found.text, longueur) if found is not None and found.text else None
