"""The signing key under a passphrase: locked it signs nothing and copies nothing, unlocked it is the same key; verifying never asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.preuve import cles, job_cle, verifier
from shared.errors import BadInput
from shared.jobs import JobContext

from . import fabrique as f

pytest.importorskip("cryptography")

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
WORDS = "girelle bastide marteau septembre"


@pytest.fixture(autouse=True)
def another_process(monkeypatch):
    monkeypatch.delenv(cles.PASSWORD, raising=False)
    monkeypatch.setattr(cles, "_UNLOCKED", {})
    return cles._UNLOCKED


def key(espace, action="etat", **more):
    return job_cle.run({"espace": str(espace), "action": action, **more}, JobContext())


def bring(espace, source):
    return importer.run({"espace": str(espace), "source": str(source)}, JobContext())


@pytest.fixture
def espace(tmp_path):
    bring(tmp_path / "espace", f.card(tmp_path / "a", 1))
    return tmp_path / "espace"


def test_a_locked_key_refuses_the_import_before_any_copy_then_signs_with_the_same_key(espace, tmp_path):
    before = key(espace)
    assert key(espace, "proteger", nouveau=WORDS)["protegee"] and not before["protegee"]
    assert b"BEGIN ENCRYPTED" in (espace / "photos" / "cles" / "poste.key").read_bytes()
    cles._UNLOCKED.clear()
    card = f.card(tmp_path / "b", 2, start=5)
    with pytest.raises(BadInput, match="protégée par un mot de passe.*Rien n'a été importé"):
        bring(espace, card)
    assert len(list((espace / "photos").glob("[0-9a-f][0-9a-f]/*"))) == 1
    with pytest.raises(BadInput, match="n'ouvre pas"):
        key(espace, "deverrouiller", mot_de_passe=WORDS + "x")
    assert key(espace, "deverrouiller", mot_de_passe=WORDS)["empreinte"] == before["empreinte"]
    assert bring(espace, card)["signe"]
    cles._UNLOCKED.clear()
    result = verifier.run({"espace": str(espace)}, JobContext())  # locked again: verifying needs no passphrase
    assert result["conforme"] and {item["signature"] for item in result["manifestes"]} == {"valable"}
    assert {item["empreinte_cle"] for item in result["manifestes"]} == {before["empreinte"]}


def test_the_passphrase_can_come_from_the_environment(espace, tmp_path, monkeypatch):
    key(espace, "proteger", nouveau=WORDS)
    cles._UNLOCKED.clear()
    monkeypatch.setenv(cles.PASSWORD, WORDS)
    assert bring(espace, f.card(tmp_path / "b", 1, start=5))["signe"]


def test_the_passphrase_is_changed_and_taken_off_only_by_who_knows_it(espace):
    first = key(espace, "proteger", nouveau=WORDS)["empreinte"]
    cles._UNLOCKED.clear()
    for action in ("proteger", "deproteger"):
        with pytest.raises(BadInput):
            key(espace, action, nouveau="un tout autre mot de passe")
    key(espace, "proteger", mot_de_passe=WORDS, nouveau="un tout autre mot de passe")
    cles._UNLOCKED.clear()
    with pytest.raises(BadInput, match="n'ouvre pas"):
        key(espace, "deproteger", mot_de_passe=WORDS)
    found = key(espace, "deproteger", mot_de_passe="un tout autre mot de passe")
    assert not found["protegee"] and found["empreinte"] == first


def test_an_interrupted_protection_leaves_a_key_that_opens(espace, monkeypatch):
    def full(path, data, mode=0o644):
        if path.name == "poste.key":
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(cles, "ecrire_entier", full)
        with pytest.raises(OSError):
            key(espace, "proteger", nouveau=WORDS)
    assert not key(espace)["protegee"] and cles._UNLOCKED == {}


@pytest.mark.parametrize(
    "action, more, said",
    (
        ("proteger", {"nouveau": "court"}, "au moins 12 signes"),
        ("deverrouiller", {"mot_de_passe": WORDS}, "pas de mot de passe"),
        ("effacer", {}, "Action inconnue"),
    ),
)
def test_what_cannot_be_done_to_the_key_is_said(espace, action, more, said):
    with pytest.raises(BadInput, match=said):
        key(espace, action, **more)


def test_without_the_module_the_import_says_loudly_that_nothing_is_signed(tmp_path, monkeypatch):
    monkeypatch.setattr(cles, "available", lambda: False)
    result = bring(tmp_path / "espace", f.card(tmp_path / "c", 1))
    assert not result["signe"] and "manifeste NON SIGNÉ" in result["phrase"]
    with pytest.raises(BadInput, match="cryptography"):
        key(tmp_path / "espace")


def test_the_command_line_takes_passphrases_from_the_environment_only(espace):
    def run(*words, **more):
        command = [sys.executable, "-m", "ddtm_drones", "cle", *words, "--espace", str(espace)]
        return subprocess.run(
            command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )

    done = run("proteger", DDTM_DRONES_NOUVEAU_MOT_DE_PASSE=WORDS)
    assert done.returncode == 0 and "protégée par un mot de passe" in done.stdout, done.stderr
    refused = run("deproteger")
    assert refused.returncode == 2 and "mot de passe" in refused.stderr
    assert run("deproteger", DDTM_DRONES_MOT_DE_PASSE=WORDS).returncode == 0


SCRIPT = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1]); os.environ["DDTM_ESPACE"] = sys.argv[2]
from qgis.core import QgsApplication
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], True); app.initQgis()
from ddtm_drones.gui.cle import CleDeSignature
dialog = CleDeSignature(None); dialog.show()
def wait(text):
    end = time.monotonic() + 25
    while time.monotonic() < end and text not in dialog.said.text(): app.processEvents(); time.sleep(0.01)
    return dialog.said.text()
out = {"etat": wait("sans mot de passe")}
dialog.new.setText(sys.argv[4]); dialog.again.setText("autre"); dialog.buttons["proteger"].click(); out["differents"] = dialog.said.text()
dialog.new.setText(sys.argv[4]); dialog.again.setText(sys.argv[4]); dialog.buttons["proteger"].click(); out["protegee"] = wait("protégée par")
out["efface"] = dialog.new.text() + dialog.again.text()
dialog.present.setText("faux"); dialog.buttons["deverrouiller"].click(); out["faux"] = wait("n'ouvre pas")
dialog.grab().save(sys.argv[3])
dialog.present.setText(sys.argv[4]); dialog.buttons["deverrouiller"].click(); out["ouverte"] = wait("Déverrouillée")
print(json.dumps(out)); sys.stdout.flush()
from shared.engine.client import engine
engine().close(); os._exit(0)
"""


def test_the_dialog_protects_and_unlocks(espace, tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.gui"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    picture = os.environ.get("DDTM_CLE_PNG", str(tmp_path / "cle.png"))
    done = subprocess.run(
        [QGIS_PYTHON, "-c", SCRIPT, str(ROOT), str(espace), picture, WORDS],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.stdout.strip(), done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert "sans mot de passe" in told["etat"] and "diffèrent" in told["differents"] and told["efface"] == ""
    assert "protégée par" in told["protegee"] and "n'ouvre pas" in told["faux"] and "Déverrouillée" in told["ouverte"]
    for path in Path(espace).rglob("*"):
        assert not path.is_file() or WORDS.encode() not in path.read_bytes(), path
