"""A fresh engine a test, always closed; a work space for its log."""

import pytest

from shared.engine.client import Engine

JOBS = "shared.engine.core.autotest:"


@pytest.fixture
def space(tmp_path, monkeypatch):
    monkeypatch.setenv("DDTM_ESPACE", str(tmp_path))
    return tmp_path


@pytest.fixture
def engine(space):
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture
def job():
    return lambda name: JOBS + name
