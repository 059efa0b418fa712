"""The regulation at hand: a click near Lattes, over the zones of the exercise."""

# ruff: noqa: F821, I001 (iface and pump are given by tests.desktop.photo)
from qgis.core import QgsProject, QgsRectangle
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import plugins

from ddtm_lucca.shared.carto.projet import ouvrir_theme
from ddtm_lucca.shared.espace import Espace
from ddtm_lucca.shared.processing.base import default_espace

X, Y = 773054.0, 6274744.0
ouvrir_theme(QgsProject.instance(), Espace.at(default_espace()), "controle")
for dock in iface.mainWindow().findChildren(QDockWidget):
    dock.setVisible(False)
plugins["ddtm_lucca"].montrer_reglement()
pump(3.0)
iface.mapCanvas().setExtent(QgsRectangle(X - 500, Y - 350, X + 500, Y + 350))
iface.mapCanvas().refresh()
plugins["ddtm_lucca"].reglement.ask(X, Y)
pump(8.0)
