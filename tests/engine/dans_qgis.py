"""Run by Debian's Python, without a screen: algorithms of the house in a real QGIS, each step printed as one JSON object."""

import json
import os
import sys

sys.path.insert(0, os.environ["DDTM_SOURCES"])
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingProvider,
    QgsProject,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QTimer  # noqa: E402

app = QgsApplication([], False)
app.initQgis()
from shared.engine.client import close  # noqa: E402
from shared.processing.base import EngineAlgorithm  # noqa: E402
from shared.processing.run import run_algorithm  # noqa: E402

JOBS = "shared.engine.core.autotest:"
handed = {}


class Addition(EngineAlgorithm):
    NAME, TITLE, GROUP, JOB = "addition", "Addition", "Essais", JOBS + "addition"

    def parameters(self):
        yield QgsProcessingParameterNumber("A", "a", defaultValue=1)

    def outputs(self):
        yield QgsProcessingOutputNumber("SOMME", "somme")

    def job_params(self, parameters, context, feedback):
        handed["espace"] = self.espace(parameters, context)
        return {"valeurs": [self.parameterAsInt(parameters, "A", context), 2]}


class Refus(EngineAlgorithm):
    NAME, TITLE, GROUP, JOB = "refus", "Refus", "Essais", JOBS + "refus"

    def job_params(self, parameters, context, feedback):
        return {"message": "La zone est vide."}


class Panne(Refus):
    NAME, TITLE, JOB = "panne", "Panne", JOBS + "panne"


class Mort(Refus):
    NAME, TITLE, JOB = "mort", "Population à évacuer", JOBS + "mort"


class Attente(Refus):
    NAME, TITLE, JOB = "attente", "Attente", JOBS + "attente"

    def job_params(self, parameters, context, feedback):
        return {"secondes": 20, "sourd": True}


class Exigeant(Addition):
    NAME, TITLE = "exigeant", "Exigeant"

    def refusal(self, parameters, context):
        return "Dessinez d'abord une zone."


class Couche(EngineAlgorithm):
    NAME, TITLE, GROUP, JOB = "couche", "Couche", "Essais", JOBS + "addition"

    def parameters(self):
        yield QgsProcessingParameterFeatureSource("ENTREE", "entrée", [QgsProcessing.SourceType.TypeVectorAnyGeometry])

    def job_params(self, parameters, context, feedback):
        given = self.layer_file(parameters, "ENTREE", context, feedback)
        handed["couche"] = given
        layer = QgsVectorLayer(given["chemin"] + (f"|layername={given['couche']}" if given["couche"] else ""), "lu", "ogr")
        handed["noms"] = sorted(feature["nom"] for feature in layer.getFeatures())
        return {"valeurs": []}


class Essais(QgsProcessingProvider):
    def id(self):
        return "essais"

    def name(self):
        return "Essais"

    def loadAlgorithms(self):
        for kind in (Addition, Refus, Panne, Mort, Attente, Exigeant, Couche):
            self.addAlgorithm(kind())


provider = Essais()
QgsApplication.processingRegistry().addProvider(provider)


def run(name, params, cancel_after=None):
    answer, progress, loop = {"appels": 0}, [], QEventLoop()

    def done(result):
        answer.update(resultat=result, appels=answer["appels"] + 1)
        loop.quit()

    def failed(error):
        answer.update(classe=type(error).__name__, message=error.message, detail=error.detail[-200:], appels=answer["appels"] + 1)
        loop.quit()

    handle = run_algorithm(name, params, done, failed, lambda fraction, text: progress.append([fraction, text]))
    if handle is not None:
        if cancel_after:
            QTimer.singleShot(cancel_after, handle.cancel)
        QTimer.singleShot(30000, loop.quit)
        loop.exec()
        QTimer.singleShot(1600 if cancel_after else 50, loop.quit)  # a second call, if any, would come within the watch's second
        loop.exec()
    return answer


def memory_layer():
    layer = QgsVectorLayer("Point?crs=EPSG:2154&field=nom:string", "points", "memory")
    features = []
    for number, name in enumerate("abc"):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(number, number)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def layers(folder):
    answers = {}
    memory = memory_layer()
    path = os.path.join(folder, "é données.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "zone test"
    QgsVectorFileWriter.writeAsVectorFormatV3(memory, path, QgsProject.instance().transformContext(), options)
    stored = QgsVectorLayer(f"{path}|layername=zone test", "stockée", "ogr")
    QgsProject.instance().addMapLayers([memory, stored])

    def ask(name, value):
        handed.clear()
        run("essais:couche", {"ENTREE": value})
        answers[name] = {"noms": handed.get("noms"), "direct": handed.get("couche", {}).get("chemin") == path}

    ask("mémoire", memory.id())
    ask("fichier", stored.id())
    stored.selectByExpression("nom = 'b'")
    ask("sélection", QgsProcessingFeatureSourceDefinition(stored.id(), True))
    stored.removeSelection()
    stored.setSubsetString("nom <> 'a'")
    ask("filtre", stored.id())
    stored.setSubsetString("")
    stored.startEditing()
    feature = next(stored.getFeatures())
    stored.changeAttributeValue(feature.id(), stored.fields().indexOf("nom"), "z")
    ask("modification", stored.id())
    stored.rollBack()
    return answers


STEPS = {
    "addition": lambda: {**run("essais:addition", {"A": 40}), "espace": handed["espace"]},
    "reglage": lambda: (QgsSettings().setValue("ddtm/espace", "/un/dossier"), run("essais:addition", {}), handed["espace"])[-1],
    "parametre": lambda: (run("essais:addition", {"ESPACE": "/un/autre"}), handed["espace"])[-1],
    "refus": lambda: run("essais:refus", {}),
    "panne": lambda: run("essais:panne", {}),
    "mort": lambda: run("essais:mort", {}),
    "annulation": lambda: run("essais:attente", {}, cancel_after=800),
    "exigeant": lambda: run("essais:exigeant", {}),
    "apres": lambda: run("essais:addition", {"A": 1}),
    "couches": lambda: layers(sys.argv[1]),
    "lourd": lambda: [name for name in ("geopandas", "shapely", "rasterio", "pyogrio") if name in sys.modules],
}
print(json.dumps({name: step() for name, step in STEPS.items()}))
close()
QgsApplication.processingRegistry().removeProvider(provider)
QgsProject.instance().clear()
QCoreApplication.processEvents()
sys.stdout.flush()
os._exit(0)  # QGIS without a screen may crash on its way out; what is tried here is over
