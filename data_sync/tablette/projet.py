"""A QGIS without windows that writes the project of a tablet: {"dossier", "titre", "emprise", "tablette"} on stdin, one JSON line on stdout."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Dict

PHOTOS = "photo_terrain"
MISSIONS = "drone_mission"
SUJETS = (
    "situation_point", "situation_ligne", "situation_zone", "coupure_point", "coupure_ligne", "coupure_zone", "drone_mission",
    "visite", "objet_detecte", "signalement",
)  # fmt: skip
CONTROLE = ("visite", "signalement", "objet_detecte")
URBANISME = ("parcelle", "prescription_pct", "prescription_lin", "prescription_surf", "zone_urba", "information_surf")
RECHERCHE = (*SUJETS, "commune", "etablissement", "parcelle", "zone_urba", "lieu_dit")
PRECISION = "@position_horizontal_accuracy"
FICHIER = {"RelativeStorage": 1, "StorageMode": 0, "FileWidget": True, "FileWidgetButton": True, "UseLink": True, "FullUrl": True}


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
    _urbanisme(project, folder)
    _missions(project, folder)
    _controle(project, folder)
    _photos(project, folder)
    work = str(folder / "travail")
    for layer in project.mapLayers().values():
        editable = layer.source().startswith(work)
        layer.setCustomProperty("QFieldSync/action", "copy")
        layer.setCustomProperty("QFieldSync/cloud_action", "offline" if editable else "no_action")
        layer.setCustomProperty("QFieldSync/is_feature_deletion_locked", True)  # deleting is a status
        if not editable:
            for lock in ("is_feature_addition_locked", "is_attribute_editing_locked", "is_geometry_editing_locked"):
                layer.setCustomProperty(f"QFieldSync/{lock}", True)
        else:
            _saisie(layer, str(params["tablette"]))
        _recherche(layer)
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


def _urbanisme(project: Any, folder: Path) -> None:
    """Parcels, planning zones and prescriptions in a group of their own, hidden at first, with a map theme; their regulations open."""
    from qgis.core import QgsEditorWidgetSetup, QgsMapThemeCollection

    from shared.carto.couches import KEY, open_vector
    from shared.carto.formulaires import configure_form

    path = folder / "referentiel" / "gen-1" / "referentiel.gpkg"
    root = project.layerTreeRoot()
    above = [node.name() for node in root.children()]
    group = root.insertGroup(above.index("Situation") + 1 if "Situation" in above else 0, "Urbanisme et cadastre")
    for name in URBANISME:
        layer = open_vector(path, name)
        if layer is None or not layer.featureCount():
            continue
        configure_form(layer, name)
        layer.setCustomProperty(KEY, name)
        project.addMapLayer(layer, False)
        group.addLayer(layer)
    for layer in project.mapLayers().values():
        if layer.source().startswith(str(path)) and hasattr(layer, "fields"):
            for field in ("nomfic", "nom_reglement"):
                index = layer.fields().indexOf(field)
                if index >= 0:  # a path of the folder: QField opens the document it names
                    layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ExternalResource", {**FICHIER, "DocumentViewer": 0}))
    if not group.children():
        root.removeChildNode(group)
        return
    themes = project.mapThemeCollection()
    model_theme = QgsMapThemeCollection.createThemeFromCurrentState(root, _model(root))
    themes.insert("Urbanisme et cadastre", model_theme)
    group.setItemVisibilityCheckedRecursive(False)


def _missions(project: Any, folder: Path) -> None:
    """The register of the drone missions, to fill before the flight and after it; names stay at the office."""
    from qgis.core import QgsEditorWidgetSetup

    from shared.carto.couches import open_vector
    from shared.carto.formulaires import configure_form

    from ..core.tablette.noms import absents

    layer = open_vector(folder / "travail" / "travail.gpkg", MISSIONS)
    if layer is None:
        return
    configure_form(layer, MISSIONS)
    for name in absents(MISSIONS):
        layer.setEditorWidgetSetup(layer.fields().indexOf(name), QgsEditorWidgetSetup("Hidden", {}))
    index = layer.fields().indexOf("telepilotes")
    layer.setFieldAlias(index, f"{layer.attributeAlias(index)} (initiales)")
    project.addMapLayer(layer, False)
    project.layerTreeRoot().insertGroup(0, "Missions de drone").addLayer(layer)


def _controle(project: Any, folder: Path) -> None:
    """The visits of a round of control, in order, the reports and the objects they are about."""
    from shared.carto.couches import open_vector

    group = project.layerTreeRoot().insertGroup(0, "Contrôle")
    for name in CONTROLE:
        layer = open_vector(folder / "travail" / "travail.gpkg", name)
        if layer is not None:
            project.addMapLayer(layer, False)
            group.addLayer(layer)


def _model(root: Any) -> Any:
    from qgis.core import QgsLayerTreeModel

    return QgsLayerTreeModel(root)


def _photos(project: Any, folder: Path) -> None:
    """The table of photographs, tied to each layer of entries by uuid; files go to DCIM."""
    from qgis.core import QgsDefaultValue, QgsEditorWidgetSetup, QgsRelation

    from shared.carto.couches import KEY, open_vector
    from shared.carto.formulaires import configure_form

    table = open_vector(folder / "travail" / "travail.gpkg", PHOTOS)
    if table is None:
        return
    configure_form(table, PHOTOS)
    table.setCustomProperty(KEY, PHOTOS)
    project.addMapLayer(table, False)
    project.layerTreeRoot().addLayer(table)
    fields = table.fields()
    table.setEditorWidgetSetup(fields.indexOf("chemin"), QgsEditorWidgetSetup("ExternalResource", {**FICHIER, "DocumentViewer": 1}))
    for hidden in ("sha256", "objet_uuid"):
        table.setEditorWidgetSetup(fields.indexOf(hidden), QgsEditorWidgetSetup("Hidden", {}))
    naming = "'DCIM/' || format_date(now(), 'yyyyMMddhhmmsszzz') || '.{extension}'"
    table.setCustomProperty("QFieldSync/attachment_naming", json.dumps({"chemin": naming}))
    table.setDefaultValueDefinition(fields.indexOf("precision_gps"), QgsDefaultValue(PRECISION))
    for layer in list(project.mapLayers().values()):
        name = layer.customProperty(KEY)
        if name in SUJETS:
            relation = QgsRelation()
            relation.setId(f"photos_{name}")
            relation.setName("Photos")
            relation.setReferencingLayer(table.id())
            relation.setReferencedLayer(layer.id())
            relation.addFieldPair("objet_uuid", "uuid")
            project.relationManager().addRelation(relation)


def _saisie(layer: Any, tablet: str) -> None:
    """Who and how precisely: the tablet's name, never a person's; the accuracy of its receiver while the cross-hair follows it."""
    from qgis.core import QgsDefaultValue

    author = "'" + tablet.replace("'", "''") + "'"
    for name, expression, update in (("cree_par", author, False), ("modifie_par", author, True), ("precision_gps", PRECISION, False)):
        index = layer.fields().indexOf(name)
        if index >= 0:
            layer.setDefaultValueDefinition(index, QgsDefaultValue(expression, update))


def _recherche(layer: Any) -> None:
    """QField's search looks through these layers, and shows their display name."""
    from qgis.core import QgsMapLayer

    from shared.carto.couches import KEY

    flag = getattr(QgsMapLayer, "LayerFlag", QgsMapLayer).Searchable
    flags = layer.flags()
    layer.setFlags(flags | flag if layer.customProperty(KEY) in RECHERCHE else flags & ~flag)


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
