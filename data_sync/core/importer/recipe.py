"""A recipe: the imports that make a whole department, in one JSON file.

    {"titre": "Hérault", "departement": "34", "exercice": false,
     "imports": [{"profil": "communes", "source": "admin/communes.gpkg", "couche": "", "millesime": "2025",
                  "options": {"millesime_population": 2023}}]}

Paths are relative to the recipe, or to the base folder given with it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.errors import BadInput

from . import profils
from .model import Profile, normal
from .source import layers

_KEYS = {"profil", "source", "couche", "millesime", "options", "mention", "licence"}


@dataclass(frozen=True)
class Import:
    """One source to bring in: `profile` read from `path` (layer "" = found by the profile). optional: one of the layers of a
    whole product, which may be empty."""

    profile: Profile
    path: str
    layer: str = ""
    millesime: str = ""
    mention: str = ""
    licence: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True)
class Recipe:
    imports: Tuple[Import, ...]
    titre: str = "Référentiel"
    departement: str = ""
    exercice: bool = False


def from_params(params: Mapping[str, Any]) -> Recipe:
    """The recipe that the parameters of the job describe: `recette` (path), or `profil` and `sources`. Raises BadInput."""
    if params.get("recette"):
        return read(str(params["recette"]), str(params.get("base") or ""), params)
    if not params.get("profil") or not params.get("sources"):
        raise BadInput("Indiquez un profil et au moins un fichier à importer, ou une recette.")
    sources = params["sources"]
    entries = [
        {
            "profil": params["profil"],
            "source": source,
            "couche": params.get("couche") or "",
            "millesime": params.get("millesime") or "",
            "options": pairs(params.get("options")),
        }
        for source in ([sources] if isinstance(sources, str) else sources)
    ]
    return build({**params, "imports": entries}, Path("."))


def read(path: str, base: str, params: Mapping[str, Any]) -> Recipe:
    """The recipe of a JSON file; `departement`, `titre` and `exercice` of `params` win when given."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"La recette « {Path(path).name} » est introuvable.", str(error)) from error
    except ValueError as error:
        raise BadInput(f"La recette « {Path(path).name} » n'est pas un fichier JSON valable.", str(error)) from error
    given = {key: params[key] for key in ("departement", "titre", "exercice") if params.get(key)}
    return build({**content, **given}, Path(base) if base else Path(path).parent)


def build(content: Mapping[str, Any], base: Path) -> Recipe:
    entries = content.get("imports")
    if not isinstance(entries, Sequence) or not entries:
        raise BadInput("La recette ne contient aucun import (liste « imports »).")
    found: List[Import] = []
    for entry in entries:
        found.extend(_expand(entry, base))
    return Recipe(
        tuple(found), str(content.get("titre") or "Référentiel"), str(content.get("departement") or ""), bool(content.get("exercice"))
    )


def pairs(options: Any) -> Dict[str, Any]:
    """{"nom": "Xynthia"} from itself or from ["nom=Xynthia"]."""
    if not options:
        return {}
    if isinstance(options, Mapping):
        return dict(options)
    result = {}
    for item in [options] if isinstance(options, str) else options:
        name, equal, value = str(item).partition("=")
        if not equal:
            raise BadInput(f"Option illisible : « {item} » ; écrivez nom=valeur.")
        result[name.strip()] = value.strip()
    return result


def _expand(entry: Any, base: Path) -> List[Import]:
    if not isinstance(entry, Mapping) or not entry.get("profil") or not entry.get("source"):
        raise BadInput("Chaque import de la recette demande « profil » et « source ».")
    unknown = set(entry) - _KEYS
    if unknown:
        raise BadInput(f"Mot inconnu dans la recette : « {sorted(unknown)[0]} » ; mots admis : {', '.join(sorted(_KEYS))}.")
    profile = profils.get(str(entry["profil"]))
    path = str(base / str(entry["source"]))
    options = pairs(entry.get("options"))
    common = {
        "millesime": str(entry.get("millesime") or ""),
        "mention": str(entry.get("mention") or ""),
        "licence": str(entry.get("licence") or ""),
    }
    found = []
    for file, layer in _places(path, profile, str(entry.get("couche") or "")):
        for part in map(profils.get, profile.expands or (profile.name,)):
            if not profile.expands or re.search(part.layer_pattern, normal(layer)):
                found.append(Import(part, file, layer, options=options, optional=bool(profile.expands), **common))
                break
    if not found:
        raise BadInput(f"Aucune couche de « {Path(path).name} » ne correspond à « {profile.title} ».")
    return found


def _places(path: str, profile: Profile, layer: str) -> List[Tuple[str, str]]:
    """(file, layer) pairs: every layer for a profile that stands for several, the files that fit in a folder, else the one file."""
    files = [path]
    if os.path.isdir(path):
        parts = [profils.get(name).layer_pattern for name in profile.expands] or [profile.layer_pattern]
        every = sorted(str(item) for item in Path(path).rglob("*") if item.suffix.lower() in (".shp", ".gpkg", ".geojson", ".csv"))
        files = [
            name
            for name in every
            if name.lower().endswith(".gpkg") or any(form and re.search(form, normal(Path(name).stem)) for form in parts)
        ]
    if profile.expands:
        return [(name, inner) for name in files for inner in layers(name)]
    return [(name, layer) for name in files]
