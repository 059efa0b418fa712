"""Is this file a GeoPackage of the suite, whole and true to the catalogue? Answers with a French report; changes nothing."""

from __future__ import annotations

import os
from typing import Iterable, Optional

from .. import catalogue
from ..catalogue import Layer
from ..errors import BadInput, DdtmError
from . import check_file, check_layer
from .connection import PathLike, open_ro
from .ddl import quote
from .report import ATTENTION, ERREUR, INFO, Finding, Report


def check(path: PathLike, layers: Optional[Iterable[Layer]] = None) -> Report:
    """Run every check of the tables `check_file` and `check_layer`; return the Report (never raises for a bad file).

    layers: those that must be there; None = whichever layers of the catalogue the file holds, and at least one.
    Raises BadInput only when there is no such file.
    """
    path = os.fspath(path)
    if not os.path.isfile(path):
        raise BadInput(f"Le fichier « {os.path.basename(path)} » est introuvable : vérifiez son nom et son dossier.")
    report = Report(path)
    for before in check_file.BEFORE:
        _collect(report, "fichier", before, path)
    if not report.ok:
        return report
    try:
        with open_ro(path) as connection:
            for after in check_file.AFTER:
                _collect(report, "fichier", after, connection)
            if report.ok:
                _layers(report, connection, layers)
    except DdtmError as error:
        report.findings.append(Finding(ERREUR, "fichier", "ouverture", error.message))
    return report


def _layers(report: Report, connection, layers: Optional[Iterable[Layer]]) -> None:
    tables = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents")}
    wanted = tuple(layers) if layers is not None else tuple(layer for layer in catalogue.LAYERS.values() if layer.name in tables)
    if not wanted:
        report.findings.append(Finding(ERREUR, "fichier", "couches", "Aucune couche du catalogue dans ce fichier : importez-le d'abord."))
    for layer in wanted:
        if layer.name not in tables:
            report.findings.append(Finding(ERREUR, layer.name, "couches", f"La couche « {layer.title} » manque."))
            continue
        for function in check_layer.CHECKS:
            _collect(report, layer.name, function, connection, layer)
        report.rows[layer.name] = int(connection.execute(f"SELECT count(*) FROM {quote(layer.name)}").fetchone()[0])
    for name in sorted(tables - {layer.name for layer in wanted}):
        text = "Couche non vérifiée." if name in catalogue.LAYERS else "Couche hors catalogue, ignorée."
        report.findings.append(Finding(INFO if name in catalogue.LAYERS else ATTENTION, name, "couches", text))


def _collect(report: Report, scope: str, function, *arguments) -> None:
    report.findings.extend(Finding(level, scope, function.__name__, text) for level, text in function(*arguments))
