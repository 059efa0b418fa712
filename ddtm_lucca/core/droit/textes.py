"""Job of the verb `textes`: articles, amounts and rules, each with its source and whether it was read again."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from shared.jobs import JobContext, Params

from . import natinf

STATES = {"verifie": "vérifié", "a_relire": "à relire sur Légifrance avant usage"}


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: texte (filter, may be empty)."""
    text = params.get("texte") or ""
    words = natinf.folded(" ".join(text) if isinstance(text, (list, tuple)) else str(text)).split()
    rows = [row for row in natinf.laws() if all(word in natinf.folded(" ".join(row.values())) for word in words)]
    return {
        "phrase": f"{len(rows)} texte{'s' if len(rows) > 1 else ''}.",
        "textes": [{**row, "lecture": STATES[row["etat"]]} for row in rows],
    }


def tell(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    for row in result["textes"]:
        lines.append(f"{row['article']} ({row['code'].replace('_', ' ')}) : {row['objet']}. {row['regle']}")
        lines.append(f"    source : {row['source']} ; {row['lecture']}")
    return "\n".join(lines)
