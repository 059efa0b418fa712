"""Gauge stations: Hub'Eau v2 « référentiel/stations » (JSON or CSV) and derived files."""

from ..model import Col, Keep, Profile, Xy

PROFILES = (
    Profile(
        name="stations_hydro",
        title="Stations hydrométriques (Hub'Eau v2)",
        layer="station_hydrometrique",
        source="Hub'Eau hydrométrie, Sandre",
        layer_pattern=r"station",
        expects=(("code_station", "cdstationhydro", "code"), ("libelle_station", "lbstationhydro", "nom", "cours_eau")),
        xy=(
            Xy(("longitude_station", "longitude"), ("latitude_station", "latitude"), 4326),
            Xy(("coordonnee_x_station", "x"), ("coordonnee_y_station", "y"), 2154),
        ),
        keep=(Keep(("en_service",), "station hors service", excluded=("false", "0", "non")),),
        columns=(
            Col("code_station", ("code_station", "cdstationhydro", "code")),
            Col("nom", ("libelle_station", "lbstationhydro", "nom", "cours_eau")),
            Col("cours_d_eau", ("libelle_cours_eau", "cours_eau", "cours_d_eau")),
            Col("zero_echelle", ("altitude_ref_alti_station", "zero_echelle")),
            Col("bassin_km2", ("surface_bv", "bassin_km2"), "reel_positif"),
        ),
        key=("code_station",),
        latest=("date_maj_station", "date_activation_ref_alti_station"),
    ),
)
