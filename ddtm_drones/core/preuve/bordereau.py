"""The slip that goes with a report: what was verified, file by file, as PDF or CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.documents import write_whole
from shared.errors import BadInput
from shared.gpkg.values import parse_instant

from ..meta.heures import paris_from_utc

Lines = Sequence[Tuple[Dict[str, Any], str]]


def write(target: Path, result: Mapping[str, Any], lines: Lines) -> str:
    """Returns the path. Raises BadInput for another extension."""
    kind = target.suffix.lower()
    if kind not in (".pdf", ".csv"):
        raise BadInput("Le bordereau s'écrit en PDF ou en CSV : donnez un nom qui finit par .pdf ou .csv.")
    target.parent.mkdir(parents=True, exist_ok=True)
    ordered = sorted(lines, key=lambda line: line[0]["chemin"])
    if kind == ".csv":
        stream = io.StringIO()
        table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        table.writerow(("nom", "chemin", "sha256", "taille", "heure_utc", "heure_appareil", "etat"))
        for entry, state in ordered:
            table.writerow([entry.get(name) for name in ("nom", "chemin", "sha256", "taille", "heure_utc", "heure_appareil")] + [state])
        write_whole(target, ("\ufeff" + stream.getvalue()).encode("utf-8"))
        return str(target)
    return _pdf(target, result, ordered)


def _pdf(target: Path, result: Mapping[str, Any], lines: List[Tuple[Dict[str, Any], str]]) -> str:
    from shared.report.base import Document

    document = Document("Bordereau d'intégrité des prises de vue", subtitle=f"{result['fichiers_verifies']} fichiers", subject="Preuve")
    document.sentence(result["phrase"])
    rows = [
        (
            item["nom"],
            f"{paris_from_utc(parse_instant(item['cree_le'])):%d/%m/%Y %H:%M}" if item.get("cree_le") else "",
            item.get("operateur"),
            item.get("mission_numero"),
            str(item["fichiers"]),
            item["signature"] + (f" : {item['defaut']}" if item["defaut"] else ""),
        )
        for item in result["manifestes"]
    ]
    document.table(
        ("Manifeste", "Établi le", "Opérateur", "Mission", "Fichiers", "Signature"),
        rows,
        widths=(4, 2, 2, 1.6, 1, 2.4),
        title="Manifestes",
    )
    for key in sorted({item["empreinte_cle"] for item in result["manifestes"] if item["empreinte_cle"]}):
        document.note(f"Empreinte de la clé de signature : {key}")
    for fault in result["defauts"]:
        document.paragraph(fault)
    document.table(
        ("Fichier", "Heure (UTC)", "Empreinte SHA-256", "État"),
        [(entry["chemin"], (entry.get("heure_utc") or "")[:19].replace("T", " "), entry["sha256"], state) for entry, state in lines],
        widths=(2.2, 2, 6.4, 1.2),
        title="Fichiers vérifiés",
    )
    document.note(
        "Chaque fichier a été relu en entier et son empreinte SHA-256 recalculée. Les heures de prise de vue sont celles de l'appareil : "
        "elles n'ont pas de valeur certaine. La date du manifeste est celle du poste ; déposez ce bordereau dans un coffre daté pour lui donner date certaine."
    )
    document.build(target)
    return str(target)
