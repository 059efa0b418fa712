"""The simplified desktop, in the real QGIS: what is put away and given back, clicks, keys, flows, pictures."""

import os

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QMenuBar, QPushButton, QStatusBar, QToolBar, QToolButton
from qgis.utils import plugins

OURS = ("ddtmBureau", "ddtmRetour")
KINDS = (QToolBar, QDockWidget, QMenuBar, QStatusBar)


@pytest.fixture
def bureau(iface, pump, monkeypatch):
    """The desk as the plugin installed it, simple, closed panel, a known author, and documents that do not open by themselves."""
    desk = plugins["ddtm_crise"].bureau
    desk.mode_simple()
    desk.poste.changer_reglages(auteur="Essai", ouvrir_documents=False)
    desk.accueil.hide()
    desk.panneau.fermer()
    iface.messageBar().clearWidgets()
    desk.poste.faits.clear()
    pump(0.1)
    return desk


@pytest.fixture
def desk(bureau, espace, pump):
    """The desk on the given pack, flood theme."""
    bureau.poste.changer_reglages(espace=str(espace))
    bureau.ouvrir("inondation")
    pump(0.3)
    return bureau


def chrome(window):
    """{widget: hidden?} of QGIS's own pieces."""
    return {
        (type(w).__name__, w.objectName()): w.isHidden()
        for kind in KINDS
        for w in window.findChildren(kind)
        if w.parent() is window and not w.objectName().startswith(OURS)
    }


class Clicks:
    """Presses buttons as a finger does, and counts."""

    def __init__(self, canvas):
        self.count, self._canvas = 0, canvas

    def press(self, button):
        assert button.isEnabled() and button.isVisible()
        self.count += 1
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def map(self, x, y):
        self.count += 1
        place = self._canvas.getCoordinateTransform().transform(x, y)
        QTest.mouseClick(
            self._canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(int(place.x()), int(place.y()))
        )


def commune(poste, name="Lattes"):
    for feature in poste.couche("commune").getFeatures():
        if feature["nom"] == name:
            return feature.geometry().pointOnSurface().asPoint()
    pytest.skip(f"{name} is not in the pack")


def test_everything_of_qgis_is_put_away_and_comes_back_as_it_was(bureau, iface, pump):
    window = iface.mainWindow()
    bureau.qgis_complet()
    window.findChild(QDockWidget, "Browser").hide()  # someone's own choice must survive
    pump(0.2)
    before = chrome(window)
    bureau.mode_simple()
    pump(0.2)
    assert all(chrome(window).values()) and bureau.ruban.isVisible() and bureau.bandeau.isVisible()
    bureau.qgis_complet()
    pump(0.2)
    assert chrome(window) == before and not bureau.ruban.isVisible()


def test_a_toolbar_that_another_extension_adds_meanwhile_is_hidden_then_given_back(bureau, iface, pump):
    bar = iface.addToolBar("Une autre extension")
    bar.setObjectName("autre")
    pump(0.3)
    assert bar.isHidden()
    bureau.qgis_complet()
    assert not bar.isHidden()
    iface.mainWindow().removeToolBar(bar)
    bar.deleteLater()


def test_remove_then_install_leaves_no_widget_behind(bureau, iface, pump):
    window = iface.mainWindow()
    bureau.remove()
    pump(0.3)
    assert not [w for kind in KINDS for w in window.findChildren(kind) if w.objectName().startswith(OURS)]
    assert not window.menuBar().isHidden()
    bureau.install()
    pump(0.5)
    assert bureau.ruban.isVisible()


def test_at_most_eight_ribbon_buttons_large_named_and_reachable_by_keys(bureau, iface, pump):
    buttons = bureau.ruban.findChildren(QToolButton)
    named = [button for button in buttons if button.objectName().startswith("ruban_")]
    assert 1 <= len(named) <= 8
    for button in named:
        assert button.height() >= 44 and button.width() >= 44 and button.accessibleName() and "&" in button.text()
        assert button.font().pointSizeF() >= 11 and button.focusPolicy() & Qt.FocusPolicy.TabFocus
    keys = [shortcut.key().toString() for shortcut in bureau._shortcuts]
    assert len(keys) == len(set(keys)) and {"F1", "F11", "Ctrl+F", "Esc"} <= set(keys)


@pytest.mark.parametrize("code", ["lieu", "couches", "dessin", "evacuation", "route"])
def test_each_tool_has_large_named_controls_and_its_own_help_page(bureau, code, pump):
    bureau.panneau.montrer(code)
    pump(0.1)
    tool = bureau.panneau.courant
    for button in tool.findChildren(QPushButton):
        assert button.minimumHeight() >= 36 and (button.accessibleName() or button.text())
    bureau.aider()
    assert bureau.aide.page == tool.AIDE
    bureau.aide.hide()


def test_an_absent_pack_is_told_in_one_sentence_and_the_map_stays(bureau, iface, tmp_path, pump):
    bureau.poste.changer_reglages(espace=str(tmp_path / "vide"))
    bureau.accueil_()
    pump(0.1)
    assert bureau.accueil.paquet.isVisible() and "paquet de données est absent" in bureau.accueil.paquet.phrase.text()
    assert bureau.accueil.paquet.reparer.isVisible()
    bureau.ouvrir("inondation")
    pump(0.2)
    assert iface.messageBar().currentItem() is not None and iface.mapCanvas().isVisible()
    bureau.clic("dessin")
    bureau.panneau.courant.dessine(QgsGeometry.fromPointXY(QgsPointXY(770000, 6275000)))
    assert bureau.poste.situations.annulable is not None


def test_an_unknown_theme_asked_for_shows_the_home_screen(bureau, iface, pump):
    from dataclasses import replace

    bureau.poste.reglages = replace(bureau.poste.reglages, theme="volcan")
    bureau._start()
    pump(0.1)
    assert bureau.accueil.isVisible() and "volcan" in iface.messageBar().currentItem().text()
    bureau.accueil.hide()


def test_evacuation_takes_three_clicks(desk, iface, pump, wait_for, shot):
    place = commune(desk.poste)
    desk.poste.zoomer(QgsRectangle(place.x() - 5000, place.y() - 5000, place.x() + 5000, place.y() + 5000))
    clicks = Clicks(iface.mapCanvas())
    clicks.press(desk.ruban.boutons["evacuation"])
    pump(0.8)
    clicks.map(place.x(), place.y())
    pump(0.1)
    tool = desk.panneau.courant
    assert tool.zones
    clicks.press(tool.calculer)
    wait_for(lambda: "evacuation" in desk.poste.faits, 60, "the count")
    assert clicks.count == 3 and "personne" in tool.phrase and tool.ages.rowCount() == 6
    assert tool.minimumSizeHint().width() <= desk.panneau.width(), "the panel would hide the end of its lines"
    assert "&#" not in tool.reponse.text()
    shot("evacuation")


def test_detour_takes_four_clicks(desk, iface, pump, wait_for, shot):
    place = commune(desk.poste)
    desk.poste.zoomer(QgsRectangle(place.x() - 5000, place.y() - 5000, place.x() + 5000, place.y() + 5000))
    clicks = Clicks(iface.mapCanvas())
    clicks.press(desk.ruban.boutons["route"])
    pump(0.8)
    clicks.map(place.x() - 800, place.y() - 300)
    clicks.map(place.x() + 900, place.y() + 500)
    tool = desk.panneau.courant
    clicks.press(tool.calculer)
    wait_for(lambda: "detour" in desk.poste.faits, 60, "the route")
    assert clicks.count == 4 and tool.phrase
    shot("itineraire")


def test_a_map_takes_one_click(desk, iface, wait_for, shot):
    clicks = Clicks(iface.mapCanvas())
    clicks.press(desk.ruban.boutons["carte"])
    wait_for(lambda: "carte_pdf" in desk.poste.faits, 90, "the sheet")
    tool = desk.panneau.courant
    assert clicks.count == 1 and os.path.getsize(tool.faites[-1]) > 10_000
    assert desk.panneau.width() <= 460
    shot("carte")


def test_an_axis_cut_between_two_exits_is_drawn_told_and_undone(desk, wait_for):
    desk.clic("route")
    tool = desk.panneau.courant
    tool.page(1)
    axis = tool.couper.axe.findText("A9")
    if axis < 0 or not tool.couper.valider.isEnabled():
        pytest.skip("no exits of the A9 in this pack")
    tool.couper.axe.setCurrentIndex(axis)
    tool.couper.couper_axe()
    wait_for(lambda: "coupure" in desk.poste.faits or desk.iface.messageBar().currentItem(), 60, "the cut")
    assert "coupure" in desk.poste.faits
    assert desk.poste.couche("coupure_ligne").featureCount() >= 1
    action = desk.poste.situations.annuler()
    assert action.couche == "coupure_ligne"


def test_a_place_is_found_with_the_keyboard_alone(desk, iface, pump):
    commune(desk.poste)
    desk.clic("lieu")
    field = desk.panneau.courant.recherche.champ
    QTest.keyClicks(field, "lates")
    QTest.keyClick(field, Qt.Key.Key_Return)
    pump(0.1)
    assert "Lattes" in desk.panneau.courant.phrase and "lieu:commune" in desk.poste.faits


def test_a_drawing_finished_by_enter_is_saved_and_ctrl_z_takes_it_off(desk, iface, pump, shot):
    desk.clic("dessin")
    tool = desk.panneau.courant
    tool.nature("inondation")
    before = desk.poste.couche("situation_zone").featureCount()
    drawing = tool.outils["zone"]
    center = iface.mapCanvas().extent().center()
    for dx, dy in ((0, 0), (500, 0), (500, 500)):
        drawing.ajouter(QgsPointXY(center.x() + dx, center.y() + dy))
    QTest.keyClick(iface.mapCanvas(), Qt.Key.Key_Return)
    pump(0.2)
    assert desk.poste.couche("situation_zone").featureCount() == before + 1
    shot("dessin")
    desk._undo("annuler")
    assert desk.poste.couche("situation_zone").featureCount() == before


def test_reference_layers_cannot_be_edited(desk):
    assert desk.poste.couche("commune").readOnly() and not desk.poste.couche("situation_zone").readOnly()


def test_big_screen_is_full_with_larger_text_and_esc_leaves(desk, iface, pump, shot):
    factor = iface.mapCanvas().magnificationFactor()
    desk.clic("cod")
    pump(0.5)
    assert iface.mainWindow().isFullScreen() and iface.mapCanvas().magnificationFactor() > 1.5 * factor
    assert desk.cod.horloge.font().pointSizeF() >= 18 and not desk.ruban.isVisible()
    shot("cod")
    desk.cod._escape.activated.emit()
    pump(0.3)
    assert not iface.mainWindow().isFullScreen() and desk.ruban.isVisible() and iface.mapCanvas().magnificationFactor() == factor


def test_the_guided_exercise_sees_what_was_done_and_moves_on(desk, pump, wait_for, shot):
    from ddtm_crise.gui.guide_etapes import ETAPES, MINUTES

    assert 25 <= MINUTES <= 35
    desk.exercice_guide()
    shot("exercice_guide")
    first = desk.guide.rang
    desk.poste.ouvrir("inondation")
    wait_for(lambda: desk.guide.rang == first + 1, 5, "the next step")
    for step in ETAPES:
        assert step.faits and step.indice and step.consigne
    desk.guide.arreter()
    assert not desk.guide.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_home_and_tools_fit_the_screen(desk, iface, pump, shot, size):
    window = iface.mainWindow()
    window.showNormal()
    window.resize(*size)
    desk.accueil_()
    shot(f"accueil_{size[0]}")
    desk.accueil.hide()
    for code in ("evacuation", "route", "dessin", "couches"):
        desk.clic(code)
        shot(f"{code}_{size[0]}")
        assert desk.panneau.geometry().right() <= window.width() + 1
    window.showMaximized()
