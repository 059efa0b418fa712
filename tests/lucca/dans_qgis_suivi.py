"""The follow-up in the panel: filters, map, suites, history, reminders, barometers, conflicts, dashboard; one JSON object is printed."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from faux_qgis import Iface, photo, until  # noqa: E402
from qgis.core import QgsPointXY, QgsProject  # noqa: E402
from qgis.PyQt.QtCore import Qt  # noqa: E402

from ddtm_lucca.gui import carte, panneau  # noqa: E402
from shared.engine.client import close, engine  # noqa: E402
from shared.processing.base import default_espace  # noqa: E402

iface, told = Iface(), {}
iface.window.show()
panel = panneau.install(iface)
panel.show()
iface.window.resize(1366, 640)


def said():
    return panel.message.text()


def idle():
    return not panel.work.running


def job(name, **params):
    return engine().run("ddtm_lucca.core." + name, {"espace": default_espace(), **params})


until(lambda: idle() and panel.again.isVisible(), "no store", said)
panel.who.setText("a.martin")
panel.phrase.setText("quatre mots sans rapport")
panel.again.setText("quatre mots sans rapport")
panel.open()
until(lambda: panel.faces.currentIndex() == 1 and idle(), "open", said)
job("pv.saisie:agent", fiche={"prenom": "Alice", "nom": "Martin", "fonction": "agent_ddtm", "identifiant": "a.martin"})
places = (("Lattes", "34129", "piscine", 772000, "interdiction"), ("Lattes", "34129", "caravane", 773000, "prescription"), ("Mauguio", "34154", "cabanisation", 778000, ""))  # fmt: skip
numbers = []
for rank, (commune, code, nature, x, rule) in enumerate(places):
    affair = {"nature": nature, "commune": commune, "code_insee": code, "x": x, "y": 6275000 + 500 * rank, "type_reglement_ppr": rule, "ouverte_le": f"2026-0{rank + 1}-10", "surface_plancher": 30}  # fmt: skip
    numbers.append(job("pv.saisie:run", saisie={"affaire": affair})["numero"])
panel.list_affairs()
until(lambda: idle() and panel.table.rowCount() == 3, "list", said)
panel.toggle_filters()
panel.filter_form.set_values({"commune": "Lattes", "risque": "ppr"})
panel.list_affairs()
until(lambda: idle() and panel.table.rowCount() == 2, "filtered", said)
told["hauteur"] = panel.minimumSizeHint().height()
told["filtres"] = panel.filter_button.text()
photo(panel, "1-filtres")
panel.on_map()
layer = carte.layer(create=False)
told["carte"] = [said(), layer.featureCount(), sorted(feature["numero"] for feature in layer.getFeatures())]
told["attendus"] = sorted(numbers[:2])
told["champs"] = [field.name() for field in layer.fields()]
extent = iface.mapCanvas().extent()
told["cadre"] = extent.contains(QgsPointXY(772000, 6275000)) and extent.contains(QgsPointXY(773000, 6275500))
panel.from_map()
panel._click.tool.canvasClicked.emit(QgsPointXY(773000, 6275500), Qt.MouseButton.LeftButton)
told["cliquee"] = [panel.number(), numbers[1]]
panel.from_map()
panel._click.tool.canvasClicked.emit(QgsPointXY(700000, 6200000), Qt.MouseButton.LeftButton)
told["a_cote"] = said()
panel.toggle_filters()

panel.follow()
window = panel.windows[-1]
until(lambda: not window.work.running and window.headline.text(), "suites", lambda: window.message.text())
window.parts["ait"].add()
window.parts["ait"].form.set_values({"numero": "2026-12", "autorite": "maire", "date": "2026-03-01"})
window.tabs.setCurrentIndex(1)
window.parts["mises_en_demeure"].add()
window.parts["mises_en_demeure"].form.set_values(
    {"objet": "Retirer la caravane", "date": "2026-03-01", "notifiee_le": "2026-03-03", "echeance": "2026-04-01", "astreinte_jour": 100.0}
)
window.save()
until(lambda: not window.work.running and "enregistrées" in window.message.text(), "saved", lambda: window.message.text())
told["alertes"] = window.alerts.text()
told["relu"] = [row["numero"] for row in window.parts["ait"].records]
photo(window, "2-suites")
window.tabs.setCurrentIndex(2)
window.parts["decisions"].add()
photo(window, "3-decisions")
window.parts["decisions"].remove()
window.save()
until(lambda: not window.work.running, "saved again")
told["pas_de_doublon"] = len(window.parts["ait"].records)
window.tabs.setCurrentIndex(4)
window.closing.set_values({"motif": "regularisation_terrain"})
window.save()
until(lambda: not window.work.running and "date de clôture" in window.message.text(), "no date", lambda: window.message.text())
window.close()
until(idle, "list again", said)


def rows_of(run, key, name):
    run()
    held = panel.windows[-1]
    until(lambda: idle() and held.headline.text(), name, said)
    photo(held, name)
    return [[held.table.item(row, column).text() for column in range(held.table.columnCount())] for row in range(held.table.rowCount())]


panel.table.setCurrentCell(0, 0)
told["historique"] = rows_of(panel.history, "historique", "4-historique")
told["rappels"] = rows_of(panel.reminders, "rappels", "5-rappels")
told["barometres"] = rows_of(panel.barometers, "barometres", "6-barometres")
told["conflits"] = rows_of(panel.conflicts, "conflits", "7-conflits")
panel.exchange()
until(lambda: idle() and os.path.isdir(os.path.join(default_espace(), "colis", "depart", "lucca")), "exchange", said)
until(idle, "idle", said)
photo(panel, "8-panneau")
panel.lock()
until(lambda: panel.faces.currentIndex() == 0 and idle(), "lock", said)
told["fenetres"] = len(panel.windows)
QgsProject.instance().clear()
close()
print(json.dumps(told))
sys.stdout.flush()
os._exit(0)
