"""The job « preparer »: a training set from committed annotations and the pictures they are about, or from several exported sets.

Annotations: a folder with `classes.txt` (one a line), `labels/<name>.txt`, `ignore/<name>.txt` (YOLO text) and `images.csv`
(nom, famille, completes, lieu, partie). Pictures that show the same place (`lieu`) must lie in the same part.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Sequence

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.documents import write_whole
from shared.errors import BadInput
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from ...core.arguments import real
from . import jeu as sets

ANNOTATIONS = Path(__file__).resolve().parents[1] / "annotations" / "ucmerced"
UCMERCED_CM = 30.48  # a foot
KINDS = ("images", "labels", "ignore")


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: sortie (a new folder); images (folder of the annotated pictures) with annotations (default: UC Merced) and resolution (cm), and/or
    jeux (exported sets). Result: phrase, dossier, images (per part), cadres (per class)."""
    target = Path(str(params.get("sortie") or "jeu"))
    if target.exists():
        raise BadInput(f"Le dossier « {target.name} » existe déjà : choisissez un autre nom, rien n'est écrasé.")
    exported = [Path(str(folder)) for folder in params.get("jeux") or []]
    if not params.get("images") and not exported:
        raise BadInput("Rien à préparer : indiquez les images annotées (--images) ou des jeux exportés (--jeux).")
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=target.name, suffix=".part", dir=target.parent))
    try:
        about = _prepare(params, exported, staging, ctx)
        os.chmod(staging, 0o755)
        os.rename(staging, target)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    count = ", ".join(f"{number} {part}" for part, number in about["images"].items())
    boxes = ", ".join(f"{number} {code}" for code, number in about["cadres"].items()) or "aucun cadre"
    return {
        "phrase": f"Jeu « {target.name} » prêt : {count} image(s) ; {boxes}.", "dossier": str(target), "images": about["images"],
        "cadres": about["cadres"], "fichiers": [str(target)],
    }  # fmt: skip


def _prepare(params: Dict[str, Any], exported: Sequence[Path], folder: Path, ctx: JobContext) -> Dict[str, Any]:
    described = [sets.describe(source) for source in exported]
    annotations = Path(str(params.get("annotations") or ANNOTATIONS))
    classes = list(CLASSE_DETECTION.codes)  # the order of exported sets, so that « comparer_modeles » reads this one too
    foreign = [code for about in described for code in about["classes"] if code not in classes]
    if foreign:
        raise BadInput(f"Classe inconnue dans un jeu : « {foreign[0]} » ; classes : {', '.join(classes)}.")
    resolutions = {round(float(about["resolution_cm"]), 2) for about in described}
    if params.get("images"):
        resolutions.add(real(params, "resolution", UCMERCED_CM, 1, 500))
    finest = min(resolutions)
    total: Dict[str, Any] = {
        "classes": classes, "resolution_cm": finest, "completes": {}, "familles": {}, "lieux": {}, "images": dict.fromkeys(sets.PARTS, 0),
        "cadres": dict.fromkeys(classes, 0), "prepare_le": utc_now(), "sources": [],
    }  # fmt: skip
    if len(resolutions) > 1:
        raise BadInput(
            f"Les jeux n'ont pas la même taille de pixel ({', '.join(f'{r:g} cm' for r in sorted(resolutions))}) : réexportez-les à la même."
        )
    if params.get("images"):
        _annotated(Path(str(params["images"])), annotations, folder, total, ctx)
    for number, (source, about) in enumerate(zip(exported, described)):
        _exported(source, about, number, folder, total, ctx)
    if not sum(total["images"].values()):
        raise BadInput("Aucune image n'a été trouvée : vérifiez les dossiers indiqués.")
    total["cadres"] = {code: number for code, number in total["cadres"].items() if number}
    write_whole(folder / "jeu.json", json.dumps(total, ensure_ascii=False, indent=1).encode("utf-8"))
    return total


def catalogue(annotations: Path) -> List[Dict[str, str]]:
    """Rows of images.csv. Raises BadInput when it cannot be read or when a place lies in two parts."""
    try:
        with (annotations / "images.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        parts: Dict[str, str] = {}
        for row in rows:
            if row["partie"] not in sets.PARTS:
                raise ValueError(row["partie"])
            if parts.setdefault(row["lieu"], row["partie"]) != row["partie"]:
                raise BadInput(f"Le lieu « {row['lieu']} » est à la fois dans deux parties : corrigez images.csv.")
    except (OSError, KeyError, ValueError) as error:
        raise BadInput(f"Les annotations « {annotations.name} » sont illisibles : vérifiez images.csv.", str(error)) from error
    return rows


def _annotated(images: Path, annotations: Path, folder: Path, total: Dict[str, Any], ctx: JobContext) -> None:
    files = {file.stem: file for file in images.rglob("*") if file.suffix.lower() in sets.SUFFIXES}
    rows, own = catalogue(annotations), _lines(annotations / "classes.txt")
    if not set(own) <= set(total["classes"]):
        raise BadInput(f"Les annotations « {annotations.name} » ont une classe inconnue : corrigez classes.txt.")
    renumber = {index: total["classes"].index(code) for index, code in enumerate(own)}
    missing = [row["nom"] for row in rows if row["nom"] not in files]
    if missing:
        raise BadInput(
            f"{len(missing)} image(s) annotée(s) manquent dans « {images.name} », par exemple « {missing[0]} » : complétez le dossier."
        )
    for index, row in enumerate(rows):
        ctx.progress(index / len(rows), f"Image {index + 1} sur {len(rows)}")
        name, part = row["nom"], row["partie"]
        full = row["completes"].split("|") if row["completes"] else []
        if set(full) != set(own):  # what the annotations follow entirely counts as complete for every class
            total["completes"][name] = full
        total["familles"][name], total["lieux"][name] = row["famille"], row["lieu"]
        _copy(
            folder, part, name, files[name], annotations / "labels" / f"{name}.txt", annotations / "ignore" / f"{name}.txt", total, renumber
        )
    total["sources"].append({"annotations": annotations.name, "images": len(rows)})


def _exported(source: Path, about: Dict[str, Any], number: int, folder: Path, total: Dict[str, Any], ctx: JobContext) -> None:
    renumber = {index: total["classes"].index(code) for index, code in enumerate(about["classes"])}
    count = 0
    for part in sets.PARTS:
        for file in sorted((source / part / "images").glob("*")):
            ctx.check_cancel()
            if file.suffix.lower() not in sets.SUFFIXES:
                continue
            name = f"j{number}_{file.stem}"
            full = (about.get("completes") or {}).get(file.stem, about["classes"])
            if set(full) != set(total["classes"]):
                total["completes"][name] = list(full)
            total["familles"][name] = (about.get("familles") or {}).get(file.stem, "")
            inside = source / part
            _copy(folder, part, name, file, inside / "labels" / f"{file.stem}.txt", inside / "ignore" / f"{file.stem}.txt", total, renumber)
            count += 1
    total["sources"].append({"jeu": source.name, "images": count})


def _copy(
    folder: Path, part: str, name: str, picture: Path, labels: Path, ignored: Path, total: Dict[str, Any], renumber: Dict[int, int]
) -> None:
    for kind in KINDS:
        (folder / part / kind).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(picture, folder / part / "images" / f"{name}{picture.suffix.lower()}")
    for kind, file in (("labels", labels), ("ignore", ignored)):
        boxes = sets.boxes_of(file, (1, 1), len(renumber))
        boxes[:, 4] = [renumber[int(code)] for code in boxes[:, 4]]
        (folder / part / kind / f"{name}.txt").write_text(sets.text_of(boxes, (1, 1)), encoding="ascii")
        if kind == "labels":
            for code in boxes[:, 4]:
                total["cadres"][total["classes"][int(code)]] += 1
    total["images"][part] += 1


def _lines(file: Path) -> List[str]:
    try:
        return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise BadInput(
            f"Les annotations « {file.parent.name} » n'ont pas de classes.txt lisible : vérifiez le dossier.", str(error)
        ) from error
