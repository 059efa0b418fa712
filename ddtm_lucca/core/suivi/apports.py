"""What the other plugins left in the shared GeoPackage: photographs that see the place, and reports of detections to be taken up."""

from __future__ import annotations

import struct
from typing import Any, Dict, List, Mapping, Optional, Sequence

from shared.catalogue.aigle import ETAT_SIGNALEMENT, PRESCRIPTION
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext, Params

from .. import modele, terrain
from ..coffre import numeros, partage, session

MOST = 40
SIGNALEMENT, PHOTO, TIED, AREA = "signalement", "drone_photo", "drone_affaire", "drone_emprise"


def _rows(espace: Espace, layer: str, *args: Any, **more: Any) -> List[Dict[str, Any]]:
    path = espace.travail_gpkg
    return read.rows(path, layer, *args, **more) if path.exists() and layer in read.layer_names(path) else []


def photos(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire. Drone photographs tied to the affair, then those that see its place; each says whether it is already a piece."""
    with session.depot(params) as depot:
        affair = depot.affaire(params.get("affaire") or "")
        held = {row["sha256"] for row in depot.of(affair["uuid"], "piece")}
    espace = Espace.at(params["espace"])
    tied = {row["sha256"]: row for row in _rows(espace, TIED, {"affaire_uuid": affair["uuid"]}, order="rang")}
    seeing = _seeing(espace, affair.get("x"), affair.get("y"))
    wanted = list(dict.fromkeys([*tied, *seeing]))
    known = {row["sha256"]: row for row in _rows(espace, PHOTO, {"sha256": wanted})} if wanted else {}
    out = []
    for sha in wanted:
        row = known.get(sha) or tied.get(sha)
        if row is None:
            continue
        out.append({
            "sha256": sha, "nom": row["nom"], "fichier": row.get("fichier") or "", "prise_le": row.get("heure_locale") or row.get("heure_utc") or "",
            "legende": (tied.get(sha) or {}).get("legende") or "", "liee": sha in tied, "jointe": sha in held,
            "pourquoi": "jointe à l'affaire dans les drones" if sha in tied else "voit le lieu", "dit": "déjà au dossier" if sha in held else "",
            "position": struct.unpack_from("<2d", row["geom"], 5) if row.get("geom") else None,
        })  # fmt: skip
    told = "Aucune photographie de drone ne voit ce lieu." if not out else f"{len(out)} photographie{'s' if len(out) > 1 else ''} de drone."
    return {"phrase": told, "photos": out[:MOST], "affaire": affair["uuid"]}


def _seeing(espace: Espace, x: Optional[float], y: Optional[float]) -> List[str]:
    """Hashes of the photographs whose footprint holds the place, finest ground pixel first."""
    import shapely

    if x is None or y is None:
        return []
    point = shapely.Point(x, y)
    areas = [row for row in _rows(espace, AREA, bbox=(x, y, x, y)) if row["geom"] and shapely.from_wkb(row["geom"]).intersects(point)]
    return [row["sha256"] for row in sorted(areas, key=lambda row: row.get("pixel_cm") or 1e9)]


def joindre(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: affaire, photos (hashes or names; none: all those tied to the affair). Originals read again by their hash, all or none."""
    from ..pv import images  # needs the libraries of the engine: this module is read in QGIS too

    found = photos(params, ctx)
    given = params.get("photos") or []
    names: Sequence[str] = given if isinstance(given, (list, tuple)) else [name.strip() for name in str(given).split(";") if name.strip()]
    chosen = [row for row in found["photos"] if (row["liee"] if not names else row["sha256"] in names or row["nom"] in names)]
    unknown = [name for name in names if not any(name in (row["sha256"], row["nom"]) for row in found["photos"])]
    if unknown or not chosen:
        raise BadInput(
            f"Photographie inconnue pour cette affaire : « {unknown[0]} »."
            if unknown
            else "Aucune photographie de drone à joindre à cette affaire."
        )
    fresh, espace, rows = [row for row in chosen if not row["jointe"]], Espace.at(params["espace"]), []
    with session.depot(params) as depot:
        for rank, row in enumerate(fresh):
            ctx.progress(rank / len(fresh), f"photographie {rank + 1} sur {len(fresh)}")
            try:
                data = espace.piece(row["fichier"]).read_bytes()
            except OSError as error:
                raise BadInput(f"L'original de « {row['nom']} » est introuvable. Rien n'a été joint.", type(error).__name__) from error
            if depot.pieces.add(data) != row["sha256"]:
                raise BadInput(
                    f"L'original de « {row['nom']} » a changé depuis son importation : ce n'est plus une preuve. Rien n'a été joint."
                )
            values = {"nom": row["nom"], **images.kinds(row["nom"], data), "legende": row["legende"] or None, "nature": "vue", "sha256": row["sha256"], "octets": len(data), "prise_le": row["prise_le"] or None}  # fmt: skip
            if row["position"]:
                values |= {"x": row["position"][0], "y": row["position"][1]}
            rows.append({"genre": "piece", "affaire": found["affaire"], "uuid": None, "valeurs": values})
        depot.put_all(rows)
    count = len(rows)
    return {
        "phrase": f"{count} photographie{'s' if count > 1 else ''} jointe{'s' if count > 1 else ''} au dossier.",
        "jointes": [row["valeurs"]["sha256"] for row in rows],
    }


def signalements(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Reports of detections that wait, the most pressing first. The store need not be open: they hold no identity."""
    labels = dict(PRESCRIPTION.values)
    rows = _rows(Espace.at(params["espace"]), SIGNALEMENT, {"etat": "a_instruire"})
    rows.sort(key=lambda row: -(row.get("priorite") or 0.0))
    out = [
        {
            **{name: row.get(name) for name in ("uuid", "nature", "lieu", "parcelle", "zones", "constat", "priorite", "commentaire")},
            "dit": modele.NATURES.get(row["nature"], row["nature"]),
            "prescription": labels.get(row.get("prescription") or "", ""),
        }
        for row in rows
    ]
    return {"phrase": f"{len(out)} signalement{'s' if len(out) > 1 else ''} à instruire.", "signalements": out}


def reprendre(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: signalement (uuid). Opens an affair at its place and ties the two; a report already taken up is refused."""
    espace, row = _waiting(params)
    x, y = struct.unpack_from("<2d", row["geom"], 5)
    try:
        place = terrain.run({"espace": params["espace"], "point": f"{x},{y}"}, ctx)
    except BadInput:
        place = {}
    if not (place.get("commune") or row.get("lieu")):
        raise BadInput("La commune de ce signalement est inconnue : installez un paquet de données qui la contienne.")
    told = [text for text in (row.get("constat"), row.get("commentaire"), row.get("prescription_motif")) if text]
    values = {
        "nature": row["nature"], "commune": place.get("commune") or row["lieu"], "code_insee": place.get("code_insee") or row.get("code_insee"), "x": x, "y": y,
        "origine": "signalement d'une image aérienne", "observations": " ".join(told) or None,
        **{name: place[name] for name in ("zone_plu", "zone_ppr", "type_reglement_ppr", "risques") if place.get(name)}, "faits": place.get("faits") or {},
    }  # fmt: skip
    with session.depot(params) as depot:
        uuid = depot.put("affaire", values)
        for parcel in place.get("parcelles") or ():
            depot.put("parcelle", parcel, uuid)
        affair = depot.affaire(uuid)
        partage.publish(depot, affair)
    write.update_rows(
        espace.travail_gpkg, SIGNALEMENT, [{"uuid": row["uuid"], "etat": "affaire_ouverte", "affaire_uuid": uuid}], partage.AUTHOR
    )
    return {"phrase": f"Affaire {numeros.shown(affair)} ouverte depuis le signalement.", "affaire": uuid, "numero": numeros.shown(affair)}


def classer(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: signalement (uuid), motif. Nothing is done of it, and why is written."""
    reason = str(params.get("motif") or "").strip()
    if not reason:
        raise BadInput("Dites pourquoi ce signalement n'a pas de suite.")
    espace, row = _waiting(params)
    note = " ".join(text for text in (row.get("commentaire"), f"Sans suite : {reason}") if text)
    write.update_rows(espace.travail_gpkg, SIGNALEMENT, [{"uuid": row["uuid"], "etat": "sans_suite", "commentaire": note}], partage.AUTHOR)
    return {"phrase": "Signalement classé sans suite."}


def _waiting(params: Params) -> tuple[Espace, Dict[str, Any]]:
    espace = Espace.at(params["espace"])
    found = _rows(espace, SIGNALEMENT, {"uuid": str(params.get("signalement") or "")})
    if not found:
        raise BadInput("Ce signalement n'est pas dans les données de travail.")
    if found[0]["etat"] != "a_instruire":
        raise BadInput(f"Ce signalement est déjà traité : {dict(ETAT_SIGNALEMENT.values)[found[0]['etat']].lower()}.")
    return espace, found[0]


def tell_photos(result: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            result["phrase"],
            *(f"{row['nom']:<28} {row['prise_le']:<22} {row['pourquoi']}  {row['dit']}".rstrip() for row in result["photos"]),
        ]
    )


def tell(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    for row in result["signalements"]:
        lines.append(
            f"{row['uuid']}  {row['dit']:<30} {row['lieu'] or '':<20} {row['parcelle'] or '':<16} {row['prescription']}  {row['constat'] or ''}".rstrip()
        )
    return "\n".join(lines)
