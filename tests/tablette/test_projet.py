"""The project that leaves, as a real QGIS reads it: forms, relations, search, backgrounds, and QField's own checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from data_sync.core.tablette import depart as depart_module
from shared import catalogue
from shared.gpkg import read

from .outils import QGIS_PYTHON


def test_qgis_reads_the_project_back_from_another_place(depart, tmp_path):
    """Relative paths, forms with closed lists, locks, drawings: as QField will find them, in a folder of another name."""
    _, dossier, _ = depart
    moved = tmp_path / "carte SD"
    shutil.copytree(dossier, moved)
    code = """
import json, os, sys
from qgis.core import QgsApplication, QgsProject, QgsRenderContext, QgsSvgMarkerSymbolLayer
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance(); assert project.read(sys.argv[1] + "/terrain.qgs")
layers = project.mapLayers().values(); out = {"invalides": [l.name() for l in layers if not l.isValid()], "n": len(layers), "svg": [], "themes": len(project.mapThemeCollection().mapThemes())}
for layer in layers:
    if hasattr(layer, "renderer") and layer.renderer() and hasattr(layer.renderer(), "symbols"):
        for symbol in layer.renderer().symbols(QgsRenderContext()):
            out["svg"] += [s.path() for s in (symbol.symbolLayer(i) for i in range(symbol.symbolLayerCount())) if isinstance(s, QgsSvgMarkerSymbolLayer)]
    if "situation_point" in layer.source() and "travail.gpkg" in layer.source():
        i = layer.fields().indexOf("type_situation")
        out["liste"] = layer.editorWidgetSetup(i).type()
        out["uuid"] = layer.defaultValueDefinition(layer.fields().indexOf("uuid")).expression()
        out["verrou"] = layer.customProperty("QFieldSync/is_feature_deletion_locked")
out["svg_hors"] = [p for p in out["svg"] if not p.startswith(sys.argv[1]) or not os.path.isfile(p)]; out["svg"] = len(out["svg"])
print("\\n" + json.dumps(out)); sys.stdout.flush(); os._exit(0)
"""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([QGIS_PYTHON, "-c", code, moved], capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["n"] > 8 and found["invalides"] == [] and found["themes"] >= 2
    assert found["svg"] > 5 and found["svg_hors"] == []
    assert found["liste"] == "ValueMap" and "uuid" in found["uuid"] and found["verrou"] in (True, "true")
    text = (dossier / "terrain.qgs").read_text(encoding="utf-8")
    assert str(dossier.parent) not in text and str(Path(__file__).resolve().parents[2]) not in text


LIRE = """
import json, os, sys
from qgis.core import QgsApplication, QgsProject
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance(); assert project.read(sys.argv[1] + "/terrain.qgs")
out = {"couches": {}, "relations": [], "themes": project.mapThemeCollection().mapThemes(), "ordre": [n.name() for n in project.layerTreeRoot().children()], "invalides": []}
for layer in project.mapLayers().values():
    name = layer.customProperty("ddtm/couche") or layer.name()
    if not layer.isValid(): out["invalides"].append(name)
    entry = out["couches"].setdefault(name, {"cherchable": bool(int(layer.flags()) & 4), "nom": "", "champs": {}, "source": layer.source(), "type": int(layer.type())})
    if layer.type() == 0:
        entry["nom"] = layer.displayExpression()
        for i, field in enumerate(layer.fields()):
            entry["champs"][field.name()] = [layer.editorWidgetSetup(i).type(), layer.defaultValueDefinition(i).expression()]
        entry["nommage"] = layer.customProperty("QFieldSync/attachment_naming")
        entry["verrou"] = layer.customProperty("QFieldSync/is_feature_deletion_locked")
for relation in project.relationManager().relations().values():
    out["relations"].append([relation.isValid(), relation.referencedLayer().customProperty("ddtm/couche"), relation.fieldPairs()])
print("\\n" + json.dumps(out)); sys.stdout.flush(); os._exit(0)
"""


@pytest.fixture(scope="module")
def projet(depart, tmp_path_factory):
    """The project as a real QGIS reads it back, in another place."""
    moved = tmp_path_factory.mktemp("carte") / "T1"
    shutil.copytree(depart[1], moved)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([QGIS_PYTHON, "-c", LIRE, moved], capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize("couche", [*depart_module.SUJETS, depart_module.PHOTOS])
def test_each_form_reads_back_with_its_lists_and_no_name_of_a_person(projet, couche):
    found, declared = projet["couches"][couche], catalogue.LAYERS[couche]
    for field in declared.fields:
        if field.domain:
            assert found["champs"][field.name][0] == "ValueMap", field.name
    assert found["champs"]["uuid"][1].startswith("uuid(") and found["verrou"] in (True, "true")
    assert found["champs"]["cree_par"] == ["Hidden", "'T1'"] and found["champs"]["modifie_par"] == ["Hidden", "'T1'"]
    assert found["nom"].strip('"') == declared.display


def test_photographs_are_tied_to_their_object_by_uuid_and_go_to_dcim(projet):
    photos = projet["couches"][depart_module.PHOTOS]
    assert photos["champs"]["chemin"][0] == "ExternalResource" and "DCIM/" in json.loads(photos["nommage"])["chemin"]
    assert sorted(name for valid, name, pairs in projet["relations"] if valid and pairs == {"objet_uuid": "uuid"}) == sorted(
        depart_module.SUJETS
    )


def test_the_receivers_accuracy_fills_itself_and_the_search_knows_where_to_look(projet):
    for name in ("situation_point", "coupure_point", "photo_terrain"):
        assert projet["couches"][name]["champs"]["precision_gps"][1] == "@position_horizontal_accuracy"
    assert projet["couches"]["commune"]["cherchable"] and projet["couches"]["parcelle"]["cherchable"]
    assert not projet["couches"]["batiment"]["cherchable"] and not projet["couches"]["photo_terrain"]["cherchable"]


def test_the_sector_has_its_plan_its_regulation_and_a_background_without_network(depart, projet):
    _, dossier, _ = depart
    extract = dossier / "referentiel" / "gen-1"
    zones = read.rows(extract / "referentiel.gpkg", "zone_urba")
    assert zones and {row["nomfic"] for row in zones} == {
        f"referentiel/gen-1/reglements/{p.name}" for p in (extract / "reglements").iterdir()
    }
    assert all((dossier / row["nomfic"]).is_file() for row in zones)
    assert projet["couches"]["zone_urba"]["champs"]["nomfic"][0] == "ExternalResource" and "Urbanisme et cadastre" in projet["themes"]
    assert {row["idurba"] for row in read.rows(extract / "referentiel.gpkg", "document_urbanisme")} == {row["idurba"] for row in zones}
    assert projet["ordre"].index("Situation") < projet["ordre"].index("Urbanisme et cadastre"), "parcels would hide what people entered"
    pictures = [entry["source"] for entry in projet["couches"].values() if entry["type"] == 1]
    assert projet["invalides"] == [] and any("fond_" in source for source in pictures)
    import rasterio

    for row in read.rows(extract / "referentiel.gpkg", "raster"):
        with rasterio.open(extract / row["fichier"]) as data:
            assert data.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") == "COG"


VERIFIER = """
import json, os, sys
if len(sys.argv) > 2: sys.path.insert(0, sys.argv[2])
from qgis.core import QgsApplication, QgsProject
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance(); assert project.read(sys.argv[1] + "/terrain.qgs")
from libqfieldsync.offline_converter import ExportType
from libqfieldsync.project_checker import ProjectChecker
said = [[kind.name, one.level.name, str(one.message)] for kind in ExportType for found in [ProjectChecker(project).check(kind)]
        for many in (found.feedbacks.values() if found else []) for one in many]
print("\\n" + json.dumps(said)); sys.stdout.flush(); os._exit(0)
"""


def test_qfields_own_checker_has_nothing_to_say(depart, tmp_path):
    """libqfieldsync is on no package index: its folder is named by DDTM_LIBQFIELDSYNC, or it is in QGIS's own Python."""
    place = os.environ.get("DDTM_LIBQFIELDSYNC")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if not place and subprocess.run([QGIS_PYTHON, "-c", "import libqfieldsync"], capture_output=True, check=False).returncode:
        pytest.skip("libqfieldsync absent : DDTM_LIBQFIELDSYNC=dossier pour cette vérification")
    plain = tmp_path / "T1"  # it warns of accents in the folders above
    shutil.copytree(depart[1], plain)
    asked = [QGIS_PYTHON, "-c", VERIFIER, str(plain), *([place] if place else [])]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.strip().splitlines()[-1]) == []
