"""The key: what is on it, and that Windows will take it (as far as can be told without Windows)."""

import csv
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename
from poste_essai import wheel, wheel_row

import build_plugins
from build_plugins import BuildError
from livraison import kit as kits
from livraison import roues
from livraison.poste import outils

ROOT = Path(__file__).resolve().parents[2]
# Licences that may be shipped beside GPL-3.0-or-later code.
COMPATIBLE = re.compile(r"MIT|BSD|Apache|Mozilla|MPL|zlib|PSF|Python Software|ISC|LGPL|GPL-3|Unlicense|Public Domain", re.I)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Small wheels for both Pythons, and a lock table that names them."""
    rows = []
    for python in roues.PYTHONS:
        path = wheel(tmp_path / "roues" / python, "essai", "1.0", "X = 1\n")
        rows.append(wheel_row(path, python, "essai"))
    table = tmp_path / "roues.csv"
    with open(table, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, roues.COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(roues, "TABLE", table)
    return tmp_path / "roues"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    build_plugins.build(out)
    return out


@pytest.fixture
def dist(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "dist", ignore=shutil.ignore_patterns("plugins")))


@pytest.fixture
def kit(cache, dist):
    return build_plugins.make_kit(dist, cache)


def test_the_key_holds_all_that_its_sheet_promises(kit):
    names = {path.name for path in kit.iterdir()}
    assert {"INSTALLER.bat", "REPARER.bat", "VERIFIER.bat", "DESINSTALLER.bat", "OUVRIR.bat", "commun.bat"} <= names
    assert {"LISEZMOI.txt", "LICENCES.txt", "fiche.pdf", "qgis_global_settings.ini", "SHA256SUMS.txt"} <= names
    notices = (kit / "LICENCES.txt").read_text(encoding="utf-8-sig")
    assert "ZETETIC LLC" in notices and "RoutingKit contributors" in notices  # their wheels do not carry them
    assert len(list((kit / "extensions").glob("*.zip"))) == len(build_plugins.plugins())
    assert {path.name for path in (kit / "roues").iterdir()} == {"cp39", "cp312", "roues.csv"}
    assert not (kit / "paquet").exists()


def test_the_manifest_covers_every_file(kit):
    assert outils.check_kit(kit) == sum(1 for path in kit.rglob("*") if path.is_file()) - 1


def test_the_sheet_is_one_page_and_says_the_essential(kit):
    text = subprocess.run(["pdftotext", "-layout", str(kit / "fiche.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "page 1/1" in text and "INSTALLER.bat" in text and "REPARER.bat" in text
    assert all(fields["name"] in text for fields in build_plugins.plugins().values())


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "livraison" / "modeles").glob("*.bat")))
def test_a_script_is_what_an_old_console_reads(kit, name):
    data = (kit / name).read_bytes()
    assert data.isascii() and data.startswith(b"@echo off\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    text = data.decode("ascii")
    labels = set(re.findall(r"^:(\w+)", text, re.M))
    assert set(re.findall(r"(?:goto|call :)\s*(\w+)", text)) <= labels | {"eof"}
    for target in re.findall(r'"%~dp0([^"]+)"', text):
        assert (kit / target.replace("\\", "/")).is_file(), target


def test_every_verb_of_the_scripts_is_known_to_the_installer(kit):
    verbs = {match for path in kit.glob("*.bat") for match in re.findall(r'lancer\.py" (\w+)', path.read_text())}
    assert verbs == {"installer", "reparer", "verifier", "desinstaller"}


def test_a_script_never_touches_another_profile_nor_asks_for_rights(kit):
    for path in kit.glob("*.bat"):
        text = path.read_text()
        assert not re.search(r"runas|reg add|setx|del /s|rmdir|format ", text, re.I), path.name


def test_names_that_windows_refuses_stop_the_build(kit):
    assert list(kits.unsafe(kit)) == [] and list(kits.too_long(kit)) == []
    (kit / "aux.txt").write_text("")
    (kit / "lisezmoi.TXT").write_text("")
    assert len(list(kits.unsafe(kit))) == 2


def test_a_path_of_more_than_259_characters_would_be_seen(kit, monkeypatch):
    monkeypatch.setattr(kits, "INSTALLED", "C:\\" + "x" * 240)
    assert list(kits.too_long(kit))


def test_a_second_kit_replaces_the_first_whole(kit, cache):
    (kit / "vieux.txt").write_text("")
    again = build_plugins.make_kit(kit.parent, cache)
    assert again == kit and not (kit / "vieux.txt").exists()


def test_a_changed_wheel_stops_the_build(cache, dist, tmp_path):
    path = next((cache / "cp39").glob("*.whl"))
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BuildError, match=path.name):
        build_plugins.make_kit(dist, cache)
    assert not (dist / kits.NAME).exists()


def test_without_network_a_sentence_says_so(cache, monkeypatch, tmp_path):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(roues.WheelError, match="vérifiez le réseau"):
        roues.download(tmp_path / "vide")


def test_the_data_of_a_work_space_go_onto_the_key(cache, dist, tmp_path):
    from tests.paquet import shared_small_space

    kit = build_plugins.make_kit(dist, cache, shared_small_space())
    assert (kit / "paquet" / "generation" / "pack.json").is_file() and (kit / "paquet" / "travail.gpkg").is_file()
    assert "paquet/generation/referentiel.gpkg" in outils.manifest(kit)


def test_a_work_space_without_data_is_refused_with_a_sentence(cache, dist, tmp_path):
    with pytest.raises(BuildError, match="paquet de données est absent"):
        build_plugins.make_kit(dist, cache, tmp_path / "rien")


# ---- the lock table ------------------------------------------------------------------------------------------

LOCKED = roues.locked()


def tags(python):
    version = tuple(map(int, roues.PYTHONS[python].split(".")))
    platforms = ["win_amd64"]
    return {*cpython_tags(version, platforms=platforms), *compatible_tags(version, interpreter=python, platforms=platforms)}


@pytest.mark.parametrize("python", sorted(roues.PYTHONS))
def test_each_locked_wheel_can_be_installed_on_that_python_of_windows(python):
    known = tags(python)
    for row in roues.locked(python):
        name, version, _, offered = parse_wheel_filename(row["fichier"])
        assert (name, str(version)) == (row["nom"], row["version"])
        assert offered & known, row["fichier"]


@pytest.mark.parametrize("python", sorted(roues.PYTHONS))
def test_what_the_engine_needs_is_locked_at_the_pinned_versions(python):
    """requirements/runtime.txt may have changed: `python -m livraison.roues verrouiller` renews the lock."""
    found = {row["nom"]: row["version"] for row in roues.locked(python)}
    for pin in roues.wanted(python):
        name, _, version = pin.partition("==")
        assert found.get(roues.canonical(name)) == version, pin


def test_nothing_is_locked_that_qgis_must_bring_itself():
    assert not {row["nom"] for row in LOCKED} & {*roues.OSGEO4W, "pyqt5", "pyqt6", "gdal", "fiona"}


def test_each_wheel_is_locked_once_with_its_hash_and_module():
    assert len({(row["python"], row["nom"]) for row in LOCKED}) == len(LOCKED)
    for row in LOCKED:
        assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) and row["module"] and int(row["octets"]) > 0


def test_every_licence_may_be_shipped():
    assert [(row["nom"], row["licence"]) for row in LOCKED if not COMPATIBLE.search(row["licence"])] == []


def test_the_key_stays_small():
    assert sum(int(row["octets"]) for row in LOCKED) < 400e6


def test_the_conditions_of_a_wheel_are_read_as_windows_reads_them(tmp_path):
    path = tmp_path / "x-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "x-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: x\nVersion: 1.0\nRequires-Dist: a>=1,<2\nRequires-Dist: b; sys_platform == 'win32'\n"
            "Requires-Dist: c; sys_platform == 'linux'\nRequires-Dist: d; python_version < '3.10'\nRequires-Dist: e; extra == 'tests'\n",
        )
    assert set(roues.needs(path, "cp39")) == {"a", "b", "d"} and set(roues.needs(path, "cp312")) == {"a", "b"}
    assert set(roues.needs(path, "cp39")["a"].split(",")) == {">=1", "<2"}


def test_the_real_wheels_import_in_order_when_they_are_here(tmp_path):
    """With the wheels at hand (build/roues): unpacked for Windows by pip itself, each has its module where the table says."""
    cache = ROOT / "build" / "roues"
    try:
        roues.check(cache)
    except roues.WheelError:
        pytest.skip("the real wheels were not downloaded here")
    for python, version in roues.PYTHONS.items():
        rows = roues.locked(python)
        target = tmp_path / python
        place = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp", "--only-binary=:all:"]
        command = [sys.executable, "-m", "pip", "install", "--isolated", "--no-index", "--no-deps", "--no-compile", "-q", *place]
        files = [str(cache / python / row["fichier"]) for row in rows]
        subprocess.run([*command, "--target", str(target), *files], check=True, timeout=100)
        for row in rows:
            module = target.joinpath(*row["module"].split("."))
            found = module.is_dir() or list(module.parent.glob(module.name + ".*"))
            assert found, f"{row['nom']}: no module {row['module']}"
        assert not (target / "numpy").exists()
