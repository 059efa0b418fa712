"""How much of a zone lies outside the communes of the pack: nobody is counted there, and the answer says so."""

from __future__ import annotations

import shapely

from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

WORTH_SAYING = 0.01


def outside_share(zone: shapely.MultiPolygon, espace: Espace, ctx: JobContext) -> float:
    """Share (0 to 1) of the zone's area outside every commune; 0 when the pack has no communes to compare with."""
    communes = ctx.cached(str(espace.referentiel_gpkg), "ddtm_crise.evacuation.communes", _outline)
    if communes.is_empty or shapely.covers(communes, zone):
        return 0.0
    return max(0.0, shapely.difference(zone, communes).area / zone.area)


def note(share: float) -> str:
    """French sentence, "" when there is nothing worth saying."""
    if share < WORTH_SAYING:
        return ""
    if share > 0.999:
        return "La zone est entièrement hors des communes du paquet (mer ou département voisin) : ses habitants ne sont pas connus."
    return (
        f"{share * 100:.0f} % de la zone est hors des communes du paquet (mer ou département voisin) : ses habitants n'y sont pas comptés."
    )


def _outline(path: str) -> shapely.Geometry:
    rows = read.rows(path, "commune", fields=("code_insee",)) if "commune" in read.layer_names(path) else []
    shapes = shapely.make_valid(shapely.from_wkb([row["geom"] for row in rows if row.get("geom")]))
    outline = shapely.union_all(shapes) if len(shapes) else shapely.Polygon()
    shapely.prepare(outline)
    return outline
