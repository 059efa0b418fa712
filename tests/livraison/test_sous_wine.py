"""The key's scripts read by another cmd.exe than Microsoft's: Wine's. Skipped where there is no Wine.

Told: quoting, accents, blanks, brackets and & in the key's path, which QGIS is taken, the exit status. Not told: QGIS, Python and the wheels on
Windows, `choice`, `pause`, code pages of a real console.
"""

import os
import shutil
import subprocess

import pytest
from poste_essai import poste, small_kit

from livraison.poste import actions

WINE = shutil.which("wine64") or shutil.which("wine")
pytestmark = pytest.mark.skipif(WINE is None, reason="no Wine here")
KEY = "clé d'été (2026) & co"
PYTHON = b'@echo off\r\n>>C:\\journal.txt echo %s "%%~1" "%%~2" "%%CD%%"\r\nexit /b %%RENDU%%\r\n'
QGIS = b"@echo off\r\n>>C:\\journal.txt echo %s %%*\r\nexit /b 0\r\n"


class Windows:
    """A Wine drive with the key on it."""

    def __init__(self, root):
        self.drive = root / "drive_c"
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        self.env = {**kept, "HOME": str(root.parent), "WINEPREFIX": str(root), "WINEDEBUG": "-all", "WINEARCH": "win64"}
        self.env.update(WINEDLLOVERRIDES="mscoree,mshtml=", DDTM_SANS_PAUSE="1", LC_ALL=kept.get("LC_ALL", "C.UTF-8"))

    def run(self, script, folder, **env):
        """(exit status, what it printed, what the programs of QGIS were given)."""
        journal = self.drive / "journal.txt"
        journal.unlink(missing_ok=True)
        done = subprocess.run([WINE, "cmd", "/c", script], cwd=folder, env={**self.env, **env}, capture_output=True, timeout=100)
        given = journal.read_bytes().decode("utf-8", "replace").split("\r\n")[:-1] if journal.exists() else []
        return done.returncode, done.stdout.decode("utf-8", "replace"), given

    def qgis(self, place):
        folder = self.drive / place / "bin"
        folder.mkdir(parents=True)
        (folder / "python-qgis-ltr.bat").write_bytes(PYTHON % place.encode())
        (folder / "qgis-ltr.bat").write_bytes(QGIS % place.encode())
        return folder.parent


@pytest.fixture(scope="module")
def windows(tmp_path_factory):
    """One Wine for the module: making one takes most of the time."""
    root = tmp_path_factory.mktemp("wine") / "prefixe"
    root.mkdir()
    made = Windows(root)
    if made.run("exit /b 7", root)[0] != 7:
        pytest.skip("this Wine does not work")
    small_kit(made.drive / KEY)
    yield made
    server = shutil.which("wineserver") or "/usr/lib/wine/wineserver"
    if os.path.exists(server):
        subprocess.run([server, "-k"], env=made.env, check=False, timeout=30)


@pytest.fixture
def place(windows):
    """Puts a QGIS on the drive for one test."""
    put = []

    def add(name):
        put.append(windows.qgis(name))
        return put[-1]

    yield add
    for folder in put:
        shutil.rmtree(folder)


def test_each_script_hands_its_verb_to_the_python_of_qgis_and_tells_its_failure(windows, place):
    place("Program Files/QGIS 3.40.6")
    for verb in ("installer", "reparer", "verifier", "desinstaller"):
        # Wine 8 makes 1 of any failure of a script that is called; Windows keeps the number
        failed = verb != "verifier"
        status, said, given = windows.run(f"{verb.upper()}.bat", windows.drive / KEY, RENDU="3" if failed else "0")
        assert (status != 0) == failed, (verb, said)
        assert len(given) == 1 and given[0].startswith("Program Files/QGIS 3.40.6 "), given
        assert f'co\\outils\\lancer.py" "{verb}" "C:\\cl' in given[0], given


def test_without_qgis_each_script_says_so_and_fails(windows):
    for script in ("INSTALLER.bat", "OUVRIR.bat"):
        status, said, given = windows.run(script, windows.drive / KEY)
        assert (status, given) == (1, []) and "QGIS est introuvable sur ce poste" in said, script


def test_the_newest_qgis_is_taken_and_a_folder_told_before_all(windows, place):
    for name in ("OSGeo4W64", "Program Files/QGIS 3.8.1", "Program Files/QGIS 3.22.16", "Program Files/QGIS 3.40.6"):
        place(name)
    assert windows.run("OUVRIR.bat", windows.drive / KEY)[2] == ["Program Files/QGIS 3.40.6 --nologo --noversioncheck --profile ddtm"]
    place("autre part")
    told = windows.run("OUVRIR.bat", windows.drive / KEY, DDTM_QGIS="C:\\autre part")[2]
    assert told == ["autre part --nologo --noversioncheck --profile ddtm"]


def test_the_shortcut_opens_the_qgis_that_was_told_at_the_installation(windows, place, monkeypatch):
    place("autre part")
    local = next((windows.drive / "users").glob("*/AppData/Local"))
    laptop = poste(windows.drive / "poste", windows.drive / KEY)
    laptop = actions.Poste(laptop.kit, laptop.profiles, local / "DDTM", laptop.desktop)
    monkeypatch.setenv("DDTM_QGIS", "C:\\autre part")
    actions.install_shortcut(laptop)
    status, said, given = windows.run("Bureau DDTM.bat", laptop.desktop)
    assert (status, given) == (0, ["autre part --nologo --noversioncheck --profile ddtm"]), said
