"""A map drawn straight into a document: exact scale, north, scale bar, legend, without QGIS."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

import shapely
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from shared.gpkg.clip import clipped
from shared.report.fonts import family, printable

from .themes import COULEURS, ROUTES, SCALES, Trait

SITE = "#D3000F"
BARS = (10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000)


def court(value: Any) -> str:
    """A number of the cadastre as people write it: 0060 -> 60; other texts as they are."""
    text = str(value or "")
    return text.lstrip("0") or text if text.isdigit() else text


def pale(colour: str, alpha: float) -> str:
    """What a translucent colour looks like on paper, for the legend."""
    parts = (int(colour[rank : rank + 2], 16) for rank in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * alpha):02X}" for part in parts)


class Cadre(NamedTuple):
    """Paper size in millimetres, scale denominator, centre in metres."""

    largeur: float
    hauteur: float
    echelle: int
    x: float
    y: float

    @property
    def bbox(self) -> Tuple[float, float, float, float]:
        half_w, half_h = self.largeur * self.echelle / 2000, self.hauteur * self.echelle / 2000
        return self.x - half_w, self.y - half_h, self.x + half_w, self.y + half_h

    def point(self, x: float, y: float) -> Tuple[float, float]:
        left, bottom, _, _ = self.bbox
        return (x - left) * 1000 / self.echelle * mm, (y - bottom) * 1000 / self.echelle * mm


def fit(shape: Any, width: float, height: float, margin: float, fixed: int = 0) -> Cadre:
    """The largest usual scale at which `shape` and a margin (share of its size) stay inside."""
    left, bottom, right, top = shape.bounds
    x, y = (left + right) / 2, (bottom + top) / 2
    for scale in (fixed,) if fixed else SCALES:
        if (right - left) * (1 + margin) <= width * scale / 1000 and (top - bottom) * (1 + margin) <= height * scale / 1000:
            return Cadre(width, height, scale, x, y)
    return Cadre(width, height, fixed or SCALES[-1], x, y)


class Carte(Flowable):
    """couches: (style, rows with "forme"), bottom first. image: JPEG bytes that fill the frame. site: what the map is about."""

    def __init__(
        self, cadre: Cadre, couches: Iterable[Tuple[Trait, List[Dict[str, Any]]]], site: Any, image: Optional[bytes] = None
    ) -> None:
        super().__init__()
        self.cadre, self.couches, self.site, self.picture = cadre, list(couches), site, image
        self.width, self.height = cadre.largeur * mm, cadre.hauteur * mm
        self._taken: List[Any] = []

    def wrap(self, *_: float) -> Tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        self._taken = []
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(0, 0, self.width, self.height)
        canvas.clipPath(frame, stroke=0, fill=0)
        if self.picture:
            import io

            from reportlab.lib.utils import ImageReader

            canvas.drawImage(ImageReader(io.BytesIO(self.picture)), 0, 0, self.width, self.height)
        for style, rows in self.couches:
            self._layer(style, rows)
        self._site()
        for style, rows in self.couches:
            if style.etiquette:
                self._labels(style, rows)
        canvas.restoreState()
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.6)
        canvas.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        self._north()
        self._bar()

    # -- layers ------------------------------------------------------------------------------------------------------
    def _layer(self, style: Trait, rows: List[Dict[str, Any]]) -> None:
        canvas = self.canv
        canvas.saveState()
        rows = sorted(rows, key=lambda row: str(row.get("importance") or ""), reverse=True) if style.couche == "troncon_de_route" else rows
        for row in rows:
            shape = self._shown(row["forme"])
            if shape is None:
                continue
            colour, width = self._look(style, row)
            canvas.setLineWidth(width * mm)
            canvas.setDash([part * mm for part in style.tirets] if style.tirets else [])
            if colour:
                canvas.setFillColor(HexColor(colour))
                canvas.setFillAlpha(style.alpha)
            if style.trait:
                canvas.setStrokeColor(HexColor(ROUTES.get(str(row.get("importance")), (style.trait, 0))[0] if style.champ == "importance" else style.trait))  # fmt: skip
            canvas.drawPath(self._path(shape), stroke=1 if style.trait else 0, fill=1 if colour else 0, fillMode=0)
        canvas.restoreState()

    def _look(self, style: Trait, row: Dict[str, Any]) -> Tuple[Optional[str], float]:
        if style.champ == "importance":
            return None, ROUTES.get(str(row.get("importance")), ("", style.largeur))[1]
        known = COULEURS.get(style.couche, {})
        return known.get(str(row.get(style.champ)), known.get("inconnu", (style.fond, "")))[0] if style.champ else style.fond, style.largeur

    def _shown(self, shape: Any) -> Any:
        """What of a shape is in the frame, at the fineness that paper shows."""
        if shape is None or shape.is_empty:
            return None
        left, bottom, right, top = self.cadre.bbox
        pad = self.cadre.echelle * 0.002
        cut = clipped(shape, (left - pad, bottom - pad, right + pad, top + pad))
        cut = shapely.simplify(cut, self.cadre.echelle * 0.00007)
        return None if cut.is_empty else cut

    def _path(self, shape: Any) -> Any:
        path = self.canv.beginPath()
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                for ring in (part.exterior, *part.interiors):
                    self._line(path, ring.coords)
                    path.close()
            elif part.geom_type in ("LineString", "LinearRing"):
                self._line(path, part.coords)
        return path

    def _line(self, path: Any, coords: Any) -> None:
        for rank, coordinate in enumerate(coords):
            x, y = self.cadre.point(coordinate[0], coordinate[1])
            (path.lineTo if rank else path.moveTo)(x, y)

    def _site(self) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(HexColor(SITE))
        canvas.setFillColor(HexColor(SITE))
        left, bottom, right, top = self.site.bounds
        size = max(right - left, top - bottom) * 1000 / self.cadre.echelle
        if self.site.area and size > 3:
            canvas.setLineWidth(0.7 * mm)
            canvas.setFillAlpha(0.12)
            canvas.drawPath(self._path(self.site), stroke=1, fill=1, fillMode=0)
        if size <= 12:
            x, y = self.cadre.point((left + right) / 2, (bottom + top) / 2)
            canvas.setLineWidth(0.6 * mm)
            canvas.circle(x, y, max(3.2, size * 0.75) * mm, stroke=1, fill=0)
            if size <= 3:
                canvas.setFillAlpha(1)
                canvas.circle(x, y, 0.6 * mm, stroke=0, fill=1)
        canvas.restoreState()

    # -- words -------------------------------------------------------------------------------------------------------
    def _labels(self, style: Trait, rows: List[Dict[str, Any]]) -> None:
        fonts = family()
        shown = [(self._shown(row["forme"]), printable(court(row.get(style.etiquette)))) for row in rows]
        for shape, text in sorted((item for item in shown if item[0] is not None and item[1]), key=lambda item: -item[0].area):
            middle = shape.representative_point() if shape.area else shape.interpolate(0.5, normalized=True)
            x, y = self.cadre.point(middle.x, middle.y)
            width = self.canv.stringWidth(text, fonts.bold, style.corps)
            box = shapely.box(x - width / 2 - 1, y - style.corps / 2 - 1, x + width / 2 + 1, y + style.corps / 2 + 1)
            if not shapely.box(0, 0, self.width, self.height).contains(box) or any(box.intersects(other) for other in self._taken):
                continue
            self._taken.append(box)
            self._word(x, y - style.corps * 0.35, text, fonts.bold, style.corps)

    def _word(self, x: float, y: float, text: str, font: str, size: float) -> None:
        """Dark text with a white halo, centred."""
        width = self.canv.stringWidth(text, font, size)
        for mode in (1, 0):
            self.canv.saveState()
            word = self.canv.beginText(x - width / 2, y)
            word.setFont(font, size)
            word.setTextRenderMode(mode)
            word.setStrokeColor(white)
            word.setFillColor(HexColor("#222222"))
            word.textOut(text)
            self.canv.setLineWidth(1.6)
            self.canv.setDash([])
            self.canv.drawText(word)
            self.canv.restoreState()

    def _north(self) -> None:
        canvas, x, y = self.canv, self.width - 9 * mm, self.height - 16 * mm
        canvas.saveState()
        canvas.setFillColor(white)
        canvas.setFillAlpha(0.85)
        canvas.rect(x - 5 * mm, y - 2 * mm, 10 * mm, 16 * mm, stroke=0, fill=1)
        canvas.setFillAlpha(1)
        canvas.setFillColor(HexColor("#222222"))
        arrow = canvas.beginPath()
        for rank, (dx, dy) in enumerate(((0, 8), (-2.6, 0), (0, 1.8), (2.6, 0))):
            (arrow.lineTo if rank else arrow.moveTo)(x + dx * mm, y + dy * mm)
        arrow.close()
        canvas.drawPath(arrow, stroke=0, fill=1)
        canvas.setFont(family().bold, 9)
        canvas.drawCentredString(x, y + 9.4 * mm, "N")
        canvas.restoreState()

    def _bar(self) -> None:
        canvas, fonts = self.canv, family()
        length = next(bar for bar in reversed(BARS) if bar * 1000 / self.cadre.echelle <= 45 or bar == BARS[0])
        half = length * 500 / self.cadre.echelle * mm
        canvas.saveState()
        canvas.setFillColor(white)
        canvas.setFillAlpha(0.85)
        canvas.rect(1.5 * mm, 1.5 * mm, 2 * half + 26 * mm, 9.5 * mm, stroke=0, fill=1)
        canvas.setFillAlpha(1)
        canvas.setFillColor(black)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.4)
        canvas.rect(5 * mm, 4 * mm, half, 1.3 * mm, stroke=1, fill=1)
        canvas.rect(5 * mm + half, 4 * mm, half, 1.3 * mm, stroke=1, fill=0)
        canvas.setFont(fonts.regular, 6.5)
        canvas.drawCentredString(5 * mm, 6.4 * mm, "0")
        canvas.drawCentredString(5 * mm + 2 * half, 6.4 * mm, f"{length} m" if length < 1000 else f"{length // 1000} km")
        canvas.setFont(fonts.bold, 6.5)
        canvas.drawString(8 * mm + 2 * half, 4 * mm, f"1/{self.cadre.echelle:,}".replace(",", "\u00a0"))
        canvas.restoreState()


class Legende(Flowable):
    """Samples with their labels, as many lines as needed."""

    def __init__(self, entries: List[Tuple[str, Optional[str], Optional[str]]], room: float) -> None:
        """entries: (label, fill, stroke)."""
        super().__init__()
        self.entries, self.room = entries, room
        self.lines: List[List[Tuple[float, Tuple[str, Optional[str], Optional[str]]]]] = []

    def wrap(self, *_: float) -> Tuple[float, float]:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        self.lines, x = [[]], 0.0
        for entry in self.entries:
            width = 8 * mm + stringWidth(printable(entry[0]), family().regular, 7) + 5 * mm
            if x + width > self.room and self.lines[-1]:
                self.lines.append([])
                x = 0.0
            self.lines[-1].append((x, entry))
            x += width
        self.width, self.height = self.room, len(self.lines) * 4.6 * mm + 1 * mm
        return self.width, self.height

    def draw(self) -> None:
        for rank, line in enumerate(self.lines):
            y = self.height - (rank + 1) * 4.6 * mm
            for x, (label, fill, stroke) in line:
                self.canv.setLineWidth(0.8)
                if stroke:
                    self.canv.setStrokeColor(HexColor(stroke))
                if fill:
                    self.canv.setFillColor(HexColor(fill))
                    self.canv.rect(x, y, 6 * mm, 3 * mm, stroke=1 if stroke else 0, fill=1)
                else:
                    self.canv.line(x, y + 1.5 * mm, x + 6 * mm, y + 1.5 * mm)
                self.canv.setFillColor(HexColor("#3A3A3A"))
                self.canv.setFont(family().regular, 7)
                self.canv.drawString(x + 7.5 * mm, y + 0.6 * mm, printable(label))
