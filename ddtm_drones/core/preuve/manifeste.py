"""Manifests: one JSON file per import, signed, each naming the SHA-256 of the one before it (a chain)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional

from shared.fichiers import ecrire_entier
from shared.gpkg.values import parse_instant, utc_now

from . import cles
from .depot import Depot

FORMAT = "ddtm-drones-manifeste/1"
_HEX = re.compile(r"[0-9a-f]{64}")
CLOCK = "horloge du poste, non certifiée"


class Manifest(NamedTuple):
    path: Path
    data: bytes
    content: Optional[Dict[str, Any]]  # None when it is no readable manifest
    signature: Optional[str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read_all(depot: Depot) -> List[Manifest]:
    """Every manifest of the store, oldest first."""
    return [read(path) for path in sorted(depot.manifests.glob("*.json"))]


def read(path: Path) -> Manifest:
    data = path.read_bytes()
    try:
        content = json.loads(data)
        if not _well_formed(content):
            content = None
    except ValueError:
        content = None
    signature = path.with_suffix(".json.sig")
    return Manifest(path, data, content, signature.read_text(encoding="ascii").strip() if signature.is_file() else None)


def _well_formed(content: Any) -> bool:
    """Whether every key that others rely on is there with its type: a damaged manifest may still be valid JSON."""
    if not isinstance(content, dict) or content.get("format") != FORMAT or not isinstance(content.get("fichiers"), list):
        return False
    public = content.get("cle_publique", "")
    if public is not None and not (isinstance(public, str) and _HEX.fullmatch(public)):
        return False
    try:
        parse_instant(content["cree_le"])
    except (KeyError, TypeError, ValueError):
        return False
    if not isinstance(content.get("import_id"), str):
        return False
    return all(
        isinstance(entry, dict)
        and isinstance(entry.get("nom"), str)
        and isinstance(entry.get("chemin"), str)
        and isinstance(entry.get("taille"), int)
        and isinstance(entry.get("sha256"), str)
        and bool(_HEX.fullmatch(entry["sha256"]))
        for entry in content["fichiers"]
    )


class Index:
    """What the store holds according to its manifests."""

    def __init__(self, manifests: List[Manifest]) -> None:
        self.by_sha: Dict[str, Dict[str, Any]] = {}
        self.by_shot: Dict[str, Dict[str, Any]] = {}
        self.sizes: Dict[tuple, str] = {}
        for manifest in manifests:
            for entry in manifest.content["fichiers"] if manifest.content else ():
                self.add(entry)

    def add(self, entry: Dict[str, Any]) -> None:
        self.by_sha.setdefault(entry["sha256"], entry)
        if entry.get("prise"):
            self.by_shot.setdefault(entry["prise"], entry)
        self.sizes.setdefault((entry["nom"], entry["taille"]), entry["sha256"])


def shot_of(nom: str, photo: Dict[str, Any]) -> Optional[str]:
    """What names one shutter release: camera, second, name on the card. None when the file does not say when."""
    if photo.get("horloge") is None:
        return None
    camera = photo.get("n_serie") or photo.get("modele") or ""
    text = "|".join((camera, photo["horloge"].isoformat(), nom.lower(), photo.get("identifiant") or ""))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def write(depot: Depot, import_id: str, fields: Dict[str, Any], entries: List[Dict[str, Any]]) -> Manifest:
    """Sign and write; the signature stands before the manifest, whose presence says that the import is complete."""
    before = read_all(depot)
    moment = utc_now()
    content = {
        "format": FORMAT,
        "import_id": import_id,
        "cree_le": moment,
        "horloge": CLOCK,
        "precedent": before[-1].sha256 if before else None,
        "cle_publique": cles.public_key(depot),
        **fields,
        "fichiers": sorted(entries, key=lambda entry: entry["chemin"]),
    }
    data = (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")
    stamp = re.sub(r"\D", "", moment)[:17]
    path = depot.manifests / f"{stamp}_{import_id[:8]}.json"
    signed = cles.sign(depot, data)
    if signed is not None:
        ecrire_entier(path.with_suffix(".json.sig"), (signed[0] + "\n").encode("ascii"), 0o444)
    ecrire_entier(path, data, 0o444)
    return read(path)
