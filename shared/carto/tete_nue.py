"""A QGIS without windows that makes one map: parameters on stdin (JSON), progress and result on stdout (one JSON object a line).

Started as a child process by the command line and by jobs that need a picture of the map:
    python -m shared.carto.tete_nue < params.json
Lines: {"avancement": 0..1, "texte": str}, then {"resultat": {...}} or {"erreur": str, "detail": str, "statut": int}.
Several requests at once: {"espace": ..., "cartes": [params, params]} share one start of QGIS; the result is then {"cartes": [...]}.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any, Dict


def _say(**line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["GDAL_PAM_ENABLED"] = "NO"  # no .aux.xml beside the grids of the pack
    from ..errors import DdtmError

    params: Dict[str, Any] = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    try:
        from qgis.core import QgsApplication, QgsProject, QgsSettings
        from qgis.PyQt.QtCore import QLocale
    except ImportError as error:
        _say(
            erreur="QGIS n'est pas installé pour ce Python : indiquez le Python de QGIS dans la variable DDTM_QGIS_PYTHON.",
            detail=str(error),
            statut=1,
        )
        return 1
    QLocale.setDefault(QLocale("fr_FR"))
    application = QgsApplication([], True)
    application.initQgis()
    QgsSettings().setValue("qgis/walForSqlite3", False)  # only reads: the files must stay as they are, byte for byte
    status = 0
    try:
        _say(resultat=_work(params, QgsProject.instance()))
    except DdtmError as error:
        status = error.exit_status
        _say(erreur=error.message, detail=error.detail, statut=status)
    except Exception as error:
        status = 1
        _say(
            erreur="La carte n'a pas pu être faite : une erreur imprévue est survenue.",
            detail=f"{error}\n{traceback.format_exc()}",
            statut=1,
        )
    QgsProject.instance().clear()
    sys.stdout.flush()
    # Destructors of a headless QGIS may crash at exit; everything is written and closed by now.
    os._exit(status)


def _work(params: Dict[str, Any], project: Any) -> Dict[str, Any]:
    from ..espace import Espace
    from .commande import produire

    espace = Espace.at(params.get("espace"))
    requests = params.get("cartes") or [params]
    results = []
    for rank, request in enumerate(requests):
        start, share = rank / len(requests), 1 / len(requests)

        def tell(fraction: float, text: str, start: float = start, share: float = share) -> None:
            _say(avancement=round(start + share * fraction, 3), texte=text)

        results.append(produire(project, espace, request, tell))
    return {"cartes": results} if params.get("cartes") else results[0]


if __name__ == "__main__":
    sys.exit(main())
