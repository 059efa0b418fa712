"""One life of the engine process: start it, write to it, read its messages from a thread of our own, end it."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from typing import Any, Dict, List, Optional, Tuple

from .. import wire
from ..errors import EngineDied
from .environment import ENV_LIFE, NO_PYTHON, child_environment, package_name, package_root
from .journal import Journal

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def _life_line(env: Dict[str, str]) -> Tuple[Optional[int], List[int]]:
    """(our end of a pipe on which nothing is ever written, the ends the child inherits), and its number in `env`.

    When we die the pipe closes and the system itself signals the child's group (see worker.die_with_caller): the end of
    stdin is only heard by a thread, and a native library that never gives Python's lock back stops all threads.
    """
    if sys.platform.startswith("win"):
        return None, []
    theirs, ours = os.pipe()
    env[ENV_LIFE] = str(theirs)
    return ours, [theirs]


class EngineProcess:
    """`messages` is a queue of decoded lines; None in it means that the process has ended."""

    def __init__(self, python: str) -> None:
        root, env = str(package_root()), child_environment()
        self._life, inherited = _life_line(env)
        try:
            self._process = subprocess.Popen(
                [python, "-m", f"{package_name()}.engine.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=root,
                env=env,
                pass_fds=inherited,
                creationflags=_NO_WINDOW,
                start_new_session=not sys.platform.startswith("win"),
            )
        except OSError as error:
            self._cut_life_line()
            raise EngineDied(NO_PYTHON, str(error)) from error
        finally:
            for number in inherited:
                os.close(number)
        self.pid = self._process.pid
        self.ready = False
        self.messages: queue.Queue[Optional[Dict[str, Any]]] = queue.Queue()
        self._journal = Journal(self._process.stderr)
        threading.Thread(target=self._read, daemon=True, name="ddtm-moteur-lecture").start()

    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, message: Dict[str, Any]) -> None:
        """Raises OSError when the process is gone."""
        self._process.stdin.write(wire.dumps(message).encode("utf-8", "replace") + b"\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End it now, with the children of its job, and reap it."""
        try:
            if hasattr(os, "killpg"):
                os.killpg(self.pid, signal.SIGKILL)
            else:
                self._process.kill()
        except (ProcessLookupError, PermissionError):
            self._process.kill()
        self._process.wait()
        self._cut_life_line()
        try:
            self._process.stdin.close()
        except OSError:
            return

    def last_words(self) -> str:
        """How it ended: exit status and the last lines of its stderr."""
        try:
            status = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            status = None
        return f"code de fin {status}\n{self._journal.last_lines()}"

    def _cut_life_line(self) -> None:
        number, self._life = self._life, None
        if number is not None:
            os.close(number)

    def _read(self) -> None:
        stream = self._process.stdout
        for line in iter(stream.readline, b""):
            try:
                message = json.loads(line)
            except ValueError:
                continue  # half a line, cut by the death of the process
            self.ready = self.ready or "ready" in message
            self.messages.put(message)
        stream.close()
        self.messages.put(None)
