"""A sketch of the routes and cuts for the sheet: lines only, told apart without colour, with a scale bar and north up."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Tuple

import numpy as np
import shapely
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from shared.report.fonts import family

from .mots import distance

# type -> (casing colour, casing width, line colour, width, dashes), drawn in this order
LOOK = {
    "sans_coupure": (None, 0.0, "#929292", 1.2, (1, 2)),
    "alternative": (None, 0.0, "#8A5CC2", 1.3, (2, 2)),
    "substitution": ("#000000", 3.4, "#FFD500", 2.0, None),
    "calcule": (None, 0.0, "#5B1E9E", 2.2, (6, 2)),
}
CUT_COLOUR, CUT_WIDTH = "#C1000F", 2.6
LEGEND = {
    "sans_coupure": "Trajet sans coupure",
    "alternative": "Variante",
    "substitution": "Itinéraire S officiel",
    "calcule": "Itinéraire conseillé",
}


class Sketch(Flowable):
    """result: of a detour; width, height in millimetres."""

    def __init__(self, result: Dict[str, Any], width: float, height: float) -> None:
        super().__init__()
        self.result, self.width, self.height = result, width * mm, height * mm
        rows = list(result["itineraires"]) + ([result["sans_coupure"]] if result["sans_coupure"] else [])
        self.lines = [(row["type_itineraire"], shapely.from_wkb(row["geom"])) for row in rows]
        self.cuts = shapely.from_wkb(result["coupures_geom"]) if result.get("coupures_geom") else shapely.MultiLineString()

    def draw(self) -> None:
        canvas, font = self.canv, family().regular
        canvas.saveState()
        canvas.setStrokeColor(HexColor("#CECECE"))
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        clip = canvas.beginPath()
        clip.rect(0, 0, self.width, self.height)
        canvas.clipPath(clip, stroke=0, fill=0)
        scale, origin = self._scale()
        for kind in LOOK:
            for name, shape in self.lines:
                if name == kind:
                    self._stroke(shape, scale, origin, *LOOK[kind])
        self._stroke(self.cuts, scale, origin, None, 0.0, CUT_COLOUR, CUT_WIDTH, None)
        self._stroke(self.cuts, scale, origin, None, 0.0, "#FFFFFF", CUT_WIDTH / 3, (3, 3))
        for letter, place in (("A", self.result["depart"]), ("B", self.result["arrivee"])):
            x, y = (place["x"] - origin[0]) * scale, (place["y"] - origin[1]) * scale
            canvas.setFillColor(HexColor("#000091"))
            canvas.circle(x, y, 5.5, stroke=0, fill=1)
            canvas.setFillColor(HexColor("#FFFFFF"))
            canvas.setFont(family().bold, 7.5)
            canvas.drawCentredString(x, y - 2.7, letter)
        self._furniture(scale, font)
        canvas.restoreState()

    def _scale(self) -> Tuple[float, np.ndarray]:
        """(points a metre, EPSG:2154 corner at the sketch's origin)."""
        places = np.array([(self.result[name]["x"], self.result[name]["y"]) for name in ("depart", "arrivee")])
        points = np.vstack([places] + [shapely.get_coordinates(shape) for _, shape in self.lines])
        low, high = points.min(axis=0), points.max(axis=0)
        margin = 26.0
        room = np.array([self.width - 2 * margin - 110, self.height - 2 * margin])
        scale = float((room / np.maximum(high - low, 200.0)).min())
        middle = np.array([(self.width - 110) / 2, self.height / 2])
        return scale, (low + high) / 2 - middle / scale

    def _stroke(
        self, shape: Any, scale: float, origin: np.ndarray, casing: Any, casing_width: float, colour: str, width: float, dashes: Any
    ) -> None:
        for pen, thick, dash in ((casing, casing_width, None), (colour, width, dashes)):
            if pen is None:
                continue
            self.canv.setStrokeColor(HexColor(pen))
            self.canv.setLineWidth(thick)
            self.canv.setDash(*([list(dash)] if dash else [[]]))
            for part in shapely.get_parts(shapely.simplify(shape, 0.3 / scale)):
                points = (shapely.get_coordinates(part) - origin) * scale
                path = self.canv.beginPath()
                path.moveTo(*points[0])
                for point in points[1:]:
                    path.lineTo(*point)
                self.canv.drawPath(path)
        self.canv.setDash([])

    def _furniture(self, scale: float, font: str) -> None:
        canvas = self.canv
        left = self.width - 112
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.rect(left - 4, 0.5, 115.5, self.height - 1, stroke=0, fill=1)
        canvas.setFont(font, 7.2)
        entries: List[Tuple[str, str]] = [
            (LEGEND[kind], kind) for kind in reversed(list(LOOK)) if any(name == kind for name, _ in self.lines)
        ]
        y = self.height - 16
        for text, kind in entries + ([("Routes coupées", "coupe")] if not self.cuts.is_empty else []):
            pens = (
                [(CUT_COLOUR, CUT_WIDTH, None), ("#FFFFFF", CUT_WIDTH / 3, (3, 3))]
                if kind == "coupe"
                else [LOOK[kind][:2] + (None,), LOOK[kind][2:]]
            )
            for pen, thick, dash in pens:
                if pen:
                    canvas.setStrokeColor(HexColor(pen))
                    canvas.setLineWidth(thick)
                    canvas.setDash(list(dash) if dash else [])
                    canvas.line(left, y + 2.5, left + 22, y + 2.5)
            canvas.setDash([])
            canvas.setFillColor(HexColor("#3A3A3A"))
            canvas.drawString(left + 27, y, text)
            y -= 13
        for text in ("A départ, B arrivée", "Nord en haut"):
            canvas.drawString(left, y - 2, text)
            y -= 11
        metres = 10 ** math.floor(math.log10(90 / scale))
        metres *= max(step for step in (1, 2, 5) if step * metres * scale <= 90)
        canvas.setStrokeColor(HexColor("#3A3A3A"))
        canvas.setLineWidth(1.2)
        canvas.line(left, 10, left + metres * scale, 10)
        for tick in (0, metres * scale):
            canvas.line(left + tick, 8, left + tick, 12)
        canvas.drawString(left, 15, distance(metres))
