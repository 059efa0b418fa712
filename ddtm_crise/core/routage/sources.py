"""Where cuts come from: the work GeoPackage, a file, the parameters of a job."""

from __future__ import annotations

import os
from typing import Any, Iterable, List, Mapping

import geopandas as gpd
import numpy as np
import pyogrio

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read

from .coupures import Cut, cut_from

WORK_LAYERS = ("coupure_point", "coupure_ligne", "coupure_zone")
# Names seen in event feeds (DATEX II turned into rows) -> catalogue names.
EVENT_NAMES = {
    "road_number": "axe", "roadNumber": "axe", "route": "axe", "startTime": "debut", "start": "debut", "date_debut": "debut", "overallStartTime": "debut",
    "endTime": "fin", "end": "fin", "date_fin": "fin", "overallEndTime": "fin", "description": "commentaire", "nom": "commentaire", "type": "commentaire",
}  # fmt: skip
FIELDS = ("axe", "sortie_debut", "sortie_fin", "sens", "cause", "source", "debut", "fin", "vehicules", "commentaire")


def work_cuts(espace: Espace) -> List[Cut]:
    """The cuts drawn or entered in travail.gpkg (deleted ones left out); none when there is no work file."""
    path = espace.travail_gpkg
    if not path.is_file():
        return []
    present = set(read.layer_names(path))
    return [cut_from(row) for layer in WORK_LAYERS if layer in present for row in read.rows(path, layer) if row.get("geom") is not None]


def file_cuts(path: str, cause: str = "inondation", source: str = "") -> List[Cut]:
    """Cuts of every layer of a vector file (catalogue or event-feed names when present), brought to EPSG:2154. Raises BadInput."""
    name = os.path.basename(path)
    try:
        layers = [row[0] for row in pyogrio.list_layers(path) if row[1] is not None]
        frames = [pyogrio.read_dataframe(path, layer=layer) for layer in layers]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise BadInput(f"Le fichier de coupures « {name} » est introuvable ou illisible.", str(error)) from error
    cuts: List[Cut] = []
    for frame in frames:
        cuts += frame_cuts(frame, cause, source or name)
    return cuts


def frame_cuts(frame: gpd.GeoDataFrame, cause: str, source: str) -> List[Cut]:
    """Cuts of a GeoDataFrame. Unknown directions count as both, unknown causes as `cause`."""
    if frame.crs is None and len(frame):
        raise BadInput("La couche de coupures ne dit pas son système de coordonnées : enregistrez-la en Lambert 93 (EPSG:2154).")
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty].to_crs(2154) if len(frame) else frame
    renamed = {old: new for old, new in EVENT_NAMES.items() if old in frame.columns and new not in frame.columns}
    frame = frame.rename(columns=renamed).loc[:, lambda table: ~table.columns.duplicated()]
    cuts = []
    for row in frame.to_dict("records"):
        if str(row.get("statut") or "actif") == "supprime":
            continue
        known = {name: row[name] for name in FIELDS if name in row and _filled(row[name])}
        known.setdefault("source", source)
        known.setdefault("cause", cause)
        if known.get("sens") not in (None, "double", "direct", "inverse"):
            known["sens"] = "double"
        cuts.append(cut_from({**known, "geom": row[frame.geometry.name].wkb}))
    return cuts


def parameter_cuts(items: Iterable[Any], cause: str = "inondation") -> List[Cut]:
    """Cuts of a job's `coupures`: paths of files, or dictionaries (see `coupures.cut_from`; {"fichier", "cause"} for a file)."""
    cuts: List[Cut] = []
    for item in items:
        if isinstance(item, (str, os.PathLike)):
            cuts += file_cuts(os.fspath(item), cause)
        elif isinstance(item, Mapping) and item.get("fichier"):
            cuts += file_cuts(str(item["fichier"]), str(item.get("cause") or cause), str(item.get("source") or ""))
        elif isinstance(item, Mapping):
            geom = item.get("geom")
            cuts.append(cut_from({**item, "geom": bytes.fromhex(geom)} if isinstance(geom, str) else item))
        else:
            raise BadInput("Une coupure donnée en paramètre est illisible.", repr(item)[:200])
    return cuts


def _filled(value: Any) -> bool:
    if value is None or value is np.nan or value != value:
        return False
    return str(value).strip() != "" and str(value) != "NaT"
