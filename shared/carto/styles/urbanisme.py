"""Cadastre and planning documents: the colours of the national symbology for zones, fine lines that leave the photograph readable."""

from __future__ import annotations

from ...catalogue.urbanisme import TYPE_ZONE
from .. import palette as p
from ..labels import label
from ..palette import rgba
from ..symbols import categories, single, symbol, visible_below

# type -> (fill, opacity); CNIG's hues: red for towns, yellow for farming, green for nature
_ZONES = {
    "U": ("#E60000", 60),
    "AU": ("#FF9F7F", 80),
    "A": ("#FFE54C", 70),
    "N": ("#56AA02", 70),
    "CC_OUVERT": ("#E60000", 45),
    "CC_ACTIVITE": ("#B26CB2", 60),
    "CC_FERME": ("#56AA02", 45),
    "RNU": ("#C9CDD2", 60),
    "inconnu": ("#C9CDD2", 60),
}
_BROWN = "#7A3E00"


def parcelle(layer):
    layer.setRenderer(single(symbol("polygon", ("SimpleLine", {"line_color": rgba(_BROWN, 200), "line_width": 0.15}))))
    label(layer, "ltrim(\"section\", '0') || ' ' || ltrim(\"numero\", '0')", 7, _BROWN, min_scale=2_500, placement="OverPoint", priority=2)
    visible_below(layer, 10_000)


def zone_urba(layer):
    rows = []
    for code, title in TYPE_ZONE.values:
        colour, opacity = _ZONES[code]
        edge = {"line_color": rgba("#3A3A3A"), "line_width": 0.35}
        rows.append(
            (
                code,
                symbol("polygon", ("SimpleFill", {"color": rgba(colour, opacity), "outline_style": "no"}), ("SimpleLine", edge)),
                f"PLU : {title.lower()}",
            )
        )
    layer.setRenderer(categories("type_zone", rows))
    label(layer, '"libelle"', 9, p.NOIR, bold=True, min_scale=50_000, placement="OverPoint", priority=3)
    visible_below(layer, 200_000)


def _surface(colour, angle, spacing):
    hatch = symbol("line", ("SimpleLine", {"line_color": rgba(colour, 160), "line_width": 0.2}))
    return symbol(
        "polygon",
        ("LinePatternFill", {"angle": angle, "distance": spacing, "sub": hatch}),
        ("SimpleLine", {"line_color": rgba(colour), "line_width": 0.35}),
    )


def prescription_surf(layer):
    rows = [
        ("01", _surface("#1E6B1E", 0, 2.0), "Espace boisé classé"),
        ("05", _surface("#C80000", 45, 2.0), "Emplacement réservé"),
        ("07", _surface("#00734C", 135, 2.6), "Patrimoine ou paysage à protéger"),
        ("31", _surface("#005CE6", 90, 2.4), "Espace remarquable du littoral"),
        ("", _surface(p.VIOLET, 45, 3.4), "Autre prescription du PLU"),
    ]
    layer.setRenderer(categories("if(\"typepsc\" in ('01','05','07','31'), \"typepsc\", '')", rows))
    label(layer, '"libelle"', 7, p.NOIR, italic=True, min_scale=10_000, placement="OverPoint", priority=1)
    visible_below(layer, 100_000)


def prescription_lin(layer):
    line = {"line_color": rgba(p.VIOLET), "line_width": 0.6, "use_custom_dash": 1, "customdash": "4;1.5"}
    layer.setRenderer(single(symbol("line", ("SimpleLine", line))))
    visible_below(layer, 50_000)


def prescription_pct(layer):
    mark = {"name": "star", "size": 3.4, "color": rgba(p.VIOLET), "outline_color": "255,255,255,255", "outline_width": 0.4}
    layer.setRenderer(single(symbol("point", ("SimpleMarker", mark))))
    visible_below(layer, 25_000)


def information_surf(layer):
    edge = {"line_color": rgba("#5B6B7A"), "line_width": 0.3, "use_custom_dash": 1, "customdash": "1.5;1.5"}
    layer.setRenderer(single(symbol("polygon", ("SimpleLine", edge))))
    visible_below(layer, 50_000)


STYLES = {
    "parcelle": parcelle,
    "zone_urba": zone_urba,
    "prescription_surf": prescription_surf,
    "prescription_lin": prescription_lin,
    "prescription_pct": prescription_pct,
    "information_surf": information_surf,
}
