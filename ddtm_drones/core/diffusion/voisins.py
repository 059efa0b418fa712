"""Who a mission is not about: dwellings and their gardens outside its place, from the buildings and the cadastre of the pack."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

from ..importer import travail
from ..mission import zone as zones

DWELLING_USES = ("Résidentiel", "Indifférencié", None)
SMALLEST_M2 = 20.0
GARDEN_M = 25.0  # of a parcel around its dwelling: further is a field
NO_PARCEL_M = 10.0
DEFAULT_HEIGHT_M = 6.0
NO_PLACE = (
    "Rien ne dit qui est concerné : la mission de cette photo n'a ni zone ni parcelles. Complétez-la, ou indiquez les parcelles concernées."
)


class Foyer(NamedTuple):
    """A dwelling of somebody else."""

    house: Any  # shapely, Lambert 93
    garden: Any
    height: float
    parcels: Tuple[str, ...]


def concerned(espace: Espace, photo: Mapping[str, Any], parcels: Any, zone: Any) -> Tuple[Any, str]:
    """(what the mission is about, in words that follow « hors »). parcels, zone: given by a person; else the mission's, the narrower of the two. Raises BadInput."""
    import shapely

    if zone:
        return shapely.from_wkb(zones.read(zone)), "de la zone indiquée"
    asked = _ids(parcels)
    if asked:
        found = _parcels(espace, asked)
        if found is None:
            raise BadInput(f"Parcelle inconnue du cadastre du paquet : {', '.join(asked[:5])}. Donnez des identifiants de 14 caractères.")
        return found, ("de la parcelle indiquée" if len(asked) == 1 else f"des {len(asked)} parcelles indiquées")
    mission = travail.mission(espace, photo.get("mission_uuid")) if photo.get("mission_uuid") else None
    if mission is None:
        raise BadInput(NO_PLACE)
    held: List[Tuple[float, Any, str]] = []
    if mission["geom"]:
        shape = shapely.make_valid(shapely.from_wkb(mission["geom"]))
        held.append((shape.area, shape, f"de la zone de la mission {mission['numero']}"))
    listed = _ids(mission["parcelles"])
    found = _parcels(espace, listed) if listed and "…" not in str(mission["parcelles"]) else None
    if found is not None:
        held.append((found.area, found, f"des parcelles de la mission {mission['numero']}"))
    if not held:
        raise BadInput(NO_PLACE)
    _, shape, words = min(held, key=lambda item: item[0])
    return shape, words


def foyers(espace: Espace, seen: Any, about: Any) -> List[Foyer]:
    """Dwellings in the ground that a photograph sees, whose greater part is outside what the mission is about."""
    import shapely

    path = espace.referentiel_gpkg
    held = set(layer_names(path))
    if "batiment" not in held:
        raise BadInput("Le paquet de données n'a pas la couche des bâtiments : aucune zone ne peut être proposée.")
    box = seen.bounds
    houses = [row for row in rows(path, "batiment", bbox=box) if row["geom"] and _dwelling(row)]
    lots = [row for row in rows(path, "parcelle", bbox=box) if row["geom"]] if "parcelle" in held else []
    grounds = [shapely.make_valid(shapely.from_wkb(row["geom"])) for row in lots]
    tree = shapely.STRtree(grounds)
    out: List[Foyer] = []
    for row in houses:
        house = shapely.make_valid(shapely.from_wkb(row["geom"]))
        if house.area < SMALLEST_M2 or not house.intersects(seen) or house.intersection(about).area > house.area / 2:
            continue
        around = house.buffer(GARDEN_M)
        mine = [int(rank) for rank in tree.query(house, predicate="intersects") if grounds[rank].intersection(house).area > 1]
        garden = shapely.union_all([grounds[rank].intersection(around) for rank in mine]) if mine else house.buffer(NO_PARCEL_M)
        out.append(
            Foyer(
                house.difference(about),
                garden.difference(about),
                float(row["hauteur"] or DEFAULT_HEIGHT_M),
                tuple(lots[rank]["idu"] for rank in mine),
            )
        )
    return out


def _dwelling(row: Mapping[str, Any]) -> bool:
    uses: Dict[str, Any] = {"usage_1": row.get("usage_1"), "usage_2": row.get("usage_2")}
    return bool(row.get("nombre_de_logements")) or uses["usage_1"] in DWELLING_USES or uses["usage_2"] == DWELLING_USES[0]


def _ids(given: Any) -> List[str]:
    parts = given if isinstance(given, (list, tuple)) else str(given or "").replace(",", ";").split(";")
    return [str(part).strip() for part in parts if str(part).strip() not in ("", "…")]


def _parcels(espace: Espace, ids: List[str]) -> Optional[Any]:
    """Union of these parcels; None unless all are known."""
    import shapely

    try:
        path = espace.referentiel_gpkg
    except BadInput:
        return None
    if "parcelle" not in layer_names(path):
        return None
    found = [row for row in rows(path, "parcelle", {"idu": ids}) if row["geom"]]
    if {row["idu"] for row in found} != set(ids):
        return None
    return shapely.union_all(shapely.make_valid(shapely.from_wkb([row["geom"] for row in found])))
