"""The result of an import as text for a terminal."""

from __future__ import annotations

from typing import Any, List, Mapping


def imported(result: Mapping[str, Any]) -> str:
    """Sentence, one line a source, its reasons, then the remarks."""
    lines: List[str] = [str(result.get("phrase", ""))]
    for report in result.get("rapports", ()):
        lines.append(
            f"- {report['profil']} ({report['fichier']}) : {report['lues']} lues, {report['gardees']} gardées, "
            f"{report['reparees']} réparées, {report['ecartees']} écartées, {report['refusees']} refusées"
        )
        lines += [f"    {reason['suite']} {reason['lignes']} : {reason['motif']}" + _example(reason) for reason in report["motifs"]]
        lines += [f"    {note}" for note in report["remarques"]]
    lines += [str(note) for note in result.get("remarques", ())]
    if result.get("dossier"):
        lines.append(f"Rapports ligne à ligne : {result['dossier']}/rapports")
    return "\n".join(lines)


def profiles(result: Mapping[str, Any]) -> str:
    """One profile a line: name, title, layer, expected columns."""
    rows = result["profils"]
    width = max(len(row["profil"]) for row in rows)
    lines = [str(result["phrase"])]
    for row in rows:
        detail = (
            f"colonnes : {', '.join(row['colonnes'])}"
            if row["colonnes"]
            else f"comprend : {', '.join(row['comprend'])}"
            if row["comprend"]
            else ""
        )
        lines.append(f"{row['profil']:<{width}}  {row['titre']}" + (f" → {row['titre_couche']}" if row["titre_couche"] else ""))
        lines += [f"{'':<{width}}  {text}" for text in (detail, row["aide"]) if text]
    return "\n".join(lines)


def _example(reason: Mapping[str, Any]) -> str:
    return f" (exemple : {reason['exemple']})" if reason.get("exemple") else ""
