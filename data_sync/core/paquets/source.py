"""Where a pack comes from: a folder (key, share) or an address; objects are fetched into a folder of ours, resumed, verified."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Callable, Iterator, Protocol

from shared.errors import BadInput, DdtmError
from shared.fichiers import graver_dossier

from .manifeste import FALSIFIE, MAX_BYTES, NOM

BLOC = 64 * 1024
OBJETS = "objets"
ATTENTE_S = 30
COUPE = "La source du paquet ne répond plus : ce qui est reçu est gardé, relancez pour continuer."


class Source(Protocol):
    def manifeste(self) -> bytes: ...

    def blocs(self, objet: str, debut: int) -> Iterator[bytes]: ...


class Dossier:
    """A key or a share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifeste(self) -> bytes:
        path = self.folder / NOM
        if not path.is_file():
            raise BadInput(f"Aucun paquet dans « {self.folder} » (manifeste.paq absent) : choisissez le dossier du paquet.")
        with open(path, "rb") as stream:
            return stream.read(MAX_BYTES + 1)

    def blocs(self, objet: str, debut: int) -> Iterator[bytes]:
        path = self.folder / OBJETS / objet
        if not path.is_file():
            raise BadInput("Il manque un morceau du paquet : sa copie n'est pas finie ; recopiez le dossier du paquet en entier.", objet)
        with open(path, "rb") as stream:
            stream.seek(debut)
            yield from iter(lambda: stream.read(BLOC), b"")


class Adresse:
    """A plain web server; ranges are asked for, and a server without them sends the beginning again."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def manifeste(self) -> bytes:
        with self._open(NOM, 0) as answer:
            return answer.read(MAX_BYTES + 1)

    def blocs(self, objet: str, debut: int) -> Iterator[bytes]:
        with self._open(f"{OBJETS}/{objet}", debut) as answer:
            skip = debut if answer.status == 200 else 0
            while True:
                data = answer.read(BLOC)
                if not data:
                    return
                if skip >= len(data):
                    skip -= len(data)
                    continue
                yield data[skip:]
                skip = 0

    @contextlib.contextmanager
    def _open(self, name: str, start: int):
        headers = {"User-Agent": "ddtm-data_sync", **({"Range": f"bytes={start}-"} if start else {})}
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.url}/{name}", headers=headers), timeout=ATTENTE_S) as answer:
                yield answer
        except urllib.error.HTTPError as error:
            if error.code in (403, 404, 410):
                raise BadInput("Le paquet n'est pas à cette adresse : vérifiez-la auprès du bureau.", str(error)) from error
            raise DdtmError(COUPE, str(error)) from error
        except (OSError, ValueError, http.client.HTTPException) as error:  # an answer cut or made of nonsense
            raise DdtmError(COUPE, str(error)) from error


def ouvrir(where: str) -> Source:
    """Raises BadInput when `where` is neither a folder nor an http(s) address."""
    if where.lower().startswith(("http://", "https://")):
        return Adresse(where)
    folder = Path(where)
    if not folder.is_dir():
        raise BadInput(f"Le dossier du paquet « {where} » est introuvable : branchez la clé ou connectez le partage, puis recommencez.")
    return Dossier(folder)


def prendre(source: Source, objet: str, taille: int, folder: Path, progress: Callable[[int], None]) -> Path:
    """The object as a verified file of `folder`, fetched from where an earlier attempt stopped. Raises BadInput when it is forged or cut."""
    final, part = folder / objet, folder / f"{objet}.part"
    if final.is_file():
        return final
    digest, done = hashlib.sha256(), 0
    with open(part, "ab") as stream:
        kept = stream.tell() // BLOC * BLOC
        stream.truncate(kept)
    with open(part, "rb") as stream:
        for data in iter(lambda: stream.read(BLOC), b""):
            digest.update(data)
            done += len(data)
    with open(part, "ab") as stream:
        for data in source.blocs(objet, done):
            done += len(data)
            if done > taille:
                break
            digest.update(data)
            stream.write(data)
            progress(len(data))
        stream.flush()
        os.fsync(stream.fileno())
    if done < taille:
        raise BadInput("Le paquet est incomplet à sa source (copie coupée) : rien n'a été changé ; recopiez-le, puis relancez.", objet)
    if done > taille or digest.hexdigest() != objet:
        part.unlink()
        raise BadInput(FALSIFIE, f"digest of {objet}")
    os.replace(part, final)
    graver_dossier(folder)
    return final
