"""« Règlement ici », then a report begun at that place, on the small exercise pack; one JSON object is printed."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from faux_qgis import Iface, app, photo, until  # noqa: E402
from qgis.core import QgsPointXY  # noqa: E402
from qgis.PyQt.QtCore import Qt  # noqa: E402
from qgis.PyQt.QtGui import QDesktopServices  # noqa: E402

from ddtm_lucca.gui import panneau, position, reglement  # noqa: E402
from shared.engine.client import close  # noqa: E402

x, y, other_x, other_y = (float(text) for text in sys.argv[2].split(","))
opened = []
QDesktopServices.openUrl = lambda url: opened.append(url.toLocalFile())
iface, told = Iface(), {}
iface.window.show()
panel = panneau.install(iface)
dock = reglement.install(iface, panel.draft_at)
dock.show()
dock.resize(480, 860)


def said():
    return f"{dock.message.text()} / {panel.message.text()}"


dock.here()
told["sans_gps"] = dock.message.text()
dock.toggle()
dock._click.tool.canvasClicked.emit(QgsPointXY(x, y), Qt.MouseButton.LeftButton)
until(lambda: dock.found is not None and not dock.work.running, "answer", said)
told["reponse"] = dock.headline.text()
told["encore"] = dock._click.tool is not None
told["texte"] = dock.text.toPlainText()
photo(iface.window, "1-reglement")
dock.open_page()
until(lambda: opened and not dock.work.running, "page", said)
told["ouverts"] = opened
told["hors"] = None
dock.ask(10.0, 10.0)
until(lambda: not dock.work.running and "aucune commune" in dock.message.text(), "outside", said)
dock.start_report()
told["outil_rendu"] = dock._click.tool is None
until(lambda: not panel.work.running and panel.again.isVisible(), "no store", said)
told["attend"] = panel.message.text()
panel.who.setText("a.martin")
panel.phrase.setText("quatre mots sans rapport")
panel.again.setText("quatre mots sans rapport")
panel.open()
until(lambda: panel.faces.currentIndex() == 1 and not panel.work.running, "open", said)
card = {"prenom": "Alice", "nom": "Martin", "fonction": "agent_ddtm", "identifiant": "a.martin"}
panel.work.run("Fiche", panneau.ENTRY + "agent", {"fiche": card}, lambda result: panel._enter("a.martin"))
until(lambda: panel.forms and not panel.forms[-1].work.running and panel.forms[-1].parcels.records, "form at the place", said)
form = panel.forms[-1]
told["lieu"] = {name: value for name, value in form.place.values().items() if value}
told["parcelles"] = [{k: v for k, v in row.items() if k != "uuid"} for row in form.parcels.records]
form.place.set_values({**form.place.values(), "zone_ppr": "périmé", "adresse": "1 chemin Neuf"})
form.place_at(other_x, other_y)
until(lambda: not form.work.running, "second click", said)
told["refait"] = [form.place.values()["zone_ppr"], form.place.values()["adresse"]]
told["une_seule"] = [row["numero"] for row in form.parcels.records]
form.place.set_values(
    {**form.place.values(), "nature": "cabanisation", "zone_plu": "A1", "type_reglement_ppr": "interdiction", "zone_ppr": "Rouge"}
)
photo(form, "2-lieu")
form.steps.setCurrentRow(4)
app.processEvents()
sentences = [form.sentences.list.item(row).text() for row in range(form.sentences.list.count())]
told["phrases"] = sentences
form.sentences.list.setCurrentRow(next(row for row, text in enumerate(sentences) if "Zone agricole" in text))
form.sentences.insert()
form.sentences.list.setCurrentRow(next(row for row, text in enumerate(sentences) if "Mesure" in text))
form.sentences.insert()
told["insere"] = [form.findings.values()["attendus"], form.findings.values()["constatations"]]
told["curseur"] = form.findings.fields["constatations"].textCursor().selectedText()
photo(form, "3-phrases")
form.drone_photos()
until(lambda: not form.work.running and form.photo_window.headline.text(), "drone photographs", lambda: form.message.text())
until(lambda: not form.work.running, "pieces")
told["photos"] = form.photo_window.headline.text()
form.photo_window.close()


class Fix:
    latitude, longitude, hacc = 43.5666, 3.9, 35.0

    def isValid(self):
        return True


class Registry:
    def connectionList(self):
        return [self]

    def currentGPSInformation(self):
        return Fix


Fix = Fix()
told["gps"] = position.gps(Registry())
Fix.isValid = lambda: False
told["gps_sans_point"] = position.gps(Registry())
close()
print(json.dumps(told))
sys.stdout.flush()
os._exit(0)
