"""Routing graph and people per building, computed again when what they come from has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Set

import geopandas as gpd

from data_sync.core.population.build import build_population
from data_sync.core.reseau.build import build_graph
from shared.gpkg.bulk import read_layer
from shared.jobs import JobContext

from .recipe import Recipe

ROADS = {"troncon_de_route"}
PEOPLE = {"batiment", "commune", "carreau_population", "population_commune"}
MADE_FROM = {"reseau.npz": ROADS, "population.npz": PEOPLE}


def build_all(staging: Path, changed: Set[str], recipe: Recipe, gathered: Any, ctx: JobContext) -> List[str]:
    """Write reseau.npz and population.npz of the generation being built where needed; returns French notes."""
    notes: List[str] = []
    gpkg = staging / "referentiel.gpkg"
    dates = {item.profile.layer: item.millesime for item, _ in gathered.reports if item.millesime}
    if changed & ROADS or not (staging / "reseau.npz").exists():
        notes += _network(gpkg, staging / "reseau.npz", recipe, dates, gathered, ctx.step(0.0, 0.5))
    if changed & PEOPLE or not (staging / "population.npz").exists():
        notes += _people(gpkg, staging / "population.npz", recipe, dates, ctx.step(0.5, 1.0))
    return notes


def _network(gpkg: Path, target: Path, recipe: Recipe, dates, gathered, ctx: JobContext) -> List[str]:
    roads = read_layer(gpkg, "troncon_de_route")
    if not len(roads):
        return ["Aucun tronçon de route : le calcul d'itinéraire n'est pas disponible dans ce paquet."]
    said = [item.mention or item.profile.source for item, _ in gathered.reports if item.profile.layer in ROADS]
    graph = build_graph(
        roads, source=said[0] if said else "", millesime=dates.get("troncon_de_route", ""), exercise=recipe.exercice, ctx=ctx
    )
    graph.save(target)
    return [f"Réseau routier : {len(graph.tail)} tronçons, {len(graph.x)} carrefours."]


def _people(gpkg: Path, target: Path, recipe: Recipe, dates, ctx: JobContext) -> List[str]:
    communes, buildings = read_layer(gpkg, "commune"), read_layer(gpkg, "batiment")
    grid, census = read_layer(gpkg, "carreau_population"), read_layer(gpkg, "population_commune")
    notes: List[str] = []
    if not len(communes):
        return ["Aucune commune : le calcul de population n'est pas disponible dans ce paquet."]
    if not len(buildings):
        notes.append(
            "Aucun bâtiment : la population est portée par des carreaux ou des communes entiers ; le compte d'une petite zone est grossier."
        )
    millesime = next((dates[name] for name in ("carreau_population", "population_commune", "commune") if dates.get(name)), "")
    result = build_population(
        buildings if len(buildings) else None,
        communes,
        grid=grid if len(grid) else None,
        census=census if len(census) else None,
        millesime=_years(communes) or millesime,
        exercise=recipe.exercice,
        ctx=ctx,
    )
    result.save(target)
    return [*notes, f"Population : {float(result.people.sum()):.0f} habitants portés par {len(result.people)} emprises."]


def _years(communes: gpd.GeoDataFrame) -> str:
    known = communes["millesime_population"].dropna().unique()
    return str(int(max(known))) if len(known) else ""
