"""Live data in the real desktop: ages in the panel, a closed road cut with one click and given back, silence without a network."""

import datetime as dt
import shutil
import struct
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QPushButton
from qgis.utils import plugins

NOW = dt.datetime.now(dt.timezone.utc)


@pytest.fixture
def desk(iface, espace, pump):
    """The desk on the given pack, with live data of twenty minutes ago: one closed road, one source that failed."""
    from ddtm_crise.shared.catalogue import layers
    from ddtm_crise.shared.gpkg.create import create
    from ddtm_crise.shared.gpkg.write import insert_rows

    found = plugins["ddtm_crise"].bureau
    found.mode_simple()
    found.poste.changer_reglages(auteur="Essai", ouvrir_documents=False, espace=str(espace))
    folder = Path(espace) / "direct"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    file = create(folder / "direct.gpkg", layers("direct"))
    found.ouvrir("inondation")
    roads = found.poste.couche("troncon_de_route")
    road = next(one for one in roads.getFeatures() if str(one["cpx_numero"] or "").startswith("A"))
    place = road.geometry().interpolate(road.geometry().length() / 2).asPoint()
    hours = {"heure_validite": NOW - dt.timedelta(minutes=20), "heure_reception": NOW, "perime_le": NOW + dt.timedelta(hours=1)}
    event = {
        **hours, "source": "bisonfute", "identifiant": "e-1", "route": road["cpx_numero"], "nature": "Inondation",
        "nature_source": "EnvironmentalObstruction/flooding", "effet": "fermee", "localisation": "coordonnees",
        "geom": struct.pack("<BII", 1, 4, 1) + struct.pack("<BIdd", 1, 1, place.x(), place.y()),
    }  # fmt: skip
    insert_rows(file, "direct_evenement_route", [event])
    sources = [
        {**hours, "source": "bisonfute", "libelle": "Bison Futé"},
        {**hours, "source": "hubeau", "libelle": "Hub'Eau", "etat": "perime"},
        {"source": "vigicrues", "libelle": "Vigicrues", "etat": "illisible"},
    ]
    insert_rows(file, "direct_source", sources)
    found.ouvrir("inondation")
    pump(0.3)
    yield found
    found.panneau.fermer()
    live = [
        layer.id() for layer in QgsProject.instance().mapLayers().values() if str(layer.customProperty("ddtm/couche")).startswith("direct_")
    ]
    QgsProject.instance().removeMapLayers(live)
    pump(0.2)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_panel_tells_the_age_of_each_source_and_what_cannot_be_trusted(desk, pump):
    desk.clic("couches")
    pump(0.2)
    text = desk.panneau.outil("couches").direct.liste.text().replace("&#x27;", "'")
    assert "● Bison Futé : il y a 20 min" in text
    assert "○ Hub'Eau : <b>périmé</b>, il y a 20 min" in text and "○ Vigicrues : <b>inconnu</b>" in text
    assert desk.poste.couche("direct_evenement_route") is not None


def test_without_a_network_nothing_is_asked_and_nothing_complains(desk, iface, pump):
    desk.clic("couches")
    iface.messageBar().clearWidgets()
    block = desk.panneau.outil("couches").direct
    was, block.en_ligne = block.en_ligne, lambda: False
    try:
        QTest.mouseClick(block.bouton, Qt.MouseButton.LeftButton)
        pump(0.5)
        assert block.bouton.isEnabled() and "Hors ligne" in block.liste.text() and not iface.messageBar().items()
    finally:
        block.en_ligne = was


def test_a_closed_road_is_cut_with_one_click_and_given_back(desk, pump, wait_for):
    desk.clic("route")
    tool = desk.panneau.outil("route")
    tool.page(1)
    pump(0.3)
    (button,) = [one for one in tool.couper.signalees.findChildren(QPushButton) if one.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(lambda: "Bison Futé, évènement e-1" in tool.phrase, 60)
    pump(0.2)
    assert not tool.couper.signalees.isVisible(), "it is cut: nothing is left to propose"
    cut = [one for one in desk.poste.couche("coupure_point").getFeatures() if one["source"] == "Bison Futé, évènement e-1"]
    assert len(cut) == 1 and cut[0]["cree_par"] == "Essai"
    desk._undo("annuler")
    tool.page(1)
    pump(0.3)
    assert tool.couper.signalees.isVisible()
