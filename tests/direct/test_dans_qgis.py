"""Within a real QGIS: the algorithms, the proxy and time-out of its settings, and the key of its own store, which nobody else sees."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from shared.gpkg import read
from tests.carto.conftest import QGIS_PYTHON, needs_qgis

from . import fabrique as f
from .serveur import Reponse
from .test_garder import BOX, PNG

pytestmark = needs_qgis
ROOT = Path(__file__).resolve().parents[2]
HEAD = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from qgis.core import *
from qgis.PyQt.QtCore import QCoreApplication
QCoreApplication.setOrganizationName("ddtm-essai")
QCoreApplication.setApplicationName("direct")
app = QgsApplication([], False, os.environ["PROFIL"])
app.initQgis()
from data_sync.processing import reglages_reseau
from data_sync.processing.provider import provider
held = provider()
QgsApplication.processingRegistry().addProvider(held)
feedback = QgsProcessingFeedback()
def run(name, **parameters):
    algorithm = QgsApplication.processingRegistry().algorithmById("data_sync:" + name).create()
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    outputs, good = algorithm.run(parameters, context, feedback)
    return dict(outputs), good, sorted(context.layersToLoadOnCompletion())
def tell(**answer):
    from shared.engine import client
    client.close()
    print("ANSWER" + json.dumps(answer), flush=True)
    os._exit(0)
"""


@pytest.fixture
def qgis(tmp_path):
    profile = tmp_path / "profil"
    profile.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("DDTM_")}
    env.update(QT_QPA_PLATFORM="offscreen", PROFIL=str(profile), HOME=str(tmp_path), QGIS_AUTH_DB_DIR_PATH=str(profile), NO_PROXY="*")

    def run(code):
        said = subprocess.run([QGIS_PYTHON, "-c", HEAD + code], capture_output=True, text=True, timeout=90, env=env)
        lines = [line for line in said.stdout.splitlines() if line.startswith("ANSWER")]
        assert lines, said.stdout[-1500:] + said.stderr[-3000:]
        return json.loads(lines[-1][6:])

    return run


def test_all_services_are_asked_when_none_is_ticked(qgis, espace, serveur):
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees(f.carte_vigicrues(f.troncon("MO1", 3), heure=f.il_y_a(5)))
    serveur.regles["/meteofrance/DPPaquetObs/v1/paquet/stations/infrahoraire-6m"] = f.donnees([f.pluie("34172005", f.il_y_a(12), 1)])
    told = qgis(
        f'outputs, good, _ = run("actualiser", ESPACE={str(espace.root)!r})\ntell(outputs=outputs, good=good, log=feedback.textLog())'
    )
    assert told["good"] and told["outputs"]["REUSSIES"] == 2 and told["outputs"]["ECHOUEES"] == 4
    assert {one.chemin.split("/")[1] for one in serveur.demandes} == {"vigicrues", "hubeau", "bisonfute", "meteofrance"}
    assert [row["niveau"] for row in read.rows(espace.direct_gpkg, "direct_troncon_vigicrues")] == ["orange"]


def test_the_key_of_qgis_s_store_reaches_the_service_and_no_file_nor_log(qgis, espace, serveur):
    serveur.regles["/meteofrance/DPVigilance/v1/cartevigilance/encours"] = f.donnees(f.vigilance({"34": {1: 2}}, f.il_y_a(30)))
    told = qgis(
        f"""
manager = QgsApplication.authManager()
manager.setMasterPassword("essai", True)
config = QgsAuthMethodConfig("APIHeader")
if "APIHeader" not in manager.authMethodsKeys():
    config = QgsAuthMethodConfig("Basic")
    config.setConfig("username", "cle")
    config.setConfig("password", "SECRET-34-cle")
else:
    config.setConfig("apikey", "SECRET-34-cle")
config.setName("Météo-France")
stored = not manager.isDisabled() and manager.storeAuthenticationConfig(config)
stored = stored[0] if isinstance(stored, tuple) else stored
if not stored:
    tell(stored=False)
outputs, good, _ = run("actualiser", ESPACE={str(espace.root)!r}, SOURCES=[3], CLE_METEOFRANCE=config.id())
again, _, _ = run("actualiser", ESPACE={str(espace.root)!r}, SOURCES=[3])
tell(stored=True, outputs=outputs, again=again, log=feedback.textLog(), kept=QgsSettings().value("ddtm/cle_meteofrance"), id=config.id())
"""
    )
    if not told["stored"]:
        pytest.skip("le coffre d'authentification de ce QGIS ne s'ouvre pas sans bureau")
    assert told["outputs"]["REUSSIES"] == 1 and told["again"]["REUSSIES"] == 1, "the identifier is remembered"
    assert {one.entetes.get("apikey") for one in serveur.demandes} == {"SECRET-34-cle"}
    assert told["kept"] == told["id"] and "SECRET" not in told["log"]
    assert [path for path in espace.root.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()] == []


def test_a_key_that_cannot_be_read_is_said_in_one_sentence(qgis, espace, serveur):
    told = qgis(
        f'outputs, good, _ = run("actualiser", ESPACE={str(espace.root)!r}, CLE_METEOFRANCE="abcdefg")\ntell(good=good, log=feedback.textLog())'
    )
    assert not told["good"] and "clé" in told["log"] and serveur.demandes == []


def test_proxy_and_time_out_are_those_of_qgis_s_settings(qgis):
    told = qgis(
        """
settings = QgsSettings()
none = reglages_reseau.reseau()
for name, value in (("proxyEnabled", True), ("proxyType", "HttpProxy"), ("proxyHost", "mandataire.intra"), ("proxyPort", "8080"), ("proxyUser", "a b"), ("proxyPassword", "p@ss:/")):
    settings.setValue("proxy/" + name, value)
http = reglages_reseau.reseau()
settings.setValue("proxy/proxyType", "Socks5Proxy")
socks = reglages_reseau.reseau()
settings.setValue("proxy/proxyEnabled", False)
tell(none=none, http=http["proxies"], socks=socks["proxies"]["https"], off=reglages_reseau.reseau())
"""
    )
    assert "proxies" not in told["none"] and "proxies" not in told["off"] and 1 <= told["none"]["total_s"] <= 120
    assert told["http"] == {scheme: "http://a%20b:" + "p%40ss%3A%2F@mandataire.intra:8080" for scheme in ("http", "https")}
    assert told["socks"].startswith("socks5h://")


def test_a_sector_kept_is_loaded_on_the_map(qgis, espace, serveur):
    serveur.regles["/wmts"] = Reponse(PNG, type="image/png")
    x = BOX.split(",")
    told = qgis(
        f'outputs, good, loaded = run("garder_hors_ligne", ESPACE={str(espace.root)!r}, EMPRISE="{x[0]},{x[2]},{x[1]},{x[3]} [EPSG:2154]", PRODUITS=[0])\n'
        "tell(outputs=outputs, good=good, loaded=loaded)"
    )
    assert told["good"] and told["loaded"] == [told["outputs"]["FICHIERS"]] and Path(told["loaded"][0]).is_file()


def test_addresses_are_found_from_the_toolbox(qgis, espace, serveur):
    from .test_garder import SEARCH, reponse_adresse

    serveur.regles[SEARCH] = reponse_adresse()
    told = qgis(
        f'outputs, good, _ = run("geocoder", ESPACE={str(espace.root)!r}, ADRESSES="1 place de la Comédie")\ntell(outputs=outputs, log=feedback.textLog())'
    )
    assert told["outputs"]["TROUVEES"] == 1 and "Montpellier" in told["log"]
