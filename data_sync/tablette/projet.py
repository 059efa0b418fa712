"""A QGIS without windows that writes the project of a tablet: {"dossier", "titre", "emprise"} on stdin, one JSON line on stdout."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Dict


def main() -> int:
    from qgis.core import Qgis, QgsApplication, QgsProject, QgsSettings

    from shared.errors import DdtmError

    params: Dict[str, Any] = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    application = QgsApplication([], True)
    application.initQgis()
    QgsSettings().setValue("qgis/walForSqlite3", False)
    try:
        write(QgsProject.instance(), params, Qgis)
    except DdtmError as error:
        print(json.dumps({"erreur": error.message}, ensure_ascii=False), flush=True)
        return 1
    print(json.dumps({"resultat": "terrain.qgs"}), flush=True)
    QgsProject.instance().clear()
    return 0


def write(project: Any, params: Dict[str, Any], qgis: Any) -> None:
    """Both themes of the folder in one project: work layers to edit, the extract to look at."""
    from qgis.core import QgsExpressionContextUtils, QgsRectangle, QgsReferencedRectangle

    from shared.carto.couches import crs
    from shared.carto.plan import THEMES
    from shared.carto.projet import ouvrir_theme
    from shared.errors import DdtmError
    from shared.espace import Espace

    folder = Path(params["dossier"])
    for theme in THEMES:
        ouvrir_theme(project, Espace.at(folder), theme)
    work = str(folder / "travail")
    for layer in project.mapLayers().values():
        editable = layer.source().startswith(work)
        layer.setCustomProperty("QFieldSync/action", "copy")
        layer.setCustomProperty("QFieldSync/cloud_action", "offline" if editable else "no_action")
        layer.setCustomProperty("QFieldSync/is_feature_deletion_locked", True)  # deleting is a status
        if not editable:
            for lock in ("is_feature_addition_locked", "is_attribute_editing_locked", "is_geometry_editing_locked"):
                layer.setCustomProperty(f"QFieldSync/{lock}", True)
    project.setTitle(f"Terrain : {params['titre']}")
    QgsExpressionContextUtils.removeProjectVariable(project, "ddtm_espace")  # a path of the office says nothing to a tablet
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(QgsRectangle(*params["emprise"]), crs()))
    project.writeEntry("qfieldsync", "initialMapMode", "browse")
    if hasattr(qgis, "FilePathType"):
        project.setFilePathStorage(qgis.FilePathType.Relative)
    else:
        project.writeEntryBool("Paths", "Absolute", False)
    if not project.write(str(folder / "terrain.qgs")):
        raise DdtmError("Le projet QField n'a pas pu être écrit : disque plein ou dossier protégé.", project.error())
    _take_symbols(folder / "terrain.qgs")


def _take_symbols(project_file: Path) -> None:
    """The drawings travel in the folder, and the project names them there: the paths of this workstation say nothing to a tablet."""
    from shared.carto import symbols

    source = Path(symbols.__file__).with_name("symboles")
    target = project_file.with_name("symboles")
    target.mkdir()

    def here(found: re.Match) -> str:
        name = found.group(1)
        if not (source / name).is_file():
            return found.group(0)
        shutil.copyfile(source / name, target / name)
        return f"./symboles/{name}"

    # absolute, or relative to the project when both stand on one disk: whatever QGIS wrote before the folder's name goes
    text = re.sub(r'(?<=")[^"]*/symboles/([\w.-]+\.svg)(?=")', here, project_file.read_text(encoding="utf-8"))
    project_file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
