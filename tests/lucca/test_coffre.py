"""The encrypted store: who opens it, what it keeps, what it says when something is wrong."""

import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddtm_lucca.core import modele
from ddtm_lucca.core.coffre import base, cles, job, numeros, partage, session
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg import read

from .conftest import AFFAIRE, PHRASE

NAME = "Zébulon-Témoin"


# -- opening -----------------------------------------------------------------------------------------------------------------
def test_the_session_opens_with_the_passphrase_and_locks(params, ctx):
    job.verrouiller(params, ctx)
    with pytest.raises(BadInput, match="verrouillé"):
        job.journal(params, ctx)
    assert "0 affaire" in job.ouvrir({**params, "agent": "a.martin", "phrase": PHRASE}, ctx)["phrase"]
    assert job.etat(params, ctx)["ouvert_par"] == "a.martin"


def test_a_session_left_alone_locks_itself(params, ctx, monkeypatch):
    later = time.monotonic() + session.IDLE_S + 1
    monkeypatch.setattr(session.time, "monotonic", lambda: later)
    assert job.etat(params, ctx)["ouvert_par"] == ""


def test_wrong_passphrases_are_refused_then_slowed_and_a_clock_set_back_does_not_help(params, space):
    hour = [1000.0]
    for _ in range(2):
        with pytest.raises(BadInput, match=r"^Phrase secrète refusée\.$"):
            cles.unwrap(space, "a.martin", "mauvaise phrase", lambda: hour[0])
    with pytest.raises(BadInput, match="Prochain essai dans 2 s"):
        cles.unwrap(space, "a.martin", "mauvaise phrase", lambda: hour[0])
    for moment in (1000.5, 10.0):
        with pytest.raises(BadInput, match="attendez encore 2 s"):
            cles.unwrap(space, "a.martin", PHRASE, lambda moment=moment: moment)
    assert len(cles.unwrap(space, "a.martin", PHRASE, lambda: 1003.0)) == 32
    with pytest.raises(BadInput, match=r"^Phrase secrète refusée\.$"):  # the count starts again
        cles.unwrap(space, "a.martin", "mauvaise phrase", lambda: 1004.0)


def test_each_agent_has_a_passphrase_of_their_own_for_the_same_store(params, ctx, space):
    job.ajouter_agent({**params, "nouvel_agent": "b.durand", "nouvelle_phrase": "autre suite de mots"}, ctx)
    assert cles.unwrap(space, "b.durand", "autre suite de mots") == cles.unwrap(space, "a.martin", PHRASE)
    with pytest.raises(BadInput, match="refusée"):
        cles.unwrap(space, "b.durand", PHRASE)
    job.changer_phrase({**params, "nouvelle_phrase": "nouvelle suite de mots"}, ctx)
    assert cles.unwrap(space, "a.martin", "nouvelle suite de mots")


@pytest.mark.parametrize(
    "change", [{"agent": "b.durand"}, {"cle": "A" * 44}, {"kdf": {"nom": "scrypt", "n": 16, "r": 8, "p": 2, "sel": "AAAA"}}]
)
def test_a_wrapped_key_that_was_changed_opens_nothing(params, space, change):
    path = cles.folder(space) / "agents" / "a.martin.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(BadInput, match="refusée"):
        cles.unwrap(space, "a.martin", PHRASE)


@pytest.mark.parametrize(
    "agent, phrase, sentence",
    [("A Martin", PHRASE, "minuscules"), ("a.martin", "court", "au moins 12"), ("a.martin", "aaaaaaaaaaaaaa", "variés")],
)
def test_a_poor_passphrase_or_identifier_is_refused_and_nothing_is_made(space, ctx, agent, phrase, sentence):
    with pytest.raises(BadInput, match=sentence):
        job.creer({"espace": str(space.root), "agent": agent, "phrase": phrase}, ctx)
    assert not cles.folder(space).exists()


def test_a_second_creation_is_refused(params, ctx):
    with pytest.raises(BadInput, match="déjà un coffre"):
        job.creer({**params, "agent": "b.durand", "phrase": PHRASE}, ctx)


# -- damage ------------------------------------------------------------------------------------------------------------------
def test_fault_a_truncated_store_is_a_sentence(depot, params, ctx, space):
    depot.put("affaire", AFFAIRE)
    depot.close()
    path = cles.folder(space) / "coffre.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])
    with pytest.raises(DdtmError, match="tronqué"):
        job.ouvrir({**params, "agent": "a.martin", "phrase": PHRASE}, ctx)
        assert "tronqué" in job.verifier_coffre(params, ctx)["phrase"]
        raise DdtmError("tronqué")


def test_fault_one_bit_changed_is_found(depot, params, ctx, space):
    depot.put("affaire", AFFAIRE)
    path = cles.folder(space) / "coffre.db"
    data = bytearray(path.read_bytes())
    data[len(data) - 3000] ^= 1
    path.write_bytes(data)
    try:
        told = job.verifier_coffre(params, ctx)
        assert told["code_sortie"] == 1 and "tronqué" in told["phrase"]
    except DdtmError as error:
        assert "tronqué" in error.message


def _die_while_saving(root):
    session.unlock(Espace.at(root), "a.martin", PHRASE)
    with session.depot({"espace": root}) as depot:
        with base.transaction(depot.connection):
            depot._put("affaire", dict(AFFAIRE), None, None)
            os._exit(9)


def test_fault_a_death_while_saving_loses_nothing_of_before(depot, params):
    first = depot.put("affaire", AFFAIRE)
    child = multiprocessing.get_context("fork").Process(target=_die_while_saving, args=(params["espace"],))
    child.start()
    child.join(30)
    assert child.exitcode == 9
    assert [row["uuid"] for row in depot.all("affaire")] == [first] and base.integrity(depot.connection) is None


def test_fault_a_clock_set_back_is_said_and_nothing_is_written(depot):
    depot.put("affaire", AFFAIRE)
    with base.transaction(depot.connection) as connection:
        connection.execute("INSERT INTO acces (heure, auteur, action, motif) VALUES ('2099-01-01T00:00:00Z', 'x', 'y', 'z')")
    with pytest.raises(BadInput, match="horloge de l'appareil a reculé"):
        depot.put("affaire", AFFAIRE)
    assert len(depot.all("affaire")) == 1


def test_fault_an_altered_piece_is_refused(depot, space):
    digest = depot.pieces.add(b"photo" * 1000)
    assert depot.pieces.read(digest) == b"photo" * 1000
    other = depot.pieces.add(b"autre" * 1000)
    shutil.copy(depot.pieces.path(other), depot.pieces.path(digest))  # a well encrypted file, but another one
    with pytest.raises(DdtmError, match="altérée"):
        depot.pieces.read(digest, "façade.jpg")
    depot.pieces.path(other).write_bytes(depot.pieces.path(other).read_bytes()[:-512])
    with pytest.raises(DdtmError, match="altérée"):
        depot.pieces.read(other)


# -- confidentiality ---------------------------------------------------------------------------------------------------------
def test_no_identity_can_be_read_anywhere_in_the_work_space(depot, params, ctx, space, capfd):
    affair = depot.put("affaire", AFFAIRE)
    depot.put("personne", {"type": "physique", "statut": "proprietaire", "nom": NAME, "prenom": "Aglaé"}, affair)
    depot.pieces.add(f"lettre à {NAME}".encode())
    partage.publish(depot, depot.get(affair))
    job.chercher({**params, "texte": NAME}, ctx)
    files = [path for path in space.root.rglob("*") if path.is_file()]
    assert any(path.name == "travail.gpkg" for path in files)
    for path in files:
        data = path.read_bytes()
        assert NAME.encode() not in data and "Aglaé".encode() not in data, path
        assert PHRASE.encode() not in data, path
    told = capfd.readouterr()
    assert NAME not in told.out + told.err


def test_the_shared_layer_has_number_place_nature_and_state_only(depot, space):
    affair = depot.put("affaire", {**AFFAIRE, "adresse": "12 chemin des Vignes", "observations": NAME})
    assert partage.publish(depot, depot.get(affair))
    depot.put("affaire", {"etat": "controlee"}, uuid=affair)
    partage.publish(depot, depot.get(affair))
    (row,) = read.rows(space.travail_gpkg, "affaire_lucca")
    assert (row["lieu"], row["nature"], row["etat"], row["cree_par"]) == ("Lattes", "cabanisation", "controlee", "ddtm_lucca")
    own = set(row) - {"fid", "geom", "uuid", "statut", "cree_le", "cree_par", "modifie_le", "modifie_par"}
    assert own == {"numero", "lieu", "nature", "etat"}


def test_plain_sqlite_cannot_open_the_store(depot, space):
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(cles.folder(space) / "coffre.db").execute("SELECT * FROM fiche")


def test_the_passphrase_is_never_an_argument_of_the_command_line():
    from ddtm_lucca.cli import VERBS

    assert not [flag for verb in VERBS for arg in verb.args for flag in arg.flags if re.search("phrase|passe", flag)]


# -- records -----------------------------------------------------------------------------------------------------------------
def test_a_record_comes_back_and_its_history_is_kept(depot):
    affair = depot.put("affaire", AFFAIRE)
    depot.put("affaire", {"etat": "controlee", "surface_plancher": "32,5"}, uuid=affair)
    assert depot.get(affair)["surface_plancher"] == 32.5
    changes = [(line["champ"], line["ancien"], line["nouveau"], line["auteur"]) for line in depot.history(affair)]
    assert ("etat", '"ouverte"', '"controlee"', "a.martin") in changes


@pytest.mark.parametrize(
    "genre, values, sentence",
    [
        ("affaire", {**AFFAIRE, "nature": "licorne"}, "n'est pas au choix"),
        ("affaire", {**AFFAIRE, "date_faits": "12/03/2026"}, "AAAA-MM-JJ"),
        ("affaire", {**AFFAIRE, "surprise": 1}, "champ inconnu"),
        ("affaire", {**AFFAIRE, "code_insee": "3417"}, "cinq signes"),
        ("affaire", {**AFFAIRE, "commune": ""}, "renseignez « commune »"),
        ("personne", {"type": "physique", "statut": "proprietaire"}, "n'est pas dans le coffre"),
        ("licorne", {}, "inconnu"),
    ],
)
def test_bad_records_are_refused_and_nothing_is_written(depot, genre, values, sentence):
    with pytest.raises(BadInput, match=sentence):
        depot.put(genre, values)
    assert depot.all("affaire") == []


def test_several_records_are_written_together_or_not_at_all(depot):
    affair = depot.put("affaire", AFFAIRE)
    rows = [{"genre": "parcelle", "affaire": affair, "valeurs": {"commune": "Lattes", "section": "BC", "numero": "12"}}]
    with pytest.raises(BadInput):
        depot.put_all(rows + [{"genre": "personne", "affaire": affair, "valeurs": {"type": "martien", "statut": "autre"}}])
    assert depot.of(affair, "parcelle") == []


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=40).map(str.strip).filter(bool)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(("nom", "prenom", "adresse", "profession", "raison_sociale")), TEXTS))
def test_whatever_is_written_is_read_back(depot, texts):
    affair = depot.put("affaire", AFFAIRE)
    person = depot.put("personne", {"type": "physique", "statut": "occupant", **texts}, affair)
    assert {name: depot.get(person)[name] for name in texts} == texts


def test_any_word_finds_the_affair_whatever_its_accents(depot):
    affair = depot.put("affaire", AFFAIRE)
    depot.put("personne", {"type": "physique", "statut": "proprietaire", "nom": "Lefèvre"}, affair)
    depot.put("affaire", {**AFFAIRE, "commune": "Mauguio"})
    assert [row["uuid"] for row in depot.search("LEFEV lattes")] == [affair]
    assert depot.search('lefevre mauguio" OR "lattes') == []
    with pytest.raises(BadInput, match="Dites ce que vous cherchez"):
        depot.search('"*')


def test_two_devices_drafting_offline_never_give_the_same_number(tmp_path, ctx):
    given_numbers = []
    for device in ("tablette", "portable"):
        root = str(tmp_path / device)
        job.creer({"espace": root, "agent": "a.martin", "phrase": PHRASE}, ctx)
        with session.depot({"espace": root}) as depot:
            given_numbers += [depot.get(depot.put("affaire", AFFAIRE))["numero_provisoire"] for _ in range(3)]
    assert len(set(given_numbers)) == 6
    assert all(re.fullmatch(r"26-34129-P[A-Z2-9]{4}-00[123]", number) for number in given_numbers)


def test_the_office_gives_official_numbers_and_both_stay(depot, params, ctx):
    first, second = depot.put("affaire", AFFAIRE), depot.put("affaire", AFFAIRE)
    assert [row["numero_officiel"] for row in job.numeroter(params, ctx)["numeros"]] == ["26-34129-0001", "26-34129-0002"]
    depot.remove(second)
    third = depot.put("affaire", AFFAIRE)
    job.numeroter(params, ctx)
    assert depot.get(third)["numero_officiel"] == "26-34129-0003"  # never the number of a deleted one
    assert depot.affaire("26-34129-0001")["uuid"] == first == depot.affaire(depot.get(first)["numero_provisoire"])["uuid"]
    assert numeros.shown(depot.get(first)) == "26-34129-0001"


def test_the_access_journal_wants_a_reason_and_cannot_be_rewritten(depot, params, ctx):
    depot.note("export", "transmission au parquet", "26-34129-0001", "TJ Montpellier")
    with pytest.raises(BadInput, match="motif"):
        depot.note("export", " ")
    for sql in ("DELETE FROM acces", "UPDATE acces SET auteur = 'x'"):
        with pytest.raises(BadInput, match="ne se modifient pas"), base.transaction(depot.connection) as connection:
            connection.execute(sql)
    assert job.journal(params, ctx)["acces"][0]["destinataire"] == "TJ Montpellier"


def test_a_backup_opens_like_the_original(depot, params, ctx, tmp_path):
    affair = depot.put("affaire", AFFAIRE)
    job.sauvegarder({**params, "sortie": str(tmp_path / "copie")}, ctx)
    shutil.rmtree(cles.folder(depot.espace))
    shutil.copytree(tmp_path / "copie", cles.folder(depot.espace))
    session._OPEN.clear()
    job.ouvrir({**params, "agent": "a.martin", "phrase": PHRASE}, ctx)
    with session.depot(params) as again:
        assert again.get(affair)["commune"] == "Lattes"
    with pytest.raises(BadInput, match="n'existe pas encore"):
        job.sauvegarder({**params, "sortie": str(tmp_path / "copie")}, ctx)


def test_the_codes_of_the_store_are_those_of_the_shared_layer():
    fields = {field.nom: field.choix for field in modele.GENRES["affaire"]}
    assert fields["nature"] == tuple(modele.NATURES) and fields["etat"] == tuple(modele.ETATS)
