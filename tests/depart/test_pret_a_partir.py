"""« Prêt à partir ? » says green, orange or red for the right reason, and what to do."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from data_sync.core.boites import job as boites
from data_sync.core.depart import constats, epreuves, faits, regles
from data_sync.core.depart.job import run
from data_sync.core.paquets import job as paquets
from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext
from tests.paquet import small_space

CTX = JobContext()
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def poste(tmp_path):
    return Espace.at(small_space(tmp_path))


def dire(espace, **more):
    return run({"espace": str(espace.root), "sans_epreuves": True, **more}, CTX)


def ligne(result, sujet):
    return next(line for line in result["lignes"] if line["sujet"] == sujet)


@pytest.fixture
def paire(poste, tmp_path):
    """Two laptops that trust each other, with the same published pack, and one key."""
    autre, cle, canal = Espace.at(tmp_path / "autre"), tmp_path / "cle", tmp_path / "canal"
    cle.mkdir()
    for espace, nom in ((poste, "COD-1"), (autre, "COD-2")):
        boites.poste({"espace": str(espace.root), "nom": nom}, CTX)
    echanger = lambda espace: boites.echanger({"espace": str(espace.root), "dossier": str(cle)}, CTX)  # noqa: E731
    echanger(poste)
    boites.poste({"espace": str(autre.root), "accepter": str(cle / "COD-1" / "poste.json")}, CTX)
    paquets.publier({"espace": str(poste.root), "dossier": str(canal)}, CTX)
    paquets.installer({"espace": str(autre.root), "source": str(canal)}, CTX)
    echanger(autre)
    boites.poste({"espace": str(poste.root), "accepter": str(cle / "COD-2" / "poste.json")}, CTX)
    paquets.installer({"espace": str(poste.root), "source": str(canal)}, CTX)
    return poste, autre, echanger, canal


def test_without_any_pack_the_answer_is_red_and_says_where_to_get_one(tmp_path):
    espace = Espace.at(tmp_path)
    espace.travail_gpkg.parent.mkdir()
    create(espace.travail_gpkg, catalogue.layers("travail"))
    result = dire(espace)
    assert result["verdict"] == "rouge" and result["code_sortie"] == 2 and "NE PARTEZ PAS" in result["phrase"]
    assert "Branchez la clé" in ligne(result, "Paquet de données")["faire"]


def test_an_exercise_pack_is_never_green(poste):
    result = dire(poste)
    assert result["verdict"] == "orange" and result["exercice"]
    assert "EXERCICE" in ligne(result, "Paquet de données")["constat"]
    assert ligne(result, "Thème Inondation")["niveau"] == "vert"


def test_edits_held_here_only_are_counted_until_the_twin_acknowledges(paire):
    poste, autre, echanger, _ = paire
    insert_rows(poste.travail_gpkg, "main_courante", [{"texte": "a"}, {"texte": "b"}])
    assert "2 saisie(s)" in ligne(dire(poste), "Saisies")["constat"]
    echanger(poste)
    assert "2 saisie(s)" in ligne(dire(poste), "Saisies")["constat"], "on the key is not yet on another workstation"
    echanger(autre)
    echanger(poste)
    result = dire(poste)
    assert ligne(result, "Saisies")["niveau"] == "vert" and result["jumeau"] == "COD-2"
    assert ligne(result, "Poste jumeau") == {
        "sujet": "Poste jumeau",
        "niveau": "vert",
        "constat": "« COD-2 » a toutes les saisies de ce poste.",
        "faire": "",
    }


def test_a_twin_with_another_pack_is_told(paire):
    poste, autre, echanger, canal = paire
    paquets.publier({"espace": str(poste.root), "dossier": str(canal)}, CTX)
    paquets.installer({"espace": str(poste.root), "source": str(canal)}, CTX)
    insert_rows(autre.travail_gpkg, "main_courante", [{"texte": "a"}])
    echanger(poste)
    echanger(autre)
    echanger(poste)
    assert "a le paquet 1, ce poste la version 2" in ligne(dire(poste), "Poste jumeau")["constat"]


def test_the_age_and_completeness_of_each_theme_of_the_twin_are_told_from_its_mailbox(paire):
    poste, autre, echanger, _ = paire
    echanger(autre)
    echanger(poste)
    found = ligne(dire(poste), "Jumeau, thème Inondation")
    assert found["niveau"] == "vert" and "« COD-2 »" in found["constat"] and "données du jour" in found["constat"]
    path = autre.referentiel_gpkg
    path.chmod(0o644)
    with sqlite3.connect(path) as db:
        from shared.gpkg.connection import register_functions

        register_functions(db)
        db.execute("DELETE FROM station_hydrometrique")
    db.close()
    echanger(autre)
    echanger(poste)
    found = ligne(dire(poste), "Jumeau, thème Inondation")
    assert found["niveau"] == "orange" and "Installez sur « COD-2 »" in found["faire"]


def test_a_twin_that_says_nothing_or_nonsense_of_its_data_is_no_green():
    facts = {"echanges": {"jumeau": {"poste": "COD-2", "dernier_signe": "x", "faits": faits.lus({"themes": [1]})}}, "paquet": {}}
    assert regles._jumeau_theme("route")(facts)[0] == "orange"
    old = faits.lus({"cree_le": "x", "exercice": False, "themes": {"route": {"couches": 3, "absentes": [], "millesimes": []}}})
    facts["echanges"]["jumeau"].update(faits=old, age_donnees=80)
    assert regles._jumeau_theme("route")(facts)[:2] == ("orange", "« COD-2 » : 3 couches sur 3, données de 80 jours.")


def test_a_conflict_and_a_damaged_work_file_are_told(paire):
    poste, autre, echanger, _ = paire
    (uuid,) = insert_rows(poste.travail_gpkg, "situation_point", [{"type_situation": "feu", "libelle": "x"}])
    for espace in (poste, autre, poste):
        echanger(espace)
    for espace, text in ((poste, "un"), (autre, "deux")):
        with sqlite3.connect(espace.travail_gpkg) as db:
            from shared.gpkg.connection import register_functions

            register_functions(db)
            db.execute("UPDATE situation_point SET libelle = ?", (text,))
        db.close()
    for espace in (poste, autre, poste):
        echanger(espace)
    assert "1 conflit" in ligne(dire(poste), "Conflits")["constat"]
    octets = poste.travail_gpkg.read_bytes()
    poste.travail_gpkg.write_bytes(octets[: len(octets) // 2])
    result = dire(poste)
    assert result["verdict"] == "rouge" and ligne(result, "Fichier de travail")["niveau"] == "rouge"


def test_a_pack_that_lacks_layers_names_them(poste):
    path = poste.referentiel_gpkg
    path.chmod(0o644)
    with sqlite3.connect(path) as db:
        from shared.gpkg.connection import register_functions

        register_functions(db)
        db.execute("DELETE FROM station_hydrometrique")
    db.close()
    found = ligne(dire(poste), "Thème Inondation")
    assert found["niveau"] == "orange" and catalogue.LAYERS["station_hydrometrique"].title in found["constat"]


@pytest.mark.parametrize(
    "days, left, level",
    [(1, None, "vert"), (40, None, "orange"), (None, None, "orange"), (3, 5, "orange"), (3, -2, "orange"), (3, 30, "vert")],
)
def test_the_age_of_the_pack(days, left, level):
    facts = {"paquet": {"age_jours": days, "expire_dans_jours": left}}
    assert regles._age(facts)[0] == level


@pytest.mark.parametrize("free, level", [(0.5, "rouge"), (3.0, "orange"), (50.0, "vert")])
def test_the_room_on_the_disk(free, level):
    assert regles._disque({"disque": {"libre_go": free}})[0] == level


def test_every_line_that_is_not_green_says_what_to_do(poste):
    for line in dire(poste)["lignes"]:
        assert line["constat"].endswith(".") and (line["niveau"] == "vert") == (not line["faire"]), line


def test_an_unknown_twin_is_refused(poste):
    with pytest.raises(BadInput, match="n'est pas connu"):
        dire(poste, jumeau="COD-9")


def test_the_trials_draw_the_maps_and_route_once(poste, tmp_path):
    if (
        not shutil.which("/usr/bin/python3")
        or subprocess.run(["/usr/bin/python3", "-c", "import qgis.core"], capture_output=True, check=False).returncode
    ):
        pytest.skip("QGIS absent")
    pdf = tmp_path / "remise.pdf"
    result = run({"espace": str(poste.root), "sortie": str(pdf), "cede": "<M. Dupont & fils>"}, CTX)
    assert [
        ligne(result, s)["niveau"] for s in ("Épreuve : carte Inondation", "Épreuve : carte Routes coupées", "Épreuve : itinéraire")
    ] == ["vert"] * 3
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        flat = re.sub(r"\s+", " ", text)
        assert "PRÊT, AVEC RÉSERVES" in flat and "<M. Dupont & fils>" in flat and "EXERCICE" in flat and "page 1/1" in flat


def test_a_spoilt_road_graph_fails_its_trial(poste):
    path = poste.reseau
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:1000])
    passed, sentence = epreuves._itineraire(poste)
    assert not passed and sentence.endswith(".") and "\n" not in sentence
    assert regles._epreuve("itineraire")({"epreuves": {"itineraire": (passed, sentence)}})[0] == "rouge"


def test_without_qgis_the_trial_of_a_map_fails_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("DDTM_QGIS_PYTHON", str(tmp_path / "absent"))
    assert epreuves._carte(Espace.at(tmp_path), "inondation") == (False, "QGIS est introuvable sur ce poste.")


def test_an_age_that_cannot_be_read_is_no_age():
    assert constats.age("hier") is None and constats.age("2100-01-01T00:00:00Z") < 0


def test_the_window_shows_the_verdict(poste, tmp_path):
    script = tmp_path / "fenetre.py"
    picture = Path(os.environ.get("DDTM_PICTURES") or tmp_path) / "depart.png"
    script.write_text(
        "import json, os, sys\n"
        f"sys.path[:0] = [{str(ROOT)!r}, '/usr/share/qgis/python/plugins']\n"
        "from qgis.core import QgsApplication\n"
        "app = QgsApplication([], True); app.initQgis()\n"
        "from processing.core.Processing import Processing\nProcessing.initialize()\nimport processing\n"
        "from data_sync.processing.provider import provider\nfrom shared.engine.client import engine\n"
        "kept = provider(); QgsApplication.processingRegistry().addProvider(kept)\n"
        "from data_sync.gui.depart import FenetreDepart\n"
        "def here(identifier, parameters, done, refuse, progress):\n"
        f"    done(processing.run(identifier, {{'ESPACE': {str(poste.root)!r}, 'EPREUVES': False, **parameters}}))\n"
        "window = FenetreDepart(None, here); window.show(); window.cede.setText('A. Martin'); window.lancer(True); window.signer('cede')\n"
        "[app.processEvents() for _ in range(40)]\n"
        f"window.grab().save({str(picture)!r})\n"
        "aide = QgsApplication.processingRegistry().algorithmById('data_sync:pret_a_partir').shortHelpString()\n"
        "print('\\n' + json.dumps([window.bandeau.text(), window.table.rowCount(), len(aide)])); sys.stdout.flush()\n"
        "engine().close(); os._exit(0)\n",
        encoding="utf-8",
    )
    if subprocess.run(["/usr/bin/python3", "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DDTM_ESPACE": str(poste.root)}
    done = subprocess.run(["/usr/bin/python3", script], capture_output=True, text=True, timeout=90, env=env, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    text, rows, help_length = json.loads(done.stdout.strip().splitlines()[-1])
    assert text.startswith("PRÊT, AVEC RÉSERVES") and rows >= 9 and help_length > 600
    assert list((poste.root / "sorties").glob("*_remise_du_poste.pdf"))
    (signed,) = (poste.root / "sorties").glob("*.remise.json")
    assert [(item["role"], item["nom"]) for item in json.loads(signed.read_bytes())["signatures"]] == [("cede", "A. Martin")]
