"""Two workstations of one store, with the real exchange between workstations carrying the parcels over one key."""

import shutil

import pytest

from ddtm_lucca.core.coffre import boite, cles, echange, job, session
from tests.sync.monde import Monde

from .conftest import AFFAIRE, PHRASE

NAME = "Zébulon-Témoin"


@pytest.fixture
def offices(ctx):
    """(world, parameters of the office's store, parameters of the tablet's): the tablet starts from the office's store."""
    world = Monde(("Bureau", "Tablette"))
    for name in world.espaces:
        world.echanger(name)
    office, tablet = world.espaces["Bureau"], world.espaces["Tablette"]
    job.creer({"espace": str(office.root), "agent": "a.martin", "phrase": PHRASE}, ctx)
    shutil.copytree(cles.folder(office), cles.folder(tablet))
    session.unlock(tablet, "a.martin", PHRASE)
    yield world, {"espace": str(office.root)}, {"espace": str(tablet.root)}
    world.fermer()


def put(params, genre, values, affair=None, uuid=None):
    with session.depot(params) as depot:
        return depot.put(genre, values, affair, uuid)


def get(params, affair):
    with session.depot(params) as depot:
        return depot.affaire(affair)


def test_an_affair_goes_from_the_tablet_to_the_office_and_back_without_a_file_to_carry(offices, ctx):
    world, office, tablet = offices
    affair = put(tablet, "affaire", AFFAIRE)
    put(tablet, "personne", {"type": "physique", "statut": "proprietaire", "nom": NAME}, affair)
    boite.run(tablet, ctx)
    world.echanger("Tablette")
    world.echanger("Bureau")
    assert boite.run(office, ctx)["recues"] > 0 and get(office, affair)["commune"] == "Lattes"
    with session.depot(office) as depot:
        assert depot.of(affair, "personne")[0]["nom"] == NAME
    put(office, "affaire", {"etat": "controlee"}, uuid=affair)
    boite.run(office, ctx)
    world.echanger("Bureau")
    world.echanger("Tablette")
    boite.run(tablet, ctx)
    assert get(tablet, affair)["etat"] == "controlee"
    for path in world.supports[0].rglob("*"):
        assert path.is_dir() or NAME.encode() not in path.read_bytes()


def test_two_devices_drafting_the_same_affair_lose_nothing_and_a_person_settles(offices, ctx):
    world, office, tablet = offices
    affair = put(tablet, "affaire", AFFAIRE)
    for name, params in (("Tablette", tablet), ("Bureau", office)):
        boite.run(params, ctx)
        world.echanger(name)
    boite.run(office, ctx)
    put(tablet, "affaire", {"adresse": "1 rue Haute", "lieu_dit": "Le Mas"}, uuid=affair)
    put(office, "affaire", {"adresse": "2 rue Basse", "hauteur": 2.5}, uuid=affair)
    boite.run(tablet, ctx)
    world.echanger("Tablette")
    world.echanger("Bureau")
    assert boite.run(office, ctx)["conflits"] == 1
    held = get(office, affair)
    assert (held["adresse"], held["lieu_dit"], held["hauteur"]) == ("2 rue Basse", "Le Mas", 2.5)
    (conflict,) = echange.conflits(office, ctx)["conflits"]
    assert (conflict["ici"], conflict["recu"], conflict["numero"]) == ("2 rue Basse", "1 rue Haute", held["numero_provisoire"])
    echange.trancher({**office, "conflit": conflict["id"], "choix": "recu"}, ctx)
    assert get(office, affair)["adresse"] == "1 rue Haute"
