"""Acts of the administrators: who they are, and which workstations are revoked. They travel with the exchange and bind everybody.

<folder>/administration/<sha256>.json = {"acte", "signatures": {public key: Ed25519 signature}}. Signatures add up as copies meet. An act
takes effect when enough administrators (`seuil`) have signed it; the list of administrators itself is replaced only by an act signed
by enough of the former ones. The very first list is taken when a person has confirmed it on the workstation, fingerprint compared.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.errors import BadInput
from shared.fichiers import ecrire_entier
from shared.gpkg.values import utc_now

from ..journal.depot import Depot
from . import limites, postes
from .lot import nom_valide

DOSSIER = "administration"
ROLE, REVOCATION = "administrateurs", "revocation"
MAX_BYTES = 65_536
_SIGNED = b"DDTMACTE1"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS acte (id TEXT PRIMARY KEY, genre TEXT, texte TEXT NOT NULL, signatures TEXT NOT NULL, applique_le TEXT)"
)


def preparer(depot: Depot) -> None:
    depot.db.execute(_TABLE)


def role(depot: Depot) -> Optional[Dict[str, Any]]:
    """The administrators in force: {"version", "seuil", "cles": {name: key}}, None before a first list was confirmed."""
    preparer(depot)
    row = depot.db.execute("SELECT texte FROM acte WHERE id = ?", (depot.etat("role_acte") or "",)).fetchone()
    return json.loads(row[0]) if row else None


def nommer(depot: Depot, noms: Sequence[str], seuil: int) -> str:
    """Propose (and sign, when it may) a list of administrators; the act's id. Raises BadInput for an unknown or revoked workstation."""
    keys: Dict[str, str] = {}
    for nom in noms:
        row = depot.db.execute("SELECT cle, revoque_le FROM poste WHERE nom = ?", (nom,)).fetchone()
        if row is None or row[1]:
            raise BadInput(f"« {nom} » n'est pas un poste accepté ici : acceptez d'abord sa carte.")
        keys[nom] = row[0]
    if not 1 <= seuil <= len(keys):
        raise BadInput(f"Le nombre de signatures demandé ({seuil}) doit être entre 1 et le nombre d'administrateurs ({len(keys)}).")
    held = role(depot)
    act = {"genre": ROLE, "version": (held["version"] if held else 0) + 1, "seuil": seuil, "cles": keys}
    if depot.poste not in {*keys, *(held["cles"] if held else ())}:
        raise BadInput("Seul un administrateur, ancien ou nouveau, peut proposer la liste : faites-le depuis l'un de leurs postes.")
    identifier = _poser(depot, act)
    signer(depot, identifier)
    if held is None:  # whoever founds it has confirmed it
        depot.noter("role_confirme", identifier)
        appliquer(depot)
    return identifier


def revoquer(depot: Depot, nom: str) -> Optional[Dict[str, Any]]:
    """Sign the revocation of a workstation, when this one is an administrator: what is known of that act, else None."""
    held = role(depot)
    if held is None or held["cles"].get(depot.poste) != postes.cle_de(depot, depot.poste):
        return None
    cle = postes.cle_de(depot, nom)
    for row in depot.db.execute("SELECT id, texte FROM acte WHERE genre = ?", (REVOCATION,)).fetchall():
        if json.loads(row[1])["cle"] == cle:
            identifier = row[0]
            break
    else:
        last = depot.db.execute("SELECT dernier_lot FROM poste WHERE nom = ?", (nom,)).fetchone()[0]
        last = limites.connu(depot, nom) if last is None else last
        identifier = _poser(depot, {"genre": REVOCATION, "poste": nom, "cle": cle, "dernier_lot": last, "le": utc_now()})
    signer(depot, identifier)
    appliquer(depot)
    return next(item for item in lister(depot) if item["id"] == identifier)


def signer(depot: Depot, debut: str) -> str:
    """Add this workstation's signature to the act whose id begins so. Raises BadInput when none or several do, or it may not sign."""
    preparer(depot)
    rows = depot.db.execute("SELECT id, texte, signatures FROM acte WHERE substr(id, 1, ?) = ?", (len(debut), debut.lower())).fetchall()
    if len(rows) != 1 or len(debut) < 4:
        raise BadInput(f"Aucun acte, ou plusieurs, ne commence par « {debut} » : copiez son identifiant depuis la liste.")
    identifier, text, signatures = rows[0]
    act, held = json.loads(text), role(depot)
    allowed = {*(held["cles"].values() if held else ()), *(act["cles"].values() if act["genre"] == ROLE else ())}
    mine = postes.cle_de(depot, depot.poste)
    if mine not in allowed:
        raise BadInput("Ce poste n'est pas administrateur : il ne peut pas signer cet acte.")
    done = {**json.loads(signatures), mine: postes.cle_privee(depot).sign(_SIGNED + text.encode()).hex()}
    depot.db.execute("UPDATE acte SET signatures = ? WHERE id = ?", (_dumps(done), identifier))
    return identifier


def confirmer(depot: Depot, debut: str) -> str:
    """A person takes the first list of administrators, its fingerprint compared. Raises BadInput when there is none to confirm."""
    preparer(depot)
    if role(depot) is not None:
        raise BadInput("Les administrateurs sont déjà connus ici : seuls eux peuvent changer leur liste.")
    rows = [row for row in depot.db.execute("SELECT id FROM acte WHERE genre = ?", (ROLE,)) if row[0].startswith(debut.lower())]
    if len(rows) != 1 or len(debut) < 8:
        raise BadInput(
            f"Aucune liste d'administrateurs reçue ne commence par « {debut} » : échangez, puis copiez ses 8 premiers caractères."
        )
    depot.noter("role_confirme", rows[0][0])
    appliquer(depot)
    if role(depot) is None:
        raise BadInput("Cette liste n'a pas encore les signatures qu'elle demande : elle prendra effet dès qu'elle les aura.")
    return rows[0][0]


def echanger(depot: Depot, dossier: Path) -> List[str]:
    """Merge the acts of the folder with ours, apply those that may be, put back what the folder lacks. Sentences about what changed."""
    preparer(depot)
    folder = dossier / DOSSIER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        with depot.ecriture():
            _recevoir(depot, path)
    with depot.ecriture():
        told = appliquer(depot)
    for identifier, text, signatures in depot.db.execute("SELECT id, texte, signatures FROM acte").fetchall():
        octets = _dumps({"acte": json.loads(text), "signatures": json.loads(signatures)}).encode()
        path = folder / f"{identifier}.json"
        if not path.is_file() or path.read_bytes() != octets:
            folder.mkdir(exist_ok=True)
            ecrire_entier(path, octets)
    return told


def appliquer(depot: Depot) -> List[str]:
    """Give effect to every act that has its signatures; French sentences. To be called inside a transaction."""
    told: List[str] = []
    while _next_role(depot, told):
        pass
    held = role(depot)
    if held is None:
        return told
    for identifier, text, signatures in depot.db.execute(
        "SELECT id, texte, signatures FROM acte WHERE genre = ? AND applique_le IS NULL", (REVOCATION,)
    ).fetchall():
        act = json.loads(text)
        if _count(json.loads(signatures), held["cles"]) < held["seuil"]:
            continue
        _revoke(depot, act)
        depot.db.execute("UPDATE acte SET applique_le = ? WHERE id = ?", (utc_now(), identifier))
        if act["poste"] == depot.poste:
            told.append("Ce poste a été révoqué par les administrateurs : les autres refusent désormais ses lots ; prévenez le référent.")
        else:
            told.append(f"« {act['poste']} » est révoqué par les administrateurs : ses prochains lots sont refusés.")
    return told


def lister(depot: Depot) -> List[Dict[str, Any]]:
    """Every act known here: id, genre, resume, signatures, seuil, en_vigueur."""
    preparer(depot)
    held = role(depot)
    names = {cle: nom for nom, cle in depot.db.execute("SELECT nom, cle FROM poste")}
    out = []
    for identifier, genre, text, signatures, applied in depot.db.execute("SELECT * FROM acte ORDER BY genre, id").fetchall():
        act, done = json.loads(text), json.loads(signatures)
        signed = sorted(names.get(cle, cle[:8]) for cle in done)
        if genre == ROLE:
            summary = f"administrateurs, version {act['version']} : {', '.join(sorted(act['cles']))}"
            threshold = act["seuil"]
        else:
            summary, threshold = f"révocation de « {act['poste']} »", held["seuil"] if held else 0
        out.append(
            {"id": identifier, "genre": genre, "resume": summary, "signatures": signed, "seuil": threshold, "en_vigueur": bool(applied)}
        )
    return out


def _next_role(depot: Depot, told: List[str]) -> bool:
    held = role(depot)
    for identifier, text, signatures in depot.db.execute("SELECT id, texte, signatures FROM acte WHERE genre = ?", (ROLE,)).fetchall():
        act, done = json.loads(text), json.loads(signatures)
        wanted = (held["version"] if held else 0) + 1
        if act["version"] != wanted or _count(done, act["cles"]) < act["seuil"]:
            continue
        if held is None and depot.etat("role_confirme") != identifier:
            continue
        if held is not None and _count(done, held["cles"]) < held["seuil"]:
            continue
        depot.noter("role_acte", identifier)
        depot.db.execute("UPDATE acte SET applique_le = ? WHERE id = ?", (utc_now(), identifier))
        told.append(f"Administrateurs en vigueur : {', '.join(sorted(act['cles']))} ({act['seuil']} signature(s) par acte).")
        return True
    return False


def _revoke(depot: Depot, act: Dict[str, Any]) -> None:
    """A workstation that this one never met is written down too, so that its card cannot be accepted any more."""
    sql = "INSERT OR IGNORE INTO poste VALUES (?, ?, NULL, ?, ?)"
    depot.db.execute(sql, (act["poste"], act["cle"], utc_now(), act["dernier_lot"]))
    sql = "UPDATE poste SET revoque_le = coalesce(revoque_le, ?), dernier_lot = max(coalesce(dernier_lot, 0), ?) WHERE cle = ?"
    depot.db.execute(sql, (utc_now(), act["dernier_lot"], act["cle"]))


def _count(signatures: Dict[str, str], keys: Dict[str, str]) -> int:
    return len(set(signatures) & set(keys.values()))


def _poser(depot: Depot, act: Dict[str, Any]) -> str:
    text = _dumps(act)
    identifier = hashlib.sha256(text.encode()).hexdigest()
    depot.db.execute("INSERT OR IGNORE INTO acte VALUES (?, ?, ?, '{}', NULL)", (identifier, act["genre"], text))
    return identifier


def _recevoir(depot: Depot, path: Path) -> None:
    """Take in an act and those of its signatures that hold; anything else is ignored."""
    try:
        if path.stat().st_size > MAX_BYTES or path.is_symlink():
            return
        data = json.loads(path.read_bytes())
        act, text = data["acte"], _dumps(data["acte"])
        _verify(act)
        found = {}
        for cle, signature in data["signatures"].items():
            try:
                Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle)).verify(bytes.fromhex(signature), _SIGNED + text.encode())
                found[cle] = signature
            except (InvalidSignature, ValueError, TypeError):
                continue
        if not found or hashlib.sha256(text.encode()).hexdigest() != path.stem:
            return
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    identifier = _poser(depot, act)
    held = json.loads(depot.db.execute("SELECT signatures FROM acte WHERE id = ?", (identifier,)).fetchone()[0])
    depot.db.execute("UPDATE acte SET signatures = ? WHERE id = ?", (_dumps({**found, **held}), identifier))


def _verify(act: Dict[str, Any]) -> None:
    """Raise ValueError, KeyError or TypeError unless the act is well written."""
    keys: List[Any] = []
    if act["genre"] == ROLE:
        names, keys, numbers = list(act["cles"]), list(act["cles"].values()), [act["version"], act["seuil"]]
        if not 1 <= act["seuil"] <= len(set(keys)) or len(set(keys)) != len(keys) or len(keys) > 20:
            raise ValueError("threshold")
    elif act["genre"] == REVOCATION:
        names, keys, numbers = [act["poste"]], [act["cle"]], [act["dernier_lot"]]
    else:
        raise ValueError("genre")
    if not all(map(nom_valide, names)) or any(len(bytes.fromhex(cle)) != 32 or cle != cle.lower() for cle in keys):
        raise ValueError("names")
    if any(isinstance(n, bool) or not isinstance(n, int) or not 0 <= n < 2**62 for n in numbers):
        raise ValueError("numbers")


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
