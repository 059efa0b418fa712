"""Provider `ddtm_aigle`: its algorithms, one dotted name a line."""

from __future__ import annotations

from pathlib import Path

from shared.processing.provider import TableProvider

ALGORITHMS = (
    ".detecter:Detecter",
    ".situer:Situer",
    ".croiser_millesimes:CroiserMillesimes",
    ".relire:Relire",
    ".permis:Permis",
    ".filtrer:Filtrer",
    ".verdict:Verdict",
    ".fiches:Fiches",
    ".signaler:Signaler",
    ".tournee:Tournee",
    ".exporter_apprentissage:ExporterApprentissage",
    ".comparer_modeles:ComparerModeles",
    ".installer_modele:InstallerModele",
)


def provider() -> TableProvider:
    icon = Path(__file__).resolve().parents[1] / "resources" / "icons" / "icon.svg"
    return TableProvider("ddtm_aigle", "DDTM AIGLE", __package__, ALGORITHMS, icon)
