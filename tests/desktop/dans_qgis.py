"""Started by `qgis --code`: runs pytest inside the desktop, writes its log, its JUnit report and its exit status, then quits."""

import glob
import os
import sys
import traceback

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

OUT = os.environ["DDTM_DESKTOP_OUT"]


def run_folder(pytest, number, folder):
    options = [
        "-q",
        "-x" if os.environ.get("DDTM_DESKTOP_STOP") else "-ra",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:faulthandler",
        "-p",
        "outils_bureau",
    ]
    options += ["-c", os.devnull, "--rootdir", folder, "--confcutdir", folder, "--import-mode=importlib"]
    options += ["--junitxml", os.path.join(OUT, f"junit-{number}.xml")]
    if os.environ.get("DDTM_DESKTOP_SELECT"):
        options += ["-k", os.environ["DDTM_DESKTOP_SELECT"]]
    return int(pytest.main([*options, folder]))


def run():
    status = 99
    try:
        sys.path[:0] = [
            *glob.glob(os.path.join(os.environ["DDTM_DESKTOP_VENV"], "lib", "python3*", "site-packages")),
            os.environ["DDTM_DESKTOP_TOOLS"],
        ]
        import pytest

        with open(os.path.join(OUT, "pytest.log"), "w", buffering=1, encoding="utf-8") as log:
            held = sys.stdout, sys.stderr
            sys.stdout = sys.stderr = log
            try:
                folders = os.environ["DDTM_DESKTOP_TESTS"].split(os.pathsep)
                statuses = [run_folder(pytest, number, folder) for number, folder in enumerate(folders)]
                status = max([found for found in statuses if found != 5] or [5])
            finally:
                sys.stdout, sys.stderr = held
    except BaseException:
        with open(os.path.join(OUT, "error.log"), "w", encoding="utf-8") as log:
            log.write(traceback.format_exc())
    with open(os.path.join(OUT, "status"), "w") as file:
        file.write(str(status))
    QgsProject.instance().clear()  # memory layers would ask before the exit
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


if iface.mainWindow().isVisible():
    QTimer.singleShot(500, run)
else:
    iface.initializationCompleted.connect(lambda: QTimer.singleShot(0, run))
