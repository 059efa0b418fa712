"""The job of `data_sync postgis`: install the database, exchange with it, settle its conflicts, say where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.values import to_local
from shared.jobs import JobContext

from ..boites import actes, echange, pieces, postes
from ..fusion import conflits
from ..fusion.appliquer import fusionner, relever
from ..fusion.job import lignes_affichees
from ..journal.depot import Depot, ouvrir
from . import miroir, schema
from .base import connecter, couches_suivies, etat, sans_secret, schema_postgis
from .cible import CiblePostgis
from .relais import confiance, exiger, nom_de_schema, ouverte, relais_de
from .valeurs import nom_sql

NOM = "PostGIS"


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: "action" ("installer", "echanger", "conflits", "etat" or "sql") and those of the function of that name; "espace",
    "connexion" (without password; kept for the next times), "schema", "secret" (password from a store, never kept).
    Raises BadInput for an unknown action or an unreachable database.
    """
    actions: Dict[str, Callable[[Dict[str, Any], JobContext], Dict[str, Any]]] = {
        "installer": installer,
        "echanger": echanger,
        "conflits": regler,
        "etat": montrer,
        "sql": sql,
    }
    action = str(params.get("action") or "")
    if action not in actions:
        raise BadInput(f"Action inconnue : « {action} ». Choisissez : {', '.join(actions)}.")
    return actions[action](params, ctx)


def sql(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """The SQL that `installer` runs, for an administrator to read or run. params: "schema", "role", "sortie" (file).

    Returns {"phrase", "texte", "fichiers"}.
    """
    text = schema.texte(couches_suivies().values(), nom_de_schema(params), str(params.get("role") or ""))
    files = []
    if params.get("sortie"):
        path = Path(params["sortie"])
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise BadInput(f"Le SQL ne peut pas être écrit dans « {path} » : choisissez un autre dossier.", str(error)) from error
        files.append(str(path))
    return {
        "phrase": f"SQL de {len(couches_suivies())} couches pour le schéma « {nom_de_schema(params)} ».",
        "texte": text,
        "fichiers": files,
    }


def installer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make or upgrade the tables and triggers, and this workstation's relay: <espace>/postgis, a workstation named "nom".

    params: "role" (group that edits), "nom" (default "PostGIS"). Returns {"phrase", "poste", "empreinte", "couches": int}.
    Raises BadInput when the account may not create, or PostGIS is missing there.
    """
    import psycopg

    espace = Espace.at(params.get("espace"))
    connexion, name = sans_secret(str(params.get("connexion") or "")), nom_de_schema(params)
    if not connexion.strip():
        raise BadInput("Dites quelle base : par exemple « --connexion service=ddtm34 ».")
    relais = relais_de(espace)
    with ouvrir(relais) as depot:
        poste = postes.identite(depot, params.get("nom") or (None if depot.etat("poste") else NOM))
        ctx.progress(0.1, "Connexion à PostGIS")
        with connecter(connexion, name, params.get("secret")) as db:
            ctx.progress(0.3, "Création des couches")
            try:
                db.execute(schema.texte(couches_suivies().values(), name, str(params.get("role") or ""), schema_postgis(db)))
            except psycopg.errors.UndefinedFile as error:
                raise BadInput(
                    "L'extension PostGIS n'est pas installée sur ce serveur : demandez-la à son administrateur.", str(error)
                ) from error
            except psycopg.errors.UndefinedObject as error:
                raise BadInput("Le rôle donné n'existe pas dans cette base : créez-le, ou donnez-en un autre.", str(error)) from error
            except psycopg.errors.WrongObjectType as error:
                raise BadInput(
                    f"Le schéma « {name} » contient déjà une table du même nom, d'une autre forme : donnez-en un autre.", str(error)
                ) from error
        with depot.ecriture():
            depot.noter("postgis_connexion", connexion)
            depot.noter("postgis_schema", name)
        card = postes.carte(depot)
    confiance(espace, relais)
    ctx.progress(1.0, "Base prête")
    mark = postes.empreinte(card["cle"])
    return {
        "phrase": f"La base PostGIS est prête : {len(couches_suivies())} couches dans « {name} ». Elle échange sous le nom « {poste} », "
        f"empreinte {mark} ; faites-la accepter par les autres postes.",
        "poste": poste,
        "empreinte": mark,
        "couches": len(couches_suivies()),
    }


def echanger(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Take the edits made in the database, receive and publish batches in a folder, merge into the database.

    params: "dossier" (default <espace>/echanges), "reprendre" (bool: compare the whole database). Returns what boites.job:echanger
    returns, with "regles": conflicts settled there. What is captured is kept whatever happens next.
    """
    espace = Espace.at(params.get("espace"))
    exiger(relais_de(espace))
    folder = _dossier(params, espace)
    confiance(espace, relais_de(espace))
    with ouverte(params, espace) as (depot, db, name):
        cible = CiblePostgis(depot, db, name)
        relever(depot, cible)
        ctx.progress(0.1, "Modifications faites dans PostGIS")
        captured = cible.capturer("", bool(params.get("reprendre")))
        ctx.progress(0.3, "Réception")
        told = actes.echanger(depot, folder)
        received = echange.recevoir(depot, folder)
        miroir.deposer(depot, db, name)
        sent, got, remarks = pieces.echanger(espace, folder)
        ctx.progress(0.5, "Fusion")
        settled, more = _choix(depot, db, name)
        try:
            again, merged = fusionner(depot, cible=cible)
        finally:
            ctx.progress(0.8, "Envoi")
            waiting = echange.mettre_en_lots(depot)
            published = echange.publier(depot, folder)
        miroir.deposer(depot, db, name)
        miroir.conclure(depot, db, name)
        ctx.progress(1.0, "Échange terminé")
        result = {
            "poste": depot.poste,
            "captures": captured + again,
            "publies": published,
            "recus": received.lots,
            "operations_recues": received.operations,
            "ecrites": merged.ecrites,
            "conflits": merged.conflits,
            "regles": settled,
            "refuses": [list(item) for item in received.refuses],
            "inconnus": [dict(item) for item in received.inconnus],
            "pieces": {"envoyees": sent, "recues": got},
            "remarques": list(dict.fromkeys([*told, *merged.remarques, *more, *remarks, *received.remarques, *waiting])),
        }
    return {"phrase": phrase(result), **result}


def phrase(result: Dict[str, Any]) -> str:
    """What a geomatician must know, in a few sentences."""
    parts = [
        f"Échange terminé : {result['captures']} modification(s) prise(s) dans PostGIS, {result['publies']} lot(s) déposé(s), "
        f"{result['recus']} lot(s) reçu(s), {result['ecrites']} objet(s) mis à jour dans PostGIS."
    ]
    if result["regles"]:
        parts.append(f"{result['regles']} conflit(s) réglé(s) dans la base.")
    if result["conflits"]:
        parts.append(f"{result['conflits']} conflit(s) à régler : table sync_conflit, ou « Conflits de PostGIS ».")
    if result["inconnus"]:
        names = ", ".join(f"« {item['poste']} » ({item['empreinte']})" for item in result["inconnus"])
        parts.append(f"Poste(s) non accepté(s), dont rien n'est lu : {names} ; acceptez-les sur ce poste.")
    if result["refuses"]:
        parts.append(f"{len(result['refuses'])} lot(s) laissé(s) de côté.")
    return " ".join(parts)


def regler(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """List the open conflicts of the database, after settling the one named: params "regler", "garder", "auteur", as fusion.job:run."""
    espace = Espace.at(params.get("espace"))
    if bool(params.get("garder")) != bool(params.get("regler")):
        raise BadInput("Pour régler un conflit, donnez son identifiant (« regler ») et la valeur à garder (« garder » : retenu ou autre).")
    with ouverte(params, espace) as (depot, db, name):
        cible = CiblePostgis(depot, db, name)
        fusionner(depot, cible=cible)
        if params.get("regler"):
            conflits.regler(depot, str(params["regler"]), str(params["garder"]), str(params.get("auteur") or ""))
            fusionner(depot, cible=cible)
        miroir.deposer(depot, db, name)
        miroir.conclure(depot, db, name)
        rows = lignes_affichees(depot)
    done = "Le conflit est réglé. " if params.get("regler") else ""
    return {
        "phrase": done + (f"{len(rows)} conflit(s) à régler dans PostGIS." if rows else "Aucun conflit à régler dans PostGIS."),
        "conflits": rows,
        "regles": 1 if done else 0,
    }


def montrer(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Where the database stands, nothing changed. Returns {"phrase", "en_attente", "operations", "conflits", "dernier", "relais"}."""
    with ouverte(params, Espace.at(params.get("espace"))) as (depot, db, name):
        s = nom_sql(name)
        waiting, operations, opened, last = db.execute(
            f"SELECT (SELECT count(*) FROM {s}.sync_edition WHERE prise_le IS NULL), (SELECT count(*) FROM {s}.sync_op), "
            f"(SELECT count(*) FROM {s}.sync_conflit), (SELECT max(recu_le) FROM {s}.sync_op)"
        ).fetchone()
        relay = etat(db, name, "relais")
    when = to_local(last.isoformat()).strftime("%d/%m/%Y %H:%M") if last else "jamais"
    return {
        "phrase": f"PostGIS : {waiting} modification(s) à prendre au prochain échange, {operations} opération(s) connue(s), "
        f"{opened} conflit(s) ouvert(s) ; dernière opération reçue : {when}.",
        "en_attente": waiting,
        "operations": operations,
        "conflits": opened,
        "dernier": last.isoformat() if last else None,
        "relais": relay,
    }


# -----------------------------------------------------------------------------------------------------------------------


def _choix(depot: Depot, db: Any, name: str) -> Tuple[int, List[str]]:
    """Settle what people chose in the database's table of conflicts."""
    settled, remarks = 0, []
    for identifier, chosen, who in miroir.choix(db, name):
        try:
            conflits.regler(depot, identifier, chosen, who)
            settled += 1
        except BadInput as error:
            remarks.append(f"Conflit {identifier} : {error.message}")
    return settled, remarks


def _dossier(params: Dict[str, Any], espace: Espace) -> Path:
    if params.get("dossier"):
        folder = Path(params["dossier"])
        if not folder.is_dir():
            raise BadInput(
                f"Le dossier d'échange « {folder} » est introuvable : branchez la clé ou connectez le partage, puis recommencez."
            )
        return folder
    folder = espace.root / "echanges"
    folder.mkdir(exist_ok=True)
    return folder
