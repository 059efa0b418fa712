"""The model that comes with the plugin, and the one a department puts in its place."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from ddtm_aigle.core.inference.modele import open_model
from ddtm_aigle.core.modeles import installer, service
from ddtm_aigle.training.core import evaluer, preparer
from shared.errors import BadInput
from shared.jobs import JobContext

from . import mondes, onnx_mini
from .test_detecter import ROOT

PICTURES = ROOT.parent / "shared" / "data" / "aigle" / "ucmerced" / "images"


@pytest.fixture
def espace(tmp_path):
    return tmp_path / "espace"


def install(espace, **params):
    return installer.run({"espace": str(espace), "fils": 1, **params}, JobContext())


def georeferenced(name: str, folder: Path) -> Path:
    """A picture of the collection laid somewhere near Montpellier, at its true size of pixel."""
    from PIL import Image

    pixels = np.asarray(Image.open(PICTURES / name.rstrip("0123456789") / f"{name}.jpg").convert("RGB")).transpose(2, 0, 1)
    path = folder / f"{name}.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=pixels.shape[2], height=pixels.shape[1], count=3, dtype="uint8", crs="EPSG:2154",
        transform=Affine(0.3048, 0, mondes.X0, 0, -0.3048, mondes.Y0),
    ) as target:  # fmt: skip
        target.write(pixels)
    return path


# The shipped model ---------------------------------------------------------------------------------------------------


def test_the_shipped_model_is_small_and_its_card_is_its_own():
    model, card = open_model(str(service.SHIPPED), JobContext(), 1), service.card()
    assert service.SHIPPED.stat().st_size <= 10_000_000 and model.demonstration
    assert card["modele_sha256"] == model.sha256 and "domaine public" in card["licence"] and card["limites"]
    text = service.SHIPPED.with_suffix(".carte.md").read_text(encoding="utf-8")
    for code in model.classes:
        assert code in text
    for gap in card["ecarts"]:
        assert gap in text  # what falls short is said


def test_detecting_without_a_model_uses_it_and_says_so(tmp_path, espace):
    image = mondes.picture(tmp_path / "ortho.tif", [(60, 60, "piscine")], ground=(120, 110, 90))
    result = mondes.detect(espace, image, "")
    assert result["demonstration"] and service.NOTICE in result["notes"]
    assert service.notice(espace / "travail" / "travail.gpkg") == service.NOTICE


def test_nothing_is_said_of_a_model_that_was_not_used(tmp_path, espace):
    assert service.notice(espace / "travail" / "travail.gpkg") == ""
    image = mondes.picture(tmp_path / "ortho.tif", [(60, 60, "piscine")])
    mondes.detect(espace, image, onnx_mini.centre_model(tmp_path / "local.onnx"))
    assert service.notice(espace / "travail" / "travail.gpkg") == ""


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the collection of pictures is not beside the checkout")
def test_it_finds_the_pools_of_pictures_it_never_saw(tmp_path):
    """Through the whole of « detecter », on the test part: most of six plain pools, and none in a forest."""
    import shapely

    found = wanted = 0
    parts = {row["nom"]: row["partie"] for row in preparer.catalogue(preparer.ANNOTATIONS)}
    for name in ("denseresidential22", "mediumresidential28", "mediumresidential51", "mediumresidential54", "sparseresidential51"):
        if parts[name] != "test":
            continue
        space = tmp_path / name
        space.mkdir()
        mondes.detect(space, georeferenced(name, tmp_path), "", classes="piscine")
        seen = [shapely.from_wkb(row["geom"]) for row in mondes.rows(space)]
        for line in (preparer.ANNOTATIONS / "labels" / f"{name}.txt").read_text().splitlines():
            _, x, y, w, h = (float(v) for v in line.split())
            side = 256 * 0.3048
            pool = shapely.box(
                mondes.X0 + (x - w / 2) * side,
                mondes.Y0 - (y + h / 2) * side,
                mondes.X0 + (x + w / 2) * side,
                mondes.Y0 - (y - h / 2) * side,
            )
            wanted += 1
            found += any(shape.intersection(pool).area >= 0.5 * shape.union(pool).area for shape in seen)
    assert wanted >= 5 and found >= 0.8 * wanted, (found, wanted)
    assert mondes.detect(tmp_path / "foret", georeferenced("forest52", tmp_path), "")["detections"] == 0


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the collection of pictures is not beside the checkout")
def test_its_card_says_what_a_measure_gives(tmp_path):
    """The figures of the card are those of the test part, measured again on its fields."""
    jeu = tmp_path / "jeu"
    preparer.run({"images": str(PICTURES), "sortie": str(jeu)}, JobContext())
    for kind in ("images", "labels", "ignore"):
        for file in (jeu / "test" / kind).iterdir():
            if not file.stem.startswith("agricultural"):
                file.unlink()
    again = evaluer.run({"jeu": str(jeu), "modele": str(service.SHIPPED)}, JobContext())["terrains"]
    told = service.card()["mesures"]["terrains"]
    for key in ("images", "fausses_alertes", "km2"):
        assert again["agricultural"][key] == told["agricultural"][key]


# A local model -------------------------------------------------------------------------------------------------------


def test_an_installed_model_serves_until_another_takes_its_place(tmp_path, espace):
    image = mondes.picture(tmp_path / "ortho.tif", [(60, 60, "piscine")])
    local = onnx_mini.centre_model(tmp_path / "herault.onnx", side=15)
    (tmp_path / "herault.carte.md").write_text("# Fiche")
    result = install(espace, modele=str(local))
    assert result["phrase"].startswith("« herault.onnx » est en service") and result["remplace"] == "demonstration.onnx"
    assert (espace / "modeles" / "herault.carte.md").read_text() == "# Fiche"
    assert not mondes.detect(espace, image, "")["demonstration"] and mondes.rows(espace)[0]["modele"] == "herault.onnx"
    second = onnx_mini.centre_model(tmp_path / "gard.onnx", side=9)
    assert install(espace, modele=str(second))["remplace"] == "herault.onnx"
    assert service.in_service(espace).name == "gard.onnx"
    assert install(espace, demonstration=True)["demonstration"] and service.in_service(espace) == service.SHIPPED
    assert install(espace, modele=str(espace / "modeles" / "herault.onnx"))["modele"] == "herault.onnx"
    assert service.in_service(espace).name == "herault.onnx"


@pytest.mark.parametrize("content, sentence", [(None, "introuvable"), (b"rien", "n'est pas un modèle ONNX lisible")])
def test_what_is_no_model_changes_nothing(tmp_path, espace, content, sentence):
    install(espace, modele=str(onnx_mini.centre_model(tmp_path / "bon.onnx")))
    bad = tmp_path / "mauvais.onnx"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(BadInput, match=sentence):
        install(espace, modele=str(bad))
    assert service.in_service(espace).name == "bon.onnx"


def test_a_worse_model_is_refused_on_held_out_reviews_unless_forced(tmp_path, espace):
    from PIL import Image

    val = tmp_path / "jeu" / "val"
    for kind in ("images", "labels"):
        (val / kind).mkdir(parents=True)
    for i in range(6):
        pixels = np.full((128, 128, 3), 60, np.uint8)
        pixels[40:55, 40:55] = (0, 0, 255)
        Image.fromarray(pixels).save(val / "images" / f"v{i}.png")
        (val / "labels" / f"v{i}.txt").write_text(f"3 {47.5 / 128} {47.5 / 128} {15 / 128} {15 / 128}\n")
    classes = ["caravane", "mobil_home", "construction", "piscine", "bateau", "epave_bateau"]
    (tmp_path / "jeu" / "jeu.json").write_text(json.dumps({"classes": classes, "resolution_cm": 20}))
    install(espace, modele=str(onnx_mini.centre_model(tmp_path / "bon.onnx", ("piscine",), side=15)))
    blind = str(onnx_mini.centre_model(tmp_path / "aveugle.onnx", ("mobil_home",), side=15))
    with pytest.raises(BadInput, match="reste « bon.onnx »"):
        install(espace, modele=blind, jeu=str(tmp_path / "jeu"))
    assert service.in_service(espace).name == "bon.onnx" and not (espace / "modeles" / "aveugle.onnx").exists()
    assert install(espace, modele=blind, jeu=str(tmp_path / "jeu"), forcer=True)["modele"] == "aveugle.onnx"


def test_several_models_without_a_choice_are_a_question(tmp_path, espace):
    (espace / "modeles").mkdir(parents=True)
    for name in ("a", "b"):
        onnx_mini.centre_model(espace / "modeles" / f"{name}.onnx")
    with pytest.raises(BadInput, match="Plusieurs modèles"):
        service.in_service(espace)


def test_a_choice_never_leads_out_of_the_folder(tmp_path, espace):
    (espace / "modeles").mkdir(parents=True)
    onnx_mini.centre_model(espace / "ailleurs.onnx")
    (espace / "modeles" / service.CHOICE).write_text("../ailleurs.onnx")
    assert service.in_service(espace) == service.SHIPPED


def test_one_must_say_which_model(espace):
    with pytest.raises(BadInput, match="Aucun modèle n'est donné"):
        install(espace)
