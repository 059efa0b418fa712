"""What the questions need of the reference pack: communes, establishments, exits; read once and kept warm."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional

import shapely

from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

from .coupures_axe import Exits


class Site(NamedTuple):
    """A commune (at its chef-lieu) or an establishment; population = residents of a commune, people by day of an establishment."""

    kind: str  # "commune" or the establishment's nature
    code: str
    nom: str
    commune: str
    x: float
    y: float
    population: Optional[float]
    uuid: str


class Reference(NamedTuple):
    communes: List[Site]
    etablissements: List[Site]
    exits: Exits
    substitutions: List[Dict[str, Any]]


def open_reference(espace: Espace, ctx: JobContext) -> Reference:
    """The reference of the pack in use; a layer the pack has not is empty."""
    return ctx.cached(str(espace.referentiel_gpkg), "ddtm_crise.routage.reference", _load)


def _load(path: str) -> Reference:
    present = set(read.layer_names(path))

    def rows(layer: str, *fields: str) -> List[Dict[str, Any]]:
        return read.rows(path, layer, fields=("uuid", *fields)) if layer in present else []

    communes = []
    for row in rows("commune", "code_insee", "nom", "population", "x_chef_lieu", "y_chef_lieu"):
        x, y = row.get("x_chef_lieu"), row.get("y_chef_lieu")
        if (x is None or y is None) and row.get("geom") is not None:
            inside = shapely.point_on_surface(shapely.make_valid(shapely.from_wkb(row["geom"])))
            x, y = inside.x, inside.y
        if x is not None and y is not None:
            communes.append(
                Site(
                    "commune",
                    str(row["code_insee"]),
                    str(row["nom"]),
                    str(row["nom"]),
                    float(x),
                    float(y),
                    row.get("population"),
                    str(row["uuid"]),
                )
            )
    etablissements = []
    for row in rows("etablissement", "nature", "nom", "commune", "id_source", "effectif_jour", "effectif_nuit", "capacite"):
        if row.get("geom") is None:
            continue
        point = shapely.from_wkb(row["geom"])
        people = next((row[name] for name in ("effectif_jour", "effectif_nuit", "capacite") if row.get(name)), None)
        etablissements.append(
            Site(
                str(row["nature"]),
                str(row.get("id_source") or ""),
                str(row["nom"]),
                str(row.get("commune") or ""),
                point.x,
                point.y,
                people,
                str(row["uuid"]),
            )
        )
    exits = Exits.from_rows(rows("echangeur", "axe", "numero", "nom"))
    return Reference(
        communes, etablissements, exits, read.rows(path, "itineraire_substitution") if "itineraire_substitution" in present else []
    )
