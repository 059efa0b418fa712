"""Write a layout to disk, whole or not at all: temporary file, check, fsync, rename."""

from __future__ import annotations

import os
from pathlib import Path
from typing import List

from qgis.core import Qgis, QgsLayoutExporter, QgsPrintLayout
from qgis.PyQt.QtCore import QDateTime

from ..errors import BadInput, DdtmError

EXTENSIONS = {"pdf": "pdf", "geopdf": "pdf", "png": "png"}
_RESULTS = QgsLayoutExporter.ExportResult


def write(layout: QgsPrintLayout, target: Path, kind: str, dpi: int, title: str, author: str) -> List[Path]:
    """kind: pdf, geopdf or png (one file a page). Returns the files. Raises BadInput or DdtmError and leaves nothing behind."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"Le dossier « {target.parent} » ne peut pas être créé : choisissez-en un autre.", str(error)) from error
    if not os.access(target.parent, os.W_OK):
        raise BadInput(f"Le dossier « {target.parent} » est protégé en écriture : choisissez-en un autre.")
    extension = EXTENSIONS[kind]
    temporary = target.with_name(f".{target.stem}.{os.getpid()}.part.{extension}")
    _metadata(layout, title, author)
    exporter = QgsLayoutExporter(layout)
    try:
        result = _image(exporter, temporary, dpi) if kind == "png" else _pdf(exporter, temporary, dpi, kind == "geopdf")
        if result != _RESULTS.Success:
            raise DdtmError(
                f"La carte n'a pas pu être écrite dans « {target.parent} » : disque plein, ou document déjà ouvert.",
                f"QgsLayoutExporter: {int(result)}",
            )
        files = _publish(temporary, target, extension)
    finally:
        for leftover in temporary.parent.glob(f"{temporary.stem}*"):
            leftover.unlink()
    if kind == "geopdf" and layout.pageCollection().pageCount() > 1:
        # QGIS writes the first page of a GeoPDF only: legend and results go beside it, with the map, in a plain PDF.
        files += write(layout, target.with_name(f"{target.stem}_complet.pdf"), "pdf", dpi, title, author)
    return files


def _metadata(layout: QgsPrintLayout, title: str, author: str) -> None:
    metadata = layout.project().metadata()
    metadata.setTitle(title)
    metadata.setAuthor(author)
    metadata.setLanguage("fr")
    metadata.setCreationDateTime(QDateTime.currentDateTime())
    layout.project().setMetadata(metadata)


def _pdf(exporter: QgsLayoutExporter, path: Path, dpi: int, geo: bool):
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = dpi
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText  # embedded fonts, text that can be searched
    settings.simplifyGeometries = True
    settings.exportMetadata = True
    settings.appendGeoreference = True
    settings.forceVectorOutput = False
    settings.writeGeoPdf = geo
    if geo:
        settings.useIso32000ExtensionFormatGeoreferencing = True
        settings.includeGeoPdfFeatures = False
    return exporter.exportToPdf(str(path), settings)


def _image(exporter: QgsLayoutExporter, path: Path, dpi: int):
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = dpi
    return exporter.exportToImage(str(path), settings)


def _publish(temporary: Path, target: Path, extension: str) -> List[Path]:
    """Check what was written, then give it its name. A PNG has one file a page: « nom.png », « nom_2.png »..."""
    made = sorted(temporary.parent.glob(f"{temporary.stem}*.{extension}"), key=lambda path: (len(path.name), path.name))
    if not made:
        raise DdtmError(f"La carte n'a pas pu être écrite dans « {target.parent} » : disque plein ?")
    files = []
    for path in made:
        with open(path, "rb+") as stream:
            stream.seek(max(0, os.path.getsize(path) - 1024))
            tail = stream.read()
            if (b"%%EOF" if extension == "pdf" else b"IEND") not in tail:
                raise DdtmError(
                    f"La carte n'a pas pu être écrite en entier dans « {target.parent} » : libérez de la place puis recommencez."
                )
            os.fsync(stream.fileno())
        final = target if path == temporary else target.with_name(target.stem + path.stem[len(temporary.stem) :] + target.suffix)
        os.replace(path, final)
        files.append(final)
    return files
