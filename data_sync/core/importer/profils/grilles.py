"""Grids put beside the GeoPackage: terrain, water depth, relief shading, aerial photographs."""

from ..model import Profile


def _grid(name: str, title: str, role: str) -> Profile:
    return Profile(name=name, title=title, layer="raster", geometry="", raster=role, scope="nom", source=title)


PROFILES = (
    _grid("mnt", "Altitude du terrain (MNT)", "mnt"),
    _grid("hauteur_eau", "Hauteur d'eau (grille)", "hauteur_eau"),
    _grid("ombrage", "Ombrage du relief", "ombrage"),
    _grid("ortho", "Photographie aérienne", "ortho"),
)
