"""A real PostgreSQL with PostGIS on the loopback, in a temporary folder, for the length of a test run."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
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


def _as(user: Optional[str], command: List[str], *options: str) -> List[str]:
    if user is not None:
        options = (f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups", *options)
    return ["setpriv", *options, *command] if options else command


def _start(binaries: Path, data: Path, port: int, user: Optional[str]) -> subprocess.Popen:
    command = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(data.parent)]
    for setting in ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=20"):
        command += ["-c", setting]
    # it ends with its caller, even when that one is killed
    return subprocess.Popen(_as(user, command, "--pdeathsig=INT"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def _answers(process: subprocess.Popen, binaries: Path, port: int) -> bool:
    ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    until = time.monotonic() + 60
    while subprocess.run(ready, check=False).returncode or process.poll() is not None:  # the one that answers must be ours
        if process.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@contextlib.contextmanager
def serveur() -> Iterator[str]:
    """The connection of its administrator. Raises Absent with the reason."""
    if not BINARIES:
        raise Absent("PostgreSQL n'est pas installé (paquet postgresql)")
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        raise Absent("l'extension PostGIS n'est pas installée (paquet postgresql-15-postgis-3)")
    binaries, user = BINARIES[-1].parent, _user()
    if shutil.which("setpriv") is None:
        raise Absent("setpriv absent")
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="postgis-", dir=memory if os.access(memory, os.W_OK) else None))
    process = None
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        made = subprocess.run(
            _as(user, [str(binaries / "initdb"), "-D", str(data), "-U", "admin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]),
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        if made.returncode:
            raise Absent(f"initdb : {made.stderr.strip()[-200:]}")
        for _ in range(3):  # another test run may take the port between its finding and its use
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            process = _start(binaries, data, port, user)
            if _answers(process, binaries, port):
                break
        else:
            raise Absent("postgres ne démarre pas")
        yield f"host=127.0.0.1 port={port} dbname=postgres user=admin"
    finally:
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
