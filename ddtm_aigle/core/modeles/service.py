"""The model in service, and whether what is shown was made by the demonstration model. Standard library only: the dock asks too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

from shared.errors import BadInput
from shared.gpkg import read

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "modeles" / "demonstration.onnx"
CHOICE = "EN_SERVICE.txt"  # in modeles/ of the work space: the file name of the model in service
NOTICE = "Modèle de démonstration : ces détections ne valent pas mesure ; installez un modèle appris sur le département."


def in_service(root: Path) -> Path:
    """The model used when none is given. Raises BadInput when nothing says which of several."""
    folder = root / "modeles"
    chosen = _choice(folder)
    if chosen == SHIPPED.name and SHIPPED.is_file():
        return SHIPPED
    if chosen and (folder / chosen).is_file():
        return folder / chosen
    installed = sorted(folder.glob("*.onnx"))
    if len(installed) == 1:
        return installed[0]
    if installed:
        raise BadInput(f"Plusieurs modèles sont installés ({', '.join(p.name for p in installed)}) : indiquez celui à employer.")
    if SHIPPED.is_file():
        return SHIPPED
    raise BadInput(f"Aucun modèle n'est installé : déposez un fichier .onnx dans « {folder} », ou indiquez-le.")


def _choice(folder: Path) -> str:
    try:
        name = (folder / CHOICE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if name == Path(name).name else ""


def card() -> Dict[str, Any]:
    """The shipped model's card; empty when there is none."""
    try:
        return json.loads(SHIPPED.with_suffix(".carte.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def notice(work: Path) -> str:
    """The sentence to show when detections of the work data come from the demonstration model, else nothing."""
    own = card().get("modele_sha256")
    if not own or not work.is_file():
        return ""
    try:
        rows: List[Dict[str, Any]] = read.rows(work, "detection_passage", {"modele_sha256": own}, fields=["uuid"], geometry=False)
    except Exception:  # no such layer yet: nothing was detected
        return ""
    return NOTICE if rows else ""
