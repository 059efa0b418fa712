"""What the tests of this folder need to know: which plugins are installed, and the engine of the first of them."""

import importlib
import os
from pathlib import Path

import pytest


@pytest.fixture
def plugin_names():
    """The suite's plugins, found by their metadata in the plugin folder."""
    return sorted(path.parent.name for path in Path(os.environ["QGIS_PLUGINPATH"]).glob("*/metadata.txt"))


@pytest.fixture
def engine_of(plugin_names):
    """engine_of("task") -> module `<plugin>.shared.engine.task` of the first plugin."""

    def module(name):
        return importlib.import_module(f"{plugin_names[0]}.shared.engine.{name}")

    return module


@pytest.fixture
def job(engine_of):
    """job("addition") -> dotted name of a self-test job, as that plugin's engine knows it."""
    package = engine_of("core.autotest").__name__
    return lambda name: f"{package}:{name}"
