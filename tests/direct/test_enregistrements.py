"""Recorded answers of the real services, from the reading room beside the checkout (skipped without it)."""

from __future__ import annotations

import datetime as dt
import json

import shapely

from data_sync.core.direct import datex, job
from shared.gpkg import read
from shared.jobs import JobContext

from . import fabrique as f
from .conftest import RAPIDE
from .serveur import Reponse

FRANCE = [0.0, 6_000_000.0, 1_300_000.0, 7_200_000.0]


def actualiser(espace, source, **more):
    return job.actualiser({"espace": str(espace.root), "sources": [source], "reseau": RAPIDE, "emprise": FRANCE, **more}, JobContext())


def test_reaches_of_a_real_map(espace, serveur, salle):
    text = (salle / "fixtures" / "vigicrues_InfoVigiCru_reduit.geojson").read_text(encoding="utf-8")
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = Reponse(text.encode())
    actualiser(espace, "vigicrues")
    rows = {row["code"]: row for row in read.rows(espace.direct_gpkg, "direct_troncon_vigicrues")}
    assert (rows["MO12"]["nom"], rows["MO12"]["niveau"], rows["MO12"]["territoire"]) == ("Têt", "jaune", "21")
    assert {row["perime_le"] for row in rows.values()} == {None}, "this excerpt says no hour: nobody trusts it"


def test_a_real_increment_ends_its_event(salle):
    found = datex.lire((salle / "fixtures" / "bisonfute_datex2_VehicleObstruction_A55_DIRMed.xml").read_bytes())
    (event,) = found.evenements
    assert event.fini and event.reel and datex.fusionner([found]) == {}
    assert (event.route, event.nature, event.gestionnaire, event.version) == ("A55", "Véhicule en panne", "DIR Méditerranée", 2)
    assert event.points == [(5.3347445, 43.366066)] and event.reperes[0].dit == "PR 8+610 (G)" and event.reperes[0].departement == "13"
    assert "647 m au nord de Verduron" in event.description and event.effet == "danger"


def test_a_real_snapshot_with_prefixes(espace, serveur, salle):
    serveur.regles["/bisonfute/content.xml"] = Reponse(
        (salle / "fixtures" / "bisonfute_datex2_content_RoadManagement_N20.xml").read_bytes()
    )
    actualiser(espace, "bisonfute")
    rows = {row["identifiant"]: row for row in read.rows(espace.direct_gpkg, "direct_evenement_route")}
    assert set(rows) == {"230814-001797-1", "250428-001558-1"}
    n20 = rows["230814-001797-1"]
    assert (n20["route"], n20["sens"], n20["effet"]) == ("N20", "les deux sens", "information"), "a weight limit does not close a road"
    assert abs(shapely.from_wkb(n20["geom"]).centroid.x - 585_600) < 2_000


def test_real_road_events_are_where_they_were_published(espace, serveur, salle):
    """Events of the DIR Ouest, published as XML, known here by their conversion: put back into DATEX II, read again, compared."""
    kept = json.loads((salle / "datex_diro" / "diro_inondations_2026-02-18T1904Z.geojson").read_text(encoding="utf-8"))["features"]
    made = [
        f.situation(one["properties"]["id"], one["properties"]["type"], f.INONDEE, f.point(*one["geometry"]["coordinates"], route=one["properties"]["road"]))
        for one in kept
    ]  # fmt: skip
    serveur.regles["/bisonfute/content.xml"] = f.publication(*made)
    actualiser(espace, "bisonfute")
    rows = {row["identifiant"][:-2]: row for row in read.rows(espace.direct_gpkg, "direct_evenement_route")}
    assert len(rows) == len(kept) == 5 and {row["nature"] for row in rows.values()} == {"Inondation"}
    assert rows["260211-000132"]["route"] == "N844"


def test_a_real_vigilance_map_of_2018_is_read_and_is_stale(espace, serveur, salle):
    serveur.regles["/meteofrance/DPVigilance/v1/cartevigilance/encours"] = Reponse(
        (salle / "meteo_france" / "NXFR33_LFPW_2018-03-18.xml").read_bytes(), type="application/xml"
    )
    actualiser(espace, "meteofrance_vigilance")
    (row,) = [row for row in read.rows(espace.direct_gpkg, "direct_vigilance") if row["domaine"] == "34"]
    assert (row["niveau"], row["phenomene"]) == ("vert", "tous") and row["heure_validite"] == "2018-03-18T15:00:00.000Z"
    assert row["perime_le"] < dt.datetime.now(f.UTC).isoformat(), "green in 2018, unknown today"


def test_the_highest_of_two_entries_of_a_department_is_its_colour(espace, serveur, salle):
    serveur.regles["/meteofrance/DPVigilance/v1/cartevigilance/encours"] = Reponse(
        (salle / "meteo_france" / "NXFR33_LFPW_2018-03-18.xml").read_bytes(), type="application/xml"
    )
    actualiser(espace, "meteofrance_vigilance", departement="27")
    rows = {row["phenomene"]: row["niveau"] for row in read.rows(espace.direct_gpkg, "direct_vigilance")}
    assert rows == {"tous": "orange", "neige_verglas": "orange", "crues": "jaune"}


def test_the_synthetic_map_of_the_api_s_shape(espace, serveur, salle):
    serveur.regles["/meteofrance/DPVigilance/v1/cartevigilance/encours"] = Reponse(
        (salle / "meteo_france" / "vigilance_herault_SYNTHETIQUE.json").read_bytes()
    )
    actualiser(espace, "meteofrance_vigilance")
    rows = {(row["domaine"], row["echeance"], row["phenomene"]): row["niveau"] for row in read.rows(espace.direct_gpkg, "direct_vigilance")}
    assert (
        rows[("34", "J", "tous")] == "rouge"
        and rows[("34", "J", "orages")] == "orange"
        and rows[("3410", "J", "vagues_submersion")] == "jaune"
    )


def test_a_recorded_row_of_hubeau(espace, serveur, salle):
    row = json.loads((salle / "fixtures" / "hubeau_observations_tr_full_row.json").read_text(encoding="utf-8"))["data"][0]
    sheet = json.loads((salle / "fixtures" / "hubeau_referentiel_station.json").read_text(encoding="utf-8"))
    serveur.regles["/hubeau/referentiel/stations"] = f.donnees({"data": [{**sheet, "code_station": row["code_station"]}]})
    serveur.regles["/hubeau/observations_tr"] = f.donnees({"data": [row], "next": None})
    actualiser(espace, "hubeau")
    (station,) = read.rows(espace.direct_gpkg, "direct_station")
    assert (station["hauteur"], station["cours_d_eau"], station["qualite"]) == (0.491, "La Meuse", "Non qualifiée")
    x, y = shapely.get_coordinates(shapely.from_wkb(station["geom"]))[0]
    assert abs(x - sheet["coordonnee_x_station"]) < 1 and abs(y - sheet["coordonnee_y_station"]) < 1, "the service's own Lambert-93"
