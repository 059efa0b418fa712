"""Planning documents of the exercise: one PLU a commune, whose zones cover it, with a few prescriptions and a regulation to open."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Tuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from scipy import ndimage

from ..importer.reglements import FOLDER
from .surfaces import by_commune, classes, only_surfaces, polygon
from .terrain import Terrain
from .territoire import Territory

REGULATION = "reglement_plu_exercice.pdf"
APPROVED = "2020-01-01"
# type -> (name of the zone, long name, page of the regulation, what its page says)
ZONES: Dict[str, Tuple[str, str, int, str]] = {
    "U": ("UA", "Zone urbaine (EXERCICE)", 1, "Les constructions d'habitation y sont admises."),
    "AU": ("1AU", "Zone à urbaniser (EXERCICE)", 2, "Les constructions y sont admises dans une opération d'ensemble."),
    "A": ("A", "Zone agricole (EXERCICE)", 3, "Seules y sont admises les constructions nécessaires à l'exploitation agricole."),
    "N": ("N", "Zone naturelle et forestière (EXERCICE)", 4, "Toute construction nouvelle y est interdite."),
}
MOTORWAY_NOISE, BARRED = 300.0, 100.0  # metres either side of a motorway
WOODED = 0.22  # share of the natural zones that is classed woodland


def build(territory: Territory, terrain: Terrain, buildings: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> Dict[str, pd.DataFrame]:
    """Layer name -> rows (catalogue fields, EPSG:2154) of the planning layers."""
    cells = territory.communes.geometry.to_numpy()
    codes = [place.code for place in territory.places]
    kind, wooded = _kinds(territory, terrain, buildings)
    everywhere = ndimage.binary_dilation(terrain.grid.mask(territory.department), iterations=4)
    shapes = dict(classes(kind, everywhere, (1.0, 2.0, 3.0), ("N", "A", "AU", "U"), terrain.grid))
    zones = [{**_zone(name), **_document(codes[index]), "geometry": part} for name, index, part in by_commune(shapes, cells)]
    wood = by_commune({"EBC": shapely.intersection(polygon(wooded, terrain.grid), shapes["N"])}, cells) if "N" in shapes else []
    axis = shapely.union_all(roads.geometry[(roads["nature"] == "Type autoroutier").to_numpy()].to_numpy())
    return {
        "document_urbanisme": pd.DataFrame([_row_of_document(code) for code in codes]),
        "zone_urba": _table(zones),
        "prescription_surf": _table(
            [
                {**_prescription("01", "00", "Espace boisé classé (EXERCICE)"), **_document(codes[i]), "geometry": part}
                for _, i, part in wood
            ]
        ),
        "prescription_lin": _table(_along(axis, cells, codes)),
        "prescription_pct": _table(_heritage(territory, buildings, codes)),
        "information_surf": _table(_noise(axis, cells, codes)),
    }


def write_regulation(generation: Path) -> None:
    """The regulation that every zone names, a page a zone, in `<generation>/reglements/`."""
    folder = generation / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(folder / REGULATION), pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle("Règlement de PLU fictif (EXERCICE)")
    for name, title, page, rule in sorted(ZONES.values(), key=lambda zone: zone[2]):
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(60, 760, f"Zone {name}")
        canvas.setFont("Helvetica", 12)
        for line, text in enumerate((title, "", rule, "", "Texte fictif, fabriqué pour les exercices : sans aucune valeur juridique.")):
            canvas.drawString(60, 725 - 18 * line, text)
        canvas.drawRightString(535, 40, f"page {page} / {len(ZONES)}")
        canvas.showPage()
    canvas.save()


def _kinds(territory: Territory, terrain: Terrain, buildings: gpd.GeoDataFrame) -> Tuple[np.ndarray, np.ndarray]:
    """(0.5 natural, 1.5 agricultural, 2.5 to build, 3.5 built) on the terrain's grid, and where the natural land is wooded."""
    grid = terrain.grid
    row, column = grid.cells(shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy())))
    built = np.bincount(row * grid.columns + column, minlength=terrain.altitude.size).reshape(grid.shape).astype(np.float32)
    town = ndimage.binary_closing(ndimage.uniform_filter(built, 5) > 0.30, iterations=2)
    dry = terrain.hand() > 2.5
    fringe = ndimage.binary_dilation(town, iterations=3) & dry & terrain.land
    steep = np.hypot(*np.gradient(ndimage.gaussian_filter(terrain.altitude, 2), grid.cell)) > 0.10
    wild = ndimage.binary_opening(steep | (terrain.distance < 150.0) | ~terrain.land, iterations=1)
    kind = np.where(town, 3.5, np.where(fringe, 2.5, np.where(wild, 0.5, 1.5))).astype(np.float32)
    free = wild & terrain.land & ~town & ~fringe
    relief = terrain.altitude - ndimage.uniform_filter(terrain.altitude, 41)
    limit = np.quantile(relief[free], 1.0 - WOODED) if free.any() else np.inf
    return kind, ndimage.binary_opening(free & (relief > limit))


def _document(code: str) -> Dict[str, str]:
    return {"idurba": f"{code}_PLU_{APPROVED.replace('-', '')}", "partition": f"DU_{code}", "code_insee": code, "date_validite": APPROVED}


def _row_of_document(code: str) -> Dict[str, object]:
    held = {name: value for name, value in _document(code).items() if name != "date_validite"}
    return {**held, "type_document": "PLU", "etat": "opposable", "date_approbation": APPROVED, "nom_reglement": REGULATION}


def _zone(kind: str) -> Dict[str, str]:
    name, title, page, _ = ZONES[kind]
    return {
        "libelle": name, "libelong": title, "typezone": "AUc" if kind == "AU" else kind, "type_zone": kind,
        "nomfic": f"{REGULATION}#page={page}", "date_approbation": APPROVED,
    }  # fmt: skip


def _prescription(code: str, sub: str, label: str) -> Dict[str, str]:
    natures = {
        "01": "Espace boisé classé",
        "07": "Patrimoine bâti, paysager ou élément de paysage à protéger",
        "15": "Règle d'implantation des constructions",
    }
    return {"libelle": label, "nature": natures[code], "typepsc": code, "stypepsc": sub}


def _along(axis: shapely.Geometry, cells: np.ndarray, codes: List[str]) -> List[Dict[str, object]]:
    """The line behind which building is barred, on both sides of the motorways."""
    if shapely.is_empty(axis):
        return []
    edge = shapely.boundary(shapely.simplify(shapely.buffer(axis, BARRED), 5.0))
    rows = []
    for index in np.sort(shapely.STRtree(cells).query(edge, predicate="intersects")):
        lines = [part for part in shapely.get_parts(shapely.line_merge(shapely.intersection(edge, cells[index]))) if part.length > 20.0]
        if lines:
            label = "Recul de 100 m de l'autoroute (EXERCICE)"
            rows.append({**_prescription("15", "01", label), **_document(codes[index]), "geometry": shapely.MultiLineString(lines)})
    return rows


def _heritage(territory: Territory, buildings: gpd.GeoDataFrame, codes: List[str]) -> List[Dict[str, object]]:
    """One listed house a commune: the building nearest to the middle of the town."""
    middles = shapely.centroid(buildings.geometry.to_numpy())
    owner = buildings["code_insee"].to_numpy()
    rows = []
    for place, code in zip(territory.places, codes):
        mine = np.flatnonzero(owner == code)
        if len(mine):
            nearest = mine[np.argmin(shapely.distance(middles[mine], shapely.Point(place.centre)))]
            label = "Bâti remarquable (EXERCICE)"
            rows.append({**_prescription("07", "01", label), **_document(code), "geometry": shapely.MultiPoint([middles[nearest]])})
    return rows


def _noise(axis: shapely.Geometry, cells: np.ndarray, codes: List[str]) -> List[Dict[str, object]]:
    if shapely.is_empty(axis):
        return []
    band = shapely.simplify(shapely.buffer(axis, MOTORWAY_NOISE), 10.0)
    return [
        {"libelle": "Secteur affecté par le bruit de l'autoroute (EXERCICE)", "typeinf": "14", "stypeinf": "00", **_document(codes[index]), "geometry": only_surfaces(part)}
        for _, index, part in by_commune({"bruit": band}, cells)
    ]  # fmt: skip


def _table(rows: List[Dict[str, object]]) -> gpd.GeoDataFrame:
    if not rows:
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=2154)
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=2154)
