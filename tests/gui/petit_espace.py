"""A small work space made by hand, for the search and situation tests: a few places of known names and positions."""

from __future__ import annotations

import json
import struct
from pathlib import Path

from shared import catalogue
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows

LATTES, SETE = (772720.0, 6274747.0), (755500.0, 6257000.0)


def point(x, y):
    return struct.pack("<BIdd", 1, 1, x, y)


def square(x, y, half=2000.0):
    ring = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half), (x - half, y - half)]
    return struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<dd", *xy) for xy in ring)


def line(*points):
    return struct.pack("<BII", 1, 2, len(points)) + b"".join(struct.pack("<dd", *xy) for xy in points)


def commune(code, name, xy, people):
    return {"code_insee": code, "nom": name, "population": people, "x_chef_lieu": xy[0], "y_chef_lieu": xy[1], "geom": square(*xy)}


def make(root: Path) -> Espace:
    """An exercise work space under `root`."""
    folder = root / "referentiel" / "gen-1"
    folder.mkdir(parents=True)
    pack = folder / "referentiel.gpkg"
    create(pack, catalogue.layers("reference"), exercise=True)
    towns = [
        commune("34129", "Lattes", LATTES, 17000),
        commune("34301", "Sète", SETE, 44000),
        commune("34270", "Saint-Jean-de-Védas", (766000, 6275000), 9000),
    ]
    insert_rows(pack, "commune", towns)
    insert_rows(
        pack,
        "echangeur",
        [
            {"axe": "A9", "numero": n, "nom": name, "geom": point(760000 + int(n) * 10, 6270000)}
            for n, name in (("31", "Montpellier-Sud"), ("32", "Saint-Jean-de-Védas"), ("33", "Sète"))
        ],
    )
    insert_rows(pack, "point_de_repere", [{"axe": "D986", "numero": "12", "geom": point(770000, 6272000)}])
    insert_rows(pack, "troncon_de_route", [
        {"cpx_numero": "A9", "geom": line((760000, 6270000), (761000, 6270500))},
        {"cpx_numero": "A9", "geom": line((761000, 6270500), (765000, 6272000))},
        {"cpx_numero": "D986", "geom": line((770000, 6272000), (771000, 6273000))},
        {"nom_voie": "Rue de la République", "insee_commune_gauche": "34301", "geom": line((755400, 6257000), (755600, 6257100))},
    ])  # fmt: skip
    insert_rows(pack, "etablissement", [
        {"nature": "ehpad", "nom": "Résidence Les Aigrettes", "commune": "Lattes", "geom": point(772000, 6274000)},
        {"nature": "hopital", "nom": "Hôpital Saint-Clair", "commune": "Sète", "geom": point(755000, 6257500)},
    ])  # fmt: skip
    (folder / "pack.json").write_text(
        json.dumps({"titre": "Essai", "exercice": True, "version": 1, "cree_le": "2026-11-24T10:00:00Z"}), encoding="utf-8"
    )
    (root / "referentiel" / "CURRENT").write_text("gen-1\n", encoding="utf-8")
    (root / "travail").mkdir()
    create(root / "travail" / "travail.gpkg", catalogue.layers("travail"), exercise=True)
    return Espace.at(root)
