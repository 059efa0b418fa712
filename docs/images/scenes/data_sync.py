"""Prêt à partir ?: the workstation checked, trials included."""

# ruff: noqa: F821, I001 (iface and pump are given by tests.desktop.photo)
import importlib

from qgis.PyQt.QtWidgets import QApplication, QPushButton, QTableWidget

importlib.import_module("data_sync.gui.depart").ouvrir(iface)
pump(1.0)
window = next(one for one in QApplication.topLevelWidgets() if one.isVisible() and one.findChildren(QTableWidget))
next(one for one in window.findChildren(QPushButton) if "érifier ce poste" in one.text().replace("&", "")).click()
for _ in range(90):
    pump(1.0)
    if window.findChildren(QTableWidget)[0].rowCount():
        break
