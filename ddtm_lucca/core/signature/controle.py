"""What a signed document is worth: each signature intact, by whom, over what; the attached files against their hashes."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
from pathlib import Path
from typing import Any, Dict, List, Sequence

from shared.errors import BadInput, DdtmError

from . import certificat
from .pdfa import MANIFEST

ROOTS = "racines"  # <espace>/lucca/racines: certificates of the authorities that the service trusts


def roots(folder: Path) -> List[Any]:
    """Certificates (.pem, .crt, .cer) of the trusted authorities."""
    from pyhanko.keys import load_certs_from_pemder

    found: List[Any] = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix.lower() not in (".pem", ".crt", ".cer"):
            continue
        try:
            found += list(load_certs_from_pemder([str(path)]))
        except Exception as error:
            raise BadInput(
                f"Le certificat d'autorité « {path.name} » est illisible : retirez-le de « lucca/racines ».", str(error)
            ) from error
    return found


def check(data: bytes, trusted: Sequence[Any] = ()) -> Dict[str, Any]:
    """{"signatures", "horodatages", "pieces", "problemes"} of a PDF."""
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError as error:
        raise DdtmError(certificat.MISSING, str(error)) from error
    try:
        reader = PdfFileReader(io.BytesIO(data))
        regular, stamps = list(reader.embedded_regular_signatures), list(reader.embedded_timestamp_signatures)
    except Exception as error:
        raise BadInput("Ce fichier n'est pas un PDF lisible : demandez-en une autre copie.", type(error).__name__) from error
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL + 1)  # it would write names into the engine's log
    problems: List[str] = []
    signatures = [_signature(item, trusted, problems) for item in regular]
    times = [_timestamp(item, trusted, problems) for item in stamps]
    pieces = _pieces(data, problems)
    return {"signatures": signatures, "horodatages": times, "pieces": pieces, "problemes": problems}


def _context(trusted: Sequence[Any]) -> Any:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=list(trusted), allow_fetching=False, revocation_mode="soft-fail")


def _who(item: Any) -> Dict[str, Any]:
    """The signer; damaged bytes give an unknown one."""
    try:
        return certificat.describe(item.signer_cert)
    except Exception:
        return {
            "sujet": "un signataire illisible",
            "emetteur": "",
            "serie": "",
            "valable_du": "",
            "valable_au": "",
            "qualifie": False,
            "signe": False,
        }


def _signature(item: Any, trusted: Sequence[Any], problems: List[str]) -> Dict[str, Any]:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    who, whole, trust, when = _who(item), False, False, None
    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
    with contextlib.suppress(Exception):  # whatever cannot be read is not intact
        status = validate_pdf_signature(item, signer_validation_context=_context(trusted), key_usage_settings=usage)
        changed = status.docmdp_ok is False or status.modification_level is None
        whole, trust = bool(status.intact and status.valid and not changed), bool(status.trusted)
        when = status.signer_reported_dt
    if not whole:
        problems.append(f"La signature de {who['sujet']} ne correspond plus au document : il a été modifié après elle.")
    return {**who, "intacte": whole, "fiable": trust, "date": when.isoformat(timespec="seconds") if when else ""}


def _timestamp(item: Any, trusted: Sequence[Any], problems: List[str]) -> Dict[str, Any]:
    from pyhanko.sign.validation import validate_pdf_timestamp

    who, whole, trust, when = _who(item), False, False, None
    with contextlib.suppress(Exception):
        status = validate_pdf_timestamp(item, validation_context=_context(trusted))
        whole, trust, when = bool(status.intact and status.valid), bool(status.trusted), status.timestamp
    if not whole:
        problems.append(f"L'horodatage de {who['sujet']} ne correspond plus au document.")
    return {"service": who["sujet"], "intact": whole, "fiable": trust, "date": when.isoformat(timespec="seconds") if when else ""}


def _pieces(data: bytes, problems: List[str]) -> List[Dict[str, Any]]:
    """Each piece of the manifest: inside and whole, or to be compared with the file sent beside."""
    import pikepdf

    try:
        with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
            held = {name: bytes(spec.get_file().read_bytes()) for name, spec in pdf.attachments.items()}
    except pikepdf.PdfError as error:
        raise BadInput("Ce fichier n'est pas un PDF lisible : demandez-en une autre copie.", type(error).__name__) from error
    if MANIFEST not in held:
        return []
    out = []
    for row in json.loads(held[MANIFEST])["pieces"]:
        inside = held.get(f"{row['rang']:02d}-{row['nom']}")
        same = inside is not None and hashlib.sha256(inside).hexdigest() == row["sha256"]
        if inside is not None and not same:
            problems.append(f"La pièce jointe « {row['nom']} » ne correspond pas à son empreinte.")
        out.append({**row, "jointe": inside is not None, "intacte": same if inside is not None else None})
    return out
