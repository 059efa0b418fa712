"""A map without a desktop: starts a QGIS without windows as a child process, follows it, stops it on demand."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from typing import Any, Dict, List

from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext
from shared.sans_fenetre import ABSENT, MAP, own_place

LONGEST = 600.0


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Make the map described by `params` (keys of shared.carto.commande, plus "espace"); or several: {"espace", "cartes": [...]}.

    Returns {"fichier", "fichiers", "pages", "phrase", ...}. Raises BadInput, DdtmError or Cancelled (the child is stopped, no file left).
    """
    with own_place(MAP) as place:
        try:
            child = subprocess.Popen(**place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
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
