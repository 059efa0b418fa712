"""The engine process: warm, cancelled in time, restarted after a death, never left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from shared.engine.environment import child_environment, find_python, package_root
from shared.engine.journal import log_path
from shared.errors import BadInput, Cancelled, DdtmError, EngineDied

ROOT = Path(__file__).resolve().parents[2]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid, within=3.0):
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def test_the_process_stays_warm_and_keeps_its_cache(engine, job):
    first = engine.run(job("addition"), {"valeurs": [1, 2.5]})
    second = engine.run(job("addition"), {"valeurs": []})
    assert first["somme"] == 3.5 and second["somme"] == 0
    assert first["pid"] == second["pid"] != os.getpid()
    assert (first["rang"], second["rang"]) == (1, 2)


def test_a_warm_call_costs_milliseconds(engine, job):
    engine.run(job("addition"), {})
    start = time.monotonic()
    for _ in range(50):
        engine.run(job("addition"), {})
    assert (time.monotonic() - start) / 50 < 0.02


def test_what_libraries_print_never_touches_the_answers(engine, job):
    answer = engine.run(job("bavardage"), {"taille": 300_000})
    assert answer == {"octets": "é" * 300_000, "nan": None}


def test_progress_arrives_in_order_and_within_bounds(engine, job):
    told = []
    engine.run(job("attente"), {"secondes": 0.6}, on_progress=lambda fraction, text: told.append((fraction, text)))
    fractions = [fraction for fraction, _ in told]
    assert len(told) >= 3 and fractions == sorted(fractions)
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert told[0][1] == "Attente…"


def test_a_refusal_keeps_its_class_sentence_and_detail(engine, job):
    with pytest.raises(BadInput) as refused:
        engine.run(job("refus"), {"message": "La zone « é » est vide."})
    assert (refused.value.message, refused.value.detail) == ("La zone « é » est vide.", "détail technique")


def test_an_unforeseen_failure_becomes_one_sentence_and_leaves_the_process_alive(engine, job):
    pid = engine.run(job("addition"), {})["pid"]
    with pytest.raises(DdtmError) as failed:
        engine.run(job("panne"), {})
    assert "imprévue" in failed.value.message and "ZeroDivisionError" in failed.value.detail
    assert engine.run(job("addition"), {})["pid"] == pid


@pytest.mark.parametrize(
    "name", ["os:system", "shared.jobs:resolve", "shared.engine.core.autotest:_absent", "ddtm_crise.core.absent:run", "x"]
)
def test_only_jobs_of_a_core_room_can_be_named(engine, name):
    with pytest.raises(BadInput, match="Traitement (inconnu|indisponible)"):
        engine.run(name, {})


def test_a_death_in_mid_job_is_told_in_french_and_the_next_job_works(engine, job):
    with pytest.raises(EngineDied) as died:
        engine.run(job("mort"), {}, title="Population à évacuer")
    assert (
        died.value.message
        == "Le moteur de calcul s'est arrêté pendant « Population à évacuer ». La carte n'est pas touchée. Relancez le calcul."
    )
    assert "139" in died.value.detail and "arrêt brutal" in died.value.detail
    assert engine.run(job("addition"), {"valeurs": [1]})["somme"] == 1


def test_kill_9_from_outside_is_the_same(engine, job):
    threading.Timer(0.5, lambda: os.kill(engine.pid, signal.SIGKILL)).start()
    start = time.monotonic()
    with pytest.raises(EngineDied):
        engine.run(job("attente"), {"secondes": 30})
    assert time.monotonic() - start < 2
    assert engine.run(job("addition"), {"valeurs": [2]})["somme"] == 2


@pytest.mark.parametrize("how", ["", "sourd", "fige"], ids=["asked", "deaf", "holds Python's lock"])
def test_a_cancel_answers_within_a_second(engine, job, how):
    engine.run(job("addition"), {})
    pid, start = engine.pid, time.monotonic()
    with pytest.raises(Cancelled):
        engine.run(job("attente"), {"secondes": 30, how: True}, is_cancelled=lambda: time.monotonic() - start > 0.3)
    assert time.monotonic() - start < 1.3
    assert alive(pid) is (how == ""), "a listening job keeps the warm process"
    assert engine.run(job("addition"), {"valeurs": [3]})["somme"] == 3


def test_callers_are_served_one_after_the_other_in_their_order(engine, job):
    engine.run(job("addition"), {})
    order, threads = [], []
    for number in range(6):
        thread = threading.Thread(target=lambda n=number: (engine.run(job("attente"), {"secondes": 0.05}), order.append(n)))
        thread.start()
        threads.append(thread)
        time.sleep(0.02)
    for thread in threads:
        thread.join(10)
    assert order == list(range(6))


def test_a_caller_in_the_queue_may_give_up_without_harm_to_the_running_job(engine, job):
    results = []
    running = threading.Thread(target=lambda: results.append(engine.run(job("attente"), {"secondes": 1.2})))
    running.start()
    time.sleep(0.2)
    start = time.monotonic()
    with pytest.raises(Cancelled):
        engine.run(job("addition"), {}, is_cancelled=lambda: time.monotonic() - start > 0.1)
    assert time.monotonic() - start < 0.5
    running.join(5)
    assert results and results[0]["secondes"] >= 1.2


def test_close_stops_the_process_and_a_waiting_job_hears_of_it(engine, job):
    engine.run(job("addition"), {})
    pid, heard = engine.pid, []

    def wait():
        try:
            engine.run(job("attente"), {"secondes": 30})
        except Cancelled as error:
            heard.append(error.message)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.3)
    engine.close()
    thread.join(3)
    assert heard and "fermé" in heard[0]
    assert gone(pid)


def test_warming_up_never_fails_and_leaves_the_process_ready(engine, job):
    engine.warm_up([job("addition"), "ddtm_crise.core.absent:run"]).join(10)
    assert engine.pid is not None
    assert engine.run(job("addition"), {})["pid"] == engine.pid


@pytest.mark.parametrize("how", ["sourd", "fige"], ids=["deaf job", "job that holds Python's lock"])
def test_the_process_dies_with_its_caller_even_killed_in_mid_job(space, how):
    code = (
        "import threading, time\nfrom shared.engine.client import engine\n"
        "threading.Thread(target=lambda: engine().run('shared.engine.core.autotest:attente', {'secondes': 60, '"
        + how
        + "': True}), daemon=True).start()\n"
        "time.sleep(0.6)\nprint(engine().pid, flush=True)\ntime.sleep(60)\n"
    )
    caller = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(caller.stdout.readline())
    assert alive(pid)
    caller.kill()
    caller.wait()
    caller.stdout.close()
    assert gone(pid)


def test_a_missing_interpreter_is_said_plainly(engine, job, monkeypatch):
    monkeypatch.setenv("DDTM_PYTHON", "/nulle/part/python")
    with pytest.raises(EngineDied, match="aucun Python utilisable"):
        engine.run(job("addition"), {})


def test_an_interpreter_that_cannot_start_it_is_said_plainly(engine, job, monkeypatch, tmp_path):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no module named shared' >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("DDTM_PYTHON", str(broken))
    with pytest.raises(EngineDied, match="ne démarre pas") as died:
        engine.run(job("addition"), {})
    assert "no module named shared" in died.value.detail


def test_the_data_folders_of_qgis_never_reach_the_engine(engine, job, monkeypatch):
    for name in ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA"):
        monkeypatch.setenv(name, "/chemin/de/qgis")
    assert engine.run(job("modules"), {})["env"] == {"PROJ_LIB": None, "PROJ_DATA": None, "GDAL_DATA": None}
    env = child_environment(
        {"LD_LIBRARY_PATH": "/lib", "GDAL_DATA": "/x", "PROJ_LIB": "/x", "PYTHONHOME": "/x", "PYTHONPATH": "/usr/share/qgis/python"}
    )
    assert (
        env["LD_LIBRARY_PATH"] == "/lib"
        and env["PYTHONPATH"] == str(package_root())
        and not {"PYTHONHOME", "GDAL_DATA", "PROJ_LIB"} & set(env)
    )


def test_the_interpreter_named_by_the_environment_wins_over_the_setting(monkeypatch):
    monkeypatch.setenv("DDTM_PYTHON", sys.executable)
    assert find_python("/usr/bin/python3") == sys.executable
    monkeypatch.delenv("DDTM_PYTHON")
    assert find_python("/usr/bin/python3") == "/usr/bin/python3"


def test_the_log_tells_jobs_and_outcomes_without_any_data(engine, job, space):
    engine.run(job("addition"), {"valeurs": [1]})
    with pytest.raises(BadInput):
        engine.run(job("refus"), {"message": "Mme Untel, 12 rue des Lilas"})
    engine.close()
    time.sleep(0.2)
    text = log_path().read_text(encoding="utf-8")
    assert "autotest:addition : ok" in text and "autotest:refus : BadInput (autotest.py:" in text
    assert "Untel" not in text and str(Path.home()) + "/" not in text


def test_answers_are_strict_json():
    import numpy as np

    from shared import wire

    value = {
        "a": np.float64(1.5),
        "b": np.arange(3),
        "c": Path("/x"),
        "d": {"nan": float("nan"), 3: np.inf},
        "e": np.bool_(True),
        "f": b"\x01",
    }
    assert json.loads(wire.dumps(value)) == {"a": 1.5, "b": [0, 1, 2], "c": "/x", "d": {"nan": None, "3": None}, "e": True, "f": "01"}
    with pytest.raises(TypeError):
        wire.dumps({"x": object()})
