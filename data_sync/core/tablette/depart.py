"""A sector becomes a folder: a work file with its rows (and no names of persons), an extract of the reference data, a QField project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import uuid as uuids
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg import read
from shared.gpkg.connection import open_ro
from shared.gpkg.create import create
from shared.gpkg.ddl import quote
from shared.gpkg.values import utc_now
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext
from shared.sans_fenetre import own_place, said

from ..journal.depot import Depot
from ..journal.travail import Couche, canonical, couches
from . import fonds, noms, reglements, suivi

SUJETS = (
    "situation_point", "situation_ligne", "situation_zone", "coupure_point", "coupure_ligne", "coupure_zone", "drone_mission",
    "visite", "objet_detecte", "signalement",
)  # fmt: skip
PHOTOS = "photo_terrain"
SAISIE = (*SUJETS, PHOTOS)
PERSONNES = ("cree_par", "modifie_par")  # left out of what a tablet carries
FICHE = "tablette.json"
HORS_CARTE = ("document_urbanisme", "raster")  # tables without geometry that the tablet needs
LIGNES_MAX = 200_000
LONGEST = 180.0
Box = Tuple[float, float, float, float]


def secteur(espace: Espace, texte: str) -> Tuple[str, Box]:
    """(name, minx, miny, maxx, maxy) of "xmin,ymin,xmax,ymax", of a commune's name or of its INSEE code. Raises BadInput otherwise."""
    try:
        parts = [float(part) for part in texte.split(",")]
    except ValueError:
        parts = []
    if len(parts) == 4 and parts[0] < parts[2] and parts[1] < parts[3]:
        return "secteur", (parts[0], parts[1], parts[2], parts[3])
    with open_ro(espace.referentiel_gpkg) as db:
        found = db.execute(
            "SELECT nom, ST_MinX(geom), ST_MinY(geom), ST_MaxX(geom), ST_MaxY(geom) FROM commune WHERE code_insee = ?1 OR lower(nom) = lower(?1)",
            (texte.strip(),),
        ).fetchone()
    if found is None or found[1] is None:
        raise BadInput(f"Le secteur « {texte} » n'est ni une commune connue, ni une emprise « xmin,ymin,xmax,ymax » en Lambert-93.")
    return found[0], (found[1], found[2], found[3], found[4])


def exporter(depot: Depot, dossier: Path, nom: str, name: str, box: Box, ctx: JobContext, fond: Optional[Path] = None) -> Dict[str, Any]:
    """Write the folder whole (it must not exist yet). Returns {"tablette", "lignes", "reference", "reglements", "fonds", "projet"}."""
    if dossier.exists():
        raise BadInput(f"Le dossier « {dossier} » existe déjà : choisissez-en un nouveau, le précédent n'est peut-être pas revenu.")
    if not dossier.parent.is_dir():
        raise BadInput(f"Le dossier « {dossier.parent} » n'existe pas : créez-le ou choisissez-en un autre.")
    from . import delta  # which reads this module

    identifier = str(uuids.uuid4())
    staging = Path(tempfile.mkdtemp(prefix=f".{dossier.name}.", dir=dossier.parent))
    try:
        ctx.progress(0.1, "Saisies du secteur")
        given = _work(depot, staging, box)
        ctx.progress(0.3, "Extrait du référentiel")
        reference, rules = _reference(depot.espace, staging, box)
        backgrounds = _backgrounds(depot.espace, staging, box, fond, ctx.step(0.4, 0.6))
        (staging / "DCIM").mkdir()
        card: Dict[str, Any] = {
            "tablette": identifier,
            "nom": nom,
            "secteur": name,
            "poste": depot.poste,
            "partie_le": utc_now(),
            "emprise": box,
        }
        ecrire_entier(staging / FICHE, (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
        ctx.progress(0.6, "Projet QField")
        _project(staging, name, box, nom)
        with depot.ecriture():
            suivi.preparer(depot)
            suivi.partir(depot, identifier, nom, card["partie_le"], given)
            delta.partir(depot, identifier, staging)
        os.chmod(staging, 0o755)
        os.replace(staging, dossier)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    counts = {"lignes": len(given), "reference": reference, "reglements": rules, "fonds": backgrounds}
    return {"tablette": identifier, **counts, "projet": str(dossier / "terrain.qgs")}


def valeurs(layer: Couche, row: Sequence[Any]) -> Dict[str, Any]:
    """The canonical values of a row, without the names of persons."""
    return {c.name: canonical(c, value) for c, value in zip(layer.colonnes, row) if c.name not in PERSONNES}


def _work(depot: Depot, staging: Path, box: Box) -> List[Tuple[str, str, Dict[str, Any], Dict[str, Any]]]:
    path = staging / "travail" / "travail.gpkg"
    path.parent.mkdir()
    create(path, [catalogue.LAYERS[name] for name in SAISIE], exercise=_exercise(depot.espace))
    given: List[Tuple[str, str, Dict[str, Any], Dict[str, Any]]] = []
    for name in SUJETS:
        rows = read.rows(depot.espace.travail_gpkg, name, bbox=box)
        kept = [noms.sans_nom(name, {key: value for key, value in row.items() if key != "fid" and key not in PERSONNES}) for row in rows]
        insert_rows(path, name, kept, author="tablette")
    layers = {layer.name: layer for layer in couches(path)[0]}
    with open_ro(path) as db:
        for name in SAISIE:
            layer = layers[name]
            columns = ", ".join(quote(column.name) for column in layer.colonnes)
            for row in db.execute(f"SELECT uuid, {columns} FROM {quote(name)}").fetchall():
                given.append((name, row[0], valeurs(layer, row[1:]), depot.tetes(name, row[0])))
    return given


def _reference(espace: Espace, staging: Path, box: Box) -> Tuple[int, int]:
    """(rows, regulation files) of the extract."""
    folder = staging / "referentiel" / "gen-1"
    folder.mkdir(parents=True)
    with open_ro(espace.referentiel_gpkg) as db:
        present = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
    layers = [layer for layer in catalogue.layers("reference") if layer.name in present and (layer.geometry or layer.name in HORS_CARTE)]
    create(folder / "referentiel.gpkg", layers, exercise=_exercise(espace))
    total = rules = 0
    documents: Set[Any] = set()
    for layer in sorted(layers, key=lambda one: not one.geometry):  # the documents last: those of the zones taken
        if layer.name == "raster":
            continue
        if layer.name == "document_urbanisme":
            rows = [row for row in read.rows(espace.referentiel_gpkg, layer.name) if row["idurba"] in documents]
        else:
            rows = read.rows(espace.referentiel_gpkg, layer.name, bbox=box, limit=LIGNES_MAX + 1)
        documents |= {row["idurba"] for row in rows if row.get("idurba")}
        total += len(rows)
        if total > LIGNES_MAX:
            raise BadInput(f"Le secteur est trop grand pour une tablette (plus de {LIGNES_MAX} objets) : choisissez-en un plus petit.")
        rules += reglements.emporter(espace, folder, rows, "referentiel/gen-1")
        insert_rows(folder / "referentiel.gpkg", layer.name, [{k: v for k, v in row.items() if k != "fid"} for row in rows])
    pack = {key: value for key, value in espace.pack.items() if key in ("titre", "exercice", "cree_le", "sources", "millesimes")}
    ecrire_entier(folder / "pack.json", json.dumps(pack, ensure_ascii=False).encode("utf-8"))
    ecrire_entier(folder.parent / "CURRENT", b"gen-1\n")
    return total, rules


def _backgrounds(espace: Espace, staging: Path, box: Box, given: Optional[Path], ctx: JobContext) -> int:
    folder = staging / "referentiel" / "gen-1"
    rows = fonds.emporter(espace, folder, box, given, ctx)
    if rows:
        with open_ro(folder / "referentiel.gpkg") as db:
            has = db.execute("SELECT 1 FROM gpkg_contents WHERE table_name = 'raster'").fetchone()
        if not has:
            raise BadInput("Le référentiel de ce poste ne sait pas porter d'image : installez un paquet récent du bureau.")
        insert_rows(folder / "referentiel.gpkg", "raster", rows)
    return len(rows)


def _project(staging: Path, title: str, box: Box, tablet: str) -> None:
    """A QGIS without windows writes the project: forms, styles, themes, and what QField reads."""
    request = json.dumps({"dossier": str(staging), "titre": title, "emprise": box, "tablette": tablet}).encode("utf-8")
    try:
        with own_place(f"{__name__.split('.core.')[0]}.tablette.projet") as place:
            done = subprocess.run(**place, input=request, capture_output=True, timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DdtmError(
            "Le projet QField n'a pas pu être fabriqué : QGIS est introuvable ou trop lent sur ce poste.", str(error)
        ) from error
    if done.returncode or not (staging / "terrain.qgs").is_file():
        message = next(
            (str(line["erreur"]) for line in said(done.stdout) if "erreur" in line), "Le projet QField n'a pas pu être fabriqué."
        )
        raise DdtmError(message, done.stderr.decode("utf-8", "replace")[-2000:])


def _exercise(espace: Espace) -> bool:
    return espace.is_exercise
