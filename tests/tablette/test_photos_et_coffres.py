"""Photographs come back under their print; a folder leaves and comes back encrypted, or not at all."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
import shapely

from data_sync.core.tablette import depart as depart_module
from data_sync.core.tablette import job
from shared.errors import BadInput
from shared.gpkg import read

from .outils import CTX, coffrer, lire, orthophoto, photo, photographier, rapporter, saisir


def test_a_photograph_comes_back_under_its_print_and_tied_to_its_object(terrain):
    espace, dossier, uuid = terrain
    photographier(dossier, uuid, "a.jpg", b"\xff\xd8 un")
    assert rapporter(espace, dossier)["ajouts"] == 1
    row = photo(espace, "a.jpg")
    digest = hashlib.sha256(b"\xff\xd8 un").hexdigest()
    assert (row["objet_uuid"], row["sha256"]) == (uuid, digest)
    assert (espace.root / "photos" / digest[:2] / f"{digest}.jpg").read_bytes() == b"\xff\xd8 un"
    assert rapporter(espace, dossier)["modifications"] == 0


def test_a_photograph_that_was_not_copied_is_told_and_taken_when_it_comes(terrain):
    espace, dossier, uuid = terrain
    photographier(dossier, uuid, "b.jpg", None)
    photographier(dossier, uuid, "../../x.jpg", None)
    answer = rapporter(espace, dossier)
    assert answer["photos_absentes"] == 2 and "recopiez-le" in answer["phrase"] and photo(espace, "b.jpg")["sha256"] is None
    (dossier / "DCIM" / "b.jpg").write_bytes(b"photo")
    assert rapporter(espace, dossier)["modifications"] == 1 and photo(espace, "b.jpg")["sha256"] == hashlib.sha256(b"photo").hexdigest()
    (dossier / "DCIM" / "b.jpg").unlink()
    assert rapporter(espace, dossier)["modifications"] == 0 and photo(espace, "b.jpg")["sha256"]


@pytest.mark.parametrize("kind, sentence", [("absente", "introuvable"), ("texte", "illisible"), ("ailleurs", "ne couvre pas")])
def test_a_background_that_cannot_be_is_refused_and_nothing_is_left(terrain, tmp_path, kind, sentence):
    espace, _, _ = terrain
    path = tmp_path / "fond.tif"
    if kind == "texte":
        path.write_text("pas une image")
    if kind == "ailleurs":
        path = orthophoto(tmp_path, shapely.Point(100_000, 6_100_000))
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]["nom"]
    with pytest.raises(BadInput, match=sentence):
        job.exporter({"espace": str(espace.root), "secteur": commune, "dossier": str(tmp_path / "T9"), "fond": str(path)}, CTX)
    assert not [item for item in tmp_path.iterdir() if "T9" in item.name]


def test_an_encrypted_folder_shows_nothing_and_comes_back_like_the_folder(terrain, tmp_path):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu au gué' WHERE uuid = ?", uuid)
    photographier(dossier, uuid, "a.jpg", b"photo")
    box = Path(coffrer(espace, source=dossier)["cible"])
    assert box.name == "T1.zip.age" and b"terrain.qgs" not in box.read_bytes()
    again = Path(coffrer(espace, source=box, cible=tmp_path / "ouvert")["cible"])
    assert {p.relative_to(again) for p in again.rglob("*")} == {p.relative_to(dossier) for p in dossier.rglob("*")}
    answer = rapporter(espace, box)
    assert (answer["ajouts"], answer["modifications"], answer["photos"]) == (1, 1, 1) and lire(espace, uuid)["commentaire"] == "vu au gué"
    assert rapporter(espace, dossier)["modifications"] == 0


@pytest.mark.parametrize("spoil", ["tronqué", "bit", "vide", "autre poste", "ailleurs", "pas un zip"])
def test_a_spoilt_or_foreign_container_takes_nothing_and_leaves_nothing(terrain, tmp_path, spoil):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu' WHERE uuid = ?", uuid)
    box = Path(coffrer(espace, source=dossier)["cible"])
    octets = box.read_bytes()
    if spoil in ("tronqué", "bit", "vide"):
        bad = bytearray(octets)
        bad[len(bad) // 2] ^= 1
        box.write_bytes({"tronqué": octets[: len(octets) // 2], "bit": bytes(bad), "vide": b""}[spoil])
    elif spoil == "autre poste":
        (espace.root / "travail" / "poste.age").unlink()
    else:
        box = tmp_path / "t.zip"
        with zipfile.ZipFile(box, "w") as out:
            out.writestr("../dehors.txt", "x")
        if spoil == "pas un zip":
            box.write_bytes(b"PK")
    with pytest.raises(BadInput) as caught:
        rapporter(espace, box)
    assert caught.value.message.endswith(".") and lire(espace, uuid)["commentaire"] is None
    if box.suffix == ".age":
        with pytest.raises(BadInput):
            coffrer(espace, source=box, cible=tmp_path / "ouvert")
    assert not (tmp_path / "ouvert").exists() and not list(tmp_path.rglob("dehors.txt")) and not list(tmp_path.glob(".coffre*"))


def test_what_is_neither_a_tablets_folder_nor_its_container_is_refused(terrain, tmp_path):
    espace, dossier, _ = terrain
    for params in (
        {"source": ""},
        {"source": tmp_path},
        {"source": dossier, "cible": tmp_path / "rien" / "x"},
        {"source": dossier / "terrain.qgs"},
    ):
        with pytest.raises(BadInput):
            coffrer(espace, **params)


def test_a_sector_leaves_encrypted_and_nothing_in_clear_is_left(terrain, tmp_path, monkeypatch):
    espace, _, _ = terrain
    monkeypatch.setattr(depart_module, "_project", lambda staging, *_: (staging / "terrain.qgs").write_text("projet"))
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]["nom"]
    params = {"espace": str(espace.root), "secteur": commune, "dossier": str(tmp_path / "T5"), "nom": "T5", "chiffrer": True}
    answer = job.exporter(params, CTX)
    assert answer["dossier"].endswith("T5.zip.age") and not (tmp_path / "T5").exists()
    assert rapporter(espace, answer["dossier"])["ajouts"] == 0
