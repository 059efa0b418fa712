"""Coordinate systems: declared, missing, wrong or mixed; everything comes out in EPSG:2154, or is refused."""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np
import pyproj
import shapely

from shared.catalogue import CRS_EPSG
from shared.errors import BadInput

from .report import REFUSED, REPAIRED, ImportReport

# Metropolitan France with its neighbours' first tens of kilometres, per system: (xmin, ymin, xmax, ymax).
PLAUSIBLE = {
    2154: (-50_000, 6_000_000, 1_350_000, 7_200_000),
    4326: (-6.0, 41.0, 10.5, 51.5),
    27572: (0, 1_580_000, 1_250_000, 2_720_000),
    3035: (3_150_000, 1_950_000, 4_400_000, 3_250_000),
    3943: (1_100_000, 2_050_000, 2_300_000, 2_420_000),
    3944: (1_100_000, 3_050_000, 2_300_000, 3_420_000),
    32631: (-100_000, 4_500_000, 1_300_000, 5_750_000),
}
NAMES = {
    2154: "Lambert-93",
    4326: "longitude-latitude (WGS 84)",
    27572: "Lambert II étendu",
    3035: "LAEA Europe",
    3943: "CC43",
    3944: "CC44",
    32631: "UTM 31",
}
_GUESSES = (2154, 4326, 27572, 3035, 3944, 3943, 32631)  # disjoint extents, except UTM which is tried last
_PER_ROW = (2154, 4326)


def to_lambert(
    geometry: np.ndarray, declared: Any, rows: np.ndarray, report: ImportReport, default: Optional[int] = None
) -> Tuple[np.ndarray, np.ndarray]:
    """Bring an array of geometries to EPSG:2154.

    declared: what the file says (pyproj CRS, WKT, EPSG number or None). Rows whose coordinates do not fit the declared
    system but fit Lambert-93 or degrees (axes swapped included) are repaired, the others refused. Returns `(geometry,
    kept mask)`. Raises BadInput when nothing says, nor lets guess, which system the file is in.
    """
    geometry = np.asarray(geometry, dtype=object).copy()
    present = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    kept = np.ones(len(geometry), dtype=bool)
    if not present.any():
        return geometry, kept
    bounds = shapely.bounds(geometry)
    epsg, transformer = _system(declared, bounds[present], report, default)
    fits = _fits(bounds, epsg) if epsg in PLAUSIBLE else _fits_after(bounds, transformer)
    done = np.zeros(len(geometry), dtype=bool)
    _move(geometry, present & fits, transformer)
    done |= present & fits
    said = NAMES.get(epsg, f"EPSG:{epsg}" if epsg else "système annoncé")
    for other in _PER_ROW:
        if other == epsg:
            continue
        mask = present & ~done & _fits(bounds, other)
        _move(geometry, mask, _transformer(other))
        report.add(REPAIRED, f"coordonnées en {NAMES[other]} dans un fichier annoncé en {said} : reprojetées", rows[mask])
        done |= mask
    swapped = present & ~done & _fits(bounds[:, [1, 0, 3, 2]], 4326)
    if swapped.any():
        geometry[swapped] = shapely.transform(geometry[swapped], lambda xy: xy[:, ::-1])
        _move(geometry, swapped, _transformer(4326))
        report.add(REPAIRED, "latitude et longitude inversées : remises dans l'ordre", rows[swapped])
        done |= swapped
    lost = present & ~done
    examples = ["" if not np.isfinite(b).all() else f"x={b[0]:.6g} y={b[1]:.6g}" for b in bounds[lost]]
    report.add(REFUSED, f"coordonnées hors de France dans le système annoncé ({said})", rows[lost], examples)
    kept[lost] = False
    geometry[lost] = None
    return geometry, kept


def _system(declared: Any, bounds: np.ndarray, report: ImportReport, default: Optional[int]):
    if declared is not None and str(declared) not in ("", "None"):
        try:
            crs = pyproj.CRS.from_user_input(declared)
        except pyproj.exceptions.CRSError as error:
            raise BadInput(
                "Le système de coordonnées annoncé par le fichier est illisible : réenregistrez-le en Lambert-93.", str(error)
            ) from error
        if crs.is_engineering if hasattr(crs, "is_engineering") else False:
            return _guess(bounds, report, default)
        epsg = crs.to_epsg(min_confidence=70) or _lambert93_by_name(crs)
        if epsg in (4171, 4258):  # RGF93 and ETRS89 degrees: same place as WGS 84 at the precision of a crisis map
            return 4326, _transformer(4326)
        return epsg, _transformer(epsg if epsg else crs)
    return _guess(bounds, report, default)


def _guess(bounds: np.ndarray, report: ImportReport, default: Optional[int]):
    order = ([default] if default else []) + [epsg for epsg in _GUESSES if epsg != default]
    for epsg in order:
        if epsg in PLAUSIBLE and _fits(bounds, epsg).mean() >= 0.9:
            report.note(f"Système de coordonnées non indiqué : {NAMES[epsg]} (EPSG:{epsg}) reconnu à l'étendue des coordonnées.")
            return epsg, _transformer(epsg)
    raise BadInput(
        "Le fichier n'indique pas son système de coordonnées et ses valeurs ne permettent pas de le reconnaître : réenregistrez-le en Lambert-93 (EPSG:2154)."
    )


def _lambert93_by_name(crs: pyproj.CRS) -> Optional[int]:
    """Old .prj of State services name Lambert-93 by its IGNF code, which has no EPSG number."""
    name = crs.name.upper().replace("_", " ").replace("-", " ")
    return CRS_EPSG if "LAMBERT 93" in name or "LAMB93" in name else None


def _transformer(system) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(system, CRS_EPSG, always_xy=True)


def _fits(bounds: np.ndarray, epsg: int) -> np.ndarray:
    xmin, ymin, xmax, ymax = PLAUSIBLE[epsg]
    with np.errstate(invalid="ignore"):
        return (bounds[:, 0] >= xmin) & (bounds[:, 1] >= ymin) & (bounds[:, 2] <= xmax) & (bounds[:, 3] <= ymax)


def _fits_after(bounds: np.ndarray, transformer: pyproj.Transformer) -> np.ndarray:
    x0, y0 = transformer.transform(bounds[:, 0], bounds[:, 1])
    x1, y1 = transformer.transform(bounds[:, 2], bounds[:, 3])
    return _fits(np.column_stack((x0, y0, x1, y1)), CRS_EPSG)


def _move(geometry: np.ndarray, mask: np.ndarray, transformer: pyproj.Transformer) -> None:
    if mask.any() and transformer.source_crs != transformer.target_crs:
        geometry[mask] = shapely.transform(geometry[mask], lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))
