"""The engine seen from the desktop: many jobs while the map pans, a crash, a cancel; and nothing heavy in QGIS itself."""

import os
import signal
import sys
import time

import pytest
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer

HEAVY = ("geopandas", "rasterio", "onnxruntime", "shapely", "pyogrio", "fiona", "cv2", "pandas", "scipy")


class Answers:
    def __init__(self):
        self.done, self.errors = [], []

    def count(self):
        return len(self.done) + len(self.errors)


@pytest.fixture
def start(engine_of):
    """start("addition", {...}) -> (task, answers): a job as the GUI starts it."""
    task_module, package = engine_of("task"), engine_of("core.autotest").__name__

    def begin(name, params, answers=None):
        answers = answers or Answers()
        task = task_module.EngineTask(f"Essai {name}", f"{package}:{name}", params, answers.done.append, answers.errors.append).start()
        return task, answers

    return begin


@pytest.fixture
def map_layer(iface):
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "points", "memory")
    features = []
    for number in range(2000):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(700000 + 37 * number % 90000, 6250000 + 91 * number % 70000)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    QgsProject.instance().addMapLayer(layer)
    iface.mapCanvas().setExtent(layer.extent())
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())


def test_fifty_jobs_while_the_map_pans(iface, map_layer, start, pump, wait_for):
    answers = Answers()
    for number in range(50):
        start("addition", {"valeurs": [number, 1]}, answers)
    canvas, moves, start_time, worst = iface.mapCanvas(), 0, time.monotonic(), 0.0
    while answers.count() < 50 or moves < 20:
        assert time.monotonic() - start_time < 60
        extent = canvas.extent()
        step = extent.width() / 20 * (1 if moves % 2 else -1)
        extent.setXMinimum(extent.xMinimum() + step)
        extent.setXMaximum(extent.xMaximum() + step)
        canvas.setExtent(extent)
        canvas.refresh()
        tick = time.monotonic()
        pump(0.02)
        worst = max(worst, time.monotonic() - tick)
        moves += 1
    assert not answers.errors
    assert sorted(answer["somme"] for answer in answers.done) == list(range(1, 51))
    assert len({answer["pid"] for answer in answers.done}) == 1, "one warm process for all"
    assert answers.done[0]["pid"] != os.getpid()
    assert worst < 1.0, f"the map froze for {worst:.2f} s"


def test_kill_9_in_mid_job_gives_a_message_and_the_next_job_works(engine_of, start, wait_for):
    _task, first = start("addition", {"valeurs": [1]})
    wait_for(lambda: first.count() == 1, 20, "a first job")
    _task, answers = start("attente", {"secondes": 30})
    wait_for(lambda: engine_of("client").engine().pid is not None, 5, "the engine")
    time.sleep(0.3)
    os.kill(engine_of("client").engine().pid, signal.SIGKILL)
    wait_for(lambda: answers.count() == 1, 5, "the news of the death")
    assert not answers.done
    assert type(answers.errors[0]).__name__ == "EngineDied"
    assert (
        answers.errors[0].message
        == "Le moteur de calcul s'est arrêté pendant « Essai attente ». La carte n'est pas touchée. Relancez le calcul."
    )
    _task, after = start("addition", {"valeurs": [2, 3]})
    wait_for(lambda: after.count() == 1, 20, "the next job")
    assert after.done[0]["somme"] == 5


@pytest.mark.parametrize("deaf", [False, True], ids=["listening job", "job deaf in native code"])
def test_a_cancel_answers_in_less_than_a_second(start, pump, wait_for, deaf):
    task, answers = start("attente", {"secondes": 30, "sourd": deaf})
    pump(1.0)
    assert answers.count() == 0
    begun = time.monotonic()
    task.cancel()
    wait_for(lambda: answers.count() == 1, 5, "the cancel")
    assert time.monotonic() - begun < 1.0
    assert type(answers.errors[0]).__name__ == "Cancelled"
    _task, after = start("addition", {"valeurs": [4]})
    wait_for(lambda: after.count() == 1, 20, "the next job")


def test_what_a_job_refuses_arrives_as_its_sentence(start, wait_for):
    _task, answers = start("refus", {"message": "La zone est vide : dessinez-la de nouveau."})
    wait_for(lambda: answers.count() == 1, 20, "the refusal")
    assert answers.errors[0].message == "La zone est vide : dessinez-la de nouveau."
    assert type(answers.errors[0]).__name__ == "BadInput"


def test_an_algorithm_started_by_a_button_ends_in_one_call_and_may_be_cancelled(plugin_names, wait_for, pump):
    from importlib import import_module

    run = import_module(f"{plugin_names[0]}.shared.processing.run")
    answers = Answers()
    assert run.run_algorithm("personne:rien", {}, answers.done.append, answers.errors.append) is None
    assert "n'est pas installé" in answers.errors[0].message
    answers = Answers()
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "p", "memory")
    run.run_algorithm("native:buffer", {"INPUT": layer, "DISTANCE": 5, "OUTPUT": "memory:"}, answers.done.append, answers.errors.append)
    wait_for(lambda: answers.count() == 1, 10, "the buffer")
    assert answers.done and not answers.errors


def test_nothing_heavy_was_imported_in_the_qgis_process():
    assert [name for name in HEAVY if name in sys.modules] == []


def test_four_hundred_short_works_are_all_told_and_leave_qgis_free_to_quit(engine_of, wait_for):
    """QGIS's own task manager forgets one now and then, and then refuses to quit."""

    class Short(engine_of("task").WatchedTask):
        def work(self):
            return 1

    answers = Answers()
    for _ in range(400):
        Short("court", answers.done.append, answers.errors.append).start()
    wait_for(lambda: answers.count() == 400, 30)
    assert len(answers.done) == 400 and QgsApplication.taskManager().countActiveTasks() == 0
