"""Bison Futé: road events of the national network that is not conceded, snapshot and increments."""

from __future__ import annotations

import datetime as dt
from typing import List, Optional, Tuple

from ..client import Reponse
from ..contexte import Contexte, Ligne, Recolte, ligne, maintenant, perime_le
from ..datex import Evenement, Publication, fusionner
from ..datex import lire as lire_datex
from ..geometrie import dans, points_wkb, xy_l93
from ..lecture import Illisible
from ..reperes import Bornes

DELAI_S = 2 * 3600
INCREMENTS_MAX = 40
HEURE_S = 3600
MARGE_M = 10_000.0


def lire(ctx: Contexte) -> Recolte:
    """Events in force in the area; those that cannot be placed are kept, without geometry, when their manager or road is near."""
    publications, answer, told = _publications(ctx)
    hour = max((one.heure for one in publications if one.heure), default=None)
    posts = Bornes(ctx.espace)
    now = maintenant()
    rows: List[Ligne] = []
    exercises = elsewhere = 0
    for event in fusionner(publications).values():
        if not event.reel:
            exercises += 1
            continue
        if event.fin is not None and event.fin <= now:
            continue
        places, how = _places(event, posts)
        shape = points_wkb(places)
        if not (dans(shape, ctx.emprise, MARGE_M) or (shape is None and any(p.departement == ctx.departement for p in event.reperes))):
            elsewhere += 1
            continue
        rows.append(_ligne(event, answer, hour, shape, how, now))
    refused = sum(one.ecartes for one in publications)
    closed = sum(row["effet"] == "fermee" for row in rows)
    message = f"{len(rows)} évènements dans la zone, dont {closed} routes fermées ; {elsewhere} ailleurs"
    message += f" ; {exercises} d'exercice ou d'essai laissés" if exercises else ""
    message += f" ; {refused} illisibles" if refused else ""
    return Recolte({"direct_evenement_route": rows}, hour, perime_le(answer, hour, DELAI_S), message + told)


def _publications(ctx: Contexte) -> Tuple[List[Publication], Reponse, str]:
    """The snapshot, then each increment that follows it until one is absent. A damaged increment stops there, and it is told."""
    first = ctx.client.get("bisonfute", "content.xml", accepte="application/xml, text/xml")
    held = [_read(ctx, first)]
    answer, told = first, ""
    following = held[0].suite
    for number in range(following + 1, following + 1 + INCREMENTS_MAX) if following is not None else ():
        page = ctx.client.get_ou_rien("bisonfute", f"{number}.xml", accepte="application/xml, text/xml", rythme_s=HEURE_S)
        if page is None:
            break
        try:
            held.append(_read(ctx, page))
        except Illisible:
            told = f" ; mise à jour n° {number} illisible, les suivantes ne sont pas prises"
            break
        answer = page
    return held, answer, told


def _read(ctx: Contexte, answer: Reponse) -> Publication:
    try:
        return lire_datex(answer.corps)
    except Illisible:
        ctx.client.oublier(answer)
        raise


def _places(event: Evenement, posts: Bornes) -> Tuple[List[Tuple[float, float]], str]:
    """Lambert-93 places: published coordinates first (with the posts between the two ends), else posts alone."""
    along = posts.section(event.route, event.reperes) if event.reperes else []
    published = [place for place in (xy_l93(lon, lat) for lon, lat in event.points) if place]
    if published:
        return ([published[0], *along[1:-1], published[-1]] if len(published) > 1 else published), "coordonnees"
    return (along, "pr") if along else ([], "aucune")


def _ligne(event: Evenement, answer: Reponse, hour: Optional[dt.datetime], shape: Optional[bytes], how: str, now: dt.datetime) -> Ligne:
    planned = event.debut is not None and event.debut > now + dt.timedelta(minutes=30)
    return ligne(
        "bisonfute", event.identifiant, answer, hour, DELAI_S,
        identifiant=event.identifiant, version=event.version, gestionnaire=event.gestionnaire, route=event.route, sens=event.sens,
        pr_debut=event.reperes[0].dit if event.reperes else None, pr_fin=event.reperes[1].dit if len(event.reperes) > 1 else None,
        nature=("Prévu : " if planned else "") + event.nature, nature_source=event.nature_source,
        effet="information" if planned else event.effet, gravite=event.gravite, debut=event.debut, fin=event.fin,
        description=event.description or None, localisation=how, geom=shape,
    )  # fmt: skip
