"""A real headless QGIS (its own Python) opens our files, shows the catalogue's form, edits, and keeps the spatial index right."""

from __future__ import annotations

import json
import os
import subprocess
import textwrap
from pathlib import Path

import pytest

from shared import catalogue
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.write import insert_rows

from .conftest import point, rtree_problem

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")
HEAD = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from qgis.core import *
from qgis.PyQt.QtCore import QDateTime
app = QgsApplication([], True)
app.initQgis()
from qgis.gui import QgsGui
QgsGui.editorWidgetRegistry().initEditors()
from shared.carto.formulaires import configure_form
PATH = sys.argv[1]
def layer(name):
    found = QgsVectorLayer(f"{{PATH}}|layername={{name}}", name, "ogr")
    assert found.isValid(), found.error().message()
    return found
def tell(**answer):
    print("ANSWER" + json.dumps(answer), flush=True)
"""


def has_qgis() -> bool:
    try:
        return subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not has_qgis(), reason="QGIS is not installed")


def in_qgis(code: str, path, timezone: str = "Europe/Paris") -> dict:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TZ": timezone, "PYTHONPATH": ""}
    script = HEAD + textwrap.dedent(code) + "\nos._exit(0)\n"
    done = subprocess.run([PYTHON, "-c", script, str(path)], capture_output=True, text=True, env=environment, timeout=90)
    answers = [json.loads(line[6:]) for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stdout + done.stderr
    return answers[-1]


def test_every_layer_opens_in_lambert_93_with_its_form(work, empty_reference):
    code = """
    from shared import catalogue
    out = {}
    whole = QgsVectorLayer(PATH, "x", "ogr")
    for name in [text.split("!!::!!")[1] for text in whole.dataProvider().subLayers()]:
        one = layer(name)
        configure_form(one, name)
        fields = one.fields()
        out[name] = dict(
            crs=one.crs().authid(), kind=QgsWkbTypes.displayString(one.wkbType()), display=one.displayExpression(),
            alias=[one.attributeAlias(i) for i in range(fields.count())], names=fields.names(),
            widget=[one.editorWidgetSetup(i).type() for i in range(fields.count())],
            map={fields.at(i).name(): [list(e.items())[0] for e in one.editorWidgetSetup(i).config()["map"]] for i in range(fields.count()) if one.editorWidgetSetup(i).type() == "ValueMap"},
            hard=[fields.at(i).name() for i in range(fields.count())
                  if one.fields().at(i).constraints().constraintStrength(QgsFieldConstraints.Constraint.ConstraintNotNull) == QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard],
            columns=[c.name for c in one.attributeTableConfig().columns() if not c.hidden and c.name])
    tell(**out)
    """
    for path, role in ((work, "travail"), (empty_reference, "reference")):
        seen = in_qgis(code, path)
        assert set(seen) == {declared.name for declared in catalogue.layers(role)}
        for declared in catalogue.layers(role):
            shown = seen[declared.name]
            assert shown["kind"] == (declared.geometry or "NoGeometry") and (shown["crs"] == "EPSG:2154" or not declared.geometry)
            assert shown["display"] == f'"{declared.display}"'
            widgets, aliases = dict(zip(shown["names"], shown["widget"])), dict(zip(shown["names"], shown["alias"]))
            for field in declared.all_fields:
                assert aliases[field.name].startswith(field.label)
                hidden = field.name in ("uuid", "statut", "cree_le", "cree_par", "modifie_le", "modifie_par")
                assert (widgets[field.name] == "Hidden") == hidden and (field.name in shown["columns"]) != hidden
                assert field.required <= (field.name in shown["hard"])
                if field.domain and not hidden:
                    listed = shown["map"][field.name]
                    assert listed[not field.required :] == [[text, code] for code, text in field.domain.values]
                    assert field.required or listed[0][0] == "(non renseigné)"
                if field.type == "horodatage":
                    assert aliases[field.name].endswith("(heure UTC)")


EDIT = """
import time
from qgis.core import QgsVectorLayerUtils
one = layer("situation_point")
configure_form(one, "situation_point")
index = one.fields().indexOf
one.startEditing()
new = QgsVectorLayerUtils.createFeature(one, QgsGeometry.fromWkt("POINT(771000 6281000)"), {}, one.createExpressionContext())
new["type_situation"], new["libelle"] = "feu", "Créé dans QGIS"
added = one.addFeature(new)
old = next(f for f in one.getFeatures() if f["libelle"] == "à déplacer")
one.changeGeometry(old.id(), QgsGeometry.fromWkt("POINT(772000 6282000)"))
one.changeAttributeValue(old.id(), index("etat"), "termine")
gone = next(f for f in one.getFeatures() if f["libelle"] == "à effacer")
one.deleteFeature(gone.id())
bad = QgsFeature(new)
bad["type_situation"] = "licorne"
refused = QgsVectorLayerUtils.validateAttribute(one, bad, index("type_situation"))
empty = QgsFeature(new)
empty["type_situation"] = None
missing = QgsVectorLayerUtils.validateAttribute(one, empty, index("type_situation"))
tell(added=added, saved=one.commitChanges(), errors=one.commitErrors(), refused=refused[0], missing=missing[0], now=time.time())
"""


@pytest.mark.parametrize("timezone", ["Europe/Paris", "Pacific/Noumea"])
def test_qgis_edits_and_the_file_stays_true(work, timezone):
    rows = [{"type_situation": "feu", "libelle": text, "geom": point()} for text in ("à déplacer", "à effacer", "témoin")]
    before = {row["libelle"]: row for row in (insert_rows(work, "situation_point", rows) and read.rows(work, "situation_point"))}
    answer = in_qgis(EDIT, work, timezone)
    assert answer["added"] and answer["saved"], answer["errors"]
    assert answer["refused"] is False and answer["missing"] is False
    after = {row["libelle"]: row for row in read.rows(work, "situation_point")}
    assert set(after) == {"à déplacer", "témoin", "Créé dans QGIS"} and after["témoin"] == before["témoin"]
    made, moved = after["Créé dans QGIS"], after["à déplacer"]
    assert len(made["uuid"]) == 36 and made["statut"] == "actif" and made["etat"] == "en_cours" and made["cree_par"]
    assert moved["etat"] == "termine" and moved["uuid"] == before["à déplacer"]["uuid"] and moved["modifie_par"]
    from shared.gpkg.values import parse_instant

    for text in (made["cree_le"], made["heure_debut"], moved["modifie_le"]):
        assert text.endswith("Z")
        assert abs(parse_instant(text).timestamp() - answer["now"]) < 30, "hours are UTC whatever the workstation's zone"
    assert [row["libelle"] for row in read.rows(work, "situation_point", bbox=(771_999, 6_281_999, 772_001, 6_282_001))] == ["à déplacer"]
    assert rtree_problem(work, "situation_point") == "ok" and check(work).ok


def test_we_write_while_qgis_is_in_edit_mode_and_it_sees_the_row(work):
    """QGIS holds the file in WAL mode with an open edit buffer; our row goes in, its own commit too."""
    insert_rows(work, "situation_point", [{"type_situation": "feu", "libelle": "avant", "geom": point()}])
    code = """
    from shared.gpkg.write import insert_rows
    one = layer("situation_point")
    one.startEditing()
    first = next(one.getFeatures())
    one.changeAttributeValue(first.id(), one.fields().indexOf("libelle"), "par QGIS")
    (identifier,) = insert_rows(PATH, "situation_point", [{"type_situation": "feu", "libelle": "par le moteur", "geom": None}])
    saved = one.commitChanges()
    tell(saved=saved, seen=sorted(f["libelle"] for f in one.getFeatures()), wheels=[m for m in ("geopandas", "pandas", "shapely", "pyogrio", "rasterio") if m in sys.modules])
    """
    answer = in_qgis(code, work)
    assert answer["saved"] and answer["seen"] == ["par QGIS", "par le moteur"]
    assert answer["wheels"] == []
    assert read.count(work, "situation_point") == 2 and rtree_problem(work, "situation_point") == "ok"
