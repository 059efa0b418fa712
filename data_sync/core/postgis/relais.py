"""The workstation that relays the database: its own journal and keys beside its work, the database held open, whom it trusts."""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Iterator, Tuple

from shared.errors import BadInput
from shared.espace import Espace

from ..boites import postes
from ..journal.depot import Depot, journal_path, ouvrir
from ..journal.operation import dumps
from . import schema
from .base import connecter, etat

SCHEMA = "ddtm"
PAS_DE_RELAIS = "Ce poste ne relaie aucune base PostGIS : lancez d'abord « postgis installer »."


def relais_de(espace: Espace) -> Espace:
    """The database's own journal, key and batches, on the workstation that relays it."""
    return Espace.at(espace.root / "postgis")


def nom_de_schema(params: Dict[str, Any]) -> str:
    """The schema of the shared layers, "ddtm" by default. Raises BadInput for a name that would need quotes."""
    name = str(params.get("schema") or SCHEMA)
    if not name.isascii() or not name.replace("_", "a").isalnum() or len(name) > 40 or name.startswith("pg_"):
        raise BadInput("Le nom du schéma a 1 à 40 lettres sans accent, chiffres ou tirets bas : par exemple « ddtm ».")
    return name


def exiger(relais: Espace) -> None:
    """Raises BadInput when this workstation relays no database."""
    if not journal_path(relais).is_file():
        raise BadInput(PAS_DE_RELAIS)


@contextlib.contextmanager
def ouverte(params: Dict[str, Any], espace: Espace) -> Iterator[Tuple[Depot, Any, str]]:
    """The relay's journal, the database and its schema, both held alone."""
    relais = relais_de(espace)
    exiger(relais)
    with ouvrir(relais) as depot:
        connexion = str(params.get("connexion") or depot.etat("postgis_connexion") or "")
        if not connexion:
            raise BadInput(PAS_DE_RELAIS)
        name = nom_de_schema({"schema": params.get("schema") or depot.etat("postgis_schema")})
        with connecter(connexion, name, params.get("secret")) as db:
            if etat(db, name, "version") != schema.VERSION:
                raise BadInput(
                    "Les couches de cette base PostGIS sont d'une autre version des extensions : relancez « postgis installer »."
                )
            yield depot, db, name


def confiance(espace: Espace, relais: Espace) -> None:
    """One person holds both: the relay trusts whom this workstation trusts and refuses whom it has revoked, and they trust each other."""
    with ouvrir(espace) as depot:
        postes.identite(depot)
        names = [row[1] for row in depot.db.execute("PRAGMA table_info(poste)")]
        known = [dict(zip(names, row)) for row in depot.db.execute("SELECT * FROM poste")]
    with ouvrir(relais) as depot:
        ours = postes.carte(depot)
        held = {nom: revoked for nom, revoked in depot.db.execute("SELECT nom, revoque_le FROM poste")}
        for row in known:
            card = {"poste": row["nom"], "cle": row["cle"]}
            if row["nom"] not in held and row["cle"] != ours["cle"] and not row["revoque_le"]:
                _accepter(depot, relais, card)
            elif row["revoque_le"] and row["nom"] in held and not held[row["nom"]] and row["nom"] != depot.poste:
                postes.revoquer(depot, row["nom"])
    with ouvrir(espace) as depot:
        if postes.cle_de(depot, ours["poste"]) is None:
            _accepter(depot, espace, ours)


def _accepter(depot: Depot, espace: Espace, card: Dict[str, str]) -> None:
    path = espace.root / "travail" / ".carte.json"
    path.write_text(dumps(card), encoding="utf-8")
    try:
        postes.accepter(depot, path)
    finally:
        path.unlink()
