"""A report signed by a card: SoftHSM stands for it, with a second certificate that only serves to log in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from shared.errors import BadInput

from .certificats import NO_SIGNING, SECRET
from .test_signature import sign  # noqa: F401

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "1234"


@pytest.fixture(scope="module")
def card(authority, tmp_path_factory):
    pytest.importorskip("pkcs11", reason="needs python-pkcs11")
    if not (Path(MODULE).exists() and shutil.which("softhsm2-util") and shutil.which("pkcs11-tool")):
        pytest.skip("needs Debian's softhsm2 and opensc")
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

    home = tmp_path_factory.mktemp("carte")
    (home / "jetons").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home / 'jetons'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    run = lambda *words: subprocess.run(words, check=True, capture_output=True)  # noqa: E731
    run("softhsm2-util", "--init-token", "--free", "--label", "CARTE AGENT", "--pin", PIN, "--so-pin", "56785678")
    for number, label, usage in (("01", "Authentification", NO_SIGNING), ("02", "Signature", None)):
        path = authority.issue(home / f"{label}.p12", qualified=True, usage=usage)
        key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), SECRET.encode())
        (home / "cle.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (home / "certificat.der").write_bytes(certificate.public_bytes(Encoding.DER))
        place = ("--label", f"clé {label}", "--id", number, "--pin", PIN)
        run("softhsm2-util", "--import", str(home / "cle.pem"), "--token", "CARTE AGENT", *place)
        run("pkcs11-tool", "--module", MODULE, "--login", "--pin", PIN, "--token-label", "CARTE AGENT", "--write-object", str(home / "certificat.der"), "--type", "cert", "--label", label, "--id", number)  # fmt: skip
    yield {"certificat": "", "module": MODULE, "carte": "CARTE AGENT", "phrase_certificat": PIN}
    del os.environ["SOFTHSM2_CONF"]


def test_the_card_signs_with_its_certificate_of_signature(closed, sign, card, tmp_path):  # noqa: F811
    path = tmp_path / "signe.pdf"
    told = sign(**card, sortie=str(path))
    assert told["certificat"]["qualifie"] and told["certificat"]["signe"]
    found = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True).stdout
    assert "Signature is Valid" in found and "Total document signed" in found


@pytest.mark.parametrize("more, told", [({"phrase_certificat": "9999"}, "code faux"), ({"carte": "AUTRE"}, "Aucune carte")])
def test_a_wrong_code_or_an_absent_card_signs_nothing(closed, depot, sign, card, more, told):  # noqa: F811
    with pytest.raises(BadInput, match=told):
        sign(**{**card, **more})
    assert depot.of(closed["affaire"], "signature") == []
