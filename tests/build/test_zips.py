"""What the official repository and an offline share ask of the zips."""

import configparser
import shutil
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest

import build_plugins
from build_plugins import BuildError, rewrite_imports

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = build_plugins.plugins()
MB = 1024 * 1024


@pytest.fixture(params=sorted(PLUGINS))
def plugin(request):
    return request.param


@pytest.fixture
def archive(dist, plugin):
    with zipfile.ZipFile(dist / f"{plugin}-{PLUGINS[plugin]['version']}.zip") as opened:
        yield opened


def metadata(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    return dict(parser["general"])


def test_one_top_folder_a_licence_and_no_rubbish(archive, plugin):
    names = archive.namelist()
    assert plugin.isidentifier() and {name.split("/")[0] for name in names} == {plugin}
    assert {f"{plugin}/{name}" for name in ("LICENSE", "metadata.txt", "__init__.py", "plugin.py")} <= set(names)
    assert "GNU GENERAL PUBLIC LICENSE" in archive.read(f"{plugin}/LICENSE").decode()
    for name in names:
        assert name.isascii() and "\\" not in name and ".." not in name, name
        assert not set(name.split("/")) & {"__pycache__", ".git", "__MACOSX", "tests"} and not name.endswith((".pyc", ".gpkg", ".npz")), (
            name
        )


def test_it_is_light(archive, dist, plugin):
    assert (dist / f"{plugin}-{PLUGINS[plugin]['version']}.zip").stat().st_size < 10 * MB
    for entry in archive.infolist():  # the demonstration model alone may have 10 MB
        assert entry.file_size < (10 if entry.filename.endswith(".onnx") else 5) * MB, entry.filename


def test_metadata_has_every_field_of_the_official_repository(archive, plugin):
    fields = metadata(archive.read(f"{plugin}/metadata.txt").decode("utf-8"))
    for name in build_plugins.REQUIRED:
        assert fields[name].strip(), name
    assert (fields["qgisMinimumVersion"], fields["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert fields["hasProcessingProvider"] == "yes"
    assert "plugin" not in fields["name"].lower() and "supportsQt6" not in fields
    for name in ("homepage", "repository", "tracker"):
        assert fields[name].startswith("https://")
    assert f"{plugin}/{fields['icon']}" in archive.namelist()


def test_the_common_fields_reach_every_plugin(dist):
    for plugin in PLUGINS:
        fields = metadata((dist / "plugins" / plugin / "metadata.txt").read_text(encoding="utf-8"))
        assert fields["version"] == PLUGINS[plugin]["version"] and fields["license"] == "GPL-3.0-or-later"


def test_the_folder_and_the_zip_hold_the_same(archive, dist, plugin):
    folder = dist / "plugins" / plugin
    files = {
        f"{plugin}/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"
    }
    assert set(files) == set(archive.namelist())
    assert all(archive.read(name) == path.read_bytes() for name, path in files.items())


def test_no_import_of_the_bare_shared_package_is_left(archive):
    for name in archive.namelist():
        if name.endswith(".py"):
            text = archive.read(name).decode("utf-8")
            assert not [line for line in text.splitlines() if line.strip().startswith(("from shared", "import shared"))], name


def test_every_help_text_has_its_page(archive):
    texts = [name for name in archive.namelist() if "/resources/help/" in name and name.endswith(".md")]
    assert texts and all(name[:-3] + ".html" in archive.namelist() for name in texts)


def test_the_same_sources_give_the_same_bytes(tmp_path):
    first, second = tmp_path / "sources-1", tmp_path / "sources-2"
    for folder in (*PLUGINS, "shared"):
        shutil.copytree(ROOT / folder, first / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "metadata.txt"):
        shutil.copyfile(ROOT / name, first / name)
    shutil.copytree(first, second, copy_function=shutil.copyfile)  # another checkout: other dates, other rights
    (second / "LICENSE").chmod(0o600)
    for number in (1, 2):
        build_plugins.build(tmp_path / f"dist-{number}", root=tmp_path / f"sources-{number}")
    made = sorted((tmp_path / "dist-1").glob("*.zip"))
    assert len(made) == len(PLUGINS)
    for path in made:
        assert path.read_bytes() == (tmp_path / "dist-2" / path.name).read_bytes(), path.name


def test_a_second_build_replaces_the_first_and_sweeps_what_is_no_more(tmp_path):
    build_plugins.build(tmp_path)
    (tmp_path / "plugins" / "ancienne").mkdir()
    (tmp_path / "ancienne-0.0.1.zip").write_bytes(b"")
    build_plugins.build(tmp_path)
    assert sorted(path.name for path in (tmp_path / "plugins").iterdir()) == sorted(PLUGINS)
    assert {path.name for path in tmp_path.iterdir()} == {"plugins", "plugins.xml"} | {
        f"{name}-{PLUGINS[name]['version']}.zip" for name in PLUGINS
    }


def test_the_offline_repository_names_files_that_exist(dist, tmp_path):
    build_plugins.build(tmp_path, "https://partage.exemple.fr/qgis/")
    entries = ElementTree.parse(tmp_path / "plugins.xml").getroot().findall("pyqgis_plugin")
    assert {entry.find("download_url").text.rpartition("/")[2] for entry in entries} == {path.name for path in tmp_path.glob("*.zip")}
    # QGIS reads the plugin's folder from this name, up to the first point
    assert {entry.find("file_name").text.partition(".")[0] for entry in entries} == set(PLUGINS)
    assert all(entry.find("download_url").text.startswith("https://partage.exemple.fr/qgis/") for entry in entries)
    local = ElementTree.parse(dist / "plugins.xml").getroot().findall("pyqgis_plugin")
    assert all(Path(entry.find("download_url").text.removeprefix("file://")).is_file() for entry in local)


@pytest.mark.parametrize(
    "source, expected",
    [
        ("from shared.errors import BadInput\n", "from ddtm_x.shared.errors import BadInput\n"),
        ("from shared import wire\n", "from ddtm_x.shared import wire\n"),
        ("import shared.gpkg.read as read\n", "import ddtm_x.shared.gpkg.read as read\n"),
        (
            "def f():\n    from shared.catalogue import (\n        LAYERS,\n    )\n",
            "def f():\n    from ddtm_x.shared.catalogue import (\n        LAYERS,\n    )\n",
        ),
        ("from .shared import x\nfrom sharedness import y\ntext = 'from shared.a import b'\n",) * 2,
    ],
)
def test_imports_are_rewritten_and_nothing_else(source, expected):
    assert rewrite_imports(source, "ddtm_x") == expected


def test_an_import_that_cannot_be_vendored_stops_the_build():
    with pytest.raises(BuildError, match="cannot be vendored"):
        rewrite_imports("import shared.errors\n", "ddtm_x")


@pytest.mark.parametrize(
    "text, words", [("[commun]\nversion=1\n[absente]\nname=x\n", "missing description"), ("[commun]\n{all}[absente]\n", "no such package")]
)
def test_a_poor_metadata_file_stops_the_build(tmp_path, text, words):
    everything = "".join(f"{name}=x\n" for name in build_plugins.REQUIRED)
    (tmp_path / "metadata.txt").write_text(text.replace("{all}", everything), encoding="utf-8")
    with pytest.raises(BuildError, match=words):
        build_plugins.plugins(tmp_path)


def test_sources_are_not_touched_and_dates_are_fixed(dist):
    for path in dist.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {build_plugins.EPOCH}
            assert archive.namelist() == sorted(archive.namelist())
