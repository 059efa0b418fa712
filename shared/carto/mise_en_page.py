"""What is on screen becomes a sheet: A4 to A0, PDF, GeoPDF or PNG, with everything a reader needs and nothing that overlaps.

    export(project, MapRequest(extent=canvas.extent()), espace) -> {"fichier": ..., "pages": ..., "phrase": ...}

Runs in QGIS's main thread (a layout reads the project's layers); a few seconds, with progress between the steps.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Sequence, Tuple

from qgis.core import QgsProject, QgsRectangle

from .. import documents
from ..errors import BadInput
from ..espace import Espace
from .composition import DPI, ORG, Composer, MapRequest, Progress
from .ecriture import EXTENSIONS, write

__all__ = ["MapRequest", "Progress", "export"]


def export(
    project: QgsProject,
    request: MapRequest,
    espace: Optional[Espace] = None,
    on_progress: Optional[Progress] = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    series: Sequence[Tuple[str, QgsRectangle]] = (),
) -> Dict[str, Any]:
    """Write one document. series: (place, extent) of each sheet of an atlas, in one multi-page PDF; else one sheet of `request.extent`.

    Returns {"fichier", "fichiers", "pages", "format", "titre", "lieu", "echelle", "pixels": layers drawn as pixels,
    "legende_a_part": bool, "exercice": bool, "secondes", "phrase"}. Raises BadInput, DdtmError or Cancelled; then no file is left.
    """
    started = time.monotonic()
    tell = on_progress or (lambda fraction, text: None)
    tell(0.02, "Mise en page")
    composer = Composer(project, espace, request, tell, is_cancelled)
    if series:
        for rank, (place, extent) in enumerate(series):
            tell(0.05 + 0.5 * rank / len(series), f"{place} ({rank + 1}/{len(series)})")
            composer.tell = lambda fraction, text: None
            composer.add_map(replace(request, extent=extent, place=place))
    else:
        composer.add_map(request)
    first = composer.sheets[0]
    theme = str(composer.variables.get("ddtm_theme") or documents.slug(first.title, 20))
    place = "serie-communes" if series else first.place
    target = request.path
    if target is None:
        if espace is None:
            raise BadInput("Le dossier de sortie n'est pas connu : choisissez où ranger la carte.")
        target = documents.free_path(
            espace.sorties / documents.file_name(composer.moment, theme, place, request.page_format, EXTENSIONS[request.kind])
        )
    tell(0.6, "Écriture du document")
    composer.check()
    files = write(composer.layout, Path(target), request.kind, request.dpi or DPI[request.page_format], first.title, request.author or ORG)
    tell(1.0, "Carte terminée")
    pages = composer.layout.pageCollection().pageCount()
    return {
        "fichier": str(files[0]),
        "fichiers": [str(path) for path in files],
        "pages": pages,
        "format": request.page_format,
        "titre": first.title,
        "lieu": first.place,
        "echelle": round(first.scale),
        "pixels": first.raster_layers,
        "legende_a_part": first.legend_apart,
        "exercice": composer.exercise,
        "secondes": round(time.monotonic() - started, 2),
        "phrase": f"Carte « {first.title} » en {request.page_format}, {pages} page{'s' if pages > 1 else ''} : {files[0].name}",
    }
