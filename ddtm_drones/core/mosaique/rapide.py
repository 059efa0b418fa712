"""The fast mosaic: each photograph by one similarity, straightened by its tilt, corrected by the terrain when both help."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from . import ajustement, inclinaison, liens, relief, vues
from .pose import Flat, Laid, metres

SHARE = 0.6  # of the photographs that must hold together
MOST_RESIDUAL = 0.025  # of the flying height, for nine ties out of ten
FLOOR_M = 0.5
LEVELLINGS = 2
WORSE = 1.1  # a recorded tilt is believed unless it parts the ties by more than this
METHOD = "Assemblage à plat : chaque photo est posée par translation, rotation et échelle. Les objets hauts et le relief y sont déplacés."
LEVELLED = "Assemblage redressé sur le terrain : chaque photo est posée par translation, rotation et échelle. Bâtiments et arbres y restent déplacés."


def lay(views: List[vues.View], epsg: int, espace: Espace, params: Params, ctx: JobContext) -> Laid:
    """Raises BadInput when too few photographs hold together."""
    notes: List[str] = []
    features = liens.find_features(views, ctx.step(0.02, 0.5))
    alike = liens.match(views, features, ctx.step(0.5, 0.95))
    views, features, alike, ties = together(views, features, alike, notes)
    tilts: Sequence[Optional[np.ndarray]] = [None] * len(views)
    solution = _solve(views, ties)
    quality = _quality(views, solution)
    solution, quality, features, tilts = _straighten(views, features, alike, solution, quality, notes)
    turned = ajustement.flipped(views, solution.headings)
    doubts: List[str] = []
    takeoff = float(params["altitude_decollage"]) if params.get("altitude_decollage") is not None else None
    ground = relief.under(views, solution, epsg, espace, params.get("mnt"), takeoff)
    corrected = False
    if ground is not None and relief.FLAT < ground.share < relief.STEEPEST:
        ctx.progress(0.95, "Redressement sur le terrain")
        levelled = _level(views, features, alike, solution, ground)
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
        doubts.append(f"les raccords s'écartent de {metres(quality['residu_p90_m'])} (neuf sur dix sont meilleurs)")
    method = LEVELLED if ground is not None else METHOD
    return Laid(views, Flat(views, solution, tilts, ground), quality, notes, doubts, turned, method, ground is not None)


def together(
    views: List[vues.View], features: List[liens.Features], alike: List[liens.Alike], notes: List[str]
) -> Tuple[List[vues.View], List[liens.Features], List[liens.Alike], List[liens.Tie]]:
    """Only the photographs that hold together, the others named in `notes`. Raises BadInput when they are too few."""
    ties = liens.fitted(alike, features)
    kept = liens.components(len(views), ties)[0]
    if len(kept) < max(vues.MINIMUM, SHARE * len(views)):
        raise BadInput(
            f"Recouvrement insuffisant : {len(kept)} photo(s) sur {len(views)} tiennent ensemble. "
            "Volez avec 70 % de recouvrement, ou choisissez une seule zone."
        )
    if len(kept) < len(views):
        names = ", ".join(views[k].name for k in range(len(views)) if k not in set(kept))
        notes.append(f"{len(views) - len(kept)} photo(s) sans lien avec les autres, écartée(s) : {names}.")
        views, features = [views[k] for k in sorted(kept)], [features[k] for k in sorted(kept)] if features else []
        alike, ties = liens.renumbered(alike, kept), liens.renumbered(ties, kept)
    return views, features, alike, ties


def _solve(views: Sequence[vues.View], ties: Sequence[liens.Tie], sizes: Optional[np.ndarray] = None) -> ajustement.Solution:
    found, metres, samples = ajustement.headings(views, ties)
    if not samples or math.isnan(metres) or np.isnan(found).any():
        raise BadInput("Les positions GPS sont trop proches les unes des autres pour orienter la mosaïque : choisissez un vol en bandes.")
    return ajustement.adjust(views, ties, found, metres, samples, sizes)


def _straighten(
    views: Sequence[vues.View],
    features: List[liens.Features],
    alike: Sequence[liens.Alike],
    solution: ajustement.Solution,
    quality: Dict[str, Any],
    notes: List[str],
) -> Tuple[ajustement.Solution, Dict[str, Any], List[liens.Features], List[Optional[np.ndarray]]]:
    """The adjustment of what would be seen straight down, unless the tilts recorded make it worse."""
    tilts = inclinaison.homographies(views)
    nothing: List[Optional[np.ndarray]] = [None] * len(views)
    if all(one is None for one in tilts):
        return solution, quality, features, nothing
    straight = inclinaison.straightened(tilts, features)
    ties = liens.fitted(alike, straight)
    if len(liens.components(len(views), ties)[0]) == len(views):
        again = _solve(views, ties)
        better = _quality(views, again)
        if better["residu_p90_m"] <= WORSE * quality["residu_p90_m"] + 0.5 * quality["finesse_m"]:
            notes.append(f"Inclinaison des photos prise en compte (jusqu'à {inclinaison.words(views)}).")
            return again, better, straight, tilts
    notes.append(f"Inclinaison enregistrée (jusqu'à {inclinaison.words(views)}) non retenue : elle écarte les raccords.")
    return solution, quality, features, nothing


def _level(
    views: Sequence[vues.View],
    features: Sequence[liens.Features],
    alike: Sequence[liens.Alike],
    solution: ajustement.Solution,
    ground: relief.Relief,
) -> Optional[ajustement.Solution]:
    """The adjustment of what would be seen over level ground: relief no longer parts the ties. None when they no longer hold together."""
    sizes = ground.heights / float(np.median(ground.heights))
    for _ in range(LEVELLINGS):
        ties = liens.fitted(alike, ground.flatten(solution, features))
        if len(liens.components(len(views), ties)[0]) < len(views):
            return None
        solution = _solve(views, ties, sizes)
    return solution


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
        "echelle_ecart": ajustement.scale_error(views, solution.parameters[:, 2:]),
        "hauteur_m": float(np.median(heights)) if heights else 50.0,
    }
