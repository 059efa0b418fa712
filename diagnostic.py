"""What works on this machine, line by line, in French: `make doctor`. Changes nothing."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

ROOT = Path(__file__).resolve().parent
Answer = Tuple[Optional[bool], str]  # True good, False wrong, None to know


def system() -> Answer:
    return None, f"{platform.platform()}, Python {platform.python_version()} ({sys.executable})"


def qgis() -> Answer:
    if shutil.which("qgis_process.bin") is None and shutil.which("qgis") is None:
        return False, "QGIS est absent : lancez « make setup »."
    asked = subprocess.run(
        ["/usr/bin/python3", "-c", "from qgis.core import Qgis; print(Qgis.QGIS_VERSION)"], capture_output=True, text=True, check=False
    )
    version = asked.stdout.strip()
    return bool(version), f"QGIS {version}" if version else "QGIS ne se charge pas dans /usr/bin/python3."


def pins() -> Answer:
    from importlib.metadata import PackageNotFoundError, version

    wrong = []
    for name, wanted in re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8"), re.M):
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "absent"
        if found != wanted:
            wrong.append(f"{name} {found} au lieu de {wanted}")
    return not wrong, "bibliothèques du moteur aux versions prévues" if not wrong else "; ".join(wrong) + " : lancez « make setup »."


def engine() -> Answer:
    from shared.engine.client import close
    from shared.engine.client import engine as get
    from shared.errors import DdtmError

    start = time.monotonic()
    try:
        get().run("shared.engine.core.autotest:addition", {"valeurs": [1, 2]})
        return True, f"le moteur de calcul répond en {1000 * (time.monotonic() - start):.0f} ms"
    except DdtmError as error:
        return False, error.message
    finally:
        close()


def built() -> Answer:
    found = sorted(path.parent.name for path in (ROOT / "dist" / "plugins").glob("*/metadata.txt"))
    return bool(found) or None, "extensions construites : " + ", ".join(found) if found else "extensions non construites (make build)"


def documents() -> Answer:
    absent = [name for name in ("pdftoppm", "pdffonts") if shutil.which(name) is None]
    return not absent, "outils PDF présents" if not absent else f"il manque {', '.join(absent)} : lancez « make setup »."


def screen() -> Answer:
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(shown) or None, f"écran {shown}" if shown else "pas d'écran : le bureau ne s'ouvrira pas ici"


def workstation(espace: str) -> List[Dict[str, Any]]:
    """The lines of data_sync:diagnostic, asked of the engine's Python: those a user reads in QGIS."""
    python = ROOT / ".venv" / "bin" / "python"
    asked = subprocess.run(
        [str(python) if python.is_file() else sys.executable, "-m", "data_sync", "diagnostic", "--espace", espace, "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return json.loads(asked.stdout)["lignes"]


def main() -> int:
    parser = argparse.ArgumentParser(description="État du poste.")
    parser.add_argument("--espace", default="espace")
    espace = parser.parse_args().espace
    checks: List[Tuple[str, Callable[[], Answer]]] = [
        ("Système", system),
        ("QGIS", qgis),
        ("Versions", pins),
        ("Moteur", engine),
        ("Extensions", built),
        ("PDF", documents),
        ("Écran", screen),
    ]
    wrong = 0
    for title, check in checks:
        try:
            good, text = check()
        except Exception as error:
            good, text = False, f"{type(error).__name__} : {error}"
        wrong += good is False
        print(f"{'OK ' if good else 'NON' if good is False else ' - '} {title:<13} {text}")
    try:
        lines = workstation(str(Path(espace).resolve()))
    except (OSError, ValueError, KeyError) as error:
        lines = [{"titre": "Poste", "bon": False, "texte": f"contrôle impossible ({error}) : lancez « make setup »."}]
    for line in lines:
        wrong += line["bon"] is False
        print(f"{'OK ' if line['bon'] else 'NON' if line['bon'] is False else ' - '} {line['titre']:<13} {line['texte']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
