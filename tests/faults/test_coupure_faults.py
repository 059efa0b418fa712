"""The power fails in the middle of an exchange, of a pack's installation, of a tablet's return: before or after, never else."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from shared.gpkg.check import check
from tests.paquets import conftest as paquets
from tests.paquets.conftest import premiere  # noqa: F401 (a fixture)
from tests.sync.monde import CHAMPS, Monde, dossier_rapide

from . import coupure
from .test_echange_faults import CODE as ECHANGE
from .test_paquet_faults import CODE as PAQUET

TABLETTE = ECHANGE.replace("boites.job import echanger", "tablette.job import importer").replace("echanger({", "importer({")


@pytest.fixture(scope="module")
def disque():
    with coupure.monter() as monture:
        yield monture


@pytest.fixture(scope="module")
def depart():
    """COD-1 has edits to send, to receive and in dispute, and a tablet that comes home."""
    monde = Monde(("COD-1", "COD-2"))
    for _ in range(5):
        monde.inserer("COD-1")
    monde.tout_echanger()
    monde.emporter("COD-1")
    for rang in range(3):
        monde.modifier("COD-1", rang, CHAMPS[0])
        monde.modifier("COD-2", rang, CHAMPS[rang % 2])
        monde.noter_terrain(rang, CHAMPS[1] if rang else None)
    monde.supprimer("COD-1", 4, physique=True)
    monde.modifier("COD-2", 4, "commentaire")
    monde.inserer("COD-2")
    monde.inserer("COD-1")
    monde.echanger("COD-2", 0)
    yield monde
    monde.fermer()


def operations(poste: Path) -> int:
    db = sqlite3.connect(poste / "travail" / "journal.sqlite")
    try:
        return db.execute("SELECT count(*) FROM op").fetchone()[0]
    finally:
        db.close()


@pytest.mark.parametrize(
    "sujet, code, autre", [("échange", ECHANGE, "cle"), ("retour de tablette", TABLETTE, "T0")], ids=["echange", "retour"]
)
def test_faults_of_power_lose_nothing_that_was_said_done(disque, depart, sujet, code, autre):
    def tenter(when: int):
        monde = depart.copie()
        disque.remplir({"COD-1": monde.racine / "COD-1", autre: monde.racine / autre})
        disque.dire(f"coupure {when}")
        done = coupure.lancer(code, disque.folder / "COD-1", disque.folder / autre)
        made = disque.compte()
        told = operations(disque.folder / "COD-1") if done.returncode == 0 else 0
        disque.rendre({"COD-1": monde.racine / "COD-1", autre: monde.racine / autre})
        return monde, done, made, told

    monde, done, total, sound = tenter(0)  # the cut comes just after « Échange terminé »
    assert done.returncode == 0 and total > 40, done.stderr
    assert operations(monde.racine / "COD-1") == sound, "said to be done, and undone by the cut"
    monde.verifier()
    monde.fermer()

    def essai(when: int) -> str:
        monde, done, *_ = tenter(when)
        try:
            assert "Traceback" not in done.stderr, done.stderr
            report = check(monde.espaces["COD-1"].travail_gpkg)
            assert report.ok, report.text()
            if done.returncode == 0:
                assert operations(monde.racine / "COD-1") == sound, "said to be done, and undone by the cut"
            monde.verifier()
            return "dit fait, et fait" if done.returncode == 0 else "interrompu, rien de perdu"
        finally:
            monde.fermer()

    assert coupure.campagne(sujet, total, essai)["points"] >= 3


def test_faults_of_power_leave_a_generation_that_works(disque, premiere):  # noqa: F811
    folder = dossier_rapide("paquet-")
    try:
        chaine = paquets.Chaine(folder, premiere)
        chaine.publier()
        chaine.installer()
        chaine.modifier(paquets.changer("UPDATE batiment SET nature = 'changée' WHERE fid % 50 = 0"))
        chaine.publier()
        before, after = paquets.contenu(chaine.portable), paquets.contenu(chaine.bureau)
        saved = folder / "portable sauf"
        shutil.copytree(chaine.portable.root, saved)

        def tenter(when: int):
            disque.remplir({"portable": saved})
            disque.dire(f"coupure {when}")
            done = coupure.lancer(PAQUET, disque.folder / "portable", chaine.canal)
            made = disque.compte()
            disque.rendre({"portable": chaine.portable.root})
            return done, made

        done, total = tenter(0)
        assert done.returncode == 0 and paquets.contenu(chaine.portable) == after, done.stderr

        def essai(when: int) -> str:
            done, _ = tenter(when)
            assert "Traceback" not in done.stderr, done.stderr
            held = paquets.contenu(chaine.portable)
            assert held in (before, after), "neither the old generation nor the new one"
            assert done.returncode or held == after, "said to be done, and undone by the cut"
            chaine.installer()
            assert paquets.contenu(chaine.portable) == after
            return "nouvelle génération" if held == after else "ancienne génération, puis reprise"

        assert coupure.campagne("installation d'un paquet", total, essai)["points"] >= 3
    finally:
        shutil.rmtree(folder, ignore_errors=True)
