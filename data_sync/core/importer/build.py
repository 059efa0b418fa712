"""From a recipe to a new generation: read every source, complete the layers, write, compute the arrays, switch."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Set

import pandas as pd

from data_sync.core.generation import staged_generation, write_pack
from shared import catalogue
from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg.backup import backup
from shared.gpkg.bulk import read_layer, write_layer
from shared.gpkg.check import check
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from . import arrays, raster, reglements, twins
from .harvest import Harvest, harvest, in_use, reports_of, stack, vectors
from .recipe import Recipe
from .report import ASIDE, count

NOT_MIXED = " Le paquet précédent n'est pas repris : données réelles et exercice ne se mélangent pas."


def build(recipe: Recipe, espace: Espace, ctx: JobContext) -> Dict[str, Any]:
    """Make and take into use a new generation of `espace` from the recipe; returns the report (JSON-able).

    Layers that the recipe does not import are carried over from the generation in use, unless that one is an exercise and
    the recipe is not (or the reverse). Any error leaves the work space as it was.
    """
    gathered = harvest(recipe, espace, ctx.step(0.0, 0.45))
    held, carried = in_use(espace), _carried(espace, recipe)
    with staged_generation(espace) as staging:
        gpkg = staging / "referentiel.gpkg"
        ctx.progress(0.46, "Écriture du référentiel")
        if carried is None:
            create(gpkg, catalogue.layers("reference"), exercise=recipe.exercice)
        else:
            backup(carried / "referentiel.gpkg", gpkg)
            migrate(gpkg, catalogue.layers("reference"))
            for spare in staging.glob("referentiel.avant-*"):  # migrate's own safety copy: the generation in use is one already
                spare.unlink()
            _link(carried, staging, _replaced(gathered))
        _write_layers(gpkg, gathered, ctx.step(0.46, 0.6))
        _write_grids(staging, gpkg, gathered, ctx.step(0.6, 0.65))
        reglements.carry(vectors(gathered), staging)
        _write_sources(gpkg, gathered, recipe)
        notes = arrays.build_all(staging, set(gathered.frames), recipe, gathered, ctx.step(0.65, 0.95))
        _verify(gpkg)
        for number, (_, report) in enumerate(gathered.reports, 1):
            report.write(staging / "rapports", f"{number:02d}_{report.profile}")
        said = [f"{item.profile.title} : {note}" for item, report in gathered.reports for note in report.notes]
        pack = _pack(gpkg, recipe, espace, carried, notes + said)
        write_pack(staging, pack)
        ctx.progress(0.98, "Mise en service")
    return {
        "phrase": _sentence(recipe, espace, gathered) + (NOT_MIXED if held is not None and carried is None else ""),
        "generation": espace.generation_name,
        "dossier": str(espace.generation),
        "rapports": [report.as_dict() for _, report in gathered.reports],
        "remarques": notes,
        "pack": pack,
    }


def _carried(espace: Espace, recipe: Recipe) -> Optional[Path]:
    """Folder of the generation to start from: the one in use, never mixing exercise and real data."""
    held = in_use(espace)
    return held if held is not None and espace.is_exercise == recipe.exercice else None


def _replaced(gathered: Harvest) -> Set[str]:
    """Files of the generation (relative) that this import makes again."""
    again = {raster.file_name(item.path, item.options) for item, _ in gathered.grids}
    changed = set(gathered.frames)
    return again | {name for name, layers in arrays.MADE_FROM.items() if changed & layers}


def _link(carried: Path, staging: Path, replaced: Set[str]) -> None:
    """Grids and arrays of the generation in use that stay: linked where the disk can, else copied. Never those made again,
    as a link shares its content with the generation in use."""
    grids = [*sorted((carried / raster.FOLDER).glob("*")), *sorted(carried.glob("*.tif"))]  # the exercise pack keeps its own beside
    rules = sorted((carried / reglements.FOLDER).glob("*"))
    for path in [*(carried / name for name in arrays.MADE_FROM), *grids, *rules]:
        name = path.relative_to(carried).as_posix()
        if path.is_file() and name not in replaced:
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, target)
            except OSError:
                shutil.copyfile(path, target)


def _write_layers(gpkg: Path, gathered: Harvest, ctx: JobContext) -> None:
    for number, name in enumerate(gathered.frames):
        frame = gathered.layer(name)
        frame = _with_kept(gpkg, name, frame, gathered.scopes.get(name))
        frame = frame.drop_duplicates("uuid")
        if name == "etablissement":
            frame = _without_twins(frame, gathered)
        table = frame if catalogue.LAYERS[name].geometry else pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
        step = ctx.step(number / len(gathered.frames), (number + 1) / len(gathered.frames))
        write_layer(gpkg, name, table, replace=True, ctx=step)


def _without_twins(frame, gathered: Harvest):
    """The establishments less those that another source gives better, told in the report of their own source."""
    lost = twins.superseded(frame)
    for part, report in zip(gathered.frames["etablissement"], reports_of(gathered, "etablissement")):
        report.add(
            ASIDE, twins.REASON, report.kept_rows[part["uuid"].isin(lost).to_numpy()], list(part.loc[part["uuid"].isin(lost), "nom"])
        )
    return frame[~frame["uuid"].isin(lost)]


def _with_kept(gpkg: Path, name: str, frame, scope: Optional[str]):
    """The new rows, plus those held for other sources of the same layer (another `scope` value)."""
    if not scope:
        return frame
    held = read_layer(gpkg, name)
    held = held[~held[scope].isin(set(frame[scope].dropna()))] if len(held) else held
    return stack([frame, held]) if len(held) else frame


def _write_grids(staging: Path, gpkg: Path, gathered: Harvest, ctx: JobContext) -> None:
    rows = []
    for number, (item, report) in enumerate(gathered.grids):
        options = {"millesime": item.millesime, "source": item.mention, **item.options}
        step = ctx.step(number / len(gathered.grids), (number + 1) / len(gathered.grids))
        rows.append(raster.to_cog(item.path, staging, item.profile, options, report, step))
    if rows:
        write_layer(gpkg, "raster", _with_kept(gpkg, "raster", pd.DataFrame(rows, dtype=object), "nom"), replace=True)


def _write_sources(gpkg: Path, gathered: Harvest, recipe: Recipe) -> None:
    rows = [
        {
            "uuid": str(uuid.uuid4()),
            "couche": report.layer,
            "source": item.mention or item.profile.source or item.profile.title,
            "licence": item.licence or item.profile.licence,
            "millesime": item.millesime or None,
            "date_import": utc_now(),
            "exercice": recipe.exercice,
            "lignes_lues": report.lues,
            "lignes_gardees": report.gardees,
            "lignes_reparees": report.reparees,
            "lignes_refusees": report.refusees,
        }
        for item, report in gathered.reports
    ]
    new = pd.DataFrame(rows, dtype=object)
    held = read_layer(gpkg, "source_donnee")
    if len(held):
        whole = {name for name in gathered.frames if name not in gathered.scopes}
        pairs = set(zip(new["couche"], new["source"]))
        keep = [couche not in whole and (couche, said) not in pairs for couche, said in zip(held["couche"], held["source"])]
        new = stack([new, held[keep]])
    write_layer(gpkg, "source_donnee", new, replace=True)


def _verify(gpkg: Path) -> None:
    report = check(gpkg, catalogue.layers("reference"))
    if not report.ok:
        raise DdtmError("Le référentiel construit ne passe pas la vérification : il n'est pas mis en service.", str(report))


def _pack(gpkg: Path, recipe: Recipe, espace: Espace, carried: Optional[Path], notes: List[str]) -> Mapping[str, Any]:
    rows = read_layer(gpkg, "source_donnee")
    rows = rows.astype(object).where(rows.notna(), None)
    dated: Dict[str, str] = {}
    for couche, years in rows[rows["millesime"].notna()].groupby("couche", sort=False)["millesime"]:
        dated[couche] = years.iloc[0] if years.nunique() == 1 else f"{years.min()} à {years.max()}"
    before = espace.pack if carried is not None else {}
    return {
        "titre": recipe.titre if recipe.titre != "Référentiel" else before.get("titre", recipe.titre),
        "exercice": recipe.exercice,
        "version": int(before.get("version", 0)) + 1,
        "cree_le": utc_now(),
        "departement": recipe.departement or before.get("departement", ""),
        "millesimes": dated,
        "sources": rows[["couche", "source", "licence", "millesime"]].to_dict("records"),
        "remarques": notes,
    }


def _sentence(recipe: Recipe, espace: Espace, gathered: Harvest) -> str:
    kept = sum(report.gardees for _, report in gathered.reports)
    refused = sum(report.refusees for _, report in gathered.reports)
    return (
        f"{count(kept, 'ligne importée', 'lignes importées')} de {count(len(gathered.reports), 'source', 'sources')} "
        f"({count(refused, 'refusée', 'refusées')}) ; paquet « {espace.pack['titre']} » en service ({espace.generation_name})."
    )
