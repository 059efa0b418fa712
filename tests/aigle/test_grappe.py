"""A department shared out over a Dask cluster: the same rows as on one machine; whatever fails is said in one sentence."""

from __future__ import annotations

import pytest

from ddtm_aigle.core.inference import grappe
from shared.errors import BadInput, Cancelled, DdtmError
from shared.jobs import JobContext

from .mondes import detect, picture, rows
from .onnx_mini import centre_model
from .test_detecter import SQUARES

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def scheduler():
    """A small cluster as another machine would offer it."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(grappe, "PART", 3)


@pytest.fixture
def world(tmp_path):
    return picture(tmp_path / "ortho.tif", SQUARES, size=(640, 480), nodata=0, empty=(500, 300, 640, 480)), centre_model(
        tmp_path / "m.onnx"
    )


def told(space):
    keep = ("uuid", "classe", "score", "millesime", "geom", "surface_m2", "couleur", "tuile", "passage_uuid", "modele_sha256")
    return (
        sorted(tuple(row[name] for name in keep) for row in rows(space)),
        [(row["date_vol_debut"], row["geom"]) for row in rows(space, "detection_couverture")],
    )


def test_the_cluster_gives_the_same_rows_as_one_machine(tmp_path, world, scheduler):
    image, model = world
    one = detect(tmp_path / "seul", image, model)
    many = detect(tmp_path / "grappe", image, model, dask=scheduler.scheduler_address)
    assert told(tmp_path / "grappe") == told(tmp_path / "seul")
    assert (many["detections"], many["tuiles"]) == (one["detections"], one["tuiles"]) and one["tuiles"] > 9


def test_stopped_on_the_cluster_it_goes_on_alone(tmp_path, world, scheduler):
    image, model = world
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 8

    with pytest.raises(Cancelled):
        detect(tmp_path / "grappe", image, model, JobContext(is_cancelled=stop), dask=scheduler.scheduler_address)
    detect(tmp_path / "grappe", image, model)
    detect(tmp_path / "seul", image, model)
    assert told(tmp_path / "grappe") == told(tmp_path / "seul")


def test_another_model_under_the_same_name_on_a_worker_is_refused(tmp_path, world, scheduler):
    image, model = world
    import numpy as np

    from ddtm_aigle.core.inference.grille import grid_of
    from ddtm_aigle.core.inference.image import open_picture

    opened = open_picture(str(image), image.name, channels=3, resolution_cm=20)
    grid = grid_of(opened, 128, 20)
    with pytest.raises(BadInput, match="un autre modèle sous le même nom"):
        grappe.run_parts(
            scheduler.scheduler_address, str(model), "0" * 64, opened, grid, np.arange(3), 0.3, lambda done: None, lambda count: None, 4
        )


@pytest.mark.parametrize(
    "address, match",
    [("local:zéro", "illisible"), ("grappe", "illisible"), ("tcp://127.0.0.1:9", "ne répond pas")],
)
def test_a_bad_address_is_said_in_one_sentence_and_nothing_is_written(tmp_path, world, monkeypatch, address, match):
    image, model = world
    monkeypatch.setattr(grappe, "PATIENCE_S", 1)
    with pytest.raises(BadInput, match=match):
        detect(tmp_path / "e", image, model, dask=address)
    assert rows(tmp_path / "e") == []


def test_a_cluster_that_dies_is_said_and_the_work_done_is_kept(tmp_path, world):
    image, model = world
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        heard = []

        def kill():
            heard.append(1)
            if len(heard) == 5:
                cluster.scale(0)
                for worker in list(cluster.workers.values()):
                    worker.process.kill() if hasattr(worker, "process") else None
                cluster.close()
            return False

        with pytest.raises(DdtmError):
            detect(tmp_path / "e", image, model, JobContext(is_cancelled=kill), dask=cluster.scheduler_address)
    detect(tmp_path / "e", image, model)
    detect(tmp_path / "seul", image, model)
    assert told(tmp_path / "e") == told(tmp_path / "seul")
