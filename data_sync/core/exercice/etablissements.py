"""Establishments of the exercise: numbers follow the population, names and telephones are fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List

import geopandas as gpd
import numpy as np
import shapely

from .faits import Place
from .hasard import generator
from .terrain import Terrain
from .territoire import Territory

PHONE_RANGE = "04 65 71"  # kept for fiction by the regulator
SOURCE = "Paquet d'exercice"
SEASIDE_M = 3_200.0
CAMPSITE_NAMES = (
    "Les Tamaris",
    "La Dune",
    "Les Flamants Roses",
    "Le Grand Large",
    "Les Pins",
    "La Pinède",
    "Les Sablons",
    "Le Mistral",
    "Les Mouettes",
    "L'Étang",
    "Les Lauriers",
    "La Plage",
    "Les Cigales",
    "Le Mas",
    "La Garrigue",
    "Les Oliviers",
    "La Rivière",
    "Le Moulin",
)
FIGURES = (
    "Jean Moulin",
    "Marcel Pagnol",
    "Georges Brassens",
    "Paul Bert",
    "Louis Pasteur",
    "Simone Veil",
    "Lucie Aubrac",
    "Albert Camus",
    "Joseph Delteil",
    "Frédéric Mistral",
    "Marie Curie",
    "Jules Verne",
    "Arthur Rimbaud",
    "Rosa Parks",
    "Jacques Prévert",
    "Jean Vilar",
)


@dataclass(frozen=True)
class Rule:
    """One kind: how many a commune has, how far from the centre (share of its buildings), and its people."""

    nature: str
    title: str
    count: Callable[[Any], int]
    spread: float
    capacity: tuple
    unit: str
    day: float  # people by day / capacity
    night: float
    boarding: bool = False


RULES = (
    Rule("mairie", "Mairie de {commune}", lambda p: 1, 0.03, (0, 0), "", 0.0, 0.0),
    Rule("elementaire", "École élémentaire {figure}", lambda p: max(int(p > 250), round(p / 2400)), 0.7, (60, 260), "élèves", 1.08, 0.0),
    Rule("maternelle", "École maternelle {figure}", lambda p: round(p / 4200), 0.7, (50, 140), "élèves", 1.1, 0.0),
    Rule("creche", "Crèche {figure}", lambda p: round(p / 7000), 0.6, (20, 60), "places", 1.3, 0.0),
    Rule("college", "Collège {figure}", lambda p: round(p / 13000) if p < 20000 else round(p / 11500), 0.6, (380, 780), "élèves", 1.1, 0.0),
    Rule("lycee", "Lycée {figure}", lambda p: round(p / 24000), 0.6, (700, 1500), "élèves", 1.1, 0.12, True),
    Rule("hopital", "Centre hospitalier de {commune}", lambda p: int(p > 7000) + round(p / 60000), 0.8, (90, 420), "lits", 2.2, 0.9),
    Rule("ehpad", "EHPAD {figure}", lambda p: round(p / 6500), 0.8, (55, 110), "lits", 1.35, 0.97),
    Rule("medico_social", "Institut médico-éducatif {figure}", lambda p: round(p / 26000), 0.9, (40, 90), "places", 1.3, 0.3),
    Rule("caserne", "Centre d'incendie et de secours de {commune}", lambda p: int(p > 2600) + round(p / 45000), 0.9, (0, 0), "", 0.0, 0.0),
    Rule("gendarmerie", "Gendarmerie de {commune}", lambda p: int(p > 3800) + round(p / 60000), 0.6, (0, 0), "", 0.0, 0.0),
    Rule("salle_accueil", "Salle polyvalente de {commune}", lambda p: 1 + round(p / 9000), 0.9, (80, 600), "personnes", 0.0, 0.0),
    Rule("hebergement", "Hôtel {camp}", lambda p: round(p / 9000), 0.5, (40, 160), "personnes", 0.2, 0.6),
    Rule("autre", "Centre commercial de {commune}", lambda p: round(p / 30000), 0.95, (400, 2500), "personnes", 0.6, 0.0),
)
SINGLE = (
    ("prefecture", "Préfecture de l'Hérault", "Montpellier"), ("prefecture", "Sous-préfecture de Béziers", "Béziers"),
    ("prefecture", "Sous-préfecture de Lodève", "Lodève"), ("prison", "Maison d'arrêt de Villeneuve-lès-Maguelone", "Villeneuve-lès-Maguelone"),
    ("prison", "Centre pénitentiaire de Béziers", "Béziers"), ("hopital", "Centre hospitalier universitaire de Montpellier", "Montpellier"),
)  # fmt: skip


def build(territory: Territory, terrain: Terrain, buildings: gpd.GeoDataFrame, seed: int) -> gpd.GeoDataFrame:
    """The layer `etablissement`; each stands on a building of its commune, campsites near the water."""
    centres = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    in_commune = dict(tuple(buildings.reset_index(drop=True).groupby("code_insee").groups.items()))
    hand = terrain.grid.at(terrain.hand(), centres)
    rows: List[Dict[str, object]] = []
    for place in territory.places:
        mine = np.asarray(in_commune.get(place.code, []), dtype=int)
        if not len(mine):
            continue
        nearest = mine[np.argsort(np.hypot(*(centres[mine] - np.array(place.centre)).T), kind="stable")]
        for rule in RULES:
            random = generator(seed, "place", place.code, rule.nature)
            for number in range(rule.count(place.population)):
                chosen = nearest[: max(3, int(len(nearest) * rule.spread))]
                if rule.nature == "salle_accueil":  # a refuge stands dry when the commune has dry ground
                    chosen = chosen[hand[chosen] > 6.0] if (hand[chosen] > 6.0).any() else chosen
                rows.append(_row(rule, place, number, centres[chosen[random.integers(len(chosen))]], random))
        for nature, name, commune in SINGLE:
            if commune == place.name:
                random = generator(seed, "single", name)
                row = _row(
                    next((r for r in RULES if r.nature == nature), Rule(nature, "", len, 0, (0, 0), "", 0, 0)),
                    place,
                    0,
                    centres[nearest[random.integers(max(3, len(nearest) // 5))]],
                    random,
                )
                big = {"prison": (700, 1.2, 1.0), "hopital": (1400, 2.4, 0.9)}.get(nature)
                rows.append(
                    {
                        **row,
                        "nom": f"{name} (EXERCICE)",
                        **(dict(capacite=big[0], effectif_jour=int(big[0] * big[1]), effectif_nuit=int(big[0] * big[2])) if big else {}),
                    }
                )
    rows += _campsites(territory, terrain, seed)
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=2154)
    frame["id_source"] = [f"EX{index:07d}" for index in range(1, len(frame) + 1)]
    frame["telephone"] = [f"{PHONE_RANGE} {index // 100 % 100:02d} {index % 100:02d}" for index in range(len(frame))]
    return frame


def _row(rule: Rule, place: Place, number: int, at: np.ndarray, random: np.random.Generator) -> Dict[str, object]:
    figure = FIGURES[(int(random.integers(len(FIGURES))) + number) % len(FIGURES)]
    camp = CAMPSITE_NAMES[(int(random.integers(len(CAMPSITE_NAMES))) + number) % len(CAMPSITE_NAMES)]
    name = rule.title.format(commune=place.name, figure=figure, camp=camp) + (
        f" n° {number + 1}" if number and "{commune}" in rule.title else ""
    )
    capacity = int(random.integers(rule.capacity[0], rule.capacity[1] + 1)) if rule.capacity[1] else None
    return {
        "source": SOURCE, "nature": rule.nature, "nom": f"{name} (EXERCICE)", "adresse": f"{int(random.integers(1, 90))} rue de l'Exercice",
        "code_postal": place.code[:3] + "00", "commune": place.name, "code_insee": place.code, "capacite": capacity, "unite_capacite": rule.unit or None,
        "effectif_jour": round((capacity or 0) * rule.day), "effectif_nuit": round((capacity or 0) * rule.night), "internat": rule.boarding,
        "precision_localisation": "Bâtiment", "geometry": shapely.Point(np.round(at, 1)),
    }  # fmt: skip


def _campsites(territory: Territory, terrain: Terrain, seed: int) -> List[Dict[str, object]]:
    """Along the beaches, around the lagoons and by the rivers: the places that statistics on residents do not see."""
    shore = shapely.union_all([territory.sea, *territory.lagoons.geometry])
    shapely.prepare(shore)
    courses = np.concatenate([course.line[::20] for course in terrain.courses])
    rows = []
    for place, cell in zip(territory.places, territory.communes.geometry):
        random = generator(seed, "camp", place.code)
        coast = shapely.distance(cell, territory.sea) < 400.0
        by_river = shapely.contains_xy(cell, courses).any()
        wanted = int(random.integers(4, 11)) if coast else int(by_river and random.random() < 0.55)
        left, bottom, right, top = cell.bounds
        tries = np.column_stack([random.uniform(left, right, 900), random.uniform(bottom, top, 900)])
        row, column = terrain.grid.cells(tries)
        good = shapely.contains_xy(cell, tries) & terrain.land[row, column]
        if coast:
            good &= shapely.dwithin(shapely.points(tries), territory.sea, SEASIDE_M)
        else:
            good &= (terrain.distance[row, column] < 700.0) & (terrain.distance[row, column] > 60.0)
        rule = Rule("camping", "Camping {camp}", len, 0, (180, 2200) if coast else (60, 360), "personnes", 0.5, 0.85)
        for number, at in enumerate(tries[good][:wanted]):
            rows.append({**_row(rule, place, number, at, random), "precision_localisation": "Entrée du camping"})
    return rows
