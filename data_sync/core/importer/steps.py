"""What a table cannot say: joining the two kinds of FINESS rows, squares from their identifier, points for lists of addresses."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Callable, Dict, Mapping

import numpy as np
import pandas as pd
import shapely

from shared.errors import BadInput

from .locate import locate
from .model import Profile
from .report import ImportReport
from .source import Source, find_column

Step = Callable[[Source, Profile, Mapping[str, Any], ImportReport], Source]


def finess(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """Rows « structureet » with the coordinates of the row « geolocalisation » of the same number."""
    frame = source.frame
    columns = list(frame.columns)
    kind = frame[columns[0]].fillna("").str.strip().str.lower()
    places = frame[kind == "geolocalisation"]
    structures = frame[kind == "structureet"].reset_index(drop=True)
    if structures.empty:
        raise BadInput("Ce fichier ne contient aucune ligne « structureet » : ce n'est pas l'extraction FINESS des établissements.")
    by_number = places.drop_duplicates(columns[1], keep="last").set_index(columns[1])
    number = structures[columns[1]]
    structures = structures.assign(
        _x=number.map(by_number[columns[2]]).to_numpy(),
        _y=number.map(by_number[columns[3]]).to_numpy(),
        _precision=number.map(by_number[columns[4]]).to_numpy(),
        _adresse=_joined(structures, ("numvoie", "typvoie", "voie", "compvoie", "lieuditbp")),
        _code_postal=structures["ligneacheminement"].str.extract(r"^\s*(\d{5})", expand=False),
        _code_insee=structures["departement"].fillna("") + structures["commune"].fillna(""),
    )
    elsewhere = int(report.ecartees)
    report.reasons.clear()
    report.start(len(structures), elsewhere, f"hors du département {options.get('departement') or ''}".strip())
    report.note(f"{len(places)} lignes de géolocalisation jointes à {len(structures)} établissements.")
    return dataclasses.replace(source, frame=structures)


def _joined(frame: pd.DataFrame, names) -> pd.Series:
    return frame[list(names)].fillna("").agg(" ".join, axis=1).str.split().str.join(" ")


_SQUARE = re.compile(r"CRS(\d+)RES(\d+)mN(-?\d+)E(-?\d+)$")


def grid_square(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """The square that an INSPIRE identifier names (« CRS3035RES200mN2301200E3820600 », south-west corner), when there is no geometry."""
    if source.geometry is not None:
        return source
    found = find_column(list(source.frame.columns), profile.expects[0], False)
    if not found:
        return source
    squares = np.full(len(source.frame), None, dtype=object)
    matches = [_SQUARE.match(str(value).strip()) if value is not None else None for value in source.frame[found[0]]]
    known = np.array([match is not None for match in matches], dtype=bool)
    systems = {match.group(1) for match in matches if match}
    if len(systems) > 1:
        raise BadInput("Les carreaux du fichier sont de plusieurs systèmes de coordonnées : séparez-les (métropole EPSG:3035 seulement).")
    corner = np.array([[int(match.group(4)), int(match.group(3)), int(match.group(2))] for match in matches if match], dtype=float).reshape(
        -1, 3
    )
    squares[known] = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + corner[:, 2], corner[:, 1] + corner[:, 2])
    return dataclasses.replace(source, geometry=squares, crs=int(systems.pop()) if systems else 3035)


def row_number(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """An identifier made of the rank, for sources that publish none."""
    ranks = [f"{profile.name.upper()}-{position + 1:07d}" for position in source.frame.index]
    return dataclasses.replace(source, frame=source.frame.assign(_rang=ranks))


def squares_on_points(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """A small conventional square around each address, where no building footprint is published."""
    side = float(options.get("cote_m") or profile.options.get("cote_m") or 8)
    points = source.geometry
    if points is None:
        raise BadInput("Les points d'adresse n'ont pas de géométrie : choisissez un fichier de points.")
    known = ~(shapely.is_missing(points) | shapely.is_empty(points))
    squares = np.full(len(points), None, dtype=object)
    middle = shapely.centroid(points[known])
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    squares[known] = shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    report.note(
        f"Emprises conventionnelles de {side:.0f} m de côté autour des adresses : le poids est le même pour chaque adresse, un immeuble compte comme une maison."
    )
    return dataclasses.replace(source, geometry=squares)


def squares_in_zones(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """Conventional squares covering built-up zones, where neither buildings nor addresses are published."""
    side = float(options.get("cote_m") or profile.options.get("cote_m") or 50)
    zones = source.geometry
    if zones is None:
        raise BadInput("Les zones du PLU n'ont pas de géométrie : choisissez la couche zone_urba.")
    column = find_column(list(source.frame.columns), ("typezone",), True)
    chosen = (
        np.asarray(source.frame[column[0]].fillna("").astype(str).str.upper().str.startswith("U"))
        if column
        else np.ones(len(zones), dtype=bool)
    )
    built = shapely.union_all(shapely.make_valid(zones[chosen & ~shapely.is_missing(zones)]))
    xmin, ymin, xmax, ymax = (
        np.floor(np.array(shapely.bounds(built)) / side) * side if not shapely.is_empty(built) else (0, 0, -side, -side)
    )
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(xmin, xmax + side, side), np.arange(ymin, ymax + side, side)))
    shapely.prepare(built)
    inside = shapely.contains_xy(built, x + side / 2, y + side / 2)
    squares = shapely.box(x[inside], y[inside], x[inside] + side, y[inside] + side)
    report.start(len(squares))
    report.note(
        f"{int(chosen.sum())} zones U sur {len(zones)} couvertes de {len(squares)} carrés de {side:.0f} m : emprises conventionnelles, à remplacer par la BD TOPO bâtiment."
    )
    return dataclasses.replace(
        source, frame=pd.DataFrame({"_convention": np.ones(len(squares), dtype=int)}), geometry=np.asarray(squares, dtype=object)
    )


def bed_count(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """Capacity of a classified lodging: people when said, else pitches, rooms or flats, with the unit."""
    units = (
        (("capacite_d_accueil_personnes", "capacite_pers"), "personnes"),
        (("nombre_d_emplacements", "nb_emplacements"), "emplacements"),
        (("nombre_de_chambres", "nb_chambres"), "chambres"),
        (("nombre_d_unites_d_habitation", "nb_uh_residence", "nb_uh_village", "nombre_de_logements", "nb_logements"), "logements"),
    )
    frame = source.frame
    capacity, unit = pd.Series(None, index=frame.index, dtype=object), pd.Series(None, index=frame.index, dtype=object)
    for names, word in units:
        for name in find_column(list(frame.columns), names, False):
            value = pd.to_numeric(frame[name], errors="coerce")
            taken = capacity.isna() & (value > 0)
            capacity[taken], unit[taken] = value[taken], word
    return dataclasses.replace(source, frame=frame.assign(_capacite=capacity, _unite=unit))


def clipped(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """Say which communes an extract has cut: their outline is smaller than the area they declare, their people are not."""
    area, name = (find_column(list(source.frame.columns), names, True) for names in (("surface_ha", "superficie"), ("nom", "nom_officiel")))
    if source.geometry is None or not area or not name or np.nanmax(np.abs(shapely.total_bounds(source.geometry))) <= 360:
        return source  # nothing to compare, or degrees
    declared = pd.to_numeric(source.frame[area[0]], errors="coerce").to_numpy(dtype=float) * 10_000
    drawn = pd.Series(shapely.area(source.geometry)).groupby(source.frame[name[0]].to_numpy()).transform("sum").to_numpy()
    cut = sorted(set(source.frame[name[0]][(declared > 0) & (drawn < 0.9 * declared)]))
    if cut:
        report.note(f"{len(cut)} communes au contour tronqué par l'extrait, mais comptées avec toute leur population : {', '.join(cut)}.")
    return source


STEPS: Dict[str, Step] = {
    "contour": clipped,
    "finess": finess,
    "carreau": grid_square,
    "rang": row_number,
    "emprises_adresses": squares_on_points,
    "emprises_zones": squares_in_zones,
    "capacite": bed_count,
    "localiser": locate,
}
