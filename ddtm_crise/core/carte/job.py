"""A map without a desktop: starts a QGIS without windows as a child process, follows it, stops it on demand."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Dict, List

from shared import errors
from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext

ENV_QGIS_PYTHON = "DDTM_QGIS_PYTHON"
ABSENT = "QGIS est introuvable sur ce poste : installez QGIS, ou indiquez son Python dans la variable DDTM_QGIS_PYTHON."
# Variables of another Python or of an engine's wheels: QGIS's own Python must find its own libraries.
FOREIGN = ("PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "LD_PRELOAD")
LONGEST = 600.0


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make the map described by `params` (keys of shared.carto.commande, plus "espace"); or several: {"espace", "cartes": [...]}.

    Returns {"fichier", "fichiers", "pages", "phrase", ...}. Raises BadInput, DdtmError or Cancelled (the child is stopped, no file left).
    """
    package = errors.__name__.rpartition(".")[0]  # `shared`, or the plugin's own copy of it
    root = Path(errors.__file__).resolve().parents[1 + package.count(".")]
    with tempfile.TemporaryDirectory(prefix="ddtm-carte-") as scratch:
        os.chmod(scratch, 0o700)
        env = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        env.update(
            PYTHONPATH=str(root), PYTHONUTF8="1", QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=scratch, QGIS_CUSTOM_CONFIG_PATH=scratch
        )
        command = [qgis_python(), "-m", f"{package}.carto.tete_nue"]
        try:
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=scratch)
        except OSError as error:
            raise DdtmError(ABSENT, str(error)) from error
        try:
            return _follow(child, json.dumps(params, ensure_ascii=False).encode("utf-8"), ctx)
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            for stream in filter(None, (child.stdin, child.stdout, child.stderr)):
                stream.close()


def qgis_python() -> str:
    """DDTM_QGIS_PYTHON, else the Python that QGIS uses on this system. Raises BadInput when there is none."""
    named = os.environ.get(ENV_QGIS_PYTHON)
    if named:
        if not os.path.isfile(named):
            raise BadInput(ABSENT, f"{named} does not exist")
        return named
    candidates: List[Path] = [Path("/usr/bin/python3"), Path(sys.executable)]
    if sys.platform.startswith("win"):
        programs = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))
        candidates = [
            *sorted(programs.glob("QGIS*/bin/python-qgis*.bat"), reverse=True),
            *Path(r"C:\OSGeo4W\bin").glob("python-qgis*.bat"),
            Path(sys.executable),
        ]
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate)
    raise BadInput(ABSENT)


def _follow(child: subprocess.Popen, request: bytes, ctx: JobContext) -> Dict[str, Any]:
    assert child.stdin is not None and child.stdout is not None and child.stderr is not None  # opened as pipes
    given, out, err = child.stdin, child.stdout, child.stderr
    lines: queue.Queue[bytes] = queue.Queue()
    said: List[bytes] = []

    def read_out() -> None:
        for line in out:
            lines.put(line)
        lines.put(b"")

    def read_err() -> None:
        for line in err:
            said.append(line)
            del said[:-40]

    threads = [threading.Thread(target=target, daemon=True) for target in (read_out, read_err)]
    for thread in threads:
        thread.start()
    try:
        given.write(request)
        given.close()
    except BrokenPipeError:
        said.append(b"the child closed its input\n")
    deadline = time.monotonic() + LONGEST
    while True:
        ctx.check_cancel()
        if time.monotonic() > deadline:
            raise DdtmError("La carte prend plus de dix minutes : réduisez l'emprise ou le nombre de couches, puis recommencez.")
        try:
            line = lines.get(timeout=0.1)
        except queue.Empty:
            continue
        if not line:
            break
        try:
            message = json.loads(line.decode("utf-8"))
        except ValueError:
            said.append(line)  # a library that prints on the standard output
            continue
        if "avancement" in message:
            ctx.progress(message["avancement"], message.get("texte", ""))
        elif "resultat" in message:
            return message["resultat"]
        elif "erreur" in message:
            raise (BadInput if message.get("statut") == 2 else DdtmError)(message["erreur"], message.get("detail", ""))
    for thread in threads:
        thread.join(timeout=1)
    raise DdtmError(
        "QGIS s'est arrêté pendant la fabrication de la carte : recommencez, et réduisez l'emprise si cela se répète.",
        b"".join(said).decode("utf-8", "replace"),
    )
