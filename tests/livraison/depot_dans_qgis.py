"""Run by `qgis --code`: QGIS's own plugin installer installs and upgrades the suite from a folder; says what happened as JSON."""

import json
import os
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialog, QMessageBox
from qgis.utils import iface

OUT = Path(os.environ["DDTM_DEPOT_OUT"])
FIRST, SECOND = os.environ["DDTM_DEPOT_ADRESSES"].split("|")
NAMES = os.environ["DDTM_DEPOT_NOMS"].split(",")
told = {"windows": []}


def close_windows():
    """A window that waits for a click is what must not happen: it is noted, then closed so that the test can end."""
    window = QApplication.activeModalWidget()
    if isinstance(window, QMessageBox):
        told["windows"].append(window.text())
        window.reject()
    elif isinstance(window, QDialog) and type(window).__name__ == "QgsPluginInstallerPluginErrorDialog":
        told["windows"].append("broken plugin")
        window.reject()


def versions():
    return {name: qgis.utils.pluginMetadata(name, "version") for name in NAMES if name in qgis.utils.plugins}


def run():
    watch = QTimer()
    watch.timeout.connect(close_windows)
    watch.start(200)
    try:
        import pyplugin_installer
        from pyplugin_installer.installer_data import plugins, repositories

        installer = pyplugin_installer.instance()
        installer.fetchAvailablePlugins(True)
        told["asked"] = {key: repositories.all()[key]["url"] for key in repositories.allEnabled()}
        told["errors"] = {key: repositories.all()[key]["error"] for key in repositories.allEnabled() if repositories.all()[key]["error"]}
        told["offered"] = {name: plugins.all()[name]["status"] for name in NAMES if name in plugins.all()}
        for name in NAMES:
            installer.installPlugin(name, quiet=True)
        told["installed"] = versions()
        told["where"] = sorted({str(Path(__import__(name).__file__).parent.parent) for name in NAMES})
        settings = QgsSettings()
        for key in list(repositories.allEnabled()):
            settings.setValue(f"app/plugin_repositories/{key}/url", SECOND)
        installer.fetchAvailablePlugins(True)
        told["upgradeable"] = sorted(plugins.allUpgradeable())
        installer.upgradeAllUpgradeable()
        told["upgraded"] = versions()
    except BaseException:
        told["error"] = traceback.format_exc()
    (OUT / "answer.json").write_text(json.dumps(told), encoding="utf-8")
    watch.stop()
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


QTimer.singleShot(1500, run)
