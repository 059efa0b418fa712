"""A small plan of the place: parcels, buildings, risk and plan zones, the objects numbered; drawn from the pack, to scale, north up."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

import shapely

from shared.espace import Espace
from shared.gpkg import read

from ..lieux import counts, dead_documents, reference

AROUND = 25.0  # metres around the subject
MOST = 3_000  # shapes a layer
# layer, fill, opacity, outline, width: from bottom to top
DRAWN: Tuple[Tuple[str, str, float, str, float], ...] = (
    ("zone_urba", "#000000", 0.0, "#5c7f3a", 0.9),
    ("zone_reglementaire_ppr", "#1c75bc", 0.14, "#1c75bc", 0.9),
    ("surface_hydrographique", "#9cc9e8", 0.8, "#5b9bc4", 0.4),
    ("parcelle", "#000000", 0.0, "#777777", 0.5),
    ("batiment", "#b9b4ad", 0.9, "#7a756e", 0.4),
)
OBJECT, STAKE = "#d2502a", "#333333"


def plan(espace: Espace, subject: Any, objects: Sequence[Any], width: float, height: float, parcel: Any = None) -> Tuple[Any, str]:
    """(reportlab drawing of `width` x `height` points, legend in one line); subject: the ground shape in the middle; parcel: the one at stake."""
    from reportlab.graphics.shapes import Drawing, Group, Rect
    from reportlab.lib.colors import HexColor

    x1, y1, x2, y2 = subject.bounds
    scale = min(width / (x2 - x1 + 2 * AROUND), height / (y2 - y1 + 2 * AROUND))
    left, bottom = (x1 + x2) / 2 - width / scale / 2, (y1 + y2) / 2 - height / scale / 2
    frame = shapely.box(left, bottom, left + width / scale, bottom + height / scale)
    drawing = Drawing(width, height)
    drawing.add(Rect(0, 0, width, height, fillColor=HexColor("#fbfaf7"), strokeColor=None))
    path, present = reference(espace)
    dead = dead_documents(path, present) if path is not None else set()
    seen: List[str] = []
    ground = Group()
    for layer, fill, opacity, line, thick in DRAWN:
        if path is None or layer not in present:
            continue
        rows = [row for row in read.rows(path, layer, bbox=frame.bounds, limit=MOST) if row["geom"] and counts(row, dead)]
        shapes = [shapely.intersection(shapely.make_valid(shapely.from_wkb(row["geom"])), frame) for row in rows]
        for shape in shapes:
            _polygons(ground, shape, left, bottom, scale, fill, opacity, line, thick)
        if any(shape.area > 0 for shape in shapes):
            seen.append(layer)
        if layer in ("parcelle", "zone_urba"):
            _labels(ground, rows, shapes, layer, left, bottom, scale, width, line)
    if parcel is not None:
        _polygons(ground, shapely.intersection(parcel, frame), left, bottom, scale, OBJECT, 0.0, STAKE, 1.8)
    for number, shape in enumerate(objects, 1):
        _polygons(ground, shapely.intersection(shape, frame), left, bottom, scale, OBJECT, 0.25, OBJECT, 1.6)
        if len(objects) > 1:
            _tag(ground, shape, str(number), left, bottom, scale)
    drawing.add(ground)
    _furniture(drawing, width, height, scale)
    drawing.add(Rect(0, 0, width, height, fillColor=None, strokeColor=HexColor("#666666"), strokeWidth=0.6))
    first = ["Objets en orange" if len(objects) > 1 else "Objet en orange"] + (
        ["parcelle concernée en trait épais"] if parcel is not None else []
    )
    return drawing, " ; ".join([*first, *(LEGEND[name] for name in seen)]) + "."


LEGEND: Dict[str, str] = {
    "zone_urba": "limites du PLU en vert",
    "zone_reglementaire_ppr": "PPR en bleu",
    "surface_hydrographique": "eau en bleu clair",
    "parcelle": "parcelles en gris",
    "batiment": "bâtiments connus en brun",
}


def _polygons(group: Any, shape: Any, left: float, bottom: float, scale: float, fill: str, opacity: float, line: str, thick: float) -> None:
    from reportlab.graphics.shapes import Path
    from reportlab.lib.colors import Color, HexColor

    tint = HexColor(fill)
    colour = Color(tint.red, tint.green, tint.blue, alpha=opacity) if opacity else None
    for part in shapely.get_parts(shapely.get_parts(shape)):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        path = Path(fillColor=colour, strokeColor=HexColor(line), strokeWidth=thick)  # even-odd: holes stay open
        for ring in (part.exterior, *part.interiors):
            points = [((x - left) * scale, (y - bottom) * scale) for x, y in ring.coords]
            path.moveTo(*points[0])
            for point in points[1:-1]:
                path.lineTo(*point)
            path.closePath()
        group.add(path)


def _labels(group: Any, rows: Any, shapes: Any, layer: str, left: float, bottom: float, scale: float, width: float, colour: str) -> None:
    size = 6 if layer == "parcelle" else 8
    for row, shape in zip(rows, shapes):
        if shape.is_empty or shape.area * scale * scale < (250 if layer == "parcelle" else 900):
            continue
        text = f"{row['section']} {row['numero'].lstrip('0')}" if layer == "parcelle" else row["libelle"]
        at = (shape.representative_point().x - left) * scale
        if not 0.3 * size * len(text) + 2 < at < width - 0.3 * size * len(text) - 2:
            continue  # it would stick out of the plan
        _text(group, shape.representative_point(), text, size, colour, left, bottom, scale, 0 if layer == "parcelle" else 12)


def _text(group: Any, point: Any, text: str, size: float, colour: str, left: float, bottom: float, scale: float, up: float = 0) -> None:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    from shared.report.fonts import family

    group.add(
        String(
            (point.x - left) * scale,
            (point.y - bottom) * scale - size / 3 + up,
            text,
            fontName=family().bold,
            fontSize=size,
            fillColor=HexColor(colour),
            textAnchor="middle",
        )
    )


def _tag(group: Any, shape: Any, text: str, left: float, bottom: float, scale: float) -> None:
    """The number of an object in a white disc beside it: neither the object nor the name of the parcel is hidden."""
    from reportlab.graphics.shapes import Circle, String
    from reportlab.lib.colors import HexColor, white

    from shared.report.fonts import family

    x, y = (shape.bounds[2] - left) * scale + 6, (shape.bounds[3] - bottom) * scale + 3
    group.add(Circle(x, y, 5.2, fillColor=white, strokeColor=HexColor(OBJECT), strokeWidth=0.8))
    group.add(String(x, y - 2.4, text, fontName=family().bold, fontSize=6.5, fillColor=HexColor(OBJECT), textAnchor="middle"))


def _furniture(drawing: Any, width: float, height: float, scale: float) -> None:
    from reportlab.graphics.shapes import Line, Polygon, Rect, String
    from reportlab.lib.colors import black, white

    from shared.report.fonts import family

    metres = next(size for size in (200, 100, 50, 20, 10, 5, 2, 1) if size * scale <= width / 4 or size == 1)
    drawing.add(Rect(4, 4, metres * scale + 10, 16, fillColor=white, strokeColor=None))
    drawing.add(Line(9, 8, 9 + metres * scale, 8, strokeColor=black, strokeWidth=1.4))
    drawing.add(String(9, 11, f"{metres} m", fontName=family().regular, fontSize=6.5))
    x, y = width - 14, height - 24
    drawing.add(Polygon([x, y + 16, x - 4, y + 4, x, y + 7, x + 4, y + 4], fillColor=black, strokeColor=white, strokeWidth=0.5))
    drawing.add(String(x, y - 4, "N", fontName=family().bold, fontSize=7, textAnchor="middle"))
