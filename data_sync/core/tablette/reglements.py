"""Regulation files that the extract's rows name: copied into the tablet's folder, named there by a path that opens on the tablet."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any, Dict, List

from shared.espace import Espace

DOSSIER = "reglements"
CHAMPS = ("nomfic", "nom_reglement")


def emporter(espace: Espace, folder: Path, rows: List[Dict[str, Any]], prefix: str) -> int:
    """Copy each file that the rows name, and rewrite the name as `<prefix>/<file>`. Returns how many were copied.

    A file that the pack lacks keeps its name: the row says it, and the tablet cannot open it.
    """
    copied = 0
    for row in rows:
        for name in CHAMPS:
            file = re.split(r"[#?]", str(row.get(name) or ""))[0].replace("\\", "/").rsplit("/", 1)[-1].strip()
            source = espace.generation / DOSSIER / file
            if not file or os.path.basename(file) != file or file in (".", "..") or not source.is_file():
                continue
            target = folder / DOSSIER / file
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                shutil.copyfile(source, target)
                copied += 1
            row[name] = f"{prefix}/{DOSSIER}/{file}"
    return copied
