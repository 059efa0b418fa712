"""Job: ask online services, and keep what they answer in direct.gpkg."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput, Cancelled, DdtmError
from shared.espace import Espace
from shared.gpkg.values import format_instant, parse_instant
from shared.jobs import JobContext

from ..verrou import seul
from . import depot
from .cache import Cache
from .client import Client, HorsLigne
from .contexte import Contexte, maintenant
from .geometrie import emprise
from .lecture import Illisible
from .reseau import Reseau
from .services import services
from .table import SOURCES, Source

OCCUPE = "Une actualisation est déjà en cours sur ce poste : attendez qu'elle finisse."
CLES = {"meteofrance": "DDTM_CLE_METEOFRANCE"}  # of the command line; QGIS hands over those of its own store


def actualiser(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Each source is asked in turn; one that fails keeps what it said before, marked stale, and does not stop the others.

    params: espace; sources (codes, or "a,b"; default: all, without those whose key is absent); departement ("34"); emprise
    ([xmin, ymin, xmax, ymax], Lambert-93); heures (of stages and flows, 6); reseau (see Reseau); cles ({service: key}, never kept).
    Returns phrase, sources ([{source, libelle, etat, lignes, heure_validite, age_min, message}]), reussies, echouees, hors_ligne,
    octets, and code_sortie 1 when all failed.
    """
    espace = Espace.at(params.get("espace"))
    keys = _keys(params)
    chosen = _chosen(params.get("sources"), keys, services(espace))
    network = Reseau.de(params.get("reseau"))
    departement = str(params.get("departement") or "34").strip().upper()
    if not departement.isalnum() or not 2 <= len(departement) <= 3:
        raise BadInput(f"Département incompris : « {departement} » ; donnez son code, par exemple 34.")
    hours = 6 if params.get("heures") is None else params["heures"]
    if isinstance(hours, bool) or not isinstance(hours, (int, float)) or not 1 <= hours <= 72:
        raise BadInput("Le nombre d'heures demandé doit être de 1 à 72.")
    area = emprise(espace, departement, params.get("emprise"))
    folder = espace.direct_gpkg.parent
    folder.mkdir(parents=True, exist_ok=True)
    with seul(folder / ".verrou", OCCUPE):
        depot.ouvrir(espace)
        client = Client(services(espace), Cache(folder / "cache"), network, ctx.check_cancel)
        context = Contexte(espace, client, area, departement, ctx, keys, {"heures": hours})
        told: List[Dict[str, Any]] = []
        try:
            for rank, source in enumerate(chosen):
                ctx.progress(rank / len(chosen), source.libelle)
                context.job = ctx.step(rank / len(chosen), (rank + 1) / len(chosen))
                told.append(_one(context, source))
        finally:
            client.close()
    return _answer(told, client)


def _one(context: Contexte, source: Source) -> Dict[str, Any]:
    """One source, whatever happens to it but a cancel or a file that cannot be written."""
    offline = False
    try:
        harvest = source.lire(context)
        count = depot.deposer(context.espace, source, harvest)
        state, message = ("a_jour" if harvest.heure_validite is not None else "illisible"), harvest.message
    except Cancelled:
        raise
    except (HorsLigne, Illisible, DdtmError) as error:
        offline = isinstance(error, HorsLigne)
        state, message = ("illisible" if isinstance(error, Illisible) else "perime"), error.message
        count = depot.perimer(context.espace, source, state, message)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:  # a shape nobody foresaw is unreadable too
        state, message = "illisible", f"{source.libelle} : la réponse n'a pas la forme attendue."
        count = depot.perimer(context.espace, source, state, f"{message} ({type(error).__name__})")
    kept = depot.sources(context.espace).get(source.code, {})
    return {
        "source": source.code,
        "libelle": source.libelle,
        "etat": state,
        "lignes": count,
        "heure_validite": kept.get("heure_validite"),
        "perime_le": kept.get("perime_le"),
        "age_min": age_min(kept.get("heure_validite")),
        "message": message,
        "hors_ligne": offline,
    }


def age_min(text: Any) -> Any:
    """Minutes since a stored instant, None when it is unknown."""
    if not text:
        return None
    return max(0, round((maintenant() - parse_instant(text)).total_seconds() / 60))


def _answer(told: List[Dict[str, Any]], client: Client) -> Dict[str, Any]:
    good = [one for one in told if one["etat"] == "a_jour"]
    bad = [one for one in told if one["etat"] != "a_jour"]
    offline = bool(told) and all(one["hors_ligne"] for one in told)
    if offline:
        sentence = "Hors ligne : aucun service n'a répondu ; ce qui était connu est gardé et montré avec son âge."
    else:
        sentence = f"{len(good)} source{'s' if len(good) > 1 else ''} à jour sur {len(told)}."
        if bad:
            sentence += " Attention : " + " ; ".join(one["message"].rstrip(".") for one in bad) + "."
    return {
        "phrase": sentence,
        "sources": told,
        "reussies": len(good),
        "echouees": len(bad),
        "hors_ligne": offline,
        "requetes": client.requetes,
        "octets": client.octets,
        "heure": format_instant(dt.datetime.now(dt.timezone.utc)),
        "code_sortie": 0 if good else 1,
    }


def _keys(params: Mapping[str, Any]) -> Dict[str, str]:
    given = params.get("cles") or {}
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise BadInput("Les clés des services sont incomprises.")
    keys = {service: os.environ[name].strip() for service, name in CLES.items() if os.environ.get(name, "").strip()}
    keys.update({str(name): value.strip() for name, value in given.items() if value.strip()})
    if any(not key.isascii() or not key.isprintable() for key in keys.values()):
        raise BadInput("Une clé de service contient un caractère impossible : recopiez-la depuis le portail du service.")
    return keys


def _chosen(asked: Any, keys: Mapping[str, str], table: Mapping[str, Any]) -> List[Source]:
    names = [name.strip() for name in asked.split(",")] if isinstance(asked, str) else list(asked or ())
    names = [name for name in names if name]
    for name in names:
        if name not in SOURCES:
            raise BadInput(f"Source inconnue : « {name} ». Sources : {', '.join(SOURCES)}.")
    if names:
        return [SOURCES[name] for name in dict.fromkeys(names)]
    return [one for one in SOURCES.values() if not one.cle or one.service in keys or table[one.service].configuree]
