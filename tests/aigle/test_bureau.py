"""The review inside the real QGIS desktop, on a virtual screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desktop import ecran, harnais

from .mondes import picture
from .test_millesimes import World

pytestmark = pytest.mark.skipif(bool(ecran.missing_programs()), reason=f"programs missing: {ecran.missing_programs()}")


def test_the_review_keeps_its_pace_in_the_desktop(tmp_path, capsys):
    import build_plugins

    build_plugins.build(tmp_path / "dist")
    world = World(tmp_path)
    for day in ("2012-07-03", "2018-06-27", "2021-06-03"):
        world.run(day)
    for i in range(50):
        world.see("2021-06-03", "caravane", x=20 + 30 * (i % 10), y=-30 - 40 * (i // 10))
    world.cross("2026-01-01")
    squares = [(100 + 150 * (i % 10), 100 + 200 * (i // 10), "piscine") for i in range(50)]
    for year in (2012, 2018, 2021):
        picture(world.espace.root / f"ortho_{year}.tif", squares, size=(2000, 1500))
    result = harnais.run_inside(
        [Path(__file__).with_name("inside")],
        tmp_path / "dist" / "plugins",
        tmp_path / "desktop",
        enabled=["ddtm_aigle"],
        env={"DDTM_ESPACE": str(world.espace.root)},
        timeout=110,
    )
    assert result.ok, result.report()
    rate = json.loads((world.espace.root / "rythme.json").read_text())["objets_par_minute"]
    with capsys.disabled():
        print(f" [{rate:.0f} objects a minute]", end="")
