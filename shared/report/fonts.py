"""TrueType fonts to embed: Marianne when the workstation has it, else Noto Sans, DejaVu Sans, Arial, at last reportlab's own Vera."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Tuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

# family -> files of the regular, bold, italic and bold italic faces
CANDIDATES: Tuple[Tuple[str, Tuple[str, str, str, str]], ...] = (
    ("Marianne", ("Marianne-Regular.ttf", "Marianne-Bold.ttf", "Marianne-RegularItalic.ttf", "Marianne-BoldItalic.ttf")),
    ("NotoSans", ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf")),
    ("DejaVuSans", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSans-BoldOblique.ttf")),
    ("Arial", ("arial.ttf", "arialbd.ttf", "ariali.ttf", "arialbi.ttf")),
    ("Vera", ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf", "VeraBI.ttf")),
)


# What to write when the family lacks a sign (Noto Sans has no mathematical ones).
SUBSTITUTES = {"≈": "env. ", "≥": "au moins ", "≤": "au plus ", "→": ">", "−": "-", "\u202f": "\u00a0", "✓": "x"}


class Family(NamedTuple):
    """Names registered in reportlab."""

    regular: str
    bold: str
    italic: str


def _folders() -> List[Path]:
    if sys.platform.startswith("win"):
        roots = [
            os.path.join(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"),
            os.path.join(os.environ.get("LOCALAPPDATA", ""), "Microsoft", "Windows", "Fonts"),
        ]
    else:
        roots = [
            os.path.expanduser("~/.local/share/fonts"),
            os.path.expanduser("~/.fonts"),
            "/usr/local/share/fonts",
            "/usr/share/fonts",
            "/Library/Fonts",
        ]
    import reportlab

    return [Path(root) for root in roots] + [Path(reportlab.__file__).parent / "fonts"]


def _installed(folders: Iterable[Path]) -> Dict[str, Path]:
    found: Dict[str, Path] = {}
    wanted = {name.lower() for _, names in CANDIDATES for name in names}
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                if name.lower() in wanted:
                    found.setdefault(name.lower(), Path(root) / name)
    return found


@functools.lru_cache(maxsize=1)
def family() -> Family:
    """Register the first usable family in reportlab; a face that is missing falls back on the regular one."""
    installed = _installed(_folders())
    for name, files in CANDIDATES:
        regular = installed.get(files[0].lower())
        if regular is None:
            continue
        faces = {}
        try:
            for suffix, file in zip(("", "-Bold", "-Italic", "-BoldItalic"), files):
                faces[suffix] = name + suffix
                pdfmetrics.registerFont(TTFont(name + suffix, str(installed.get(file.lower(), regular))))
        except (TTFError, OSError):  # an unreadable face: try the next family
            continue
        pdfmetrics.registerFontFamily(name, normal=faces[""], bold=faces["-Bold"], italic=faces["-Italic"], boldItalic=faces["-BoldItalic"])
        return Family(faces[""], faces["-Bold"], faces["-Italic"])
    raise RuntimeError("reportlab is installed without its own fonts")


def printable(text: str) -> str:
    """`text` with the signs that the chosen family cannot draw replaced: a blank box is never printed."""
    glyphs = pdfmetrics.getFont(family().regular).face.charToGlyph
    return "".join(character if ord(character) in glyphs or character in "\n\t" else SUBSTITUTES.get(character, "?") for character in text)
