"""The official repository's rules: our zips keep them, and every rule refuses what it is there for."""

import stat
import zipfile

import pytest

import build_plugins
from livraison import regles

METADATA = {
    "name": "DDTM Essai",
    "description": "Trial",
    "about": "Trial of the rules",
    "version": "1.2.3",
    "qgisMinimumVersion": "3.22",
    "qgisMaximumVersion": "4.99",
    "author": "DDTM",
    "email": "ddtm@exemple.fr",
    "tracker": "https://exemple.fr/issues",
    "repository": "https://exemple.fr/depot",
    "homepage": "https://exemple.fr",
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    build_plugins.build(out)
    return out


@pytest.fixture
def made(tmp_path):
    """made({path: bytes or None}, name=value, ...) -> findings on a sound zip with these changes."""

    def make(files=(), folder="ddtm_essai", **fields):
        body = "".join(f"{name}={value}\n" for name, value in {**METADATA, **fields}.items() if value is not None)
        content = {
            f"{folder}/__init__.py": b"def classFactory(iface):\n    return None\n",
            f"{folder}/LICENSE": b"GNU GENERAL PUBLIC LICENSE\n",
            f"{folder}/metadata.txt": f"[general]\n{body}".encode(),
            **dict(files),
        }
        path = tmp_path / "essai.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in content.items():
                if data is not None:
                    archive.writestr(name, data)
        return regles.check(path)

    return make


def test_every_zip_of_the_suite_can_be_published(dist):
    zips = sorted(dist.glob("*.zip"))
    assert len(zips) == len(build_plugins.plugins())
    assert {path.name: regles.check(path) for path in zips} == {path.name: [] for path in zips}


def test_a_sound_zip_breaks_nothing(made):
    assert made() == []


@pytest.mark.parametrize(
    "files, words",
    [
        ({"ddtm_essai/LICENSE": None}, "LICENSE is missing"),
        ({"ddtm_essai/LICENSE": b"All rights reserved"}, "not the GNU GPL"),
        ({"ddtm_essai/__init__.py": None}, "__init__.py is missing"),
        ({"ddtm_essai/__init__.py": b"x = 1\n"}, "no classFactory"),
        ({"ddtm_essai/metadata.txt": None}, "cannot be read"),
        ({"ddtm_essai/metadata.txt": b"[general\n"}, "cannot be read"),
        ({"autre/x.py": b""}, "exactly one top folder"),
        ({"ddtm_essai/lib.dll": b""}, "a binary"),
        ({"ddtm_essai/image.png": b"\x7fELF\x02"}, "a binary"),
        ({"ddtm_essai/donnees.csv": b"PK\x03\x04"}, "a binary"),
        ({"ddtm_essai/__pycache__/x.py": b""}, "does not belong"),
        ({"ddtm_essai/x.pyc": b""}, "does not belong"),
        ({"ddtm_essai/../evil.py": b""}, "leaves the folder"),
        ({"ddtm_essai/a\\b.py": b""}, "leaves the folder"),
        ({"ddtm_essai/aux.py": b""}, "Windows"),
        ({"ddtm_essai/a:b.txt": b""}, "Windows"),
        ({"ddtm_essai/été.md": b""}, "Windows"),
        ({"ddtm_essai/A.txt": b"", "ddtm_essai/a.txt": b""}, "ignores capitals"),
        ({"ddtm_essai/x.py": b"def f(:\n"}, "does not compile"),
    ],
)
def test_a_fault_in_the_files_is_found(made, files, words):
    assert any(words in finding for finding in made(files)), made(files)


@pytest.mark.parametrize("name", regles.REQUIRED)
def test_a_missing_field_is_found(made, name):
    assert f"metadata: metadata: {name} is missing" in made(**{name: None})
    assert f"metadata: metadata: {name} is missing" in made(**{name: " "})


@pytest.mark.parametrize(
    "field, value, words",
    [
        ("name", "DDTM Plugin", "the word plugin"),
        ("version", "one", "not like 1.2.3"),
        ("email", "ddtm", "no address"),
        ("tracker", "voir le site", "no web address"),
        ("homepage", "http://localhost", "no web address"),
        ("supportsQt6", "True", "is dead"),
        ("qgisMinimumVersion", "trois", "no version"),
        ("icon", "absente.svg", "not in the zip"),
    ],
)
def test_a_poor_field_is_found(made, field, value, words):
    assert any(words in finding for finding in made(**{field: value}))


def test_a_folder_that_python_cannot_import_is_found(made):
    assert any("no Python package name" in finding for finding in made(folder="ddtm-essai"))


def test_links_and_oversize_are_found(tmp_path, monkeypatch):
    path = tmp_path / "essai.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("ddtm_essai/lien")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("ddtm_essai/gros.txt", b"0" * 5000)
    assert any("symbolic link" in finding for finding in regles.check(path))
    monkeypatch.setattr(regles, "MAX_SIZE", 1000)
    monkeypatch.setattr(regles, "MAX_UNPACKED", 1000)
    assert sum(finding.startswith("size:") for finding in regles.check(path)) == 2


def test_what_is_no_zip_is_said(tmp_path):
    (tmp_path / "essai.zip").write_bytes(b"not a zip")
    assert regles.check(tmp_path / "essai.zip")[0].startswith("zip: cannot be read")


def test_the_command_line_tells_and_fails(dist, tmp_path, capsys):
    assert regles.main([str(path) for path in dist.glob("*.zip")]) == 0
    (tmp_path / "faux.zip").write_bytes(b"")
    assert regles.main([str(tmp_path / "faux.zip")]) == 1
    assert "publishable" in capsys.readouterr().out
