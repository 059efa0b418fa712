"""A whole affair lived in the engine process, failures included: then every file the suite wrote is read, byte by byte, for identities."""

import os
import sqlite3
import zlib

import pytest

from shared import colis
from shared.engine.client import Engine
from shared.errors import DdtmError
from shared.espace import Espace

from .cas import FINDINGS, SOUND
from .test_pv import DAY, picture

SECRETS = ("Zébulon-Témoin", "Aglaé", "zebulon.temoin", "12 impasse du Secret", "quatre mots sans rapport", "0699887766")
PERSON = {
    **SOUND["personnes"][0], "nom": SECRETS[0], "prenom": SECRETS[1], "adresse": SECRETS[3], "telephone": SECRETS[5],
}  # fmt: skip


def encodings(secret):
    """The ways a text may lie in a file."""
    yield from {secret.encode("utf-8"), secret.encode("latin-1"), secret.encode("utf-16-le"), secret.encode("unicode_escape")}
    yield secret.lower().encode("utf-8")


def readings(path):
    """The bytes of a file, and those of the streams packed in it."""
    data = path.read_bytes()
    yield data
    if data[:4] in (b"PK\x03\x04",):
        import zipfile

        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if data[:2] == b"\x78\x9c":
        yield zlib.decompress(data)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """(folder of everything, the space) after a whole life of an affair."""
    home = tmp_path_factory.mktemp("vie")
    space = Espace.at(home / "espace")
    space.root.mkdir()
    (home / "tmp").mkdir()
    (home / "pieces").mkdir()  # what the agent owns: not of the suite's making
    photo = picture(home / "pieces" / "vue.jpg")
    held = {name: os.environ.get(name) for name in ("TMPDIR", "DDTM_ESPACE", "HOME")}
    os.environ.update(TMPDIR=str(home / "tmp"), DDTM_ESPACE=str(space.root), HOME=str(home))
    engine = Engine()
    try:

        def job(name, **params):
            return engine.run("ddtm_lucca.core." + name, {"espace": str(space.root), **params})

        def fails(name, **params):
            with pytest.raises(DdtmError):
                job(name, **params)

        fails("coffre.job:chercher", texte=SECRETS[0])  # locked
        job("coffre.job:creer", agent="a.martin", phrase=SECRETS[4])
        fails("coffre.job:ouvrir", agent="a.martin", phrase=SECRETS[4] + "!")
        card = {name: value for name, value in SOUND["agent"].items() if name != "uuid"}
        agent = job("pv.saisie:agent", fiche=card)["agent"]
        body = {name: value for name, value in SOUND["pv"].items() if name not in ("uuid", "affaire")}
        entry = {
            "affaire": {"nature": "cabanisation", "commune": "Lattes", "code_insee": "34129", "x": 772000, "y": 6275000, "date_faits": "2026-02-01", "adresse": SECRETS[3], "faits": {"autorisation": "aucune", "formalite": "permis"}},
            "parcelles": SOUND["parcelles"], "personnes": [PERSON], "controle": {**SOUND["controle"], "agents": [agent], "declarations": f"« Je suis {SECRETS[0]}. »"},
            "pv": {**body, "agent": agent, "constatations": f"{FINDINGS} La boîte aux lettres porte « {SECRETS[0]} »."}, "pieces": [photo],
        }  # fmt: skip
        made = job("pv.saisie:run", saisie=entry, dossier=str(home / "pieces"))
        fails("pv.saisie:run", saisie={**entry, "personnes": [{**PERSON, "statut": SECRETS[0]}]}, dossier=str(home / "pieces"))
        fails("pv.saisie:run", saisie={**entry, "personnes": [{**PERSON, SECRETS[2]: 1}]}, dossier=str(home / "pieces"))
        fails("coffre.job:lire", affaire=SECRETS[0])
        assert job("coffre.job:chercher", texte=SECRETS[0])["affaires"]
        job("pv.job:clore", affaire=made["affaire"], date=DAY)
        job(
            "suivi.suites:enregistrer",
            affaire=made["affaire"],
            saisie={"decisions": [{"degre": "tribunal", "observations": SECRETS[0], "decision_le": "2026-06-01"}]},
        )
        for name in ("suivi.job:tableau", "suivi.barometres:run"):
            job(name, sortie=str(home / "espace" / "sorties" / f"{name[7:10]}.xlsx"))
        job(
            "suivi.job:exporter",
            modele="commune",
            commune="Lattes",
            motif="réunion",
            sortie=str(home / "espace" / "sorties" / "lattes.csv"),
        )
        job("suivi.job:exporter", modele="aigle", motif="aigle", sortie=str(home / "espace" / "sorties" / "aigle.csv"))
        job("coffre.boite:run")
        job("coffre.job:sauvegarder", sortie=str(home / "espace" / "sauvegarde"))
        with pytest.raises(DdtmError):  # the process dies with the store open
            engine.run("shared.engine.core.autotest:mort", {"espace": str(space.root), "texte": SECRETS[0]})
    finally:
        engine.close()
        for name, value in held.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
    return home, space


def test_no_file_of_the_suite_holds_an_identity_or_the_passphrase(lived):
    home, _ = lived
    files = [path for path in home.rglob("*") if path.is_file() and (home / "pieces") not in path.parents]
    assert len(files) > 10
    for path in files:
        for data in readings(path):
            assert not [secret for secret in SECRETS for form in encodings(secret) if form in data], path.relative_to(home)


def test_the_scan_would_find_what_it_looks_for(tmp_path):
    """A scan that finds nothing proves nothing unless it can."""
    for rank, form in enumerate(encodings(SECRETS[0])):
        path = tmp_path / f"{rank}.log"
        path.write_bytes(b"x" * 500 + form + b"y")
        assert any(other in data for data in readings(path) for other in encodings(SECRETS[0]))


def test_names_of_files_and_folders_hold_no_identity_either(lived):
    home, _ = lived
    for path in home.rglob("*"):
        assert not [secret for secret in SECRETS if secret.lower() in str(path.relative_to(home)).lower()]


def test_nothing_is_left_in_the_temporary_folder(lived):
    home, _ = lived
    assert [path.name for path in (home / "tmp").rglob("*") if path.is_file()] == []


def test_the_shared_geopackage_holds_numbers_and_places_only(lived):
    _, space = lived
    with sqlite3.connect(space.travail_gpkg) as connection:
        rows = connection.execute("SELECT numero, lieu, nature, etat FROM affaire_lucca").fetchall()
    assert [row[1:] for row in rows] == [("Lattes", "cabanisation", "jugee")]


def test_a_commune_and_the_detection_tool_get_parcels_without_names(lived):
    _, space = lived
    commune = (space.sorties / "lattes.csv").read_text(encoding="utf-8-sig").splitlines()
    aigle = (space.sorties / "aigle.csv").read_text(encoding="utf-8-sig").splitlines()
    assert commune[0].startswith("numero;date;etat") and len(commune) == 2
    told = [line.split(";") for line in aigle[1:]]
    assert {row[9] for row in told} == {"34129000BC0012"} and "Création PV avec natinfs" in {row[3] for row in told}


def test_what_leaves_for_the_other_workstations_is_encrypted(lived):
    _, space = lived
    (parcel,) = colis.lister(colis.depart(space, "lucca"))
    assert not parcel.fichier.read_bytes().startswith(b"SQLite format")
