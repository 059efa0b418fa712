"""The package for the prosecutor, its receipt, and the acts of the administration."""

import hashlib
import io
import json
import zipfile

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddtm_lucca.core.coffre import base
from ddtm_lucca.core.pv import courriers, scelle, transmission
from shared.errors import BadInput, DdtmError

from .test_courriers import letter
from .test_pv import close, entry, text_of, write  # noqa: F401


@pytest.fixture
def closed(params, ctx, write, entry):  # noqa: F811
    made = write(entry)
    return {**close(params, ctx, made), **made}


def send(params, ctx, made, tmp_path, name="envoi", **more):
    given = {**params, "affaire": made["affaire"], "sortie": str(tmp_path / name), "motif": "article L.480-1", **more}
    return transmission.run(given, ctx)


def test_the_package_holds_the_sealed_report_the_originals_and_their_hashes(params, ctx, closed, depot, tmp_path):
    told = send(params, ctx, closed, tmp_path)
    folder = tmp_path / "envoi"
    manifest = json.loads((folder / "bordereau.json").read_text())
    assert [row["fichier"] for row in manifest["fichiers"]] == ["00-proces-verbal.pdf", "01-vue.jpg"] == told["fichiers"]
    for row in manifest["fichiers"]:
        assert hashlib.sha256((folder / row["fichier"]).read_bytes()).hexdigest() == row["sha256"]
    assert (folder / "01-vue.jpg").read_bytes() == (tmp_path / "vue.jpg").read_bytes()
    slip = text_of(folder / "bordereau.pdf")
    assert closed["empreinte"] in slip and closed["pdf_sha256"][:32] in slip and "procureur" in slip
    assert depot.get(closed["affaire"])["etat"] == "transmise"
    assert "en 1 lot" in told["phrase"]


def test_only_a_closed_report_with_whole_pieces_is_sent(params, ctx, write, entry, depot, tmp_path):  # noqa: F811
    made = write(entry)
    with pytest.raises(BadInput, match="un projet ne se transmet pas"):
        send(params, ctx, made, tmp_path)
    close(params, ctx, made)
    with pytest.raises(BadInput, match="motif"):
        send(params, ctx, made, tmp_path, motif="")
    path = depot.pieces.path(made["pieces"][0])
    held = path.read_bytes()
    path.write_bytes(held[:-100])
    with pytest.raises(DdtmError, match="altérée"):
        send(params, ctx, made, tmp_path)
    assert list(tmp_path.glob("envoi*")) == []
    path.write_bytes(held)
    depot.connection.executescript("DROP TRIGGER scelle_u; UPDATE scelle SET auteur = 'x'")
    with pytest.raises(BadInput, match="Transmission refusée"):
        send(params, ctx, made, tmp_path)


def test_a_folder_is_never_written_over(params, ctx, closed, tmp_path):
    (tmp_path / "envoi").mkdir()
    with pytest.raises(BadInput, match="n'existe pas encore"):
        send(params, ctx, closed, tmp_path)


def test_the_receipt_is_recorded(params, ctx, closed, depot, tmp_path):
    given = {**params, "affaire": closed["affaire"], "reference": "PLINE-1"}
    with pytest.raises(BadInput, match="pas encore été transmise"):
        transmission.accuser(given, ctx)
    send(params, ctx, closed, tmp_path, date="2026-03-13")
    with pytest.raises(BadInput, match="avant l'envoi"):
        transmission.accuser({**given, "date": "2026-03-12"}, ctx)
    transmission.accuser({**given, "date": "2026-03-14"}, ctx)
    (row,) = depot.of(closed["affaire"], "transmission")
    assert (row["date"], row["accuse"], row["recue_le"]) == ("2026-03-13", "PLINE-1", "2026-03-14")


def test_the_receipt_of_a_dispatch_noted_without_its_day_is_recorded(params, ctx, closed, depot):
    depot.put("transmission", {"destinataire": "parquet"}, closed["affaire"])
    transmission.accuser({**params, "affaire": closed["affaire"], "reference": "PLINE-2", "date": "2026-03-14"}, ctx)
    (row,) = depot.of(closed["affaire"], "transmission")
    assert (row["accuse"], row["recue_le"]) == ("PLINE-2", "2026-03-14")


def test_a_slip_kept_on_paper_shows_that_later_seals_were_cut_off(params, ctx, closed, depot, tmp_path):
    send(params, ctx, closed, tmp_path)
    slip = text_of(tmp_path / "envoi" / "bordereau.pdf")
    depot.connection.executescript(
        "DROP TRIGGER scelle_d; DROP TRIGGER fiche_close_d; DELETE FROM scelle; DELETE FROM fiche WHERE close = 1"
    )
    heads = [row["empreinte"] for row in depot.connection.execute("SELECT empreinte FROM scelle")]
    assert scelle.verify(depot) == []  # nothing inside tells it...
    assert closed["empreinte"] in slip and closed["empreinte"] not in heads  # ...but the paper does
    assert base.integrity(depot.connection) is None


@given(st.lists(st.integers(0, 100), max_size=40))
def test_lots_hold_every_file_once_in_order_within_the_limit(sizes):
    lots = transmission.split(sizes, 100)
    assert [rank for lot in lots for rank in lot] == list(range(len(sizes)))
    assert all(sum(sizes[rank] for rank in lot) <= 100 for lot in lots)
    with pytest.raises(BadInput, match="découpez-la"):
        transmission.split([101], 100)


# -- the encrypted copy --------------------------------------------------------------------------------------------------------
def test_the_encrypted_copy_opens_for_its_reader_alone_and_holds_the_same_files(params, ctx, closed, tmp_path):
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    told = send(params, ctx, closed, tmp_path, chiffrer_pour=str(key.to_public()))
    assert told["chiffres"] == ["lot-1.zip.age"] and "Copie chiffrée" in told["phrase"]
    locked = (tmp_path / "envoi" / "chiffre" / "lot-1.zip.age").read_bytes()
    assert locked.startswith(b"age-encryption.org/v1") and b"%PDF" not in locked
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(locked, [other])
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(locked, [key]))) as archive:
        assert sorted(archive.namelist()) == ["00-proces-verbal.pdf", "01-vue.jpg", "bordereau.json", "bordereau.pdf"]
        for name in archive.namelist():
            assert archive.read(name) == (tmp_path / "envoi" / name).read_bytes()


def test_under_a_passphrase_too_and_a_bad_key_or_phrase_sends_nothing(params, ctx, closed, depot, tmp_path):
    for bad, sentence in (
        ({"chiffrer_pour": "age1faux"}, "n'est pas une clé publique"),
        ({"chiffrer": True, "phrase_envoi": "court"}, "au moins 12"),
    ):
        with pytest.raises(BadInput, match=sentence):
            send(params, ctx, closed, tmp_path, **bad)
    assert depot.of(closed["affaire"], "transmission") == [] and not (tmp_path / "envoi").exists()
    send(params, ctx, closed, tmp_path, chiffrer=True, phrase_envoi="quatre mots sans rapport")
    locked = (tmp_path / "envoi" / "chiffre" / "lot-1.zip.age").read_bytes()
    assert zipfile.is_zipfile(io.BytesIO(pyrage.passphrase.decrypt(locked, "quatre mots sans rapport")))


# -- acts of the administration ----------------------------------------------------------------------------------------------
def test_a_measure_waits_for_the_answer_of_the_person(params, ctx, closed, tmp_path):
    assert "À COMPLÉTER" in letter(params, ctx, closed, tmp_path, "arrete_interruptif")
    assert "15 jours" in letter(params, ctx, closed, tmp_path, "observations", delai="15")
    text = letter(params, ctx, closed, tmp_path, "arrete_interruptif")
    assert "À COMPLÉTER" not in text and "a été invité, par lettre du" in text and "75 000 euros" in text and "ARRÊTE" in text


def test_the_fine_a_day_is_within_the_law_of_2025(params, ctx, closed, tmp_path):
    text = letter(params, ctx, closed, tmp_path, "mise_en_demeure", delai="30", astreinte="1000")
    assert "1 000 euros par jour" in text and "100 000 euros" in text and "2025-1129" in text
    for amount in ("1001", "0", "mille"):
        with pytest.raises(BadInput, match="de 1 à 1000"):
            letter(params, ctx, closed, tmp_path, "mise_en_demeure", delai="30", astreinte=amount)
    with pytest.raises(BadInput, match="demande : delai, astreinte"):
        letter(params, ctx, closed, tmp_path, "mise_en_demeure")


def test_no_letter_carries_the_stale_amounts():
    for model in courriers.models().values():
        assert not any(stale in " ".join(model["corps"]) for stale in ("500 euros par jour", "25 000"))
