"""The small map of the sheet, drawn from vectors: zone hatched, communes named, establishments numbered, scale bar and north."""

from __future__ import annotations

import math
from typing import Any, List, Sequence, Tuple

import numpy as np
import shapely
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import FILL_EVEN_ODD
from reportlab.platypus import Flowable

from shared.gpkg.clip import clipped
from shared.report.fonts import family

INK, LIMIT, ZONE, WATER = HexColor("#1E1E1E"), HexColor("#8A8A8A"), HexColor("#5B1E9E"), HexColor("#E9E1F5")
MAX_NAMES, MAX_SPOTS = 14, 30
DETAIL_MM = 0.15  # finer vertices do not show on paper


class Inset(Flowable):
    """zone: MultiPolygon; communes: [(name, geometry)]; spots: [(number, x, y, inside the zone)]; all EPSG:2154; size in millimetres."""

    def __init__(
        self, zone: shapely.MultiPolygon, communes: Sequence[Tuple[str, Any]], spots: Sequence[Tuple[int, float, float, bool]], width: float, height: float
    ) -> None:  # fmt: skip
        super().__init__()
        self.width, self.height = width * mm, height * mm
        minx, miny, maxx, maxy = zone.bounds
        margin = max(60.0, 0.08 * max(maxx - minx, maxy - miny))
        self.metre = min(self.width / (maxx - minx + 2 * margin), self.height / (maxy - miny + 2 * margin))  # points per metre
        self.x0 = (minx + maxx) / 2 - self.width / 2 / self.metre
        self.y0 = (miny + maxy) / 2 - self.height / 2 / self.metre
        self.window = shapely.box(self.x0, self.y0, self.x0 + self.width / self.metre, self.y0 + self.height / self.metre)
        fine = DETAIL_MM * mm / self.metre
        self.zone = shapely.simplify(zone, fine, preserve_topology=False)
        if self.zone.is_empty:
            self.zone = zone
        self.communes = [
            (name, shapely.simplify(clipped(shape, self.window.bounds), fine))
            for name, shape in communes
            if shapely.intersects(shape, self.window)
        ]
        self.spots = list(spots)[:MAX_SPOTS]

    def draw(self) -> None:
        canvas, font = self.canv, family()
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(0, 0, self.width, self.height)
        canvas.saveState()
        canvas.clipPath(frame, stroke=0, fill=0)
        self._zone()
        canvas.setStrokeColor(LIMIT)
        canvas.setLineWidth(0.5)
        canvas.setDash(3, 1.5)
        for _, shape in self.communes:
            canvas.drawPath(self._path(shape), stroke=1, fill=0)
        canvas.setDash()
        self._names(font.italic)
        self._spots(font.bold)
        canvas.restoreState()
        canvas.setStrokeColor(LIMIT)
        canvas.setLineWidth(0.6)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        self._scale_and_north(font)
        canvas.restoreState()

    def _zone(self) -> None:
        canvas = self.canv
        canvas.saveState()
        path = self._path(self.zone)
        canvas.setFillColor(WATER)
        canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_EVEN_ODD)
        canvas.saveState()
        canvas.clipPath(self._path(self.zone), stroke=0, fill=0, fillMode=FILL_EVEN_ODD)
        canvas.setStrokeColor(ZONE)
        canvas.setLineWidth(0.35)
        for shift in np.arange(-self.height, self.width, 2.2 * mm):
            canvas.line(shift, 0, shift + self.height, self.height)
        canvas.restoreState()
        canvas.setStrokeColor(ZONE)
        canvas.setLineWidth(1.0)
        canvas.drawPath(self._path(self.zone), stroke=1, fill=0)
        canvas.restoreState()

    def _names(self, font: str) -> None:
        canvas = self.canv
        taken: List[Tuple[float, float, float, float]] = []
        for name, shape in sorted(self.communes, key=lambda item: -item[1].area)[:MAX_NAMES]:
            if shape.is_empty:
                continue
            x, y = self._at(*shapely.get_coordinates(shapely.point_on_surface(shape))[0])
            half = canvas.stringWidth(name, font, 7) / 2
            box = (x - half, y - 2, x + half, y + 7)
            outside = box[0] < 2 or box[2] > self.width - 2 or y < 26 or y > self.height - 20
            if outside or any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in taken):
                continue
            taken.append(box)
            self._halo(name, x - half, y, font, 7)

    def _halo(self, text: str, x: float, y: float, font: str, size: float) -> None:
        canvas = self.canv
        for mode, colour, width in ((1, HexColor("#FFFFFF"), 1.8), (0, INK, 0)):
            canvas.saveState()  # the render mode of text outlives the text: only the graphics state gives it back
            words = canvas.beginText(x, y)
            words.setFont(font, size)
            words.setTextRenderMode(mode)
            canvas.setStrokeColor(colour)
            canvas.setFillColor(colour)
            canvas.setLineWidth(width)
            words.textOut(text)
            canvas.drawText(words)
            canvas.restoreState()

    def _spots(self, font: str) -> None:
        canvas = self.canv
        for number, x, y, inside in self.spots:
            px, py = self._at(x, y)
            canvas.setFillColor(INK if inside else HexColor("#FFFFFF"))
            canvas.setStrokeColor(INK if not inside else HexColor("#FFFFFF"))
            canvas.setLineWidth(0.8)
            canvas.circle(px, py, 4.2, stroke=1, fill=1)
            canvas.setFillColor(HexColor("#FFFFFF") if inside else INK)
            canvas.setFont(font, 5.6)
            canvas.drawCentredString(px, py - 2, str(number))

    def _scale_and_north(self, font: Any) -> None:
        canvas = self.canv
        length = 10.0 ** math.floor(math.log10(self.width / 3 / self.metre))
        length *= max(step for step in (1, 2, 5) if step * length * self.metre <= self.width / 3)
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.rect(3, 3, length * self.metre + 10, 15, stroke=0, fill=1)
        canvas.setStrokeColor(INK)
        canvas.setFillColor(INK)
        canvas.setLineWidth(1.2)
        canvas.line(7, 7, 7 + length * self.metre, 7)
        words = f"{length / 1000:g} km".replace(".", ",") if length >= 1000 else f"{length:g} m"
        canvas.setFont(font.regular, 6.5)
        canvas.drawString(7, 10, words)
        x, y = self.width - 10, self.height - 18
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.rect(x - 6, y - 3, 12, 19, stroke=0, fill=1)
        canvas.setFillColor(INK)
        arrow = canvas.beginPath()
        arrow.moveTo(x, y + 14), arrow.lineTo(x - 3.5, y + 5), arrow.lineTo(x + 3.5, y + 5), arrow.close()
        canvas.drawPath(arrow, stroke=0, fill=1)
        canvas.setFont(font.bold, 6.5)
        canvas.drawCentredString(x, y - 1.5, "N")

    def _at(self, x: float, y: float) -> Tuple[float, float]:
        return (x - self.x0) * self.metre, (y - self.y0) * self.metre

    def _path(self, shape: Any) -> Any:
        path = self.canv.beginPath()
        kinds = shapely.get_parts(shapely.get_parts(shape))
        for ring in shapely.get_rings(kinds[shapely.get_type_id(kinds) == 3]):
            points = (shapely.get_coordinates(ring) - (self.x0, self.y0)) * self.metre
            path.moveTo(*points[0])
            for x, y in points[1:].tolist():
                path.lineTo(x, y)
            path.close()
        return path
