"""One-page route sheet: the sentence, a sketch, the routes side by side, the roads in order, the cuts avoided."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Dict, List, Tuple

from shared.report.base import Document

from .croquis import Sketch
from .mots import SPOKEN_WORDS, distance, duration, gap, sentence

KINDS = {"substitution": "Officiel", "calcule": "Conseillé", "alternative": "Variante", "sans_coupure": "Sans coupure"}
VEHICLES = {"vl": "véhicule léger", "pl": "poids lourd"}
MAX_ROADS, MAX_CUTS = 18, 6


def route_sheet(result: Dict[str, Any]) -> bytes:
    """The PDF of a detour result."""
    title = result["titre"]
    doc = Document(
        "Fiche itinéraire", subtitle=f"{title} - {VEHICLES.get(result['profil'], result['profil'])}", exercise=bool(result["exercice"]),
        sources=[f"{result['source']} ({result['millesime']})"], moment=datetime.fromisoformat(result["calcule_le"]).astimezone().replace(tzinfo=None),
        subject="Itinéraire de déviation",
    )  # fmt: skip
    answer, _, caution = result["phrase"].partition(" Attention : ")
    doc.sentence(_glued(answer))
    if caution:
        doc.paragraph("Attention : " + caution)
    if result["itineraires"]:
        doc.add(lambda styles: [Sketch(result, 178.0, 78.0 * styles.scale)])
        _routes(doc, result["itineraires"] + _usual(result))
        roads: List[Any] = next((row["etapes"] for row in result["itineraires"] if row["etapes"]), [])
        if roads:
            _roads(doc, _main(roads))
    cuts = _grouped(result["coupures"])
    doc.table(
        ("Coupure", "Depuis", "Jusqu'à", "Source", "Routes"),
        [(name, _hour(start), _hour(end), source, distance(length)) for (name, start, end, source), length in cuts[:MAX_CUTS]],
        widths=(4, 1.3, 1.3, 2, 1),
        title="Coupures prises en compte",
        empty="Aucune coupure en vigueur.",
    )
    if len(cuts) > MAX_CUTS:
        doc.note(f"Et {len(cuts) - MAX_CUTS} autres coupures.")
    doc.note(
        "Durées à vitesse habituelle, sans circulation. Les interdictions de tourner ne sont pas connues du réseau. Vérifier le parcours avant d'y envoyer un convoi."
    )
    return doc.render(one_page=True)[0]


def _routes(doc: Document, rows: List[Dict[str, Any]]) -> None:
    """The routes side by side; the last column only when there is something to say."""
    cautions = any(row["avertissement"] for row in rows)
    lines = []
    for row in rows:
        way = gap(row["ecart_s"], row["ecart_m"] or 0.0) if row["ecart_s"] is not None else ""
        by = sentence(row["etapes"], SPOKEN_WORDS) if row["etapes"] else row["description"]
        line = [row.get("numero") or KINDS[row["type_itineraire"]], _short(row["duree_s"]), distance(row["longueur_m"]), way, by]
        lines.append([*line, row["avertissement"]] if cautions else line)
    columns, widths = ["Itinéraire", "Durée", "Longueur", "Écart", "Par"], [1.5, 1.1, 1.2, 1.9, 4.4]
    doc.table([*columns, "À savoir"] if cautions else columns, lines, widths=[*widths, 2.4] if cautions else widths, title="Itinéraires")


def _roads(doc: Document, roads: List[Dict[str, Any]]) -> None:
    """The roads in order, in two columns when they are many."""
    cells = [
        (str(rank), road["route"], distance(road["longueur_m"]) if road["longueur_m"] else "", _time(road))
        for rank, road in enumerate(roads, 1)
    ]
    if len(cells) <= 6:
        doc.table(("", "Routes de l'itinéraire conseillé", "Longueur", "Durée"), cells, widths=(0.4, 6, 1.2, 1.2), title="Feuille de route")
        return
    half = (len(cells) + 1) // 2
    blank = ("", "", "", "")
    lines = [left + right for left, right in zip(cells[:half], [*cells[half:], blank])]
    doc.table(
        ("", "Route", "Longueur", "Durée") * 2, lines, widths=(0.45, 3.2, 1.05, 1.0) * 2, title="Feuille de route de l'itinéraire conseillé"
    )


def _grouped(cuts: List[Dict[str, Any]]) -> List[Tuple[Tuple[Any, ...], float]]:
    """Cuts that say the same thing on one line, the longest first: ((label, start, end, source), metres of road)."""
    length: Dict[Tuple[Any, ...], float] = {}
    count: Dict[Tuple[Any, ...], int] = {}
    for cut in cuts:
        key = (cut["libelle"], cut["debut"], cut["fin"], cut["source"])
        length[key] = length.get(key, 0.0) + cut["longueur_m"]
        count[key] = count.get(key, 0) + 1
    named = [((f"{key[0]} x {count[key]}" if count[key] > 1 else key[0], *key[1:]), metres) for key, metres in length.items()]
    return sorted(named, key=lambda one: -one[1])


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
    return _short(road["duree_s"]) if road["longueur_m"] else ""


def _glued(text: str) -> str:
    """Numbers kept on the line of their unit."""
    return re.sub(r"(?<=\d) (?=(?:h|min|km|m|s|t)\b)|(?<=\bh) (?=\d)", "\u00a0", text)


def _short(seconds: float) -> str:
    return "< 1 min" if seconds < 60 else duration(seconds)


def _hour(value: Any) -> str:
    return datetime.fromisoformat(value).astimezone().strftime("%d/%m %H h %M") if value else ""
