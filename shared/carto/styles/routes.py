"""Roads: light, by importance, fewer as one zooms out; the official S route is yellow on black with its number."""

from __future__ import annotations

from .. import palette as p
from ..labels import label, label_rules, settings
from ..palette import rgba
from ..symbols import rules, single, symbol, visible_below

# filter, casing colour, casing width, fill colour, fill width, legend, smallest scale shown
_CLASSES = (
    ("\"nature\" in ('Sentier', 'Chemin', 'Escalier')", None, 0, "#B9AFA3", 0.18, "Chemin, sentier", 12_000),
    (
        "\"importance\" in ('5', '6') and \"nature\" not in ('Sentier', 'Chemin', 'Escalier')",
        "#AFA69C",
        0.66,
        "#FFFFFF",
        0.38,
        "Rue, voie de desserte",
        25_000,
    ),
    ("\"importance\" = '4'", "#9C9388", 0.92, "#FFFFFF", 0.56, "Route locale", 70_000),
    ("\"importance\" = '3'", "#8E8479", 1.16, "#FFFDF5", 0.76, "Route départementale", 160_000),
    ("\"importance\" = '2'", "#8C8176", 1.35, "#FBEFD5", 0.98, "Route principale", 700_000),
    ("\"importance\" = '1' or \"nature\" = 'Type autoroutier'", "#75685C", 1.75, "#F3DBB8", 1.25, "Autoroute, voie rapide", 3_000_000),
)


def troncon_de_route(layer):
    rows = []
    for rank, (condition, casing, casing_width, colour, width, title, scale) in enumerate(_CLASSES):
        parts = []
        if casing:
            parts.append(("SimpleLine", {"line_color": rgba(casing), "line_width": casing_width, "capstyle": "flat", "joinstyle": "round"}))
        dash = {} if casing else {"use_custom_dash": 1, "customdash": "1.5;0.8"}
        parts.append(
            ("SimpleLine", dict({"line_color": rgba(colour), "line_width": width, "capstyle": "round", "joinstyle": "round"}, **dash))
        )
        sym = symbol("line", *parts)
        for level, part in enumerate(sym.symbolLayers()):
            part.setRenderingPass(rank + 10 * level if casing else rank)
        rows.append((condition, sym, title, scale))
    layer.setRenderer(rules(rows, levels=True))
    plate = {"bold": True, "placement": "Line", "box": "#FFFFFF", "box_border": "#75685C", "repeat": 60, "priority": 4, "distance": 0}
    number = settings('"cpx_numero"', 7, p.GRIS_TEXTE, **plate)
    name = settings('"nom_voie"', 6.5, "#5A5148", placement="Curved", halo=0.7, distance=0, priority=1, repeat=90)
    numbered = "coalesce(\"cpx_numero\", '') <> ''"
    label_rules(
        layer,
        (
            (f"{numbered} and \"importance\" in ('1', '2')", number, 250_000),
            (f"{numbered} and \"importance\" = '3'", number, 60_000),
            (f"{numbered} and \"importance\" in ('4', '5')", number, 15_000),
            (f"not ({numbered}) and coalesce(\"nom_voie\", '') <> ''", name, 8_000),
        ),
    )


def echangeur(layer):
    layer.setRenderer(
        single(
            symbol(
                "point",
                (
                    "SimpleMarker",
                    {"name": "diamond", "size": 3.4, "color": "255,255,255,255", "outline_color": rgba("#3A3A3A"), "outline_width": 0.45},
                ),
            )
        )
    )
    label(
        layer,
        "'sortie ' || \"numero\" || if(@map_scale < 60000, coalesce('\\n' || \"nom\", ''), '')",
        8,
        "#1F2A5A",
        bold=True,
        min_scale=250_000,
        distance=2.4,
        priority=7,
    )
    visible_below(layer, 400_000)


def point_de_repere(layer):
    layer.setRenderer(
        single(
            symbol(
                "point",
                ("SimpleMarker", {"name": "line", "size": 2.2, "outline_color": rgba("#3A3A3A"), "outline_width": 0.4, "angle": 45}),
            )
        )
    )
    label(layer, "'PR ' || \"numero\"", 7, p.GRIS_TEXTE, min_scale=25_000, priority=2)
    visible_below(layer, 50_000)


def itineraire_substitution(layer):
    layer.setRenderer(
        single(
            symbol(
                "line",
                ("SimpleLine", {"line_color": rgba(p.NOIR), "line_width": 2.4, "capstyle": "round", "joinstyle": "round"}),
                ("SimpleLine", {"line_color": rgba(p.JAUNE_S), "line_width": 1.3, "capstyle": "round", "joinstyle": "round"}),
            )
        )
    )
    label(
        layer,
        '"numero"',
        9,
        p.JAUNE_S,
        bold=True,
        min_scale=1_000_000,
        placement="Line",
        box=p.NOIR,
        box_border=p.JAUNE_S,
        repeat=90,
        priority=9,
        distance=0,
    )


STYLES = {
    "troncon_de_route": troncon_de_route,
    "echangeur": echangeur,
    "point_de_repere": point_de_repere,
    "itineraire_substitution": itineraire_substitution,
}
