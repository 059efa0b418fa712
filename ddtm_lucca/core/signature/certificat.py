"""The certificate that signs: a PKCS#12 file or a card behind a PKCS#11 module. Its secret is used, never kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path
from typing import Any, Dict, Iterator

from shared.errors import BadInput, DdtmError

VARIABLE = "DDTM_LUCCA_PHRASE_CERTIFICAT"
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
QC_COMPLIANCE = bytes.fromhex("060604008e460101")  # 0.4.0.1862.1.1, issued as a qualified certificate (ETSI EN 319 412-5)
MISSING = "La signature demande « pyhanko » : ajoutez-le au Python du moteur (voir requirements/runtime.txt)."
NO_MODULE = "Le module de la carte ne se charge pas, ou un autre l'est déjà : vérifiez son chemin (--module)."
UNREADABLE = "Le certificat « {name} » ne s'ouvre pas : phrase de protection fausse, ou fichier qui n'est pas un PKCS#12 (.p12, .pfx)."


@contextlib.contextmanager
def opened(params: Dict[str, Any]) -> Iterator[Any]:
    """The signer of params: certificat (PKCS#12 file) and phrase_certificat; or module (PKCS#11 library), carte (label), phrase_certificat (PIN)."""
    try:
        from pyhanko.sign import signers
    except ImportError as error:
        raise DdtmError(MISSING, str(error)) from error
    secret = str(params.get("phrase_certificat") or os.environ.get(VARIABLE, ""))
    if params.get("module"):
        with _card(str(params["module"]), str(params.get("carte") or ""), secret) as signer:
            yield signer
        return
    path = Path(params.get("certificat") or "")
    if not params.get("certificat"):
        raise BadInput("Donnez le certificat de signature (--certificat FICHIER.p12) ou le module de la carte (--module).")
    if not path.is_file():
        raise BadInput(f"Le certificat « {path.name} » est introuvable.")
    try:
        signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=secret.encode("utf-8"))
    except Exception as error:  # a wrong passphrase and a damaged file raise many kinds of errors
        raise BadInput(UNREADABLE.format(name=path.name), type(error).__name__) from error
    if signer is None or signer.signing_cert is None:
        raise BadInput(UNREADABLE.format(name=path.name))
    yield signer


@contextlib.contextmanager
def _card(module: str, label: str, pin: str) -> Iterator[Any]:
    try:
        import pkcs11
        from pyhanko.sign.pkcs11 import PKCS11Signer
    except ImportError as error:
        raise DdtmError("La signature par carte demande « python-pkcs11 » dans le Python du moteur.", str(error)) from error
    try:
        tokens = list(pkcs11.lib(module).get_tokens(token_label=label or None))
        if not tokens:
            raise BadInput("Aucune carte n'est lue : introduisez-la, et vérifiez son nom (--carte).")
        with tokens[0].open(user_pin=pin or None) as session:
            found = _signing_one(list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})), pkcs11.Attribute)
            yield PKCS11Signer(session, cert_id=found, key_id=found, other_certs_to_pull=None)
    except (pkcs11.exceptions.NoSuchKey, pkcs11.exceptions.MultipleObjectsReturned) as error:
        raise BadInput("La clé de ce certificat n'est pas sur la carte : choisissez une autre carte.", type(error).__name__) from error
    except getattr(pkcs11.exceptions, "AlreadyInitialized", ()) as error:  # gone from its newer versions
        raise BadInput(NO_MODULE, str(error)) from error
    except pkcs11.exceptions.PKCS11Error as error:
        if "while loading" in str(error):
            raise BadInput(NO_MODULE, str(error)) from error
        raise BadInput("La carte a refusé : code faux, carte bloquée ou retirée.", type(error).__name__) from error
    except RuntimeError as error:
        raise BadInput(NO_MODULE, str(error)) from error


def _signing_one(certificates: Any, names: Any) -> bytes:
    """Identifier of the certificate that signs, when a card also carries one to log in: by its use, then by its label."""
    from asn1crypto import x509

    def rank(item: Any) -> int:
        usage = x509.Certificate.load(item[names.VALUE]).key_usage_value
        return 2 * (usage is not None and "non_repudiation" in usage.native) + ("sign" in str(item[names.LABEL]).lower())

    if not certificates:
        raise BadInput("Cette carte ne porte aucun certificat.")
    return bytes(max(certificates, key=rank)[names.ID])


def describe(certificate: Any) -> Dict[str, Any]:
    """Who, by whom, until when, for what (asn1crypto certificate)."""
    validity = certificate["tbs_certificate"]["validity"]
    usage = certificate.key_usage_value
    uses = set(usage.native) if usage is not None else set()
    return {
        "sujet": _name(certificate.subject),
        "emetteur": _name(certificate.issuer),
        "serie": f"{certificate.serial_number:x}",
        "valable_du": validity["not_before"].native.date().isoformat(),
        "valable_au": validity["not_after"].native.date().isoformat(),
        "qualifie": qualified(certificate),
        "signe": not uses or bool(uses & {"digital_signature", "non_repudiation"}),
    }


def _name(name: Any) -> str:
    """« Alice MARTIN (DDTM 34) »"""
    native = name.native
    organisation = native.get("organization_name")
    text = str(native.get("common_name") or name.human_friendly)
    return f"{text} ({organisation})" if organisation else text


def qualified(certificate: Any) -> bool:
    """Whether its issuer declares it qualified (eIDAS): what article A53-2 CPP asks for."""
    for extension in certificate["tbs_certificate"]["extensions"] or ():
        if extension["extn_id"].dotted == QC_STATEMENTS:
            return QC_COMPLIANCE in extension["extn_value"].contents
    return False


def check(found: Dict[str, Any], today: dt.date) -> None:
    """Refuse a certificate that cannot sign on that day."""
    if not found["signe"]:
        raise BadInput(f"Le certificat de {found['sujet']} ne sert pas à signer : choisissez celui de signature.")
    if not found["valable_du"] <= today.isoformat() <= found["valable_au"]:
        raise BadInput(
            f"Le certificat de {found['sujet']} n'est valable que du {_day(found['valable_du'])} au {_day(found['valable_au'])}."
        )


def _day(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
