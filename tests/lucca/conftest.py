"""A store of one agent, in a work space of its own; scrypt is made cheap so that the tests are quick."""

import pytest

from ddtm_lucca.core.coffre import cles, job, session
from shared.espace import Espace
from shared.jobs import JobContext

PHRASE = "cheval agrafe batterie correct"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch):
    monkeypatch.setattr(cles, "COST", {"n": 2**4, "r": 8, "p": 1})
    monkeypatch.delenv(session.ENV_PHRASE, raising=False)
    monkeypatch.delenv(session.ENV_AGENT, raising=False)
    session._OPEN.clear()


@pytest.fixture
def ctx():
    return JobContext()


@pytest.fixture
def space(tmp_path):
    return Espace.at(tmp_path / "espace")


@pytest.fixture
def params(space, ctx):
    """Parameters of any job on a new store, opened."""
    given = {"espace": str(space.root), "agent": "a.martin", "phrase": PHRASE}
    job.creer(given, ctx)
    return {"espace": str(space.root)}


@pytest.fixture
def depot(params):
    with session.depot(params) as opened:
        yield opened


AFFAIRE = {"nature": "cabanisation", "commune": "Lattes", "code_insee": "34129", "x": 772000.0, "y": 6275000.0, "ouverte_le": "2026-03-02"}
