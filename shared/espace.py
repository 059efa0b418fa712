"""The work space of a workstation: one folder, one setting, the same places everywhere.

<espace>/referentiel/CURRENT            name of the generation in use, e.g. "gen-3"
<espace>/referentiel/gen-3/             read-only: referentiel.gpkg, reseau.npz, population.npz, rasters, pack.json
<espace>/travail/travail.gpkg           the one editable GeoPackage
<espace>/direct/direct.gpkg             what online services answered, and its cache; may be thrown away
<espace>/sorties/                       PDFs, CSVs, pictures made for people
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Dict, Optional

from .errors import BadInput

ENV_ESPACE = "DDTM_ESPACE"
PACK_ABSENT = (
    "Le paquet de données est absent de « {espace} ». La carte de fond reste utilisable. "
    "Branchez la clé « DDTM34 » puis importez le paquet, ou fabriquez le paquet d'exercice."
)

PIECES = ("jpg", "jpeg", "png", "heic", "dng", "tif", "tiff", "mp4", "mov", "ts", "srt", "csv", "kml")


def default_root() -> Path:
    """DDTM_ESPACE, else a folder of the user's own local data."""
    named = os.environ.get(ENV_ESPACE)
    if named:
        return Path(named)
    if sys.platform.startswith("win"):
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "DDTM" / "espace"
    return Path.home() / ".local" / "share" / "ddtm" / "espace"


@dataclass(frozen=True)
class Espace:
    """Paths of one work space; reading a property never creates anything."""

    root: Path

    @classmethod
    def at(cls, root: Optional[os.PathLike[str] | str] = None) -> Espace:
        return cls(Path(root) if root else default_root())

    @property
    def referentiel_dir(self) -> Path:
        return self.root / "referentiel"

    @property
    def travail_gpkg(self) -> Path:
        return self.root / "travail" / "travail.gpkg"

    @property
    def direct_gpkg(self) -> Path:
        return self.root / "direct" / "direct.gpkg"

    @property
    def sorties(self) -> Path:
        return self.root / "sorties"

    def piece(self, name: Any) -> Path:
        """The photograph, video or flight log that a row names ("photos/ab/<sha256>.jpg"). Rows also come from other workstations: a name
        that would lead out of the folder of photographs, or to a program, is refused. Raises BadInput."""
        text = str(name or "")
        parts = PurePosixPath(text).parts
        if parts[:1] != ("photos",) or ".." in parts or "\\" in text or text.rpartition(".")[2].lower() not in PIECES:
            raise BadInput(
                "Une fiche désigne un fichier hors du dossier des photographies : elle n'a pas été suivie. Vérifiez de quel poste elle vient.",
                text[:200],
            )
        return self.root / text

    @property
    def generation_name(self) -> Optional[str]:
        """The generation in use, or None when no pack is installed."""
        try:
            name = (self.referentiel_dir / "CURRENT").read_text(encoding="utf-8").strip()
        except OSError:
            return None
        return name if name and os.path.basename(name) == name and name not in (".", "..") else None

    @property
    def generation(self) -> Path:
        """Folder of the generation in use. Raises BadInput when there is none."""
        name = self.generation_name
        folder = self.referentiel_dir / name if name else None
        if folder is None or not (folder / "referentiel.gpkg").is_file():
            raise BadInput(PACK_ABSENT.format(espace=self.root))
        return folder

    @property
    def referentiel_gpkg(self) -> Path:
        return self.generation / "referentiel.gpkg"

    @property
    def reseau(self) -> Path:
        """Routing graph, see shared.arrays.roadgraph."""
        return self.generation / "reseau.npz"

    @property
    def population(self) -> Path:
        """People per building, see shared.arrays.population."""
        return self.generation / "population.npz"

    @property
    def pack(self) -> Dict[str, Any]:
        """pack.json of the generation in use: titre, exercice (bool), cree_le, version, sources."""
        try:
            return json.loads((self.generation / "pack.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput("La fiche du paquet de données (pack.json) est illisible : réinstallez le paquet.", str(error)) from error

    @property
    def is_exercise(self) -> bool:
        return bool(self.pack.get("exercice"))
