"""Job of `importer`: a card or a folder into the store of originals, the manifest, and the layers of the missions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Set, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.gpkg.write import insert_together, update_rows
from shared.jobs import JobContext, Params

from ..emprise import terrain
from ..emprise.calcul import footprints
from ..meta import heures
from ..mission.zone import of_footprints, touched
from ..preuve import cles, manifeste
from ..preuve.depot import Depot
from ..preuve.journal import Journal
from ..projection import in_metropole
from . import lignes, travail
from .fichier import Outcome, Taker
from .source import list_source
from .transfert import check_room, transfer


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, source, mission (uuid or number), operateur, carte, fuseau, altitude_decollage, mnt, emprises, controle (of the headings)."""
    espace = Espace.at(params["espace"])
    if not params.get("source"):
        raise BadInput("Choisissez la carte ou le dossier à importer.")
    source = Path(params["source"])
    zone = str(params.get("fuseau") or "Europe/Paris")
    heures.to_zone(heures.dt.datetime.now(heures.UTC), zone)  # an unknown zone is refused before anything is copied
    depot = Depot(espace)
    items = list_source(source, depot.root)
    mission = travail.mission(espace, params.get("mission"))
    if params.get("mnt"):
        terrain.check(params["mnt"])
    depot.prepare()
    cles.ready(depot)
    with _one_at_a_time(depot):
        depot.sweep()
        index = manifeste.Index(manifeste.read_all(depot))
        journal = Journal.open(depot, source)
        try:
            check_room(depot, items, index, journal)
            taker = Taker(depot, index, journal, zone, ctx.check_cancel)
            outcomes = transfer(source, items, taker, ctx.step(0.0, 0.85))
            fresh = [outcome for outcome in outcomes if outcome.kind in ("nouveau", "repris")]
            written = None
            if fresh:
                depot.sync()
                fields = {
                    "operateur": params.get("operateur") or None,
                    "carte": params.get("carte") or source.name or str(source),
                    "fuseau": zone,
                    "mission_uuid": mission["uuid"] if mission else None,
                    "mission_numero": mission["numero"] if mission else None,
                    "refuses": [{"chemin": item.item.chemin, "raison": item.reason} for item in outcomes if item.kind == "refuse"],
                }
                # A file twice on the card, or known under another name, is one entry.
                entries = {outcome.entry["sha256"]: outcome.entry for outcome in fresh if outcome.entry is not None}
                written = manifeste.write(depot, journal.import_id, fields, list(entries.values()))
            ctx.progress(0.87, "Inscription des photos")
            added = _record(espace, depot, outcomes, journal.import_id, mission, zone, params, ctx.step(0.87, 1.0))
        except BaseException:
            journal.close()
            raise
        journal.remove()
    return _answer(outcomes, added, written)


class _one_at_a_time:
    """Two imports into the same store would sweep each other's copies: the second is refused."""

    def __init__(self, depot: Depot) -> None:
        self.path = depot.partial / "verrou"

    def __enter__(self) -> None:
        self._file = open(self.path, "a+b")
        try:
            if os.name == "nt":
                import msvcrt

                self._file.seek(0)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise BadInput("Une autre importation est en cours sur ce dossier de travail : attendez sa fin.", str(error)) from error

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _record(
    espace: Espace,
    depot: Depot,
    outcomes: List[Outcome],
    import_id: str,
    mission: Optional[Mapping[str, Any]],
    zone: str,
    params: Params,
    ctx: JobContext,
) -> Dict[str, Any]:
    """Rows of what the layers do not hold yet, in one transaction: also what a crash kept from being written before."""
    path = travail.ready(espace)
    held = {row["sha256"] for row in rows(path, "drone_media", fields=["sha256"], deleted=True)}
    mission_uuid = mission["uuid"] if mission else None
    medias: List[Dict[str, Any]] = []
    photos: List[Dict[str, Any]] = []
    traces: List[Dict[str, Any]] = []
    positions: List[Dict[str, Any]] = []
    remarks: List[str] = []
    for outcome in outcomes:
        entry = outcome.entry
        if entry is None or entry["sha256"] in held:
            continue
        held.add(entry["sha256"])
        kept = depot.path_of(entry["sha256"], entry["nom"])
        fichier = depot.relative(entry["sha256"], entry["nom"])
        medias.append(lignes.media_row(entry, fichier, import_id, mission_uuid))
        if outcome.photo is not None:
            photo = outcome.photo
            if photo["longitude"] is not None and not in_metropole(photo["longitude"], photo["latitude"]):
                photo["remarques"] = " ; ".join(filter(None, (photo["remarques"], "hors de la métropole")))
            photos.append(lignes.photo_row(entry, photo, fichier, mission_uuid))
        elif entry["nature"] == "journal":
            trace, details, remark = lignes.track_rows(entry, kept, mission_uuid, zone)
            traces += trace
            positions += details
            remarks += [remark] if remark else []
    areas: List[Dict[str, Any]] = []
    turned: Set[str] = set()
    if photos and params.get("controle", True):
        turned, told = _orientation(espace, photos, ctx.step(0.0, 0.6))
        remarks += told
    if photos and params.get("emprises", True):
        try:
            areas, told = footprints(
                _as_turned(photos, turned), espace, params.get("mnt"), params.get("altitude_decollage"), ctx.step(0.6, 1.0)
            )
        except BadInput as error:  # the photographs are recorded all the same
            told = [f"Emprises non calculées. {error.message}"]
        remarks += told
    if medias:
        together = {
            "drone_media": medias, "drone_photo": photos, "drone_emprise": areas, "drone_trace": traces, "drone_position": positions,
        }  # fmt: skip
        insert_together(path, together, params.get("operateur") or None)
        if mission and areas:
            _complete_mission(espace, path, mission, areas, params.get("operateur") or None)
    return {
        "medias": medias,
        "photos": photos,
        "retournees": [row["nom"] for row in photos if row["sha256"] in turned],
        "emprises": areas,
        "traces": traces,
        "positions": positions,
        "notes": remarks,
    }


def _orientation(espace: Espace, photos: List[Dict[str, Any]], ctx: JobContext) -> Tuple[Set[str], List[str]]:
    """(hashes of the photographs whose stored heading is turned round, French notes); their rows get a remark, the heading read stays."""
    try:
        from ..mosaique import controle

        verdict = controle.check(photos, espace.root, ctx)
    except ImportError:
        return set(), ["Orientation non contrôlée : OpenCV manque sur ce poste."]
    wrong = [row for row in photos if row["sha256"] in verdict.turned]
    for row in wrong:
        row["remarques"] = " ; ".join(filter(None, (row["remarques"], controle.REMARK)))
    return verdict.turned, controle.told(verdict, [row["nom"] for row in wrong])


def _as_turned(photos: List[Dict[str, Any]], turned: Set[str]) -> List[Dict[str, Any]]:
    return [{**row, "cap": (row["cap"] + 180) % 360} if row["sha256"] in turned else row for row in photos]


def _complete_mission(espace: Espace, path: str, mission: Mapping[str, Any], areas: List[Dict[str, Any]], author: Optional[str]) -> None:
    """What the register does not say yet of the place: its outline, communes and parcels. What a person wrote stays."""
    area = mission["geom"] or of_footprints(areas)
    found = {"geom": area, **touched(espace, area)}
    change = {name: value for name, value in found.items() if value and not mission.get(name)}
    if change:
        update_rows(path, "drone_mission", [{"uuid": mission["uuid"], **change}], author)


def _answer(outcomes: List[Outcome], added: Dict[str, Any], written: Optional[manifeste.Manifest]) -> Dict[str, Any]:
    count = {kind: sum(outcome.kind == kind for outcome in outcomes) for kind in ("nouveau", "repris", "connu", "refuse")}
    refused = [{"chemin": outcome.item.chemin, "raison": outcome.reason} for outcome in outcomes if outcome.kind == "refuse"]
    notes = list(added["notes"])
    without = sum(row["geom"] is None for row in added["photos"])
    if without:
        notes.append(f"{without} photo(s) sans position utilisable : elles sont au registre, pas sur la carte.")
    clocks = sum("horloge" in (row["remarques"] or "") for row in added["photos"])
    if clocks:
        notes.append(f"{clocks} photo(s) dont l'horloge s'écarte de l'heure GPS : réglez l'appareil.")
    notes += [f"« {item['chemin']} » : {item['raison']}." for item in refused]
    signed = written is not None and written.signature is not None
    if written is not None and not signed:
        notes.append(cles.UNSIGNED)
    parts = [f"{count['nouveau']} fichier(s) importé(s)"]
    parts += [f"{count['repris']} repris d'une importation interrompue"] if count["repris"] else []
    parts += [f"{count['connu']} déjà au dépôt"] if count["connu"] else []
    parts += [f"{count['refuse']} refusé(s)"] if count["refuse"] else []
    return {
        "phrase": ", ".join(parts) + "." + (" ATTENTION : manifeste NON SIGNÉ." if written is not None and not signed else ""),
        "nouveaux": count["nouveau"] + count["repris"],
        "repris": count["repris"],
        "connus": count["connu"],
        "refuses": refused,
        "photos": len(added["photos"]),
        "emprises": len(added["emprises"]),
        "traces": len(added["traces"]),
        "retournees": added["retournees"],
        "manifeste": str(written.path) if written else None,
        "signe": signed,
        "notes": notes,
        "code_sortie": 1 if refused else 0,
    }


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *([result["manifeste"]] if result["manifeste"] else [])])
