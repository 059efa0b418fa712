"""What cadastre, planning documents and risk plans say of a place, in words for a sheet."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

import shapely

from shared.catalogue.domaines import ETAT_PROCEDURE, NIVEAU_ALEA, TYPE_REGLEMENT
from shared.catalogue.urbanisme import TYPE_ZONE
from shared.espace import Espace
from shared.gpkg import read

from ..lieux import counts, dead_documents, reference

Row = Dict[str, Any]
Fact = Tuple[str, str]
MOST = 6  # rows a subject
WORDS = {**dict(TYPE_REGLEMENT.values), **dict(TYPE_ZONE.values), **dict(ETAT_PROCEDURE.values), **dict(NIVEAU_ALEA.values)}


def facts(espace: Espace, shape: Any) -> List[Fact]:
    """(subject, text) of a ground shape; empty without a pack. Subjects the pack could tell but does not are said so."""
    path, present = reference(espace)
    if path is None:
        return [("Paquet de données", "Aucun n'est installé : cadastre, PLU et PPR n'ont pas pu être consultés.")]
    dead = dead_documents(path, present)
    documents = {row["idurba"]: row for row in read.rows(path, "document_urbanisme")} if "document_urbanisme" in present else {}
    out: List[Fact] = []
    for title, layer, tell in SUBJECTS:
        if layer not in present:
            continue
        rows = [row for row in touched(path, layer, shape) if counts(row, dead)]
        texts = list(dict.fromkeys(text for text in (tell(row, documents) for row in rows) if text))
        if texts:
            out.append((title, " ; ".join(texts[:MOST]) + (" ; …" if len(texts) > MOST else "")))
        elif layer in ("parcelle", "zone_urba", "zone_reglementaire_ppr"):
            out.append((title, "Rien dans le paquet de données à cet endroit."))
    return out


def touched(path: Any, layer: str, shape: Any) -> List[Row]:
    """Rows whose geometry shares ground with `shape`, the most covered first."""
    held = []
    for row in read.rows(path, layer, bbox=shape.bounds):
        if not row["geom"]:
            continue
        other = shapely.from_wkb(row["geom"])
        other = other if shapely.is_valid(other) else shapely.make_valid(other)
        area = shapely.area(shapely.intersection(other, shape))
        if area > 0.01 * shape.area:
            held.append((-area, row["fid"], row))
    return [row for _, _, row in sorted(held, key=lambda item: item[:2])]


def _parcel(row: Row, _: Dict[Any, Row]) -> str:
    text = f"{row['idu']} : section {row['section']}, n° {row['numero'].lstrip('0') or row['numero']}"
    if row["contenance"] is not None:
        text += ", contenance " + f"{row['contenance']:,}".replace(",", " ") + " m²"
    if row["date_maj"]:
        text += f", mise à jour le {day(row['date_maj'])}"
    return text


def _plan(row: Row, documents: Dict[Any, Row]) -> str:
    label = WORDS.get(row["type_zone"], "")
    text = f"Zone {row['libelle']} ({label[:1].lower()}{label[1:]})" + (f" : {row['libelong']}" if row["libelong"] else "")
    document = documents.get(row["idurba"])
    if document:
        text += f" — {document['type_document'] or row['idurba']}"
    approved = (document or row)["date_approbation"] or row["date_approbation"]
    if approved:
        text += f" approuvé le {day(approved)}" if document else f" — approuvé le {day(approved)}"
    if row["nomfic"]:
        text += f" ; règlement : {row['nomfic'].replace('#page=', ', page ')}"
    return text


def _risk(row: Row, _: Dict[Any, Row]) -> str:
    text = " ".join(str(row[name]) for name in ("code_zone", "libelle_zone") if row[name]) or "zone sans code"
    rule = WORDS.get(row["type_reglement"], "")
    text += f" : {rule[:1].lower()}{rule[1:]}" if row["type_reglement"] not in (None, "inconnu") else ""
    text += f" — {row['nom']}" if row["nom"] else ""
    return text + (f" ({WORDS[row['etat_procedure']].lower()})" if row["etat_procedure"] in WORDS else "")


def _hazard(row: Row, _: Dict[Any, Row]) -> str:
    return f"{row['type_alea'] or 'aléa'} : {WORDS.get(row['niveau_alea'], '').lower()}"


def _label(row: Row, _: Dict[Any, Row]) -> str:
    return str(row.get("libelle") or row.get("nature") or row.get("txt") or "")


def day(text: Optional[str]) -> str:
    """« 03/07/2012 » of an ISO date."""
    return "/".join(reversed(text[:10].split("-"))) if text else "une date non renseignée"


SUBJECTS = (
    ("Cadastre", "parcelle", _parcel),
    ("PLU", "zone_urba", _plan),
    ("Prescriptions du PLU", "prescription_surf", _label),
    ("Informations du PLU", "information_surf", _label),
    ("PPR", "zone_reglementaire_ppr", _risk),
    ("Aléas", "zone_alea", _hazard),
)
