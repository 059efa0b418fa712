"""Polygons given by the user or taken from the reference data: zones at stake, parcels, flight dates."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, List, Optional, Sequence

import numpy as np
import shapely

from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.espace import Espace

LABELS = ("libelle", "libelle_zone", "code_zone", "nom", "typezone", "type_reglement", "nom_zone")
TITLES = {
    "zone_reglementaire_ppr": "PPR",
    "zone_alea": "Aléa",
    "zone_urba": "PLU",
    "perimetre_ppr": "Périmètre PPR",
    "zone_inondee_potentielle": "ZIP",
}


@dataclass
class Shapes:
    """Geometries (Lambert 93), one text each, and the index to ask them."""

    geometries: np.ndarray
    texts: List[str]
    title: str = ""

    def __post_init__(self) -> None:
        self.tree = shapely.STRtree(self.geometries)

    def texts_at(self, shapes: np.ndarray) -> List[List[str]]:
        """For each shape, the distinct texts of what it touches, sorted."""
        found: List[set] = [set() for _ in range(len(shapes))]
        for which, item in zip(*self.tree.query(shapes, predicate="intersects")):
            found[which].add(self.texts[item])
        return [sorted(texts) for texts in found]


def read_shapes(source: str, espace: Espace, label: Optional[str] = None, what: str = "zones", labels: Sequence[str] = LABELS) -> Shapes:
    """`fichier`, `fichier|couche` or the name of a reference layer. Raises BadInput when it cannot be read or holds no surface."""
    import geopandas as gpd
    import pyogrio

    path, _, layer = source.partition("|")
    layer = layer.replace("layername=", "")
    name = os.path.basename(path)
    if not os.path.exists(path) and path in LAYERS and LAYERS[path].role == "reference":
        path, layer, name = str(espace.referentiel_gpkg), path, LAYERS[path].title
    if not os.path.exists(path):
        raise BadInput(f"Le fichier de {what} « {name} » est introuvable : vérifiez le chemin ou la clé branchée.", source)
    try:
        frame = pyogrio.read_dataframe(path, **({"layer": layer} if layer else {}))
    except Exception as error:
        raise BadInput(
            f"Le fichier de {what} « {name} » est illisible : enregistrez-le en GeoPackage, puis recommencez.", str(error)
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BadInput(f"Le fichier de {what} « {name} » n'a pas de géométrie : choisissez une couche de surfaces.")
    if frame.crs is None:
        raise BadInput(f"Le fichier de {what} « {name} » n'a pas de projection : indiquez-la dans le fichier, puis recommencez.")
    frame = frame.to_crs(2154)
    geometries = shapely.force_2d(np.asarray(frame.geometry.values))
    points, owner = shapely.get_coordinates(geometries, return_index=True)
    lost = np.zeros(len(geometries), bool)
    lost[owner[~np.isfinite(points).all(axis=1)]] = True
    if lost.any() and lost.sum() == len(np.unique(owner)):
        raise BadInput(
            f"Le fichier de {what} « {name} » a une projection fausse (coordonnées impossibles) : corrigez-la, puis recommencez."
        )
    geometries[lost] = None
    geometries = shapely.make_valid(geometries)
    keep = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries)) & (shapely.area(geometries) > 0)
    if not keep.any():
        raise BadInput(f"Le fichier de {what} « {name} » ne contient aucune surface : choisissez une couche de polygones.")
    columns = {str(column).lower(): column for column in frame.columns}
    if label and label.lower() not in columns:
        raise BadInput(f"Le fichier de {what} « {name} » n'a pas de champ « {label} » : champs présents : {', '.join(columns)}.")
    field = columns[label.lower()] if label else next((columns[text] for text in labels if text in columns), None)
    title = TITLES.get(layer, os.path.splitext(name)[0])
    values = frame[field].tolist() if field is not None else [""] * len(frame)
    texts = ["" if _empty(value) else str(value) for value, wanted in zip(values, keep) if wanted]
    return Shapes(geometries[keep], texts, title)


def read_several(sources: Any, espace: Espace, label: Optional[str] = None, what: str = "zones", labels: Sequence[str] = LABELS) -> Shapes:
    """One layer, or several taken together (the parcels of two communes)."""
    every = [read_shapes(source, espace, label, what, labels) for source in ([sources] if isinstance(sources, str) else sources)]
    if len(every) == 1:
        return every[0]
    return Shapes(np.concatenate([one.geometries for one in every]), [text for one in every for text in one.texts], every[0].title)


def mask_of(zones: Sequence[Shapes]) -> Optional[Any]:
    """The union of all zones, or None."""
    if not zones:
        return None
    return shapely.union_all(np.concatenate([shapes.geometries for shapes in zones]))


def zone_texts(zones: Sequence[Shapes], shapes: np.ndarray) -> List[Optional[str]]:
    """« PPR : R ; PLU : N » for each shape; None when it touches no zone."""
    lines: List[List[str]] = [[] for _ in range(len(shapes))]
    for zone in zones:
        for line, texts in zip(lines, zone.texts_at(shapes)):
            if texts:
                named = ", ".join(text for text in texts if text)
                line.append(f"{zone.title} : {named}" if named else zone.title)
    return [" ; ".join(line) or None for line in lines]


def _empty(value: Any) -> bool:
    return value is None or value != value
