"""Any exception as one French sentence a user can act on: the last net of the engine and of the command line."""

from __future__ import annotations

import errno
import os
import sqlite3
import traceback
from typing import Dict, Tuple, Type

from .errors import BadInput, Cancelled, DdtmError

_OS: Dict[int, str] = {
    errno.ENOSPC: "Le disque est plein : libérez de la place, puis relancez. Rien n'a été modifié.",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else -1: "Votre quota de disque est atteint : libérez de la place, puis relancez.",
    errno.EROFS: "Le support « {name} » est en lecture seule : choisissez un autre dossier.",
    errno.EACCES: "L'accès à « {name} » est refusé : fermez le fichier ailleurs ou choisissez un autre dossier.",
    errno.EPERM: "L'accès à « {name} » est refusé : fermez le fichier ailleurs ou choisissez un autre dossier.",
    errno.ENOENT: "« {name} » est introuvable : vérifiez le chemin ou la clé branchée.",
    errno.ENOTDIR: "« {name} » est un fichier, pas un dossier : vérifiez le chemin du dossier de travail.",
    errno.EEXIST: "« {name} » existe déjà et n'est pas ce qu'il faut : renommez-le, puis relancez.",
    errno.EISDIR: "« {name} » est un dossier : donnez un nom de fichier.",
    errno.ENAMETOOLONG: "Le nom « {name} » est trop long : choisissez un nom plus court ou un dossier moins profond.",
    errno.EIO: "Le support de « {name} » ne répond plus : vérifiez la clé ou le disque.",
}
_SQLITE: Tuple[Tuple[str, str], ...] = (
    ("disk is full", _OS[errno.ENOSPC]),
    ("readonly database", "Le fichier de données est en lecture seule : choisissez un autre dossier de travail."),
    ("locked", "Le fichier de données est occupé par un autre logiciel : fermez-le, puis relancez."),
    ("not a database", "Le fichier n'est pas un GeoPackage lisible : il est sans doute tronqué. Reprenez une copie saine."),
    ("malformed", "Le GeoPackage est endommagé : reprenez une copie saine."),
    ("unable to open", "Le fichier de données ne peut pas être ouvert : vérifiez le chemin et les droits."),
)
UNFORESEEN = "Une erreur imprévue a interrompu le traitement. Relancez ; si elle revient, transmettez le détail au référent."


def as_ddtm_error(error: BaseException) -> DdtmError:
    """The DdtmError that says what `error` means to a user; foreseen errors are returned as they are."""
    if isinstance(error, DdtmError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Cancelled()
    detail = "".join(traceback.format_exception(type(error), error, error.__traceback__)).strip()
    message, kind = _sentence(error)
    return kind(message, detail)


def _sentence(error: BaseException) -> Tuple[str, Type[DdtmError]]:
    if isinstance(error, MemoryError):
        return "La mémoire manque pour ce calcul : fermez d'autres logiciels ou réduisez la zone.", DdtmError
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"Le module « {error.name.partition('.')[0]} » manque à cette installation : relancez « make setup ».", DdtmError
    if isinstance(error, sqlite3.Error):
        text = str(error).lower()
        for needle, sentence in _SQLITE:
            if needle in text:
                return sentence, BadInput if "disk" not in needle and "locked" not in needle else DdtmError
    if isinstance(error, OSError) and error.errno in _OS:
        name = os.fspath(error.filename) if isinstance(error.filename, (str, os.PathLike)) else "le fichier"
        return _OS[error.errno].format(name=name), DdtmError if error.errno in (errno.ENOSPC, errno.EIO) else BadInput
    return UNFORESEEN, DdtmError
