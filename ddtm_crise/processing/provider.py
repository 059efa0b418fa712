"""Provider `ddtm_crise`: its algorithms, one dotted name a line."""

from __future__ import annotations

from pathlib import Path

from shared.processing.provider import TableProvider

ALGORITHMS = (
    ".evacuation:Evacuation",
    ".detour:Detour",
    ".isolement:Isolement",
    ".substitution:Substitution",
    ".couper:CouperAxe",
    ".couper_evenement:CouperEvenement",
    ".carte_pdf:CartePdf",
    ".scenario:Scenario",
)


def provider() -> TableProvider:
    icon = Path(__file__).resolve().parents[1] / "resources" / "icons" / "icon.svg"
    return TableProvider("ddtm_crise", "DDTM Crise", __package__, ALGORITHMS, icon)
