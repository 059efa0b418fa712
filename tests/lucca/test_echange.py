"""Two devices draft the same affair: nothing is lost, nothing is silently changed, and nobody else can read what travels."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddtm_lucca.core.coffre import echange, job, session
from ddtm_lucca.core.pv import job as pv_job
from ddtm_lucca.core.pv import scelle
from shared.errors import BadInput, DdtmError

from .conftest import AFFAIRE, PHRASE
from .test_pv import DAY, close, entry, write  # noqa: F401


class Device:
    """One device with its own folder; all share the master key of the first."""

    def __init__(self, root, ctx):
        self.params, self.ctx, self.root, self.count = {"espace": str(root)}, ctx, root, 0

    def do(self, change):
        if not session.current(session.Espace.at(self.root)):
            job.ouvrir({**self.params, "agent": "a.martin", "phrase": PHRASE}, self.ctx)
        with session.depot(self.params) as depot:
            return change(depot)

    def put(self, uuid, **values):
        return self.do(lambda depot: depot.put(depot.get(uuid)["genre"], values, uuid=uuid))

    def send_to(self, other):
        self.count += 1
        path = self.root / f"echange-{self.count}.ddtm"
        echange.envoyer({**self.params, "sortie": str(path)}, self.ctx)
        return echange.recevoir({**other.params, "fichier": str(path)}, self.ctx)

    def conflicts(self):
        return echange.conflits(self.params, self.ctx)["conflits"]


@pytest.fixture
def devices(params, ctx, space, tmp_path):
    """The office and a tablet that starts from its backup."""
    job.sauvegarder({**params, "sortie": str(tmp_path / "copie")}, ctx)
    shutil.copytree(tmp_path / "copie", tmp_path / "tablette" / "lucca" / "coffre")
    office, tablet = Device(space.root, ctx), Device(tmp_path / "tablette", ctx)
    tablet.do(lambda depot: None)
    return office, tablet


def test_what_one_device_enters_comes_to_the_other_once(devices):
    office, tablet = devices
    affair = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    office.do(lambda depot: depot.put("personne", {"type": "physique", "statut": "occupant", "nom": "Durand"}, affair))
    digest = office.do(lambda depot: depot.pieces.add(b"photo"))
    office.do(lambda depot: depot.put("piece", {"nom": "vue.jpg", "sha256": digest}, affair))
    assert office.send_to(tablet)["conflits"] == 0
    assert tablet.do(lambda depot: [row["uuid"] for row in depot.search("durand")]) == [affair]
    assert tablet.do(lambda depot: depot.pieces.read(digest)) == b"photo"
    assert office.send_to(tablet)["recues"] == 0  # the same news again change nothing
    assert tablet.send_to(office) == {"phrase": "0 modifications reçues.", "recues": 0, "conflits": 0}


def test_different_fields_merge_and_the_same_field_is_a_conflict(devices):
    office, tablet = devices
    affair = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    office.send_to(tablet)
    office.put(affair, adresse="1 rue Haute", hauteur=2.5)
    tablet.put(affair, lieu_dit="Le Mas", hauteur=3.1)
    assert tablet.send_to(office)["conflits"] == 1
    held = office.do(lambda depot: depot.get(affair))
    assert (held["adresse"], held["lieu_dit"], held["hauteur"]) == ("1 rue Haute", "Le Mas", 2.5)
    (row,) = office.conflicts()
    assert (row["champ"], row["ici"], row["recu"]) == ("hauteur", 2.5, 3.1)
    echange.trancher({**office.params, "conflit": row["id"], "choix": "recu"}, office.ctx)
    assert office.do(lambda depot: depot.get(affair))["hauteur"] == 3.1 and office.conflicts() == []
    with pytest.raises(BadInput, match="déjà tranché"):
        echange.trancher({**office.params, "conflit": row["id"], "choix": "recu"}, office.ctx)


def test_a_deletion_never_beats_an_edit(devices):
    office, tablet = devices
    affair = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    parcel = office.do(lambda depot: depot.put("parcelle", {"commune": "Lattes", "section": "BC", "numero": "12"}, affair))
    office.send_to(tablet)
    tablet.do(lambda depot: depot.remove(parcel))
    office.put(parcel, contenance=500)
    tablet.send_to(office)
    assert office.do(lambda depot: depot.get(parcel))["contenance"] == 500
    assert office.conflicts()[0]["champ"] == "suppression"
    office.send_to(tablet)
    assert tablet.do(lambda depot: depot.get(parcel))["contenance"] == 500  # the edit brings it back there too


def test_a_deletion_made_knowingly_is_followed(devices):
    office, tablet = devices
    affair = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    parcel = office.do(lambda depot: depot.put("parcelle", {"commune": "Lattes", "section": "BC", "numero": "12"}, affair))
    office.send_to(tablet)
    tablet.do(lambda depot: depot.remove(parcel))
    assert tablet.send_to(office)["conflits"] == 0
    assert office.do(lambda depot: depot.of(affair, "parcelle")) == []


def test_a_report_closed_on_one_device_is_closed_and_sealed_on_the_other(devices, write, entry, params, ctx):  # noqa: F811
    office, tablet = devices
    made = write(entry)
    office.send_to(tablet)
    tablet.put(made["pv"], constatations="Autre rédaction, faite sur la tablette.")
    close(params, ctx, made)
    assert office.send_to(tablet)["conflits"] == 1
    assert tablet.conflicts()[0]["ici"] == "Autre rédaction, faite sur la tablette."  # nothing typed is lost
    assert tablet.do(lambda depot: depot.get(made["pv"]))["clos"]
    assert tablet.do(scelle.verify) == []
    with pytest.raises(BadInput, match="clos"):
        tablet.put(made["pv"], constatations="x")
    tablet.send_to(office)
    assert office.do(scelle.verify) == [] and "8 m par 4 m" in office.do(lambda depot: depot.get(made["pv"]))["constatations"]


def test_each_device_has_a_chain_of_seals_of_its_own(devices, write, entry, params, ctx):  # noqa: F811
    office, tablet = devices
    first, second = write(entry), write(entry)
    office.send_to(tablet)
    close(params, ctx, first)
    pv_job.clore({**tablet.params, "affaire": second["affaire"], "date": DAY}, ctx)
    office.send_to(tablet)
    tablet.send_to(office)
    for device in devices:
        assert device.do(scelle.verify) == []
        assert device.do(lambda depot: depot.connection.execute("SELECT count(*) FROM scelle WHERE seq = 1").fetchone()[0]) == 2


def test_a_report_closed_twice_is_told_and_the_first_seal_stands(devices, write, entry, params, ctx):  # noqa: F811
    office, tablet = devices
    made = write(entry)
    office.send_to(tablet)
    close(params, ctx, made)
    pv_job.clore({**tablet.params, "affaire": made["affaire"], "date": DAY}, ctx)
    assert tablet.send_to(office)["conflits"] == 1
    assert office.conflicts()[0]["champ"] == "clos" and office.do(scelle.verify) == []


def test_a_stranger_cannot_read_what_travels(devices, ctx, tmp_path):
    office, _ = devices
    affair = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    office.do(lambda depot: depot.put("personne", {"type": "physique", "statut": "occupant", "nom": "Zébulon"}, affair))
    path = tmp_path / "echange.ddtm"
    echange.envoyer({**office.params, "sortie": str(path)}, ctx)
    assert "Zébulon".encode() not in path.read_bytes()
    root = str(tmp_path / "autre")
    job.creer({"espace": root, "agent": "c.petit", "phrase": PHRASE}, ctx)
    with pytest.raises(DdtmError):
        echange.recevoir({"espace": root, "fichier": str(path)}, ctx)
    with pytest.raises(BadInput, match="n'existe pas encore"):
        echange.envoyer({**office.params, "sortie": str(path)}, ctx)


def test_fault_a_damaged_file_changes_nothing(devices, tmp_path):
    office, tablet = devices
    office.do(lambda depot: depot.put("affaire", AFFAIRE))
    path = tmp_path / "echange.ddtm"
    echange.envoyer({**office.params, "sortie": str(path)}, office.ctx)
    data = path.read_bytes()
    for cut in (0, 100, len(data) // 2, len(data) - 4096):
        path.write_bytes(data[:cut])
        with pytest.raises(DdtmError):
            echange.recevoir({**tablet.params, "fichier": str(path)}, tablet.ctx)
    assert tablet.do(lambda depot: depot.all("affaire")) == []


FIELDS = ("adresse", "lieu_dit", "observations")
EDITS = st.lists(st.tuples(st.booleans(), st.sampled_from(FIELDS), st.sampled_from("abcd")), max_size=7)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_whatever_two_devices_type_apart_is_in_a_record_or_among_the_conflicts(devices, edits):
    office, tablet = devices
    affair = office.do(lambda depot: depot.put("affaire", AFFAIRE))
    office.send_to(tablet)
    typed = {True: {}, False: {}}
    for at_office, field, value in edits:
        (office if at_office else tablet).put(affair, **{field: value})
        typed[at_office][field] = value
    tablet.send_to(office)
    office.send_to(tablet)
    records = [device.do(lambda depot: depot.get(affair)) for device in devices]
    waiting = [row for device in devices for row in device.conflicts() if row["fiche"] == affair]
    for field in FIELDS:
        held = {record.get(field) for record in records}
        for mine, other in ((typed[True], typed[False]), (typed[False], typed[True])):
            if field in mine and field not in other:
                assert held == {mine[field]} and not [row for row in waiting if row["champ"] == field]
            elif field in mine:
                assert mine[field] in held | {row[side] for row in waiting if row["champ"] == field for side in ("ici", "recu")}
