"""The verdict on a signed document as lines of text (no wheel is loaded)."""

from __future__ import annotations

from typing import Any, Mapping


def tell(result: Mapping[str, Any]) -> str:
    lines = [result["phrase"]]
    for row in result["signatures"]:
        state = "intacte" if row["intacte"] else "NE CORRESPOND PLUS"
        lines.append(f"  {row['sujet']}, {row['date']} : {state} ; certificat de {row['emetteur']}, valable jusqu'au {row['valable_au']}")
    lines += [f"  horodatage {row['service']}, {row['date']}" for row in result["horodatages"]]
    for row in result["pieces"]:
        state = {True: "jointe, intacte", False: "jointe, ALTÉRÉE", None: "à comparer avec le fichier transmis"}[row["intacte"]]
        lines.append(f"  pièce {row['rang']} {row['nom']} : {state}  {row['sha256']}")
    return "\n".join(lines)
