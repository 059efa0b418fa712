"""The one-page sheet: sentence, map, figures, communes by age, establishments, how it was computed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Sequence, Tuple

import shapely
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from shared.catalogue.domaines import NATURE_ETABLISSEMENT
from shared.report.base import Document

from .carton import Inset
from .incertitude import Interval, rounded, step
from .phrase import NB, about, spaced

# Rows of (communes, establishments) tried until the sheet holds on one page.
ROOM = ((14, 18), (12, 14), (9, 11), (7, 8), (5, 5))
MAP_MM = (92.0, 74.0)
NATURES = dict(NATURE_ETABLISSEMENT.values)
SHORT_ACCESS = {"dans_zone": "en zone", "coupe": "coupé"}


def sheet(result: Dict[str, Any], zone: shapely.MultiPolygon, communes: Sequence[Tuple[str, Any]], sources: Sequence[str]) -> bytes:
    """The PDF of an evacuation result: always one page. communes: (name, EPSG:2154 geometry) around the zone."""
    data = b""
    for most_communes, most_places in ROOM:
        data, pages = _document(result, zone, communes, sources, most_communes, most_places).render(one_page=True)
        if pages == 1:
            break
    return data


def _document(
    result: Dict[str, Any], zone: shapely.MultiPolygon, communes: Sequence[Tuple[str, Any]], sources: Sequence[str], most_communes: int, most_places: int
) -> Document:  # fmt: skip
    moment = datetime.fromisoformat(result["calcule_le"]).astimezone().replace(tzinfo=None)
    doc = Document(
        "Population à évacuer", subtitle=result["libelle"], exercise=bool(result["exercice"]), sources=sources, moment=moment,
        subject="Population à évacuer et établissements d'une zone", margins=(14, 14, 10, 10),
    )  # fmt: skip
    doc.sentence(result["phrase"])
    places = result["etablissements"]
    spots = [(i, *_point(place), place["acces"] == "dans_zone") for i, place in enumerate(places[:most_places], 1)]
    doc.add(lambda styles: [_side_by_side(styles, Inset(zone, communes, spots, MAP_MM[0], MAP_MM[1] * styles.scale), _figures(result))])
    shown = result["communes"][:most_communes]
    labels = [label.replace(" et plus", " +").replace(" ans", "") for _, label in result["classes_age"]]
    doc.table(
        ("Commune", "Nuit", "Fourchette", "Jour", *labels, "Logts"),
        [_line(row["nom"], row, result["classes_age"]) for row in shown],
        widths=(3.4, 1.2, 2.1, 1.2, *[1.05] * len(labels), 1.4),
        numeric=range(1, 5 + len(labels)),
        total=_line("Toute la zone", result["population"], result["classes_age"]),
        title="Habitants par commune et par âge",
        empty="Aucun habitant recensé dans la zone.",
    )
    if len(result["communes"]) > len(shown):
        doc.note(_others(len(result["communes"]) - len(shown), "commune"))
    kept = places[:most_places]
    lines = [_place(i, place) for i, place in enumerate(kept, 1)]
    water = any(line[-1] for line in lines)
    doc.table(
        ("N°", "Établissement", "Nature", "Commune", "Téléphone", "Jour", "Nuit", "Accès", "Eau")[: 9 if water else 8],
        [line[: 9 if water else 8] for line in lines],
        widths=(0.6, 3.9, 2.9, 2.1, 2.0, 0.9, 0.9, 1.3, 2.4)[: 9 if water else 8],
        numeric=(0, 5, 6),
        title="Établissements à prévenir",
        empty="Aucun établissement connu dans la zone ni coupé de la route.",
    )
    if len(places) > len(kept):
        doc.note(_others(len(places) - len(kept), "établissement"))
    for text in result["notes"]:
        if text not in result["phrase"]:
            doc.note(text)
    doc.note(f"Calcul : {result['methode']}")
    doc.note(f"Données de population : {result['millesime']}. Document produit hors connexion, sur les données du paquet installé.")
    return doc


def _side_by_side(styles: Any, inset: Inset, figures: List[Tuple[str, str]]) -> Table:
    lines = [[Paragraph(name, styles.cell), Paragraph(value, styles.cell_right_bold)] for name, value in figures]
    width = 182.0 - MAP_MM[0] - 4
    right = Table(lines, colWidths=[width * 0.6 * mm, width * 0.4 * mm], style=[("LINEBELOW", (0, 0), (-1, -1), 0.3, "#CECECE"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)])  # fmt: skip
    return Table([[inset, right]], colWidths=[(MAP_MM[0] + 4) * mm, width * mm], hAlign="LEFT", style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)], spaceAfter=2 * mm)  # fmt: skip


def _figures(result: Dict[str, Any]) -> List[Tuple[str, str]]:
    people = result["population"]
    night, day = _interval(people, "pop_nuit"), _interval(people, "pop_jour")
    unit = step(night)
    rows = [
        ("Habitants, la nuit", _about(night)),
        ("", _range(night)),
        ("Présents, le jour", _about(day)),
        ("", _range(day)),
        ("Au-dessus du rez-de-chaussée", _upper(result, unit)),
        ("De plus, hébergés la nuit par les établissements", spaced(result["etablissements_nuit"])),
        ("Logements", about(people["logements"], unit)),
        ("Bâtiments habités touchés", spaced(people["batiments"])),
        ("Surface de la zone", f"{result['surface_km2']:.2f}".replace(".", ",") + f"{NB}km²"),
    ]
    if result["tampon_m"]:
        rows.append(("Marge ajoutée autour de la zone", f"{result['tampon_m']:g}{NB}m".replace(".", ",")))
    return rows


def _upper(result: Dict[str, Any], unit: int) -> str:
    """People above the ground floor, with those whose building's storeys are not known when they are many."""
    total, unknown = result["population"]["pop_nuit"], result["etages_inconnus"]
    if total > 0 and unknown > 0.99 * total:
        return "non connu"
    return about(result["aux_etages"], unit) + (f" (étage inconnu : {about(unknown, unit)})" if unknown > 0.1 * total else "")


def _line(name: str, row: Dict[str, Any], classes: Sequence[Sequence[str]]) -> List[str]:
    night, day = _interval(row, "pop_nuit"), _interval(row, "pop_jour")
    unit = step(night)
    return [name, _about(night), _range(night), _about(day), *(about(row[key], unit).replace("moins de 10", "< 10") for key, _ in classes),
            about(row["logements"], unit).replace("moins de 10", "< 10")]  # fmt: skip


def _place(rank: int, place: Dict[str, Any]) -> List[Any]:
    known = [place["effectif_jour"], place["effectif_nuit"]]
    return [rank, place["nom"], NATURES.get(place["nature"], place["nature"]), place["commune"] or "", place["telephone"] or "non connu",
            *("?" if value is None else spaced(value) for value in known), SHORT_ACCESS.get(place["acces"], ""), _water(place)]  # fmt: skip


def _water(place: Dict[str, Any]) -> str:
    """ "0,80 m d'eau", "à sec, 1,2 m au-dessus" or nothing when no grid tells."""
    if place["hauteur_eau"] is None:
        return f"sol à {place['altitude']:.1f}{NB}m".replace(".", ",") if place["altitude"] is not None else ""
    if place["hauteur_eau"] > 0:
        return f"{place['hauteur_eau']:.1f}{NB}m d'eau".replace(".", ",")
    above = place["altitude_sur_eau"]
    return "à sec" if above is None else f"à sec, {above:+.1f}{NB}m".replace(".", ",")


def _interval(row: Dict[str, Any], name: str) -> Interval:
    return Interval(row[name], row[f"{name}_bas"], row[f"{name}_haut"])


def _about(interval: Interval) -> str:
    central = rounded(interval)[0]
    return spaced(central) if central else "< 10" if interval.central >= 0.5 else "0"


def _range(interval: Interval) -> str:
    _, low, high = rounded(interval)
    return f"{spaced(low)} à {spaced(high)}" if high else ""


def _others(number: int, word: str) -> str:
    return f"… et {number} {'autre' if number == 1 else 'autres'} {word}{'s' if number > 1 else ''} : voir le tableau CSV."


def _point(place: Dict[str, Any]) -> Tuple[float, float]:
    point = shapely.from_wkb(place["geom"])
    return point.x, point.y
