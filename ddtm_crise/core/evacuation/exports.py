"""The answer as files: PDF sheet, CSV for the spreadsheet, GeoPackage, JSON; each written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Union

import shapely

from shared import documents
from shared.catalogue import LAYERS
from shared.catalogue.domaines import ACCES, NATURE_ETABLISSEMENT
from shared.documents import free_path, write_whole
from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg import read, write
from shared.gpkg.create import create

from .resultat import rows_for_layers
from .sorties import AUTO, targets

SOURCE_LAYERS = ("commune", "batiment", "carreau_population", "population_commune", "etablissement")
COUNTS = ("pop_nuit", "pop_nuit_bas", "pop_nuit_haut", "pop_jour", "pop_jour_bas", "pop_jour_haut")
LAYER_NAMES = ("evacuation", "evacuation_commune", "evacuation_etablissement")


def export(target: Union[str, Sequence[str]], result: Dict[str, Any], zone: shapely.MultiPolygon, espace: Espace, theme: str) -> List[str]:
    """Write the result and return the paths. target: a file by its extension, a folder or "auto" (sorties/): sheet and table named
    AAAAMMJJ_HHMM_theme_lieu_format; or a list of them. Raises BadInput for an unknown extension, DdtmError when the disk refuses."""
    out: List[str] = []
    for one in targets(target):
        path = espace.sorties if one == AUTO else Path(one)
        if path.suffix == "":
            name = file_stem(result, theme)
            files = [free_path(path / f"{name}_a4.pdf"), free_path(path / f"{name}.csv")]
        else:
            files = [path]
        for file in files:
            WRITERS[file.suffix.lower()](file, result, zone, espace)
            out.append(str(file))
    return out


def file_stem(result: Dict[str, Any], theme: str) -> str:
    """AAAAMMJJ_HHMM_theme_lieu, ASCII. The place is the commune with most people, else the zone's own name."""
    moment = datetime.fromisoformat(result["calcule_le"]).astimezone()
    communes = result["communes"]
    place = communes[0]["nom"] + (" et environs" if len(communes) > 1 else "") if communes else result["libelle"]
    return documents.file_stem(moment, theme, place)


def table(result: Dict[str, Any]) -> str:
    """CSV text: what was asked, communes, then establishments; « ; », decimal commas, people rounded to the unit, nothing cut short."""
    stream = io.StringIO(newline="")
    out = csv.writer(stream, delimiter=";")
    out.writerows(
        [["Zone", result["libelle"]], ["Réponse", result["phrase"]], ["Calculé le", result["calcule_le"]], ["Données", result["millesime"]]]
    )
    if result["exercice"]:
        out.writerow(["EXERCICE", "données non réelles"])
    out.writerows([["Remarque", note] for note in result["notes"]] + [["Méthode", result["methode"]], []])
    fields = {field.name: field.label for field in LAYERS["evacuation_commune"].fields}
    columns = [*COUNTS, *(name for name, _ in result["classes_age"]), "logements", "batiments"]
    out.writerow(["Code INSEE", "Commune", *(fields[name] for name in columns)])
    for row in result["communes"]:
        out.writerow([row["code_insee"], _cell(row["nom"]), *(_whole(row[name]) for name in columns)])
    out.writerow(["", "Toute la zone", *(_whole(result["population"][name]) for name in columns)])
    out.writerow([])
    natures, accesses = dict(NATURE_ETABLISSEMENT.values), dict(ACCES.values)
    out.writerow(["Établissement", "Nature", "Commune", "Téléphone", "Capacité", "Personnes le jour", "Personnes la nuit", "Accès", "Altitude (m)",
                  "Hauteur d'eau (m)", "Terrain au-dessus de l'eau (m)", "X Lambert 93", "Y Lambert 93"])  # fmt: skip
    for row in result["etablissements"]:
        point = shapely.from_wkb(row["geom"])
        out.writerow(
            [_cell(row["nom"]), natures.get(row["nature"], row["nature"]), _cell(row["commune"]), _cell(row["telephone"]), row["capacite"], row["effectif_jour"],
             row["effectif_nuit"], accesses.get(row["acces"], ""), *(_decimal(row[name]) for name in ("altitude", "hauteur_eau", "altitude_sur_eau")),
             f"{point.x:.0f}", f"{point.y:.0f}"]
        )  # fmt: skip
    return stream.getvalue()


def _pdf(path: Path, result: Dict[str, Any], zone: shapely.MultiPolygon, espace: Espace) -> None:
    from .fiche import sheet

    communes = [
        (str(row["nom"]), shapely.make_valid(shapely.from_wkb(row["geom"])))
        for row in read.rows(espace.referentiel_gpkg, "commune", bbox=zone.bounds, fields=("nom",))
        if row.get("geom")
    ]
    told = [f"{one.get('source')} ({one.get('millesime')})" for one in espace.pack.get("sources", []) if one.get("couche") in SOURCE_LAYERS]
    write_whole(path, sheet(result, zone, communes, list(dict.fromkeys(told))))


def _csv(path: Path, result: Dict[str, Any], zone: shapely.MultiPolygon, espace: Espace) -> None:
    write_whole(path, b"\xef\xbb\xbf" + table(result).encode("utf-8"))


def _json(path: Path, result: Dict[str, Any], zone: shapely.MultiPolygon, espace: Espace) -> None:
    body = {**result, "geom": shapely.to_wkb(zone, hex=True)}
    write_whole(path, json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8"))


def _gpkg(path: Path, result: Dict[str, Any], zone: shapely.MultiPolygon, espace: Espace) -> None:
    """The three work layers in a file of their own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}-{os.getpid()}.part.gpkg")
    try:
        create(temporary, [LAYERS[name] for name in LAYER_NAMES], exercise=bool(result["exercice"]))
        write.insert_together(temporary, rows_for_layers(result, zone), None)
        os.replace(temporary, path)
    except OSError as error:
        raise DdtmError(f"Écriture impossible de « {path.name} » : disque plein ou dossier protégé.", str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


WRITERS: Dict[str, Callable[..., None]] = {".pdf": _pdf, ".csv": _csv, ".gpkg": _gpkg, ".json": _json}


def _cell(value: Any) -> str:
    """Text that a spreadsheet does not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _whole(value: Any) -> int:
    return int(round(float(value)))


def _decimal(value: Any) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")
