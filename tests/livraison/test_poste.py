"""What the .bat files start: installed whole or not at all, repaired by installing again, removed without touching data."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from poste_essai import plugin_zip, poste, seal, small_kit

from livraison.poste import __main__ as commande
from livraison.poste import actions, outils, profil, roues, verifier
from livraison.poste.outils import KitError


@pytest.fixture
def laptop(tmp_path):
    return poste(tmp_path / "poste", small_kit(tmp_path / "cle"))


@pytest.fixture
def installed(laptop):
    actions.install(laptop, lambda text: None)
    return laptop


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_everything_has_its_place(installed):
    assert (installed.plugins / "ddtm_essai" / "__init__.py").read_text() == "VALEUR = 1\n"
    assert (installed.libs / outils.tag() / "ddtm_roue_essai" / "__init__.py").is_file()
    assert "ddtm_essai=true" in installed.settings.read_text(encoding="utf-8")
    assert (installed.data / "espace" / "referentiel" / "CURRENT").read_text() == "gen-1\n"
    assert (installed.data / "espace" / "travail" / "travail.gpkg").is_file()
    assert (installed.desktop / "Bureau DDTM.bat").is_file()


def test_what_qgis_has_is_not_installed_a_second_time(installed):
    """numpy is on the key and in this Python: QGIS's own must be the only one."""
    assert not (installed.libs / outils.tag() / "numpy").exists()
    assert verifier.traps(installed)[0] is True


def test_nothing_is_asked_of_the_network_nor_of_dependencies():
    command = roues.pip_command("python", [Path("a.whl")], Path("libs"))
    assert {"--isolated", "--no-index", "--no-deps", "--target"} <= set(command)


def test_the_local_repository_names_its_own_zips(installed):
    text = (installed.data / "extensions" / "plugins.xml").read_text(encoding="utf-8")
    assert "@DEPOT@" not in text
    assert f"{(installed.data / 'extensions').resolve().as_uri()}/ddtm_essai-1.0.zip" in text


def test_installing_again_repairs_and_keeps_the_data(installed):
    (installed.plugins / "ddtm_essai" / "__init__.py").write_text("casse")
    (installed.plugins / "ddtm_essai" / "vieux.py").write_text("")
    shutil.rmtree(installed.libs)
    work = installed.data / "espace" / "travail" / "travail.gpkg"
    work.write_bytes(b"a night of work")
    installed.settings.write_text(installed.settings.read_text(encoding="utf-8") + "[autre]\nmien=1\n", encoding="utf-8")
    actions.install(installed, lambda text: None)
    assert (installed.plugins / "ddtm_essai" / "__init__.py").read_text() == "VALEUR = 1\n"
    assert not (installed.plugins / "ddtm_essai" / "vieux.py").exists()
    assert (installed.libs / outils.tag() / "ddtm_roue_essai").is_dir()
    assert work.read_bytes() == b"a night of work"
    assert "mien=1" in installed.settings.read_text(encoding="utf-8")


def test_a_newer_key_upgrades(installed, tmp_path):
    newer = poste(tmp_path / "poste", small_kit(tmp_path / "cle2", version="1.1", text="VALEUR = 2\n"))
    actions.install(newer, lambda text: None)
    assert (newer.plugins / "ddtm_essai" / "__init__.py").read_text() == "VALEUR = 2\n"
    assert [path.name for path in (newer.data / "extensions").glob("*.zip")] == ["ddtm_essai-1.1.zip"]


def test_a_data_pack_in_place_is_never_replaced(laptop):
    current = laptop.data / "espace" / "referentiel" / "CURRENT"
    current.parent.mkdir(parents=True)
    current.write_text("gen-7\n")
    assert "est gardé" in actions.install_pack(laptop)
    assert current.read_text() == "gen-7\n" and not (current.parent / "gen-1").exists()


@pytest.mark.parametrize("damage", ["changed", "missing", "no list"])
def test_a_damaged_key_installs_nothing(laptop, damage):
    victim = next((laptop.kit / "extensions").glob("*.zip"))
    if damage == "changed":
        victim.write_bytes(victim.read_bytes() + b"x")
    elif damage == "missing":
        victim.unlink()
    else:
        (laptop.kit / "SHA256SUMS.txt").unlink()
    with pytest.raises(KitError, match="Refaites la clé"):
        actions.install(laptop, lambda text: None)
    assert not laptop.profiles.exists() and not (laptop.data / "espace").exists()


def test_a_wheel_that_pip_refuses_leaves_the_libraries_as_they_were(installed):
    before = tree(installed.libs)
    bad = next((installed.kit / "roues" / outils.tag()).glob("ddtm_roue*.whl"))
    bad.write_bytes(b"no wheel")
    seal(installed.kit)
    with pytest.raises(KitError, match="REPARER"):
        actions.install_wheels(installed)
    assert tree(installed.libs) == before


def test_a_python_without_wheels_is_told(laptop):
    with pytest.raises(KitError, match=f"cp27.*{outils.tag()}"):
        roues.install(laptop.kit / "roues", laptop.libs, "cp27")


def test_a_python_without_wheels_stops_before_anything_is_changed(tmp_path):
    other = poste(tmp_path / "poste", small_kit(tmp_path / "cle", tag="cp27"))
    with pytest.raises(KitError, match="rien n'a été changé"):
        actions.install(other, lambda text: None)
    assert not other.plugins.exists() and not other.settings.exists() and not (other.data / "extensions").exists()


def test_a_file_held_open_leaves_the_old_plugin(installed, monkeypatch):
    """As on Windows when QGIS runs: the folder cannot be renamed."""
    before = tree(installed.plugins)
    plugin_zip(installed.kit / "extensions", "1.0", "VALEUR = 3\n")

    def refuse(source, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(KitError, match="fermez QGIS"):
        actions.install_plugins(installed)
    assert tree(installed.plugins) == before


def test_when_the_new_folder_cannot_take_its_place_the_old_one_returns(tmp_path, monkeypatch):
    (tmp_path / "neuf").mkdir()
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "ancien.txt").write_text("old")
    real = os.rename
    monkeypatch.setattr(os, "rename", lambda a, b: (_ for _ in ()).throw(OSError(28, "full")) if Path(a).name == "neuf" else real(a, b))
    with pytest.raises(KitError):
        outils.replace_folder(tmp_path / "neuf", tmp_path / "place")
    assert (tmp_path / "place" / "ancien.txt").read_text() == "old"


def test_uninstalling_keeps_data_and_other_profiles(installed):
    other = installed.profiles / "default" / "QGIS" / "QGIS3.ini"
    other.parent.mkdir(parents=True)
    other.write_text("[qgis]\n")
    data = tree(installed.data / "espace")
    actions.uninstall(installed, lambda text: None)
    assert tree(installed.data / "espace") == data and other.is_file()
    assert not installed.profile.exists() and not list(installed.desktop.iterdir())
    assert {path.name for path in installed.data.iterdir()} == {"espace"}


def test_qgis_four_has_its_own_file(tmp_path):
    laptop = actions.Poste(tmp_path, tmp_path / "QGIS" / "QGIS4" / "profiles", tmp_path, tmp_path)
    assert laptop.settings.name == "QGIS4.ini"


# ---- the self-check ------------------------------------------------------------------------------------------


def answers(laptop):
    return {title: check(laptop) for title, check in verifier.CHECKS if title not in ("Système", "Moteur")}


def test_a_sound_laptop_has_no_wrong_line(installed):
    shutil.rmtree(installed.kit / "roues" / outils.tag())
    rows = (installed.kit / "roues" / "roues.csv").read_text().splitlines()
    (installed.kit / "roues" / "roues.csv").write_text("\n".join([rows[0], rows[1]]) + "\n")  # numpy's line was there to be refused
    found = answers(installed)
    assert {title: text for title, (good, text) in found.items() if good is False} == {}


@pytest.mark.parametrize(
    "title, damage",
    [
        ("Extensions", lambda laptop: (laptop.plugins / "ddtm_essai" / "__init__.py").write_text("x = 0\n")),
        ("Bibliothèques", lambda laptop: shutil.rmtree(laptop.libs / outils.tag() / "ddtm_roue_essai")),
        ("Versions", lambda laptop: (laptop.libs / outils.tag() / "pyproj").mkdir()),
        ("Profil", lambda laptop: laptop.settings.write_text(laptop.settings.read_text().replace("enabled=false", "enabled=true"))),
        ("Données", lambda laptop: (laptop.data / "espace" / "referentiel" / "gen-1" / "referentiel.gpkg").unlink()),
    ],
)
def test_each_fault_has_its_line_with_the_remedy(installed, title, damage):
    damage(installed)
    good, text = answers(installed)[title]
    assert good is False and ("REPARER.bat" in text or "réinstallez" in text)


def test_the_report_hides_who_uses_the_laptop(installed, monkeypatch):
    monkeypatch.setenv("USERPROFILE", str(installed.data.parent))
    _, text = verifier.run(installed)
    assert str(installed.data.parent) not in text
    assert len(verifier.report_lines(text)) == len(verifier.CHECKS)


def test_the_report_is_written_for_notepad(installed):
    path = verifier.write_report(installed, "Contrôle\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_library_that_wins_over_qgis_would_be_seen(installed):
    """The engine's own path: ddtm_libs comes last, so the numpy of this Python is the one that loads."""
    fake = installed.libs / outils.tag() / "numpy"
    fake.mkdir()
    (fake / "__init__.py").write_text("raise ImportError('wrong numpy')")
    done = verifier.engine_python(installed, "import numpy; print(numpy.__file__)")
    assert done.returncode == 0 and str(installed.libs) not in done.stdout


def test_the_folders_of_qgis_do_not_reach_the_wheels(installed, monkeypatch):
    """OSGeo4W sets PROJ_DATA to tables that the wheels refuse."""
    monkeypatch.setenv("PROJ_DATA", "/nowhere")
    assert verifier.engine_python(installed, "import os; print(os.environ.get('PROJ_DATA'))").stdout.strip() == "None"


# ---- as the .bat files start it ------------------------------------------------------------------------------


def start(kit, verb, home, program="/usr/bin/python3"):
    env = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "QT_QPA_PLATFORM": "offscreen"}
    env.pop("PYTHONPATH", None)
    command = [program, str(kit / "outils" / "lancer.py"), verb]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=120)


@pytest.mark.skipif(shutil.which("qgis.bin") is None, reason="needs Debian's QGIS")
def test_the_script_of_the_key_installs_with_qgis_own_python(tmp_path):
    kit = small_kit(tmp_path / "cle")
    before = tree(kit)
    done = start(kit, "installer", tmp_path)
    assert "6/6" in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "data" / "QGIS" / "QGIS3" / "profiles" / "ddtm" / "python" / "plugins" / "ddtm_essai").is_dir()
    assert tree(kit) == before, "nothing may be written on the key"
    removed = start(kit, "desinstaller", tmp_path)
    assert removed.returncode == 0 and "sont retirés" in removed.stdout


def test_a_python_that_is_not_qgis_own_is_refused_with_a_sentence(tmp_path):
    kit = small_kit(tmp_path / "cle")
    code = "import sys; sys.modules['qgis'] = None; sys.argv = ['lancer.py', 'installer']; import runpy; runpy.run_path(sys.argv[0])"
    done = subprocess.run([sys.executable, "-c", code], cwd=kit / "outils", capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "INSTALLER.bat" in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_verb_is_refused(tmp_path, capsys):
    assert commande.main(["formater"], tmp_path) == 2
    assert "Emploi" in capsys.readouterr().err


def test_the_installer_needs_nothing_but_the_standard_library():
    for path in Path(actions.__file__).parent.glob("*.py"):
        module = importlib.import_module(f"livraison.poste.{path.stem}")
        assert module.__file__
    standard = set(sys.stdlib_module_names) | {"qgis"}
    import ast

    for path in Path(actions.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= standard, path.name
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert node.module.split(".")[0] in standard, path.name


def test_the_profile_is_the_one_that_the_shortcut_opens(laptop):
    assert f"--profile {profil.PROFILE}" in (laptop.kit / "OUVRIR.bat").read_text()
