"""A real PostgreSQL with PostGIS on the loopback, in a temporary folder, for the length of a test run."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator, List, Optional

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Absent(Exception):
    """Why no server can be started here."""


def _user() -> Optional[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise Absent("aucun compte sans privilège pour PostgreSQL")


def _as(user: Optional[str], command: List[str]) -> List[str]:
    return command if user is None else ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups", *command]


@contextlib.contextmanager
def serveur() -> Iterator[str]:
    """The connection of its administrator. Raises Absent with the reason."""
    if not BINARIES:
        raise Absent("PostgreSQL n'est pas installé (paquet postgresql)")
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        raise Absent("l'extension PostGIS n'est pas installée (paquet postgresql-15-postgis-3)")
    binaries, user = BINARIES[-1].parent, _user()
    if user is not None and shutil.which("setpriv") is None:
        raise Absent("setpriv absent")
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="postgis-", dir=memory if os.access(memory, os.W_OK) else None))
    started = False
    try:
        if user is not None:
            shutil.chown(folder, user)
        data, log = folder / "data", folder / "journal"
        made = subprocess.run(
            _as(user, [str(binaries / "initdb"), "-D", str(data), "-U", "admin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]),
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        if made.returncode:
            raise Absent(f"initdb : {made.stderr.strip()[-200:]}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=20"
        control = _as(user, [str(binaries / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-t", "60"])
        begun = subprocess.run(
            [*control, "-o", options, "start"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd="/"
        )
        if begun.returncode:
            raise Absent(f"pg_ctl : {log.read_text(errors='replace')[-300:] if log.exists() else 'aucun journal'}")
        started = True
        yield f"host=127.0.0.1 port={port} dbname=postgres user=admin"
    finally:
        if started:
            subprocess.run(
                [*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd="/"
            )
        shutil.rmtree(folder, ignore_errors=True)
