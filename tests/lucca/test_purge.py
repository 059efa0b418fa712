"""What is purged is gone, stays gone when another device still sends it, and takes nothing of the living with it."""

import pytest

from ddtm_lucca.core.coffre import echange, job
from ddtm_lucca.core.pv import scelle
from shared.errors import BadInput

from .conftest import AFFAIRE
from .test_echange import Device, devices  # noqa: F401
from .test_pv import close, entry, write  # noqa: F401

OLD = {**AFFAIRE, "conserver_jusqu_au": "2020-01-01"}


def purge(device):
    return job.purger({**device.params, "motif": "durée échue"}, device.ctx)["numeros"]


def told(device):
    """Everything the store still holds in words, whatever the table."""
    tables = ("fiche", "operation", "conflit", "recherche_data", "recherche_content", "reglage")
    rows = device.do(lambda depot: [tuple(row) for table in tables for row in depot.connection.execute(f"SELECT * FROM {table}")])
    return b" ".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


@pytest.fixture
def aged(devices):  # noqa: F811
    """Two devices that know an affair past its time, with a person, a picture and a conflict; and one that lives."""
    office, tablet = devices
    living = office.do(lambda depot: depot.put("affaire", {**AFFAIRE, "adresse": "1 rue Haute"}))
    old = office.do(lambda depot: depot.put("affaire", OLD))
    person = office.do(lambda depot: depot.put("personne", {"type": "physique", "statut": "occupant", "nom": "Zebulon"}, old))
    digest = office.do(lambda depot: depot.pieces.add(b"photo"))
    office.do(lambda depot: depot.put("piece", {"nom": "vue.jpg", "sha256": digest}, old))
    office.send_to(tablet)
    office.put(person, prenom="Aglae")
    tablet.put(person, prenom="Aglaeandre")
    assert tablet.send_to(office)["conflits"] == 1 and b"zebulon" in told(office).lower()
    return office, tablet, living, old, digest


def test_the_purge_erases_what_is_past_its_retention_and_only_that(depot, params, ctx):
    old = depot.put("affaire", {**AFFAIRE, "conserver_jusqu_au": "2020-01-01"})
    digest = depot.pieces.add(b"photo")
    depot.put("piece", {"nom": "façade", "sha256": digest}, old)
    kept = depot.put("affaire", AFFAIRE)
    with pytest.raises(BadInput, match="motif"):
        job.purger(params, ctx)
    with pytest.raises(BadInput, match="AAAA-MM-JJ"):  # a word is after every date: it would erase them all
        job.purger({**params, "motif": "essai", "date": "demain"}, ctx)
    assert len(job.purger({**params, "motif": "durée de conservation échue"}, ctx)["numeros"]) == 1
    assert [row["uuid"] for row in depot.all("affaire")] == [kept]
    assert not depot.pieces.path(digest).exists() and depot.history(old) == []
    assert job.journal(params, ctx)["acces"][0]["action"] == "purge"


def test_no_word_of_a_purged_affair_is_left_in_the_store(aged):
    office, _, living, old, digest = aged
    assert len(purge(office)) == 1
    assert b"zebulon" not in told(office).lower() and b"aglae" not in told(office).lower() and b"vue.jpg" not in told(office)
    assert office.conflicts() == [] and not office.do(lambda depot: depot.pieces.path(digest).exists())
    assert office.do(lambda depot: [row["uuid"] for row in depot.search("lattes")]) == [living]


def test_a_purged_affair_does_not_come_back_with_what_another_device_sends(aged):
    office, tablet, living, old, digest = aged
    purge(office)
    tablet.put(living, lieu_dit="Le Mas")
    tablet.put(old, lieu_dit="Zebulon")
    assert tablet.send_to(office)["recues"] == 1
    assert office.do(lambda depot: [row["uuid"] for row in depot.all("affaire")]) == [living]
    assert office.do(lambda depot: depot.get(living))["lieu_dit"] == "Le Mas"
    assert b"zebulon" not in told(office).lower() and not office.do(lambda depot: depot.pieces.path(digest).exists())


def test_what_is_entered_after_a_purge_still_reaches_the_others(devices):  # noqa: F811
    office, tablet = devices
    office.do(lambda depot: depot.put("affaire", OLD))
    office.send_to(tablet)
    (number,) = purge(office)
    fresh = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    assert office.do(lambda depot: depot.get(fresh))["numero_provisoire"] > number  # a number is never given twice
    office.send_to(tablet)
    assert tablet.do(lambda depot: depot.get(fresh))["commune"] == "Lattes"


def test_a_device_that_never_knew_a_purged_report_keeps_a_whole_chain(devices, params, ctx, entry, write):  # noqa: F811
    office, tablet = devices
    made = write({**entry, "affaire": {**entry["affaire"], "conserver_jusqu_au": "2020-01-01"}})
    close(params, ctx, made)
    purge(office)
    second = write({**entry, "pieces": []})
    close(params, ctx, second)
    office.send_to(tablet)
    assert office.do(scelle.verify) == [] == tablet.do(scelle.verify)
    assert tablet.do(lambda depot: [row["uuid"] for row in depot.all("affaire")]) == [second["affaire"]]
    assert echange.conflits(tablet.params, ctx)["conflits"] == []
