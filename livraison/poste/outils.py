"""Small pieces of the installer: sentences, whole writes, places of Windows and Linux."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import uuid
from pathlib import Path
from typing import Dict, Union

FORBIDDEN = "Le fichier ou dossier « {path} » ne peut pas être écrit ({why}) : fermez QGIS, puis recommencez."


class KitError(Exception):
    """One French sentence: what happened and what to do."""


def tag() -> str:
    """cp39, cp312: what the wheels of this Python are called."""
    return f"cp{sys.version_info[0]}{sys.version_info[1]}"


def qgis_major() -> int:
    try:
        from qgis.core import Qgis
    except ImportError as error:
        raise KitError("Ce Python n'est pas celui de QGIS : lancez INSTALLER.bat de la clé, sans l'ouvrir autrement.") from error
    return int(Qgis.QGIS_VERSION.split(".")[0])


def profiles_root(major: int) -> Path:
    """Where QGIS keeps its profiles on this machine."""
    if sys.platform.startswith("win"):
        base = Path(os.environ["APPDATA"])
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "QGIS" / f"QGIS{major}" / "profiles"


def local_data() -> Path:
    """The suite's own folder: work space and reports. The same as shared.espace.default_root's parent."""
    if sys.platform.startswith("win"):
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "DDTM"
    return Path.home() / ".local" / "share" / "ddtm"


def desktop_folder() -> Path:
    """The desktop of who is logged in; Windows's own record knows it when it was moved (OneDrive, a share)."""
    if sys.platform.startswith("win"):
        import winreg

        key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return Path(os.path.expandvars(winreg.QueryValueEx(opened, "Desktop")[0]))
    return Path(os.environ.get("USERPROFILE") or Path.home()) / "Desktop"


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def write_whole(path: Path, text: str, encoding: str = "utf-8") -> None:
    """All of the text or nothing: a temporary file, flushed to the disk, renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with open(temporary, "w", encoding=encoding, newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise KitError(FORBIDDEN.format(path=path.name, why=error.strerror or error)) from error
    finally:
        temporary.unlink(missing_ok=True)


def copy_to_disk(source: Union[str, Path], target: Union[str, Path]) -> Union[str, Path]:
    """Copy a file and wait until the disk has it: what is renamed afterwards is whole even if the power fails."""
    shutil.copyfile(source, target)
    with open(target, "r+b") as file:
        os.fsync(file.fileno())
    return target


def replace_folder(new: Path, target: Path) -> None:
    """Put a finished folder where another one may lie: the old one comes back when the new one cannot take its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    try:
        if target.exists():
            os.rename(target, old)
        try:
            os.rename(new, target)
        except OSError:
            if old.exists():
                os.rename(old, target)
            raise
    except OSError as error:
        raise KitError(FORBIDDEN.format(path=target.name, why=error.strerror or error)) from error
    shutil.rmtree(old, ignore_errors=True)


def manifest(kit: Path) -> Dict[str, str]:
    """{path inside the kit: SHA-256} of SHA256SUMS.txt."""
    try:
        lines = (kit / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KitError("La clé est incomplète : il manque SHA256SUMS.txt. Refaites la clé au bureau.") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def check_kit(kit: Path) -> int:
    """Raise KitError when a file of the kit is missing or changed; returns how many were read."""
    listed = manifest(kit)
    bad = sorted(name for name, digest in listed.items() if not (kit / name).is_file() or sha256(kit / name) != digest)
    if bad or not listed:
        some = ", ".join(bad[:3]) + ("…" if len(bad) > 3 else "")
        raise KitError(f"La clé est abîmée ({len(bad)} fichier(s) : {some}). Refaites la clé au bureau ; rien n'a été installé.")
    return len(listed)
