"""Job of the verb `natinf`: search the list in force."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from shared.espace import Espace
from shared.jobs import JobContext, Params

from . import natinf, prescription


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, texte (str or list), limite, version."""
    espace = Espace.at(params["espace"])
    text = params.get("texte") or ""
    text = " ".join(text) if isinstance(text, (list, tuple)) else str(text)
    edition = natinf.edition(espace, params.get("version") or None)
    found, count = natinf.search(edition.lignes.values(), text, int(params.get("limite") or 20))
    when = f", vérifiée le {edition.verifie_le}" if edition.verifie_le else ""
    return {
        "phrase": f"{count} infraction{'s' if count > 1 else ''} pour « {text.strip()} » (édition {edition.version}{when}).",
        "edition": edition.version,
        "source": edition.source,
        "nombre": count,
        "infractions": [
            {**item.as_dict(), "fiabilite": natinf.STATES[item.etat], "prescription": prescription.regime_of(item.numero)} for item in found
        ],
    }


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [result["phrase"]]
    for row in result["infractions"]:
        lines.append(f"{row['numero']:>6}  {row['qualification']} ({row['nature'] or 'nature non renseignée'})")
        if row["definie_par"]:
            lines.append(f"        définie par {row['definie_par']}  réprimée par {row['reprimee_par']}")
        if row["etat"] != "officiel":
            lines.append(f"        {row['fiabilite']}")
    return "\n".join(lines)
