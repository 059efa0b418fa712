"""Filosofi grid (INSEE): the CSV whose identifier names the square, and the GeoPackage form; 200 m or 1 km."""

from ..model import Col, Profile

_AGES = (
    "ind_0_3",
    "ind_4_5",
    "ind_6_10",
    "ind_11_17",
    "ind_18_24",
    "ind_25_39",
    "ind_40_54",
    "ind_55_64",
    "ind_65_79",
    "ind_80p",
    "ind_inc",
)
_ID = ("idcar_200m", "idinspire", "idcar_1km")

PROFILES = (
    Profile(
        name="filosofi",
        title="Population au carreau (Filosofi 200 m, INSEE)",
        layer="carreau_population",
        source="INSEE Filosofi, données carroyées",
        layer_pattern=r"200m|1km|carreau|filosofi",
        geometry="etape",
        steps=("carreau",),
        default_epsg=3035,
        expects=(_ID, ("ind",)),
        columns=(
            Col("idcar_200m", _ID),
            Col("millesime", ("annee", "millesime"), "annee"),
            Col("i_est_200", ("i_est_200", "i_est_1km", "i_est")),
            Col("lcog_geo", ("lcog_geo", "depcom")),
            Col("ind", ("ind",)),
            Col("men", ("men",)),
            Col("men_coll", ("men_coll",)),
            Col("men_mais", ("men_mais",)),
        )
        + tuple(Col(name, (name,)) for name in _AGES),
        department=("lcog_geo", "depcom"),
        key=("idcar_200m",),
    ),
)
