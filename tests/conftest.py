"""What every test stands on: a measure of the cores it runs, the order of the files over several workers, the closing figures.

`make test` runs two workers (pytest-xdist), each with a file at a time: what a module builds once stays built once.
Tests under `inside/` run in the real QGIS desktop (tests/desktop/test_desktop.py starts it), not here.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

collect_ignore_glob = ["*/inside/*"]

# Long files first: begun last, one of them would keep a worker busy while the other has nothing left.
LONG = ("desktop/test_desktop.py", "scenario/test_scenarios.py", "tablette/test_tablette.py")
FAULTS = "faults.strace"
_told: dict = {}


def pytest_configure(config):
    _judge_by_answers()
    worker = hasattr(config, "workerinput")
    if os.environ.get("DDTM_COUVERTURE") and (worker or not getattr(config.option, "numprocesses", None)):
        _measure(config)


def _judge_by_answers():
    """A property that holds holds on a busy machine too: hypothesis counts no seconds (its own profile for CI does the same)."""
    if "CI" not in os.environ:
        settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("suite")


def _measure(config):
    """One data file a worker; `make test` joins them."""
    import coverage

    del os.environ["DDTM_COUVERTURE"]  # of this process, not of those that the tests start
    measure = coverage.Coverage(data_suffix=True)
    measure.start()

    def save():
        measure.stop()
        measure.save()

    config.add_cleanup(save)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: "/".join(Path(str(item.path)).parts[-2:]) not in LONG)


def pytest_sessionfinish(session):
    counts = {subject: dict(found) for subject, found in getattr(sys.modules.get(FAULTS), "COUNTS", {}).items()}
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["pannes"] = counts
    else:
        _told.update({**counts, **_told})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    for subject, found in getattr(node, "workeroutput", {}).get("pannes", {}).items():
        _told[subject] = dict(Counter(_told.get(subject, {})) + Counter(found))


def pytest_terminal_summary(terminalreporter):
    """The counts of the fault campaigns."""
    for subject, found in sorted(_told.items()):
        rest = ", ".join(f"{name}: {number}" for name, number in sorted(found.items()) if name != "points")
        terminalreporter.write_line(f"pannes injectées, {subject}: {found['points']} points ({rest})")
