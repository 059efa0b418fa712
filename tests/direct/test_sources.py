"""What each service says becomes rows with their hours; what cannot be read is unknown, never green."""

from __future__ import annotations

import datetime as dt
import struct

import pytest

from data_sync.core.direct import job
from shared.gpkg import read
from shared.gpkg.values import parse_instant
from shared.jobs import JobContext

from . import fabrique as f
from .conftest import RAPIDE
from .serveur import Reponse


def actualiser(espace, *sources, **more):
    return job.actualiser({"espace": str(espace.root), "sources": list(sources), "reseau": RAPIDE, **more}, JobContext())


def lignes(espace, couche, **where):
    return read.rows(espace.direct_gpkg, couche, where or None)


def dans_une_heure(row):
    return parse_instant(row["perime_le"]) > dt.datetime.now(f.UTC) + dt.timedelta(hours=1)


# Vigicrues -------------------------------------------------------------------------------------------------------------


def test_vigicrues_reaches_of_the_area_with_their_levels(espace, serveur):
    hour = f.il_y_a(30)
    reaches = [f.troncon("MO1", 2), f.troncon("MO2", "3", "Orb"), f.troncon("TL1", 4, "Tarn", (1.4, 44.0))]
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees(f.carte_vigicrues(*reaches, heure=hour))
    told = actualiser(espace, "vigicrues")
    rows = {row["code"]: row for row in lignes(espace, "direct_troncon_vigicrues")}
    assert {code: row["niveau"] for code, row in rows.items()} == {"MO1": "jaune", "MO2": "orange"}
    assert all(row["source"] == "vigicrues" and row["etat"] == "a_jour" and dans_une_heure(row) for row in rows.values())
    assert abs((parse_instant(rows["MO1"]["heure_validite"]) - hour).total_seconds()) < 1
    assert told["reussies"] == 1 and told["code_sortie"] == 0 and told["sources"][0]["age_min"] == 30


@pytest.mark.parametrize("level", [None, 0, 5, "vert", True, "", [1], {"a": 1}, 1.5, float("1e300")])
def test_a_level_that_is_not_one_to_four_is_unknown(espace, serveur, level):
    carte = f.carte_vigicrues(f.troncon("MO1", level), f.troncon("MO2", 1), heure=f.il_y_a(5))
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees(carte)
    actualiser(espace, "vigicrues")
    rows = {row["code"]: row for row in lignes(espace, "direct_troncon_vigicrues")}
    assert rows["MO1"]["niveau"] == "inconnu" and rows["MO1"]["etat"] == "illisible"
    assert rows["MO2"]["niveau"] == "vert"


def test_a_map_without_its_hour_is_trusted_by_nobody(espace, serveur):
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees(f.carte_vigicrues(f.troncon("MO1", 1)))
    told = actualiser(espace, "vigicrues")
    (row,) = lignes(espace, "direct_troncon_vigicrues")
    assert row["etat"] == "illisible" and row["perime_le"] is None
    assert told["sources"][0]["etat"] == "illisible" and told["code_sortie"] == 1


def test_a_map_of_yesterday_is_stale_although_the_service_answered(espace, serveur):
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees(f.carte_vigicrues(f.troncon("MO1", 1), heure=f.il_y_a(30 * 60)))
    actualiser(espace, "vigicrues")
    (row,) = lignes(espace, "direct_troncon_vigicrues")
    assert parse_instant(row["perime_le"]) < dt.datetime.now(f.UTC)


def test_the_announced_next_map_shortens_the_trust(espace, serveur):
    carte = f.carte_vigicrues(f.troncon("MO1", 1), heure=f.il_y_a(60), DtHrSuivInfoVigiCru=f.il_y_a(-60).isoformat())
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees(carte)
    actualiser(espace, "vigicrues")
    (row,) = lignes(espace, "direct_troncon_vigicrues")
    until = parse_instant(row["perime_le"]) - dt.datetime.now(f.UTC)
    assert dt.timedelta(hours=2, minutes=55) < until < dt.timedelta(hours=3, minutes=5)


def test_an_error_sent_as_a_success_is_an_error(espace, serveur):
    serveur.regles["/vigicrues/InfoVigiCru.geojson"] = f.donnees({"code": 500, "error_msg": "Base indisponible"})
    told = actualiser(espace, "vigicrues")
    assert told["sources"][0]["etat"] == "illisible" and "Base indisponible" in told["phrase"]


def vigicrues_station(serveur, hours=(70, 10), stages=(1.0, 1.5)):
    base = "/vigicrues"
    serveur.regles[base + "/InfoVigiCru.geojson"] = f.donnees(f.carte_vigicrues(f.troncon("MO1", 2), heure=f.il_y_a(5)))
    below = [{"CdEntVigiCruInferieur": "Y2300010", "TypEntVigiCruInferieur": "7"}]
    serveur.regles[base + "/TronEntVigiCru.json"] = f.donnees({"ListEntVigiCru": [{"aNMoinsUn": below}]})
    sheet = {
        "LbStationHydro": "Agde", "LbCoursEau": "Hérault",
        "CoordStationHydro": {"CoordXStationHydro": "737900", "CoordYStationHydro": "6247000"},
        "VigilanceCrues": {"CruesHistoriques": [{"LbUsuel": "1907", "ValHauteur": 6.1}, {"LbUsuel": "2003", "ValHauteur": 4.0}]},
    }  # fmt: skip
    serveur.regles[base + "/station.json/index.php"] = f.donnees(sheet)
    values = [{"DtObsHydro": f.il_y_a(m).isoformat(), "ResObsHydro": v} for m, v in zip(hours, stages)]

    def serie(asked):
        return f.donnees({"Serie": {"ObssHydro": values if asked.params["GrdSerie"] == ["H"] else []}})

    serveur.regles[base + "/observations.json/index.php"] = serie


def test_vigicrues_stations_with_stage_trend_and_reference_flood(espace, serveur):
    vigicrues_station(serveur)
    actualiser(espace, "vigicrues_stations")
    (row,) = lignes(espace, "direct_station")
    assert (row["nom"], row["hauteur"], row["tendance"], row["variation"]) == ("Agde", 1.5, "monte", 0.5)
    assert (row["crue_reference"], row["hauteur_reference"], row["troncon"]) == ("1907", 6.1, "Hérault aval")
    assert struct.unpack("<dd", row["geom"][5:21]) == (737900.0, 6247000.0)
    assert len(lignes(espace, "direct_observation")) == 2


def test_a_station_s_sheet_is_asked_once_a_week_and_its_stages_each_time(espace, serveur):
    vigicrues_station(serveur)
    actualiser(espace, "vigicrues_stations")
    actualiser(espace, "vigicrues_stations")
    assert serveur.compte("/vigicrues/station.json/index.php") == 1
    assert serveur.compte("/vigicrues/observations.json/index.php") == 4


# Hub'Eau ---------------------------------------------------------------------------------------------------------------

CODE = "Y232201001"


def hubeau(serveur, pages, stations=None):
    """pages: lists of measures; all but the last come with 206 and the address of the next."""
    serveur.regles["/hubeau/referentiel/stations"] = f.donnees({"data": stations or [f.station_hubeau()]})

    def page(asked):
        rank = int(asked.params.get("page", ["0"])[0])
        last = rank == len(pages) - 1
        following = None if last else f"{serveur.base}/hubeau/observations_tr?page={rank + 1}"
        return f.donnees({"count": 9, "next": following, "data": pages[rank]}, statut=200 if last else 206)

    serveur.regles["/hubeau/observations_tr"] = page


def test_hubeau_pages_are_followed_and_units_become_metres_and_cubic_metres(espace, serveur):
    hubeau(
        serveur,
        [
            [f.mesure(CODE, "H", f.il_y_a(75), 1000), f.mesure(CODE, "H", f.il_y_a(15), -250.0)],
            [f.mesure(CODE, "Q", f.il_y_a(20), 12_340)],
            [f.mesure(None, "H", f.il_y_a(5), 9), f.mesure(CODE, "X", f.il_y_a(5), 9), f.mesure(CODE, "H", f.il_y_a(5), None), "?"],
        ],
    )
    told = actualiser(espace, "hubeau")
    (row,) = lignes(espace, "direct_station")
    assert row["hauteur"] == -0.25 and row["debit"] == 12.34, "a stage below the zero of the scale is ordinary"
    assert row["tendance"] == "baisse" and row["variation"] == -1.25
    assert row["etat"] == "a_jour" and serveur.compte("/hubeau/observations_tr") == 3
    assert "4 mesures illisibles" in told["sources"][0]["message"]


def test_a_page_that_fails_leaves_nothing_half_replaced(espace, serveur):
    hubeau(serveur, [[f.mesure(CODE, "H", f.il_y_a(15), 1500)]])
    actualiser(espace, "hubeau")
    pages = [Reponse(b"", 500)]
    serveur.regles["/hubeau/observations_tr"] = lambda asked: (
        f.donnees({"next": f"{serveur.base}/hubeau/observations_tr?page=1", "data": [f.mesure(CODE, "H", f.il_y_a(1), 9000)]}, statut=206)
        if "page" not in asked.params
        else pages[0]
    )
    told = actualiser(espace, "hubeau")
    (row,) = lignes(espace, "direct_station")
    assert row["hauteur"] == 1.5 and row["etat"] == "perime" and told["code_sortie"] == 1


def test_earlier_measures_stay_one_day_beside_the_new_ones(espace, serveur):
    hubeau(serveur, [[f.mesure(CODE, "H", f.il_y_a(300), 1000)]])
    actualiser(espace, "hubeau")
    hubeau(serveur, [[f.mesure(CODE, "H", f.il_y_a(10), 1100)]])
    actualiser(espace, "hubeau")
    assert [row["valeur"] for row in lignes(espace, "direct_observation")] == [1.0, 1.1]


def test_a_station_without_a_measure_is_shown_unknown(espace, serveur):
    hubeau(serveur, [[f.mesure(CODE, "H", f.il_y_a(10), 1100)]], [f.station_hubeau(), f.station_hubeau("Y1", "Muette")])
    actualiser(espace, "hubeau")
    rows = {row["nom"]: row for row in lignes(espace, "direct_station")}
    assert rows["Muette"]["etat"] == "illisible" and rows["Muette"]["hauteur"] is None and rows["Muette"]["perime_le"] is None


def test_a_next_page_on_another_machine_is_not_asked(espace, serveur):
    hubeau(serveur, [[]])
    elsewhere = {"next": "https://exemple.invalid/observations_tr?page=2", "data": [f.mesure(CODE, "H", f.il_y_a(10), 1)]}
    serveur.regles["/hubeau/observations_tr"] = f.donnees(elsewhere, statut=206)
    told = actualiser(espace, "hubeau")
    assert "autre machine" in told["phrase"]


# Météo-France ----------------------------------------------------------------------------------------------------------

CARTE = "/meteofrance/DPVigilance/v1/cartevigilance/encours"
PLUIES = "/meteofrance/DPPaquetObs/v1/paquet/stations/infrahoraire-6m"


def test_vigilance_of_the_department_and_its_coast_and_of_no_other(espace, serveur):
    carte = f.vigilance({"34": {1: 1, 2: 4, 4: 3}, "3410": {9: 2}, "30": {2: 4}, "13": {1: 1}}, f.il_y_a(60))
    serveur.regles[CARTE] = f.donnees(carte)
    told = actualiser(espace, "meteofrance_vigilance", cles={"meteofrance": "secret-34"})
    rows = {(row["domaine"], row["echeance"], row["phenomene"]): row for row in lignes(espace, "direct_vigilance")}
    assert {domain for domain, _, _ in rows} == {"34", "3410"}
    assert rows[("34", "J", "tous")]["niveau"] == "rouge" and rows[("34", "J", "crues")]["niveau"] == "orange"
    assert rows[("3410", "J1", "vagues_submersion")]["niveau"] == "jaune"
    assert "34 : rouge" in told["sources"][0]["message"]


def test_the_key_goes_to_the_service_and_nowhere_else(espace, serveur):
    serveur.regles[CARTE] = f.donnees(f.vigilance({"34": {1: 1}}, f.il_y_a(60)), entetes={"ETag": '"a"'})
    actualiser(espace, "meteofrance_vigilance", cles={"meteofrance": "secret-34"})
    assert serveur.demandes[0].entetes["apikey"] == "secret-34"
    kept = [path for path in espace.root.rglob("*") if path.is_file() and b"secret-34" in path.read_bytes()]
    assert kept == []


def test_an_unreadable_colour_is_unknown(espace, serveur):
    serveur.regles[CARTE] = f.donnees(f.vigilance({"34": {1: "x", 2: None}}, f.il_y_a(60)))
    actualiser(espace, "meteofrance_vigilance")
    assert {row["niveau"] for row in lignes(espace, "direct_vigilance")} == {"inconnu"}


def test_a_map_without_the_department_is_unreadable(espace, serveur):
    serveur.regles[CARTE] = f.donnees(f.vigilance({"30": {1: 1}}, f.il_y_a(60)))
    assert "absent de la carte" in actualiser(espace, "meteofrance_vigilance")["phrase"]


def test_today_s_colour_ends_with_the_day(espace, serveur):
    carte = f.vigilance({"34": {1: 1}}, f.il_y_a(600), fin=f.il_y_a(10))
    serveur.regles[CARTE] = f.donnees(carte)
    actualiser(espace, "meteofrance_vigilance")
    (row,) = lignes(espace, "direct_vigilance", domaine="34", echeance="J", phenomene="tous")
    assert parse_instant(row["perime_le"]) < dt.datetime.now(f.UTC)


def test_rain_of_the_area_and_its_sum_over_the_slots_seen(espace, serveur):
    now = f.il_y_a(12).replace(second=0, microsecond=0)
    serveur.regles[PLUIES] = f.donnees([f.pluie("34172005", now - dt.timedelta(minutes=6), 1.5), f.pluie("75114001", now, 9, 2.35, 48.85)])
    actualiser(espace, "meteofrance_pluie")
    serveur.regles[PLUIES] = f.donnees([f.pluie("34172005", now, 2.0), f.pluie("34301002", now, None), f.pluie("34999", now, -4)])
    actualiser(espace, "meteofrance_pluie")
    rows = {row["code_station"]: row for row in lignes(espace, "direct_pluie")}
    assert rows["34172005"]["pluie_6min"] == 2.0 and rows["34172005"]["cumul_1h"] == 3.5 and rows["34172005"]["mesures_1h"] == 2
    assert rows["34301002"]["pluie_6min"] is None and rows["34301002"]["etat"] == "illisible", "no measure is not no rain"
    assert rows["34999"]["pluie_6min"] is None


def test_without_a_key_the_public_service_is_left_alone_and_says_why(espace, serveur):
    (espace.direct_gpkg.parent / "adresses.json").unlink()
    told = actualiser(espace, "meteofrance_vigilance")
    assert "demande une clé" in told["phrase"] and serveur.demandes == []
