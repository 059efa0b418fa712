"""Real road networks of the optional reading room (../shared/data), as tables in catalogue fields. Tests skip without it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest

from data_sync.core.reseau.build import build_graph
from shared.arrays.roadgraph import RoadGraph
from shared.jobs import JobContext

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
ROCHEFORT = DATA / "inondation" / "rochefort_17_jeu_complet.gpkg"
TOULOUSE = DATA / "routes" / "toulouse_osm_graphe.gpkg"
MONTPELLIER = DATA / "routes" / "montpellier_filaire_voies.gpkg"
NATURES_OSM = {"motorway": "Type autoroutier", "motorway_link": "Bretelle", "trunk_link": "Bretelle", "primary_link": "Bretelle", "secondary_link": "Bretelle", "roundabout": "Rond-point"}  # fmt: skip


def need(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"donnée réelle absente : {path.name}")
    return path


def rochefort_roads() -> gpd.GeoDataFrame:
    """BD TOPO of Rochefort with its 10-character names turned into catalogue names."""
    names = {
        "ID": "cleabs", "NATURE": "nature", "NOM_1_G": "nom_voie", "IMPORTANCE": "importance", "FICTIF": "fictif", "POS_SOL": "position_par_rapport_au_sol",
        "ETAT": "etat_de_l_objet", "NB_VOIES": "nombre_de_voies", "SENS": "sens_de_circulation", "VIT_MOY_VL": "vitesse_moyenne_vl", "PRIVE": "prive", "URBAIN": "urbain",
        "ACCES_VL": "acces_vehicule_leger", "RESTR_H": "restriction_de_hauteur", "RESTR_P": "restriction_de_poids_total", "NUMERO": "cpx_numero",
    }  # fmt: skip
    return pyogrio.read_dataframe(need(ROCHEFORT), layer="troncon_de_route_bdtopo").rename(columns=names)


def toulouse_roads() -> gpd.GeoDataFrame:
    table = pyogrio.read_dataframe(need(TOULOUSE), layer="arcs")
    access = table["acces_vl"]
    return gpd.GeoDataFrame({
        "cleabs": "TLS" + table.index.astype(str), "nature": table["classe"].map(NATURES_OSM).fillna("Route à 1 chaussée"), "nom_voie": table["nom"],
        "sens_de_circulation": np.where(table["sens_unique"], "Sens direct", "Double sens"), "vitesse_moyenne_vl": table["vitesse_kmh"],
        "acces_vehicule_leger": np.where(access == "forbidden", "Physiquement impossible", np.where(access.isin(["private", "customers", "delivery", "destination"]), "Restreint aux ayants droit", "Libre")),
    }, geometry=table.geometry, crs=table.crs)  # fmt: skip


def montpellier_roads() -> gpd.GeoDataFrame:
    """One-way streets follow the digitised direction: the source does not say, the tests only need a real shape."""
    table = pyogrio.read_dataframe(need(MONTPELLIER), layer="troncons")
    return gpd.GeoDataFrame({
        "cleabs": table["idarc"].astype(str), "nature": "Route à 1 chaussée", "nom_voie": table["lib_off"], "cpx_numero": table["route_dep"],
        "sens_de_circulation": np.where(table["sens"] == "direct", "Sens direct", "Double sens"), "prive": table["domanialit"] == "Privée",
        "acces_vehicule_leger": np.where(table["sens"] == "interdit", "Physiquement impossible", "Libre"), "urbain": True,
    }, geometry=table.geometry, crs=table.crs)  # fmt: skip


@cache
def graph(name: str) -> RoadGraph:
    roads = {"rochefort": rochefort_roads, "toulouse": toulouse_roads, "montpellier": montpellier_roads}[name]()
    return build_graph(roads, source=name, millesime="test", exercise=False, ctx=JobContext())
