"""Documents made for people: names a person finds again, and files written whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import tempfile
import unicodedata
from pathlib import Path

from .errors import BadInput, DdtmError


def slug(text: str, longest: int = 40) -> str:
    """ASCII, lower case, words joined by hyphens: safe on every disk and in every mail."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:longest].strip("-") or "document"


def file_stem(moment: dt.datetime, theme: str, place: str) -> str:
    """AAAAMMJJ_HHMM_theme_lieu, local hour."""
    return f"{moment:%Y%m%d_%H%M}_{slug(theme, 20)}_{slug(place)}"


def file_name(moment: dt.datetime, theme: str, place: str, page_format: str, extension: str) -> str:
    """AAAAMMJJ_HHMM_theme_lieu_format.pdf"""
    return f"{file_stem(moment, theme, place)}_{page_format.lower()}.{extension}"


def free_path(path: Path) -> Path:
    """`path`, or the same with _2, _3…: an earlier document is never overwritten."""
    number, candidate = 2, path
    while candidate.exists():
        candidate = path.with_name(f"{path.stem}_{number}{path.suffix}")
        number += 1
    return candidate


def write_whole(path: Path, content: bytes) -> None:
    """Write through a temporary file, fsync and rename, with the rights of an ordinary document.

    Raises BadInput when the folder refuses it, DdtmError when the disk is full; nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    except OSError as error:
        raise BadInput(f"Le dossier « {path.parent} » est protégé en écriture : choisissez-en un autre.", str(error)) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # temporary files are the user's alone; a document is for the service
        os.replace(temporary, path)
    except OSError as error:
        raise DdtmError(f"Écriture impossible de « {path.name} » : disque plein, ou document déjà ouvert.", str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _umask() -> int:
    """The process's mask; reading it means setting it, for an instant."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
