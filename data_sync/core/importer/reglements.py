"""Regulation files of the planning documents, carried beside the GeoPackage so that they open without network."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Dict, Iterable, List, Set, Tuple

from shared.errors import BadInput, DdtmError

from .recipe import Import
from .report import ImportReport, count

FOLDER = "reglements"
FIELDS = ("nomfic", "nom_reglement")
_KINDS = (".pdf", ".odt", ".html")


def file_of(value: object) -> str:
    """The file that `nomfic` names, without its page: « dossier/34172_reglement.pdf#page=24 » -> "34172_reglement.pdf"."""
    name = re.split(r"[#?]", str(value or ""))[0].replace("\\", "/").rsplit("/", 1)[-1].strip()
    return name if Path(name).suffix.lower() in _KINDS else ""


def carry(found: Iterable[Tuple[Import, ImportReport, object]], staging: Path) -> None:
    """Copy into `<generation>/reglements/` each file that the rows of an import name, when it lies near its source.

    Searched in the folder given by the option « reglements », else in the source's own folder and, for the tree of the CNIG
    standard (Donnees_geographiques beside Pieces_ecrites), in the one above. What is not found is told in the report.
    """
    for item, report, frame in found:
        wanted = _named(frame)
        if not wanted:
            continue
        folder = _folder(item)
        have = {path.name.lower(): path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _KINDS and path.is_file()}
        missing: List[str] = []
        for name in sorted(wanted):
            source = have.get(name.lower())
            if source is None:
                missing.append(name)
                continue
            target = staging / FOLDER / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    target.unlink()  # it may be a link to the file of the generation in use
                shutil.copyfile(source, target)
            except OSError as error:
                raise DdtmError(f"Copie impossible du règlement « {name} » : disque plein ou fichier illisible.", str(error)) from error
        if missing:
            report.note(
                f"{count(len(missing), 'règlement nommé est absent', 'règlements nommés sont absents')} du dossier : {', '.join(missing[:3])}."
            )


def _folder(item: Import) -> Path:
    asked: Dict[str, str] = dict(item.options)
    if asked.get("reglements"):
        folder = Path(item.path).parent / asked["reglements"]
        if not folder.is_dir():
            raise BadInput(f"Le dossier de règlements « {asked['reglements']} » est introuvable.", str(folder))
        return folder
    near = Path(item.path).resolve().parent
    return near.parent if near.name.lower() == "donnees_geographiques" else near


def _named(frame: object) -> Set[str]:
    names: Set[str] = set()
    for column in FIELDS:
        if column in getattr(frame, "columns", ()):
            names |= {file_of(value) for value in frame[column].dropna().unique()}  # type: ignore[index]
    return {name for name in names if name and os.path.basename(name) == name}
