"""The container a tablet's folder travels in: a zip, encrypted (age) to the accepted workstations. <folder>.zip.age"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Iterator

from shared.errors import BadInput, DdtmError
from shared.fichiers import graver_dossier

from ..boites import age, cles
from ..journal.depot import Depot

SUFFIXE = ".zip.age"
MAX_BYTES = 8 * 2**30
MAX_FICHIERS = 200_000
ABIME = "Le dossier chiffré est incomplet ou abîmé : rien n'a été pris ; recopiez-le."


def fermer(depot: Depot, dossier: Path, cible: Path) -> int:
    """Encrypt a folder into `cible` (which must not exist), readable by every accepted workstation; how many they are."""
    if cible.exists():
        raise BadInput(f"« {cible.name} » existe déjà : choisissez un autre nom, le précédent n'est peut-être pas revenu.")
    to = cles.destinataires(depot)
    library = age.outil()
    with tempfile.TemporaryDirectory(prefix=".coffre-", dir=cible.parent) as scratch:
        plain, sealed = Path(scratch) / "clair.zip", Path(scratch) / "chiffre.age"
        try:
            with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
                for path in sorted(dossier.rglob("*")):
                    if path.is_file() and not path.is_symlink():
                        out.write(path, path.relative_to(dossier).as_posix())
                if (dossier / "DCIM").is_dir() and not any((dossier / "DCIM").iterdir()):
                    out.writestr("DCIM/", b"")
            library.encrypt_file(str(plain), str(sealed), [library.x25519.Recipient.from_str(found.cle) for found in to.values()])
            with open(sealed, "rb+") as stream:
                os.fsync(stream.fileno())
            os.replace(sealed, cible)
            graver_dossier(cible.parent)
        except (OSError, library.EncryptError) as error:
            raise DdtmError("Le dossier chiffré n'a pas pu être écrit : disque plein ou dossier protégé.", str(error)) from error
    return len(to)


@contextlib.contextmanager
def ouvert(depot: Depot, source: Path) -> Iterator[Path]:
    """A folder to read: `source` itself when it is one, else the content of the container, in a place of its own that is then emptied.

    Raises BadInput when the container is for others, spoilt, or would write outside its folder.
    """
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="ddtm-tablette-") as scratch:
        folder = Path(scratch) / "dossier"
        _extraire(depot, source, Path(scratch), folder)
        yield folder


def deballer(depot: Depot, source: Path, dossier: Path) -> None:
    """Put the content of a container into a new folder, whole or not at all."""
    if dossier.exists():
        raise BadInput(f"Le dossier « {dossier} » existe déjà : choisissez-en un nouveau.")
    with tempfile.TemporaryDirectory(prefix=".coffre-", dir=dossier.parent) as scratch:
        folder = Path(scratch) / "dossier"
        _extraire(depot, source, Path(scratch), folder)
        os.replace(folder, dossier)


def _extraire(depot: Depot, source: Path, scratch: Path, folder: Path) -> None:
    plain = source
    try:
        if source.name.lower().endswith(".age"):
            plain = scratch / "clair.zip"
            library = age.outil()
            try:
                library.decrypt_file(str(source), str(plain), age.identites(depot.espace))
            except library.DecryptError as error:
                foreign = "matching keys" in str(error)
                raise BadInput(
                    "Ce dossier chiffré n'est pas destiné à ce poste : ouvrez-le sur un poste accepté par celui qui l'a fait."
                    if foreign
                    else ABIME,
                    str(error),
                ) from error
        _unzip(plain, folder)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise BadInput(ABIME, repr(error)) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise BadInput(ABIME, repr(error)) from error
        raise


def _unzip(plain: Path, folder: Path) -> None:
    with zipfile.ZipFile(plain) as given:
        entries = given.infolist()
        if len(entries) > MAX_FICHIERS or sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise BadInput("Ce dossier de tablette est trop gros pour en être un : rien n'a été pris.")
        folder.mkdir()
        root = folder.resolve()
        for entry in entries:
            target = (folder / entry.filename).resolve()
            if root not in (target, *target.parents) or "\\" in entry.filename or entry.filename.startswith("/"):
                raise BadInput("Ce dossier de tablette voudrait écrire hors de sa place : rien n'a été pris.", entry.filename)
            if entry.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with given.open(entry) as stream, open(target, "wb") as out:
                shutil.copyfileobj(stream, out)
