"""A disk in memory whose power can be cut, mounted through FUSE; run as a process: `python -m tests.faults.disque DIR`.

Pessimistic on purpose: after the cut, only the content that was fsynced, reachable through directories that were fsynced, is
there. Each file and each directory has what programs see and what the platter holds. Written to `.ctl`: `coupure N` (every call
that changes something fails from the N-th on), `retour` (the power comes back), `sauver` (all reaches the platter), `vider`;
`.ctl` reads as the number of changing calls so far.
"""

from __future__ import annotations

import errno
import stat
import sys
import time
from typing import Any, Dict, List, Optional

from fusepy import FUSE, FuseOSError, Operations

CTL = "/.ctl"


class Fichier:
    def __init__(self) -> None:
        self.vu, self.plateau = bytearray(), b""

    def fsync(self) -> None:
        self.plateau = bytes(self.vu)

    def retour(self) -> None:
        self.vu = bytearray(self.plateau)

    def sauver(self) -> None:
        self.fsync()


class Dossier:
    def __init__(self) -> None:
        self.vu: Dict[str, Any] = {}
        self.plateau: Dict[str, Any] = {}

    def fsync(self) -> None:
        self.plateau = dict(self.vu)

    def retour(self) -> None:
        self.vu = dict(self.plateau)
        for item in self.vu.values():
            item.retour()

    def sauver(self) -> None:
        for item in self.vu.values():
            item.sauver()
        self.fsync()


class Disque(Operations):
    def __init__(self) -> None:
        self.vider()

    def vider(self) -> None:
        self.racine = Dossier()
        self.compte, self.coupure, self.eteint = 0, 0, False

    def commander(self, text: str) -> None:
        verb, _, number = text.strip().partition(" ")
        if verb == "coupure":
            self.compte, self.coupure = 0, int(number)
        elif verb == "retour":
            self.racine.retour()
            self.compte, self.coupure, self.eteint = 0, 0, False
        elif verb == "sauver":
            self.racine.sauver()
        elif verb == "vider":
            self.vider()

    def change(self) -> None:
        self.compte += not self.eteint
        if self.coupure and self.compte >= self.coupure:
            self.eteint = True
        if self.eteint:
            raise FuseOSError(errno.EIO)

    def trouver(self, path: str) -> Any:
        item: Any = self.racine
        for name in filter(None, path.split("/")):
            if not isinstance(item, Dossier) or name not in item.vu:
                raise FuseOSError(errno.ENOENT)
            item = item.vu[name]
        return item

    def parent(self, path: str) -> Any:
        above, _, name = path.rpartition("/")
        return self.trouver(above or "/"), name

    # FUSE ------------------------------------------------------------------------------------------------------------------

    def getattr(self, path: str, fh: Optional[int] = None) -> Dict[str, Any]:
        if path == CTL:
            return {"st_mode": stat.S_IFREG | 0o666, "st_size": 32, "st_nlink": 1}
        item = self.trouver(path)
        if isinstance(item, Dossier):
            return {"st_mode": stat.S_IFDIR | 0o777, "st_size": 0, "st_nlink": 2, "st_mtime": time.time()}
        return {"st_mode": stat.S_IFREG | 0o666, "st_size": len(item.vu), "st_nlink": 1, "st_mtime": time.time()}

    def readdir(self, path: str, fh: int) -> List[str]:
        return [".", "..", *self.trouver(path).vu]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        self.change()
        folder, name = self.parent(path)
        folder.vu[name] = Fichier()
        return 0

    def open(self, path: str, flags: int) -> int:
        if path != CTL:
            self.trouver(path)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        if path == CTL:
            return str(self.compte).encode()[offset : offset + size]
        if self.eteint:
            raise FuseOSError(errno.EIO)
        return bytes(self.trouver(path).vu[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        if path == CTL:
            self.commander(data.decode())
            return len(data)
        self.change()
        content = self.trouver(path).vu
        if len(content) < offset:
            content.extend(b"\0" * (offset - len(content)))
        content[offset : offset + len(data)] = data
        return len(data)

    def truncate(self, path: str, length: int, fh: Optional[int] = None) -> None:
        if path == CTL:
            return
        self.change()
        content = self.trouver(path).vu
        del content[length:]
        content.extend(b"\0" * (length - len(content)))

    def unlink(self, path: str) -> None:
        self.change()
        folder, name = self.parent(path)
        if folder.vu.pop(name, None) is None:
            raise FuseOSError(errno.ENOENT)

    def mkdir(self, path: str, mode: int) -> None:
        self.change()
        folder, name = self.parent(path)
        folder.vu[name] = Dossier()

    def rmdir(self, path: str) -> None:
        self.change()
        if self.trouver(path).vu:
            raise FuseOSError(errno.ENOTEMPTY)
        folder, name = self.parent(path)
        folder.vu.pop(name)

    def rename(self, old: str, new: str) -> None:
        self.change()
        (source, before), (target, after) = self.parent(old), self.parent(new)
        target.vu[after] = source.vu.pop(before)

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        self.change()
        self.trouver(path).fsync()

    fsyncdir = fsync

    def statfs(self, path: str) -> Dict[str, int]:
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 20, "f_bfree": 1 << 19, "f_bavail": 1 << 19}

    def chmod(self, path: str, mode: int) -> int:
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        return 0

    def utimens(self, path: str, times: Any = None) -> int:
        return 0


if __name__ == "__main__":
    FUSE(Disque(), sys.argv[1], foreground=True, nothreads=True, attr_timeout=0, entry_timeout=0, direct_io=True, hard_remove=True)
