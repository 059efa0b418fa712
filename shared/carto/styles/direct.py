"""Live layers: a value is coloured while it may be trusted; stale or unreadable, it is drawn unknown (grey, dashed) with its age."""

from __future__ import annotations

from ...catalogue.direct import EFFET_ROUTE, NIVEAU_VIGILANCE, TENDANCE
from .. import palette as p
from ..labels import label
from ..palette import rgba
from ..symbols import categories, rules, single, symbol, visible_below

SUR = '"etat" = \'a_jour\' AND "perime_le" > now()'
NIVEAU = f"if({SUR}, coalesce(\"niveau\", 'inconnu'), 'inconnu')"
JAUNE, EAU_FONCE = "#F2C500", "#08326E"
_NIVEAUX = dict(NIVEAU_VIGILANCE.values)


def age(field: str = '"heure_validite"') -> str:
    """Expression: how old an instant is, in words. An hour ahead of this workstation's clock is not said to be of the future."""
    minutes = f"minute(age(now(), {field}))"
    return (
        f"case when {field} is null then 'heure inconnue' when {minutes} < 1 then 'à l''instant' "
        f"when {minutes} < 120 then 'il y a ' || to_string(floor({minutes})) || ' min' "
        f"when {minutes} < 2880 then 'il y a ' || to_string(floor({minutes} / 60)) || ' h' "
        f"else 'il y a ' || to_string(floor({minutes} / 1440)) || ' jours' end"
    )


# level -> (colour, width in mm, dash): width and dash alone tell the levels apart in black and white
_LIGNES = {
    "inconnu": (p.GRIS_INCONNU, 1.0, "2;1.6"),
    "vert": (p.VERT, 0.9, None),
    "jaune": (JAUNE, 1.5, None),
    "orange": (p.ORANGE, 2.1, None),
    "rouge": (p.ROUGE, 2.8, None),
    "violet": (p.VIOLET, 3.2, None),
}


def _line(code):
    colour, width, dash = _LIGNES[code]
    top = {"line_color": rgba(colour), "line_width": width, "capstyle": "round", "joinstyle": "round"}
    if dash:
        top.update(use_custom_dash=1, customdash=dash, capstyle="flat")
        return symbol("line", ("SimpleLine", top))
    under = {"line_color": rgba(p.NOIR, 200), "line_width": width + 0.5, "capstyle": "round", "joinstyle": "round"}
    return symbol("line", ("SimpleLine", under), ("SimpleLine", top))


def direct_troncon_vigicrues(layer):
    rows = [(code, _line(code), f"Vigilance crues : {title.lower()}") for code, title in NIVEAU_VIGILANCE.values if code != "violet"]
    layer.setRenderer(categories(NIVEAU, rows))
    text = f"\"nom\" || if({SUR}, '', '\\nvigilance inconnue (' || coalesce(\"niveau\", '?') || ' ' || {age()} || ')')"
    label(layer, text, 8, EAU_FONCE, bold=True, min_scale=400_000, placement="Line", repeat=120, priority=7)


def _border(code):
    """A translucent band inside the limit: it must not be taken for a road."""
    colour, width, dash = _LIGNES[code]
    band = {"line_color": rgba(colour, 130), "line_width": 0.6 + width / 2, "offset": -(0.3 + width / 4), "joinstyle": "round"}
    edge = {"line_color": rgba(colour), "line_width": 0.4, **({"use_custom_dash": 1, "customdash": dash} if dash else {})}
    return symbol("polygon", ("SimpleLine", band), ("SimpleLine", edge))


def direct_vigilance(layer):
    """The department's outline in the colour of its highest level today; the other rows are read in the table."""
    today = "\"phenomene\" = 'tous' AND \"echeance\" = 'J'"
    rows = [
        (f"{today} AND {NIVEAU} = '{code}'", _border(code), f"Vigilance météo : {title.lower()}", None)
        for code, title in NIVEAU_VIGILANCE.values
    ]
    layer.setRenderer(rules(rows))


# trend -> (marker, angle): a rising level points up, whatever the colour
_TENDANCES = {"monte": ("triangle", 0), "baisse": ("triangle", 180), "stable": ("square", 0), "inconnue": ("circle", 0)}


def direct_station(layer):
    rows = []
    for code, title in TENDANCE.values:
        name, angle = _TENDANCES[code]
        known = code != "inconnue"
        look = {
            "name": name,
            "angle": angle,
            "size": 4.2 if code == "monte" else 3.4,
            "color": rgba({"monte": p.ROUGE, "baisse": p.BLEU, "stable": "#FFFFFF"}.get(code, "#E3E3E3")),
            "outline_color": rgba(EAU_FONCE if known else p.GRIS_INCONNU),
            "outline_width": 0.4,
        }
        rows.append((code, symbol("point", ("SimpleMarker", look)), f"Hauteur d'eau : {title.lower()}"))
    layer.setRenderer(categories(f"if({SUR}, \"tendance\", 'inconnue')", rows))
    value = (
        "coalesce(format_number(\"hauteur\", 2, 'fr') || ' m', '') || "
        "coalesce(if(\"hauteur\" is null, '', ' · ') || format_number(\"debit\", 1, 'fr') || ' m³/s', '')"
    )
    text = f"\"nom\" || '\\n' || {value} || ' ' || if({SUR}, '', '(périmé) ') || {age()}"
    label(layer, text, 8, EAU_FONCE, bold=True, min_scale=200_000, distance=3, priority=8)


def direct_pluie(layer):
    rows = [
        (f'not ({SUR}) or "pluie_6min" is null', "#E3E3E3", 2.6, "Pluie : inconnue"),
        (f'{SUR} and "pluie_6min" = 0', "#FFFFFF", 2.2, "Pas de pluie"),
        (f'{SUR} and "pluie_6min" > 0 and "pluie_6min" < 2', p.EAU[1], 3.2, "Pluie : moins de 2 mm en 6 min"),
        (f'{SUR} and "pluie_6min" >= 2 and "pluie_6min" < 5', p.EAU[3], 4.2, "Pluie : 2 à 5 mm en 6 min"),
        (f'{SUR} and "pluie_6min" >= 5', p.EAU[4], 5.4, "Pluie : plus de 5 mm en 6 min"),
    ]
    layer.setRenderer(
        rules(
            [
                (
                    condition,
                    symbol(
                        "point",
                        (
                            "SimpleMarker",
                            {"name": "circle", "size": size, "color": rgba(colour), "outline_color": rgba(EAU_FONCE), "outline_width": 0.3},
                        ),
                    ),
                    title,
                    None,
                )
                for condition, colour, size, title in rows
            ]
        )
    )
    text = f"coalesce(format_number(\"cumul_1h\", 1, 'fr') || ' mm/h', '') || ' ' || {age()}"
    label(layer, text, 7.5, EAU_FONCE, min_scale=150_000, distance=2.5, priority=4)
    visible_below(layer, 600_000)


_EFFETS = {
    "fermee": ("cross_fill", p.ROUGE, 5.6, 45),
    "reduite": ("diamond", p.ORANGE, 4.4, 0),
    "danger": ("triangle", JAUNE, 4.4, 0),
    "information": ("circle", "#FFFFFF", 3.0, 0),
}


def direct_evenement_route(layer):
    rows = []
    for code, title in EFFET_ROUTE.values:
        name, colour, size, angle = _EFFETS[code]
        look = {"name": name, "size": size, "angle": angle, "color": rgba(colour), "outline_color": rgba(p.NOIR), "outline_width": 0.4}
        rows.append((code, symbol("point", ("SimpleMarker", look)), title))
    old = {"name": "circle", "size": 3.4, "color": rgba("#E3E3E3"), "outline_color": rgba(p.GRIS_INCONNU), "outline_width": 0.4}
    rows.append(("inconnu", symbol("point", ("SimpleMarker", old)), "Évènement routier périmé"))
    layer.setRenderer(categories(f"if({SUR}, \"effet\", 'inconnu')", rows))
    text = f"coalesce(\"route\" || ' : ', '') || \"nature\" || '\\n' || if({SUR}, '', '(périmé) ') || {age()}"
    label(layer, text, 8, p.NOIR, bold=True, min_scale=150_000, distance=3, priority=8)


def direct_adresse(layer):
    look = {"name": "pentagon", "size": 3.2, "color": rgba("#FFFFFF"), "outline_color": rgba(p.BLEU_FRANCE), "outline_width": 0.5}
    layer.setRenderer(single(symbol("point", ("SimpleMarker", look))))
    label(layer, 'coalesce("adresse", "demande")', 8, p.BLEU_FRANCE, min_scale=50_000, distance=2.5, priority=5)


def direct_icpe(layer):
    look = {"name": "hexagon", "size": 3.2, "color": rgba(p.VIOLET), "outline_color": rgba(p.NOIR), "outline_width": 0.3}
    layer.setRenderer(single(symbol("point", ("SimpleMarker", look))))
    label(layer, '"nom"', 7.5, p.VIOLET, min_scale=25_000, distance=2.5, priority=3)
    visible_below(layer, 150_000)


def direct_extrait(layer):
    border = {"line_color": rgba("#6B4E9B"), "line_width": 0.5, "use_custom_dash": 1, "customdash": "4;2"}
    layer.setRenderer(single(symbol("polygon", ("SimpleLine", border))))
    label(layer, '"nom"', 8, "#6B4E9B", italic=True, min_scale=400_000, placement="OverPoint", priority=2)


STYLES = {
    "direct_troncon_vigicrues": direct_troncon_vigicrues,
    "direct_vigilance": direct_vigilance,
    "direct_station": direct_station,
    "direct_pluie": direct_pluie,
    "direct_evenement_route": direct_evenement_route,
    "direct_adresse": direct_adresse,
    "direct_icpe": direct_icpe,
    "direct_extrait": direct_extrait,
}
