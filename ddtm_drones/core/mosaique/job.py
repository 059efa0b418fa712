"""Job of `mosaique`: a flight's vertical photographs as one image of the ground, in minutes, with what it is worth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..importer.source import JPEG, list_source
from ..preuve.depot import Depot
from . import complete, coutures, rapide, rendu, vues
from .pose import metres

OTHER = {
    "rapide": "essayez le moteur complet ou un logiciel de photogrammétrie",
    "complete": "volez avec plus de recouvrement",
}
ENGINES = {"rapide": rapide.lay, "complete": complete.lay}


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, photos (folder or list of files) or mission, sortie (.tif), pixel (cm), mnt, altitude_decollage, forcer, moteur (rapide, complete)."""
    espace = Espace.at(params["espace"])
    engine = str(params.get("moteur") or "rapide")
    if engine not in ENGINES:
        raise BadInput(f"Moteur inconnu : « {engine} ». Choisissez rapide ou complete.")
    paths = _paths(espace, params)
    target = _target(espace, params)
    ctx.progress(0.0, "Lecture des photos")
    views, epsg, notes = vues.gather(paths)
    laid = ENGINES[engine](views, epsg, espace, params, ctx.step(0.02, 0.68))
    views, quality = laid.views, laid.quality
    notes += laid.notes
    if laid.turned:
        notes.append(_flip_note(views, laid.turned))
    if laid.doubts and not params.get("forcer"):
        raise BadInput(
            f"Mosaïque refusée : {' ; '.join(laid.doubts)}. L'assemblage tromperait : {OTHER[engine]}, "
            "ou forcez-la pour un simple coup d'œil."
        )
    notes += [f"FORCÉE malgré : {doubt}." for doubt in laid.doubts]
    ctx.progress(0.68, "Assemblage des photos")
    fine = quality["finesse_m"]
    pixel = float(params["pixel"]) / 100 if params.get("pixel") else _round_pixel(max(1, views[0].width / 2000) * fine)
    if not 0.2 * fine <= pixel <= 5:
        raise BadInput(f"Pixel hors limites : choisissez entre {100 * fine:.1f} cm (finesse des photos) et 500 cm.")
    phrase = _phrase(quality, len(views))
    tags = {"TIFFTAG_IMAGEDESCRIPTION": f"{phrase} {laid.method}", "TIFFTAG_SOFTWARE": "Suite DDTM", **_worth(quality)}
    frame, seams = rendu.render(target, views, laid.placed, epsg, pixel, tags, ctx.step(0.68, 0.97))
    seam_file = coutures.write(target, seams, laid, epsg)
    return {
        "phrase": phrase,
        **quality,
        "moteur": engine,
        "photos": len(views),
        "photos_ecartees": len(paths) - len(views),
        "retournees": [views[k].name for k in laid.turned],
        "pixel_m": pixel,
        "epsg": epsg,
        "taille": [frame.width, frame.height],
        "redressee": laid.corrected,
        "notes": [*notes, laid.method],
        "fichiers": [str(target), seam_file],
        "sortie": str(target),
    }


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
        espace.piece(row["fichier"]) for row in rows(espace.travail_gpkg, "drone_photo", {"mission_uuid": mission["uuid"]}, geometry=False)
    ]


def _target(espace: Espace, params: Params) -> Path:
    if not params.get("sortie"):
        return espace.sorties / f"mosaique_{dt.datetime.now():%Y%m%d_%H%M%S}.tif"
    target = Path(params["sortie"])
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise BadInput("La mosaïque est un GeoTIFF : donnez un nom qui finit par .tif.")
    return target


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
    seen = f", reprojection à {quality['reprojection_px']:.2f} px".replace(".", ",") if "reprojection_px" in quality else ""
    return (
        f"Mosaïque de {count} photos : raccords à {metres(quality['residu_median_m'])} (médiane) et {metres(quality['residu_p90_m'])} "
        f"(9 sur 10){seen}, calage GPS à {metres(quality['decalage_gps_m'])} près."
    )


def _round_pixel(metres: float) -> float:
    for step in (0.01, 0.02, 0.03, 0.04, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 1.0):
        if step >= metres * 0.99:
            return step
    return round(metres, 1)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
