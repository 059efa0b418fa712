"""From plain parameters (a form, the command line) to one map or a series: the one place that reads them and fills the blanks.

    produire(project, espace, {"format": "A3", "emprise": "Lattes", "theme": "inondation"}) -> see mise_en_page.export

Keys, all optional: theme, vue, emprise ("xmin,ymin,xmax,ymax" in metres Lambert-93, the name or INSEE code of a commune, or a list of
four numbers), format, orientation (auto, paysage, portrait), type (pdf, geopdf, png), titre, lieu, auteur, tableaux (list), legende,
carroyage, hors_connexion, exercice, echelle, sortie (file), communes (list of names or INSEE codes, or "emprise": a series),
un_fichier_par_commune.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Tuple

from qgis.core import QgsFeature, QgsFeatureRequest, QgsProject, QgsRectangle, QgsReferencedRectangle

from .. import documents
from ..errors import BadInput, Cancelled
from ..espace import Espace
from . import nommage, projet, resultats_pdf
from .mise_en_page import MapRequest, Progress, export

ORIENTATIONS = {"auto": None, "paysage": True, "portrait": False}
MOST_SHEETS = 60


def produire(
    project: QgsProject,
    espace: Espace,
    params: Dict[str, Any],
    tell: Progress = lambda fraction, text: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Dict[str, Any]:
    """Open the theme when the project has none, then write. Returns `export`'s dictionary (a series of files: that of the first, all "fichiers"),
    and "notes": what could not be shown (work data that cannot be read)."""
    theme = str(params.get("theme") or "")
    notes: List[str] = []
    if theme or not project.mapLayers():
        opened = projet.ouvrir_theme(project, espace, theme or "inondation")
        notes = opened["avertissements"]
        if notes and not opened["pack"]:
            raise BadInput(notes[0])
    return {**_made(project, espace, params, tell, is_cancelled), "notes": notes}


def _made(project: QgsProject, espace: Espace, params: Dict[str, Any], tell: Progress, is_cancelled: Callable[[], bool]) -> Dict[str, Any]:
    communes = params.get("communes") or []
    request = _request(project, params, bool(communes))
    if not communes:
        return export(project, request, espace, tell, is_cancelled)
    series = _series(project, communes, request.extent)
    if not params.get("un_fichier_par_commune"):
        return export(project, request, espace, tell, is_cancelled, series)
    made: List[Dict[str, Any]] = []
    for rank, (place, extent) in enumerate(series):
        if is_cancelled():
            raise Cancelled()
        tell(rank / len(series), f"{place} ({rank + 1}/{len(series)})")
        path = request.path.with_name(f"{request.path.stem}_{documents.slug(place)}{request.path.suffix}") if request.path else None
        made.append(export(project, replace(request, extent=extent, place=place, path=path), espace, is_cancelled=is_cancelled))
    files = [file for one in made for file in one["fichiers"]]
    total = round(sum(one["secondes"] for one in made), 2)
    return dict(made[0], fichiers=files, secondes=total, phrase=f"{len(made)} cartes communales : {Path(files[0]).parent}")


def _request(project: QgsProject, params: Dict[str, Any], series: bool) -> MapRequest:
    orientation = str(params.get("orientation") or "auto")
    if orientation not in ORIENTATIONS:
        raise BadInput(f"L'orientation « {orientation} » n'existe pas : choisissez paysage ou portrait.")
    tables = tuple(params.get("tableaux") or ())
    unknown = [name for name in tables if name not in resultats_pdf.KINDS]
    if unknown:
        raise BadInput(f"Le tableau « {unknown[0]} » n'existe pas : choisissez {' ou '.join(resultats_pdf.KINDS)}.")
    path = params.get("sortie")
    extent, named = extent_of(project, params.get("emprise"))
    return MapRequest(
        extent=extent,
        page_format=str(params.get("format") or "A3").upper(),
        landscape=ORIENTATIONS[orientation],
        kind=str(params.get("type") or ("png" if str(path or "").lower().endswith(".png") else "pdf")).lower(),
        title=str(params.get("titre") or ""),
        place="" if series else str(params.get("lieu") or named),
        author=str(params.get("auteur") or ""),
        vue=str(params.get("vue") or ""),
        tables=tables,
        grid=bool(params.get("carroyage", True)),
        legend=bool(params.get("legende", True)),
        exercise=params.get("exercice"),
        offline=params.get("hors_connexion"),
        path=Path(path) if path else None,
        exact_scale=float(params["echelle"]) if params.get("echelle") else None,
    )


def extent_of(project: QgsProject, wanted: Any) -> Tuple[QgsRectangle, str]:
    """Four numbers, a commune, or what the project shows first; and the name of the commune when one was asked."""
    if isinstance(wanted, QgsRectangle):
        return wanted, ""
    if not wanted:
        default: QgsReferencedRectangle = project.viewSettings().defaultViewExtent()
        box = QgsRectangle(default) if not default.isNull() else project.viewSettings().fullExtent()
        if box.isEmpty():
            raise BadInput("L'emprise de la carte est inconnue : donnez une commune ou quatre coordonnées Lambert-93.")
        return QgsRectangle(box), ""
    parts = list(wanted) if isinstance(wanted, (list, tuple)) else str(wanted).replace(";", ",").split(",")
    try:
        numbers = [float(str(part).strip()) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) < 2:  # a name, or an INSEE code
        name, box = commune(project, str(wanted).strip())
        return box, name
    if len(numbers) == 4 and numbers[0] < numbers[2] and numbers[1] < numbers[3]:
        return QgsRectangle(*numbers), ""
    raise BadInput("L'emprise doit être une commune, ou quatre nombres xmin,ymin,xmax,ymax en mètres Lambert-93.")


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe")).encode("ascii", "ignore").decode().lower()
    return " ".join(text.replace("-", " ").replace("'", " ").split()).replace("saint ", "st ").replace("sainte ", "ste ")


def _sheet_of(feature: QgsFeature) -> Tuple[str, QgsRectangle]:
    box = feature.geometry().boundingBox()
    box.grow(max(box.width(), box.height()) * 0.04)
    return str(feature["nom"]), box


def _communes(project: QgsProject):
    layer = nommage.commune_layer(project)
    if layer is None:
        raise BadInput("La couche des communes est absente du paquet de données : donnez une emprise en coordonnées.")
    return layer


def commune(project: QgsProject, name: str) -> Tuple[str, QgsRectangle]:
    """The commune of that name (accents, hyphens and case do not matter) or INSEE code, and its extent with a margin."""
    wanted = _plain(name)
    for feature in _communes(project).getFeatures():
        if wanted in (_plain(str(feature["nom"])), str(feature["code_insee"]).lower()):
            return _sheet_of(feature)
    raise BadInput(f"La commune « {name} » n'est pas dans le paquet de données : vérifiez le nom ou donnez le code INSEE.")


def _series(project: QgsProject, wanted: Any, extent: QgsRectangle) -> Sequence[Tuple[str, QgsRectangle]]:
    if wanted == "emprise" or wanted == ["emprise"]:
        found = [
            _sheet_of(feature)
            for feature in _communes(project).getFeatures(
                QgsFeatureRequest().setFilterRect(extent).setFlags(QgsFeatureRequest.Flag.ExactIntersect)
            )
        ]
        found.sort(key=lambda sheet: _plain(sheet[0]))
    else:
        found = [commune(project, str(name).strip()) for name in ([wanted] if isinstance(wanted, str) else wanted)]
    if not found:
        raise BadInput("Aucune commune dans l'emprise : zoomez sur le secteur voulu.")
    if len(found) > MOST_SHEETS:
        raise BadInput(f"La série compterait {len(found)} cartes : réduisez l'emprise (au plus {MOST_SHEETS}).")
    return found
