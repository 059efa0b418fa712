"""Parcels of the cadastre: Etalab's GeoJSON or GeoPackage, and IGN's « Parcellaire Express », told by one identifier."""

from ..model import Col, Profile

_IDU = ("idu", "id")

PROFILES = (
    Profile(
        name="parcelles",
        title="Parcelles du cadastre (Etalab, Parcellaire Express)",
        layer="parcelle",
        source="DGFiP, cadastre (diffusion Etalab)",
        layer_pattern=r"parcelle",
        expects=(_IDU, ("contenance",)),
        columns=(
            Col("idu", _IDU, "parcelle"),
            Col("code_insee", _IDU, "parcelle_insee"),
            Col("prefixe", _IDU, "parcelle_prefixe"),
            Col("section", _IDU, "parcelle_section"),
            Col("numero", _IDU, "parcelle_numero"),
            Col("contenance", ("contenance",), "entier_positif"),
            Col("arpente", ("arpente",)),
            Col("date_creation", ("created",), "date"),
            Col("date_maj", ("updated",), "date"),
        ),
        department=_IDU,
        key=("idu",),
        latest=("updated", "created"),
        scope="code_insee",
    ),
)
