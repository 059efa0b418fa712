"""Run by Debian's Python, without a screen: a controller's way through the panel and the form; one JSON object is printed."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faux_qgis  # noqa: E402
from faux_qgis import Iface, photo  # noqa: E402
from qgis.core import QgsPointXY  # noqa: E402
from qgis.PyQt.QtCore import Qt  # noqa: E402

from ddtm_lucca.gui import panneau  # noqa: E402
from shared.engine.client import close  # noqa: E402

out, told = sys.argv[1], {}


def until(condition, what, seconds=40):
    faux_qgis.until(condition, what, lambda: f"{panel.message.text()} / {form.message.text() if form else ''}", seconds)


form = None
iface = Iface()
iface.window.show()
panel = panneau.install(iface)
panel.show()
until(lambda: not panel.work.running and panel.again.isVisible(), "no store yet")
photo(panel, "1-coffre")
panel.who.setText("a.martin")
panel.phrase.setText("quatre mots sans rapport")
panel.again.setText("autre")
panel.open()
told["differ"] = panel.message.text()
panel.phrase.setText("quatre mots sans rapport")
panel.again.setText("quatre mots sans rapport")
panel.open()
until(lambda: panel.faces.currentIndex() == 1 and not panel.work.running, "open")
told["phrase_gardee"] = panel.phrase.text() + panel.again.text()
told["sans_fiche"] = panel.card
card = {
    "prenom": "Alice", "nom": "Martin", "fonction": "agent_ddtm", "commission_numero": "2020-34-117", "commission_date": "2020-05-04", "serment_date": "2020-06-15",
    "serment_tribunal": "tribunal judiciaire de Montpellier", "communes": ["34"], "habilitations": ["urbanisme", "environnement"], "identifiant": "a.martin",
}  # fmt: skip
panel.work.run("Fiche", panneau.ENTRY + "agent", {"fiche": card}, lambda result: panel._enter("a.martin"))
until(lambda: panel.card and not panel.work.running, "card")
panel.new()
form = panel.forms[-1]


def idle():
    return not form.work.running


def forward():
    before = form.steps.currentRow()
    form.go_on()
    until(lambda: idle() and form.steps.currentRow() == before + 1, f"step {before + 1}")


form.go_on()
told["vide"] = form.message.text()
form.place.set_values({"nature": "cabanisation", "commune": "Lattes", "code_insee": "34129", "x": 772000.0, "y": 6275000.0, "zone_plu": "A", "type_reglement_ppr": "interdiction", "date_faits": "2026-02-01"})  # fmt: skip
photo(form, "2-lieu")
forward()
form.parcels.add()
form.parcels.form.set_values({"section": "BC", "numero": "12"})
form.parcels.add()
form.parcels.form.set_values({"section": "ZZ", "numero": "99"})
forward()
form.people.add()
form.people.form.set_values(
    {
        "type": "physique",
        "statut": "proprietaire",
        "nom": "Durand",
        "prenom": "Paul",
        "date_naissance": "1961-04-02",
        "lieu_naissance": "Sète",
    }
)
photo(form, "3-personnes")
forward()
form.visit.set_values(
    {
        "date": "2026-03-10",
        "heure_debut": "09:30",
        "cadre": "recherche_infractions",
        "lieu": "interieur_assentiment",
        "domicile": True,
        "commission_portee": True,
    }
)
photo(form, "4-visite")
forward()
form.findings.set_values({"constatations": "Depuis le chemin, nous voyons une construction de bois de 8 m par 4 m, haute de 2,50 m, posée sur plots, avec une terrasse de 12 m² et un raccordement électrique."})  # fmt: skip
photo(form, "5-constatations")
forward()
form.offences.questions.set_values({"autorisation": "aucune", "formalite": "permis", "contraire_plu": True})
form.offences.propose()
until(lambda: idle() and form.offences.table.rowCount() == 3, "proposals")
form.offences.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
photo(form, "6-infractions")
told["questions"] = [name for name, widget in form.offences.questions.fields.items() if widget.isVisible()]
told["retenues"] = form.offences.chosen()
forward()
form.join([os.environ["DDTM_PHOTO"]])
form.pieces.form.set_values({"legende": "Vue d'ensemble", "nature": "vue"})
photo(form, "7-pieces")
forward()
form.drafting.set_values({"type": "infraction", "redige_le": "2026-03-12", "fait_a": "Montpellier"})
form.check.documents.join_plans()
until(lambda: idle() and "paquet de données est absent" in form.message.text(), "plans without a pack")
form.verify()
until(lambda: idle() and form.check.table.rowCount() > 0, "check")
told["verdict"] = form.check.answer.text()
told["peut_clore"] = form.check.close_button.isEnabled()
photo(form, "8-verification")
form.visit.set_values(
    {"date": "2026-03-10", "heure_debut": "09:30", "cadre": "recherche_infractions", "lieu": "exterieur", "commission_portee": True}
)
form.parcels.list.setCurrentRow(1)
form.parcels.remove()
form.verify()
until(lambda: idle() and form.check.close_button.isEnabled(), "check again")
form.check.seal()
until(lambda: idle() and form.closed, "closing")
told["clos"] = form.check.answer.text()
form.check.export(os.path.join(out, "pv.pdf"))
until(lambda: idle() and os.path.exists(os.path.join(out, "pv.pdf")), "pdf")
photo(form, "9-clos")
told["boutons"] = [form.check.documents.sign_button.isVisible(), form.check.documents.plans.isVisible()]
form.check.documents.sign(os.environ["DDTM_CERTIFICAT"], "fausse")
until(lambda: idle() and "phrase de protection fausse" in form.message.text(), "wrong passphrase")
form.check.documents.sign(os.environ["DDTM_CERTIFICAT"], os.environ["DDTM_SECRET"])
until(lambda: idle() and "signé par" in form.message.text(), "signature")
told["signe"] = form.message.text()
photo(form, "9-signe")
form.check.prepare(os.path.join(out, "envoi"))
until(lambda: idle() and os.path.exists(os.path.join(out, "envoi", "bordereau.pdf")), "package")
form.check.correct("La terrasse mesure 14 m².")
until(lambda: idle() and not form.closed and form.check.verify.isVisible(), "rectification")
told["rectificatif"] = [
    form.drafting.values()["type"],
    form.findings.isEnabled(),
    "14 m²" in form.findings.values()["constatations"],
    form.message.text(),
]
form.findings.set_values({**form.findings.values(), "constatations": form.findings.values()["constatations"].replace("12 m²", "14 m²")})
form.drafting.set_values({**form.drafting.values(), "fait_a": "Montpellier"})
form.verify()
until(lambda: idle() and form.check.close_button.isEnabled(), "check of the rectification")
form.check.seal()
until(lambda: idle() and form.closed, "closing of the rectification")
told["clos_2"] = form.check.answer.text()
form.close()
until(lambda: not panel.work.running and panel.table.rowCount() == 1, "list")
panel.table.setCurrentCell(0, 0)
panel.resume()
until(lambda: not panel.work.running and panel.forms[-1] is not form, "resume")
again = panel.forms[-1]
told["relu"] = [
    again.place.values()["commune"],
    [row["section"] for row in again.parcels.records],
    again.people.records[0]["nom"],
    again.offences.chosen(),
    again.closed,
]
told["pieces"] = [row["legende"] for row in again.pieces.records]
photo(panel, "10-affaires")
picked = []
panel.pick(lambda x, y: picked.append((x, y)))
panel._click.tool.canvasClicked.emit(QgsPointXY(772000, 6275000), Qt.MouseButton.LeftButton)
told["carte"] = picked
panel.lock()
until(lambda: panel.faces.currentIndex() == 0 and not panel.work.running, "lock")
told["verrou"] = panel.message.text()
panel.who.setText("a.martin")
panel.phrase.setText("mauvaise phrase")
panel.open()
until(lambda: not panel.work.running and "refusée" in panel.message.text(), "wrong passphrase")
close()
print(json.dumps(told))
sys.stdout.flush()
os._exit(0)
