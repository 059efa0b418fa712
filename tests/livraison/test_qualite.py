"""Gates on the whole tree: links of the docs, secrets, security rules; and that each gate can fail."""

import pytest

from livraison import licences, qualite

FILES = qualite.tracked()
PAGES = [path for path in FILES if path.suffix == ".md" and path.is_file()]


def test_no_page_leads_nowhere():
    assert list(qualite.dead_links(PAGES)) == []


def test_the_page_of_licences_is_that_of_the_lock_and_a_new_library_shows(tmp_path):
    page = licences.PAGE.read_text(encoding="utf-8")
    assert licences.renewed(page) == page
    lock = tmp_path / "roues.csv"
    lock.write_text(licences.LOCK.read_text(encoding="utf-8") + "cp312,neuve,1.0,neuve,MIT,1,neuve.whl,00\n", encoding="utf-8")
    assert "| neuve | 1.0 | MIT |" in licences.renewed(page, lock)


def test_no_secret_is_in_the_tree():
    assert list(qualite.secrets(FILES)) == []


def test_no_security_rule_is_broken():
    assert list(qualite.security([qualite.ROOT / name for name in qualite.SOURCES if (qualite.ROOT / name).is_dir()])) == []


def test_every_exception_still_has_its_file():
    assert [name for name, _ in qualite.ALLOWED if not (qualite.ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "text, dead",
    [
        ("[a](absent.md)", True),
        ("![a](images/absent.png)", True),
        ("[a](page.md#absent)", True),
        ("[a](#absent)", True),
        ("[a](page.md#un-titre)", False),
        ('# Là\n[a](#là) [b](page.md "titre")', False),
        ('<a id="ici"></a> [a](#ici)', False),
        ("[a](https://exemple.fr/absent) `[a](absent.md)`", False),
    ],
)
def test_a_dead_link_is_found(tmp_path, text, dead):
    (tmp_path / "page.md").write_text("# Un titre\n", encoding="utf-8")
    page = tmp_path / "essai.md"
    page.write_text(text, encoding="utf-8")
    assert bool(list(qualite.dead_links([page]))) is dead


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY" + "-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
        "key = " + "AKIA" + "ABCDEFGHIJKLMNOP",
        "gh" + "p_" + "a1" * 18,
        "postgresql://agent" + ":" + "Un2Trois4@serveur.interne/base",
        "pass" + "word = 'Montpellier2026'",
    ],
)
def test_a_secret_is_found(tmp_path, text):
    path = tmp_path / "essai.py"
    path.write_text(text)
    assert list(qualite.secrets([path]))


def test_what_is_no_secret_is_left_alone(tmp_path):
    path = tmp_path / "essai.py"
    path.write_text("password = None\nmot_de_passe = lire()\nurl = 'https://user:{mot}@exemple.fr'\nsha256 = 'a' * 64\n")
    assert list(qualite.secrets([path])) == []


def test_a_dangerous_call_is_found(tmp_path):
    (tmp_path / "essai.py").write_text("import subprocess, pickle\nsubprocess.run('ls', shell=True)\npickle.loads(b'')\n")
    found = list(qualite.security([tmp_path]))
    assert any("S602" in text for text in found) and any("S301" in text for text in found)


def test_the_command_says_how_much_it_read(capsys):
    assert qualite.main() == 0 and "no dead link" in capsys.readouterr().out
