"""Géorisques v1: risks of a commune, and its classified installations."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Tuple

from ..client import Reponse
from ..contexte import Contexte, Ligne, ligne
from ..geometrie import point_l93
from ..lecture import Illisible, lire_json, liste, nombre, objet, texte

QUOI = "Géorisques"
DELAI_S = 90 * 86_400
PAGE = 100
PAGES_MAX = 20
SOURCE = "georisques"


def commune(ctx: Contexte, code: str) -> Tuple[List[Ligne], List[Ligne]]:
    """(rows of direct_risque, rows of direct_icpe) of one commune."""
    risks: Dict[str, Ligne] = {}
    for answer, one in _rows(ctx, "gaspar/risques", code):
        details = one.get("risques_detail")
        for risk in details if isinstance(details, list) else [one]:
            label = texte(risk.get("libelle_risque_long"), 200) if isinstance(risk, dict) else None
            if label:
                number = texte(risk.get("num_risque"), 20)
                name = texte(one.get("libelle_commune"), 80)
                row = ligne(
                    SOURCE,
                    f"{code}/{number or label}",
                    answer,
                    answer.recu,
                    DELAI_S,
                    code_insee=code,
                    commune=name,
                    risque=label,
                    code_risque=number,
                )
                risks[row["uuid"]] = row
    plants = [row for row in (_plant(code, answer, one) for answer, one in _rows(ctx, "installations_classees", code)) if row]
    return list(risks.values()), plants


def _plant(code: str, answer: Reponse, one: Dict[str, Any]) -> Any:
    identifier, name = texte(one.get("codeAIOT"), 40), texte(one.get("raisonSociale"), 200)
    if not identifier or not name:
        return None
    return ligne(
        SOURCE, f"icpe/{identifier}", answer, answer.recu, DELAI_S,
        code=identifier, nom=name, commune=texte(one.get("commune"), 80), code_insee=texte(one.get("codeInsee"), 10) or code,
        regime=texte(one.get("regime"), 80), seveso=texte(one.get("statutSeveso"), 80), etat_activite=texte(one.get("etatActivite"), 80),
        geom=point_l93(nombre(one.get("longitude")), nombre(one.get("latitude"))),
    )  # fmt: skip


def _rows(ctx: Contexte, chemin: str, code: str) -> Iterator[Tuple[Reponse, Dict[str, Any]]]:
    for page in range(1, PAGES_MAX + 1):
        answer = ctx.client.get_ou_rien("georisques", chemin, {"code_insee": code, "page": page, "page_size": PAGE})
        if answer is None:
            return
        try:
            told = objet(lire_json(answer.corps, QUOI), QUOI)
            rows = liste(told.get("data"), QUOI)
        except Illisible:
            ctx.client.oublier(answer)
            raise
        for one in rows:
            if isinstance(one, dict):
                yield answer, one
        if page >= (nombre(told.get("total_pages")) or 1) or not rows:
            return
    raise Illisible(f"{QUOI} : la liste de la commune {code} est trop longue pour être reçue en entier.")
