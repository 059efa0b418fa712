"""The language of the interface: French is written in the code; another user language gets the English of `shared/i18n`."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

ENGLISH = Path(__file__).resolve().parents[1] / "i18n" / "ddtm_en.qm"
FRENCH = ("fr", "c", "posix")  # a machine without a language of its own serves a French administration
_held: Optional[QTranslator] = None
_users = 0


def installer(language: str = "") -> bool:
    """Give Qt the English sentences unless QGIS speaks French (`language`, default QGIS's own); True when they are in use.

    Each call is matched by one of `retirer`: the plugins that share this module share one translator.
    """
    global _held, _users
    _users += 1
    if _held is None and (language or QgsApplication.locale()).lower().replace(".", "_").split("_")[0] not in FRENCH:
        translator = QTranslator()
        if translator.load(str(ENGLISH)):
            QCoreApplication.installTranslator(translator)
            _held = translator
    return _held is not None


def retirer() -> None:
    """Undo one `installer`; the last one takes the translator out."""
    global _held, _users
    _users = max(0, _users - 1)
    if _users == 0 and _held is not None:
        QCoreApplication.removeTranslator(_held)
        _held = None
