"""ddtm_aigle:detecter stopped, killed, or given what cannot be read: it goes on to the same rows, or says one sentence."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from rasterio.transform import Affine

from shared.errors import BadInput, Cancelled, DdtmError
from shared.gpkg import write
from shared.jobs import JobContext

from . import onnx_mini
from .mondes import X0, Y0, detect, found, picture, rows
from .test_detecter import EXPECTED, ROOT, SQUARES


def _key(row):
    return row["uuid"], row["classe"], row["score"], row["geom"], row["tuile"]


def test_fault_killed_in_the_middle_it_goes_on_and_gives_the_same_rows(tmp_path, model):
    squares = [(x, y, "piscine") for x, y in itertools.product(range(5, 1470, 40), range(5, 1470, 40))]
    image = picture(tmp_path / "ortho.tif", squares, size=(1500, 1500))
    detect(tmp_path / "temoin", image, model)
    command = [
        sys.executable,
        "-m",
        "ddtm_aigle",
        "detecter",
        str(image),
        "--modele",
        str(model),
        "--millesime",
        "2021",
        "--fils",
        "1",
        "--json",
    ]
    child = subprocess.Popen([*command, "--espace", str(tmp_path / "e")], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    state = tmp_path / "e" / "travail" / "detections"
    for _ in range(3000):
        time.sleep(0.02)
        # grown twice: what made it grow first is saved for good
        if any(file.stat().st_size > 40_000 for file in state.glob("*.sqlite")) or child.poll() is not None:
            break
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert child.returncode == -signal.SIGKILL, "it ended before it was killed: make the picture larger"
    assert not rows(tmp_path / "e"), "nothing half done is shown"
    result = detect(tmp_path / "e", image, model)
    assert 0 < result["reprises"] < result["tuiles"]
    assert sorted(map(_key, rows(tmp_path / "e"))) == sorted(map(_key, rows(tmp_path / "temoin")))
    assert len(rows(tmp_path / "e")) == len(squares)
    assert not list(state.glob("*.sqlite")), "nothing is left to resume"


def test_a_second_process_on_the_same_run_waits_its_turn(tmp_path, espace, model):
    """Asked in the middle of the first run, which goes on to its end."""
    image, told = picture(tmp_path / "ortho.tif", SQUARES), []

    def meanwhile(_, text):
        if " ha sur " in text and not told:
            with pytest.raises(BadInput, match="déjà en cours d'analyse") as caught:
                detect(espace, image, model)
            told.append(caught.value.message)

    detect(espace, image, model, JobContext(on_progress=meanwhile))
    assert told and found(espace) == EXPECTED and not list((espace / "travail" / "detections").glob("*sqlite*"))


@pytest.mark.parametrize("mosaic", [False, True])
def test_a_picture_corrected_in_its_middle_is_looked_at_again(tmp_path, espace, model, mosaic):
    image = picture(tmp_path / "ortho.tif", SQUARES[:6], compress=None)
    asked = image
    if mosaic:
        asked = tmp_path / "departement.vrt"
        rasterio.shutil.copy(image, asked, driver="VRT")
    detect(espace, asked, model)
    written = image.stat()
    picture(image, SQUARES, compress=None)
    assert image.stat().st_size == written.st_size
    os.utime(image, (written.st_atime, written.st_mtime + 60))
    assert detect(espace, asked, model)["deja_fait"] is False
    assert found(espace) == EXPECTED


def test_a_day_of_flight_learnt_afterwards_dates_what_was_found_and_keeps_the_reviews(tmp_path, espace, model):
    image = picture(tmp_path / "ortho.tif", SQUARES)
    detect(espace, image, model)
    write.update_rows(espace / "travail" / "travail.gpkg", "detection", [{"uuid": rows(espace)[0]["uuid"], "validation": "legal"}])
    told = detect(espace, image, model, vol="2021-06-03")
    assert told["deja_fait"] is True and f"mises à jour sur {len(SQUARES)} détections" in told["phrase"]
    assert {(row["date_vol_debut"], row["date_vol_fin"]) for row in rows(espace)} == {("2021-06-03", "2021-06-03")}
    assert rows(espace)[0]["validation"] == "legal"
    (ground,) = rows(espace, "detection_couverture")
    assert (ground["date_vol_debut"], rows(espace, "detection_passage")[0]["date_vol_fin"]) == ("2021-06-03", "2021-06-03")
    assert "mises à jour" not in detect(espace, image, model, vol="2021-06-03")["phrase"]


def test_a_cancel_keeps_finished_tiles_for_the_next_time(tmp_path, espace, model):
    image = picture(tmp_path / "ortho.tif", SQUARES, size=(1200, 900))
    texts = []

    def stop_half_way():
        return len(texts) > 4

    with pytest.raises(Cancelled):
        detect(espace, image, model, JobContext(on_progress=lambda _, text: texts.append(text), is_cancelled=stop_half_way))
    assert " ha sur " in texts[0] and not rows(espace)
    assert detect(espace, image, model)["reprises"] > 0
    assert found(espace) == EXPECTED


def test_fault_a_damaged_progress_file_is_begun_again(tmp_path, espace, model):
    image = picture(tmp_path / "ortho.tif", SQUARES)
    with pytest.raises(Cancelled):
        detect(espace, image, model, JobContext(is_cancelled=lambda: True))
    (state,) = (espace / "travail" / "detections").glob("*.sqlite")
    state.write_bytes(b"\0" * 9000)
    detect(espace, image, model)
    assert found(espace) == EXPECTED


BAD_MODELS = {
    "corrupt": (lambda p: p.write_bytes(b"not a model"), "n'est pas un modèle ONNX lisible"),
    "empty": (lambda p: p.write_bytes(b""), "n'est pas un modèle ONNX lisible"),
    "truncated": (lambda p: p.write_bytes(onnx_mini.centre_model(p).read_bytes()[:2000]), "n'est pas un modèle ONNX lisible"),
    "flat input": (onnx_mini.odd_inputs_model, "il faut une seule image"),
    "two inputs": (lambda p: onnx_mini.odd_inputs_model(p, ("n", 3, "h", "w"), True), "2 entrées"),
    "five channels": (lambda p: onnx_mini.odd_inputs_model(p, ("n", 5, "h", "w")), "il faut une seule image"),
    "no classes": (lambda p: onnx_mini.centre_model(p, class_names=None), "ne dit pas ce qu'il cherche"),
    "unknown classes": (lambda p: onnx_mini.centre_model(p, class_names={"0": "palmier", "1": "vigne"}), "ne cherche rien de connu"),
    "wrong number of classes": (lambda p: onnx_mini.centre_model(p, class_names={"0": "piscine"}), "ne correspond pas à son type"),
    "unknown type": (lambda p: onnx_mini.centre_model(p, det_type="DETR"), "d'un type que cette extension ne lit pas"),
    "bad number": (lambda p: onnx_mini.centre_model(p, det_conf="beaucoup"), "métadonnée inutilisable : det_conf"),
    "a folder": (lambda p: p.mkdir(), "ne peut pas être lu"),
    "segmentation": (lambda p: onnx_mini.centre_model(p, model_type="Segmentor"), "est un modèle de segmentation"),
    "tile of eight pixels": (lambda p: onnx_mini.odd_inputs_model(p, (1, 3, 8, 8)), "il faut une seule image"),
    "asks for terabytes": (onnx_mini.greedy_model, "demande plus de mémoire"),
}


@pytest.mark.parametrize("case", BAD_MODELS)
def test_an_unusable_model_gets_one_sentence(tmp_path, espace, case):
    make, sentence = BAD_MODELS[case]
    make(tmp_path / "m.onnx")
    with pytest.raises(DdtmError, match=sentence) as caught:
        detect(espace, picture(tmp_path / "ortho.tif", SQUARES), tmp_path / "m.onnx")
    assert "\n" not in caught.value.message
    assert not (espace / "travail" / "travail.gpkg").exists()


@pytest.mark.parametrize("told", [{"tiles_overlap": 0}, {"det_iou_thresh": 1}, {"tiles_overlap": 90}])
def test_careless_metadata_double_nothing_at_the_seams(tmp_path, espace, told):
    result = detect(espace, picture(tmp_path / "ortho.tif", SQUARES), onnx_mini.centre_model(tmp_path / "m.onnx", **told))
    assert found(espace) == EXPECTED and result["detections"] == len(EXPECTED)


def test_metadata_changed_beside_the_model_are_read_again_by_a_warm_engine(tmp_path, model):
    ctx = JobContext(cache={})
    image = picture(tmp_path / "ortho.tif", SQUARES)
    detect(tmp_path / "a", image, model, ctx)
    Path(f"{model}.json").write_text('{"class_names": ["piscine", "palmier"]}')
    detect(tmp_path / "b", image, model, ctx)
    assert found(tmp_path / "b") == [square for square in EXPECTED if square[2] == "piscine"]


def _truncate(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def _noise(path: Path, **options) -> Path:
    picture(path, SQUARES, **options)
    with rasterio.open(path) as source:
        profile = source.profile
    profile.update(options)
    with rasterio.open(path, "w", **profile) as target:
        target.write(np.random.default_rng(0).integers(0, 255, (3, 300, 400), dtype=np.uint8))
    return path


BAD_IMAGES = {
    "truncated tiff": (lambda p: _truncate(_noise(p / "i.tif"), 0.5), "illisible ou tronquée"),
    "truncated jp2": (lambda p: _truncate(_noise(p / "i.jp2", driver="JP2OpenJPEG"), 0.4), "illisible"),
    "not a picture": (lambda p: (p / "i.tif").write_text("bonjour") and p / "i.tif", "illisible"),
    "absent": (lambda p: p / "rien.tif", "introuvable"),
    "no crs": (lambda p: picture(p / "i.tif", SQUARES, crs=None), "n'est pas géoréférencée"),
    "wrong crs": (lambda p: picture(p / "i.tif", SQUARES, crs="EPSG:32631"), "hors de France|pas en France"),
    "degrees taken for metres": (lambda p: picture(p / "i.tif", SQUARES, crs="EPSG:4326"), "France"),
    "too coarse": (lambda p: picture(p / "i.tif", SQUARES, pixel=5.0), "pixels de 500 cm"),
    "empty folder": (lambda p: (p / "vide").mkdir() or p / "vide", "ne contient aucune image"),
}


@pytest.mark.parametrize("case", BAD_IMAGES)
def test_an_unusable_picture_gets_one_sentence(tmp_path, espace, model, case):
    make, sentence = BAD_IMAGES[case]
    with pytest.raises(BadInput, match=sentence) as caught:
        detect(espace, make(tmp_path), model)
    assert "\n" not in caught.value.message


def test_a_grey_picture_is_refused_by_a_colour_model(tmp_path, espace, model):
    with rasterio.open(
        tmp_path / "gris.tif", "w", driver="GTiff", width=300, height=300, count=1, dtype="uint8", crs="EPSG:2154",
        transform=Affine(0.2, 0, X0, 0, -0.2, Y0),
    ) as target:  # fmt: skip
        target.write(np.zeros((300, 300), np.uint8), 1)
    with pytest.raises(BadInput, match="contient gris"):
        detect(espace, tmp_path / "gris.tif", model)


def _zones(folder, crs, *shapes):
    import geopandas as gpd

    gpd.GeoDataFrame({"libelle": ["N"] * len(shapes)}, geometry=list(shapes), crs=crs).to_file(folder / "zones.gpkg")
    return [str(folder / "zones.gpkg")]


def test_zones_out_of_reason_are_said_and_the_sound_ones_of_the_layer_serve(tmp_path, espace, model):
    import shapely

    image, here = picture(tmp_path / "ortho.tif", SQUARES), shapely.box(X0, Y0 - 15, X0 + 15, Y0)
    with pytest.raises(BadInput, match="projection fausse"):
        detect(espace, image, model, zones=_zones(tmp_path, 4326, here))
    not_a_number = shapely.Polygon([(X0, Y0), (X0 + 60, float("nan")), (X0 + 60, Y0), (X0, Y0 - 50)])
    detect(espace, image, model, zones=_zones(tmp_path, 2154, not_a_number, here, None))
    assert found(espace) == [(0, 0, "piscine")]


def test_a_work_space_that_is_no_folder_is_said(tmp_path, model):
    image = picture(tmp_path / "ortho.tif", SQUARES)
    with pytest.raises(DdtmError, match="rien n'a été changé"):
        detect(image, image, model)


BAD_PARAMETERS = {
    "seuil": ({"seuil": "beaucoup"}, "un nombre entre"),
    "class": ({"classes": "vigne"}, "Classe inconnue"),
    "class of another model": ({"classes": "bateau"}, "ne cherche pas « bateau »"),
    "flight": ({"vol": "hier"}, "écrivez AAAA-MM-JJ"),
    "flight reversed": ({"vol": "2021-07-01/2021-06-01"}, "inversées"),
    "year": ({"millesime": 1800}, "impossible"),
    "bands": ({"bandes": "1,2,9"}, "impossibles"),
    "zones": ({"zones": ["rien.gpkg"]}, "introuvable"),
}


@pytest.mark.parametrize("case", BAD_PARAMETERS)
def test_a_bad_parameter_gets_one_sentence(tmp_path, espace, model, case):
    more, sentence = BAD_PARAMETERS[case]
    with pytest.raises(BadInput, match=sentence):
        detect(espace, picture(tmp_path / "ortho.tif", SQUARES), model, **more)
