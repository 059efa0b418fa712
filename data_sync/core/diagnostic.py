"""The job of data_sync:diagnostic: the state of a workstation, a table of checks; says nothing of anybody.

Each check gives (True good | False wrong | None to know, a French text that ends with the remedy when it is wrong).
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import importlib.metadata
import os
import platform
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

Answer = Tuple[Optional[bool], str]
Line = Dict[str, Any]
REPAIR = "lancez REPARER.bat de la clé d'installation (sous Linux : make setup)"
MIN_FREE_GB = 5.0
# module: (its distribution, what does not work without it; "" = another way takes over)
MODULES: Dict[str, Tuple[str, str]] = {
    "numpy": ("numpy", "rien ne se calcule"),
    "pyproj": ("pyproj", "rien ne se calcule"),
    "geopandas": ("geopandas", "imports et zones"),
    "shapely": ("shapely", "imports et zones"),
    "pyogrio": ("pyogrio", "imports"),
    "rasterio": ("rasterio", "hauteurs d'eau"),
    "reportlab": ("reportlab", "documents PDF"),
    "cryptography": ("cryptography", "échanges signés"),
    "scipy": ("scipy", "itinéraires"),
    "routingkit_cch": ("routingkit_cch", ""),
    "sqlcipher3": ("sqlcipher3-wheels", "coffre des procès-verbaux"),
    "pyrage": ("pyrage", "chiffrement des échanges"),
    "onnxruntime": ("onnxruntime", "détections"),
    "cv2": ("opencv-python-headless", "mosaïque de drone"),
}


def systeme(espace: Espace) -> Answer:
    return None, f"{platform.system()} {platform.release()}, Python {platform.python_version()} pour les calculs"


def modules(espace: Espace) -> Answer:
    found: List[str] = []
    missing: List[str] = []
    slower: List[str] = []
    for module, (distribution, use) in MODULES.items():
        try:
            importlib.import_module(module)
        except Exception:
            (missing if use else slower).append(f"{module} ({use})" if use else module)
            continue
        try:
            found.append(f"{module} {importlib.metadata.version(distribution)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(module)
    if missing:
        return False, f"il manque {', '.join(missing)} : {REPAIR}."
    return True, ", ".join(found) + (f" ; absent mais remplacé : {', '.join(slower)}" if slower else "")


def projections(espace: Espace) -> Answer:
    """A point of Montpellier in Lambert-93, to the metre."""
    from pyproj import Transformer

    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(3.8767, 43.6108)
    good = abs(x - 770796) < 2 and abs(y - 6279476) < 2
    return good, "Lambert-93 juste" if good else f"Lambert-93 faux : {REPAIR}."


def donnees(espace: Espace) -> Answer:
    try:
        card = espace.pack
    except BadInput as error:
        return None, error.message
    try:
        days = (dt.datetime.now().date() - dt.date.fromisoformat(str(card.get("cree_le"))[:10])).days
    except ValueError:
        days = 0
    kind = ", EXERCICE" if card.get("exercice") else ""
    return True, f"{espace.generation_name}, « {card.get('titre')} », {days} jour(s){kind}"


def travail(espace: Espace) -> Answer:
    path = espace.travail_gpkg
    if not path.is_file():
        return None, "pas encore de GeoPackage de travail : il est créé avec le paquet de données"
    base = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        (answer,) = base.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    finally:
        base.close()
    size = path.stat().st_size / 1e6
    return (
        answer == "ok",
        f"GeoPackage de travail entier, {size:.1f} Mo" if answer == "ok" else "abîmé : reprenez une sauvegarde (sauvegardes/).",
    )


def echanges(espace: Espace) -> Answer:
    journal = espace.root / "travail" / "journal.sqlite"
    if not journal.is_file():
        return None, "aucun échange avec d'autres postes jusqu'ici"
    age = (dt.datetime.now().timestamp() - journal.stat().st_mtime) / 3600
    return True, f"journal des modifications présent, écrit il y a {age:.0f} h"


def ecriture(espace: Espace) -> Answer:
    folders = [path for path in (espace.root, espace.root / "travail", espace.sorties) if path.is_dir()]
    wrong = [path.name for path in folders if not os.access(path, os.W_OK | os.X_OK)]
    if not folders:
        return None, "le dossier de travail n'existe pas encore : il est créé à la première utilisation"
    return not wrong, "le dossier de travail s'écrit" if not wrong else f"{', '.join(wrong)} : écriture refusée, demandez les droits."


def disque(espace: Espace) -> Answer:
    folder = espace.root.resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    return free > MIN_FREE_GB, f"{free:.0f} Go libres" + (
        "" if free > MIN_FREE_GB else f" : il en faut {MIN_FREE_GB:.0f}, videz le disque."
    )


def chemin(espace: Espace) -> Answer:
    length = len(str(espace.root.resolve()))
    good = length < 120 or not sys.platform.startswith("win")
    return good, f"chemin du dossier de travail : {length} caractères" + (
        "" if good else ", trop pour Windows : choisissez-en un plus court."
    )


CHECKS: Sequence[Tuple[str, Callable[[Espace], Answer]]] = (
    ("Système", systeme),
    ("Bibliothèques", modules),
    ("Projections", projections),
    ("Données", donnees),
    ("Travail", travail),
    ("Échanges", echanges),
    ("Écriture", ecriture),
    ("Disque", disque),
    ("Chemin", chemin),
)


def anonymous(text: str, root: Optional[Path] = None) -> str:
    """The user's folder and account name out of a text that will be sent to somebody."""
    if root is not None:
        text = text.replace(str(root), "<dossier de travail>")
    for name in ("USERPROFILE", "HOME"):
        if os.environ.get(name):
            text = text.replace(os.environ[name], "~")
    account = os.environ.get("USERNAME") or os.environ.get("USER") or ""
    return text.replace(account, "<compte>") if len(account) > 3 else text


def check(title: str, ask: Callable[[], Answer]) -> Line:
    """One line; what a check could not find out is a wrong line, never a failure of the whole."""
    try:
        good, text = ask()
    except Exception as error:
        good, text = False, f"contrôle impossible ({type(error).__name__} : {error})"
    return {"titre": title, "bon": good, "texte": text}


def text_of(lines: List[Line]) -> str:
    """The lines as people read and copy them."""
    marks = {True: "OK ", False: "NON", None: " - "}
    return "\n".join(f"{marks[line['bon']]} {line['titre']:<13} {line['texte']}" for line in lines)


def summary(lines: List[Line]) -> str:
    wrong = [line["titre"] for line in lines if line["bon"] is False]
    return "Tout est en ordre sur ce poste." if not wrong else f"{len(wrong)} point(s) à corriger : {', '.join(wrong)}."


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: "espace"; "lignes" (optional): lines found elsewhere (QGIS), put first.

    Returns {"phrase", "lignes": [{"titre", "bon", "texte"}], "texte", "conforme": bool, "code_sortie": 0 or 1}.
    """
    espace = Espace.at(params.get("espace"))
    lines: List[Line] = list(params.get("lignes") or [])
    for number, (title, ask) in enumerate(CHECKS):
        ctx.progress(number / len(CHECKS), title)
        lines.append(check(title, functools.partial(ask, espace)))
    for line in lines:
        line["texte"] = anonymous(line["texte"], espace.root.resolve())
    wrong = any(line["bon"] is False for line in lines)
    return {"phrase": summary(lines), "lignes": lines, "texte": text_of(lines), "conforme": not wrong, "code_sortie": int(wrong)}
