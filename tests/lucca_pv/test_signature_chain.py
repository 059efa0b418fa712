"""Signatures are chained: a forged, missing or foreign one is found out, two devices that signed apart keep both."""
# ruff: noqa: F811 (a test names the fixtures it imports)

import pytest

from ddtm_lucca.core.coffre import job as store
from ddtm_lucca.core.pv import scelle
from ddtm_lucca.core.signature import job, registre
from shared.errors import BadInput

from .certificats import SECRET, Authority
from .test_signature import sign, trust, verify  # noqa: F401


# -- the chain -------------------------------------------------------------------------------------------------------------------
def test_a_signature_record_is_frozen_and_whoever_forges_one_is_found_out(params, ctx, closed, depot, sign):
    sign()
    (row,) = depot.of(closed["affaire"], "signature")
    with pytest.raises(BadInput, match="clos"):
        depot.put("signature", {"sujet": "autre"}, uuid=row["uuid"])
    depot.connection.executescript(
        "DROP TRIGGER fiche_close_u; UPDATE fiche SET donnees = replace(donnees, 'Alice', 'Alix') WHERE genre = 'signature'"
    )
    assert any("modifiée dans le coffre" in text for text in scelle.verify(depot))


def test_two_devices_that_signed_apart_keep_both_signatures_and_the_chain_holds(closed, depot, sign, authority, certificate, tmp_path):
    from ddtm_lucca.core.signature import apposer, certificat

    pv, seal = depot.get(closed["pv"]), scelle.of(depot, closed["pv"])
    sign()
    other = authority.issue(tmp_path / "autre.p12", name="Bruno DURAND")
    with certificat.opened({"certificat": str(other), "phrase_certificat": SECRET}) as key:  # as signed on the other device
        who = certificat.describe(key.signing_cert)
        data = apposer.sign(depot.pieces.read(seal["pdf_sha256"]), key, who, "Agent", "Sète", "essai")
    first = registre.current(depot, pv, seal)
    held = registre.of
    try:
        registre.of = lambda *_: []
        registre.record(depot, pv, seal, data, "signature", who)
    finally:
        registre.of = held
    assert scelle.verify(depot) == [] and len(registre.of(depot, pv)) == 2
    assert registre.current(depot, pv, seal) == first


def test_a_signature_taken_out_of_the_middle_is_missed(params, ctx, closed, depot, sign, authority):
    sign()
    job._timestamped({**params, "affaire": closed["affaire"]}, authority.timestamper(), ctx)
    depot.connection.executescript(
        "DROP TRIGGER fiche_close_d; DROP TRIGGER fiche_close_u; DELETE FROM fiche WHERE id = (SELECT min(id) FROM fiche WHERE genre = 'signature')"
    )
    assert any("une signature manque" in text for text in scelle.verify(depot))


def test_the_second_device_receives_the_signed_report(params, ctx, closed, depot, sign, tmp_path):
    from ddtm_lucca.core.coffre import base, echange, session

    sign()
    echange.envoyer({**params, "sortie": str(tmp_path / "echange")}, ctx)
    digest = depot.of(closed["affaire"], "signature")[0]["sha256"]
    source = base.connect(tmp_path / "echange", session.key_of(depot.espace))
    assert source.execute("SELECT count(*) FROM piece WHERE sha256 = ?", (digest,)).fetchone()[0] == 1
    source.close()


def test_no_name_of_a_signer_goes_to_a_log(params, ctx, sign, caplog, tmp_path):
    path = tmp_path / "signe.pdf"
    sign(sortie=str(path))
    verify(params, ctx, path)
    assert "MARTIN" not in caplog.text


def test_another_authority_of_the_same_name_is_not_believed(params, ctx, sign, tmp_path):
    path = tmp_path / "signe.pdf"
    sign(sortie=str(path))
    trust(params, Authority())
    assert not verify(params, ctx, path)["signatures"][0]["fiable"]


def test_purging_an_affair_takes_its_signed_report_away(params, ctx, closed, depot, sign):
    told = sign()
    depot.put("affaire", {"conserver_jusqu_au": "2020-01-01"}, uuid=closed["affaire"])
    store.purger({**params, "motif": "durée échue"}, ctx)
    assert not depot.pieces.path(told["sha256"]).exists() and scelle.verify(depot) == []


def test_the_command_line_signs_and_verifies(params, closed, certificate, tmp_path, monkeypatch, capsys):
    from ddtm_lucca import cli
    from shared.cli import main
    from tests.lucca.conftest import PHRASE

    for name, value in (("DDTM_LUCCA_PHRASE", PHRASE), ("DDTM_LUCCA_PHRASE_CERTIFICAT", SECRET), ("DDTM_LUCCA_AGENT", "a.martin")):
        monkeypatch.setenv(name, value)
    path = tmp_path / "signe.pdf"
    place = ["--espace", params["espace"]]
    assert main("ddtm_lucca", cli.VERBS, ["signer", "--affaire", closed["numero"], "--certificat", str(certificate), *place, "--sortie", str(path)]) == 0  # fmt: skip
    assert main("ddtm_lucca", cli.VERBS, ["verifier-signature", str(path), *place]) == 0
    assert "1 signature intacte" in capsys.readouterr().out
