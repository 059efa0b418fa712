"""Results of the exchange jobs as text for a terminal; the jobs' own modules are loaded only when they run."""

from __future__ import annotations

from typing import Any, List, Mapping


def echange(result: Mapping[str, Any]) -> str:
    """Sentence, then what was left aside and what is to be known."""
    lines: List[str] = [str(result["phrase"])]
    lines += [f"- {place} : {sentence}" for place, sentence in result["refuses"]]
    lines += [f"- {sentence}" for sentence in result["remarques"]]
    lines += [f"- pour accepter « {item['poste']} » : data_sync poste --accepter {item['carte']}" for item in result["inconnus"]]
    return "\n".join(lines)


def conflits(result: Mapping[str, Any]) -> str:
    """One conflict a paragraph."""
    lines = [str(result["phrase"])]
    for row in result["conflits"]:
        lines.append(f"{row['id']}  {row['titre_couche']}" + (f" « {row['nom']} »" if row["nom"] else "") + f" – {row['libelle']}")
        lines.append(f"    retenu : {_side(row['retenu'])}")
        lines += [f"    autre{f':{n}' if n > 1 else ''} : {_side(other)}" for n, other in enumerate(row["autres"], 1)]
    return "\n".join(lines)


def depart(result: Mapping[str, Any]) -> str:
    """The verdict, then a line a point."""
    marks = {"vert": "✓", "orange": "!", "rouge": "✗"}
    lines = [str(result["phrase"])]
    lines += [
        f"{marks[row['niveau']]} {row['sujet']} : {row['constat']}" + (f" → {row['faire']}" if row["faire"] else "")
        for row in result["lignes"]
    ]
    return "\n".join([*lines, *map(str, result["fichiers"])])


def historique(result: Mapping[str, Any]) -> str:
    """One step of the feature a paragraph."""
    out = [str(result["phrase"])]
    for line in result["lignes"]:
        out.append(f"{line['numero']}. {line['heure_locale']}  {line['auteur'] or line['poste']} ({line['poste']})")
        out += [f"     {change['libelle']} : {change['avant']} → {change['apres']}" for change in line["champs"]]
    return "\n".join(out)


def postes(result: Mapping[str, Any]) -> str:
    """The workstations known, one a line."""
    lines = [str(result["phrase"])]
    for row in result["postes"]:
        state = "ce poste" if row["ici"] else f"révoqué le {row['revoque_le'][:10]}" if row["revoque_le"] else "accepté"
        lines.append(f"- {row['poste']}  {row['empreinte']}  {state}")
    return "\n".join(lines)


def postgis(result: Mapping[str, Any]) -> str:
    """Whatever the action answered."""
    if "texte" in result:
        return "\n".join([str(result["phrase"]), *result["fichiers"]]) if result["fichiers"] else str(result["texte"])
    if "refuses" in result:
        return echange(result)
    return conflits(result) if isinstance(result.get("conflits"), list) else str(result["phrase"])


def administration(result: Mapping[str, Any]) -> str:
    """The acts known, one a line."""
    lines = [str(result["phrase"])]
    for act in result["actes"]:
        state = "en vigueur" if act["en_vigueur"] else f"{len(act['signatures'])} signature(s) sur {act['seuil']}"
        lines.append(f"- {act['id'][:8]}  {act['resume']}  {state} ({', '.join(act['signatures']) or 'non signé'})")
    return "\n".join(lines)


def _side(version: Mapping[str, Any]) -> str:
    return f"{version['affiche']}  ({version['auteur'] or version['poste']}, {version['poste']}, {version['heure_locale']})"


def direct(result: Mapping[str, Any]) -> str:
    """A line a source, with the age of what it said."""
    marks = {"a_jour": "✓", "perime": "!", "illisible": "?"}
    lines = [str(result["phrase"])]
    for one in result["sources"]:
        age = "heure inconnue" if one["age_min"] is None else f"il y a {one['age_min']} min"
        lines.append(f"  {marks[one['etat']]} {one['libelle']} ({age}) : {one['message']}")
    return "\n".join(lines)


def adresses(result: Mapping[str, Any]) -> str:
    """The sentence, then a line an address found."""
    lines = [f"  {one['demande']} : {one['adresse']} ({one['x']:.0f} {one['y']:.0f}, {one['score']})" for one in result["lignes"]]
    return "\n".join([str(result["phrase"]), *lines])
