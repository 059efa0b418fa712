"""Job of `lieux`: places to fly, from the objects that the analysis of orthophotos found, grouped into sites a pilot can reach."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple
from xml.sax.saxutils import escape

from shared.catalogue.aigle import CLASSE_DETECTION, CONTROLE, PRESCRIPTION, VALIDATION
from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..mission.inscription import next_number
from ..mission.zone import as_multi, touched
from ..vue.point import photos_at

LAYER = "objet_detecte"
TO_FLY = ("suspect", "illegal", "non_verifie")
CONTROL = ("non_controle", "a_controler")
SITE_M = 250.0
MARGIN_M = 40.0
NONE_FOUND = "Aucun objet détecté ne répond à ces choix : élargissez-les, ou lancez d'abord l'analyse dans DDTM Aigle."
Site = Dict[str, Any]
COLUMNS: Tuple[Tuple[str, Callable[[Site], Any]], ...] = (
    ("site", lambda site: site["numero"]),
    ("objets", lambda site: len(site["objets"])),
    ("classes", lambda site: ", ".join(site["classes"])),
    ("priorite", lambda site: site["priorite"]),
    ("prescription", lambda site: site["prescription"]),
    ("commune", lambda site: site["commune"]),
    ("parcelles", lambda site: " ".join(site["parcelles"])),
    ("longitude", lambda site: f"{site['longitude']:.6f}"),
    ("latitude", lambda site: f"{site['latitude']:.6f}"),
    ("x_l93", lambda site: f"{site['x']:.0f}"),
    ("y_l93", lambda site: f"{site['y']:.0f}"),
    ("photo_la_plus_recente", lambda site: site["photo_le"]),
    ("objets_uuid", lambda site: " ".join(site["objets"])),
)


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, commune (name or INSEE code), classe, validation, controle (codes, comma separated; "tous"), priorite_min, rayon (m),
    limite (sites), sans_photo (true: leave out what a drone photograph already shows), mission (true: a mission asked for each site),
    cadre_juridique, demandeur, auteur, sortie (.kml, .gpx, .csv)."""
    espace = Espace.at(params["espace"])
    if params.get("mission") and not params.get("cadre_juridique"):
        raise BadInput("Indiquez le cadre juridique : une mission ne s'inscrit pas au registre sans lui.")
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"lieux_a_survoler_{dt.datetime.now():%Y%m%d_%H%M}.kml"
    writers = {".kml": _kml, ".gpx": _gpx, ".csv": _csv}
    if target.suffix.lower() not in writers:
        raise BadInput("La liste s'écrit en KML, en GPX ou en CSV : donnez un nom qui finit par .kml, .gpx ou .csv.")
    radius = float(params.get("rayon") or SITE_M)
    if not 10 <= radius <= 5000:
        raise BadInput("Le rayon d'un site est compris entre 10 et 5 000 m.")
    objects = _objects(espace, params)
    sites = sorted(_sites(objects, radius), key=lambda site: (-(site["priorite"] or 0), -len(site["objets"]), site["x"], site["y"]))
    for site in sites:
        site["photo_le"] = _last_photo(espace, site)
    left_out = 0
    if params.get("sans_photo"):
        left_out = sum(bool(site["photo_le"]) for site in sites)
        sites = [site for site in sites if not site["photo_le"]]
        if not sites:
            raise BadInput("Une photo de drone montre déjà chacun de ces lieux : décochez « sans photo » pour les lister tous.")
    total = len(sites)
    sites = sites[: int(params.get("limite") or total)]
    for rank, site in enumerate(sites, 1):
        site["numero"] = rank
    missions = _missions(espace, sites, params) if params.get("mission") else []
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, writers[target.suffix.lower()](sites).encode("utf-8"))
    count = sum(len(site["objets"]) for site in sites)
    notes = [f"{total - len(sites)} site(s) de moindre priorité laissé(s) de côté."] if total > len(sites) else []
    notes += [f"{left_out} site(s) déjà vu(s) par drone, laissé(s) de côté."] if left_out else []
    notes += [f"Missions inscrites : {', '.join(missions)}."] if missions else []
    notes.append("Une détection est un indice, pas une infraction : vérifiez le cadre juridique avant de survoler un lieu privé.")
    return {
        "phrase": f"{len(sites)} site(s) à survoler, {count} objet(s) détecté(s).",
        "sites": [{name: value for name, value in site.items() if name != "geom"} for site in sites],
        "missions": missions,
        "notes": notes,
        "fichiers": [str(target)],
        "sortie": str(target),
    }


def _codes(given: Any, allowed: Sequence[str], default: Optional[Sequence[str]], word: str) -> Optional[List[str]]:
    """Codes asked for; None means all of them."""
    text = ",".join(given) if isinstance(given, (list, tuple)) else str(given or "")
    asked = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if not asked:
        return list(default) if default is not None else None
    if asked == ["tous"] or asked == ["toutes"]:
        return None
    for code in asked:
        if code not in allowed:
            raise BadInput(f"{word} inconnu(e) : « {code} ». Choisissez parmi {', '.join(allowed)}, ou « tous ».")
    return asked


def _objects(espace: Espace, params: Params) -> List[Dict[str, Any]]:
    wanted = {
        "classe": _codes(params.get("classe"), CLASSE_DETECTION.codes, None, "Classe"),
        "validation": _codes(params.get("validation"), VALIDATION.codes, TO_FLY, "État de validation"),
        "controle": _codes(params.get("controle"), CONTROLE.codes, CONTROL, "État de contrôle"),
    }
    path = espace.travail_gpkg
    if not path.exists() or LAYER not in layer_names(path):
        raise BadInput(NONE_FOUND)
    found = rows(path, LAYER, {name: codes for name, codes in wanted.items() if codes is not None})
    commune = str(params.get("commune") or "").strip().casefold()
    least = float(params.get("priorite_min") or 0)
    kept = [
        row
        for row in found
        if row["geom"]
        and not row["parti_le"]
        and (not commune or commune in ((row["code_insee"] or "").casefold(), (row["commune"] or "").casefold()))
        and (row["priorite"] or 0) >= least
    ]
    if not kept:
        raise BadInput(NONE_FOUND)
    return kept


def _sites(objects: Sequence[Mapping[str, Any]], radius: float) -> List[Site]:
    """Objects within `radius` of the middle of a site are one flight; the most urgent ones make the sites."""
    import shapely

    back = _to_geographic()
    shapes = shapely.from_wkb([row["geom"] for row in objects])
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    order = sorted(range(len(objects)), key=lambda rank: (-(objects[rank]["priorite"] or 0), objects[rank]["uuid"]))
    tree = shapely.STRtree(shapely.points(middles))
    free = set(order)
    sites: List[Site] = []
    for rank in order:
        if rank not in free:
            continue
        near = [
            int(other) for other in tree.query(shapely.Point(middles[rank]), predicate="dwithin", distance=radius) if int(other) in free
        ]
        free -= set(near)
        members = [objects[other] for other in sorted(near, key=order.index)]
        x, y = (float(value) for value in middles[near].mean(axis=0))
        longitude, latitude = back(x, y)
        titles = dict(CLASSE_DETECTION.values)
        sites.append(
            {
                "numero": 0, "x": x, "y": y, "longitude": float(longitude), "latitude": float(latitude),
                "objets": [row["uuid"] for row in members],
                "classes": sorted({titles.get(row["classe"], row["classe"]) for row in members}),
                "priorite": max((row["priorite"] for row in members if row["priorite"] is not None), default=None),
                "prescription": _worst(members),
                "commune": next((row["commune"] for row in members if row["commune"]), None),
                "parcelles": sorted({row["parcelle"] for row in members if row["parcelle"]}),
                "geom": shapely.union_all(shapes[near]).buffer(MARGIN_M, quad_segs=4).simplify(1.0),
                "centres": [[float(value) for value in middles[other]] for other in near],
            }
        )  # fmt: skip
    return sites


def _worst(members: Sequence[Mapping[str, Any]]) -> str:
    found = {row["prescription"] for row in members}
    order = ("non_prescrit", "incertain", "a_confirmer", "prescrit", "sans_objet")
    return next((dict(PRESCRIPTION.values)[code] for code in order if code in found), "")


def _last_photo(espace: Espace, site: Site) -> Optional[str]:
    """Day of the latest drone photograph that shows every object of the site; None when one is not seen."""
    days = []
    for x, y in site["centres"]:
        try:
            seen = [photo["heure_locale"][:10] for photo in photos_at(espace, x, y, 500) if photo["heure_locale"]]
        except BadInput:  # nothing was ever imported
            return None
        if not seen:
            return None
        days.append(max(seen))
    return min(days)


def _missions(espace: Espace, sites: Sequence[Site], params: Params) -> List[str]:
    """A mission asked for each site, with its area, communes and parcels."""
    path = travail.ready(espace)
    year, rank = next_number(path)
    made = []
    for step, site in enumerate(sites):
        area = as_multi(site["geom"])
        here = touched(espace, area)
        made.append(
            {
                "numero": f"{year}-{rank + step:03d}",
                "titre": f"Contrôle : {', '.join(site['classes'])}" + (f" à {site['commune']}" if site["commune"] else ""),
                "etat": "demande",
                "objet": "controle",
                "demandeur": params.get("demandeur") or None,
                "cadre_juridique": params["cadre_juridique"],
                "communes": here["communes"] or site["commune"],
                "parcelles": here["parcelles"] or " ; ".join(site["parcelles"]) or None,
                "commentaire": f"{len(site['objets'])} objet(s) détecté(s) sur orthophoto : {' '.join(site['objets'])}",
                "geom": area,
            }
        )
    insert_rows(path, "drone_mission", made, params.get("auteur") or None)
    for site, row in zip(sites, made):
        site["mission"] = row["numero"]
    return [row["numero"] for row in made]


def _to_geographic() -> Callable[[float, float], Tuple[float, float]]:
    from pyproj import Transformer

    transform: Callable[[float, float], Tuple[float, float]] = Transformer.from_crs(2154, 4326, always_xy=True).transform
    return transform


def _told(site: Site) -> str:
    parts = [f"{len(site['objets'])} objet(s) : {', '.join(site['classes'])}", site["commune"], " ".join(site["parcelles"])]
    if site["priorite"] is not None:
        parts.append(f"priorité {site['priorite']:.0f}")
    if site["prescription"]:
        parts.append(f"prescription : {site['prescription'].lower()}")
    if site["photo_le"]:
        parts.append(f"déjà vu par drone le {dt.date.fromisoformat(site['photo_le']):%d/%m/%Y}")
    return escape(" ; ".join(part for part in parts if part))


def _name(site: Site) -> str:
    return escape(f"Site {site['numero']}" + (f" {site['commune']}" if site["commune"] else ""))


def _kml(sites: Sequence[Site]) -> str:
    back = _to_geographic()
    marks = []
    for site in sites:
        outlines = ""
        for part in getattr(site["geom"], "geoms", [site["geom"]]):
            ring = " ".join("{:.7f},{:.7f}".format(*back(x, y)) for x, y in part.exterior.coords)
            outlines += f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        point = f"<Point><coordinates>{site['longitude']:.7f},{site['latitude']:.7f}</coordinates></Point>"
        marks.append(
            f"<Placemark><name>{_name(site)}</name><description>{_told(site)}</description><MultiGeometry>{point}{outlines}</MultiGeometry></Placemark>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Lieux à survoler</name>'
        + "".join(marks)
        + "</Document></kml>\n"
    )


def _gpx(sites: Sequence[Site]) -> str:
    points = "".join(
        f'<wpt lat="{site["latitude"]:.7f}" lon="{site["longitude"]:.7f}"><name>{_name(site)}</name><desc>{_told(site)}</desc></wpt>'
        for site in sites
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Suite DDTM" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>\n'


def _csv(sites: Sequence[Site]) -> str:
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    table.writerow([name for name, _ in COLUMNS])
    for site in sites:
        values = [value(site) for _, value in COLUMNS]
        table.writerow(["" if value is None or (isinstance(value, float) and math.isnan(value)) else value for value in values])
    return "\ufeff" + stream.getvalue()


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [
        f"  {site['numero']:3d}  {', '.join(site['classes'])}  {site['commune'] or ''}  {site['x']:.0f} {site['y']:.0f}"
        for site in result["sites"]
    ]
    return "\n".join([result["phrase"], *lines, *result["notes"], *result["fichiers"]])
