"""docs/couches.md, printed from the declarations: every layer, field, type, unit and closed list, in French."""

from __future__ import annotations

from typing import Iterable, List

from .model import CRS_EPSG, TYPES, Domain, Field, Layer

_GEOMETRY = {
    None: "aucune (table)",
    "Point": "points",
    "MultiPoint": "groupes de points",
    "MultiLineString": "lignes (multi)",
    "MultiPolygon": "polygones (multi)",
}
_ROLE = {
    "reference": (
        "Couches de référence",
        "Lecture seule sur le poste, dans `referentiel/gen-N/referentiel.gpkg` ; fabriquées par l'import au bureau.",
    ),
    "travail": ("Couches de travail", "Modifiables, dans `travail/travail.gpkg`. Une suppression est un statut : rien n'est effacé."),
    "direct": (
        "Couches en direct",
        "Lecture seule, dans `direct/direct.gpkg` ; remplacées à chaque actualisation, jamais échangées entre postes. "
        "Passé `perime_le`, une valeur est montrée comme inconnue.",
    ),
}
_DEFAULTS = {"now()": "l'instant présent", "uuid('WithoutBraces')": "tiré au hasard"}
_FID = "| `fid` | entier | Numéro de ligne | oui | Local au fichier : ne sert jamais de lien. |"


def markdown(layers: Iterable[Layer], version: int) -> str:
    """The whole page."""
    layers = tuple(layers)
    out = [
        "# Couches de la suite",
        "",
        f"Page écrite par `python -m shared.catalogue docs` à partir de `shared/catalogue` (catalogue version {version}) : ne pas la modifier à la main.",
        "",
        f"Toutes les géométries sont en Lambert-93 (EPSG:{CRS_EPSG}), en mètres, en deux dimensions. Les heures sont enregistrées en temps universel (UTC).",
        "Chaque ligne porte un `uuid` unique : c'est lui, jamais `fid`, qui relie les lignes entre elles et entre les postes.",
        "",
    ]
    for role, (title, help_) in _ROLE.items():
        chosen = [layer for layer in layers if layer.role == role]
        out += [f"## {title}", "", help_, "", "| Couche | Titre | Géométrie | Écrite par |", "|---|---|---|---|"]
        out += [f"| [`{layer.name}`](#{layer.name}) | {layer.title} | {_GEOMETRY[layer.geometry]} | {layer.owner} |" for layer in chosen]
        out.append("")
        for layer in chosen:
            out += _layer(layer)
    out += ["## Listes de codes", ""]
    domains = {field.domain.name: field.domain for layer in layers for field in layer.all_fields if field.domain}
    for name in sorted(domains):
        out += _domain(domains[name])
    return "\n".join(out).rstrip() + "\n"


def _layer(layer: Layer) -> List[str]:
    themes = f" Thèmes : {', '.join(layer.themes)}." if layer.themes else ""
    return [
        f"### {layer.name}",
        "",
        f"**{layer.title}** — {_GEOMETRY[layer.geometry]}. {layer.help}{themes}".rstrip(),
        "",
        "| Champ | Type | Libellé | Obligatoire | Précisions |",
        "|---|---|---|---|---|",
        _FID,
        *(_field(field) for field in layer.all_fields),
        "",
    ]


def _field(field: Field) -> str:
    notes = []
    if field.unit:
        notes.append(f"en {field.unit}")
    if field.domain:
        notes.append(f"liste [{field.domain.name}](#liste-{field.domain.name})")
    if field.default:
        notes.append(f"par défaut : {_DEFAULTS.get(field.default, field.default.strip(chr(39)))}")
    if field.help:
        notes.append(field.help)
    return f"| `{field.name}` | {TYPES[field.type][2]} | {field.label} | {'oui' if field.required else ''} | {' ; '.join(notes)} |"


def _domain(domain: Domain) -> List[str]:
    rows = [f"| `{code}` | {label} |" for code, label in domain.values]
    return [f'### <a id="liste-{domain.name}"></a>Liste {domain.name}', "", "| Code | Libellé |", "|---|---|", *rows, ""]
