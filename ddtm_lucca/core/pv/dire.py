"""Results of the report's jobs as lines of text, for the command line and the panel (no wheel is loaded)."""

from __future__ import annotations

from typing import Any, Mapping


def tell_proposals(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    for row in result["propositions"]:
        lines += [f"{row['numero']:>6}  {row['qualification']}", f"        {row['pourquoi']} ({' ; '.join(row['conditions'])})"]
    return "\n".join(lines)


def tell_check(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    for row in result["defauts"]:
        lines += [f"[{row['gravite']}] {row['titre']} : {row['constat']}", f"    {row['texte']}. {row['remede']}"]
    return "\n".join(lines)


def tell_deadlines(result: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            result["phrase"],
            *(f"{row['affaire']:<22} {row['numero']:>6}  dans {row['jours']} j  {row['phrase']}" for row in result["echeances"]),
        ]
    )


def tell_reminders(result: Mapping[str, Any]) -> str:
    return "\n".join([result["phrase"], *(f"{row['date']}  {row['affaire']:<22} {row['quoi']}" for row in result["rappels"])])


def tell_conflicts(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    lines += [
        f"n° {row['id']}  {row['genre']}, {row['champ']} : ici « {row['ici']} », reçu « {row['recu']} »" for row in result["conflits"]
    ]
    return "\n".join(lines)
