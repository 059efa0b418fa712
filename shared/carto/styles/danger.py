"""Water and regulation. Depth = sequential blues (never traffic lights); PPR = outline and hatch, told apart in black and white."""

from __future__ import annotations

from qgis.core import QgsColorRampShader, QgsRasterShader, QgsSingleBandPseudoColorRenderer
from qgis.PyQt.QtGui import QColor

from ...catalogue.domaines import CLASSE_HAUTEUR, NIVEAU_ALEA, TYPE_REGLEMENT
from .. import palette as p
from ..labels import NOM, label
from ..palette import rgba
from ..symbols import categories, single, svg, symbol, visible_below

_LABELS = dict(CLASSE_HAUTEUR.values)


def _water(colour, alpha=165, outline="#1B4F8A"):
    return symbol("polygon", ("SimpleFill", {"color": rgba(colour, alpha), "outline_color": rgba(outline, 200), "outline_width": 0.18}))


def zone_inondee_potentielle(layer):
    rows = [(code, _water(colour), f"Eau : {_LABELS[code]} (ZIP)") for (code, _, _), colour in zip(p.EAU_CLASSES, p.EAU)]
    rows.append(("inconnue", _water("#C9CDD2", 150, p.GRIS_INCONNU), "Zone inondée potentielle, hauteur inconnue"))
    rows.append(("", _water("#C9CDD2", 150, p.GRIS_INCONNU), "Zone inondée potentielle, hauteur inconnue"))
    layer.setRenderer(categories("coalesce(\"classe_hauteur\", '')", rows))


def emprise_crue(layer):
    waves = symbol(
        "line", ("SimpleLine", {"line_color": rgba("#2A74B4", 190), "line_width": 0.22, "use_custom_dash": 1, "customdash": "3;1"})
    )
    layer.setRenderer(
        single(
            symbol(
                "polygon",
                ("SimpleFill", {"color": rgba("#92C3E0", 70), "outline_style": "no"}),
                ("LinePatternFill", {"angle": 0, "distance": 1.6, "sub": waves}),
                ("SimpleLine", {"line_color": rgba("#08326E"), "line_width": 0.45, "use_custom_dash": 1, "customdash": "3;1.2"}),
            )
        )
    )


# kind of rule -> (colour, hatch angles, hatch spacing, outline width, dash of the outline)
_PPR = {
    "interdiction_stricte": (p.ROUGE, (45, 135), 2.8, 0.45, None),
    "interdiction": (p.ROUGE, (45,), 2.2, 0.35, None),
    "prescription": (p.BLEU, (135,), 4.0, 0.35, "4;1.5"),
    "delaissement": (p.ROUGE, (0, 90), 2.4, 0.7, "6;1;1;1"),
    "expropriation": (p.ROUGE, (0, 45, 90, 135), 3.4, 0.8, None),
    "inconnu": (p.GRIS_INCONNU, (90,), 5.0, 0.35, "1;1.2"),
}


def zone_reglementaire_ppr(layer):
    rows = []
    for code, title in TYPE_REGLEMENT.values:
        colour, angles, spacing, width, dash = _PPR[code]
        parts = []
        for angle in angles:
            hatch = symbol("line", ("SimpleLine", {"line_color": rgba(colour, 150), "line_width": 0.18}))
            parts.append(("LinePatternFill", {"angle": angle, "distance": spacing, "sub": hatch}))
        border = {"line_color": rgba(colour), "line_width": width}
        if dash:
            border.update(use_custom_dash=1, customdash=dash)
        rows.append(
            (
                code,
                symbol("polygon", *parts, ("SimpleLine", border)),
                f"PPR : {title.lower()}" if code != "inconnu" else "PPR : règlement non renseigné",
            )
        )
    layer.setRenderer(categories("type_reglement", rows))
    label(layer, '"code_zone"', 7.5, p.NOIR, min_scale=25_000, placement="OverPoint", priority=3)
    visible_below(layer, 150_000)


_ALEA = {
    "inconnu": ("#C9CDD2", 150),
    "nul": ("#FFFFFF", 90),
    "faible": (p.EAU[0], 170),
    "moyen": (p.EAU[1], 175),
    "fort": (p.EAU[3], 165),
    "tres_fort": (p.EAU[4], 165),
}


def zone_alea(layer):
    rows = [
        (code, _water(_ALEA[code][0], _ALEA[code][1], p.GRIS_INCONNU if code in ("inconnu", "nul") else "#08326E"), f"Aléa {title.lower()}")
        for code, title in NIVEAU_ALEA.values
    ]
    layer.setRenderer(categories("niveau_alea", rows))


def perimetre_ppr(layer):
    layer.setRenderer(
        single(
            symbol(
                "polygon", ("SimpleLine", {"line_color": rgba("#6B4E9B"), "line_width": 0.5, "use_custom_dash": 1, "customdash": "8;2;1;2"})
            )
        )
    )
    label(layer, '"nom"', 8, "#6B4E9B", italic=True, min_scale=150_000, placement="OverPoint", priority=2)


def station_hydrometrique(layer):
    layer.setRenderer(
        single(
            symbol(
                "point",
                (
                    "SvgMarker",
                    {"name": svg("station"), "size": 5.5, "color": rgba("#FFFFFF"), "outline_color": rgba("#08326E"), "outline_width": 0},
                ),
            )
        )
    )
    label(layer, NOM, 8, "#08326E", bold=True, min_scale=200_000, distance=3, priority=7)


def repere_crue(layer):
    layer.setRenderer(
        single(
            symbol(
                "point",
                (
                    "SimpleMarker",
                    {
                        "name": "half_square",
                        "size": 2.4,
                        "color": rgba("#2A74B4"),
                        "outline_color": rgba("#08326E"),
                        "outline_width": 0.2,
                        "angle": 90,
                    },
                ),
            )
        )
    )
    label(
        layer,
        "coalesce(format_number(\"altitude_eau\", 2, 'fr') || ' m', '') || coalesce(' (' || \"annee_crue\" || ')', '')",
        7.5,
        "#08326E",
        min_scale=15_000,
        priority=3,
    )
    visible_below(layer, 60_000)


def hauteur_eau(layer):
    """Depth raster in metres: dry cells transparent, five steps of blue."""
    shader = QgsColorRampShader()
    shader.setColorRampType(QgsColorRampShader.Type.Discrete)
    items = [QgsColorRampShader.ColorRampItem(0.001, QColor(0, 0, 0, 0), "Hors d'eau")]
    for (code, _, top), colour in zip(p.EAU_CLASSES, p.EAU):
        shade = QColor(colour)
        shade.setAlpha(185)
        items.append(QgsColorRampShader.ColorRampItem(float("inf") if top is None else top, shade, f"Eau {_LABELS[code]}"))
    shader.setColorRampItemList(items)
    raster_shader = QgsRasterShader()
    raster_shader.setRasterShaderFunction(shader)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, raster_shader))


STYLES = {
    "zone_inondee_potentielle": zone_inondee_potentielle,
    "emprise_crue": emprise_crue,
    "zone_reglementaire_ppr": zone_reglementaire_ppr,
    "zone_alea": zone_alea,
    "perimetre_ppr": perimetre_ppr,
    "station_hydrometrique": station_hydrometrique,
    "repere_crue": repere_crue,
    "raster:hauteur_eau": hauteur_eau,
}
