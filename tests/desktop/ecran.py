"""A virtual screen and a real QGIS desktop on it, with its own profile; everything started here is ended here."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, Iterator, List, Optional

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
import bureau  # noqa: E402

NEEDED = ("Xvfb", "qgis.bin")


def missing_programs() -> List[str]:
    return [name for name in NEEDED if shutil.which(name) is None]


@contextlib.contextmanager
def virtual_screen(size: str = "1600x1000") -> Iterator[Dict[str, str]]:
    """Xvfb of `size` with a window manager; yields the environment to reach it."""
    reader, writer = os.pipe()
    options = ["-screen", "0", f"{size}x24", "-nolisten", "tcp", "-displayfd", str(writer)]
    server = subprocess.Popen(["Xvfb", *options], pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    manager: Optional[subprocess.Popen] = None
    runtime = tempfile.mkdtemp(prefix="ddtm-ecran-")
    try:
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        env = {
            **os.environ,
            "DISPLAY": f":{number}",
            "XDG_RUNTIME_DIR": runtime,
            "QT_QPA_PLATFORM": "xcb",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "LANG": "C.UTF-8",
        }
        env.pop("WAYLAND_DISPLAY", None)
        if shutil.which("openbox"):
            manager = subprocess.Popen(["openbox"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield env
    finally:
        for process in filter(None, (manager, server)):
            process.terminate()
            process.wait()
        shutil.rmtree(runtime, ignore_errors=True)


def run_qgis(
    code: Path,
    plugins: Path,
    log: Path,
    *,
    enabled: Optional[List[str]] = None,
    env: Optional[Dict[str, str]] = None,
    size: str = "1600x1000",
    timeout: float = 300.0,
    picture_flag: Optional[Path] = None,
    picture: Optional[Path] = None,
) -> int:
    """Open the desktop, run `code` in it, wait for its end; returns the exit status (124 when it had to be killed).

    enabled: plugins switched on (default: all of `plugins`). When the script creates `picture_flag`, the whole screen is
    saved as `picture` (window manager's frames and dialogs included) and the flag is removed.
    """
    names = sorted(path.parent.name for path in plugins.glob("*/metadata.txt")) if enabled is None else enabled
    profiles = Path(tempfile.mkdtemp(prefix="ddtm-profil-"))
    bureau.write_profile(profiles, names)
    try:
        with virtual_screen(size) as screen, open(log, "wb") as output:
            full = {
                **screen,
                **bureau.environment(plugins),
                **{k: screen[k] for k in ("DISPLAY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM", "LANG")},
            }
            full.update(env or {})
            qgis = subprocess.Popen(bureau.command(profiles, code), env=full, stdout=output, stderr=output, start_new_session=True)
            try:
                return _wait(qgis, time.monotonic() + timeout, full, picture_flag, picture)
            finally:
                if qgis.poll() is None:
                    os.killpg(qgis.pid, signal.SIGKILL)
                    qgis.wait()
    finally:
        shutil.rmtree(profiles, ignore_errors=True)


def _wait(qgis: subprocess.Popen, deadline: float, env: Dict[str, str], flag: Optional[Path], picture: Optional[Path]) -> int:
    while time.monotonic() < deadline:
        if flag is not None and picture is not None and flag.exists():
            picture.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["import", "-window", "root", str(picture)], env=env, check=False)
            flag.unlink()
        status = qgis.poll()
        if status is not None:
            return status
        time.sleep(0.1)
    return 124
