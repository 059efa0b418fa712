"""The panel of the offence reports in the real desktop, from the built plugin: it opens, asks for the store, and goes away."""

import time

import pytest
import qgis.utils
from qgis.PyQt.QtWidgets import QApplication, QDockWidget

PLUGIN = "ddtm_lucca"


@pytest.fixture
def plugin(monkeypatch, tmp_path):
    monkeypatch.setenv("DDTM_ESPACE", str(tmp_path))
    was_loaded = PLUGIN in qgis.utils.plugins
    if not was_loaded:
        qgis.utils.updateAvailablePlugins()
        if PLUGIN not in qgis.utils.available_plugins:
            pytest.skip("the plugin is not among the built ones")
        assert qgis.utils.loadPlugin(PLUGIN) and qgis.utils.startPlugin(PLUGIN)
    yield qgis.utils.plugins[PLUGIN]
    if not was_loaded:
        qgis.utils.unloadPlugin(PLUGIN)


def test_the_panel_asks_to_create_the_store_then_goes_away(iface, plugin):
    plugin.montrer()
    panel = iface.mainWindow().findChild(QDockWidget, "ddtmLuccaPanneau")
    assert panel is not None and panel.isVisible()
    end = time.monotonic() + 40
    while time.monotonic() < end and not panel.title.text().startswith("Créer"):  # the simplified desktop may hide the panel meanwhile
        QApplication.processEvents()
    assert panel.again.isVisibleTo(panel), (panel.work.running, panel.title.text(), panel.message.text())
    assert panel.open_button.text() == "&Créer"
    panel.hide()
