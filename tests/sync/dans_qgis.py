"""Run by QGIS's own Python, without a screen: the algorithms and the window of the conflicts on two work spaces; prints one JSON object."""

import json
import os
import sys

sys.path[:0] = [os.environ["DDTM_SOURCES"], "/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsProcessingException, QgsProject, QgsVectorLayer  # noqa: E402

app = QgsApplication([], True)
app.initQgis()
from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()
import processing  # noqa: E402

from data_sync.processing.provider import provider  # noqa: E402
from shared.engine.client import engine  # noqa: E402

one, two, usb, picture = sys.argv[1:5]
kept = provider()
QgsApplication.processingRegistry().addProvider(kept)
out = {}


def run(name, **parameters):
    try:
        return processing.run(f"data_sync:{name}", parameters)
    except QgsProcessingException as error:
        return {"refus": str(error)}


def layer_of(espace):
    return QgsVectorLayer(f"{espace}/travail/travail.gpkg|layername=situation_point", "Situations (points)", "ogr")


def edit(layer, value, x):
    assert layer.startEditing()
    feature = next(layer.getFeatures())
    layer.changeAttributeValue(feature.id(), layer.fields().indexOf("libelle"), value)
    layer.changeGeometry(feature.id(), QgsGeometry.fromPointXY(QgsPointXY(x, 6_280_000)))
    assert layer.commitChanges(), layer.commitErrors()


for espace, other in ((one, "COD-2"), (two, "COD-1")):
    out.setdefault("poste", []).append(run("poste", ESPACE=espace, ACCEPTER=f"{usb}/../{other}.json"))
first = layer_of(one)
QgsProject.instance().addMapLayer(first)
assert first.startEditing()
feature = QgsFeature(first.fields())
feature["uuid"], feature["statut"], feature["type_situation"], feature["etat"] = "u-0000001", "actif", "feu", "en_cours"
feature["libelle"] = "Pont"
feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(770_000, 6_280_000)))
assert first.addFeature(feature)
out["en_edition"] = run("echanger", ESPACE=one, DOSSIER=usb)
assert first.commitChanges(), first.commitErrors()
out["aller"] = run("echanger", ESPACE=one, DOSSIER=usb)
out["retour"] = run("echanger", ESPACE=two, DOSSIER=usb)
second = layer_of(two)
QgsProject.instance().addMapLayer(second)
out["vu_dans_qgis"] = [f["libelle"] for f in second.getFeatures()]
edit(first, "Pont coupé par l'eau", 770_040)
edit(second, "Pont ouvert aux secours", 770_120)
out["capture"] = run("capturer", ESPACE=one)
run("echanger", ESPACE=one, DOSSIER=usb)
out["conflit"] = run("echanger", ESPACE=two, DOSSIER=usb)
out["liste"] = run("conflits", ESPACE=two)
out["inconnu"] = run("conflits", ESPACE=two, REGLER="absent", GARDER="autre")

from qgis.gui import QgsMapCanvas  # noqa: E402

from data_sync.gui.conflits import FenetreConflits  # noqa: E402


def here(identifier, parameters, on_done, on_error):
    try:
        on_done(processing.run(identifier, {"ESPACE": two, **parameters}))
    except QgsProcessingException as error:
        on_error(error)


canvas = QgsMapCanvas()
canvas.setDestinationCrs(second.crs())
canvas.setLayers([second])
window = FenetreConflits(None, canvas, here)
window.show()
window.actualiser()
for row in range(window.liste.count()):
    window.liste.setCurrentRow(row)
    for _ in range(60):
        app.processEvents()
    window.grab().save(picture.replace(".png", f"-{row}.png"))
out["fenetre"] = {"titre": window.titre.text(), "liste": [window.liste.item(i).text() for i in range(window.liste.count())]}
while window.liste.count():
    before = window.liste.count()
    window.garder("autre:1")
    assert window.liste.count() == before - 1, window.titre.text()
out["apres"] = {"titre": window.titre.text(), "valeurs": [f["libelle"] for f in layer_of(two).getFeatures()]}
out["histoire"] = run("journal", ESPACE=two, UUID="u-0000001")
out["aides"] = {a.name(): len(a.shortHelpString()) for a in kept.algorithms() if a.groupId() == "echanges"}
out["lourds"] = [name for name in ("cryptography", "geopandas", "shapely", "scipy") if name in sys.modules]
print("\n" + json.dumps(out, default=str))
sys.stdout.flush()
engine().close()
os._exit(0)
