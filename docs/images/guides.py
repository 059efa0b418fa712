"""Pictures of the guides of the plugins but the crisis one, on the small exercise pack, each in a desktop with that plugin alone.

    python docs/images/guides.py [--vers DIR] [scene ...]

A scene is a script of docs/images/scenes/; it plays in a real QGIS on a screen of its own, and the work space is thrown away.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import mondes  # noqa: E402
from captures import reduce  # noqa: E402

import build_plugins  # noqa: E402
from tests.desktop import ecran, photo  # noqa: E402
from tests.paquet import small_space  # noqa: E402

SCENES = {"data_sync": "data_sync", "lucca": "ddtm_lucca", "aigle": "ddtm_aigle", "drones": "ddtm_drones"}  # scene -> its plugin
MADE = {"aigle": mondes.aigle, "drones": mondes.drones}  # scene -> what fills its work space
SIZE = "1366x768"


def main() -> int:
    parser = argparse.ArgumentParser(description="Prend les images des guides.")
    parser.add_argument("scenes", nargs="*", help=", ".join(SCENES))
    parser.add_argument("--vers", type=Path, default=HERE)
    given = parser.parse_args()
    if ecran.missing_programs():
        print("Images des guides inchangées : il faut QGIS et Xvfb.")
        return 0
    given.vers.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ddtm-guides-") as work:
        build_plugins.build(Path(work, "dist"))
        for name in given.scenes or SCENES:
            alone = Path(work, name)
            alone.mkdir()
            os.symlink(Path(work, "dist", "plugins", SCENES[name]), alone / SCENES[name])
            picture = Path(work, f"{name}.png")
            space = small_space(Path(work, f"monde-{name}"))
            if name in MADE:
                MADE[name](space)
            photo.take(str(HERE / "scenes" / f"{name}.py"), picture, SIZE, str(space), plugins=alone)
            print(f"{name}.png : {reduce(picture, given.vers / f'{name}.png') // 1024} ko")
    return 0


if __name__ == "__main__":
    sys.exit(main())
