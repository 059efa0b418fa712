"""The hand-over signed by both sides: facts in a JSON file beside the sheet, each signature (Ed25519) by the key of a workstation.

{"faits": {...}, "empreinte": SHA-256 of the facts, "signatures": [{"role", "nom", "poste", "cle", "le", "signature"}]}. A signature covers
the fingerprint, the role, the name, the workstation and the hour; changing one letter of the facts voids every one of them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, List

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.errors import BadInput
from shared.fichiers import ecrire_entier
from shared.gpkg.values import utc_now

from ..boites import postes
from ..journal.depot import Depot

CEDE, RECOIT = "cede", "recoit"
ROLES = {CEDE: "Remis par", RECOIT: "Reçu par"}
SUFFIXE = ".remise.json"
MAX_BYTES = 2**20
_SIGNED = b"DDTMREMISE1"
_COVERED = ("empreinte", "role", "nom", "poste", "cle", "le")


def fichier(pdf: Path) -> Path:
    """The signed facts of a sheet: fiche.pdf -> fiche.remise.json."""
    return pdf.with_suffix(SUFFIXE)


def ouvrir(faits: Dict[str, Any]) -> Dict[str, Any]:
    """A hand-over that nobody has signed yet."""
    return {"faits": faits, "empreinte": empreinte(faits), "signatures": []}


def empreinte(faits: Dict[str, Any]) -> str:
    return hashlib.sha256(_dumps(faits)).hexdigest()


def lire(path: Path) -> Dict[str, Any]:
    """Raises BadInput when the file is no hand-over, or its facts are not those of its fingerprint."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("size")
        data = json.loads(path.read_bytes())
        faits, signatures = data["faits"], data["signatures"]
        if not isinstance(faits, dict) or not all(
            isinstance(item[name], str) for item in signatures for name in (*_COVERED[1:], "signature")
        ):
            raise ValueError("shape")
        if any(item["role"] not in ROLES for item in signatures) or not all(
            isinstance(faits[name], kind) for name, kind in (("poste", str), ("verdict", str), ("phrase", str), ("lignes", list))
        ):
            raise ValueError("facts")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(
            f"« {path.name} » n'est pas la remise signée d'un poste (…{SUFFIXE}) : choisissez le fichier posé à côté de la fiche."
        ) from error
    if empreinte(faits) != data["empreinte"]:
        raise BadInput("Les faits de cette remise ont été modifiés après coup : aucune signature ne vaut ; refaites la fiche.")
    return data


def signer(depot: Depot, remise: Dict[str, Any], role: str, nom: str) -> None:
    """Add the signature of this workstation. Raises BadInput when this side has signed already, or a name or role is missing."""
    if role not in ROLES:
        raise BadInput("Dites de quel côté vous signez : « cede » (remet le poste) ou « recoit » (le prend).")
    if not nom.strip():
        raise BadInput("Donnez le nom de la personne qui signe.")
    if any(item["role"] == role for item in remise["signatures"]):
        raise BadInput(f"Ce côté ({ROLES[role].lower()}) a déjà signé cette remise.")
    item = {
        "role": role,
        "nom": nom.strip()[:120],
        "poste": depot.poste,
        "cle": postes.cle_de(depot, depot.poste) or "",
        "le": utc_now(),
    }
    item["signature"] = postes.cle_privee(depot).sign(_covered(remise, item)).hex()
    remise["signatures"].append(item)


def verifier(depot: Depot, remise: Dict[str, Any]) -> List[Dict[str, Any]]:
    """One row a signature: its fields, "valide" (bool) and "constat" (French sentence)."""
    out = []
    for item in remise["signatures"]:
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(item["cle"])).verify(bytes.fromhex(item["signature"]), _covered(remise, item))
            valid = True
        except (InvalidSignature, ValueError):
            valid = False
        row = depot.db.execute("SELECT nom, revoque_le FROM poste WHERE cle = ?", (item["cle"],)).fetchone()
        who = f"{ROLES[item['role']]} {item['nom']}"
        if not valid:
            text = f"{who} : signature fausse ou altérée."
        elif row is None:
            valid, text = (
                False,
                f"{who} : signature d'un poste inconnu ici (« {item['poste']} ») ; acceptez sa carte puis vérifiez de nouveau.",
            )
        elif row[0] != item["poste"]:
            valid, text = False, f"{who} : la clé est celle de « {row[0]} », pas de « {item['poste']} »."
        elif row[1]:
            valid, text = False, f"{who} : « {row[0]} » est révoqué ; sa signature ne vaut plus preuve."
        else:
            text = f"{who}, par le poste « {row[0]} » : signature valable."
        out.append({**item, "valide": valid, "constat": text})
    return out


def ecrire(path: Path, remise: Dict[str, Any]) -> None:
    ecrire_entier(path, (json.dumps(remise, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def _covered(remise: Dict[str, Any], item: Dict[str, str]) -> bytes:
    return _SIGNED + _dumps({**{name: item[name] for name in _COVERED[1:]}, "empreinte": remise["empreinte"]})


def _dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
