"""The plugins built once for all tests of this folder."""

import pytest

import build_plugins


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    build_plugins.build(out)
    return out
