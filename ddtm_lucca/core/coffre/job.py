"""Jobs of the store: create, open, lock, agents' keys, search, journals, official numbers, purge."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any, Dict, Mapping

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from .. import modele
from ..droit import prescription
from ..suivi import filtres
from . import base, cles, numeros, partage, purge, session


def creer(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, agent, phrase. The first agent of a new store."""
    espace = Espace.at(params["espace"])
    cles.check_identifier(params.get("agent") or "")
    cles.check_passphrase(params.get("phrase") or "")
    if (cles.folder(espace) / "coffre.db").exists() or cles.agents(espace):
        raise BadInput("Il y a déjà un coffre dans cet espace de travail.")
    master = cles.new_master_key()
    cles.wrap(espace, params["agent"], params["phrase"], master)
    try:
        base.create(cles.folder(espace) / "coffre.db", master)
    except BaseException:
        (cles.folder(espace) / "agents" / f"{params['agent']}.json").unlink()
        raise
    session.unlock(espace, params["agent"], params["phrase"])
    with session.depot(params) as depot:
        depot.note("creation", "création du coffre")
    return {"phrase": f"Coffre créé et ouvert pour « {params['agent']} ». Sauvegardez le dossier « lucca/coffre » : sans lui, rien ne se relit.", "agent": params["agent"]}  # fmt: skip


def ouvrir(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, agent, phrase. Opens the session of this process."""
    espace = Espace.at(params["espace"])
    session.unlock(espace, params.get("agent") or "", params.get("phrase") or "")
    with session.depot(params) as depot:
        depot.note("ouverture", "ouverture de session")
        count = len(depot.all("affaire"))
    return {
        "phrase": f"Coffre ouvert pour « {params['agent']} » : {count} affaire{'s' if count > 1 else ''}.",
        "agent": params["agent"],
        "affaires": count,
    }


def verrouiller(params: Params, ctx: JobContext) -> Dict[str, Any]:
    session.lock(Espace.at(params["espace"]))
    return {"phrase": "Coffre verrouillé."}


def etat(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Whether there is a store, who may open it, who has opened it."""
    espace = Espace.at(params["espace"])
    agent = session.current(espace)
    return {
        "existe": (cles.folder(espace) / "coffre.db").is_file(),
        "agents": cles.agents(espace),
        "ouvert_par": agent,
        "phrase": f"Coffre ouvert par « {agent} »." if agent else session.LOCKED,
    }


def ajouter_agent(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: nouvel_agent, nouvelle_phrase. Whoever has the store open gives access to another."""
    with session.depot(params) as depot:
        cles.wrap(depot.espace, params.get("nouvel_agent") or "", params.get("nouvelle_phrase") or "", session.key_of(depot.espace))
        depot.note("acces_donne", "ajout d'un agent", destinataire=params["nouvel_agent"])
    return {"phrase": f"L'agent « {params['nouvel_agent']} » a maintenant accès au coffre."}


def changer_phrase(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: nouvelle_phrase. For the agent of the session."""
    with session.depot(params) as depot:
        cles.wrap(depot.espace, depot.auteur, params.get("nouvelle_phrase") or "", session.key_of(depot.espace), replace=True)
        depot.note("phrase_changee", "changement de la phrase secrète")
    return {"phrase": "Phrase secrète changée."}


def chercher(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: texte (list or str), limite, motif. Affairs that hold every word."""
    text = params.get("texte") or ""
    text = " ".join(text) if isinstance(text, (list, tuple)) else str(text)
    with session.depot(params) as depot:
        found = depot.search(text, int(params.get("limite") or 50))
    rows = [summary(row) for row in found]
    return {"phrase": f"{len(rows)} affaire{'s' if len(rows) > 1 else ''} pour « {text.strip()} ».", "affaires": rows}


def summary(affaire: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "uuid": affaire["uuid"],
        "numero": numeros.shown(affaire),
        "numero_provisoire": affaire["numero_provisoire"],
        "nature": modele.NATURES[affaire["nature"]],
        "commune": affaire["commune"],
        "etat": modele.ETATS[affaire["etat"]],
        "ouverte_le": affaire.get("ouverte_le"),
    }


def affaires(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: the filters of suivi.filtres (texte, commune, etat, nature, natinf, agent, risque, debut, fin, ouvertes), limite. Newest first."""
    with session.depot(params) as depot:
        rows = filtres.chosen(depot, params)
    count = len(rows)
    shown = [summary(row) for row in rows[: int(params.get("limite") or 500)]]
    placed = [row["uuid"] for row in rows if row.get("x") is not None and row.get("y") is not None]
    return {"phrase": f"{count} affaire{'s' if count > 1 else ''}.", "affaires": shown, "nombre": count, "placees": placed}


def lire(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, motif. Everything about an affair; the reading is written in the access journal."""
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        depot.note("lecture", params.get("motif") or "instruction du dossier", numeros.shown(affair))
        records = {genre: depot.of(affair["uuid"], genre) for genre in modele.OF_AFFAIR}
        history = depot.history(affair["uuid"])
    return {"phrase": f"Affaire {numeros.shown(affair)}, {modele.NATURES[affair['nature']].lower()}, {affair['commune']}.", "affaire": affair, "fiches": records, "historique": history}  # fmt: skip


def tell_affair(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"], f"État : {modele.ETATS[result['affaire']['etat']]}"]
    for genre, rows in result["fiches"].items():
        lines += [
            f"{genre} : "
            + ", ".join(f"{k} = {v}" for k, v in row.items() if k not in ("uuid", "genre", "affaire", "cree_le", "clos") and v)
            for row in rows
        ]
    lines += [f"{line['heure']}  {line['auteur']}  {line['genre']}.{line['champ']}" for line in result["historique"][-20:]]
    return "\n".join(lines)


def tell_affairs(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    lines += [f"{row['numero']:<22} {row['commune']:<24} {row['nature']:<32} {row['etat']}" for row in result["affaires"]]
    return "\n".join(lines)


def journal(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """The access journal, newest first."""
    with session.depot(params) as depot:
        rows = depot.journal(int(params.get("limite") or 200))
    return {"phrase": f"{len(rows)} accès inscrits.", "acces": rows}


def tell_journal(result: Mapping[str, Any]) -> str:
    return "\n".join(
        [result["phrase"]]
        + [
            f"{r['heure']}  {r['auteur']:<14} {r['action']:<16} {r['motif']}  {r['reference'] or ''} {r['destinataire'] or ''}".rstrip()
            for r in result["acces"]
        ]
    )


def numeroter(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Official numbers for the affairs that have none: on the store of the office only."""
    with session.depot(params) as depot:
        given = numeros.give_official(depot)
        for row in given:
            partage.publish(depot, depot.get(row["affaire"]))
    return {"phrase": f"{len(given)} numéro{'s' if len(given) > 1 else ''} officiel{'s' if len(given) > 1 else ''} donné{'s' if len(given) > 1 else ''}.", "numeros": given}  # fmt: skip


def verifier_coffre(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Every page of the store, every piece and the chain of the seals."""
    from ..pv import scelle

    with session.depot(params) as depot:
        problems = [text for text in (base.integrity(depot.connection),) if text]
        ctx.progress(0.3, "pages du coffre vérifiées")
        problems += scelle.verify(depot)
        pieces = [row for row in depot.all("piece")]
        for row in pieces:
            ctx.check_cancel()
            if not depot.pieces.is_whole(row["sha256"]):
                problems.append(f"La pièce « {row['nom']} » est absente ou altérée.")
    sentence = f"Coffre sain : {len(pieces)} pièce{'s' if len(pieces) > 1 else ''} vérifiée{'s' if len(pieces) > 1 else ''}."
    return {"phrase": sentence if not problems else " ".join(problems), "problemes": problems, "code_sortie": 1 if problems else 0}


def purger(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: motif, date (default today). Erases the affairs whose retention date is past; the seals' hashes stay."""
    today = (prescription.day_of(params.get("date"), "Jour de référence") or dt.date.today()).isoformat()
    with session.depot(params) as depot:
        expired = [row for row in depot.all("affaire") if (row.get("conserver_jusqu_au") or "9999") < today]
        if not (params.get("motif") or "").strip():
            raise BadInput("Dites pourquoi : le motif de la purge est inscrit au journal des accès.")
        for row in expired:
            purge.erase(depot, row)
            depot.note("purge", params["motif"], reference=numeros.shown(row))
            partage.withdraw(depot.espace, row["uuid"])
        purge.sweep(depot)
    return {"phrase": f"{len(expired)} affaire{'s' if len(expired) > 1 else ''} purgée{'s' if len(expired) > 1 else ''}.", "numeros": [numeros.shown(row) for row in expired]}  # fmt: skip


def sauvegarder(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: sortie (new folder). A consistent copy of the store, still encrypted."""
    import shutil
    from pathlib import Path

    target = Path(params.get("sortie") or "")
    if not params.get("sortie") or target.exists():
        raise BadInput("Donnez un dossier de sauvegarde qui n'existe pas encore (--sortie).")
    with session.depot(params) as depot:
        source = cles.folder(depot.espace)
        making = target.with_name(target.name + ".part")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        with base.transaction(depot.connection):  # nobody writes while the copy is made
            for name in ("coffre.db", "agents", "pieces"):
                if (source / name).is_dir():
                    shutil.copytree(source / name, making / name, ignore=shutil.ignore_patterns("*.part", "*.essais"))
                elif (source / name).exists():
                    shutil.copy2(source / name, making / name)
        with contextlib.closing(base.connect(making / "coffre.db", session.key_of(depot.espace))) as copy:
            problem = base.integrity(copy)
        if problem:
            shutil.rmtree(making)
            raise BadInput("La copie n'est pas saine : " + problem)
        making.rename(target)
        depot.note("sauvegarde", "sauvegarde du coffre")
    return {"phrase": f"Coffre sauvegardé (chiffré) dans « {target.name} ».", "sortie": str(target)}
