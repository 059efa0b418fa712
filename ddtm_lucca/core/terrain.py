"""What the shared layers say of a place, as the form of an affair wants it: parcel, commune, zone of the plan, risk plan, risks, facts."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from shared.jobs import JobContext, Params

from .reglement import job as reglement

# what each layer answers: an empty answer of a layer that is there is an answer
FROM = {"zones du PLU": ("zone_plu",), "PPR": ("zone_ppr", "type_reglement_ppr"), "aléas": ("risques",)}


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, point "X,Y" (Lambert 93)."""
    found = reglement.run({"espace": params["espace"], "point": params.get("point")}, ctx)
    here = [zone for zone in found["ppr"] if zone["ici"]]
    parcel = found["parcelle"]
    told = [" ".join(text for text in (zone["zone"], zone["plan"]) if text) or "zone sans code" for zone in here]
    return {
        "phrase": found["phrase"],
        "x": found["x"],
        "y": found["y"],
        "commune": found["commune"],
        "code_insee": found["code_insee"],
        "parcelles": [{**_parcel(parcel), "commune": found["commune"]}] if parcel else [],
        "zone_plu": " ; ".join(zone["zone"] for zone in found["plu"] if zone["ici"] and zone["en_vigueur"]),
        "zone_ppr": " ; ".join(told),
        "type_reglement_ppr": here[0]["type_reglement"] if here else "",
        "risques": _risks(found),
        "faits": {"espace_boise_classe": True} if any(rule["ici"] and rule["type"] == "01" for rule in found["prescriptions"]) else {},
        "connus": [name for layer, names in FROM.items() if layer not in found["absentes"] for name in names],
        "permis": found["permis"],
    }


def _parcel(row: Mapping[str, Any]) -> Dict[str, Any]:
    """As a report prints it: « BC 12 »; the old commune's prefix only when there is one."""
    out = {
        "section": str(row["section"]).lstrip("0") or str(row["section"]),
        "numero": str(row["numero"]).lstrip("0") or str(row["numero"]),
        "code_insee": row["code_insee"],
        "contenance": row.get("contenance"),
    }
    if (row.get("prefixe") or "000") != "000":
        out["prefixe"] = row["prefixe"]
    return out


def _risks(found: Mapping[str, Any]) -> str:
    """« inondation (fort) ; ... » out of the hazard layer."""
    told: List[str] = [f"{row['alea'] or 'aléa'} ({row['dit'].lower()})" for row in found["aleas"] if row["niveau"] != "nul"]
    return " ; ".join(dict.fromkeys(told))
