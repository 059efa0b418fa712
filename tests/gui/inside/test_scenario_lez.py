"""A night on the lower Lez in the real desktop, by mouse and keyboard alone, from the home screen to the sheet of the main courante.

The same steps on the whole exercise pack make the pictures of the guide (docs/images/captures.py).
"""

import os
import sqlite3

import pytest
from doigts import Doigts
from qgis.core import QgsApplication, QgsRectangle
from qgis.PyQt.QtWidgets import QPushButton
from qgis.utils import plugins

CUT = ("A9", "28", "32")
# Typed without accents, as people do; the small pack holds the first two.
LORRY = ("saint-jean-de-vedas", "castelnau-le-lez")
FULL = ("beziers", "a9 sortie 25")


@pytest.fixture
def desk(iface, espace, pump):
    """The desk on the given pack, at its home screen, with a known author and documents that do not open by themselves."""
    bureau = plugins["ddtm_crise"].bureau
    bureau.mode_simple()
    bureau.poste.changer_reglages(espace=str(espace), auteur="Permanence", ouvrir_documents=False)
    iface.messageBar().clearWidgets()
    bureau.poste.faits.clear()
    iface.mainWindow().showMaximized()
    bureau.accueil_()
    pump(0.3)
    yield bureau
    bureau.panneau.fermer()
    bureau.qgis_complet()
    bureau.mode_simple()


class Nuit:
    """What a manager does, one method a gesture; each waits for the screen to answer."""

    def __init__(self, desk, iface, pump, wait_for, shot):
        self.desk, self.iface, self.pump, self.wait_for, self._shot = desk, iface, pump, wait_for, shot
        self.doigts = Doigts(iface.mapCanvas())

    def picture(self, name):
        self.drawn()
        self._shot(name)

    def drawn(self):
        canvas = self.iface.mapCanvas()
        self.pump(0.5)
        self.wait_for(lambda: not canvas.isDrawing(), 40, "the map")
        self.pump(0.2)

    def tool(self, code):
        self.doigts.press(self.desk.ruban.boutons[code])
        self.pump(0.3)
        return self.desk.panneau.courant

    def done(self, what, seconds=60):
        def said():
            item = self.iface.messageBar().currentItem()
            assert item is None or what in self.desk.poste.faits or "introuvable" not in item.text(), item.text()
            return what in self.desk.poste.faits

        self.wait_for(said, seconds, what)

    def rows(self, sql):
        with sqlite3.connect(self.desk.poste.espace.travail_gpkg) as base:
            return base.execute(sql).fetchall()

    def show(self, x0, y0, x1, y1):
        self.desk.poste.zoomer(QgsRectangle(x0, y0, x1, y1), 1.0)
        self.drawn()


def flooded(desk, station="EX-LEZ-3", town="34129"):
    """A point under the water of the station's scenario, in the town."""
    layer = desk.poste.couche("zone_inondee_potentielle")
    limit = next(f.geometry() for f in desk.poste.couche("commune").getFeatures(f"\"code_insee\" = '{town}'"))
    shapes = [f.geometry() for f in layer.getFeatures(f"\"code_station\" = '{station}'")]
    wet = max((shape.intersection(limit) for shape in shapes), key=lambda shape: shape.area())
    return wet.pointOnSurface().asPoint()


def test_a_night_on_the_lower_lez(desk, iface, pump, wait_for, shot):
    night = Nuit(desk, iface, pump, wait_for, shot)
    fingers, poste = night.doigts, desk.poste
    whole = float(poste.espace.pack["echelle"]) >= 1.0

    # Home: one click opens the theme.
    assert desk.accueil.isVisible()
    night._shot("accueil")
    fingers.press(desk.accueil.tuiles["inondation"])
    night.drawn()
    assert not desk.accueil.isVisible() and poste.theme["theme"] == "inondation"

    # Where: the town by its name.
    place = night.tool("lieu")
    fingers.type(place.recherche.champ, "lattes")
    night.done("lieu:commune")

    # Who is under water: three clicks.
    point = flooded(desk)
    fingers.clicks = 0
    tool = night.tool("evacuation")
    fingers.map(point.x(), point.y())
    pump(0.2)
    assert "4 m 80" in tool.zones[0].nom, "the highest stage that is shown comes first"
    fingers.press(tool.calculer)
    night.done("evacuation")
    assert fingers.clicks == 3
    assert tool.phrase.startswith("Environ ") and tool.ages.rowCount() == 6 and tool.etablissements.rowCount() >= 3
    total, low, high = night.rows("select pop_nuit, pop_nuit_bas, pop_nuit_haut from evacuation order by fid desc limit 1")[0]
    assert low <= total <= high and total > 1000
    night.picture("evacuation")

    # What is under water: the roads of that zone, in one click.
    fingers.press(tool.couper)
    night.done("coupure")
    assert "km de routes coupées" in tool.coupe.text() and not tool.couper.isEnabled()
    assert night.rows("select count(*) from coupure_zone where statut = 'actif'")[0][0] >= 1
    poste.faits.discard("coupure")

    # What is cut: the motorway between two exits.
    tool = night.tool("route")
    fingers.press(tool.onglets[1])
    fingers.choose(tool.couper.axe, CUT[0])
    fingers.choose(tool.couper.debut, CUT[1])
    fingers.choose(tool.couper.fin, CUT[2])
    fingers.press(tool.couper.valider)
    night.done("coupure")
    assert "A9" in tool.phrase and "28" in tool.phrase and "32" in tool.phrase
    assert night.rows("select count(*) from coupure_ligne where statut = 'actif'")[0][0] >= 1
    night.picture("coupure")

    # What goes round it: a lorry, by names.
    fingers.press(tool.onglets[0])
    start, end = FULL if whole else LORRY
    fingers.type(tool.champs["DEPART"].champ, start)
    fingers.type(tool.champs["ARRIVEE"].champ, end)
    fingers.press(tool.profils["pl"])
    fingers.press(tool.calculer)
    night.done("detour:pl")
    lorry = {feature["calcul_uuid"] for feature in poste.couche("itineraire").getFeatures()}
    assert tool.phrase and len(lorry) == 1 and tool.table.rowCount() >= 1
    night.picture("itineraire")

    # Asked again for a car: the map shows the new answer only, the old one is kept.
    fingers.press(tool.profils["vl"])
    fingers.press(tool.calculer)
    night.done("detour:vl")
    shown = {f["calcul_uuid"] for f in poste.couche("itineraire").getFeatures()}
    kept = {row[0] for row in night.rows("select distinct calcul_uuid from itineraire where statut = 'actif'")}
    assert len(shown) == 1 and shown < kept and lorry < kept and not shown & lorry

    # Who cannot be reached any more.
    fingers.press(tool.onglets[2])
    fingers.press(tool.isoles)
    night.done("isolement")
    assert tool.phrase
    night.picture("isolement")

    # What people report: a drawing, a line.
    poste.zoomer(QgsRectangle(point.x() - 2500, point.y() - 2000, point.x() + 2500, point.y() + 2000), 1.0)
    tool = night.tool("dessin")
    night.drawn()
    fingers.press(tool.symboles["inondation"])
    for dx, dy in ((-600, -300), (500, -400), (700, 400)):
        fingers.map(point.x() + dx, point.y() + dy)
    fingers.double(point.x() - 300, point.y() + 600)
    night.done("dessin:inondation")
    fingers.press(tool.symboles["point_accueil"])
    fingers.map(point.x() + 1500, point.y() + 900)
    night.done("dessin:point_accueil")
    night.picture("dessin")
    fingers.press(tool.onglets[1])
    fingers.type(tool.journal.champ, "Le maire de Lattes ouvre la salle polyvalente n 2.")
    night.done("ligne")
    night.picture("main_courante")
    assert night.rows("select count(*) from main_courante where statut = 'actif'")[0][0] >= 6

    # What is sent: one click.
    poste.faits.discard("carte_pdf")
    fingers.clicks = 0
    tool = night.tool("carte")
    night.done("carte_pdf", 90)
    assert fingers.clicks == 1 and os.path.getsize(tool.faites[-1]) > 10_000
    night.picture("carte")

    # What the operations centre sees.
    desk.panneau.fermer()
    fingers.press(desk.ruban.boutons["cod"])
    night.picture("cod")
    desk.cod.sortir()
    night.pump(0.3)

    # What remains of the night.
    tool = night.tool("dessin")
    fingers.press(tool.onglets[1])
    with_files = list(poste.espace.sorties.glob("*main_courante*.pdf"))
    fingers.press(next(b for b in tool.journal.findChildren(QPushButton) if "PD" in b.text()))
    night.done("export_main_courante")
    assert len(list(poste.espace.sorties.glob("*main_courante*.pdf"))) > len(with_files)


def test_forms_never_say_null_in_the_simplified_desktop(desk):
    assert QgsApplication.nullRepresentation() == ""
    desk.qgis_complet()
    assert QgsApplication.nullRepresentation() == "NULL"


def test_an_old_route_is_never_shown_as_the_answer_to_a_new_question(desk, iface, pump, wait_for, shot):
    """The answer holds the rows of its own calculation, whatever else was written meanwhile."""
    night = Nuit(desk, iface, pump, wait_for, shot)
    night.doigts.press(desk.accueil.tuiles["route"])
    tool = night.tool("route")
    tool.repondu({"PHRASE": "Aucun itinéraire : le départ est isolé.", "CALCUL": "00000000-0000-0000-0000-000000000000"})
    assert tool.table.isHidden() and tool.carte.isHidden()
    assert not list(desk.poste.couche("itineraire").getFeatures())


def test_previous_calculations_come_back_on_demand(desk, iface, pump, wait_for, shot):
    night = Nuit(desk, iface, pump, wait_for, shot)
    night.doigts.press(desk.accueil.tuiles["inondation"])
    tool = night.tool("couches")
    layer = desk.poste.couche("itineraire")
    total = night.rows("select count(*) from itineraire where statut = 'actif'")[0][0]
    night.doigts.press(tool.precedents)
    assert layer.featureCount() == total
    night.doigts.press(tool.precedents)
    assert layer.featureCount() < total or total == 0


def test_without_a_pack_the_home_screen_shows_whole_tiles_and_one_repair_at_a_time(desk, iface, espace, tmp_path, pump, wait_for):
    iface.mainWindow().showNormal()
    iface.mainWindow().resize(1366, 768)
    desk.poste.changer_reglages(espace=str(tmp_path / "vide"))
    desk.accueil_()
    pump(0.3)
    box, tiles = desk.accueil.paquet, desk.accueil.tuiles.values()
    assert box.isVisible() and all(tile.geometry().bottom() < box.geometry().top() for tile in tiles)
    (tmp_path / "cle").mkdir()
    box.installer(str(tmp_path / "cle"))
    assert not box.reparer.isEnabled() and not box.fabriquer.isEnabled()
    wait_for(box.reparer.isEnabled, 30, "the refusal")
    assert "Aucun paquet de données" in iface.messageBar().currentItem().text()
    iface.messageBar().clearWidgets()
    box.installer(str(espace))
    wait_for(lambda: not box.isVisible(), 60, "the copy")
    pump(0.2)
    assert "absent" not in desk.bandeau.paquet.text() and desk.accueil.tuiles["inondation"].question.isVisible()
