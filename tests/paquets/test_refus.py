"""A pack that something is wrong with is refused without any change: forged, older, expired, cut, too big, from nobody known."""

from __future__ import annotations

import functools
import http.client
import http.server
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import threading
import urllib.request
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_sync.core.boites import job as boites
from data_sync.core.paquets import blocs, job, lignes, manifeste
from data_sync.core.paquets import installer as installation
from data_sync.core.paquets.source import Adresse
from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext

from .conftest import CTX, changer, contenu

ROOT = Path(__file__).resolve().parents[2]
FUZZ = int(os.environ.get("DDTM_SYNC_FUZZ", "2500"))


def forge(chaine, change):
    """The channel's manifest, changed and signed again by the office's own key: a trusted office gone mad."""
    from data_sync.core.boites import postes
    from data_sync.core.journal.depot import ouvrir

    with ouvrir(chaine.bureau) as depot:
        key = postes.cle_privee(depot)
    found = manifeste.lire((chaine.canal / manifeste.NOM).read_bytes())
    body = {
        "version": found.version,
        "cree_le": found.cree_le,
        "expire_le": found.expire_le,
        "titre": found.titre,
        "exercice": found.exercice,
        "fichiers": [{"nom": f.nom, "taille": f.taille, "sha256": f.sha256, "logique": f.logique, "deltas": []} for f in found.fichiers],
    }
    change(body)
    (chaine.canal / manifeste.NOM).write_bytes(manifeste.signer(key, body))


def refused(chaine, sentence):
    before = snapshot(chaine.portable.root)
    with pytest.raises(DdtmError, match=sentence) as caught:
        chaine.installer()
    assert caught.value.message.endswith(".") and "\n" not in caught.value.message
    after = snapshot(chaine.portable.root)
    assert {k: v for k, v in after.items() if ".reception" not in k and "travail/" not in k} == {
        k: v for k, v in before.items() if ".reception" not in k and "travail/" not in k
    }


def snapshot(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name != ".verrou"}


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil", "a/../../b", "C:/x", "a\\..\\b", "con", "x/nul.txt", ".cache", "a//b", "é/ ", "a\0b", ""]
)
def test_a_path_that_climbs_out_is_refused(chaine, name):
    chaine.publier()
    chaine.installer()
    forge(chaine, lambda body: body["fichiers"][0].update(nom=name) or body.update(version=9))
    refused(chaine, "falsifié")


def test_a_forged_signature_is_refused(chaine):
    chaine.publier()
    path = chaine.canal / manifeste.NOM
    octets = bytearray(path.read_bytes())
    octets[-1] ^= 1
    path.write_bytes(octets)
    refused(chaine, "falsifié")


def test_a_pack_of_an_unknown_office_is_refused(chaine):
    chaine.publier()
    body = {"version": 9, "cree_le": "", "expire_le": "2100-01-01T00:00:00Z", "titre": "", "exercice": False, "fichiers": []}
    (chaine.canal / manifeste.NOM).write_bytes(manifeste.signer(Ed25519PrivateKey.generate(), body))
    refused(chaine, "poste inconnu")


def test_a_pack_of_a_revoked_office_is_refused(chaine):
    chaine.publier()
    boites.poste({"espace": str(chaine.portable.root), "revoquer": "BUREAU"}, CTX)
    refused(chaine, "révoquée")


def test_an_older_pack_is_refused_even_after_going_back(chaine):
    chaine.publier()
    shutil.copytree(chaine.canal, chaine.folder / "vieux")
    chaine.installer()
    chaine.modifier(changer("UPDATE commune SET nom = 'x' WHERE code_insee = '34001'"))
    chaine.publier()
    chaine.installer()
    job.revenir({"espace": str(chaine.portable.root)}, CTX)
    shutil.rmtree(chaine.canal)
    shutil.copytree(chaine.folder / "vieux", chaine.canal)
    refused(chaine, "plus ancien")


def test_an_expired_pack_is_refused(chaine):
    chaine.publier()
    forge(chaine, lambda body: body.update(expire_le="2020-01-01T00:00:00Z"))
    refused(chaine, "périmé")


@pytest.mark.parametrize("cut", [0, 1, 70_000])
def test_a_truncated_object_is_refused_and_resumed_when_whole(chaine, cut):
    chaine.publier()
    objet = max((chaine.canal / "objets").iterdir(), key=lambda path: path.stat().st_size)
    octets = objet.read_bytes()
    objet.write_bytes(octets[:cut])
    refused(chaine, "copie coupée")
    objet.write_bytes(octets)
    answer = chaine.installer()
    assert answer["octets_recus"] <= sum(p.stat().st_size for p in (chaine.canal / "objets").iterdir())
    assert contenu(chaine.portable) == contenu(chaine.bureau)


def test_a_swapped_object_is_refused(chaine):
    chaine.publier()
    objet = max((chaine.canal / "objets").iterdir(), key=lambda path: path.stat().st_size)
    objet.write_bytes(objet.read_bytes()[:-1] + b"!")
    refused(chaine, "falsifié")


def test_a_damaged_delta_falls_back_on_the_whole_file(chaine, monkeypatch):
    chaine.publier()
    chaine.installer()
    chaine.modifier(changer("UPDATE commune SET nom = 'x' WHERE code_insee = '34001'"))
    chaine.publier()
    monkeypatch.setattr(lignes, "appliquer", lambda path, delta: None)  # the result is then not what was announced
    assert chaine.installer()["facons"]["referentiel.gpkg"] == "entier"
    assert contenu(chaine.portable) == contenu(chaine.bureau)


def test_a_disk_too_small_is_said_before_anything_is_fetched(chaine, monkeypatch):
    chaine.publier()
    monkeypatch.setattr(installation.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    refused(chaine, "Il manque .* Mo sur le disque")


@pytest.mark.skipif(os.name != "posix", reason="POSIX limits")
@pytest.mark.parametrize("room", [1_000, 300_000, 1_500_000])
def test_fault_a_disk_that_fills_leaves_the_earlier_generation(chaine, room):
    chaine.publier()
    chaine.installer()
    before = contenu(chaine.portable)
    chaine.modifier(lambda folder: (folder / "mnt.tif").write_bytes(random.Random(7).randbytes(2_000_000)))
    chaine.publier()
    code = (
        "import resource, sys; from data_sync.core.paquets.job import installer; from shared.jobs import JobContext\n"
        "from shared.faults import as_ddtm_error\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))\n"
        "try:\n    installer({'espace': sys.argv[1], 'source': sys.argv[2]}, JobContext())\n"
        "except BaseException as error:\n    print(as_ddtm_error(error).message); sys.exit(1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, chaine.portable.root, chaine.canal, str(room)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1 and done.stdout.count("\n") == 1 and "Traceback" not in done.stderr, done.stderr
    assert contenu(chaine.portable) == before
    assert chaine.installer()["nouvelle"] and contenu(chaine.portable) == contenu(chaine.bureau)


def test_an_interrupted_download_over_http_goes_on_where_it_stopped(chaine, monkeypatch):
    chaine.publier()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        sent, limit, ranges = 0, 1_000_000, []

        def log_message(self, *args):
            pass

        def do_GET(self):
            path = Path(self.translate_path(self.path))
            if not path.is_file():
                self.send_error(404)
                return
            octets, start = path.read_bytes(), 0
            if self.headers.get("Range"):
                start = int(self.headers["Range"][len("bytes=") :].rstrip("-"))
                Quiet.ranges.append(start)
            body = octets[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if Quiet.limit is not None and len(body) > Quiet.limit:
                self.wfile.write(body[: Quiet.limit])
                self.close_connection = True
                return
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(chaine.canal)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        with pytest.raises(DdtmError):
            chaine.installer(url)
        Quiet.limit = None
        assert chaine.installer(url)["nouvelle"] and Quiet.ranges and min(Quiet.ranges) > 900_000
        assert contenu(chaine.portable) == contenu(chaine.bureau)
        with pytest.raises(BadInput, match="adresse"):
            chaine.installer(url + "/rien")
    finally:
        server.shutdown()
        server.server_close()


def test_verifying_a_key_installs_nothing_and_says_what_is_wrong(chaine):
    chaine.publier()
    params = {"espace": str(chaine.portable.root), "source": str(chaine.canal)}
    assert "entier et signé" in job.verifier(params, JobContext())["phrase"]
    assert chaine.portable.generation_name is None
    objet = max((chaine.canal / "objets").iterdir(), key=lambda path: path.stat().st_size)
    objet.write_bytes(objet.read_bytes()[:-1])
    with pytest.raises(BadInput, match="copie coupée"):
        job.verifier(params, JobContext())


def test_fuzzed_manifests_never_raise_anything_but_one_french_sentence(chaine):
    import zlib

    chaine.publier()
    octets, key, chance, refusals = (chaine.canal / manifeste.NOM).read_bytes(), Ed25519PrivateKey.generate(), random.Random(34), 0
    plain = zlib.decompress(octets[104:])
    for number in range(FUZZ):
        spoilt = bytearray(octets if number % 2 else plain)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(spoilt))
            if number % 2:
                spoilt[at] ^= 1 << chance.randrange(8)
            else:
                spoilt[at : at + chance.randint(0, 2)] = chance.choice(
                    [b"null", b"[]", b"{}", b"-1", b'"', b"1e999", b"\xff", b"../", b"true"]
                )
        if number % 2 == 0:
            head = manifeste.MAGIC + installation_key(key)
            packed = zlib.compress(bytes(spoilt), 1)
            spoilt = head + key.sign(head + packed) + packed
        try:
            found = manifeste.lire(bytes(spoilt))
            assert all(manifeste.nom_sur(item.nom) for item in found.fichiers)
        except BadInput as error:
            refusals += 1
            assert error.message.endswith(".") and "\n" not in error.message
    assert refusals > FUZZ * 0.8


def installation_key(key):
    from data_sync.core.boites.lot import public_bytes

    return public_bytes(key)


def test_a_delta_of_another_file_is_refused_without_a_traceback(chaine, tmp_path):
    chance = random.Random(5)
    for number in range(200):
        junk = chance.randbytes(chance.randrange(200))
        path = tmp_path / "x.gpkg"
        shutil.copyfile(chaine.bureau.referentiel_gpkg, path) if number == 0 else None
        with pytest.raises(BadInput):
            lignes.appliquer(path, junk)
    import lzma

    for body in ({}, {"tables": {"absente": {}}}, {"tables": {"commune": {"del": [], "upd": [["u", {"pas_un_champ": 1}]], "ins": []}}}):
        with pytest.raises(BadInput):
            lignes.appliquer(
                path, lzma.compress(json.dumps({"aux": {}, "contents": {}, **body}).encode()) if body else lzma.compress(b"{}")
            )


def test_a_block_plan_that_leads_nowhere_ends(tmp_path):
    """An office gone mad: blocks past the end of the file, without end."""
    (tmp_path / "base").write_bytes(b"x" * 100)
    for plan in ([[10**6, 2**60]], [[-1, 2**60]], [[2**70, 1]]):
        head = json.dumps({"bloc": blocs.PAGE, "plan": plan}).encode()
        with pytest.raises(BadInput, match="falsifié"):
            blocs.appliquer(tmp_path / "base", zlib.compress(struct.pack("<I", len(head)) + head), tmp_path / "new", 10**9)


def test_an_answer_that_is_no_http_is_one_sentence(monkeypatch):
    """A portal that speaks nonsense, an answer cut in the middle of a chunk."""

    def nonsense(*_args, **_more):
        raise http.client.BadStatusLine("???")

    monkeypatch.setattr(urllib.request, "urlopen", nonsense)
    with pytest.raises(DdtmError, match="ne répond plus"):
        Adresse("http://127.0.0.1:9").manifeste()
