"""The job of data_sync:verifier: is a GeoPackage of the suite whole and true to the catalogue?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.check import check
from shared.gpkg.report import Report
from shared.jobs import JobContext

from . import paquet


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Check one file, or the work space when none is named: its two GeoPackages, the arrays and grids of the pack.

    params: "fichier" (path, optional), "espace" (used when there is no "fichier"), "sortie" (optional path of a text report).
    Returns {"phrase", "conforme": bool, "code_sortie": 0 or 2, "texte": the French report, "rapports": [Report.data(), ...]}.
    Raises BadInput when a file is missing. The files are read, never changed.
    """
    reports: List[Report] = []
    targets = _targets(params)
    for number, (path, layers) in enumerate(targets):
        ctx.progress(number / len(targets), f"Vérification de {path.name}")
        reports.append(check(path, layers))
    if not params.get("fichier") and reports[0].ok:
        ctx.progress(0.9, "Vérification des fichiers du paquet")
        reports[0].findings.extend(paquet.findings(Espace.at(params.get("espace")), reports[0].rows))
    text = "\n\n".join(report.text() for report in reports)
    if params.get("sortie"):
        _write(Path(params["sortie"]), text + "\n")
    ctx.progress(1.0, "Vérification terminée")
    sound = all(report.ok for report in reports)
    return {
        "phrase": _phrase(reports),
        "conforme": sound,
        "code_sortie": 0 if sound else BadInput.exit_status,
        "texte": text,
        "rapports": [report.data() for report in reports],
    }


def _targets(params: Dict[str, Any]) -> list:
    if params.get("fichier"):
        return [(Path(params["fichier"]), None)]
    espace = Espace.at(params.get("espace"))
    targets: list = [(espace.referentiel_gpkg, None)]
    if espace.travail_gpkg.exists():
        targets.append((espace.travail_gpkg, catalogue.layers("travail")))
    return targets


def _phrase(reports: List[Report]) -> str:
    if len(reports) == 1:
        return reports[0].sentence
    return " ".join(f"{Path(report.path).name} : {report.sentence}" for report in reports)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"Le rapport ne peut pas être écrit dans « {path} » : choisissez un autre dossier.", str(error)) from error
