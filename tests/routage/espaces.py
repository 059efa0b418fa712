"""Small work spaces for the routing tests: a pack with a network, communes, exits, establishments and S routes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import shapely

from shared.arrays.roadgraph import RoadGraph
from shared.catalogue import layers
from shared.espace import Espace
from shared.gpkg import create, write


def make_espace(
    root: Path,
    graph: RoadGraph,
    communes: Sequence[Tuple[str, str, float, float, int]] = (),
    exits: Sequence[Tuple[str, str, float, float]] = (),
    etablissements: Sequence[Tuple[str, str, float, float]] = (),
    substitutions: Sequence[Dict[str, Any]] = (),
) -> Espace:
    """communes: (code, nom, x, y, population); exits: (axe, numero, x, y); etablissements: (nature, nom, x, y)."""
    generation = root / "referentiel" / "gen-1"
    generation.mkdir(parents=True)
    (root / "travail").mkdir()
    path = generation / "referentiel.gpkg"
    create.create(path, layers("reference"), exercise=bool(graph.exercise))
    _fill(
        path,
        "commune",
        [
            {"code_insee": c, "nom": n, "x_chef_lieu": x, "y_chef_lieu": y, "population": p, "geom": _square(x, y)}
            for c, n, x, y, p in communes
        ],
    )
    _fill(path, "echangeur", [{"axe": a, "numero": n, "geom": shapely.Point(x, y).wkb} for a, n, x, y in exits])
    _fill(
        path,
        "etablissement",
        [{"nature": k, "nom": n, "effectif_jour": 100, "geom": shapely.Point(x, y).wkb} for k, n, x, y in etablissements],
    )
    _fill(path, "itineraire_substitution", list(substitutions))
    graph.save(generation / "reseau.npz")
    (generation / "pack.json").write_text(json.dumps({"titre": "essai", "exercice": bool(graph.exercise), "version": 1}), encoding="utf-8")
    (root / "referentiel" / "CURRENT").write_text("gen-1", encoding="utf-8")
    create.create(root / "travail" / "travail.gpkg", layers("travail"), exercise=bool(graph.exercise))
    return Espace.at(root)


def _fill(path: Path, layer: str, rows: List[Dict[str, Any]]) -> Optional[List[str]]:
    return write.insert_rows(path, layer, rows) if rows else None


def _square(x: float, y: float) -> bytes:
    return shapely.MultiPolygon([shapely.box(x - 500, y - 500, x + 500, y + 500)]).wkb
