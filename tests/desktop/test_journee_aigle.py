"""A controller's whole day with ddtm_aigle in a bare QGIS: from the zip to the report that the offence service reads."""

import os
import shutil
from pathlib import Path

import pytest

from . import ecran, harnais

pytestmark = pytest.mark.skipif(bool(ecran.missing_programs()), reason=f"programs missing: {ecran.missing_programs()}")


@pytest.fixture
def ground(tmp_path):
    """The exercise pack, and three made vintages of a corner of it."""
    ortho, paquet = pytest.importorskip("tests.aigle.ortho"), pytest.importorskip("tests.paquet")
    space = paquet.small_space(tmp_path)
    ortho.lay(space, tmp_path / "images")
    return space


def test_a_day_from_the_zip_to_the_report(built_plugins, ground, tmp_path):
    bare = tmp_path / "aucune"
    bare.mkdir()
    env = {
        "DDTM_ZIPS": str(built_plugins.parent),
        "DDTM_JOURNEE_ESPACE": str(ground),
        "DDTM_JOURNEE_IMAGES": str(tmp_path / "images"),
        "DDTM_DESKTOP_STOP": "1",
    }
    result = harnais.run_inside(
        [Path(__file__).with_name("journee_aigle") / "inside"],
        bare,
        tmp_path / "desktop",
        enabled=[],
        env=env,
        size="1366x768",
        timeout=110,
    )
    if os.environ.get("DDTM_JOURNEE_GARDER"):  # to look at what was written, and at the pictures
        shutil.copytree(tmp_path, os.environ["DDTM_JOURNEE_GARDER"], dirs_exist_ok=True, symlinks=True)
    assert result.ok, result.report()
    assert len(result.passed) >= 6, result.report()
