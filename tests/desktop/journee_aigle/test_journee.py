"""One day of a controller, step after step, in one QGIS; each step asserts what the person would look at."""

import os
from pathlib import Path

import pyplugin_installer
import qgis.utils
from gestes import Dialogue, click, dismiss, messages
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAction, QApplication, QLineEdit, QPushButton

SPACE, IMAGES = Path(os.environ["DDTM_JOURNEE_ESPACE"]), Path(os.environ["DDTM_JOURNEE_IMAGES"])
DAYS = {2015: "2015-06-20", 2021: "2021-06-03", 2024: "2024-06-18"}


def test_01_the_zip_is_installed_and_its_menu_is_in_the_order_of_the_work(iface, pump, shot):
    for name in ("data_sync", "ddtm_aigle", "ddtm_lucca"):
        (archive,) = Path(os.environ["DDTM_ZIPS"]).glob(f"{name}-*.zip")
        pyplugin_installer.instance().installFromZipFile(str(archive))
        assert name in qgis.utils.active_plugins
    (menu,) = [a.menu() for a in iface.pluginMenu().actions() if a.text().replace("&", "") == "DDTM AIGLE"]
    assert [action.text() for action in menu.actions()] == [
        "Dossier de travail…", "1. Détecter dans une image…", "2. Écarter les fausses alertes…", "3. Croiser les millésimes…",
        "3 bis. Relire un ancien millésime…", "3 ter. Montrer les permis (Sitadel)…", "4. Revue des détections", "5. Fiches et liste…",
        "6. Ouvrir un signalement…", "7. Préparer une tournée…", "Carte du contrôle", "Installer un modèle…",
    ]  # fmt: skip
    iface.mainWindow().showMaximized()
    iface.pluginMenu().popup(iface.mainWindow().mapToGlobal(iface.mainWindow().rect().center()))
    menu.popup(iface.mainWindow().mapToGlobal(iface.mainWindow().rect().center()))
    pump(0.3)
    shot("01_menu", menu)
    menu.close()
    iface.pluginMenu().close()


def test_02_the_work_space_is_chosen_and_said(iface, pump, wait_for, shot):
    def choose():
        dialog = QApplication.activeModalWidget()
        try:
            dialog.findChild(QLineEdit, "fileNameEdit").setText(str(SPACE))  # pasted: typing wakes what the field proposes
            click(next(button for button in dialog.findChildren(QPushButton) if button.isVisible() and button.isDefault()))
        except BaseException:
            dialog.reject()  # a failure must not leave the desktop waiting
            raise

    QTimer.singleShot(800, choose)
    iface.mainWindow().findChild(QAction, "ddtm_aigle_dossier_action").trigger()
    assert QgsSettings().value("ddtm/espace") == str(SPACE)
    assert any("Dossier de travail : «" in text and "paquet de données «" in text for text in messages()), messages()
    shot("02_dossier_choisi")
    dismiss()


def test_03_the_pictures_are_laid_on_the_map(iface, pump, wait_for, shot):
    for year in DAYS:
        assert iface.addRasterLayer(str(IMAGES / f"ortho_{year}.vrt"), f"ortho_{year}").isValid()
    iface.mapCanvas().zoomToFullExtent()
    pump(1.0)
    shot("03_images")


def test_04_each_vintage_is_searched_and_what_comes_next_is_said(iface, wait_for, shot):
    added = []
    for year, day in DAYS.items():
        dialog = Dialogue("ddtm_aigle_detecter", wait_for)
        dialog.write("DOSSIER", str(IMAGES / f"dalles_{year}"))
        dialog.write("VOL", day)
        if year == 2015:
            shot("04_detecter", dialog.window)
        good, log, seconds = dialog.run()
        shot(f"04_detecte_{year}", dialog.window)
        assert good, log
        assert "vus sur" in log or "vu sur" in log, log
        assert "Modèle de démonstration" in log and "Ensuite" in log, log
        added.append(seconds)
        dialog.close()
    print(f"[détection : {added}]")


def test_05_false_alarms_are_put_aside(iface, wait_for, shot):
    dialog = Dialogue("ddtm_aigle_filtrer", wait_for)
    shot("05_filtrer", dialog.window)
    good, log, _ = dialog.run()
    shot("05_filtre", dialog.window)
    assert good and "détection" in log and "Ensuite" in log, log
    dialog.close()


def test_06_the_vintages_are_crossed(iface, wait_for, shot):
    dialog = Dialogue("ddtm_aigle_croiser_millesimes", wait_for)
    dialog.write("DATE", "2026-01-01")
    good, log, _ = dialog.run()
    shot("06_croise", dialog.window)
    assert good and "au 01/01/2026" in log and "Ensuite" in log, log
    dialog.close()
