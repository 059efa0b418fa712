"""Follow-up: dashboard of the service, reminders, exports without identities (a commune's own affairs, one parcel a row)."""

from __future__ import annotations

import collections
import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.errors import BadInput
from shared.jobs import JobContext, Params

from .. import modele
from ..coffre import numeros, session
from ..droit import prescription
from ..pv import job as reports
from . import aigle, filtres, suites, tableur

OPEN = filtres.OPEN


def tableau(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: filters of filtres.NAMES, sortie (pdf or xlsx). Counts of the affairs chosen (debut, fin: opened within the dates)."""
    suffix = Path(params["sortie"]).suffix.lower() if params.get("sortie") else ""
    if suffix not in ("", ".pdf", ".xlsx"):
        raise BadInput("Le tableau de bord s'écrit en .pdf ou en .xlsx.")
    with session.depot(params) as depot:
        affairs = filtres.chosen(depot, params)
        known = {row["uuid"] for row in affairs}
        closed = [row for row in depot.all("pv") if row["clos"] and row["affaire"] in known]
        decisions = [row for row in depot.all("decision") if row["affaire"] in known]
        endings = [row for row in depot.all("cloture") if row["affaire"] in known]
        if suffix:
            depot.note("export", params.get("motif") or "tableau de bord", Path(params["sortie"]).name)
    tables = _tables(affairs, closed, decisions, endings)
    opened = sum(row["etat"] in OPEN for row in affairs)
    plural = "s" if len(affairs) > 1 else ""
    drawn = "procès-verbaux clos" if len(closed) > 1 else "procès-verbal clos"
    sentence = f"{len(affairs)} affaire{plural}, {opened} en cours, {len(closed)} {drawn}."
    scope = filtres.told(params)
    result = {
        "phrase": sentence,
        "affaires": len(affairs),
        "en_cours": opened,
        "pv": len(closed),
        "tableaux": {name: rows[1:] for name, rows in tables.items()},
    }
    if suffix:
        data = tableur.workbook(tables) if suffix == ".xlsx" else _pdf(sentence, scope, tables)
        reports.write(Path(params["sortie"]), data)
        result["sortie"] = str(params["sortie"])
    return result


def _tables(
    affairs: Sequence[Mapping[str, Any]],
    closed: Sequence[Mapping[str, Any]],
    decisions: Sequence[Mapping[str, Any]],
    endings: Sequence[Mapping[str, Any]],
) -> Dict[str, List[Tuple[Any, ...]]]:
    def counted(title: str, values: Any, order: Any = None) -> List[Tuple[Any, ...]]:
        counts = collections.Counter(values)
        rows = sorted(counts.items(), key=order or (lambda pair: (-pair[1], str(pair[0]))))
        return [(title, "Nombre"), *rows]

    return {
        "Par état": counted("État", (modele.ETATS[row["etat"]] for row in affairs)),
        "Par commune": counted("Commune", (row["commune"] for row in affairs)),
        "Par nature": counted("Nature", (modele.NATURES[row["nature"]] for row in affairs)),
        "PV clos par mois": counted("Mois", ((row.get("redige_le") or "")[:7] for row in closed), lambda pair: pair[0]),
        "PV clos par infraction": counted("NATINF", (str(number) for row in closed for number in row.get("natinf") or [])),
        "Décisions": counted("Sens", (row.get("sens") or "non renseigné" for row in decisions)),
        "Issues": counted("Motif de clôture", ((row.get("motif") or "non renseigné").replace("_", " ") for row in endings)),
    }  # fmt: skip


def _pdf(sentence: str, scope: str, tables: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    from shared.report.base import Document

    doc = Document("Tableau de bord des infractions", subtitle=scope).sentence(sentence)
    for name, rows in tables.items():
        doc.table(rows[0], [[str(row[0]), row[1]] for row in rows[1:]], widths=(5, 1), numeric=(1,), title=name)
    return doc.render()[0]


def rappels(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: jours (default 90), date. What falls due: hearings, restorations, formal notices, prescriptions; late ones too."""
    today = prescription.day_of(params.get("date"), "Jour de référence") or dt.date.today()
    days = str(params.get("jours") or prescription.ALERT_DAYS)
    if not days.isdigit():
        raise BadInput("Le nombre de jours est un nombre entier.")
    horizon = (today + dt.timedelta(days=int(days))).isoformat()
    rows: List[Dict[str, Any]] = []
    with session.depot(params) as depot:
        live = {row["uuid"]: row for row in depot.all("affaire") if row["etat"] in OPEN}
        rules = (
            ("decision", "audience_le", "Audience", lambda row: row.get("decision_le")),
            ("decision", "remise_en_etat_avant_le", "Remise en état à vérifier", lambda row: row.get("executee_le")),
            ("mise_en_demeure", "echeance", "Mise en demeure à vérifier", _settled),
        )
        for genre, field, what, done in rules:
            for row in depot.all(genre):
                if row["affaire"] in live and row.get(field) and row[field] <= horizon and not done(row):
                    due = suites.penalty(row, genre, today)["reste"]
                    told = f"{what}, {suites.euros(due)} d'astreinte à liquider" if due else what
                    rows.append({"date": row[field], "affaire": numeros.shown(live[row["affaire"]]), "quoi": told})
        for row in depot.all("ait"):
            if row["affaire"] in live and row.get("date") and not row.get("notifie_le"):
                rows.append({"date": row["date"], "affaire": numeros.shown(live[row["affaire"]]), "quoi": "Arrêté interruptif à notifier"})
        for row in depot.all("affaire"):
            if row.get("conserver_jusqu_au") and row["conserver_jusqu_au"] < today.isoformat():
                rows.append(
                    {"date": row["conserver_jusqu_au"], "affaire": numeros.shown(row), "quoi": "Durée de conservation échue : à purger"}
                )
    for item in reports.echeances({**params, "jours": days}, ctx)["echeances"]:
        rows.append({"date": item["expire_le"], "affaire": item["affaire"], "quoi": f"Prescription de l'infraction {item['numero']}"})
    rows.sort(key=lambda row: row["date"])
    for row in rows:
        row["jour"] = "/".join(reversed(row["date"].split("-"))) + (" (en retard)" if row["date"] < today.isoformat() else "")
    late = sum(row["date"] < today.isoformat() for row in rows)
    return {"phrase": f"{len(rows)} rappel{'s' if len(rows) > 1 else ''}, dont {late} en retard.", "rappels": rows, "retards": late}


def _settled(row: Mapping[str, Any]) -> bool:
    """Obeyed, or its penalty wholly liquidated with no further day running."""
    return bool(row.get("executee_le") or (row.get("astreinte_liquidee") and not row.get("astreinte_jour")))


def exporter(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: sortie (csv), modele ("aigle" or "commune"), commune, motif. One parcel a row, no identity ever."""
    kind = params.get("modele") or "commune"
    if kind not in ("aigle", "commune"):
        raise BadInput("Modèle d'export inconnu : aigle ou commune.")
    if kind == "commune" and not params.get("commune"):
        raise BadInput("Une commune ne reçoit que ses propres affaires : donnez la commune.")
    if not params.get("sortie"):
        raise BadInput("Dites où écrire l'export (--sortie).")
    with session.depot(params) as depot:
        affairs = filtres.chosen(depot, {"commune": params.get("commune")})
        depot.note("export", params.get("motif") or "", f"export {kind}", params.get("commune") or "AIGLE")
        if kind == "commune":
            lines = [line for row in affairs for line in _lines(row, depot.of(row["uuid"], "parcelle"))]
        else:
            lines = aigle.rows(affairs, aigle.gathered(depot))
    head = ("numero", "date", "etat", "nature", "commune", "code_insee", "parcelle") if kind == "commune" else aigle.HEAD
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(lines)
    reports.write(Path(params["sortie"]), stream.getvalue().encode("utf-8-sig"))
    return {
        "phrase": f"{len(lines)} {'parcelle' if kind == 'commune' else 'action'}{'s' if len(lines) > 1 else ''} de {len(affairs)} affaire{'s' if len(affairs) > 1 else ''} exportée{'s' if len(lines) > 1 else ''}, sans identité.",
        "sortie": str(params["sortie"]),
        "lignes": len(lines),
    }


def parcel_id(row: Mapping[str, Any], insee: str) -> str:
    """The cadastral identifier: commune (5), prefix (3), section (2), number (4): "34129000BC0012"."""
    return f"{row.get('code_insee') or insee}{(row.get('prefixe') or '').zfill(3)}{row['section'].zfill(2)}{row['numero'].zfill(4)}"


def _lines(affair: Mapping[str, Any], parcels: Sequence[Mapping[str, Any]]) -> List[Tuple[Any, ...]]:
    """One parcel a row; an affair without a parcel has one row."""
    told = (numeros.shown(affair), affair.get("ouverte_le"), modele.ETATS[affair["etat"]], modele.NATURES[affair["nature"]])
    places = [parcel_id(parcel, affair["code_insee"]) for parcel in parcels] or [""]
    return [(*told, affair["commune"], affair["code_insee"], place) for place in places]
