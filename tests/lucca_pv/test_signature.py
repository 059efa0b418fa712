"""A closed report is signed without a byte of it changing, verified by others than us, timestamped later, and chained."""

import datetime as dt
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddtm_lucca.core.coffre import job as store
from ddtm_lucca.core.pv import saisie, scelle, transmission
from ddtm_lucca.core.signature import controle, job, registre
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from tests.lucca.cas import SOUND
from tests.lucca.test_pv import close

from .archive import breaks
from .certificats import NO_SIGNING, SECRET
from .test_archive import printed


@pytest.fixture
def sign(params, ctx, closed, certificate):
    def make(**more):
        return job.signer(
            {**params, "affaire": closed["affaire"], "certificat": str(certificate), "phrase_certificat": SECRET, **more}, ctx
        )

    return make


def trust(params, authority):
    folder = Espace.at(params["espace"]).root / "lucca" / controle.ROOTS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "autorite.pem").write_bytes(authority.pem)


def verify(params, ctx, path):
    return job.verifier({"espace": params["espace"], "fichier": str(path)}, ctx)


def test_the_signed_report_begins_with_the_sealed_one_and_stays_an_archive(params, ctx, closed, depot, sign, tmp_path):
    sealed = printed(params, ctx, closed, tmp_path / "scelle.pdf").read_bytes()
    told = sign(sortie=str(tmp_path / "signe.pdf"))
    assert "signé par Alice MARTIN" in told["phrase"] and "A53-2" not in told["phrase"]
    assert (tmp_path / "signe.pdf").read_bytes().startswith(sealed)
    assert breaks(tmp_path / "signe.pdf") == []
    assert printed(params, ctx, closed, tmp_path / "pv.pdf").read_bytes() == (tmp_path / "signe.pdf").read_bytes()
    (row,) = registre.of(depot, depot.get(closed["pv"]))
    assert (row["entree_sha256"], row["sha256"], row["scelle"]) == (closed["pdf_sha256"], told["sha256"], closed["empreinte"])
    assert scelle.verify(depot) == [] and store.verifier_coffre(params, ctx)["problemes"] == []


def test_another_tool_finds_the_signature_valid_and_sees_it_on_the_page(params, ctx, sign, tmp_path):
    sign(sortie=str(tmp_path / "signe.pdf"))
    told = subprocess.run(["pdfsig", str(tmp_path / "signe.pdf")], capture_output=True, text=True).stdout
    assert "Signature is Valid" in told and "Total document signed" in told and "ETSI.CAdES.detached" in told
    text = subprocess.run(["pdftotext", str(tmp_path / "signe.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "Signé électroniquement par Alice MARTIN" in text and "Certificat qualifié délivré par" in text


def test_it_is_verified_and_its_authority_is_recognised_once_trusted(params, ctx, sign, authority, tmp_path):
    path = tmp_path / "signe.pdf"
    sign(sortie=str(path))
    assert "Autorité non reconnue" in verify(params, ctx, path)["phrase"]
    trust(params, authority)
    found = verify(params, ctx, path)
    assert found["code_sortie"] == 0 and found["signatures"][0]["fiable"] and "n'a pas changé" in found["phrase"]
    assert [(row["jointe"], row["intacte"]) for row in found["pieces"]] == [(False, None), (True, True)]


def test_a_document_without_signature_says_so(params, ctx, closed, tmp_path):
    found = verify(params, ctx, printed(params, ctx, closed, tmp_path / "pv.pdf"))
    assert "aucune signature" in found["phrase"] and found["code_sortie"] == 1
    (tmp_path / "x.pdf").write_bytes(b"rien")
    with pytest.raises(BadInput, match="n'est pas un PDF lisible"):
        verify(params, ctx, tmp_path / "x.pdf")
    with pytest.raises(BadInput, match="introuvable"):
        verify(params, ctx, tmp_path / "y.pdf")


class Held(bytes):
    def __repr__(self):
        return f"<{len(self)} bytes>"


@pytest.fixture(scope="module")
def signed_bytes(certificate):
    """A small signed document, made once."""
    from ddtm_lucca.core.pv import document
    from ddtm_lucca.core.signature import apposer, certificat
    from shared.report.base import Document

    data, _ = document.pdf(Document("Essai").paragraph("Texte."))
    with certificat.opened({"certificat": str(certificate), "phrase_certificat": SECRET}) as key:
        return Held(apposer.sign(data, key, certificat.describe(key.signing_cert), "Agent", "Sète", "essai"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_fault_any_byte_changed_under_the_signature_is_seen(signed_bytes, data):
    rank = data.draw(st.integers(0, len(signed_bytes) - 1))
    changed = bytearray(signed_bytes)
    changed[rank] ^= data.draw(st.integers(1, 255))
    assert controle.check(signed_bytes)["problemes"] == []
    try:
        found = controle.check(bytes(changed))
    except (BadInput, DdtmError):
        return
    start = signed_bytes.index(b"/Contents <") if b"/Contents <" in signed_bytes else signed_bytes.index(b"/Contents<")
    end = signed_bytes.index(b">", start)
    if start <= rank <= end:  # the signature itself: unused zeros at its end, or another case of a digit, change nothing
        return
    assert found["problemes"] or not found["signatures"]


def test_fault_a_page_changed_after_the_signature_is_seen(params, ctx, sign, tmp_path):
    path = tmp_path / "signe.pdf"
    sign(sortie=str(path))
    from pyhanko.pdf_utils.generic import NameObject, NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with path.open("rb") as stream:
        writer = IncrementalPdfFileWriter(stream)
        page = writer.root["/Pages"]["/Kids"][0].get_object() if "/Kids" in writer.root["/Pages"] else None
        page[NameObject("/Rotate")] = NumberObject(180)
        writer.mark_update(page.container_ref if page.container_ref else page)
        changed = tmp_path / "change.pdf"
        with changed.open("wb") as out:
            writer.write(out)
    found = verify(params, ctx, changed)
    assert "modifié après elle" in found["phrase"] and found["code_sortie"] == 1


# -- who may sign, with what ---------------------------------------------------------------------------------------------------
def test_a_certificate_that_is_not_qualified_is_told(params, ctx, sign, authority, tmp_path):
    plain = authority.issue(tmp_path / "simple.p12", name="Bob Durand")
    told = sign(certificat=str(plain))
    assert "A53-2" in told["phrase"] and "au nom de Bob Durand" in told["phrase"] and not told["certificat"]["qualifie"]


BAD = {
    "phrase de protection fausse": {"phrase_certificat": "autre"},
    "introuvable": {"certificat": "absent.p12"},
    "Donnez le certificat": {"certificat": ""},
    "demande « python-pkcs11 »|ne se charge pas": {"module": "/usr/lib/absent.so"},
}


@pytest.mark.parametrize("told", BAD)
def test_a_bad_certificate_is_a_sentence_and_nothing_is_signed(closed, depot, sign, told):
    with pytest.raises(DdtmError, match=told):
        sign(**BAD[told])
    assert depot.of(closed["affaire"], "signature") == []


def test_an_expired_certificate_or_one_for_other_uses_does_not_sign(depot, closed, sign, authority, tmp_path):
    old = authority.issue(tmp_path / "vieux.p12", days=10, start=dt.datetime(2020, 1, 1))
    with pytest.raises(BadInput, match="n'est valable que du 01/01/2020 au 11/01/2020"):
        sign(certificat=str(old))
    other = authority.issue(tmp_path / "autre.p12", usage=NO_SIGNING)
    with pytest.raises(BadInput, match="ne sert pas à signer"):
        sign(certificat=str(other))
    (tmp_path / "faux.p12").write_bytes(b"rien")
    with pytest.raises(BadInput, match="n'est pas un PKCS#12"):
        sign(certificat=str(tmp_path / "faux.p12"))
    assert depot.of(closed["affaire"], "signature") == []


def test_a_draft_is_not_signed_and_only_who_was_there_signs(params, ctx, write, entry, closed, sign):
    made = write({**entry, "affaire": {k: v for k, v in entry["affaire"].items() if k != "uuid"}})
    with pytest.raises(BadInput, match="un projet ne se signe pas"):
        sign(affaire=made["affaire"])
    store.ajouter_agent({**params, "nouvel_agent": "b.durand", "nouvelle_phrase": "autre suite de mots"}, ctx)
    store.ouvrir({**params, "agent": "b.durand", "phrase": "autre suite de mots"}, ctx)
    with pytest.raises(BadInput, match="par son rédacteur ou un agent présent"):
        sign()


def test_two_agents_sign_one_after_the_other_each_in_its_place(params, ctx, write, entry, authority, certificate, tmp_path):
    second_card = {**SOUND["agent"], "nom": "Durand", "prenom": "Bruno", "identifiant": "b.durand"}
    second_card.pop("uuid")
    entry["controle"]["agents"].append(saisie.agent({**params, "fiche": second_card}, ctx)["agent"])
    made = write(entry)
    close(params, ctx, made)
    store.ajouter_agent({**params, "nouvel_agent": "b.durand", "nouvelle_phrase": "autre suite de mots"}, ctx)
    given = {**params, "affaire": made["affaire"], "certificat": str(certificate), "phrase_certificat": SECRET}
    job.signer(given, ctx)
    with pytest.raises(BadInput, match="Alice Martin a déjà signé"):
        job.signer(given, ctx)
    store.ouvrir({**params, "agent": "b.durand", "phrase": "autre suite de mots"}, ctx)
    path = tmp_path / "deux.pdf"
    second = authority.issue(tmp_path / "second.p12", name="Bruno DURAND")
    job.signer({**given, "certificat": str(second), "sortie": str(path)}, ctx)
    found = verify(params, ctx, path)
    assert [row["sujet"].split(" (")[0] for row in found["signatures"]] == ["Alice MARTIN", "Bruno DURAND"] and found["problemes"] == []
    assert breaks(path) == []
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("Signé électroniquement par") == 2


# -- later ----------------------------------------------------------------------------------------------------------------------
def test_the_timestamp_comes_later_and_changes_nothing_before_it(params, ctx, closed, depot, sign, authority, tmp_path):
    given = {**params, "affaire": closed["affaire"], "sortie": str(tmp_path / "heure.pdf")}
    with pytest.raises(BadInput, match="Signez d'abord"):
        job._timestamped(given, authority.timestamper(), ctx)
    sign(sortie=str(tmp_path / "signe.pdf"))
    trust(params, authority)
    told = job._timestamped(given, authority.timestamper(), ctx)
    assert "horodaté par Horodatage d'essai" in told["phrase"]
    assert (tmp_path / "heure.pdf").read_bytes().startswith((tmp_path / "signe.pdf").read_bytes())
    found = verify(params, ctx, tmp_path / "heure.pdf")
    assert found["problemes"] == [] and found["horodatages"][0]["fiable"] and found["signatures"][0]["intacte"]
    assert breaks(tmp_path / "heure.pdf") == [] and scelle.verify(depot) == []


def test_without_network_the_signature_stays_as_it_was(params, ctx, closed, depot, sign):
    sign()
    given = {**params, "affaire": closed["affaire"], "service": "http://127.0.0.1:9/horodatage"}
    with pytest.raises(DdtmError, match="ne répond pas"):
        job.horodater(given, ctx)
    with pytest.raises(BadInput, match="Donnez l'adresse"):
        job.horodater({**given, "service": "horloge"}, ctx)
    assert [row["nature"] for row in depot.of(closed["affaire"], "signature")] == ["signature"]


def test_what_is_transmitted_is_the_signed_report(params, ctx, closed, sign, tmp_path):
    sign(sortie=str(tmp_path / "signe.pdf"))
    transmission.run({**params, "affaire": closed["affaire"], "sortie": str(tmp_path / "envoi"), "motif": "article L.480-1"}, ctx)
    assert (tmp_path / "envoi" / "00-proces-verbal.pdf").read_bytes() == (tmp_path / "signe.pdf").read_bytes()
    slip = subprocess.run(["pdftotext", str(tmp_path / "envoi" / "bordereau.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "scellé et signé" in " ".join(slip.split())
