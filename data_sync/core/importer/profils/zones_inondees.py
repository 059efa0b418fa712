"""Potential flood zones (ZIP) and depth classes (ZICH) of the flood forecasting service, by gauge and stage; field names vary."""

from ..model import Col, Profile

_CLASSE = {
    "0_050": "0_050", "0_0_5": "0_050", "0_0_5_m": "0_050", "0_0_50_m": "0_050", "h_0_5": "0_050", "1": "0_050",
    "050_100": "050_100", "0_5_1": "050_100", "0_5_1_m": "050_100", "0_50_1_m": "050_100", "2": "050_100",
    "100_150": "100_150", "1_1_5": "100_150", "1_1_5_m": "100_150", "1_1_50_m": "100_150", "3": "100_150",
    "150_200": "150_200", "1_5_2": "150_200", "1_5_2_m": "150_200", "1_50_2_m": "150_200", "4": "150_200",
    "200p": "200p", "plus_de_2_m": "200p", "2_m": "200p", "sup_2": "200p", "5": "200p",
}  # fmt: skip

PROFILES = (
    Profile(
        name="zip",
        title="Zones inondées potentielles (ZIP, ZICH du SPC)",
        layer="zone_inondee_potentielle",
        source="Service de prévision des crues",
        licence="Données non réglementaires du SPC",
        layer_pattern=r"zip|zich|zone_inond",
        expects=(
            ("code_station", "cdstation", "cd_station", "station", "cdstationh", "codestation"),
            ("hauteur_echelle", "hauteur", "h_echelle", "cote", "h_station", "h_ech"),
        ),
        columns=(
            Col("code_station", ("code_station", "cdstation", "cd_station", "cdstationh", "codestation")),
            Col("station", ("nom_station", "station", "lbstation", "lb_station")),
            Col("cours_d_eau", ("cours_d_eau", "cours_eau", "riviere", "cdeau")),
            Col("hauteur_echelle", ("hauteur_echelle", "h_echelle", "h_station", "h_ech", "hauteur", "cote"), "reel"),
            Col("classe_hauteur", ("classe_hauteur", "classe_h", "classe", "zich"), table=_CLASSE, unknown="inconnue"),
            Col("scenario", ("scenario", "libelle", "nom")),
            Col("code_station_2", ("code_station_2", "cdstation2", "station_2")),
        ),
        scope="code_station",
    ),
)
