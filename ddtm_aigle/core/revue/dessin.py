"""What an agent sees and the model did not: an object drawn by hand, or an old vintage in which it is there after all; or truly is not.

Standard library only: the dock calls it in QGIS itself. Each is one gesture that can be undone.
"""

from __future__ import annotations

import uuid
from typing import Any, Dict, List, Optional, Set, Tuple

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput
from shared.gpkg import read, write
from shared.gpkg.geometry import parse

from .. import historique

OLDEST = 1920
PLACES = ("parcelle", "code_insee", "commune", "zones")


def draw(path: Any, wkb: bytes, code: str, year: int, surface: float, author: Optional[str] = None) -> Dict[str, Any]:
    """A thing missed by the model, drawn on the picture of `year` (Lambert 93). {"objet", "detection", "geste"}. Raises BadInput."""
    if code not in CLASSE_DETECTION.codes:
        raise BadInput(f"« {code} » est inconnu : choisissez parmi {', '.join(CLASSE_DETECTION.codes)}.")
    if not OLDEST <= year <= 2100:
        raise BadInput("Le millésime de l'image est inconnu : donnez-lui une année dans son nom, puis recommencez.")
    _, _, box = parse(bytes(wkb))
    if box is None or surface < 0.5 or surface > 100_000:
        raise BadInput("Le dessin est vide, minuscule ou démesuré : entourez l'objet de trois points au moins.")
    low, high = flight(path, year)
    thing, seen = str(uuid.uuid4()), str(uuid.uuid4())
    common = {"classe": code, "validation": "suspect", "surface_m2": round(surface, 1), "statut": "supprime", "geom": bytes(wkb)}
    story = f"Présent depuis le {high} au plus tard (dessiné par un agent)."
    write.insert_together(
        path,
        {
            "detection": [
                {**common, "uuid": seen, "objet_uuid": thing, "millesime": year, "date_vol_debut": low, "date_vol_fin": high, "source": "dessin"}
            ],
            "objet_detecte": [
                {**common, "uuid": thing, "classes_vues": code, "millesimes": str(year), "vu_le": high, "dernier_vu_le": high,
                 "phrase": story, "priorite": 50.0, "priorite_motif": "vu par un agent", "prescription": "a_confirmer",
                 "prescription_motif": "À croiser avec les autres millésimes."}
            ],
        },
        author,
    )  # fmt: skip
    changes = [_alive("detection", seen), _alive("objet_detecte", thing)]
    return {"objet": thing, "detection": seen, "geste": historique.apply(path, changes, author)}


def absent(path: Any, name: str, author: Optional[str] = None) -> str:
    """The old picture was looked at: the thing is not there. The mark goes; the crossing will not put it back. The gesture."""
    row = _object(path, name)
    if not row["a_revoir"]:
        raise BadInput("Cet objet n'est pas marqué « à relire » : il n'y a rien à confirmer.")
    seen = ", ".join(sorted({*_parts(row["absences_vues"]), *_parts(row["a_verifier"])})) or None
    settled = {"a_revoir": False, "a_verifier": None, "absences_vues": seen}
    return historique.apply(path, [_change(name, field, value, "absence vue sur l'image") for field, value in settled.items()], author)


def present(path: Any, name: str, year: int, author: Optional[str] = None) -> str:
    """The thing is in the picture of `year` after all: a detection by hand, at the object's own place. The gesture."""
    row = _object(path, name)
    if str(year) in (row["millesimes"] or "").split(", "):
        raise BadInput(f"Cet objet est déjà vu sur le millésime {year}.")
    low, high = flight(path, year)
    seen = str(uuid.uuid4())
    write.insert_rows(
        path,
        "detection",
        [
            {"uuid": seen, "classe": row["classe"], "validation": row["validation"], "objet_uuid": name, "millesime": year, "date_vol_debut": low,
             "date_vol_fin": high, "source": "dessin", "surface_m2": row["surface_m2"], "statut": "supprime", "geom": row["geom"],
             **{field: row[field] for field in PLACES}}
        ],
        author,
    )  # fmt: skip
    rest = ", ".join(sorted(_parts(row["a_verifier"]) - {str(year)})) or None
    settled = {
        "millesimes": ", ".join(sorted({*_parts(row["millesimes"]), str(year)})),
        "a_revoir": bool(rest),
        "a_verifier": rest,
        "absences_vues": ", ".join(sorted(_parts(row["absences_vues"]) - {str(year)})) or None,
    }
    changes = [_change(name, field, value, "vu sur l'image") for field, value in settled.items()]
    return historique.apply(path, [_alive("detection", seen), *changes], author)


def flight(path: Any, year: int) -> Tuple[str, str]:
    """The interval of the flights known for a vintage, else the whole year."""
    days: List[Tuple[str, str]] = [
        (row["date_vol_debut"], row["date_vol_fin"])
        for layer in ("detection_couverture", "detection_passage")
        for row in read.rows(path, layer, {"millesime": year}, geometry=False)
        if row["date_vol_debut"] and row["date_vol_fin"]
    ]
    return (min(low for low, _ in days), max(high for _, high in days)) if days else (f"{year}-01-01", f"{year}-12-31")


def _object(path: Any, name: str) -> Dict[str, Any]:
    rows = read.rows(path, "objet_detecte", {"uuid": name})
    if not rows:
        raise BadInput("L'objet choisi n'existe plus : actualisez la liste, puis recommencez.")
    return rows[0]


def _parts(years: Optional[str]) -> Set[str]:
    return {part.strip() for part in (years or "").split(",") if part.strip()}


def _change(name: str, field: str, value: Any, why: str) -> Dict[str, Any]:
    return {"couche": "objet_detecte", "uuid": name, "champ": field, "nouveau": value, "motif": why}


def _alive(layer: str, name: str) -> Dict[str, Any]:
    return {"couche": layer, "uuid": name, "champ": "statut", "nouveau": "actif", "motif": "dessiné par un agent"}
