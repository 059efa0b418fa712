"""Proof of integrity: whatever is altered, removed, forged or re-signed is found and named."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddtm_drones.core.importer import job
from ddtm_drones.core.preuve import cles, verifier
from ddtm_drones.core.preuve.depot import Depot
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from . import fabrique as f


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("preuve")
    for name, start in (("a", 0), ("b", 10)):
        job.run({"espace": str(folder / "espace"), "source": str(f.card(folder / name, 3, start)), "operateur": "A. Martin"}, JobContext())
    return folder / "espace"


@pytest.fixture
def espace(filled, tmp_path):
    return Path(shutil.copytree(filled, tmp_path / "espace"))


def check(espace: Path, **more):
    return verifier.run({"espace": str(espace), **more}, JobContext())


def originals(espace: Path):
    return sorted((espace / "photos").glob("[0-9a-f][0-9a-f]/*"))


def manifests(espace: Path):
    return sorted((espace / "photos" / "manifestes").glob("*.json"))


def overwrite(path: Path, data: bytes) -> None:
    os.chmod(path, 0o644)
    path.write_bytes(data)


def test_untouched_originals_are_declared_intact(espace):
    result = check(espace)
    assert result["conforme"] and result["fichiers_verifies"] == 6 and result["code_sortie"] == 0
    assert {document["signature"] for document in result["manifestes"]} == {"valable"} and not result["inconnus"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 5), st.floats(0, 0.999), st.integers(0, 7))
def test_any_flipped_bit_of_any_original_is_found(espace, which, where, bit):
    path = originals(espace)[which]
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[int(where * len(data))] ^= 1 << bit
    overwrite(path, bytes(flipped))
    try:
        result = check(espace)
        assert not result["conforme"] and [item["sha256"] for item in result["alteres"]] == [path.stem] and result["code_sortie"] == 1
    finally:
        overwrite(path, data)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1), st.floats(0, 0.999), st.integers(0, 7))
def test_any_flipped_bit_of_a_manifest_is_found(espace, which, where, bit):
    path = manifests(espace)[which]
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[int(where * len(data))] ^= 1 << bit
    overwrite(path, bytes(flipped))
    try:
        assert not check(espace)["conforme"]
    finally:
        overwrite(path, data)


def test_a_removed_original_is_named(espace):
    originals(espace)[0].unlink()
    result = check(espace)
    assert not result["conforme"] and result["alteres"][0]["etat"] == "absent"


def test_a_manifest_signed_again_with_another_key_is_found(espace):
    """The forger has the store, changes a name, and signs with a key of his own."""
    noted = check(espace)["manifestes"][0]["empreinte_cle"]
    path = manifests(espace)[-1]
    content = json.loads(path.read_text(encoding="utf-8"))
    other = Depot(Espace.at(espace.parent / "ailleurs"))
    other.prepare()
    content["cle_publique"], content["operateur"] = cles.public_key(other), "quelqu'un d'autre"
    data = json.dumps(content).encode()
    overwrite(path, data)
    overwrite(path.with_suffix(".json.sig"), cles.sign(other, data)[0].encode())
    assert "autre clé" in check(espace)["defauts"][0]
    shutil.rmtree(espace / "photos" / "cles")  # on a machine without the key, the fingerprint noted on paper tells
    assert check(espace)["conforme"] and not check(espace, empreinte=noted)["conforme"]


def test_a_signature_taken_away_is_a_fault(espace):
    manifests(espace)[0].with_suffix(".json.sig").unlink()
    assert "signature a disparu" in check(espace)["defauts"][0]


def test_a_whole_import_taken_away_breaks_the_chain(espace):
    first = manifests(espace)[0]
    for entry in json.loads(first.read_text(encoding="utf-8"))["fichiers"]:
        next((espace / "photos").glob(f"*/{entry['sha256']}*")).unlink()
    first.with_suffix(".json.sig").unlink()
    first.unlink()
    result = check(espace)
    assert not result["conforme"] and "précédait" in result["defauts"][0]


def test_a_file_slipped_into_the_store_is_named_as_unknown(espace):
    target = espace / "photos" / "00" / ("0" * 64 + ".jpg")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"x")
    assert check(espace)["inconnus"] == [target.name]


def test_one_import_or_one_mission_alone(espace):
    wanted = json.loads(manifests(espace)[0].read_text(encoding="utf-8"))["import_id"]
    assert check(espace, manifeste=wanted[:8])["fichiers_verifies"] == 3
    with pytest.raises(BadInput, match="Aucun manifeste ne correspond"):
        check(espace, mission="2026-099")


def test_nothing_imported_yet_is_said(tmp_path):
    with pytest.raises(BadInput, match="importez d'abord"):
        check(tmp_path)


@pytest.mark.parametrize("suffix", (".pdf", ".csv"))
def test_the_slip_names_every_file_with_its_hash(espace, tmp_path, suffix):
    target = tmp_path / ("bordereau" + suffix)
    result = check(espace, sortie=str(target))
    assert result["fichiers"] == [str(target)]
    if suffix == ".csv":
        text = target.read_text(encoding="utf-8-sig")
    else:
        import subprocess

        text = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True).stdout
        assert "intacts" in text and "A. Martin" in text
    for path in originals(espace):
        assert path.stem[:20] in text
    with pytest.raises(BadInput, match="PDF ou en CSV"):
        check(espace, sortie=str(tmp_path / "b.docx"))


def test_without_the_signing_module_the_manifest_is_unsigned_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(cles, "available", lambda: False)
    result = job.run({"espace": str(tmp_path / "espace"), "source": str(f.card(tmp_path / "carte", 1))}, JobContext())
    assert not result["signe"] and any("non signé" in note for note in result["notes"])
    checked = check(tmp_path / "espace")
    assert checked["conforme"] and "sans signature" in checked["notes"][0]


def test_the_private_key_is_for_its_owner_only(espace):
    assert (espace / "photos" / "cles" / "poste.key").stat().st_mode & 0o077 == 0
