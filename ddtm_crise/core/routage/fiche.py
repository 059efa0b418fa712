"""One-page route sheet: the sentence, a sketch, the routes side by side, the roads in order, the cuts avoided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List

from shared.report.base import Document

from .croquis import Sketch
from .mots import distance, duration, gap

KINDS = {"substitution": "Officiel", "calcule": "Conseillé", "alternative": "Variante", "sans_coupure": "Sans coupure"}
VEHICLES = {"vl": "véhicule léger", "pl": "poids lourd"}
MAX_ROADS, MAX_CUTS = 18, 8


def route_sheet(result: Dict[str, Any]) -> bytes:
    """The PDF of a detour result."""
    title = result["titre"]
    doc = Document(
        "Fiche itinéraire", subtitle=f"{title} - {VEHICLES.get(result['profil'], result['profil'])}", exercise=bool(result["exercice"]),
        sources=[f"{result['source']} ({result['millesime']})"], moment=datetime.fromisoformat(result["calcule_le"]).astimezone().replace(tzinfo=None),
        subject="Itinéraire de déviation",
    )  # fmt: skip
    answer, _, caution = result["phrase"].partition(" Attention : ")
    doc.sentence(answer)
    if caution:
        doc.paragraph("Attention : " + caution)
    if result["itineraires"]:
        doc.add(lambda styles: [Sketch(result, 178.0, 78.0 * styles.scale)])
        doc.table(
            ("Itinéraire", "Durée", "Longueur", "Écart", "Par", "À savoir"), [_route(row) for row in result["itineraires"] + _usual(result)],
            widths=(1.5, 1.2, 1.3, 1.6, 4.0, 2.4), title="Itinéraires",
        )  # fmt: skip
        roads = next((row["etapes"] for row in result["itineraires"] if row["etapes"]), [])
        if roads:
            kept = [
                (rank, road["route"], distance(road["longueur_m"]) if road["longueur_m"] else "", _time(road))
                for rank, road in enumerate(_main(roads), 1)
            ]
            doc.table(
                ("", "Routes de l'itinéraire conseillé", "Longueur", "Durée"), kept, widths=(0.4, 6, 1.2, 1.6), title="Feuille de route"
            )
    cuts = [
        (cut["libelle"], _hour(cut["debut"]), _hour(cut["fin"]), cut["source"], distance(cut["longueur_m"]))
        for cut in result["coupures"][:MAX_CUTS]
    ]
    doc.table(
        ("Coupure", "Depuis", "Jusqu'à", "Source", "Routes"),
        cuts,
        widths=(4, 1.3, 1.3, 2, 1),
        title="Coupures prises en compte",
        empty="Aucune coupure en vigueur.",
    )
    if len(result["coupures"]) > MAX_CUTS:
        doc.note(f"Et {len(result['coupures']) - MAX_CUTS} autres coupures.")
    doc.note(
        "Durées à vitesse habituelle, sans circulation. Les interdictions de tourner ne sont pas connues du réseau. Vérifier le parcours avant d'y envoyer un convoi."
    )
    return doc.render(one_page=True)[0]


def _route(row: Dict[str, Any]) -> List[Any]:
    name = row.get("numero") or KINDS[row["type_itineraire"]]
    way = gap(row["ecart_s"], row["ecart_m"] or 0.0) if row["ecart_s"] is not None else ""
    return [name, duration(row["duree_s"]), distance(row["longueur_m"]), way, row["description"], row["avertissement"]]


def _usual(result: Dict[str, Any]) -> List[Dict[str, Any]]:
    return [result["sans_coupure"]] if result["sans_coupure"] and result["coupures"] else []


def _main(roads: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The roads that fit: the longest and the exits, in order."""
    named = [road for road in roads if road["type"]] or roads
    if len(named) <= MAX_ROADS:
        return named
    first = sorted(range(len(named)), key=lambda i: (named[i]["type"] not in ("sortie", "entree"), -named[i]["longueur_m"]))[:MAX_ROADS]
    return [named[i] for i in sorted(first)]


def _time(road: Dict[str, Any]) -> str:
    return duration(road["duree_s"]) if road["longueur_m"] else ""


def _hour(value: Any) -> str:
    return datetime.fromisoformat(value).astimezone().strftime("%d/%m %H h %M") if value else ""
