"""A made-up cadastre and plan around a place, so that what a footprint must touch is known."""

from __future__ import annotations

from pathlib import Path

import shapely

from shared import catalogue
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.write import insert_together

CELL = 40.0  # metres: parcels are squares of this side


def land(root: Path, middle, cells: int = 10) -> Espace:
    """A work space whose reference data hold a square of `cells` x `cells` parcels around `middle`, the west half of it in zone A, the
    east half in zone UB, and one commune. Parcel of column c and row r: 34999000ZA + 4 digits (100 r + c)."""
    folder = Path(root) / "referentiel" / "gen-1"
    folder.mkdir(parents=True)
    create(folder / "referentiel.gpkg", catalogue.layers("reference"), exercise=False)
    west, south = middle[0] - cells / 2 * CELL, middle[1] - cells / 2 * CELL

    def box(c0, r0, c1, r1):
        return shapely.MultiPolygon([shapely.box(west + c0 * CELL, south + r0 * CELL, west + c1 * CELL, south + r1 * CELL)]).wkb

    parcels = [
        {"idu": f"34999000ZA{100 * r + c:04d}", "code_insee": "34999", "section": "ZA", "numero": f"{100 * r + c:04d}", "geom": box(c, r, c + 1, r + 1)}
        for r in range(cells)
        for c in range(cells)
    ]  # fmt: skip
    zones = [
        {"libelle": "A", "type_zone": "A", "geom": box(0, 0, cells // 2, cells)},
        {"libelle": "UB", "type_zone": "U", "geom": box(cells // 2, 0, cells, cells)},
    ]
    commune = {"nom": "Essai-les-Bains", "code_insee": "34999", "geom": box(0, 0, cells, cells)}
    insert_together(folder / "referentiel.gpkg", {"parcelle": parcels, "zone_urba": zones, "commune": [commune]})
    (folder.parent / "CURRENT").write_text("gen-1")
    return Espace.at(root)
