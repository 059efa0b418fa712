"""One file of the card: already known, taken up from an interrupted import, copied, or refused."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Optional

from shared.gpkg.values import format_instant

from ..meta.photo import read_photo
from ..preuve.copie import Copy, CopyDamaged, SourceUnreadable, hash_source
from ..preuve.depot import Depot
from ..preuve.journal import Journal
from ..preuve.manifeste import Index, shot_of
from .source import Item

CHANGED = "a changé depuis son importation sous le nom « {nom} » : l'original conservé fait foi, celle-ci est refusée"
UNREADABLE = "illisible sur la carte : réessayez, ou copiez-la par un autre lecteur"
DAMAGED = "la copie relue diffère de l'original : le disque est peut-être défectueux"
EMPTY = "fichier vide"


@dataclass
class Outcome:
    item: Item
    kind: str  # nouveau | repris | connu | refuse
    entry: Optional[Dict[str, Any]] = None
    photo: Optional[Dict[str, Any]] = None
    reason: str = ""
    card_error: bool = False


class Taker:
    """Takes files; may be called from several threads."""

    def __init__(self, depot: Depot, index: Index, journal: Journal, zone: str, check: Callable[[], None]) -> None:
        self.depot, self.index, self.journal, self.zone, self.check = depot, index, journal, zone, check
        self._lock = threading.Lock()

    def take(self, item: Item) -> Outcome:
        """Raises OSError when the disk of the store fails; what the card fails at is an Outcome."""
        self.check()
        if item.size == 0:
            return Outcome(item, "refuse", reason=EMPTY)
        resumed = self.journal.known(item.chemin, item.size, item.mtime_ns, self.depot)
        if resumed is not None and resumed["sha256"] in self.index.by_sha:  # its manifest was written: only the layers may lack it
            return Outcome(item, "connu", resumed, self._photo(item, self.depot.path_of(resumed["sha256"], resumed["nom"])))
        if resumed is not None:
            return Outcome(item, "repris", resumed, self._photo(item, self.depot.path_of(resumed["sha256"], resumed["nom"])))
        try:
            return self._known(item) or self._copied(item)
        except SourceUnreadable as error:
            return Outcome(item, "refuse", reason=UNREADABLE, card_error=not isinstance(error.__cause__, type(None)))
        except CopyDamaged:
            return Outcome(item, "refuse", reason=DAMAGED)

    def _known(self, item: Item) -> Optional[Outcome]:
        """A file that the manifests seem to hold is hashed, not copied; it is known only if its content is the same."""
        if (item.nom, item.size) not in self.index.sizes:
            return None
        entry = self.index.by_sha.get(hash_source(item.path, self.check))
        if entry is None or not self.depot.path_of(entry["sha256"], entry["nom"]).is_file():
            return None
        return Outcome(item, "connu", entry, self._photo(item, self.depot.path_of(entry["sha256"], entry["nom"])))

    def _copied(self, item: Item) -> Outcome:
        with Copy(self.depot, item.path, self.check) as copy:
            photo = self._photo(item, copy.path)
            shot = shot_of(item.nom, photo) if photo else None
            entry = {
                "nom": item.nom,
                "chemin": item.chemin,
                "sha256": copy.sha256,
                "taille": copy.size,
                "mtime_ns": copy.mtime_ns,
                "modifie_le": format_instant(dt.datetime.fromtimestamp(copy.mtime_ns / 1e9, dt.timezone.utc)),
                "nature": item.nature,
                "prise": shot,
                "heure_utc": format_instant(photo["heure_utc"]) if photo and photo["heure_utc"] else None,
                "heure_appareil": photo["horloge"].isoformat() if photo and photo["horloge"] else None,
                "source_heure": photo["source_heure"] if photo else None,
            }
            with self._lock:
                known = self.index.by_sha.get(copy.sha256)
                before = self.index.by_shot.get(shot) if shot else None
                if before is not None and before["sha256"] != copy.sha256:
                    return Outcome(item, "refuse", reason=CHANGED.format(nom=before["nom"]))
                copy.keep()
                if known is not None:
                    return Outcome(item, "connu", known, photo)
                self.index.add(entry)
                self.journal.add(entry)
        return Outcome(item, "nouveau", entry, photo)

    def _photo(self, item: Item, path: Path) -> Optional[Dict[str, Any]]:
        return read_photo(path, self.zone) if item.is_jpeg else None
