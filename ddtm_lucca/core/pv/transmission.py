"""The package for the public prosecutor (or the prefect, for a contravention de grande voirie): report, pieces, slip with hashes.

The State's platforms take files of at most 1 GB, uploaded by hand: the package is made ready in lots, then the dispatch and
its receipt are recorded. The slip prints the hash of the last seal of the chain: whoever keeps it can tell later if seals
were cut off.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from shared.documents import slug
from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext, Params
from shared.report.base import Document

from ..coffre import numeros, partage, session
from ..droit import prescription
from ..signature import registre
from . import blocs, chiffrement, document, phrases, scelle
from . import job as reports
from .dossier import is_cgv
from .lettres import plain
from .regles import day

LOT_BYTES = 950 * 10**6
Entry = Tuple[str, bytes, str]  # file name, content, what it is


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: pv or affaire, sortie (new folder), motif, moyen, date, chiffrer_pour or chiffrer. Only a closed report is transmitted."""
    target = Path(params.get("sortie") or "")
    if not params.get("sortie") or target.exists():
        raise BadInput("Donnez un dossier de transmission qui n'existe pas encore (--sortie).")
    when = prescription.day_of(params.get("date"), "Jour d'envoi") or dt.date.today()
    who = chiffrement.wanted(params)
    with session.depot(params) as depot:
        pv = reports.the_report(depot, params)
        seal = scelle.of(depot, pv["uuid"])
        if seal is None:
            raise BadInput("Clôturez d'abord le procès-verbal : un projet ne se transmet pas.")
        wrong = scelle.verify(depot)
        if wrong:
            raise BadInput(f"Transmission refusée : {wrong[0]}")
        held = reports.gather(depot, pv)
        entries = _entries(depot, held, seal)
        ctx.progress(0.4, "pièces vérifiées")
        to = phrases.addressee(_recipient(held), held["pv"].get("tribunal"))
        depot.note("transmission", params.get("motif") or "", pv["numero"], to)
        lots = split([len(data) for _, data, _ in entries])
        slip, pages = _slip(depot, held, seal, entries, lots, to, when)
        manifest = _manifest(held, seal, entries, lots)
        copies: List[Tuple[str, bytes]] = []
        if who:
            ctx.progress(0.7, "copie chiffrée")
            content = [[(entries[rank][0], entries[rank][1]) for rank in lot] for lot in lots]
            content[0] += [("bordereau.pdf", slip), ("bordereau.json", manifest)]
            copies = chiffrement.copies(who, content)
        _write(target, entries, lots, slip, manifest, copies)
        record = {
            "destinataire": to,
            "moyen": params.get("moyen") or "plateforme de la Justice",
            "date": when.isoformat(),
            "sha256": hashlib.sha256(slip).hexdigest(),
        }
        dispatch = depot.put("transmission", record, pv["affaire"])
        if held["affaire"]["etat"] in ("ouverte", "controlee", "pv_dresse"):
            depot.put("affaire", {"etat": "transmise"}, uuid=pv["affaire"])
            partage.publish(depot, depot.get(pv["affaire"]))
    megabytes = f"{sum(len(data) for _, data, _ in entries) / 1e6:.1f}".replace(".", ",")
    return {
        "phrase": f"{len(entries)} fichiers ({megabytes} Mo) prêts en {len(lots)} lot{'s' if len(lots) > 1 else ''} avec leur bordereau. "
        + ("Copie chiffrée dans « chiffre ». " if copies else "")
        + "Déposez-les, inscrivez l'accusé, puis effacez ce dossier non chiffré.",
        "chiffres": [name for name, _ in copies],
        "sortie": str(target),
        "fichiers": [name for name, _, _ in entries],
        "lots": len(lots),
        "pages": pages,
        "transmission": dispatch,
    }


def _recipient(held: Dict[str, Any]) -> str:
    """A report of findings goes to its first addressee: it is no business of a court."""
    if held["pv"]["type"] == "rapport":
        return str((held["pv"].get("destinataires") or ["ddtm"])[0])
    return "tribunal_administratif" if is_cgv(held) else "parquet"


def accuser(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, reference, date. The receipt of the last dispatch of an affair."""
    if not (params.get("reference") or "").strip():
        raise BadInput("Donnez la référence de l'accusé de réception (--reference).")
    when = prescription.day_of(params.get("date"), "Jour de réception") or dt.date.today()
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        sent = depot.of(affair["uuid"], "transmission")
        if not sent:
            raise BadInput("Cette affaire n'a pas encore été transmise.")
        left = day(sent[-1].get("date"))  # a dispatch noted by hand may have no day
        if left is not None and when < left:
            raise BadInput("L'accusé de réception est daté d'avant l'envoi.")
        depot.put("transmission", {"accuse": params["reference"], "recue_le": when.isoformat()}, uuid=sent[-1]["uuid"])
    return {"phrase": f"Accusé de réception {params['reference']} inscrit pour l'affaire {numeros.shown(affair)}."}


def split(sizes: Sequence[int], most: int = LOT_BYTES) -> List[List[int]]:
    """Ranks of the files, in order, in lots of at most `most` bytes."""
    lots: List[List[int]] = [[]]
    room = most
    for rank, size in enumerate(sizes):
        if size > most:
            raise BadInput("Une pièce dépasse à elle seule la taille d'un envoi : découpez-la.")
        if size > room:
            lots.append([])
            room = most
        lots[-1].append(rank)
        room -= size
    return lots


def _entries(depot: Any, held: Dict[str, Any], seal: Dict[str, Any]) -> List[Entry]:
    frozen = json.loads(depot.pieces.read(seal["contenu_sha256"], "contenu scellé"))
    document_sha = registre.current(depot, held["pv"], seal)[0]
    what = "Procès-verbal scellé" + (" et signé" if document_sha != seal["pdf_sha256"] else "")
    entries: List[Entry] = [("00-proces-verbal.pdf", depot.pieces.read(document_sha, "procès-verbal"), what)]
    for rank, row in enumerate(frozen["pieces"], 1):
        name = Path(row["nom"])
        entries.append(
            (
                f"{rank:02d}-{slug(name.stem)}{name.suffix.lower()}",
                depot.pieces.read(row["sha256"], row["nom"]),
                row.get("legende") or row["nom"],
            )
        )
    return entries


def _manifest(held: Dict[str, Any], seal: Dict[str, Any], entries: Sequence[Entry], lots: Sequence[Sequence[int]]) -> bytes:
    rows = [
        {
            "lot": number,
            "fichier": entries[rank][0],
            "octets": len(entries[rank][1]),
            "sha256": hashlib.sha256(entries[rank][1]).hexdigest(),
        }
        for number, lot in enumerate(lots, 1)
        for rank in lot
    ]
    return json.dumps(
        {"proces_verbal": held["pv"]["numero"], "scelle": seal["empreinte"], "fichiers": rows}, ensure_ascii=False, indent=1
    ).encode()


def _slip(
    depot: Any, held: Dict[str, Any], seal: Dict[str, Any], entries: Sequence[Entry], lots: Sequence[Sequence[int]], to: str, when: dt.date
) -> Tuple[bytes, int]:
    last = scelle.last_of(depot) or seal
    doc = Document(
        "Bordereau de transmission",
        subtitle=f"Procès-verbal n° {held['pv']['numero']}",
        author=f"{held['agent']['prenom']} {held['agent']['nom']}",
        service=blocs.service(held["agent"], held["affaire"]["commune"]),
        place_and_date=f"{held['pv'].get('fait_a') or '…'}, le {plain(when)}",
    )
    doc.paragraph(
        f"Destinataire : {to}.\nEnvoi du {plain(when)}, en {len(lots)} lot{'s' if len(lots) > 1 else ''}. Procès-verbal de {seal['pages']} pages."
    )
    rows = []
    for number, lot in enumerate(lots, 1):
        for rank in lot:
            name, data, what = entries[rank]
            digest = hashlib.sha256(data).hexdigest()
            rows.append([str(number), f"{what} ({name})", f"{max(1, len(data) // 1000)} ko", f"{digest[:32]} {digest[32:]}"])
    doc.table(("Lot", "Pièce", "Taille", "Empreinte SHA-256"), rows, widths=(0.6, 4, 1.1, 4.4))
    doc.note(f"Scellé n° {seal['seq']} : {seal['empreinte']}")
    doc.note(f"Dernier scellé du coffre à ce jour, n° {last['seq']} : {last['empreinte']}")
    doc.note(phrases.PUBLIC_SECRET)
    doc.space(4).paragraph("Reçu le : ....................    Par : ........................................    Signature :")
    return document.pdf(doc)


def _write(
    target: Path, entries: Sequence[Entry], lots: Sequence[Sequence[int]], slip: bytes, manifest: bytes, copies: Sequence[Tuple[str, bytes]]
) -> None:
    """The whole folder, or nothing."""
    making = target.with_name(target.name + ".part")
    shutil.rmtree(making, ignore_errors=True)
    try:
        for number, lot in enumerate(lots, 1):
            folder = making / (f"lot-{number}" if len(lots) > 1 else ".")
            folder.mkdir(parents=True, exist_ok=True)
            for rank in lot:
                (folder / entries[rank][0]).write_bytes(entries[rank][1])
        for name, data in copies:
            (making / "chiffre").mkdir(exist_ok=True)
            (making / "chiffre" / name).write_bytes(data)
        (making / "bordereau.pdf").write_bytes(slip)
        (making / "bordereau.json").write_bytes(manifest)
        for path in making.rglob("*"):
            if path.is_file():
                with path.open("rb+") as stream:
                    os.fsync(stream.fileno())
        making.rename(target)
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        raise DdtmError(
            "Le dossier de transmission n'a pas pu être écrit : disque plein ou dossier protégé.", type(error).__name__
        ) from error
