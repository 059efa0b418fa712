"""`lancer.py installer|reparer|desinstaller|verifier`, called by the kit's .bat files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import List

from . import actions, verifier
from .outils import KitError

USAGE = "Emploi : lancer.py installer | reparer | desinstaller | verifier"


def main(arguments: List[str], kit: Path) -> int:
    verb = arguments[0] if arguments else ""
    if verb not in ("installer", "reparer", "desinstaller", "verifier"):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        poste = actions.Poste.of_this_machine(kit)
        if verb == "desinstaller":
            actions.uninstall(poste)
            return 0
        if verb != "verifier":
            actions.install(poste)
        wrong, text = verifier.run(poste)
        print("\n" + text)
        print(f"Rapport : {verifier.write_report(poste, text)}")
        return 1 if wrong else 0
    except KitError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Le disque ou la clé a refusé un fichier ({error.strerror or error}) : fermez QGIS, puis recommencez.", file=sys.stderr)
        return 1
