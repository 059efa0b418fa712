"""Job of `plan`: the outline of a mission as KML or GPX, for the pilot's own application."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Tuple
from xml.sax.saxutils import escape

from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from ..importer import travail
from ..vue.point import polygons_of

Places = List[Tuple[float, float]]


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, mission, sortie (.kml or .gpx)."""
    espace = Espace.at(params["espace"])
    mission = travail.mission(espace, params.get("mission"))
    if mission is None:
        raise BadInput("Choisissez une mission par son numéro.")
    if not mission["geom"]:
        raise BadInput(f"La mission {mission['numero']} n'a pas de zone : dessinez-la au registre avant de l'exporter.")
    name = f"mission_{mission['numero']}".replace("/", "-")
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"{name}.kml"
    writers = {".kml": _kml, ".gpx": _gpx}
    if target.suffix.lower() not in writers:
        raise BadInput("Le plan s'exporte en KML ou en GPX : donnez un nom qui finit par .kml ou .gpx.")
    polygons = [[_geographic(ring) for ring in polygon] for polygon in polygons_of(mission["geom"])]
    target.parent.mkdir(parents=True, exist_ok=True)
    title = escape(f"{mission['numero']} {mission['titre']}")
    write_whole(target, writers[target.suffix.lower()](title, mission["hauteur_max"], polygons).encode("utf-8"))
    return {
        "phrase": f"Zone de la mission {mission['numero']} exportée ({len(polygons)} contour(s)).",
        "fichiers": [str(target)],
        "sortie": str(target),
    }


def _geographic(ring: Places) -> Places:
    from pyproj import Transformer

    back = Transformer.from_crs(2154, 4326, always_xy=True)
    return [(float(x), float(y)) for x, y in (back.transform(*place) for place in ring)]


def _kml(title: str, height: Any, polygons: List[List[Places]]) -> str:
    def boundary(kind: str, ring: Places) -> str:
        places = " ".join(f"{x:.7f},{y:.7f}" for x, y in ring)
        return f"<{kind}><LinearRing><coordinates>{places}</coordinates></LinearRing></{kind}>"

    shapes = "".join(
        "<Polygon>"
        + "".join(boundary("innerBoundaryIs" if rank else "outerBoundaryIs", ring) for rank, ring in enumerate(polygon))
        + "</Polygon>"
        for polygon in polygons
    )
    told = f"<description>Hauteur maximale : {height:g} m</description>" if height else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{title}</name><Placemark><name>{title}</name>{told}<MultiGeometry>{shapes}</MultiGeometry></Placemark></Document></kml>\n"
    )


def _gpx(title: str, height: Any, polygons: List[List[Places]]) -> str:
    tracks = "".join(
        f"<trk><name>{title}</name><trkseg>" + "".join(f'<trkpt lat="{y:.7f}" lon="{x:.7f}"/>' for x, y in ring) + "</trkseg></trk>"
        for polygon in polygons
        for ring in polygon
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Suite DDTM" xmlns="http://www.topografix.com/GPX/1/1">{tracks}</gpx>\n'
