"""Run by QGIS's own Python, without a screen: the algorithm on the work space named by argv[1]; prints one JSON object."""

import json
import os
import sys

sys.path.insert(0, os.environ["DDTM_SOURCES"])
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsProcessingFeedback, QgsProject, QgsVectorLayer  # noqa: E402

app = QgsApplication([], False)
app.initQgis()
from ddtm_crise.processing.provider import provider  # noqa: E402
from shared.engine.client import close  # noqa: E402

espace = sys.argv[1]
kept = provider()
QgsApplication.processingRegistry().addProvider(kept)
algorithm = QgsApplication.processingRegistry().algorithmById("ddtm_crise:evacuation")


def run(**parameters):
    from qgis.core import QgsProcessingContext

    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    parameters = {"ESPACE": espace, **parameters}
    ready, why = algorithm.checkParameterValues(parameters, context)
    if not ready:
        return {"refus": why}
    try:
        results, done = algorithm.create().run(parameters, context, feedback, {}, False)
    except Exception as error:
        return {"refus": str(error)}
    layers = {
        name: context.getMapLayer(results[name]).featureCount()
        for name in ("ZONE_COMPTEE", "ETABLISSEMENTS", "PAR_COMMUNE")
        if isinstance(results.get(name), str) and context.getMapLayer(results[name]) is not None
    }
    return {**results, "ok": done, "couches": layers}


X, Y = 760_000, 6_270_000
square = QgsGeometry.fromWkt(f"POLYGON(({X} {Y},{X + 2000} {Y},{X + 2000} {Y + 2000},{X} {Y + 2000},{X} {Y}))")
layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=nom:string", "dessin", "memory")
feature = QgsFeature(layer.fields())
feature.setGeometry(square)
layer.dataProvider().addFeature(feature)
QgsProject.instance().addMapLayer(layer)
out = {
    "aide": algorithm.shortHelpString(),
    "rien": run(),
    "commune": run(COMMUNES="34001"),
    "trace": run(GEOMETRIE=square, LIBELLE="Le Bourg", DOCUMENTS=True),
    "couche": run(
        ZONE=layer.id(),
        ENREGISTRER=False,
        ZONE_COMPTEE="memory:z",
        ETABLISSEMENTS="memory:e",
        PAR_COMMUNE="memory:c",
        SORTIE=os.path.join(espace, "a.csv"),
    ),
    "inconnue": run(COMMUNES="00000"),
}
print(json.dumps(out, ensure_ascii=False, default=str))
close()
