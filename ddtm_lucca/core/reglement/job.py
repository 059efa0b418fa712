"""Regulation at hand: a place, or a parcel, and what the plan, the risk plan and the cadastre say of it, with what may be done there."""

from __future__ import annotations

import functools
import json
import re
from typing import Any, Dict, List, Mapping, Tuple

from shared.catalogue.domaines import NIVEAU_ALEA, TYPE_REGLEMENT
from shared.catalogue.urbanisme import ETAT_DOCUMENT, TYPE_ZONE
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext, Params

from ..droit.natinf import TABLES
from . import lire

ZONES, REGLEMENTS, NIVEAUX, ETATS = (dict(domain.values) for domain in (TYPE_ZONE, TYPE_REGLEMENT, NIVEAU_ALEA, ETAT_DOCUMENT))
CAUTION = "Quand deux règles se contredisent, la plus stricte l'emporte. Le règlement écrit et l'autorisation délivrée font foi ; textes à relire sur Légifrance."
TITLES = {
    "parcelle": "cadastre", "zone_urba": "zones du PLU", "prescription_surf": "prescriptions du PLU", "prescription_lin": "prescriptions linéaires",
    "prescription_pct": "prescriptions ponctuelles", "information_surf": "informations du PLU", "zone_reglementaire_ppr": "PPR", "zone_alea": "aléas",
}  # fmt: skip


@functools.lru_cache(maxsize=1)
def table() -> Dict[str, Any]:
    return json.loads((TABLES / "reglement.json").read_text(encoding="utf-8"))


def point_of(params: Params) -> Tuple[float, float]:
    found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*", str(params.get("point") or ""))
    if not found:
        raise BadInput("Le point s'écrit X,Y en Lambert 93, par exemple 772000,6275000.")
    return float(found.group(1)), float(found.group(2))


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, point "X,Y" (Lambert 93) or parcelle (identifier of 14 signs)."""
    espace = Espace.at(params["espace"])
    layers = lire.Couches(espace)
    if params.get("parcelle"):
        parcel = layers.parcel(_idu(params["parcelle"]))
        if parcel is None:
            raise BadInput("Cette parcelle n'est pas dans le cadastre du paquet de données : vérifiez son identifiant.")
        inside = parcel["forme"].representative_point()
        x, y = inside.x, inside.y
    else:
        x, y = point_of(params)
        parcel = next(iter(layers.at("parcelle", x, y)), None)
    communes = layers.at("commune", x, y)
    if not communes:
        raise BadInput("Ce point n'est dans aucune commune du paquet de données : vérifiez les coordonnées (Lambert 93).")
    place, shape = communes[0], parcel["forme"] if parcel else None
    plu = _zones(espace, layers, x, y, shape, place["code_insee"])
    rules = _prescriptions(espace, layers, x, y, shape)
    ppr = _ppr(layers, x, y, shape)
    hazards = _hazards(layers, x, y)
    notes = _information(layers, x, y)
    missing = [TITLES[name] for name in layers.absentes if name in TITLES]
    result = {
        "x": x, "y": y, "commune": place["nom"], "code_insee": place["code_insee"],
        "parcelle": {name: parcel.get(name) for name in ("idu", "code_insee", "prefixe", "section", "numero", "contenance")} if parcel else None,
        "forme": shape.wkt if shape is not None else "",
        "plu": plu, "prescriptions": rules, "ppr": ppr, "aleas": hazards, "informations": notes, "permis": _allowed(plu, rules, ppr),
        "formalites": table()["formalites"], "absentes": missing, "reserve": CAUTION,
    }  # fmt: skip
    return {"phrase": _sentence(result), **result}


def _idu(text: Any) -> str:
    idu = re.sub(r"\s", "", str(text)).upper()
    if not re.fullmatch(r"\d[\dAB]\d{3}\d{3}[0A-Z]{1,2}[0-9A-Z]\d{3,4}", idu) or len(idu) != 14:
        raise BadInput("Une parcelle s'écrit en 14 signes : commune, préfixe, section, numéro, par exemple 34129000BC0012.")
    return idu


def _share(row: Mapping[str, Any]) -> Dict[str, Any]:
    return {"m2": round(row["m2"]), "part": round(100 * row["part"])} if row.get("m2") is not None else {"m2": None, "part": None}


def _both(layers: lire.Couches, layer: str, x: float, y: float, shape: Any, near: float = 0.0) -> List[Dict[str, Any]]:
    """Rows at the point ("ici" True) and those that only touch the parcel ("ici" False)."""
    here = layers.at(layer, x, y, near)
    at = {row["fid"] for row in here}
    if shape is None:
        return [{**row, "ici": True} for row in here]
    over = layers.over(layer, shape)
    known = {row["fid"] for row in over}
    return [{**row, "ici": row["fid"] in at} for row in over] + [{**row, "ici": True} for row in here if row["fid"] not in known]


def _zones(espace: Espace, layers: lire.Couches, x: float, y: float, shape: Any, commune: str) -> List[Dict[str, Any]]:
    documents = layers.documents(commune)
    out = []
    for row in _both(layers, "zone_urba", x, y, shape):
        document = documents.get(row.get("idurba") or "", {})
        state = document.get("etat") or ""
        out.append({
            "zone": row["libelle"], "libelle": row.get("libelong") or "", "type_zone": row["type_zone"], "type": ZONES.get(row["type_zone"], ""),
            "document": document.get("type_document") or "", "etat": ETATS.get(state, ""), "en_vigueur": state in lire.IN_FORCE,
            "approuve_le": row.get("date_approbation") or document.get("date_approbation") or "", "ici": row["ici"], **_share(row),
            "reglement": lire.regulation(espace, row, document),
        })  # fmt: skip
    return sorted(out, key=lambda zone: (not zone["en_vigueur"], not zone["ici"], -(zone["m2"] or 0)))


def _prescriptions(espace: Espace, layers: lire.Couches, x: float, y: float, shape: Any) -> List[Dict[str, Any]]:
    out = []
    for layer, near in (("prescription_surf", 0.0), ("prescription_lin", lire.NEAR_M), ("prescription_pct", lire.NEAR_M)):
        for row in _both(layers, layer, x, y, shape, near):
            out.append({
                "libelle": row.get("libelle") or row.get("nature") or "", "nature": row.get("nature") or "", "type": row["typepsc"].zfill(2),
                "sous_type": row.get("stypepsc") or "", "ici": row["ici"], **_share(row), "reglement": lire.regulation(espace, row),
            })  # fmt: skip
    return sorted(out, key=lambda rule: (not rule["ici"], rule["type"]))


def _ppr(layers: lire.Couches, x: float, y: float, shape: Any) -> List[Dict[str, Any]]:
    out = []
    for row in _both(layers, "zone_reglementaire_ppr", x, y, shape):
        if row.get("etat_procedure") == "abroge":
            continue
        kind = row.get("type_reglement") or "inconnu"
        out.append({
            "zone": row.get("code_zone") or "", "libelle": row.get("libelle_zone") or "", "plan": row.get("nom") or "", "type_reglement": kind,
            "type": REGLEMENTS[kind], "travaux_obliges": bool(row.get("obligation_travaux")), "url": row.get("url_reglement") or "", "ici": row["ici"], **_share(row),
        })  # fmt: skip
    return sorted(out, key=lambda zone: (not zone["ici"], lire.STRICTNESS.index(zone["type_reglement"])))


def _hazards(layers: lire.Couches, x: float, y: float) -> List[Dict[str, Any]]:
    rows = [
        {"alea": row.get("type_alea") or "", "niveau": row["niveau_alea"], "dit": NIVEAUX[row["niveau_alea"]]}
        for row in layers.at("zone_alea", x, y)
    ]
    return sorted(rows, key=lambda row: lire.LEVELS.index(row["niveau"]))


def _information(layers: lire.Couches, x: float, y: float) -> List[str]:
    return list(dict.fromkeys(row.get("libelle") or row.get("txt") or "" for row in layers.at("information_surf", x, y)))


def _allowed(plu: List[Dict[str, Any]], rules: List[Dict[str, Any]], ppr: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """What may be done at the point, most binding first: risk plan, prescriptions, zone; each line once, with its text."""
    rows: List[Tuple[str, Mapping[str, Any]]] = []
    rows += [(f"PPR {zone['zone']}".strip(), table()["ppr"][zone["type_reglement"]]) for zone in ppr if zone["ici"]]
    rows += [(rule["libelle"], table()["prescriptions"].get(rule["type"], {})) for rule in rules if rule["ici"]]
    rows += [
        (f"Zone {zone['zone']}", table()["zones"].get(zone["type_zone"], table()["zones"]["inconnu"]))
        for zone in plu
        if zone["ici"] and zone["en_vigueur"]
    ]
    out = [
        {"origine": origin, "dit": rule["dit"], "texte": rule["texte"], "natinf": rule.get("natinf", [])} for origin, rule in rows if rule
    ]
    return list({(row["origine"], row["dit"]): row for row in out}.values())


def _sentence(found: Mapping[str, Any]) -> str:
    parcel = found["parcelle"]
    parts = [f"{found['commune']} ({found['code_insee']})"]
    if parcel:
        parts.append(f"parcelle {parcel['section'].lstrip('0')} {parcel['numero'].lstrip('0') or '0'}")
    here = [zone for zone in found["plu"] if zone["ici"]]
    if here:
        parts.append(" ; ".join(f"zone {zone['zone']}" + ("" if zone["en_vigueur"] else f" ({zone['etat'].lower()})") for zone in here))
    elif "zones du PLU" not in found["absentes"]:
        parts.append("hors des zones de PLU connues")
    risk = [zone for zone in found["ppr"] if zone["ici"]]
    if risk:
        parts.append("PPR : " + " ; ".join(f"{zone['zone']} {zone['type'].lower()}".strip() for zone in risk))
    elif "PPR" not in found["absentes"]:
        parts.append("hors zone de PPR")
    rules = [rule for rule in found["prescriptions"] if rule["ici"]]
    if rules:
        parts.append(f"{len(rules)} prescription{'s' if len(rules) > 1 else ''}")
    told = ", ".join(parts) + "."
    missing = [name for name in found["absentes"] if name in ("cadastre", "zones du PLU", "PPR")]
    if missing:
        told += f" Absent du paquet de données : {', '.join(missing)}."
    return told


def page(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, fichier, page, sortie. The pages of one zone's regulation, apart: any reader opens them at the right place."""
    from io import BytesIO
    from pathlib import Path

    import pikepdf

    from shared.documents import write_whole

    espace = Espace.at(params["espace"])
    found = lire.regulation(espace, {"nomfic": params.get("fichier")})
    if not found["chemin"]:
        raise BadInput("Ce règlement n'est pas dans le paquet de données : demandez un paquet qui le contienne, ou lisez-le en ligne.")
    if not params.get("sortie"):
        raise BadInput("Dites où écrire l'extrait (--sortie).")
    first = int(params.get("page") or found["page"])
    try:
        with pikepdf.open(found["chemin"]) as whole:
            count = len(whole.pages)
            if not 1 <= first <= count:
                raise BadInput(f"Le règlement compte {count} pages : la page {first} n'existe pas.")
            last = _last_page(espace, found["fichier"], first, count)
            extract = pikepdf.new()
            extract.pages.extend(whole.pages[first - 1 : last])
            stream = BytesIO()
            extract.save(stream)
    except pikepdf.PdfError as error:
        raise BadInput(f"Le règlement « {found['fichier']} » est abîmé ou protégé : ouvrez le document entier.", str(error)) from error
    write_whole(Path(params["sortie"]), stream.getvalue())
    pages = f"page {first}" if first == last else f"pages {first} à {last}"
    return {"phrase": f"{found['fichier']}, {pages} sur {count}.", "sortie": str(params["sortie"]), "pages": last - first + 1, "document": found["chemin"]}  # fmt: skip


def _last_page(espace: Espace, name: str, first: int, count: int) -> int:
    """The page before the next zone's in the same file; thirty pages at most."""
    if "zone_urba" not in read.layer_names(espace.referentiel_gpkg):
        return min(count, first + 29)
    named = read.rows(
        espace.referentiel_gpkg, "zone_urba", "nomfic LIKE ?", parameters=(f"%{name}#page=%",), fields=("nomfic",), geometry=False
    )
    starts = {int(row["nomfic"].rsplit("=", 1)[1]) for row in named if row["nomfic"].rsplit("=", 1)[1].isdigit()}
    following = [start for start in starts if start > first]
    return min(count, first + 29, min(following) - 1 if following else count)


def tell(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    parcel = result["parcelle"]
    if parcel:
        size = f", {parcel['contenance']} m² au cadastre" if parcel.get("contenance") else ""
        lines.append(f"Parcelle {parcel['idu']}{size}")
    for zone in result["plu"]:
        lines.append(f"Zone {zone['zone']} {zone['libelle']}{told_share(zone)} : {zone['type']}")
        if zone["reglement"]["fichier"]:
            where = zone["reglement"]["chemin"] or "absent du paquet"
            lines.append(f"    règlement : {zone['reglement']['fichier']}, page {zone['reglement']['page']} ({where})")
    lines += [f"Prescription {rule['type']} : {rule['libelle']}{told_share(rule)}" for rule in result["prescriptions"]]
    lines += [f"PPR {zone['zone']} {zone['libelle']} ({zone['plan']}){told_share(zone)} : {zone['type']}" for zone in result["ppr"]]
    lines += [f"Aléa {row['alea']} : {row['dit']}" for row in result["aleas"]]
    lines += [f"Pour information : {text}" for text in result["informations"] if text]
    lines.append("Ce qui peut être fait ici :" if result["permis"] else "Aucune règle connue ici.")
    lines += [f"  - {row['origine']} : {row['dit']} ({row['texte']})" for row in result["permis"]]
    return "\n".join([*lines, result["reserve"]])


def told_share(row: Mapping[str, Any]) -> str:
    """How much of the parcel, and whether the point itself is in it."""
    told = "" if row.get("m2") is None else f", {row['part']} % de la parcelle ({row['m2']} m²)"
    return told + ("" if row["ici"] else ", pas au point choisi")
