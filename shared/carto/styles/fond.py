"""The quiet base: communes, water courses, hillshade, aerial photograph."""

from __future__ import annotations

from qgis.core import QgsHillshadeRenderer, QgsSingleBandGrayRenderer

from ..labels import label
from ..palette import rgba
from ..symbols import rules, single, symbol, visible_below

_COURS_D_EAU = "#7FA9CC"


def commune(layer):
    layer.setRenderer(
        single(
            symbol(
                "polygon",
                ("SimpleLine", {"line_color": rgba("#8A8178", 170), "line_width": 0.22, "use_custom_dash": 1, "customdash": "5;1.2;1;1.2"}),
            )
        )
    )
    text = 'case when @map_scale < 140000 or "population" > 15000 or (@map_scale < 400000 and "population" > 5000) then "nom" end'
    label(layer, text, 8.5, "#4A433C", min_scale=1_500_000, placement="OverPoint", halo=0.9, priority=6)


def troncon_hydrographique(layer):
    def river(width):
        return symbol(
            "line", ("SimpleLine", {"line_color": rgba(_COURS_D_EAU), "line_width": width, "capstyle": "round", "joinstyle": "round"})
        )

    big = 'coalesce("importance", 9) <= 2 or coalesce("bassin_km2", 0) >= 100'
    layer.setRenderer(rules(((big, river(0.7), "Cours d'eau principal", 2_000_000), (f"not ({big})", river(0.3), "Cours d'eau", 150_000))))
    label(layer, '"nom"', 8, "#2F6DA3", italic=True, min_scale=200_000, placement="Curved", repeat=120, priority=3)


def surface_hydrographique(layer):
    layer.setRenderer(
        single(symbol("polygon", ("SimpleFill", {"color": rgba("#D3E4F1"), "outline_color": rgba(_COURS_D_EAU), "outline_width": 0.15})))
    )
    visible_below(layer, 2_000_000)


def terrain_de_sport(layer):
    _ground(layer, "#CFE3B4", "#8DB36B")


def reservoir(layer):
    _ground(layer, "#C9D6DE", "#7F99A8")


def installation_solaire(layer):
    _ground(layer, "#C3C7DB", "#6C739B")


def _ground(layer, fill, edge):
    layer.setRenderer(single(symbol("polygon", ("SimpleFill", {"color": rgba(fill), "outline_color": rgba(edge), "outline_width": 0.2}))))
    visible_below(layer, 50_000)


def ombrage(layer):
    """A hillshade made beforehand: grey, kept light so that everything drawn over it stays readable."""
    layer.setRenderer(QgsSingleBandGrayRenderer(layer.dataProvider(), 1))
    _quiet(layer)


def mnt(layer):
    """Terrain height drawn as relief when the pack has no ready-made hillshade."""
    renderer = QgsHillshadeRenderer(layer.dataProvider(), 1, 315, 45)
    renderer.setZFactor(2)
    layer.setRenderer(renderer)
    _quiet(layer)


def _quiet(layer):
    layer.renderer().setOpacity(0.28)
    layer.brightnessFilter().setBrightness(40)


def ortho(layer):
    layer.brightnessFilter().setBrightness(10)


STYLES = {
    "commune": commune,
    "troncon_hydrographique": troncon_hydrographique,
    "surface_hydrographique": surface_hydrographique,
    "terrain_de_sport": terrain_de_sport,
    "reservoir": reservoir,
    "installation_solaire": installation_solaire,
    "raster:ombrage": ombrage,
    "raster:mnt": mnt,
    "raster:ortho": ortho,
}
