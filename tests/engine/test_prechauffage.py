"""The engine is ready before the first question: what was prepared is not read again, what is absent stops nothing."""

import re
import time
from pathlib import Path

from ddtm_crise.core import prechauffage
from shared.jobs import JobContext, resolve
from tests.espaces import built_space

PLUGIN = (Path(prechauffage.__file__).parents[1] / "plugin.py").read_text(encoding="utf-8")  # imports qgis: read, not imported
WARM_UP = re.search(r'WARM_UP = "(.+)"', PLUGIN).group(1)


def test_without_a_pack_nothing_fails_and_each_absence_is_said(tmp_path):
    answer = prechauffage.run({"espace": str(tmp_path)}, JobContext())
    assert answer["prets"] == [] and len(answer["absents"]) == len(prechauffage.STEPS)
    assert all("absent" in sentence for sentence in answer["absents"].values())
    assert list(tmp_path.iterdir()) == []


def test_on_real_streets_the_second_time_costs_nothing():
    espace, cache = built_space("montpellier"), {}
    first = prechauffage.run({"espace": str(espace)}, JobContext(cache=cache))
    assert first["absents"] == {}
    start = time.process_time()  # its own work: whatever else keeps the machine busy
    prechauffage.run({"espace": str(espace)}, JobContext(cache=cache))
    assert time.process_time() - start < 0.5


def test_the_engine_can_be_warmed_by_the_name_the_plugin_gives(engine, tmp_path):
    assert resolve(WARM_UP) is prechauffage.run
    engine.warm_up([WARM_UP], {"espace": str(tmp_path)}).join(30)
    assert engine.pid is not None
