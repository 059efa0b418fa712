"""Communes, parcels and plan zones touched: filled at import, the most covered first, never over what a person wrote."""

from __future__ import annotations

import shapely
from pyproj import Transformer

from ddtm_drones.core.emprise import zones
from ddtm_drones.core.importer import job
from ddtm_drones.core.mission import inscription
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f
from .cadastre import CELL, land

MIDDLE = (772_000.0, 6_274_000.0)


def lonlat(x, y):
    return Transformer.from_crs(2154, 4326, always_xy=True).transform(x, y)


def test_what_a_footprint_touches_is_what_a_brute_force_intersection_finds(tmp_path):
    espace = land(tmp_path, MIDDLE)
    shape = shapely.Point(MIDDLE[0] + 13, MIDDLE[1] - 22).buffer(35)
    (row,) = made = [{"geom": shape.wkb}]
    zones.touch(made, espace)
    held = rows(espace.referentiel_gpkg, "parcelle")
    common = {one["idu"]: shapely.from_wkb(one["geom"]).intersection(shape).area for one in held}
    expected = sorted((idu for idu, area in common.items() if area > 0), key=lambda idu: -common[idu])
    assert row["parcelles"].split(" ; ") == expected and len(expected) > 3
    assert row["zonages"] == "PLU UB ; PLU A" and row["communes"] == "Essai-les-Bains (34999)"


def test_a_long_list_says_that_it_was_cut(tmp_path):
    espace = land(tmp_path, MIDDLE)
    (row,) = made = [{"geom": shapely.Point(MIDDLE).buffer(3 * CELL).wkb}]
    zones.touch(made, espace)
    assert row["parcelles"].endswith(" ; …") and len(row["parcelles"].split(" ; ")) == zones.MOST + 1


def test_two_far_sites_on_one_card_are_each_given_their_own(tmp_path):
    espace = land(tmp_path, MIDDLE)
    made = [{"geom": shapely.box(x, y, x + 5, y + 5).wkb} for x, y in (MIDDLE, (MIDDLE[0] + 60_000, MIDDLE[1]))]
    zones.touch(made, espace)
    assert made[0]["parcelles"] == "34999000ZA0505" and made[1]["parcelles"] is None


def test_an_import_fills_the_register_where_it_is_silent_only(tmp_path):
    espace = land(tmp_path / "espace", MIDDLE)
    for title, more in (("Muette", {}), ("Remplie", {"communes": "Commune écrite à la main"})):
        inscription.run(
            {"espace": str(espace.root), "titre": title, "cadre_juridique": "L.480-1", "telepilotes": "A", **more}, JobContext()
        )
    numbers = {row["titre"]: row["numero"] for row in rows(espace.travail_gpkg, "drone_mission")}
    for rank, title in enumerate(("Muette", "Remplie")):
        card = tmp_path / f"carte{rank}" / "DCIM"
        card.mkdir(parents=True)
        for shot in range(3):
            longitude, latitude = lonlat(MIDDLE[0] + 10 * shot, MIDDLE[1])
            (card / f"DJI_{shot}.JPG").write_bytes(
                f.dji(longitude, latitude, height=20.0, hour=f"2026:06:12 14:0{rank}:0{shot}", seed=10 * rank + shot)
            )
        job.run({"espace": str(espace.root), "source": str(card), "mission": numbers[title]}, JobContext())
    missions = {row["titre"]: row for row in rows(espace.travail_gpkg, "drone_mission")}
    assert missions["Muette"]["communes"] == "Essai-les-Bains (34999)" and "34999000ZA0505" in missions["Muette"]["parcelles"]
    assert missions["Remplie"]["communes"] == "Commune écrite à la main" and missions["Remplie"]["parcelles"]
    areas = rows(espace.travail_gpkg, "drone_emprise")
    assert len(areas) == 6 and all("PLU" in row["zonages"] and row["parcelles"] for row in areas)


def test_a_work_file_of_before_is_brought_up_to_date_by_the_import(tmp_path):
    import sqlite3

    espace = land(tmp_path / "espace", MIDDLE)
    job.run({"espace": str(espace.root), "source": str(f.card(tmp_path / "c1", 1))}, JobContext())
    with sqlite3.connect(espace.travail_gpkg) as file:
        file.execute("ALTER TABLE drone_emprise DROP COLUMN parcelles")
    job.run({"espace": str(espace.root), "source": str(f.card(tmp_path / "c2", 1, start=5))}, JobContext())
    assert len(rows(espace.travail_gpkg, "drone_emprise", fields=["parcelles"])) == 2
