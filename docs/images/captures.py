"""Pictures of the guide: the night on the lower Lez of the desktop tests, played on the whole exercise pack.

    python docs/images/captures.py [--espace DIR] [--taille 1366x768] [--vers DIR]

The work space is only read: the night is played beside it. Pictures are reduced to 256 colours, rare ones kept, which halves their weight
without a visible loss on maps and text.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import build_plugins  # noqa: E402
from tests.desktop import ecran, harnais  # noqa: E402

KEPT = ("accueil", "evacuation", "coupure", "itineraire", "isolement", "dessin", "main_courante", "carte", "cod")
COLOURS = 256


def play(espace: Path, size: str, pictures: Path) -> harnais.DesktopResult:
    """The night, in a desktop of that size, on the given pack and an empty situation."""
    with tempfile.TemporaryDirectory(prefix="ddtm-captures-") as work:
        build_plugins.build(Path(work, "dist"))
        own = Path(work, "exercice")
        own.mkdir()
        os.symlink(espace.resolve() / "referentiel", own / "referentiel")
        env = {"DDTM_ESPACE": str(own), "DDTM_CAPTURES": str(pictures), "DDTM_DESKTOP_SELECT": "night"}
        inside = ROOT / "tests" / "gui" / "inside"
        return harnais.run_inside([inside], Path(work, "dist", "plugins"), Path(work, "out"), env=env, size=size)


def reduce(source: Path, target: Path) -> int:
    """Write `source` with few colours; returns the bytes written."""
    from PIL import Image

    temporary = target.with_suffix(".part")
    with Image.open(source) as picture:
        picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE).save(
            temporary, "PNG", optimize=True
        )
    os.replace(temporary, target)
    return target.stat().st_size


def main() -> int:
    parser = argparse.ArgumentParser(description="Prend les images du guide.")
    parser.add_argument("--espace", type=Path, default=ROOT / "espace", help="dossier de travail avec le paquet d'exercice entier")
    parser.add_argument("--taille", default="1366x768")
    parser.add_argument("--vers", type=Path, default=HERE)
    given = parser.parse_args()
    if ecran.missing_programs() or not (given.espace / "referentiel" / "CURRENT").is_file():
        print("Images du guide inchangées : il faut QGIS, Xvfb et le paquet d'exercice (make paquet).")
        return 0
    with tempfile.TemporaryDirectory(prefix="ddtm-images-") as folder:
        result = play(given.espace, given.taille, Path(folder))
        if not result.ok:
            print(result.report(), file=sys.stderr)
            return 1
        given.vers.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            size = reduce(Path(folder, f"{name}.png"), given.vers / f"{name}.png")
            print(f"{given.vers / name}.png {size // 1024} ko")
    return 0


if __name__ == "__main__":
    sys.exit(main())
