"""Job of `mosaique`: a flight's vertical photographs as one image of the ground, in minutes, with what it is worth."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..importer.source import JPEG, list_source
from ..preuve.depot import Depot
from . import ajustement, liens, relief, rendu, vues

SHARE = 0.6  # of the photographs that must hold together
MOST_RESIDUAL = 0.025  # of the flying height, for nine ties out of ten
FLOOR_M = 0.5
LEVELLINGS = 2
METHOD = "Assemblage à plat : chaque photo est posée par translation, rotation et échelle. Les objets hauts et le relief y sont déplacés."
LEVELLED = "Assemblage redressé sur le terrain : chaque photo est supposée exactement verticale. Bâtiments et arbres y restent déplacés."


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, photos (folder or list of files) or mission, sortie (.tif), pixel (cm), mnt, altitude_decollage, forcer."""
    espace = Espace.at(params["espace"])
    paths = _paths(espace, params)
    target = _target(espace, params)
    ctx.progress(0.0, "Lecture des photos")
    views, epsg, notes = vues.gather(paths)
    features = liens.find_features(views, ctx.step(0.02, 0.35))
    ties = liens.match(views, features, ctx.step(0.35, 0.65))
    groups = liens.components(len(views), ties)
    kept = groups[0]
    if len(kept) < max(vues.MINIMUM, SHARE * len(views)):
        raise BadInput(
            f"Recouvrement insuffisant : {len(kept)} photo(s) sur {len(views)} tiennent ensemble. "
            "Volez avec 70 % de recouvrement, ou choisissez une seule zone."
        )
    if len(kept) < len(views):
        names = ", ".join(views[k].name for k in range(len(views)) if k not in set(kept))
        notes.append(f"{len(views) - len(kept)} photo(s) sans lien avec les autres, écartée(s) : {names}.")
    views, ties = _restrict(views, ties, kept)
    features = [features[k] for k in sorted(kept)] if features else []
    solution = _solve(views, ties)
    turned = ajustement.flipped(views, solution.headings)
    if turned:
        notes.append(_flip_note(views, turned))
    quality, doubts = _quality(views, solution), []
    takeoff = float(params["altitude_decollage"]) if params.get("altitude_decollage") is not None else None
    ground = relief.under(views, solution, epsg, espace, params.get("mnt"), takeoff)
    corrected = False
    if ground is not None and relief.FLAT < ground.share < relief.STEEPEST:
        levelled = _level(views, features, solution, ground, ctx.step(0.65, 0.68))
        better = _quality(views, levelled) if levelled is not None else quality
        corrected = better["residu_p90_m"] < quality["residu_p90_m"]
        if corrected and levelled is not None:
            solution, quality = levelled, better
            notes.append(f"Redressée sur le terrain, qui varie de {ground.spread:.0f} m sous le vol.")
    if ground is not None and not corrected:
        if ground.share > relief.MOST:
            doubts.append(f"le terrain varie de {ground.spread:.0f} m sous un vol à {quality['hauteur_m']:.0f} m")
            doubts[-1] += " et le redressement n'améliore pas les raccords" if ground.share < relief.STEEPEST else ""
        ground = None
    if quality["residu_p90_m"] > max(FLOOR_M, MOST_RESIDUAL * quality["hauteur_m"]):
        doubts.append(f"les raccords s'écartent de {_metres(quality['residu_p90_m'])} (neuf sur dix sont meilleurs)")
    if doubts and not params.get("forcer"):
        raise BadInput(
            f"Mosaïque refusée : {' ; '.join(doubts)}. L'assemblage tromperait : utilisez un logiciel de photogrammétrie, "
            "ou forcez-la pour un simple coup d'œil."
        )
    notes += [f"FORCÉE malgré : {doubt}." for doubt in doubts]
    ctx.progress(0.68, "Assemblage des photos")
    pixel = float(params["pixel"]) / 100 if params.get("pixel") else _round_pixel(max(1, views[0].width / 2000) * quality["finesse_m"])
    metres = quality["finesse_m"]
    if not 0.2 * metres <= pixel <= 5:
        raise BadInput(f"Pixel hors limites : choisissez entre {100 * metres:.1f} cm (finesse des photos) et 500 cm.")
    phrase = _phrase(quality, len(views))
    method = LEVELLED if ground is not None else METHOD
    tags = {"TIFFTAG_IMAGEDESCRIPTION": f"{phrase} {method}", "TIFFTAG_SOFTWARE": "Suite DDTM", **_worth(quality)}
    frame, seams = rendu.render(target, views, solution, epsg, pixel, tags, ctx.step(0.68, 0.97), ground)
    seam_file = _write_seams(target, seams, views, solution, turned, epsg)
    return {
        "phrase": phrase,
        **quality,
        "photos": len(views),
        "photos_ecartees": len(paths) - len(views),
        "retournees": [views[k].name for k in turned],
        "pixel_m": pixel,
        "epsg": epsg,
        "taille": [frame.width, frame.height],
        "redressee": ground is not None,
        "notes": [*notes, method],
        "fichiers": [str(target), seam_file],
        "sortie": str(target),
    }


def _solve(views: Sequence[vues.View], ties: Sequence[liens.Tie], sizes: Optional[np.ndarray] = None) -> ajustement.Solution:
    found, metres, samples = ajustement.headings(views, ties)
    if not samples or math.isnan(metres) or np.isnan(found).any():
        raise BadInput("Les positions GPS sont trop proches les unes des autres pour orienter la mosaïque : choisissez un vol en bandes.")
    return ajustement.adjust(views, ties, found, metres, samples, sizes)


def _level(
    views: Sequence[vues.View], features: Sequence[liens.Features], solution: ajustement.Solution, ground: relief.Relief, ctx: JobContext
) -> Optional[ajustement.Solution]:
    """The adjustment of what would be seen over level ground: relief no longer parts the ties. None when they no longer hold together."""
    sizes = ground.heights / float(np.median(ground.heights))
    for turn in range(LEVELLINGS):
        ties = liens.match(views, ground.flatten(solution, features), ctx.step(turn / LEVELLINGS, (turn + 1) / LEVELLINGS))
        if len(liens.components(len(views), ties)[0]) < len(views):
            return None
        solution = _solve(views, ties, sizes)
    return solution


def _worth(quality: Mapping[str, Any]) -> Dict[str, str]:
    """What measuring on the mosaic must know: spread of a place against its neighbours, doubt on the scale."""
    scale = max(abs(quality["echelle_ecart"] or 0.0), 0.005)
    return {"DDTM_ECART_TYPE_M": f"{quality['residu_median_m']:.3f}", "DDTM_ECHELLE": f"{scale:.4f}"}


def _paths(espace: Espace, params: Params) -> List[Path]:
    given = params.get("photos")
    if given:
        if isinstance(given, (list, tuple)) and len(given) != 1:
            return [Path(one) for one in given]
        root = Path(given if isinstance(given, str) else given[0])
        return [item.path for item in list_source(root, Depot(espace).root) if item.path.suffix.lower() in JPEG]
    mission = travail.mission(espace, params.get("mission"))
    if mission is None:
        raise BadInput("Choisissez un dossier de photos ou une mission.")
    return [
        espace.root / row["fichier"] for row in rows(espace.travail_gpkg, "drone_photo", {"mission_uuid": mission["uuid"]}, geometry=False)
    ]


def _target(espace: Espace, params: Params) -> Path:
    if not params.get("sortie"):
        return espace.sorties / f"mosaique_{dt.datetime.now():%Y%m%d_%H%M%S}.tif"
    target = Path(params["sortie"])
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise BadInput("La mosaïque est un GeoTIFF : donnez un nom qui finit par .tif.")
    return target


def _restrict(views: Sequence[vues.View], ties: Sequence[liens.Tie], kept: Sequence[int]):
    ranks = {old: new for new, old in enumerate(sorted(kept))}
    inside = [
        liens.Tie(ranks[t.i], ranks[t.j], t.p, t.q, t.matrix, t.witness_p, t.witness_q) for t in ties if t.i in ranks and t.j in ranks
    ]
    return [views[k] for k in sorted(kept)], inside


def _quality(views: Sequence[vues.View], solution: ajustement.Solution) -> Dict[str, Any]:
    shift = ajustement.gps_shift(views, solution)
    seen = ajustement.witness_residuals(solution)
    heights = [view.above for view in views if view.above]
    stated = [view.ground for view in views if view.ground]
    return {
        "residu_median_m": float(np.median(seen)),
        "residu_p90_m": float(np.percentile(seen, 90)),
        "residu_ajustement_m": float(np.median(solution.residuals)),
        "liens": int(len(solution.residuals)),
        "temoins": int(len(seen)),
        "paires": len(solution.ties),
        "decalage_gps_m": float(np.sqrt((shift**2).mean())),
        "decalage_gps_max_m": float(shift.max()),
        "finesse_m": solution.metres_per_pixel,
        "finesse_annoncee_m": float(np.median(stated)) if stated else None,
        "echelle_ecart": ajustement.scale_error(views, solution),
        "hauteur_m": float(np.median(heights)) if heights else 50.0,
    }


def _flip_note(views: Sequence[vues.View], turned: Sequence[int]) -> str:
    """Runs of neighbours are named as one strip."""
    runs: List[List[int]] = []
    for k in turned:
        if runs and k == runs[-1][-1] + 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    words = [views[run[0]].name if len(run) == 1 else f"{views[run[0]].name} à {views[run[-1]].name}" for run in runs]
    return f"Cap enregistré faux de 180° environ : {', '.join(words)} ({len(turned)} photo(s)). Le cap retenu vient du GPS et des liens."


def _phrase(quality: Mapping[str, Any], count: int) -> str:
    return (
        f"Mosaïque de {count} photos : raccords à {_metres(quality['residu_median_m'])} (médiane) et {_metres(quality['residu_p90_m'])} "
        f"(9 sur 10), calage GPS à {_metres(quality['decalage_gps_m'])} près."
    )


def _metres(value: float) -> str:
    return f"{value:.2f} m".replace(".", ",")


def _round_pixel(metres: float) -> float:
    for step in (0.01, 0.02, 0.03, 0.04, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 1.0):
        if step >= metres * 0.99:
            return step
    return round(metres, 1)


def _write_seams(
    target: Path, seams: Sequence[Any], views: Sequence[vues.View], solution: ajustement.Solution, turned: Sequence[int], epsg: int
) -> str:
    import geopandas
    from shapely.geometry import MultiPolygon

    shift = ajustement.gps_shift(views, solution)
    table: Dict[str, List[Any]] = {"photo": [], "cap_lu": [], "cap_retenu": [], "retournee": [], "decalage_gps_m": []}
    shapes = []
    for rank, geometry in seams:
        a, b = solution.parameters[rank][:2]
        yaw: Optional[float] = views[rank].yaw
        for name, value in (
            ("photo", views[rank].name), ("cap_lu", yaw), ("cap_retenu", round(math.degrees(-math.atan2(b, a)) % 360, 1)),
            ("retournee", rank in set(turned)), ("decalage_gps_m", round(float(shift[rank]), 2)),
        ):  # fmt: skip
            table[name].append(value)
        shapes.append(geometry if geometry.geom_type == "MultiPolygon" else MultiPolygon([geometry]))
    path = target.with_name(target.stem + "_coutures.gpkg")
    partial = path.with_name(path.stem + ".part.gpkg")
    try:
        geopandas.GeoDataFrame(table, geometry=shapes, crs=f"EPSG:{epsg}").to_file(partial, layer="coutures", driver="GPKG")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return str(path)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
