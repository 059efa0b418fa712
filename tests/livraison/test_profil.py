"""The settings of the dedicated profile: ours are set, the user's others stay."""

import configparser
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livraison.poste import profil

KEYS = profil.settings(["ddtm_crise"], "file:///C:/depot/plugins.xml")


def read(text):
    parser = configparser.ConfigParser(interpolation=None, strict=True, comment_prefixes=(";",))
    parser.optionxform = str
    parser.read_string(text)
    return {(section, key): value for section in parser.sections() for key, value in parser[section].items()}


def test_a_new_file_holds_every_key():
    assert read(profil.merge("", KEYS)) == KEYS


def test_the_official_repository_is_present_and_off_under_any_language():
    """QGIS adds the official repository only when no entry has its address: ours has it, switched off."""
    found = read(profil.merge("", KEYS))
    urls = [key for key, value in found.items() if value == profil.OFFICIAL]
    assert len(urls) == 1
    assert found[(urls[0][0], urls[0][1].replace("\\url", "\\enabled"))] == "false"


def test_what_the_user_set_stays_and_what_is_ours_is_put_right():
    before = "[qgis]\ncheckVersion=true\niconSize=32\n\n[Processing]\nConfiguration\\X=@Variant(a=b)\n"
    after = profil.merge(before, KEYS)
    assert read(after)[("qgis", "iconSize")] == "32"
    assert read(after)[("Processing", "Configuration\\X")] == "@Variant(a=b)"
    assert read(after)[("qgis", "checkVersion")] == "false"
    assert "checkVersion=true" not in after


def test_a_key_written_twice_is_left_once():
    after = profil.merge("[qgis]\ncheckVersion=true\ncheckVersion=true\n", KEYS)
    assert after.count("checkVersion=") == 1


def test_merging_again_changes_nothing():
    once = profil.merge("[qgis]\niconSize=32\n", KEYS)
    assert profil.merge(once, KEYS) == once


names = st.text("abcXYZ019_\\/%", min_size=1, max_size=8)
values = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, blacklist_characters="\x7f\x85\xa0"), max_size=12).map(str.strip)


@given(st.dictionaries(st.tuples(st.sampled_from(["qgis", "app", "autre", "PythonPlugins"]), names), values, max_size=12))
def test_no_line_of_another_is_ever_lost(others):
    others = {key: value for key, value in others.items() if key not in KEYS and not value.startswith("[")}
    text = profil.merge("", others)
    after = profil.merge(text, KEYS)
    assert set(text.splitlines()) - {""} <= set(after.splitlines())
    lines = set(after.splitlines())
    assert {f"{key}={value}" for (_, key), value in KEYS.items()} <= lines
    assert profil.merge(after, KEYS) == after


@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="needs Debian's PyQt")
def test_qt_itself_reads_the_keys(tmp_path):
    """Read back by Qt's own settings reader, which QGIS uses."""
    ini = tmp_path / "QGIS3.ini"
    ini.write_text(profil.merge("[qgis]\niconSize=32\n", KEYS), encoding="utf-8")
    code = (
        "import sys\ntry:\n from PyQt5.QtCore import QSettings\nexcept ImportError:\n sys.exit(3)\n"
        "s = QSettings(sys.argv[1], QSettings.Format.IniFormat)\n"
        "print(s.value('app/plugin_repositories/Depot officiel/enabled'), s.value('app/plugin_repositories/DDTM34/url'),"
        " s.value('qgis/iconSize'), s.value('PythonPlugins/ddtm_crise'), s.value('core/NewsFeed/httpsfeedqgisorg/disabled'))"
    )
    done = subprocess.run(["/usr/bin/python3", "-c", code, str(ini)], capture_output=True, text=True, timeout=30)
    if done.returncode == 3:
        pytest.skip("no PyQt5")
    assert done.stdout.split() == ["false", "file:///C:/depot/plugins.xml", "32", "true", "true"]


def test_the_global_settings_are_plain_ascii():
    assert profil.global_settings().isascii()
