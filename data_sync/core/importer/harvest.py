"""What the sources of a recipe gave: every source read and converted, the layers completed by one another; nothing is written."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import geopandas as gpd
import pandas as pd

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from shared.jobs import JobContext

from . import complete, source, transform
from .recipe import Import, Recipe
from .report import ImportReport

FIRST = ("commune",)  # the other layers are completed with it


@dataclass
class Harvest:
    """What the sources of a recipe gave: rows by layer (one frame a source), grids to copy, a report a source."""

    frames: Dict[str, List[gpd.GeoDataFrame]] = field(default_factory=dict)
    scopes: Dict[str, str] = field(default_factory=dict)
    grids: List[Tuple[Import, ImportReport]] = field(default_factory=list)
    reports: List[Tuple[Import, ImportReport]] = field(default_factory=list)

    def layer(self, name: str) -> Optional[gpd.GeoDataFrame]:
        frames = self.frames.get(name)
        return None if not frames else stack(frames)


def stack(frames: List[pd.DataFrame]) -> pd.DataFrame:
    """Frames of one layer one under the other, values as they are (pandas would guess types from empty columns)."""
    if len(frames) == 1:
        return frames[0]
    loose = [frame.astype({name: object for name in frame.columns if name != "geometry"}) for frame in frames]
    return pd.concat(loose, ignore_index=True)


def harvest(recipe: Recipe, espace: Espace, ctx: JobContext) -> Harvest:
    """Read and convert every source of the recipe; writes nothing. Raises BadInput at the first unusable source."""
    result = Harvest()
    order = sorted(recipe.imports, key=lambda item: item.profile.layer not in FIRST)
    for number, item in enumerate(order):
        step = ctx.step(number / len(order), (number + 1) / len(order))
        step.progress(0.0, f"{item.profile.title} : « {os.path.basename(item.path)} »")
        if item.profile.raster:
            if not os.path.exists(item.path):
                raise BadInput(f"Le fichier « {os.path.basename(item.path)} » est introuvable.", item.path)
            report = ImportReport(item.profile.name, "raster", os.path.basename(item.path))
            result.grids.append((item, report))
            result.reports.append((item, report))
            continue
        frame, report = _one(item, recipe, result, espace, step)
        result.frames.setdefault(item.profile.layer, []).append(frame)
        result.reports.append((item, report))
        if item.profile.scope:
            result.scopes[item.profile.layer] = item.profile.scope
    _complete(result, recipe, _communes(result, espace))
    return result


def _one(item: Import, recipe: Recipe, result: Harvest, espace: Espace, ctx: JobContext) -> Tuple[gpd.GeoDataFrame, ImportReport]:
    profile = item.profile
    layer = source.choose_layer(item.path, profile, item.layer) if os.path.exists(item.path) else item.layer
    report = ImportReport(profile.name, profile.layer, os.path.basename(item.path), layer)
    options: Dict[str, Any] = {**profile.options, **item.options, "departement": recipe.departement}
    if item.millesime and profile.layer in ("carreau_population", "population_commune"):
        options.setdefault({"carreau_population": "millesime", "population_commune": "annee"}[profile.layer], item.millesime[:4])
    if "localiser" in profile.steps:
        options["communes"] = _communes(result, espace)
        if options.get("jointure") and not os.path.isabs(str(options["jointure"])):
            options["jointure"] = str(Path(item.path).parent / str(options["jointure"]))
    raw = source.read(item.path, profile, layer, report, recipe.departement)
    frame = transform.to_layer(raw, profile, options, report, ctx)
    if not len(frame) and not item.optional:
        raise BadInput(f"« {os.path.basename(item.path)} » : aucune ligne utilisable pour « {profile.title} » ({report.sentence()})")
    return frame, report


def _communes(result: Harvest, espace: Espace) -> Optional[gpd.GeoDataFrame]:
    frame = result.layer("commune")
    if frame is None and in_use(espace):
        frame = read_layer(espace.referentiel_gpkg, "commune")
    return frame if frame is not None and len(frame) else None


def _complete(result: Harvest, recipe: Recipe, communes: Optional[gpd.GeoDataFrame]) -> None:
    reports = {id(frame): report for (name, frames) in result.frames.items() for frame, report in zip(frames, reports_of(result, name))}
    for frame in result.frames.get("commune", ()):
        note = complete.chief_places(frame)
        if note:
            reports[id(frame)].note(note)
    if communes is not None:
        for name in ("batiment", "etablissement"):
            for frame in result.frames.get(name, ()):
                complete.commune_codes(frame, communes)
        for frame in result.frames.get("etablissement", ()):
            complete.doubtful_positions(frame, communes, reports[id(frame)], recipe.departement)
    perimeters = result.layer("perimetre_ppr")
    if perimeters is not None:
        for name in ("zone_reglementaire_ppr", "perimetre_ppr"):
            for frame in result.frames.get(name, ()):
                complete.plan_names(frame, perimeters)


def vectors(result: Harvest) -> List[Tuple[Import, ImportReport, gpd.GeoDataFrame]]:
    """Each vector import with its report and its rows."""
    sources = [pair for pair in result.reports if not pair[0].profile.raster]
    left = {name: list(frames) for name, frames in result.frames.items()}
    return [(item, report, left[item.profile.layer].pop(0)) for item, report in sources]


def reports_of(result: Harvest, layer: str) -> List[ImportReport]:
    return [report for item, report in result.reports if item.profile.layer == layer and not item.profile.raster]


def in_use(espace: Espace) -> Optional[Path]:
    """Folder of the generation in use; None when there is none, or when CURRENT names one that is gone."""
    try:
        return espace.generation
    except BadInput:
        return None
