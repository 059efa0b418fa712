"""Jobs of a report: propose offences, check, close, print, rectify; and what is about to be prescribed."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid as uuids
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.errors import BadInput, DdtmError
from shared.fichiers import ecrire_entier
from shared.jobs import JobContext, Params

from ..coffre import numeros, partage, session
from ..droit import natinf, prescription, propositions
from ..modele import EVOLUTIONS
from ..signature import pdfa, registre
from . import document, images, nullite, phrases, scelle
from . import dossier as dossiers

FROZEN_OUT = ("pages", "aujourdhui", "auteur", "alterees", "agents_presents")


def the_report(depot: Any, params: Params) -> Dict[str, Any]:
    """params["pv"]: uuid or number of a report; or params["affaire"]: the last report of that affair."""
    if params.get("pv"):
        for row in depot.all("pv"):
            if params["pv"] in (row["uuid"], row.get("numero")):
                return row
        raise BadInput("Ce procès-verbal n'est pas dans le coffre : vérifiez son numéro.")
    reports = depot.of(depot.affaire(params.get("affaire") or "")["uuid"], "pv")
    reports = [row for row in reports if row["clos"]] or reports if params.get("clos") else reports
    if not reports:
        raise BadInput("Cette affaire n'a pas encore de procès-verbal.")
    return reports[-1]


def number_of(depot: Any, pv: Mapping[str, Any]) -> str:
    """The number given at closing, else the one it would get."""
    if pv.get("numero"):
        return str(pv["numero"])
    affair = depot.get(pv["affaire"])
    rank = [row["uuid"] for row in depot.of(affair["uuid"], "pv")].index(pv["uuid"]) + 1
    return f"{numeros.shown(affair)}-{'RAP' if pv['type'] == 'rapport' else 'PV'}-{rank:02d}"


def gather(depot: Any, pv: Mapping[str, Any], today: Optional[str] = None) -> dossiers.Dossier:
    held = dossiers.load(depot, pv["uuid"], prescription.day_of(today, "Jour de référence"))
    held["agents_presents"] = [depot.get(name) for name in held["controle"].get("agents") or [] if name != held["agent"].get("uuid")]
    if pv.get("rectifie"):
        with contextlib.suppress(BadInput):
            held["numero_rectifie"] = number_of(depot, depot.get(pv["rectifie"]))
    if pv["type"] == "reactualisation":
        before = [row for row in depot.of(pv["affaire"], "pv") if row["clos"] and row["uuid"] != pv["uuid"] and row["type"] != "rapport"]
        before = [row for row in before if row["uuid"] == pv.get("suite_de")] or before
        if before:
            held["precedent"] = {"numero": number_of(depot, before[-1]), "redige_le": before[-1].get("redige_le")}
    return held


def proposer(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire (number or uuid), faits (answers that add to those of the affair). Offences, each with its reason."""
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        visits = depot.of(affair["uuid"], "controle")
        known = propositions.context(affair, visits[-1] if visits else {}, params.get("faits") or {})
        rows = propositions.propose(known, natinf.edition(depot.espace).lignes, depot.of(affair["uuid"], "personne"))
    return {"phrase": f"{len(rows)} infraction{'s' if len(rows) > 1 else ''} proposée{'s' if len(rows) > 1 else ''}.", "propositions": rows}


def verifier(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv or affaire, date (the day it is checked for). The nullity check, the document being rendered to count its pages."""
    with session.depot(params) as depot:
        pv = the_report(depot, params)
        held = gather(depot, pv, params.get("date"))
        number = number_of(depot, pv)
        if not held["alterees"]:
            held["pages"] = document.count(held, number, images.sheet(depot, held["pieces"]))
        result = nullite.told(nullite.check(held))
    return {**result, "numero": number, "code_sortie": 1 if result["nombres"]["bloquant"] else 0}


def clore(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv or affaire. Checks, numbers, renders and freezes the report; refuses when something would annul it."""
    with session.depot(params) as depot:
        pv = the_report(depot, params)
        if pv["clos"]:
            raise BadInput("Ce procès-verbal est déjà clos.")
        held = gather(depot, pv, params.get("date"))
        photos = images.sheet(depot, held["pieces"]) if not held["alterees"] else []
        number = number_of(depot, pv)
        held["pages"] = document.count(held, number, photos)
        ctx.progress(0.4, "document vérifié")
        wrong = nullite.blocking(nullite.check(held))
        if wrong:
            raise BadInput(f"Clôture refusée, {wrong[0].titre.lower()} : {wrong[0].constat} {wrong[0].remede}" + _others(len(wrong) - 1))
        texts = {str(item["numero"]): item for item in held["infractions"]}
        depot.put("pv", {"numero": number, "textes": texts}, uuid=pv["uuid"])
        held["pv"] = depot.get(pv["uuid"])
        content = {name: value for name, value in held.items() if name not in FROZEN_OUT}
        content["presents"] = [row["uuid"] for row in held["agents_presents"]]
        digest = scelle.content_hash(content)
        ranked = list(enumerate(held["pieces"], 1))
        papers = [(rank, row, depot.pieces.read(row["sha256"], row["nom"])) for rank, row in ranked if row.get("type") != "photo"]
        files = [pdfa.manifest(number, digest, held["pieces"]), *pdfa.embedded(papers)]
        pdf, pages = document.render(held, number, photos, digest, draft=False, pages=held["pages"], attachments=files)
        ctx.progress(0.8, "scellement")
        seal = scelle.seal(depot, held["pv"], content, pdf, pages)
        if held["affaire"]["etat"] in ("ouverte", "controlee"):
            depot.put("affaire", {"etat": "controlee" if pv["type"] == "rapport" else "pv_dresse"}, uuid=pv["affaire"])
            partage.publish(depot, depot.get(pv["affaire"]))
    return {
        "phrase": f"{phrases.TYPES[pv['type']]} {number} clos et scellé : {pages} page{'s' if pages > 1 else ''}. Adressez-le sans délai à son destinataire.",
        "numero": number,
        "pages": pages,
        "empreinte": seal["empreinte"],
        "pdf_sha256": seal["pdf_sha256"],
        "pv": pv["uuid"],
    }


def _others(count: int) -> str:
    return (
        f" (et {count} autre{'s' if count > 1 else ''} défaut{'s' if count > 1 else ''} bloquant{'s' if count > 1 else ''})"
        if count
        else ""
    )


def produire(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv or affaire, sortie, motif, destinataire. Exports the sealed PDF with its signatures, else a marked draft; written in the access journal."""
    target = Path(params.get("sortie") or "")
    if not params.get("sortie"):
        raise BadInput("Dites où écrire le document (--sortie).")
    with session.depot(params) as depot:
        pv = the_report(depot, params)
        number = number_of(depot, pv)
        depot.note("export", params.get("motif") or "", number, params.get("destinataire") or "")
        seal = scelle.of(depot, pv["uuid"])
        if seal:
            data, pages = depot.pieces.read(registre.current(depot, pv, seal)[0], number), seal["pages"]
        else:
            held = gather(depot, pv, params.get("date"))
            data, pages = document.render(held, number, images.sheet(depot, held["pieces"]))
    write(target, data)
    return {"phrase": f"{'Procès-verbal' if seal else 'Projet de procès-verbal'} {number} écrit : {pages} page{'s' if pages > 1 else ''}.", "sortie": str(target), "pages": pages, "clos": bool(seal)}  # fmt: skip


def rectifier(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv (closed), motif, constatations, date (day of drafting). A new report that corrects the closed one, which stays as it is."""
    with session.depot(params) as depot:
        pv = the_report(depot, params)
        if not pv["clos"]:
            raise BadInput("Ce procès-verbal n'est pas clos : modifiez-le directement.")
        if not (params.get("motif") or "").strip():
            raise BadInput("Dites ce que le rectificatif corrige (--motif).")
        kept = ("agent", "controle", "natinf", "destinataires", "pieces", "fait_a", "tribunal", "limite_domaine", "constatations")
        values = {name: pv[name] for name in kept if pv.get(name)}
        values.update(
            type="rectificatif",
            rectifie=pv["uuid"],
            motif_rectification=params["motif"],
            redige_le=params.get("date") or dt.date.today().isoformat(),
        )
        if params.get("constatations"):
            values["constatations"] = params["constatations"]
        uuid = depot.put("pv", values, pv["affaire"])
        number = number_of(depot, depot.get(uuid))
    return {"phrase": f"Rectificatif {number} ouvert : vérifiez-le puis clôturez-le.", "pv": uuid, "numero": number}


def reactualiser(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv (closed) or affaire, evolution, date and heure of the new visit, heure_fin, lieu, commission_portee, constatations, redige_le, fait_a.

    A new visit and a new report that follows the closed one; the offences are those noted before, unless the place is regularised."""
    evolution = str(params.get("evolution") or "")
    if evolution not in EVOLUTIONS:
        raise BadInput(f"Dites comment la situation a évolué : {', '.join(EVOLUTIONS)}.")
    missing = [name for name in ("date", "heure", "constatations") if not params.get(name)]
    if missing:
        raise BadInput(f"La réactualisation demande : {', '.join(missing)}.")
    with session.depot(params) as depot:
        before = the_report(depot, {"pv": params["pv"]} if params.get("pv") else {"affaire": params.get("affaire"), "clos": True})
        if not before["clos"] or before["type"] == "rapport":
            raise BadInput("Clôturez d'abord le procès-verbal : on ne réactualise qu'un procès-verbal clos.")
        earlier = depot.get(before["controle"]) if before.get("controle") else {}
        visit = {
            "date": params["date"],
            "heure_debut": params["heure"],
            "lieu": params.get("lieu") or "exterieur",
            "cadre": earlier.get("cadre") or "recherche_infractions",
        }
        visit.update(agents=[before["agent"]], commission_portee=params.get("commission_portee") not in (None, False, "", "non"))
        visit.update({name: params[name] for name in ("heure_fin", "occupant", "motif_refus") if params.get(name)})
        kept = {name: before[name] for name in ("agent", "destinataires", "fait_a", "tribunal") if before.get(name)}
        values = {
            **kept,
            "type": "reactualisation",
            "suite_de": before["uuid"],
            "evolution": evolution,
            "constatations": params["constatations"],
        }
        values["redige_le"] = params.get("redige_le") or params["date"]
        if evolution != "regularisee":
            values["natinf"] = before.get("natinf") or []
        names = [str(uuids.uuid4()), str(uuids.uuid4())]
        values["controle"] = names[0]
        rows = (("controle", names[0], visit), ("pv", names[1], values))
        depot.put_all({"genre": genre, "affaire": before["affaire"], "uuid": name, "valeurs": row} for genre, name, row in rows)
        number = number_of(depot, depot.get(names[1]))
    return {
        "phrase": f"Procès-verbal de réactualisation {number} ouvert : joignez les photographies, vérifiez-le puis clôturez-le.",
        "pv": names[1],
        "controle": names[0],
        "numero": number,
    }


def echeances(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: jours (default 90), date. Offences whose prescription falls within that time; and every clock of an affair if asked."""
    today = prescription.day_of(params.get("date"), "Jour de référence") or dt.date.today()
    days = str(params.get("jours") or prescription.ALERT_DAYS)
    if not days.isdigit():
        raise BadInput("Le nombre de jours est un nombre entier.")
    with session.depot(params) as depot:
        lines = natinf.edition(depot.espace).lignes
        rows: List[Dict[str, Any]] = []
        for affair in depot.all("affaire"):
            if affair["etat"] not in ("close", "regularisee"):
                rows += _clocks(depot, affair, lines)
    found = prescription.expiring(rows, today, int(days))
    return {
        "phrase": f"{len(found)} infraction{'s' if len(found) > 1 else ''} bientôt prescrite{'s' if len(found) > 1 else ''}.",
        "echeances": found,
    }


def _clocks(depot: Any, affair: Mapping[str, Any], lines: Mapping[int, natinf.Natinf]) -> List[Dict[str, Any]]:
    """A row an offence; closed reports interrupt the period on their day."""
    faits, reports = affair.get("faits") or {}, depot.of(affair["uuid"], "pv")
    acts = [
        *(faits.get("interruptions") or []),
        *(
            {"date": row["redige_le"], "type": "proces_verbal"}
            for row in reports
            if row["clos"] and row["type"] != "rapport" and row.get("redige_le")
        ),
    ]
    chosen = {int(number) for row in reports for number in row.get("natinf") or []}
    return [
        {
            "affaire": numeros.shown(affair),
            "numero": number,
            "nature": lines[number].nature if number in lines else "",
            "regime": (faits.get("regimes") or {}).get(str(number)) or prescription.regime_of(number),
            "faits": affair,
            "interruptions": acts,
        }
        for number in sorted(chosen)
    ]


def write(target: Path, data: bytes) -> Tuple[Path, int]:
    """A document on disk, whole or not at all, for this account alone: it names people."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        ecrire_entier(target, data, 0o600)
    except OSError as error:
        raise DdtmError(
            f"Le document « {target.name} » n'a pas pu être écrit : disque plein, dossier protégé ou document ouvert.", type(error).__name__
        ) from error
    return target, len(data)
