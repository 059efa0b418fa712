"""From facts and a seed to every layer of the pack, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Union

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from shared.jobs import JobContext

from . import (
    autoroutes,
    axes,
    batiments,
    cadastre,
    crues,
    eaux,
    equipements,
    etablissements,
    faits,
    habitants,
    itineraires,
    rues,
    terrain,
    territoire,
    troncons,
    urbanisme,
    voirie,
    zonages,
)

Table = Union[gpd.GeoDataFrame, pd.DataFrame]


@dataclass
class Pack:
    """layers: catalogue name -> rows, in catalogue fields. scale: share of the department."""

    layers: Dict[str, Table] = field(default_factory=dict)
    ground: Optional[terrain.Terrain] = None
    floods: List[crues.Flood] = field(default_factory=list)


def make(seed: int, scale: float, ctx: JobContext) -> Pack:
    """Everything but the arrays and the squares, which the pack's own builders make from these layers."""
    facts = faits.load()
    pack = Pack()
    ctx.progress(0.01, "Exercice : communes et littoral")
    territory = territoire.build(facts, seed, scale)
    ctx.progress(0.03, "Exercice : relief et cours d'eau")
    ground = pack.ground = terrain.build(facts, territory, seed)
    layers = pack.layers
    layers["commune"] = habitants.communes(territory.places, territory.communes.geometry.to_numpy())

    ctx.progress(0.12, "Exercice : autoroutes et routes principales")
    motorways = autoroutes.build(facts, territory)
    main = axes.build(facts, territory, motorways, seed)
    ctx.progress(0.18, "Exercice : rues et chemins")
    rivers = eaux.lines(ground)
    axis_lines = np.array([shapely.LineString(axis) for axis in motorways.axes.values()], dtype=object)
    water = shapely.union_all([territory.sea, *territory.lagoons.geometry])
    margins = shapely.union_all([shapely.buffer(water, 15.0), *eaux.margins(ground, 25.0), *shapely.buffer(axis_lines, 55.0)])
    lattice = rues.build(territory, ground, margins, seed)
    places = territory.places + territory.outside
    river_parts, _ = batiments.short_parts(rivers.geometry.to_numpy())
    roadways = shapely.buffer(batiments.short_parts(axis_lines)[0], autoroutes.HALF + 6.0, cap_style="flat")  # both carriageways
    plane = voirie.build(main, lattice, np.array([place.centroid for place in places]), river_parts, roadways, water, seed)
    roads = troncons.build(plane, main, motorways.pieces, rivers.geometry.to_numpy(), places, seed)
    layers["echangeur"] = itineraires.exits(motorways)
    layers["point_de_repere"] = itineraires.posts(motorways, roads)
    ctx.progress(0.26, "Exercice : itinéraires de substitution")
    layers["itineraire_substitution"] = itineraires.substitutions(roads, motorways)

    ctx.progress(0.30, "Exercice : bâtiments")
    buildings = batiments.build(territory, roads, rivers, seed)
    layers["troncon_de_route"] = roads.drop(columns=list(troncons.WORKING_FIELDS))
    layers["batiment"] = buildings
    layers["population_commune"] = habitants.census(territory.places, buildings, seed)
    layers["etablissement"] = etablissements.build(territory, ground, buildings, seed)

    ctx.progress(0.40, "Exercice : crues et zonages")
    pack.floods = crues.floods(facts, ground)
    layers["zone_inondee_potentielle"] = crues.zip_layer(pack.floods)
    layers["emprise_crue"] = crues.past_layer(pack.floods)
    layers["zone_alea"], layers["zone_reglementaire_ppr"], layers["perimetre_ppr"] = zonages.build(
        territory, ground, crues.reference(facts, ground), buildings
    )
    layers["repere_crue"] = eaux.marks(pack.floods, ground, buildings, territory, seed)
    layers["station_hydrometrique"] = eaux.stations(facts, territory)
    layers["troncon_hydrographique"] = eaux.streams(ground, territory)
    layers["surface_hydrographique"] = eaux.surfaces(ground, territory)
    ctx.progress(0.46, "Exercice : cadastre et documents d'urbanisme")
    layers.update(equipements.build(territory, buildings, roads, margins, seed))
    layers["parcelle"] = cadastre.build(territory, buildings, seed)
    layers.update(urbanisme.build(territory, ground, buildings, layers["troncon_de_route"]))
    return pack
