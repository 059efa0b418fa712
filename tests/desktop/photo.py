"""A picture of the real desktop for the docs and for a look by eye.

    python -m tests.desktop.photo SCRIPT.py SORTIE.png [--taille 1600x1000] [--espace DIR] [--theme inondation] [--attente 3]

SCRIPT runs inside QGIS with `iface` and `pump(seconds)` defined, once the desktop is ready; the picture is of the whole
screen. `-` as SCRIPT takes the desktop as it opens. Without --plugins the plugins are built in a temporary folder.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from .ecran import ROOT, run_qgis

sys.path.insert(0, str(ROOT))
import build_plugins  # noqa: E402

_BOOT = """
import sys, time, traceback
sys.path.append({tools!r})
from pathlib import Path
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.utils import iface

def pump(seconds):
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()

def go():
    if not iface.mainWindow().isFullScreen():
        iface.mainWindow().showMaximized()
    pump(0.5)
    try:
        if {script!r}:
            exec(compile(Path({script!r}).read_text(encoding="utf-8"), {script!r}, "exec"), {{"iface": iface, "pump": pump}})
    except BaseException:
        traceback.print_exc()
    pump({wait})
    flag = Path({flag!r})
    flag.write_text("")
    end = time.monotonic() + 20
    while flag.exists() and time.monotonic() < end:
        pump(0.1)
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()

if iface.mainWindow().isVisible():
    QTimer.singleShot(1000, go)
else:
    iface.initializationCompleted.connect(lambda: QTimer.singleShot(500, go))
"""


def take(
    script: str, picture: Path, size: str = "1600x1000", espace: str = "", theme: str = "", wait: float = 3.0, plugins: Path | None = None
) -> str:
    """Take the picture; returns what QGIS printed (tracebacks of the script included). Raises RuntimeError without a picture."""
    with tempfile.TemporaryDirectory(prefix="ddtm-photo-") as work:
        built = plugins or Path(work, "dist", "plugins")
        if plugins is None:
            build_plugins.build(Path(work, "dist"))
        boot, flag, log = Path(work, "boot.py"), Path(work, "ready"), Path(work, "qgis.log")
        path = "" if script == "-" else str(Path(script).resolve())
        tools = str(Path(__file__).parent)
        boot.write_text(_BOOT.format(tools=tools, script=path, wait=wait, flag=str(flag)), encoding="utf-8")
        env = {name: value for name, value in (("DDTM_ESPACE", espace), ("DDTM_THEME", theme)) if value}
        status = run_qgis(boot, built, log, env=env, size=size, timeout=240, picture_flag=flag, picture=picture)
        said = log.read_text(encoding="utf-8", errors="replace")
        if not picture.is_file():
            raise RuntimeError(f"no picture; QGIS ended with {status}\n{said}")
        return said


def main() -> int:
    parser = argparse.ArgumentParser(description="Picture of the real desktop.")
    parser.add_argument("script")
    parser.add_argument("sortie", type=Path)
    parser.add_argument("--taille", default="1600x1000")
    parser.add_argument("--espace", default="")
    parser.add_argument("--theme", default="")
    parser.add_argument("--attente", type=float, default=3.0)
    parser.add_argument("--plugins", type=Path)
    given = parser.parse_args()
    print(take(given.script, given.sortie, given.taille, given.espace, given.theme, given.attente, given.plugins), end="")
    print(given.sortie)
    return 0


if __name__ == "__main__":
    sys.exit(main())
