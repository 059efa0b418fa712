"""Colours and fonts of the maps, in one place; every meaning also has a shape, a hatch or a line pattern of its own.

Colours are "#RRGGBB" or "#AARRGGBB" is never used: transparency is given as an alpha (0-255) in `rgba`, because a
transparent *layer* would force QGIS to rasterise the whole map in a PDF, and a transparent *colour* does not.
"""

from __future__ import annotations

from typing import Tuple

BLEU_FRANCE = "#000091"
GRIS_TEXTE = "#3A3A3A"
GRIS_INCONNU = "#929292"
FOND_CARTE = "#F4F1EA"

ROUGE = "#C9191E"
BLEU = "#0063CB"
VERT = "#18753C"
ORANGE = "#D95F02"
VIOLET = "#7A3FA0"
NOIR = "#161616"
JAUNE_S = "#FFD500"

# Water depth, light to dark: 0-0.5, 0.5-1, 1-1.5, 1.5-2, > 2 m. Lightness alone tells the classes apart in greyscale.
EAU = ("#C6DBEF", "#92C3E0", "#5BA0CF", "#2A74B4", "#08326E")
EAU_CLASSES = (("0_050", 0.0, 0.5), ("050_100", 0.5, 1.0), ("100_150", 1.0, 1.5), ("150_200", 1.5, 2.0), ("200p", 2.0, None))

FONT_FAMILIES = ("Marianne", "Noto Sans", "DejaVu Sans", "Arial")


def rgba(colour: str, alpha: int = 255) -> str:
    """ "#RRGGBB" -> "r,g,b,a", the form of QGIS symbol properties."""
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"


_font: Tuple[str, ...] = ()


def font_family() -> str:
    """The State's Marianne when the workstation has it, else the first sober sans-serif found."""
    global _font
    if not _font:
        from qgis.PyQt.QtGui import QFontDatabase

        try:
            installed = set(QFontDatabase.families())  # static in Qt 6
        except TypeError:
            installed = set(QFontDatabase().families())
        _font = (next((name for name in FONT_FAMILIES if name in installed), "Sans Serif"),)
    return _font[0]
