"""Letters of an affair, from a table of models (resources/tables/courriers.json): summons, offender, mayor, public prosecutor."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from shared.errors import BadInput
from shared.jobs import JobContext, Params
from shared.report.base import Document

from ..coffre import numeros, session
from ..droit import natinf, prescription
from . import blocs, document, lettres, phrases
from . import job as reports
from .dossier import is_cgv, regime
from .regles import known_day

SLOT_MINUTES = 45
BASES = {
    "controle_administratif": "de l'article L.461-1 du code de l'urbanisme (contrôle de la conformité des travaux)",
    "recherche_infractions": "de l'article L.480-1 du code de l'urbanisme (recherche et constatation des infractions)",
}


def models() -> Dict[str, Dict[str, Any]]:
    return json.loads((natinf.TABLES / "courriers.json").read_text(encoding="utf-8"))


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, type, sortie, date and heure (summons), personne (uuid; default the first aimed at), motif. The letter is kept as a record."""
    known = models()
    kind = str(params.get("type") or "")
    if kind not in known:
        raise BadInput(f"Courrier inconnu : « {kind} ». Au choix : {', '.join(known)}.")
    if not params.get("sortie"):
        raise BadInput("Dites où écrire le document (--sortie).")
    model = known[kind]
    missing = [name for name in model["champs"] if not params.get(name)]
    if missing:
        raise BadInput(f"Ce courrier demande : {', '.join(missing)}.")
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        people = depot.of(affair["uuid"], "personne")
        who = _addressee(model["destinataire"], people, affair, params.get("personne"), _tribunal(depot, affair))
        words = _words(depot, affair, params, kind)
        doc = Document(
            model["objet"],
            subtitle=f"Affaire n° {numeros.shown(affair)} - {model['envoi']}",
            author=words["redacteur"],
            service=blocs.service(words.get("agent") or {}, affair["commune"]),
            place_and_date=f"Le {lettres.plain(dt.date.today())}",
        )
        if who:
            doc.add(lambda styles: _address(styles, who))
        for paragraph in _body(model, words, params):
            doc.paragraph(paragraph).space(1.5)
        line = model.get("signature_ligne") or "Nom, qualité et date :"
        doc.add(
            lambda styles: _signed(
                styles, *((model["signature"], line) if model.get("signature") else (words["redacteur"], words["fonction"]))
            )
        )
        data, pages = document.pdf(doc)
        to = who.splitlines()[0] if who else "à signer sur place"
        depot.note("courrier", params.get("motif") or f"courrier {kind}", numeros.shown(affair), to)
        depot.put("courrier", {"type": kind, "destinataire": to, "objet": model["objet"]}, affair["uuid"])
    reports.write(Path(params["sortie"]), data)
    return {
        "phrase": f"Courrier « {model['objet']} » écrit ({pages} page{'s' if pages > 1 else ''}).",
        "sortie": str(params["sortie"]),
        "pages": pages,
    }


CIVIL = ("Madame, Monsieur,", "Veuillez agréer, Madame, Monsieur, l'expression de notre considération distinguée.")


def _body(model: Mapping[str, Any], words: Mapping[str, Any], params: Params) -> List[str]:
    """The paragraphs, with those that were asked for; a letter opens and ends as letters do."""
    body = list(model["corps"])
    for name, paragraph in (model.get("options") or {}).items():
        if params.get(name) not in (None, ""):
            body.insert(len(body) - 1, paragraph)
    if str(model["envoi"]).startswith("Lettre"):
        body = [CIVIL[0], *body, CIVIL[1]]
    return [paragraph.format(**words) for paragraph in body]


def _addressee(kind: str, people: Sequence[Mapping[str, Any]], affair: Mapping[str, Any], wanted: Any, tribunal: Any = None) -> str:
    if kind == "maire":
        return f"Monsieur ou Madame le maire\nMairie de {affair['commune']}"
    if kind == "service":  # signed on the spot: no address
        return ""
    if kind == "ddtm":
        return "Direction départementale des territoires et de la mer de l'Hérault\nService chargé du contrôle et du contentieux de l'urbanisme"
    if kind == "parquet":
        return phrases.addressee("parquet", tribunal)
    aimed = [row for row in people if (row["uuid"] == wanted if wanted else row["statut"] != "voisin" and row["type"] != "inconnue")]
    if not aimed:
        raise BadInput("Cette affaire n'a pas de personne connue à qui écrire : ajoutez-la.")
    row = aimed[0]
    name = row.get("raison_sociale") or " ".join(str(row.get(n) or "") for n in ("civilite", "prenom", "nom")).strip()
    lines = [name, f"à l'attention de {row['representant']}" if row.get("representant") else "", row.get("adresse") or ""]
    lines.append(" ".join(str(row.get(n) or "") for n in ("code_postal", "ville")).strip())
    return "\n".join(str(line) for line in lines if line)


def _tribunal(depot: Any, affair: Mapping[str, Any]) -> Any:
    """The court that the last closed report names."""
    named = [row["tribunal"] for row in depot.of(affair["uuid"], "pv") if row["clos"] and row.get("tribunal")]
    return named[-1] if named else None


def _words(depot: Any, affair: Mapping[str, Any], params: Params, kind: str) -> Dict[str, Any]:
    """What the models may quote."""
    parcels = depot.of(affair["uuid"], "parcelle")
    visits, pvs = depot.of(affair["uuid"], "controle"), depot.of(affair["uuid"], "pv")
    if not parcels:
        raise BadInput("Ajoutez une parcelle à l'affaire : le courrier doit désigner le terrain.")
    words: Dict[str, Any] = {
        "commune": affair["commune"],
        "parcelles": ", ".join(f"{row['section']} {row['numero']}" for row in parcels),
        "base": BASES[params.get("cadre") or (visits[-1].get("cadre") if visits else None) or "recherche_infractions"],
        "contradictoire": _heard(depot, affair),
        **_amounts(params),
        "redacteur": "",
        "fonction": "",
    }
    if models()[kind].get("sans_pv"):
        cards = [row for row in depot.all("agent") if row.get("identifiant") == depot.auteur]
        words.update(_who(cards[0]) if cards else {})
    if kind == "convocation":
        try:
            start = dt.datetime.strptime(f"{params['date']} {params['heure']}", "%Y-%m-%d %H:%M")
        except ValueError as error:
            raise BadInput("La date s'écrit AAAA-MM-JJ et l'heure HH:MM.") from error
        end = start + dt.timedelta(minutes=SLOT_MINUTES)
        if not 6 <= start.hour or (end.hour, end.minute) > (21, 0) or end.date() != start.date():
            raise BadInput("La visite se tient entre 6 h et 21 h (article L.461-2 du code de l'urbanisme).")
        words.update(date_lettres=lettres.plain(start.date()), heure_debut=f"{start:%H h %M}", heure_fin=f"{end:%H h %M}")
    if models()[kind].get("sans_pv"):
        return words
    closed = sorted(
        (row for row in pvs if row["clos"] and row["type"] != "rapport"), key=lambda row: row["type"] != "rectificatif"
    )  # the last report that is no correction
    if not closed:
        raise BadInput("Clôturez d'abord un procès-verbal : ce courrier le cite.")
    held = reports.gather(depot, closed[-1])
    words.update(_who(held["agent"]))
    clocks = [prescription.clock(item["nature"], regime(held, item["numero"]), affair, [{"date": held["pv"]["redige_le"], "type": "proces_verbal"}]) for item in held["infractions"] if not item.get("absent")]  # fmt: skip
    words.update(
        numero_pv=reports.number_of(depot, closed[-1]),
        date_controle=lettres.plain(known_day(held["controle"]["date"])),
        date_redaction=lettres.plain(known_day(held["pv"]["redige_le"])),
        autorite="l'autorité administrative" if is_cgv(held) else "Monsieur ou Madame le procureur de la République",
        infractions=" ; ".join(f"NATINF {item['numero']}, {item.get('qualification', '').lower()}" for item in held["infractions"])
        or "contravention de grande voirie",
        prescription=" ".join(dict.fromkeys(answer.phrase for answer in clocks)) or "sans objet.",
    )
    return words


def _heard(depot: Any, affair: Mapping[str, Any]) -> str:
    """Whether the person was invited to answer: a measure taken without it is annulled, unless there is urgency."""
    asked = [row for row in depot.of(affair["uuid"], "courrier") if row["type"] == "observations"]
    if asked:
        return f"que l'intéressé a été invité, par lettre du {lettres.plain(known_day(asked[-1]['cree_le']))}, à présenter ses observations"
    return "[À COMPLÉTER : invitation à présenter des observations, ou urgence motivée]"


def _amounts(params: Params) -> Dict[str, str]:
    """delai (days) and astreinte (euros a day), checked against the law."""
    out = {}
    law_of_2025 = " (article L.481-1, loi 2025-1129)"
    for name, most, law in (("delai", 365, ""), ("astreinte", 1000, law_of_2025), ("amende", 30000, law_of_2025)):
        if params.get(name) not in (None, ""):
            text = str(params[name])
            if not text.isdigit() or not 1 <= int(text) <= most:
                raise BadInput(f"« {name} » est un nombre entier de 1 à {most}{law}.")
            out[name] = f"{int(text):,}".replace(",", " ")
    return out


def _who(row: Mapping[str, Any]) -> Dict[str, Any]:
    return {"redacteur": f"{row['prenom']} {row['nom']}", "fonction": blocs.function(row), "agent": row}


def _address(styles: Any, text: str) -> List[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import Indenter, Paragraph, Spacer

    from shared.report.parts import plain

    return [
        Indenter(left=95 * mm),
        Spacer(1, 6 * mm),
        Paragraph(plain(text).replace("\n", "<br/>"), styles.body),
        Indenter(left=-95 * mm),
        Spacer(1, 10 * mm),
    ]


def _signed(styles: Any, name: str, function: str) -> List[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    from shared.report.parts import plain

    lines = [Spacer(1, 8 * mm), Paragraph(plain(name or "Le service"), styles.cell_right_bold)]
    return [KeepTogether([*lines, Paragraph(plain(function), styles.cell_right), Spacer(1, 18 * mm)])]
