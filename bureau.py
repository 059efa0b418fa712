"""Open QGIS on its own profile with the suite's plugins: what `make crise` starts, and what the desktop tests drive.

    python bureau.py [--theme inondation|route] [--espace DIR] [--profil DIR] [--plugins DIR]

The user's own QGIS profile is neither read nor changed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Dict, List, Optional

ROOT = Path(__file__).resolve().parent
PROFILE = "ddtm"
NO_QGIS = "QGIS est introuvable sur ce poste : lancez « make setup »."
_SETTINGS = """[PythonPlugins]
{plugins}
[locale]
userLocale=fr
overrideFlag=true

[qgis]
checkVersion=false
showTips=false
newsFeed/feedEnabled=false

[core]
NewsFeed\\httpsfeedqgisorg\\disabled=true
"""


def qgis_program() -> str:
    """The desktop's program; on Debian the binary itself, as its wrapper adds options. Raises FileNotFoundError."""
    for name in ("qgis.bin", "qgis", "qgis-ltr"):
        found = shutil.which(name)
        if found:
            return found
    raise FileNotFoundError(NO_QGIS)


def write_profile(folder: Path, plugins: List[str]) -> None:
    """A profile in French where `plugins` are enabled; what a user changed there since is kept."""
    ini = folder / "profiles" / PROFILE / "QGIS" / "QGIS3.ini"
    if not ini.is_file():
        ini.parent.mkdir(parents=True, exist_ok=True)
        enabled = "".join(f"{name}=true\n" for name in ["processing", *plugins])
        ini.write_text(_SETTINGS.format(plugins=enabled), encoding="utf-8")


def command(profiles: Path, code: Optional[Path] = None) -> List[str]:
    """The command line that opens QGIS on that profile, running `code` at the end of the start."""
    line = [qgis_program(), "--nologo", "--noversioncheck", "--profiles-path", str(profiles), "--profile", PROFILE]
    return line + (["--code", str(code)] if code else [])


def environment(plugins: Path, espace: str = "", theme: str = "") -> Dict[str, str]:
    """The process environment: where the plugins are, which Python runs the engine, which theme opens."""
    env = dict(os.environ, QGIS_PLUGINPATH=str(plugins))
    env.setdefault("DDTM_PYTHON", sys.executable)
    if espace:
        env["DDTM_ESPACE"] = str(Path(espace).resolve())
    if theme:
        env["DDTM_THEME"] = theme
    return env


def main() -> int:
    parser = argparse.ArgumentParser(description="Ouvre le bureau de crise.")
    parser.add_argument("--theme", default="", help="inondation ou route ; sans thème, l'accueil s'ouvre")
    parser.add_argument("--espace", default="", help="dossier de travail")
    parser.add_argument("--profil", type=Path, default=ROOT / "build" / "profil", help="dossier du profil QGIS dédié")
    parser.add_argument("--plugins", type=Path, default=ROOT / "dist" / "plugins", help="dossier des extensions construites")
    given = parser.parse_args()
    names = sorted(path.parent.name for path in given.plugins.glob("*/metadata.txt"))
    if not names:
        print("Les extensions ne sont pas construites : lancez « make build ».", file=sys.stderr)
        return 2
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print("Aucun écran : le bureau ne peut pas s'ouvrir ici.", file=sys.stderr)
        return 2
    try:
        line = command(given.profil)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    write_profile(given.profil, names)
    os.execve(line[0], line, environment(given.plugins, given.espace, given.theme))
    return 0


if __name__ == "__main__":
    sys.exit(main())
