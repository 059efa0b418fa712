"""One file from the card into the store, in one pass: hashed while copied, flushed to disk, read back, then adopted."""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from pathlib import Path
from typing import Callable, Optional

from .depot import Depot

CHUNK = 1 << 20


class SourceUnreadable(Exception):
    """The card does not give the file (I/O error, gone, changed while it was read)."""


class CopyDamaged(Exception):
    """What the disk gives back is not what was written."""


def _nothing() -> None:
    return None


def hash_file(path: os.PathLike[str] | str, check: Callable[[], None] = _nothing) -> str:
    """SHA-256 of a file; `check` is called between chunks and may raise."""
    digest = hashlib.sha256()
    buffer = bytearray(CHUNK)
    view = memoryview(buffer)
    with open(path, "rb", buffering=0) as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                return digest.hexdigest()
            digest.update(view[:count])
            check()


def hash_source(path: Path, check: Callable[[], None] = _nothing) -> str:
    """`hash_file` of a file of the card. Raises SourceUnreadable."""
    try:
        return hash_file(path, check)
    except OSError as error:
        raise SourceUnreadable(str(error)) from error


class Copy:
    """A copy under way in the store's partial folder: `keep` adopts it, leaving the block without it discards it."""

    def __init__(self, depot: Depot, source: Path, check: Callable[[], None] = _nothing) -> None:
        self.depot, self.source, self.check = depot, source, check
        self.path = depot.partial / f"{uuid.uuid4().hex}.part"
        self.sha256, self.size, self.mtime_ns = "", 0, 0
        self._kept: Optional[Path] = None

    def __enter__(self) -> Copy:
        try:
            self._copy()
            self._verify()
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._kept is None:
            self._discard()

    def keep(self) -> Path:
        """Adopt the copy; a content already there is not written twice."""
        target = self.depot.path_of(self.sha256, self.source.name)
        self._kept = target if target.exists() else self.depot.adopt(self.path, self.sha256, self.source.name)
        if self.path.exists():
            self._discard()
        return self._kept

    def _copy(self) -> None:
        digest = hashlib.sha256()
        buffer = bytearray(CHUNK)
        view = memoryview(buffer)
        try:
            source = open(self.source, "rb", buffering=0)
        except OSError as error:
            raise SourceUnreadable(str(error)) from error
        with source, open(self.path, "xb", buffering=0) as target:
            before = _stamp(source)
            while True:
                try:
                    count = source.readinto(buffer)
                except OSError as error:
                    raise SourceUnreadable(str(error)) from error
                if not count:
                    break
                chunk = view[:count]
                digest.update(chunk)
                while len(chunk):
                    chunk = chunk[target.write(chunk) :]
                self.size += count
                self.check()
            after = _stamp(source)
            if before != after or self.size != before[0]:
                raise SourceUnreadable("changed while being read")
            os.fsync(target.fileno())
            _forget(target.fileno())
        self.sha256, self.mtime_ns = digest.hexdigest(), before[1]

    def _verify(self) -> None:
        if hash_file(self.path, self.check) != self.sha256:
            raise CopyDamaged(self.path.name)

    def _discard(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


def _stamp(file) -> tuple:
    try:
        state = os.fstat(file.fileno())
    except OSError as error:
        raise SourceUnreadable(str(error)) from error
    return state.st_size, state.st_mtime_ns


def _forget(handle: int) -> None:
    """Ask the system to drop its memory of the file, so that the verification reads the disk."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
