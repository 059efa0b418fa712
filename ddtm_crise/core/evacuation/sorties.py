"""Where documents are asked for: checked before anything is computed, so that a wrong name costs nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, List

from shared.errors import BadInput

AUTO = "auto"  # named by the suite, in sorties/
FORMATS = (".pdf", ".csv", ".gpkg", ".json")


def targets(target: Any) -> List[str]:
    """One file or folder, a list of them, or none, as a list of texts."""
    if not target:
        return []
    return [os.fspath(one) for one in (target if isinstance(target, (list, tuple)) else [target])]


def check_target(target: Any) -> None:
    """Raises BadInput for an extension that cannot be written. No extension = a folder."""
    for one in targets(target):
        suffix = Path(one).suffix.lower()
        if suffix and suffix not in FORMATS:
            raise BadInput(f"Format de sortie inconnu : « {suffix} » ; formats possibles : {', '.join(FORMATS)}, ou un dossier.")
