"""What a card or a folder holds that is worth keeping."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Tuple

from shared.errors import BadInput

NATURES: Dict[str, Tuple[str, ...]] = {
    "photo": (".jpg", ".jpeg", ".dng", ".tif", ".tiff"),
    "video": (".mp4", ".mov", ".ts"),
    "journal": (".srt", ".csv", ".kml"),
    "autre": (".mrk", ".nav", ".obs", ".rtk", ".bin", ".lrf", ".dat", ".txt"),
}
_NATURE = {extension: nature for nature, extensions in NATURES.items() for extension in extensions}
_SKIPPED = ("system volume information", "$recycle.bin", "lost+found")
JPEG = (".jpg", ".jpeg")


@dataclass(frozen=True)
class Item:
    path: Path
    chemin: str  # path on the card, with /
    size: int
    mtime_ns: int

    @property
    def nom(self) -> str:
        return self.path.name

    @property
    def nature(self) -> str:
        return _NATURE[self.path.suffix.lower()]

    @property
    def is_jpeg(self) -> bool:
        return self.path.suffix.lower() in JPEG


def list_source(source: Path, store: Path) -> List[Item]:
    """Files of the card in the order of their names. Raises BadInput when there is nothing to import."""
    if not source.exists():
        raise BadInput(f"« {source} » est introuvable : vérifiez que la carte est branchée et le chemin exact.")
    inside = source.resolve()
    if inside == store.resolve() or store.resolve() in inside.parents:
        raise BadInput("Ce dossier est le dépôt des originaux lui-même : choisissez la carte ou le dossier de départ.")
    if source.is_file():
        found = [source] if source.suffix.lower() in _NATURE else []
        root = source.parent
    else:
        found, root = [], source
        try:
            for folder, folders, names in os.walk(source, onerror=_raise):
                folders[:] = sorted(name for name in folders if not name.startswith(".") and name.lower() not in _SKIPPED)
                if store.resolve() == Path(folder).resolve():
                    folders[:] = []
                    continue
                found += [Path(folder) / name for name in names if not name.startswith(".") and Path(name).suffix.lower() in _NATURE]
        except OSError as error:
            raise BadInput(f"Le dossier « {source} » n'est pas lisible : vérifiez la carte.", str(error)) from error
    items = []
    for path in found:
        if path.is_symlink() or not path.is_file():
            continue
        state = path.stat()
        items.append(Item(path, path.relative_to(root).as_posix(), state.st_size, state.st_mtime_ns))
    if not items:
        raise BadInput(f"Aucune photo, vidéo ni journal de vol dans « {source} » : choisissez la carte ou le dossier du drone.")
    return sorted(items, key=lambda item: _natural(item.chemin))


def _natural(text: str) -> List[Tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part.lower()) for part in re.split(r"(\d+)", text)]


def _raise(error: OSError) -> None:
    raise error
