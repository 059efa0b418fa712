"""Drone missions: photographs as arrows along their heading, the ground they see, tracks and mission outlines."""

from __future__ import annotations

from .. import palette as p
from ..labels import label
from ..palette import rgba
from ..symbols import single, symbol


def mission(layer):
    outline = {"line_color": rgba(p.VIOLET), "line_width": 0.9, "use_custom_dash": 1, "customdash": "5;2"}
    layer.setRenderer(
        single(symbol("polygon", ("SimpleFill", {"color": rgba(p.VIOLET, 18), "outline_style": "no"}), ("SimpleLine", outline)))
    )
    label(layer, '"numero" || \' · \' || "titre"', 9, p.VIOLET, bold=True, min_scale=150_000)


def photo(layer):
    body = {"name": "arrowhead", "size": 3.2, "color": rgba(p.VIOLET), "outline_color": rgba(p.VIOLET), "outline_width": 0.5}
    drawing = symbol(
        "point",
        (
            "SimpleMarker",
            {"name": "circle", "size": 2.4, "color": rgba(p.VIOLET), "outline_color": "255,255,255,255", "outline_width": 0.4},
        ),
        ("SimpleMarker", body),
    )
    _turn(drawing.symbolLayer(1))
    layer.setRenderer(single(drawing))
    label(layer, '"nom"', 7.5, p.VIOLET, min_scale=1_500)


def _turn(part):
    """The arrow points along the heading, and is hidden when the heading is not known."""
    from qgis.core import QgsProperty, QgsSymbolLayer

    part.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyAngle, QgsProperty.fromExpression('coalesce("cap", 0) - 90'))
    part.setDataDefinedProperty(QgsSymbolLayer.Property.PropertySize, QgsProperty.fromExpression('if("cap" is null, 0, 4)'))


def emprise(layer):
    outline = {"line_color": rgba(p.VIOLET, 170), "line_width": 0.35}
    layer.setRenderer(
        single(symbol("polygon", ("SimpleFill", {"color": rgba(p.VIOLET, 10), "outline_style": "no"}), ("SimpleLine", outline)))
    )


def trace(layer):
    layer.setRenderer(
        single(
            symbol(
                "line",
                ("SimpleLine", {"line_color": "255,255,255,230", "line_width": 1.4}),
                ("SimpleLine", {"line_color": rgba(p.VIOLET), "line_width": 0.7}),
            )
        )
    )


def position(layer):
    layer.setRenderer(
        single(symbol("point", ("SimpleMarker", {"name": "circle", "size": 1.2, "color": rgba(p.VIOLET, 160), "outline_style": "no"})))
    )


STYLES = {"drone_mission": mission, "drone_photo": photo, "drone_emprise": emprise, "drone_trace": trace, "drone_position": position}
