"""What the national detection tool (AIGLE) imports of the affairs: one action on one parcel a row, in its own words, oldest first, no identity."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence, Tuple

from ..coffre import numeros

HEAD = (
    "id", "dossier_id", "action_date", "action_type", "ville", "departement", "code_insee", "section", "num_parcelle", "parcelle", "statut_controle", "numero",
)  # fmt: skip
# our action -> (the words the import reads, the control status they lead to; "" = none)
ACTIONS = {
    "ouverture": ("Ouverture dossier", ""),
    "controle_dedans": ("Création contrôle avec droit de visite", "CONTROLLED_FIELD"),
    "controle_dehors": ("Création contrôle sans droit visite", "CONTROLLED_FIELD"),
    "pv": ("Création PV avec natinfs", "OFFICIAL_REPORT_DRAWN_UP"),
    "rapport": ("Création rapport de constatation (PV sans natinfs)", "OBSERVARTION_REPORT_REDACTED"),
    "reactualisation": ("Création PV reactualisation", ""),
    "courrier": ("Création courrier", "PRIOR_LETTER_SENT"),
    "decision": ("Création décisions de justice", ""),
    "astreinte": ("Astreinte administrative", "ADMINISTRATIVE_CONSTRAINT"),
    "remise_en_etat": ("Clôture dossier avec remise en état", "REHABILITATED"),
    "cloture": ("Clôture dossier", ""),
}
GENRES = ("parcelle", "controle", "pv", "courrier", "decision", "mise_en_demeure", "cloture")
OUTSIDE = ("exterieur", "voisin", "refus")


def actions(affair: Mapping[str, Any], records: Mapping[str, Sequence[Mapping[str, Any]]]) -> List[Tuple[str, str]]:
    """(date, action) of an affair, oldest first. A report counts once closed, a letter once sent, a judgment once given."""
    out: List[Tuple[Any, str]] = [(affair.get("ouverte_le"), "ouverture")]
    out += [
        (row.get("date"), "controle_dehors" if row.get("lieu") in OUTSIDE else "controle_dedans") for row in records.get("controle", ())
    ]
    for row in records.get("pv", ()):
        if row.get("clos") and row.get("type") != "rectificatif":
            kind = "reactualisation" if row.get("type") == "reactualisation" else "pv" if row.get("natinf") else "rapport"
            out.append((row.get("redige_le"), kind))
    out += [(row.get("envoye_le"), "courrier") for row in records.get("courrier", ())]
    out += [(row.get("decision_le"), "decision") for row in records.get("decision", ())]
    out += [(row.get("notifiee_le"), "astreinte") for row in records.get("mise_en_demeure", ()) if row.get("astreinte_jour")]
    for row in records.get("cloture", ()):
        mended = row.get("motif") in ("regularisation_terrain", "execution_office")
        out.append((row.get("date"), "remise_en_etat" if mended else "cloture"))
    return sorted((str(day), action) for day, action in out if day)


def gathered(depot: Any) -> Dict[str, Dict[str, List[Dict[str, Any]]]]:
    """Affair's uuid -> genre -> records, each genre read once."""
    out: Dict[str, Dict[str, List[Dict[str, Any]]]] = {}
    for genre in GENRES:
        for row in depot.all(genre):
            out.setdefault(row["affaire"], {}).setdefault(genre, []).append(row)
    return out


def rows(affairs: Sequence[Mapping[str, Any]], records: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> List[Tuple[Any, ...]]:
    """records: affair's uuid -> genre -> rows. An affair without a parcel gives nothing: the tool files by parcel."""
    from .job import parcel_id

    found: List[Dict[str, Any]] = []
    for affair in affairs:
        mine = records.get(affair["uuid"], {})
        for parcel in mine.get("parcelle", ()):
            place = parcel_id(parcel, affair["code_insee"])
            found += [{"affair": affair, "day": day, "action": action, "place": place} for day, action in actions(affair, mine)]
    found.sort(key=lambda row: row["day"])
    return [
        (
            rank, row["affair"]["uuid"], row["day"], ACTIONS[row["action"]][0], row["affair"]["commune"], _department(row["place"]), row["place"][:5],
            row["place"][8:10].lstrip("0"), row["place"][10:].lstrip("0"), row["place"], ACTIONS[row["action"]][1], numeros.shown(row["affair"]),
        )
        for rank, row in enumerate(found, 1)
    ]  # fmt: skip


def _department(place: str) -> str:
    return place[:3] if place[:2] == "97" else place[:2]
