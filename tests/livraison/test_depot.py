"""The offline repository in the real desktop: QGIS's own installer takes the plugins from a folder, and upgrades them."""

import json
import re
import shutil
from pathlib import Path

import pytest

import build_plugins
import bureau
from livraison.poste import profil
from tests.desktop import ecran

HERE = Path(__file__).resolve().parent
PLUGINS = build_plugins.plugins()
pytestmark = pytest.mark.skipif(bool(ecran.missing_programs()), reason=f"programs missing: {ecran.missing_programs()}")


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """The suite installed from one folder (with a space in its name), then upgraded from a second, on the profile of the kit."""
    root = tmp_path_factory.mktemp("depot")
    sources = root / "sources"
    for folder in (*PLUGINS, "shared"):
        shutil.copytree(build_plugins.ROOT / folder, sources / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "metadata.txt"):
        shutil.copyfile(build_plugins.ROOT / name, sources / name)
    build_plugins.build(root / "clé USB 1", root=sources)
    table = sources / "metadata.txt"
    table.write_text(re.sub(r"^version=.*", "version=9.9.9", table.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")
    build_plugins.build(root / "clé USB 2", root=sources)
    addresses = [(root / name / "plugins.xml").as_uri() for name in ("clé USB 1", "clé USB 2")]

    def kit_profile(folder, plugins):
        ini = folder / "profiles" / bureau.PROFILE / "QGIS" / "QGIS3.ini"
        ini.parent.mkdir(parents=True)
        ini.write_text(profil.merge("", profil.settings([], addresses[0])), encoding="utf-8")

    (root / "aucune").mkdir()
    env = {"DDTM_DEPOT_OUT": str(root), "DDTM_DEPOT_ADRESSES": "|".join(addresses), "DDTM_DEPOT_NOMS": ",".join(PLUGINS)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ecran.bureau, "write_profile", kit_profile)
        status = ecran.run_qgis(HERE / "depot_dans_qgis.py", root / "aucune", root / "qgis.log", enabled=[], env=env, timeout=150)
    written = root / "answer.json"
    assert written.is_file(), (root / "qgis.log").read_text(encoding="utf-8", errors="replace")[-3000:]
    found = json.loads(written.read_text(encoding="utf-8"))
    assert "error" not in found, found["error"]
    return {**found, "status": status, "addresses": addresses}


def test_only_the_offline_repository_is_asked(answer):
    assert answer["asked"] == {profil.REPOSITORY: answer["addresses"][0]} and answer["errors"] == {}


def test_no_window_waits_for_the_duty_officer(answer):
    assert answer["windows"] == []


def test_the_plugins_are_offered_and_installed(answer):
    assert set(answer["offered"]) == set(PLUGINS) and set(answer["offered"].values()) <= {"not installed", "new"}
    assert answer["installed"] == {name: fields["version"] for name, fields in PLUGINS.items()}
    assert all("/profiles/ddtm/python/plugins" in place for place in answer["where"])


def test_a_newer_folder_upgrades_them(answer):
    assert answer["upgradeable"] == sorted(PLUGINS)
    assert answer["upgraded"] == {name: "9.9.9" for name in PLUGINS}


def test_qgis_ends_by_itself(answer):
    assert answer["status"] == 0
