"""Run by QGIS's own Python, without a screen: layers shown while a pack is installed and taken back; prints one JSON object."""

import json
import os
import sys

sys.path[:0] = [os.environ["DDTM_SOURCES"], "/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication, QgsProcessingException, QgsProject, QgsVectorLayer  # noqa: E402

app = QgsApplication([], False)
app.initQgis()
from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()
import processing  # noqa: E402

from data_sync.processing.provider import provider  # noqa: E402
from shared.engine.client import engine  # noqa: E402

laptop, office, channel, second = sys.argv[1:5]
kept = provider()
QgsApplication.processingRegistry().addProvider(kept)
out = {}


def run(name, **parameters):
    try:
        return processing.run(f"data_sync:{name}", parameters)
    except QgsProcessingException as error:
        return {"refus": str(error)}


out["publie"] = run("publier_paquet", ESPACE=office, DOSSIER=channel, VALIDITE=30)
out["verifie"] = run("verifier_paquet", ESPACE=laptop, SOURCE=channel)
out["installe"] = run("installer_paquet", ESPACE=laptop, SOURCE=channel)
layer = QgsVectorLayer(f"{laptop}/referentiel/gen-1/referentiel.gpkg|layername=commune", "Communes", "ogr")
layer.setSubsetString("code_insee < '34005'")
layer.renderer().symbol().setColor(__import__("qgis.PyQt.QtGui", fromlist=["QColor"]).QColor("#123456"))
foreign = QgsVectorLayer(f"{office}/referentiel/gen-1/referentiel.gpkg|layername=commune", "Ailleurs", "ogr")
QgsProject.instance().addMapLayers([layer, foreign])
before = sorted(f["nom"] for f in layer.getFeatures())
out["installe_2"] = run("installer_paquet", ESPACE=laptop, SOURCE=second)


def state():
    return {
        "noms": sorted(f["nom"] for f in layer.getFeatures()),
        "source": layer.source().split("referentiel/")[1],
        "filtre": layer.subsetString(),
        "couleur": layer.renderer().symbol().color().name(),
        "valide": layer.isValid(),
    }


out["avant"], out["apres"] = before, state()
out["ailleurs"] = foreign.source()
out["retour"] = run("revenir_paquet", ESPACE=laptop)
out["revenu"] = state()
out["refus"] = run("installer_paquet", ESPACE=laptop, SOURCE=channel)
out["absent"] = run("installer_paquet", ESPACE=laptop, SOURCE="/nulle/part")
out["aides"] = {a.name(): len(a.shortHelpString()) for a in kept.algorithms() if a.groupId() == "paquets"}
out["lourds"] = [name for name in ("cryptography", "geopandas", "shapely") if name in sys.modules]
print("\n" + json.dumps(out, default=str))
sys.stdout.flush()
engine().close()
os._exit(0)
