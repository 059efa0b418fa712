"""The built plugins, once for all tests that need them."""

import pytest

import build_plugins


@pytest.fixture(scope="session")
def built_plugins(tmp_path_factory):
    """Folder of the unpacked plugins, as QGIS_PLUGINPATH wants it."""
    out = tmp_path_factory.mktemp("dist")
    build_plugins.build(out)
    return out / "plugins"
