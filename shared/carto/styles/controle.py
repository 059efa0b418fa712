"""What controllers follow: detections on aerial pictures, the objects they make, and offence affairs."""

from __future__ import annotations

from .. import palette as p
from ..labels import label
from ..palette import rgba
from ..symbols import single, symbol


def detection(layer):
    outline = {"line_color": rgba(p.VIOLET), "line_width": 0.5, "use_custom_dash": 1, "customdash": "3;1.5"}
    layer.setRenderer(single(symbol("polygon", ("SimpleFill", {"style": "no", "outline_style": "no"}), ("SimpleLine", outline))))
    label(layer, '"millesime"', 7.5, p.VIOLET, min_scale=2_500)


def objet(layer):
    halo = {"line_color": "255,255,255,230", "line_width": 1.5}
    outline = {"line_color": rgba(p.VIOLET), "line_width": 0.8}
    layer.setRenderer(
        single(
            symbol(
                "polygon",
                ("SimpleFill", {"color": rgba(p.VIOLET, 30), "outline_style": "no"}),
                ("SimpleLine", halo),
                ("SimpleLine", outline),
            )
        )
    )
    label(layer, "replace(replace(\"classe\", 'mobil_home', 'mobil-home'), '_', ' ')", 8.5, p.VIOLET, bold=True, min_scale=10_000)


def affaire(layer):
    mark = {"name": "diamond", "size": 4.4, "color": rgba(p.VIOLET), "outline_color": "255,255,255,255", "outline_width": 0.6}
    layer.setRenderer(single(symbol("point", ("SimpleMarker", mark))))
    label(layer, '"numero"', 9, p.VIOLET, bold=True, min_scale=50_000)


def couverture(layer):
    edge = {"line_color": rgba(p.GRIS_INCONNU), "line_width": 0.35, "use_custom_dash": 1, "customdash": "4;2"}
    layer.setRenderer(single(symbol("polygon", ("SimpleFill", {"style": "no", "outline_style": "no"}), ("SimpleLine", edge))))


def signalement(layer):
    mark = {"name": "triangle", "size": 4.2, "color": rgba(p.ORANGE), "outline_color": "255,255,255,255", "outline_width": 0.6}
    layer.setRenderer(single(symbol("point", ("SimpleMarker", mark))))
    label(layer, "replace(replace(\"nature\", 'mobil_home', 'mobil-home'), '_', ' ')", 8.5, p.ORANGE, bold=True, min_scale=10_000)


def tournee(layer):
    halo = {"line_color": "255,255,255,230", "line_width": 2.0}
    line = {"line_color": rgba(p.BLEU), "line_width": 1.1}
    layer.setRenderer(single(symbol("line", ("SimpleLine", halo), ("SimpleLine", line))))


def visite(layer):
    mark = {"name": "circle", "size": 5.4, "color": rgba(p.BLEU), "outline_color": "255,255,255,255", "outline_width": 0.6}
    layer.setRenderer(single(symbol("point", ("SimpleMarker", mark))))
    text = "\"rang\" || coalesce(' · ' || try(\"heure_arrivee\", NULL), '') || if(\"fait\", ' ✓', '')"  # files of before have no hour
    label(layer, text, 9, p.BLEU, bold=True, min_scale=50_000)


STYLES = {
    "detection": detection,
    "objet_detecte": objet,
    "detection_couverture": couverture,
    "signalement": signalement,
    "tournee": tournee,
    "visite": visite,
    "affaire_lucca": affaire,
}
