"""The official substitution routes (S) of the traffic plans: which one answers a cut, and whether it can still be driven."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import shapely

from shared.arrays.coupures import line_arcs
from shared.errors import BadInput

from .coupures_axe import axis_arcs
from .moteur import INFINITE
from .mots import distance, duration
from .numeros import exit_key, plain, road_key
from .profils import limits_text
from .question import Question
from .reseau import Network

EXACT_M = 2.0
DEFAULT_KMH = 50.0  # where the map knows no road under the official route


class Official(NamedTuple):
    """One S route that applies. warnings: French sentences, empty when it can be driven."""

    numero: str
    axe: str
    sortie_debut: str
    sortie_fin: str
    sens: str
    plan: str
    geometry: shapely.Geometry
    length: float
    seconds: float
    warnings: List[str]

    @property
    def label(self) -> str:
        span = (
            f" de la sortie {exit_key(self.sortie_debut)} à la sortie {exit_key(self.sortie_fin)}"
            if self.sortie_debut and self.sortie_fin
            else ""
        )
        return f"{self.numero} ({road_key(self.axe)}{span})"


def official_routes(question: Question, driven: Optional[np.ndarray] = None) -> List[Official]:
    """S routes of the plans that bypass a section now cut.

    driven: arcs of a usual route, in driving order: then only the S routes of its own direction and cuts, in the order they are met
    (all of them when none is); else the usable ones first, then by number.
    """
    rows = [row for row in (question.reference.substitutions if question.reference else []) if row.get("geom") is not None]
    mask = question.blocked.mask
    if driven is not None:
        cut = np.zeros(len(mask), dtype=bool)
        cut[driven[mask[driven]]] = True
        order = np.full(len(mask), len(driven), dtype=np.int64)
        order[driven[::-1]] = np.arange(len(driven))[::-1]
        met = [
            (int(order[section[cut[section]]].min()), row) for row in rows for section in [_section(question, row)] if cut[section].any()
        ]
        if met:
            checked = [(place, _checked(question, row)) for place, row in met]
            return [one for _, one in sorted(checked, key=lambda pair: (pair[0], len(pair[1].warnings), _number(pair[1].numero)))]
    found = [_checked(question, row) for row in rows if mask[_section(question, row)].any()]
    return sorted(found, key=lambda one: (len(one.warnings), _number(one.numero)))


def official_named(question: Question, numero: str) -> List[Official]:
    """S routes by number, whether or not their axis is cut."""
    rows = question.reference.substitutions if question.reference else []
    return [_checked(question, row) for row in rows if row.get("geom") is not None and str(row["numero"]).upper() == numero.upper()]


def _section(question: Question, row: Dict[str, Any]) -> np.ndarray:
    """Arcs of the section of axis that an S route bypasses, in its direction; the whole axis when its exits are not known."""
    network, axe = question.network, str(row["axe"])
    debut, fin, way = str(row.get("sortie_debut") or ""), str(row.get("sortie_fin") or ""), row.get("sens") or "double"

    def find() -> np.ndarray:
        if debut and fin and question.exits.knows(axe, debut, fin):
            try:
                return axis_arcs(network, question.exits, axe, debut, fin, way, inner=True)
            except BadInput:  # the section is not on this network: the name of the axis decides
                pass
        keys = np.array([road_key(word) for word in network.graph.numbers])
        on_axis = (keys == road_key(axe))[network.graph.number]
        return np.flatnonzero(np.concatenate([on_axis, on_axis]))

    return network.kept(("section", question.exits.stamp, axe, debut, fin, way), find)


def _number(numero: str) -> Tuple[int, str]:
    digits = "".join(letter for letter in numero if letter.isdigit())
    return (int(digits) if digits else 0, numero)


def _followed(network: Network, geometry: shapely.Geometry) -> np.ndarray:
    """Arcs an S route follows: those drawn on it when the plan was drawn on this network, else those beside it."""
    exact = line_arcs(network, geometry, "", "direct", reach=EXACT_M)
    if float(network.graph.length[network.segment_of(exact)].sum()) >= 0.9 * shapely.length(geometry):
        return exact
    return line_arcs(network, geometry, "", "direct")


def _checked(question: Question, row: Dict[str, Any]) -> Official:
    geometry = shapely.from_wkb(row["geom"])
    network, state, blocked = question.network, question.state, question.blocked
    arcs = network.kept(("plan", row["geom"]), lambda: _followed(network, geometry))
    segments = network.segment_of(arcs)
    length = float(shapely.length(geometry))
    warnings: List[str] = []
    touched = blocked.labels(arcs[blocked.mask[arcs]])
    if touched:
        warnings.append(f"coupé par {' ; '.join(touched[:3])}")
    vehicle = state.vehicle
    refused = [
        name
        for name, limit, own in (("hauteur", row.get("hauteur_max"), vehicle.height), ("poids", row.get("poids_max"), vehicle.weight))
        if limit and own > limit
    ]
    if refused:
        warnings.append(f"{' et '.join(refused)} du véhicule au-delà de la limite du plan")
    too_big = segments[(state.weight[arcs] >= INFINITE) & (state.weight[(arcs + network.segments) % (2 * network.segments)] >= INFINITE)]
    if len(too_big) and vehicle.code != "vl":
        warnings.append(
            f"le véhicule ({limits_text(vehicle)}) dépasse une limite sur {distance(float(network.graph.length[too_big].sum()))} du parcours"
        )
    if not _admits(str(row.get("profil") or ""), vehicle.code):
        warnings.append(f"le plan ne l'ouvre qu'aux véhicules : {row['profil']}")
    driven = arcs[state.weight[arcs] < INFINITE]
    known = float(network.graph.length[network.segment_of(driven)].sum())
    speed = known / (float(state.weight[driven].sum()) / 1000.0) if known > 0 else DEFAULT_KMH / 3.6
    return Official(
        str(row["numero"]), str(row["axe"]), str(row.get("sortie_debut") or ""), str(row.get("sortie_fin") or ""), str(row.get("sens") or "double"),
        str(row.get("plan") or ""), geometry, length, length / speed, warnings,
    )  # fmt: skip


def _admits(words: str, code: str) -> bool:
    """True when a plan's own words ("tous", "VL et PL", "poids lourds") admit the vehicle; nothing written admits all."""
    text = plain(words)
    named = {"vl": "vl" in text.split() or "leger" in text, "pl": "pl" in text.split() or "lourd" in text}
    return named[code] or not any(named.values())


def sentence(one: Official) -> str:
    """ "S3 (A9 de la sortie 29 à la sortie 31) : 24 km, 31 min." with its warnings."""
    trouble = f" Attention : {' ; '.join(one.warnings)}." if one.warnings else ""
    return f"{one.label} : {distance(one.length)}, {duration(one.seconds)}.{trouble}"
