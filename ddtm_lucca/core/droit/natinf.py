"""The NATINF list: embedded start, then the official editions imported in the work space; search by any word, number or article."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Tuple

from shared.errors import BadInput, DdtmError
from shared.espace import Espace

TABLES = Path(__file__).resolve().parents[2] / "resources" / "tables"
EMBEDDED = "initiale"
EMBEDDED_SOURCE = (
    "Nomenclature NATINF, ministère de la Justice (DACG), Licence Ouverte 2.0 : extraits de juillet 2026 et transcriptions à vérifier"
)
STATES = {
    "officiel": "texte de la liste officielle",
    "a_verifier": "transcription à vérifier sur la liste officielle",
    "sans_articles": "articles absents : importez la liste officielle",
}


@dataclass(frozen=True)
class Natinf:
    numero: int
    nature: str
    qualification: str
    definie_par: str
    reprimee_par: str
    etat: str = "officiel"
    lie: Optional[int] = None  # simple offence <-> its form « récidive »

    def as_dict(self) -> Dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Edition:
    """One version of the list: `version` such as "2026-07"."""

    version: str
    source: str
    verifie_le: str
    lignes: Dict[int, Natinf]


def folder(espace: Espace) -> Path:
    return espace.root / "lucca" / "droit"


def versions(espace: Espace) -> List[Dict[str, Any]]:
    """Imported editions, oldest first."""
    try:
        return json.loads((folder(espace) / "natinf.json").read_text(encoding="utf-8"))["editions"]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError) as error:
        raise DdtmError("Le registre des éditions NATINF est illisible : réimportez la liste officielle.", type(error).__name__) from error


def read_table(path: Path) -> Dict[int, Natinf]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            int(row["numero"]): Natinf(
                int(row["numero"]),
                row["nature"],
                row["qualification"],
                row["definie_par"],
                row["reprimee_par"],
                row.get("etat") or "officiel",
                int(row["lie"]) if row.get("lie") else None,
            )
            for row in csv.DictReader(stream, delimiter=";")
        }


def edition(espace: Espace, version: Optional[str] = None) -> Edition:
    """The edition named, else the newest imported one, else the embedded start. The links between an offence and its
    form « récidive » are not published: they come from the embedded start."""
    start = read_table(TABLES / "natinf_initial.csv")
    known = versions(espace)
    if version == EMBEDDED or (version is None and not known):
        return Edition(EMBEDDED, EMBEDDED_SOURCE, "", start)
    row = next((item for item in reversed(known) if version in (None, item["version"])), None)
    if row is None:
        raise BadInput(f"L'édition NATINF « {version} » n'est pas installée : importez-la avec le verbe importer-natinf.")
    try:
        table = read_table(folder(espace) / row["fichier"])
    except (OSError, ValueError, KeyError) as error:
        raise DdtmError(
            f"L'édition NATINF « {row['version']} » est illisible : réimportez la liste officielle.", type(error).__name__
        ) from error
    links = {number: item.lie for number, item in start.items() if item.lie}
    lines = {n: (item if n not in links else replace(item, lie=links[n])) for n, item in table.items()}
    return Edition(row["version"], row["source"], row["verifie_le"], lines)


def folded(text: str) -> str:
    """Lower case without accents; articles written the same whatever the dots: "Art. L. 421-1" -> "l421-1"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    plain = re.sub(r"\b(art(icles?)?)\b\.?\s*", " ", plain.replace("’", "'"))
    plain = re.sub(r"\b([lrda])\.?\s*(?=\d)", r"\1", plain)
    return re.sub(r"[^a-z0-9'\-]+", " ", plain).strip()


def search(lines: Iterable[Natinf], text: str, limit: int = 20) -> Tuple[List[Natinf], int]:
    """(best answers, number of all answers): every word must be found; a number that is exactly the code comes first."""
    words = folded(text).split()
    if not words:
        raise BadInput("Dites ce que vous cherchez : un numéro, un mot de la qualification ou un article, par exemple « L.421-1 ».")
    patterns = [re.compile(rf"(?<![a-z0-9\-]){re.escape(word)}" + (r"(?![\d\-])" if word[-1].isdigit() else "")) for word in words]
    scored = []
    for item in lines:
        title = folded(item.qualification)
        whole = f" {item.numero} {title} {folded(item.definie_par)} {folded(item.reprimee_par)} {folded(item.nature)}"
        if not all(pattern.search(whole) for pattern in patterns):
            continue
        exact = str(item.numero) in words
        rank = (
            not exact,
            item.etat == "sans_articles",
            "recidive" in title,
            sum(word not in title for word in words),
            len(title),
            item.numero,
        )
        scored.append((rank, item))
    scored.sort(key=lambda pair: pair[0])
    return [item for _, item in scored[:limit]], len(scored)


def laws() -> List[Dict[str, str]]:
    """Articles, amounts and rules (resources/tables/textes.csv), each with its source and whether it was read again."""
    with (TABLES / "textes.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))
