"""What people drew: the shape says the kind, the fill says planned, under way or ended."""

from __future__ import annotations

from ...catalogue.domaines import ETAT_SITUATION, TYPE_SITUATION
from .. import palette as p
from ..labels import label
from ..palette import rgba
from ..symbols import categories, single, svg, symbol

# kind -> colour, after the sécurité civile convention: blue water, green people, red fire, orange special risk, violet command, black access.
COULEURS = {
    "inondation": p.BLEU,
    "personnes_isolees": p.VERT,
    "evacuation": p.VERT,
    "point_accueil": p.VERT,
    "poste_commandement": p.VIOLET,
    "secours_engages": p.VERT,
    "barrage_routier": p.NOIR,
    "route_coupee": p.ROUGE,
    "degat_batiment": p.ORANGE,
    "degat_reseau": p.ORANGE,
    "degat_ouvrage": p.ORANGE,
    "feu": p.ROUGE,
    "risque_technologique": p.ORANGE,
    "zone_interdite": p.NOIR,
    "information": p.BLEU_FRANCE,
}
_KEY = "coalesce(\"type_situation\", '') || '/' || coalesce(\"etat\", 'en_cours')"
_SUFFIXE = {"prevu": " (prévu)", "en_cours": "", "termine": " (terminé)"}


def _rows(build):
    for kind, title in TYPE_SITUATION.values:
        for state, _ in ETAT_SITUATION.values:
            yield f"{kind}/{state}", build(kind, COULEURS[kind], state), title + _SUFFIXE[state]


def _point(kind, colour, state):
    fill, ink = {"prevu": ("#FFFFFF", colour), "en_cours": (colour, "#FFFFFF"), "termine": ("#DDDDDD", "#6B6B6B")}[state]
    return symbol(
        "point",
        ("SvgMarker", {"name": svg(f"situation_{kind}"), "size": 7.5, "color": rgba(fill), "outline_color": rgba(ink), "outline_width": 0}),
    )


def _line(kind, colour, state):
    ink = "#6B6B6B" if state == "termine" else colour
    dash = {"prevu": "5;2.5", "en_cours": None, "termine": "1;1.5"}[state]
    main = {"line_color": rgba(ink), "line_width": 1.3, "capstyle": "flat"}
    if dash:
        main.update(use_custom_dash=1, customdash=dash)
    parts = [("SimpleLine", {"line_color": "255,255,255,230", "line_width": 2.1, "capstyle": "flat"}), ("SimpleLine", main)]
    glyph = _point(kind, colour, state)
    glyph.setSize(5)
    parts.append(("MarkerLine", {"placement": "centralpoint", "rotate": 0, "sub": glyph}))
    return symbol("line", *parts)


def _zone(kind, colour, state):
    ink = "#6B6B6B" if state == "termine" else colour
    angle = 0 if colour == p.BLEU else 45
    hatch = symbol("line", ("SimpleLine", {"line_color": rgba(ink, 150), "line_width": 0.25}))
    border = {"line_color": rgba(ink), "line_width": 0.8, "joinstyle": "round"}
    if state != "en_cours":
        border.update(use_custom_dash=1, customdash="4;2" if state == "prevu" else "1;1.5")
    return symbol(
        "polygon",
        ("SimpleFill", {"color": rgba(ink, 50 if state == "en_cours" else 18), "outline_style": "no"}),
        ("LinePatternFill", {"angle": angle, "distance": 2.2 if state == "en_cours" else 4, "sub": hatch}),
        ("SimpleLine", border),
    )


def _style(build):
    def apply(layer):
        layer.setRenderer(categories(_KEY, _rows(build)))
        label(layer, '"libelle"', 9, p.NOIR, bold=True, min_scale=150_000, priority=9, distance=3.5)

    return apply


def main_courante(layer):
    layer.setRenderer(
        single(
            symbol(
                "point",
                (
                    "SvgMarker",
                    {
                        "name": svg("situation_note"),
                        "size": 5,
                        "color": rgba("#FFFFFF"),
                        "outline_color": rgba(p.BLEU_FRANCE),
                        "outline_width": 0,
                    },
                ),
            )
        )
    )


STYLES = {
    "situation_point": _style(_point),
    "situation_ligne": _style(_line),
    "situation_zone": _style(_zone),
    "main_courante": main_courante,
}
