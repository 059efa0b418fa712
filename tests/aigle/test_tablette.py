"""A round goes to the tablet by its sector, and what the controller noted comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_sync.core.tablette.job import exporter, importer
from ddtm_aigle.core.revue.verdict import give
from ddtm_aigle.core.terrain import tournee
from shared.gpkg import read, write
from shared.jobs import JobContext

from .test_lieux import pack
from .test_millesimes import World

if not Path("/usr/bin/python3").exists():
    pytest.skip("QGIS is not installed", allow_module_level=True)


def test_the_round_leaves_with_the_tablet_and_its_findings_come_back(tmp_path):
    world = World(tmp_path).run("2021-06-03")
    pack(world.espace.root)
    for x in (5, 50):
        world.see("2021-06-03", "caravane", x=x, y=-20)
    world.cross()
    give(world.path, [row["uuid"] for row in world.objects()], validation="suspect")
    space = {"espace": str(world.espace.root)}
    made = tournee.run({**space, "nom": "Essai"}, JobContext())
    folder = tmp_path / "tablette"
    sent = exporter({**space, "dossier": str(folder), "secteur": made["secteur"], "nom": "T1"}, JobContext())
    taken = folder / "travail" / "travail.gpkg"
    visits = read.rows(taken, "visite")
    assert sorted(row["rang"] for row in visits) == [1, 2] and len(read.rows(taken, "objet_detecte")) == 2 and sent["lignes"] >= 4
    assert "layername=visite" in (folder / "terrain.qgs").read_text(encoding="utf-8")
    write.update_rows(taken, "visite", [{"uuid": visits[0]["uuid"], "fait": True, "constat": "deux caravanes, raccordées à l'eau"}])
    write.update_rows(taken, "objet_detecte", [{"uuid": visits[0]["objet_uuid"], "controle": "controle_terrain"}])
    importer({**space, "dossier": str(folder)}, JobContext())
    back = {row["uuid"]: row for row in read.rows(world.path, "visite")}
    assert back[visits[0]["uuid"]]["fait"] is True and back[visits[0]["uuid"]]["constat"].startswith("deux caravanes")
    assert read.rows(world.path, "objet_detecte", {"uuid": visits[0]["objet_uuid"]})[0]["controle"] == "controle_terrain"
