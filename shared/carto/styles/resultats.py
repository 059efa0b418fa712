"""What the computations answer: evacuation zone, places touched, cuts, routes, isolated places."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest

from .. import palette as p
from ..labels import NOM, label
from ..palette import rgba
from ..symbols import categories, single, svg, symbol, visible_below


def _line(colour, width, **more):
    return ("SimpleLine", dict({"line_color": rgba(colour), "line_width": width, "capstyle": "round", "joinstyle": "round"}, **more))


def _dashed(dash):
    return {"use_custom_dash": 1, "customdash": dash, "capstyle": "flat"}


def evacuation(layer):
    dots = symbol("point", ("SimpleMarker", {"name": "circle", "size": 0.7, "color": rgba(p.VERT, 170), "outline_style": "no"}))
    layer.setRenderer(
        single(
            symbol(
                "polygon",
                ("SimpleFill", {"color": rgba(p.VERT, 22), "outline_style": "no"}),
                ("PointPatternFill", {"distance_x": 3, "distance_y": 3, "displacement_x": 1.5, "sub": dots}),
                _line("#FFFFFF", 1.8),
                _line(p.VERT, 1.0, **_dashed("6;2")),
            )
        )
    )
    # rounded as the sentence is: to the power of ten of the half-width of the doubt, 10 at least
    step = '10 ^ max(1, floor(log10(max(10, ("pop_nuit_haut" - "pop_nuit_bas") / 2))))'
    people = f"with_variable('pas', coalesce({step}, 10), format_number(floor(\"pop_nuit\" / @pas + 0.5) * @pas, 0, 'fr'))"
    text = f"wordwrap(\"libelle\", 26) || coalesce('\\n≈ ' || {people} || ' pers.', '')"
    label(layer, text, 9, p.VERT, bold=True, halo=1.0, min_scale=400_000, placement="OverPoint", priority=10)


def evacuation_etablissement(layer):
    ring = {"dans_zone": (p.ROUGE, "solid", "dans la zone"), "coupe": (p.ORANGE, "dash", "accès coupé")}
    rows = []
    for access, (colour, pen, title) in ring.items():
        outline = {
            "name": "circle",
            "size": 7,
            "color": "0,0,0,0",
            "outline_color": rgba(colour),
            "outline_width": 0.7,
            "outline_style": pen,
        }
        rows.append(
            (
                access,
                symbol(
                    "point",
                    ("SimpleMarker", dict(outline, outline_color="255,255,255,255", outline_width=1.3, outline_style="solid")),
                    ("SimpleMarker", outline),
                ),
                f"Établissement {title}",
            )
        )
    layer.setRenderer(categories("acces", rows))
    visible_below(layer, 250_000)
    label(layer, NOM, 8, p.NOIR, min_scale=40_000, distance=4, priority=8)


def _cut_sign(size):
    return symbol(
        "point",
        (
            "SvgMarker",
            {"name": svg("coupure"), "size": size, "color": rgba(p.ROUGE), "outline_color": "255,255,255,255", "outline_width": 0},
        ),
    )


_CUT_TEXT = "coalesce(\"axe\", '')"


def coupure_point(layer):
    layer.setRenderer(single(_cut_sign(6.5)))
    label(layer, _CUT_TEXT, 9, p.ROUGE, bold=True, min_scale=200_000, distance=4, priority=9)


def coupure_ligne(layer):
    sign = ("MarkerLine", {"placement": "interval", "interval": 22, "offset_along_line": 11, "rotate": 0, "sub": _cut_sign(4.6)})
    middle = ("MarkerLine", {"placement": "centralpoint", "rotate": 0, "sub": _cut_sign(5.2)})
    layer.setRenderer(single(symbol("line", _line("#FFFFFF", 3.2), _line(p.ROUGE, 2.2), sign, middle)))
    label(layer, _CUT_TEXT, 9, p.ROUGE, bold=True, halo=1.0, min_scale=400_000, placement="Line", priority=9, distance=2.5)


def coupure_zone(layer):
    hatch = symbol("line", ("SimpleLine", {"line_color": rgba(p.ROUGE, 190), "line_width": 0.35}))
    layer.setRenderer(
        single(
            symbol(
                "polygon",
                ("LinePatternFill", {"angle": 135, "distance": 2.6, "sub": hatch}),
                _line("#FFFFFF", 1.8),
                _line(p.ROUGE, 1.1),
                ("CentroidFill", {"point_on_surface": 1, "sub": _cut_sign(5.2)}),
            )
        )
    )
    label(layer, _CUT_TEXT, 9, p.ROUGE, bold=True, min_scale=200_000, placement="OverPoint", priority=8)


def itineraire(layer):
    violet = p.VIOLET
    rows = (
        ("calcule", symbol("line", _line("#FFFFFF", 2.6), _line(violet, 1.7, **_dashed("6;2.2"))), "Itinéraire de déviation calculé"),
        ("alternative", symbol("line", _line("#FFFFFF", 1.8), _line(violet, 0.9, **_dashed("2.5;2"))), "Variante calculée"),
        ("substitution", symbol("line", _line(p.NOIR, 2.6), _line(p.JAUNE_S, 1.5)), "Itinéraire S du plan de gestion de trafic"),
        ("sans_coupure", symbol("line", _line("#6B6B6B", 0.8, **_dashed("1;1.8"))), "Trajet habituel, sans coupure"),
    )
    renderer = categories("type_itineraire", rows)
    rank = "array_find(array('sans_coupure', 'alternative', 'calcule', 'substitution'), \"type_itineraire\")"
    renderer.setOrderBy(
        QgsFeatureRequest.OrderBy([QgsFeatureRequest.OrderByClause(rank)])
    )  # the official S route on top, then what is advised
    renderer.setOrderByEnabled(True)
    layer.setRenderer(renderer)
    text = "if(\"type_itineraire\" in ('calcule','alternative'), format_number(\"longueur_m\"/1000, 0, 'fr') || ' km · ' || if(\"duree_s\" >= 3600, floor(round(\"duree_s\"/60)/60) || ' h ' || lpad(to_string(round(\"duree_s\"/60) % 60), 2, '0'), round(\"duree_s\"/60) || ' min'), '')"
    label(layer, text, 9, violet, bold=True, halo=1.0, min_scale=1_500_000, placement="Line", priority=9, distance=2.2, repeat=120)


def isolement(layer):
    def ring(size):
        base = {"name": "circle", "size": size, "color": "0,0,0,0"}
        return symbol(
            "point",
            ("SimpleMarker", dict(base, outline_color="255,255,255,255", outline_width=1.9)),
            ("SimpleMarker", dict(base, outline_color=rgba(p.ORANGE), outline_width=1.1)),
            ("SimpleMarker", {"name": "circle", "size": 1.3, "color": rgba(p.ORANGE), "outline_style": "no"}),
        )

    layer.setRenderer(
        categories(
            "nature",
            (("commune", ring(8.5), "Commune isolée"), ("etablissement", ring(5.5), "Établissement isolé"), ("", ring(6.5), "Lieu isolé")),
        )
    )
    label(
        layer,
        # a commune from afar, an establishment only where its name has room
        "if(\"nature\" = 'commune' or @map_scale < 40000, "
        + NOM
        + " || coalesce('\\n≈ ' || format_number(nullif(round(\"population\", -1), 0), 0, 'fr')"
        + " || if(\"nature\" = 'commune', ' hab.', ' pers.'), ''), '')",
        8.5,
        p.NOIR,
        bold=True,
        min_scale=250_000,
        distance=5,
        priority=8,
    )


STYLES = {
    "evacuation": evacuation,
    "evacuation_etablissement": evacuation_etablissement,
    "coupure_point": coupure_point,
    "coupure_ligne": coupure_ligne,
    "coupure_zone": coupure_zone,
    "itineraire": itineraire,
    "isolement": isolement,
}
