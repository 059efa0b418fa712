"""The planning and risk layers read at a place: what holds the point, and how much of the parcel each zone covers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.espace import Espace
from shared.gpkg import read

FOLDER = "reglements"
NEAR_M = 10.0  # a line or a point of the plan this near to the place is told
SLIVER_SHARE, SLIVER_M2 = 0.01, 1.0  # of the parcel: less is the drawing's imprecision
IN_FORCE = ("opposable", "approuve", "partiellement_annule", "inconnu", "")
STRICTNESS = ("interdiction_stricte", "interdiction", "expropriation", "delaissement", "prescription", "inconnu")
LEVELS = ("tres_fort", "fort", "moyen", "faible", "inconnu", "nul")


class Couches:
    """The reference layers of a pack; a layer that the pack lacks is empty, and named in `absentes`."""

    def __init__(self, espace: Espace) -> None:
        self.path = espace.referentiel_gpkg
        self._names = set(read.layer_names(self.path))
        self.absentes: List[str] = []

    def rows(self, layer: str, box: Tuple[float, float, float, float]) -> List[Dict[str, Any]]:
        import shapely

        if layer not in self._names:
            if layer not in self.absentes:
                self.absentes.append(layer)
            return []
        out = []
        for row in read.rows(self.path, layer, bbox=box):
            if row["geom"]:
                shape = shapely.from_wkb(row.pop("geom"))
                out.append({**row, "forme": shape if shape.is_valid else shapely.make_valid(shape)})
        return out

    def at(self, layer: str, x: float, y: float, near: float = 0.0) -> List[Dict[str, Any]]:
        """Rows that hold the point, or lie within `near` metres of it."""
        import shapely

        point = shapely.Point(x, y)
        rows = self.rows(layer, (x - near, y - near, x + near, y + near))
        return [row for row in rows if shapely.distance(row["forme"], point) <= near]

    def over(self, layer: str, shape: Any, near: float = 0.0) -> List[Dict[str, Any]]:
        """Rows that meet a parcel, with "m2" and "part" (0 to 1) of it that they cover; slivers left out. Lines and points: within `near`."""
        import shapely

        left, bottom, right, top = shape.bounds
        out = []
        for row in self.rows(layer, (left - near, bottom - near, right + near, top + near)):
            if row["forme"].area:
                covered = float(shapely.intersection(row["forme"], shape).area)
                if covered >= max(SLIVER_M2, SLIVER_SHARE * shape.area):
                    out.append({**row, "m2": covered, "part": min(1.0, covered / shape.area)})
            elif shapely.distance(row["forme"], shape) <= near:
                out.append(dict(row))
        return out

    def parcel(self, idu: str) -> Optional[Dict[str, Any]]:
        import shapely

        if "parcelle" not in self._names:
            self.absentes.append("parcelle")
            return None
        found = read.rows(self.path, "parcelle", {"idu": idu}, limit=1)
        return {**found[0], "forme": shapely.from_wkb(found[0].pop("geom"))} if found and found[0]["geom"] else None

    def documents(self, commune: str) -> Dict[str, Dict[str, Any]]:
        """idurba -> the document's row."""
        if "document_urbanisme" not in self._names:
            return {}
        rows = read.rows(self.path, "document_urbanisme", "code_insee = ? OR code_insee IS NULL OR code_insee = ''", parameters=(commune,))
        return {row["idurba"]: row for row in rows if row.get("idurba")}


def regulation(espace: Espace, row: Mapping[str, Any], document: Mapping[str, Any] = {}) -> Dict[str, Any]:  # noqa: B006
    """{"fichier", "page", "chemin", "url"} of the written regulation a row names; "chemin" is empty when the pack lacks the file."""
    named = str(row.get("nomfic") or document.get("nom_reglement") or "")
    name = re.split(r"[#?]", named)[0].replace("\\", "/").rsplit("/", 1)[-1].strip()
    page = re.search(r"#page=(\d+)", named)
    url = str(row.get("urlfic") or document.get("url_reglement") or "")
    page = page or re.search(r"#page=(\d+)", url)
    path = _file(espace.generation / FOLDER, name)
    return {"fichier": name, "page": int(page.group(1)) if page else 1, "chemin": str(path) if path else "", "url": url}


def _file(folder: Path, name: str) -> Optional[Path]:
    """The file whatever the case of its name (plans are made on Windows)."""
    if not name or not folder.is_dir():
        return None
    if (folder / name).is_file():
        return folder / name
    return next((path for path in sorted(folder.iterdir()) if path.name.lower() == name.lower()), None)
