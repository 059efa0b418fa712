"""What a workstation tells of its own data in its batches, so that its twin can judge it: age and completeness of each theme."""

from __future__ import annotations

from typing import Any, Dict, List

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg.connection import open_ro
from shared.gpkg.ddl import quote

THEMES = (("inondation", "Inondation"), ("route", "Routes coupées"))


def publies(espace: Espace) -> Dict[str, Any]:
    """{"cree_le", "exercice", "themes": {code: {"couches", "absentes": [layer names], "millesimes"}}}, empty without a pack."""
    try:
        info = espace.pack
        found = {code: theme(espace, code, info) for code, _ in THEMES}
    except DdtmError:
        return {}
    return {"cree_le": str(info.get("cree_le") or ""), "exercice": bool(info.get("exercice")), "themes": found}


def theme(espace: Espace, code: str, info: Dict[str, Any]) -> Dict[str, Any]:
    """Layers of the theme that the pack has with at least one row, and those it lacks."""
    wanted = [layer.name for layer in catalogue.layers("reference") if code in layer.themes]
    filled: List[str] = []
    try:
        with open_ro(espace.referentiel_gpkg) as db:
            present = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
            for name in wanted:
                if name in present and db.execute(f"SELECT EXISTS (SELECT 1 FROM {quote(name)})").fetchone()[0]:
                    filled.append(name)
    except BadInput:
        pass
    sources = [source for source in info.get("sources") or () if source.get("couche") in wanted and source.get("millesime")]
    return {
        "couches": len(wanted),
        "absentes": [name for name in wanted if name not in filled],
        "millesimes": sorted({str(source["millesime"]) for source in sources}),
    }


def lus(data: Any) -> Dict[str, Any]:
    """The facts of a batch as they may be trusted to be written: unknown shapes become nothing."""
    try:
        return {
            "cree_le": str(data["cree_le"]),
            "exercice": bool(data["exercice"]),
            "themes": {
                str(code): {
                    "couches": int(found["couches"]),
                    "absentes": [str(name) for name in found["absentes"]],
                    "millesimes": [str(year) for year in found["millesimes"]],
                }
                for code, found in data["themes"].items()
            },
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}
