"""Every plugin loads, unloads and reloads in the real desktop, alone and with the others, and leaves nothing behind."""

import gc

import pytest
from qgis import utils
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar


def widgets(window):
    return sorted(widget.objectName() for kind in (QToolBar, QDockWidget) for widget in window.findChildren(kind))


def providers():
    return {provider.id() for provider in QgsApplication.processingRegistry().providers()}


def menus(window):
    return sorted(action.text() for menu in window.menuBar().actions() if menu.menu() for action in menu.menu().actions())


def load(name):
    assert utils.loadPlugin(name), name
    assert utils.startPlugin(name), name


@pytest.fixture
def bare(iface, plugin_names, pump):
    """The desktop without any plugin of the suite; they are all loaded again afterwards."""
    for name in plugin_names:
        if name in utils.plugins:
            assert utils.unloadPlugin(name)
    pump(0.3)
    gc.collect()
    yield
    for name in plugin_names:
        if name not in utils.plugins:
            load(name)
    pump(0.3)


def test_the_desktop_loaded_them_all_at_its_start(plugin_names):
    assert plugin_names
    assert set(plugin_names) <= set(utils.plugins)
    assert set(plugin_names) <= providers()


def test_every_algorithm_of_the_tables_is_registered_with_title_group_and_icon(plugin_names):
    for name in plugin_names:
        table = __import__(f"{name}.processing.provider", fromlist=["ALGORITHMS"]).ALGORITHMS
        algorithms = QgsApplication.processingRegistry().providerById(name).algorithms()
        assert len(algorithms) == len(table), [algorithm.id() for algorithm in algorithms]
        for algorithm in algorithms:
            assert algorithm.displayName() and algorithm.group() and not algorithm.icon().isNull()


def test_each_alone_loads_unloads_and_reloads_without_a_trace(bare, iface, plugin_names, pump):
    window = iface.mainWindow()
    before = widgets(window), menus(window), providers()
    for name in plugin_names:
        for _ in range(2):
            load(name)
            pump(0.2)
            assert name in providers()
            assert utils.unloadPlugin(name)
            pump(0.3)
            assert (widgets(window), menus(window), providers()) == before, name


def test_all_together_in_either_order(bare, iface, plugin_names, pump):
    window = iface.mainWindow()
    before = widgets(window), menus(window), providers()
    for order in (plugin_names, plugin_names[::-1]):
        for name in order:
            load(name)
        pump(0.2)
        assert set(plugin_names) <= providers()
        for name in order:
            assert utils.unloadPlugin(name)
        pump(0.3)
        assert (widgets(window), menus(window), providers()) == before


def test_qgis_own_reload_gives_fresh_code(plugin_names, pump):
    for name in plugin_names:
        old = utils.plugins[name]
        utils.reloadPlugin(name)
        pump(0.2)
        assert utils.plugins[name] is not old
        assert name in providers()
