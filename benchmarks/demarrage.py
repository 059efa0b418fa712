"""From the start of the process to the drawn map: the simplified desktop against bare QGIS opening the same project.

    python benchmarks/demarrage.py [--espace DIR] [--theme inondation] [--fois 3]

The project that bare QGIS opens is the one the desktop made, saved as .qgz. Runs alternate on one virtual screen each.
Target: at most 1.3 times. Without --espace the small exercise pack is built.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List, Optional

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
import build_plugins  # noqa: E402
from tests.desktop.ecran import run_qgis  # noqa: E402

TARGET = 1.3
_SCRIPT = """
import sys, time
from pathlib import Path
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

project, save, out, deadline = {project!r}, {save!r}, Path({out!r}), time.time() + 60
if project:
    iface.addProject(project)

def look():
    canvas = iface.mapCanvas()
    if (QgsProject.instance().mapLayers() and not canvas.isDrawing() and iface.mainWindow().isVisible()) or time.time() > deadline:
        out.write_text(str(time.time()) + " " + str(len(QgsProject.instance().mapLayers())))
        if save:
            from ddtm_crise.shared.carto.projet import enregistrer
            enregistrer(QgsProject.instance(), Path(save))
        QgsProject.instance().clear()
        QgsProject.instance().setDirty(False)
        iface.actionExit().trigger()
    else:
        QTimer.singleShot(20, look)

drawn = [False]
def once():
    if not drawn[0] and QgsProject.instance().mapLayers():
        drawn[0] = True
        QTimer.singleShot(0, look)
iface.mapCanvas().mapCanvasRefreshed.connect(once)
QTimer.singleShot(60000, look)
"""


def measure(work: Path, plugins: Path, env: Dict[str, str], project: str = "", save: str = "", bare: bool = False) -> float:
    """Seconds from the start of QGIS to the first drawn map; raises RuntimeError when no layer was there."""
    script, out = work / "script.py", work / "instant"
    script.write_text(_SCRIPT.format(project=project, save=save, out=str(out)), encoding="utf-8")
    out.unlink(missing_ok=True)
    start = time.time()
    run_qgis(script, plugins, work / "qgis.log", enabled=[] if bare else None, env=env, size="1920x1080", timeout=120)
    instant, layers = out.read_text().split()
    if int(layers) == 0:
        raise RuntimeError((work / "qgis.log").read_text(errors="replace")[-2000:])
    return float(instant) - start


def main(argv: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--espace", default="")
    parser.add_argument("--theme", default="inondation")
    parser.add_argument("--fois", type=int, default=3)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="ddtm-demarrage-") as folder:
        work = Path(folder)
        build_plugins.build(work / "dist")
        plugins, espace = work / "dist" / "plugins", given.espace
        if not espace:
            from tests.paquet import small_space

            made = small_space(work)
            espace = str(getattr(made, "root", made))
        env = {"DDTM_ESPACE": espace, "DDTM_THEME": given.theme, "DDTM_FORCER_HORS_LIGNE": "1"}
        project = work / "theme.qgz"
        measure(work, plugins, env, save=str(project))  # also warms the disk cache
        measure(work, plugins, {}, project=str(project), bare=True)
        ours, theirs = [], []
        for _ in range(given.fois):
            ours.append(measure(work, plugins, env))
            theirs.append(measure(work, plugins, {}, project=str(project), bare=True))
    desk, bare = statistics.median(ours), statistics.median(theirs)
    print("| Ouverture jusqu'à la carte dessinée | médiane | runs |\n|---|---|---|")
    print(f"| Bureau de crise, thème {given.theme} | {desk:.2f} s | {', '.join(f'{v:.2f}' for v in ours)} |")
    print(f"| QGIS nu, même projet | {bare:.2f} s | {', '.join(f'{v:.2f}' for v in theirs)} |")
    print(f"| Rapport (cible {TARGET}) | {desk / bare:.2f} | |")
    print(json.dumps({"bureau_s": desk, "qgis_nu_s": bare, "rapport": desk / bare, "cible": TARGET}))
    return 0 if desk / bare <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
