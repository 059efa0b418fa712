"""The suites that run inside the real QGIS desktop, on a virtual screen, started from here as one test."""

from pathlib import Path

import pytest

from . import ecran, harnais

TESTS = Path(__file__).resolve().parents[1]
FOLDERS = [folder for folder in (TESTS / "desktop" / "inside", TESTS / "gui" / "inside") if folder.is_dir()]

pytestmark = pytest.mark.skipif(bool(ecran.missing_programs()), reason=f"programs missing: {ecran.missing_programs()}")


@pytest.fixture(scope="session")
def small_pack(tmp_path_factory):
    """A work space with the small exercise pack, for the suites that need data."""
    paquet = pytest.importorskip("tests.paquet")
    return paquet.small_space(tmp_path_factory.mktemp("espace"))


def test_the_suites_inside_the_desktop_pass(built_plugins, small_pack, tmp_path):
    result = harnais.run_inside(FOLDERS, built_plugins, tmp_path / "desktop", env={"DDTM_ESPACE": str(small_pack)}, timeout=420)
    assert result.ok, result.report()
    assert result.passed
    assert not [name for name, why in result.skipped.items() if "no exercise pack" in why], "the pack did not reach the desktop"


def test_a_failure_inside_is_told_test_by_test(built_plugins, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "test_fails.py").write_text(
        "def test_good(iface):\n    assert iface.mainWindow()\n\ndef test_bad():\n    assert 'six' == 'sept'\n"
    )
    result = harnais.run_inside([inside], built_plugins, tmp_path / "desktop", enabled=[], timeout=120)
    assert not result.ok
    assert len(result.passed) == 1
    assert "test_bad" in result.report() and "'six' == 'sept'" in result.report()
