"""What can be hurt: establishments told apart by their shape, buildings, and people only when asked."""

from __future__ import annotations

from qgis.core import QgsGraduatedSymbolRenderer, QgsRendererRange

from ...catalogue.domaines import NATURE_ETABLISSEMENT
from .. import palette as p
from ..labels import NOM, label
from ..palette import rgba
from ..symbols import rules, single, svg, symbol, visible_below

# nature -> (drawing, colour, size): one silhouette a family; the picture tells kinds within it.
SIGNES = {
    "maternelle": ("ecole", "#0B6E8F", 4.4),
    "elementaire": ("ecole", "#0B6E8F", 4.8),
    "college": ("college", "#0B6E8F", 5.2),
    "lycee": ("college", "#084C63", 5.6),
    "enseignement_autre": ("ecole", "#5B8A99", 4.4),
    "creche": ("creche", "#0B6E8F", 4.4),
    "hopital": ("hopital", "#0A3D91", 6.0),
    "ehpad": ("ehpad", "#8A2E6B", 5.4),
    "medico_social": ("medico", "#8A2E6B", 5.0),
    "camping": ("camping", "#7A5A00", 5.4),
    "hebergement": ("hebergement", "#7A5A00", 4.8),
    "mairie": ("mairie", "#3A3A3A", 4.8),
    "caserne": ("caserne", "#9C1C1C", 5.2),
    "gendarmerie": ("gendarmerie", "#1F2A5A", 5.0),
    "prison": ("prison", "#3A3A3A", 5.0),
    "prefecture": ("prefecture", "#1F2A5A", 5.6),
    "salle_accueil": ("accueil", "#18753C", 5.0),
    "icpe_seveso": ("seveso", "#B34A00", 5.8),
    "autre": ("autre", "#6B6B6B", 3.2),
}


def _sign(nature):
    drawing, colour, size = SIGNES[nature]
    return symbol(
        "point",
        (
            "SvgMarker",
            {"name": svg(f"enjeu_{drawing}"), "size": size, "color": rgba(colour), "outline_color": "255,255,255,255", "outline_width": 0},
        ),
    )


# Seen from afar: the places whose evacuation takes hours.
_DE_LOIN = ("hopital", "ehpad", "camping", "prison", "icpe_seveso", "caserne", "prefecture")


def etablissement(layer):
    rows = [
        (f"\"nature\" = '{code}'", _sign(code), title, 200_000 if code in _DE_LOIN else 60_000)
        for code, title in NATURE_ETABLISSEMENT.values
    ]
    layer.setRenderer(rules(rows))
    label(layer, NOM, 7.5, p.GRIS_TEXTE, min_scale=20_000, distance=3, priority=4)


def batiment(layer):
    layer.setRenderer(
        single(symbol("polygon", ("SimpleFill", {"color": rgba("#CFC6BC"), "outline_color": rgba("#9C9186"), "outline_width": 0.12})))
    )
    visible_below(layer, 15_000)


def carreau_population(layer):
    """Purples, not blues: people must not look like water."""
    ranges = []
    for low, high, colour in ((0, 20, "#F2EDF6"), (20, 80, "#D9C9E6"), (80, 250, "#B592CC"), (250, 800, "#8656A8"), (800, 1e9, "#4F2273")):
        fill = symbol("polygon", ("SimpleFill", {"color": rgba(colour, 180), "outline_style": "no"}))
        ranges.append(QgsRendererRange(low, high, fill, f"plus de {low} habitants" if high > 1e8 else f"{low} à {high} habitants"))
    layer.setRenderer(QgsGraduatedSymbolRenderer("ind", ranges))
    visible_below(layer, 100_000)


STYLES = {"etablissement": etablissement, "batiment": batiment, "carreau_population": carreau_population}
