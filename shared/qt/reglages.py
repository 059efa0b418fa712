"""Settings of the workstation: one frozen dataclass; an environment variable wins over what was saved."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import Any

from qgis.core import QgsSettings

from ..espace import default_root

PREFIX = "ddtm/"


@dataclass(frozen=True)
class Reglages:
    """espace: work space folder; auteur: who is on duty; theme: opened at start ("" = home screen); bureau: "simple" or "complet";
    cod_echelle: text scale of the big screen; forcer_hors_ligne: never ask the network; ouvrir_documents: a PDF opens as soon as it is made."""

    espace: str = ""
    auteur: str = ""
    theme: str = ""
    bureau: str = "simple"
    cod_echelle: float = 1.8
    forcer_hors_ligne: bool = False
    ouvrir_documents: bool = True

    @classmethod
    def charger(cls) -> Reglages:
        """Saved values, each overridden by DDTM_<NAME> when that variable is set."""
        saved = QgsSettings()
        values = {}
        for field in fields(cls):
            raw: Any = os.environ.get("DDTM_" + field.name.upper())
            if raw is None:
                raw = saved.value(PREFIX + field.name, None)
            values[field.name] = _typed(raw, field.default)
        return cls(**{**values, "espace": values["espace"] or str(default_root())})


def enregistrer(**changes: Any) -> None:
    """Save some settings, for example enregistrer(auteur="Dupont")."""
    known = {field.name for field in fields(Reglages)}
    saved = QgsSettings()
    for name, value in changes.items():
        if name not in known:
            raise KeyError(name)
        saved.setValue(PREFIX + name, value)


def _typed(raw: Any, default: Any) -> Any:
    """The stored text as the type of the default; the default itself when it cannot be read."""
    if raw is None:
        return default
    if isinstance(default, bool):
        return str(raw).strip().lower() in ("1", "true", "oui", "vrai")
    if isinstance(default, float):
        try:
            return float(str(raw).replace(",", "."))
        except ValueError:
            return default
    return str(raw)
