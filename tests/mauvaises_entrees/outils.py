"""Spoilt work spaces, the command that each verb is tried with, and how its refusal is judged."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional

import data_sync.cli
import ddtm_crise.cli
from shared import catalogue
from shared.cli import main
from shared.gpkg.create import create

PLUGINS = {"ddtm_crise": ddtm_crise.cli.VERBS, "data_sync": data_sync.cli.VERBS}
ZONE = "POLYGON((771000 6273000,774000 6273000,774000 6276000,771000 6276000,771000 6273000))"
SECTION = ["--axe", "A9", "--sortie-debut", "32", "--sortie-fin", "33"]
COMMANDS: Dict[str, List[str]] = {
    "evacuation": ["--zone", ZONE],
    "evacuation par grille": ["--raster", "hauteur_lez_2.tif", "--hauteur", "0.5"],
    "detour": ["--depart", "lattes", "--arrivee", "palavas"],
    "isolement": [],
    "substitution": SECTION,
    "couper": SECTION,
    "couper par grille": ["--raster", "hauteur_lez_2.tif", "--hauteur", "0.3"],
    "chercher": ["lattes"],
    "main-courante": ["--texte", "L'eau est au pont"],
    "scenario": [],
    "carte": ["--emprise", "lattes", "--sortie", "{dehors}/carte.pdf"],
    "importer": ["--profil", "communes", "{source}"],
    "verifier": [],
    "exercice": ["--echelle", "0.01"],
}
OF_DATA_SYNC = ("importer", "verifier", "exercice")
OWN_FILES = ("travail/recherche.json",)  # the search index: made again at will, never data


class Said(NamedTuple):
    status: int
    out: str
    err: str
    changed: List[str]  # files made, altered or removed
    altered: List[str]  # those that were there before
    after: Dict[str, str]  # the snapshot that follows


def generation(espace: Path) -> Path:
    return espace / "referentiel" / "gen-1"


def cut(path: Path, share: float = 0.5) -> None:
    """Keep the beginning of a file only."""
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def scribble(path: Path) -> None:
    """Overwrite the middle of a file, its size unchanged."""
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    path.write_bytes(data)


def _empty_pack(espace: Path) -> None:
    for path in generation(espace).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    create(generation(espace) / "referentiel.gpkg", catalogue.layers("reference"), exercise=True)
    (generation(espace) / "pack.json").write_text('{"titre": "Vide", "exercice": true}', encoding="utf-8")


def _without(*patterns: str) -> Callable[[Path], None]:
    def spoil(espace: Path) -> None:
        for pattern in patterns:
            for path in list(generation(espace).glob(pattern)):
                path.unlink()

    return spoil


def _each(function: Callable[[Path], None], *patterns: str) -> Callable[[Path], None]:
    def spoil(espace: Path) -> None:
        for pattern in patterns:
            for path in list(generation(espace).glob(pattern)):
                function(path)

    return spoil


FAULTS: Dict[str, Callable[[Path], None]] = {
    "paquet absent": lambda espace: shutil.rmtree(espace / "referentiel"),
    "paquet vide": _empty_pack,
    "CURRENT nomme un dossier disparu": lambda espace: (espace / "referentiel" / "CURRENT").write_text("gen-9\n"),
    "CURRENT sort du dossier": lambda espace: (espace / "referentiel" / "CURRENT").write_text("../../etc\n"),
    "sans réseau": _without("reseau.npz"),
    "sans population": _without("population.npz"),
    "sans grilles": _without("*.tif"),
    "sans fiche": _without("pack.json"),
    "GeoPackage vide": lambda espace: cut(generation(espace) / "referentiel.gpkg", 0.0),
    "GeoPackage coupé": lambda espace: cut(generation(espace) / "referentiel.gpkg", 0.6),
    "tableaux coupés": _each(cut, "*.npz"),
    "tableaux abîmés": _each(scribble, "*.npz"),
    "grilles coupées": _each(cut, "*.tif"),
    "travail coupé": lambda espace: cut(espace / "travail" / "travail.gpkg"),
    "travail d'un autre format": lambda espace: (espace / "travail" / "travail.gpkg").write_text("bonjour " * 4000),
    "travail est un fichier": lambda espace: (shutil.rmtree(espace / "travail"), (espace / "travail").write_text("un fichier"))[0],
    "l'espace est un fichier": lambda espace: (shutil.rmtree(espace), espace.write_text("un fichier"))[0],
}


def snapshot(root: Path) -> Dict[str, str]:
    """Path and content of everything under `root`."""
    if not root.is_dir():
        return {".": root.read_text(encoding="utf-8")} if root.exists() else {}
    return {
        path.relative_to(root).as_posix(): hashlib.sha1(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(root.rglob("*"))
        if path.relative_to(root).as_posix() not in OWN_FILES
    }


def call(
    verb: str,
    espace: Path,
    options: Optional[List[str]] = None,
    outside: str = "",
    source: str = "",
    before: Optional[Dict[str, str]] = None,
) -> Said:
    """Run a verb in this process, as the command line does. before: the snapshot, when it has just been taken."""
    name = verb.split(" ")[0]
    prog = "data_sync" if name in OF_DATA_SYNC else "ddtm_crise"
    given = [one.replace("{dehors}", outside).replace("{source}", source) for one in (COMMANDS[verb] if options is None else options)]
    before, out, err = snapshot(espace) if before is None else before, io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(prog, PLUGINS[prog], [name, *given, "--espace", os.fspath(espace)])
    after = snapshot(espace)
    changed = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
    return Said(status, out.getvalue(), err.getvalue(), changed, [path for path in changed if path in before], after)


def is_one_french_sentence(text: str) -> bool:
    """One line that ends as a sentence, in no way an English message, a traceback or « erreur imprévue »."""
    english = re.compile(r"\b(error|failed|not found|no such|cannot|invalid|traceback|denied)\b", re.IGNORECASE)
    return text.count("\n") == 1 and text.strip().endswith(".") and not english.search(text) and "imprévue" not in text
