"""Run by QGIS's own Python, without a screen: geomaticians edit PostGIS through QGIS's provider, the algorithms exchange; prints JSON."""

import json
import os
import sys

sys.path[:0] = [os.environ["DDTM_SOURCES"], "/usr/share/qgis/python/plugins"]
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsDataSourceUri,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsSettings,
    QgsVectorLayer,
)

app = QgsApplication([], True)
app.initQgis()
from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()
import processing  # noqa: E402

from data_sync.processing.provider import provider  # noqa: E402
from shared.engine.client import engine  # noqa: E402

espace, usb, host, port, database = sys.argv[1:6]
kept = provider()
QgsApplication.processingRegistry().addProvider(kept)
out = {}


def connection(name, **values):
    settings = QgsSettings()
    for key, value in {"host": host, "port": port, "database": database, **values}.items():
        settings.setValue(f"PostgreSQL/connections/{name}/{key}", value)


connection("bureau", username="admin", saveUsername="true")
connection("en clair", username="admin", password="secret", saveUsername="true", savePassword="true")


def run(name, **parameters):
    try:
        return processing.run(f"data_sync:{name}", {"ESPACE": espace, **parameters})
    except QgsProcessingException as error:
        return {"refus": str(error)}


out["installer"] = run("postgis_installer", CONNEXION="bureau", ROLE="geomatique", NOM="PostGIS")
out["en_clair"] = run("postgis_installer", CONNEXION="en clair")
out["inconnue"] = run("postgis_echanger", CONNEXION="nulle part", DOSSIER=usb)

uri = QgsDataSourceUri()
uri.setConnection(host, port, database, "martin", "")
uri.setDataSource("ddtm", "situation_point", "geom", "", "fid")
layer = QgsVectorLayer(uri.uri(False), "Situations (points)", "postgres")
out["couche"] = [layer.isValid(), layer.dataProvider().name(), layer.isSpatial()]
assert layer.startEditing()
feature = QgsFeature(layer.fields())
feature["type_situation"], feature["libelle"] = "feu", "Pont vu du bureau"
feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(770_000, 6_280_000)))
assert layer.addFeature(feature)
out["enregistre"] = [layer.commitChanges(), layer.commitErrors()]
out["aller"] = run("postgis_echanger", CONNEXION="bureau", DOSSIER=usb)

layer.reload()
assert layer.startEditing()
feature = next(layer.getFeatures())
layer.changeAttributeValue(feature.id(), layer.fields().indexOf("libelle"), "Pont coupé")
layer.changeGeometry(feature.id(), QgsGeometry.fromPointXY(QgsPointXY(770_050, 6_280_010)))
out["modifie"] = [layer.commitChanges(), layer.commitErrors()]
out["retour"] = run("postgis_echanger", DOSSIER=usb)  # the connection of the last time, by service or pgpass
assert layer.startEditing()
layer.deleteFeature(feature.id())
out["supprime"] = [layer.commitChanges(), layer.commitErrors()]
layer.reload()
out["reste"] = [f["statut"] for f in layer.getFeatures()]
out["fin"] = run("postgis_echanger", DOSSIER=usb)
out["conflits"] = run("postgis_conflits")
out["inconnu"] = run("postgis_conflits", REGLER="absent", GARDER="autre")
out["aides"] = {a.name(): len(a.shortHelpString()) for a in kept.algorithms() if a.groupId() == "postgis"}
out["lourds"] = [name for name in ("psycopg", "cryptography", "geopandas") if name in sys.modules]
print("\n" + json.dumps(out, default=str))
sys.stdout.flush()
engine().close()
os._exit(0)
