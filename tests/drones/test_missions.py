"""The register: what each stage demands, what is computed, what is printed."""

from __future__ import annotations

import subprocess

import pytest
import shapely

from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.mission import inscription, plan, registre, regles
from shared.errors import BadInput
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f

FIRST = {"titre": "Cabane des Aresquiers", "objet": "controle", "cadre_juridique": "L.480-1 C. urb."}
READY = {**FIRST, "demandeur": "M. Roux", "service": "SUH", "telepilotes": "A. Martin", "drone": "Mavic 3E", "scenario": "ouverte_a3"}
FLOWN = {
    **READY,
    "etat": "vol",
    "hauteur_max": "60",
    "decollage": "2026-06-12 14:00:00",
    "atterrissage": "2026-06-12 14:18:00",
    "liste_controle": "tout",
}


@pytest.fixture
def enter(tmp_path):
    return lambda **fields: inscription.run({"espace": str(tmp_path), **fields}, JobContext())


def held(tmp_path):
    path = tmp_path / "travail" / "travail.gpkg"
    return rows(path, "drone_mission") if path.exists() else []


def printed(tmp_path, **more) -> str:
    target = tmp_path / "document.pdf"
    registre.run({"espace": str(tmp_path), "sortie": str(target), **more}, JobContext())
    return subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True).stdout


def test_numbers_follow_one_another_and_a_number_given_is_kept(enter, tmp_path):
    import datetime as dt

    year = dt.date.today().year
    assert [enter(**FIRST)["numero"], enter(**FIRST)["numero"], enter(**FIRST, numero="A/7")["numero"]] == [
        f"{year}-001",
        f"{year}-002",
        "A/7",
    ]
    assert [row["etat"] for row in held(tmp_path)] == ["demande"] * 3


@pytest.mark.parametrize(
    "fields, sentence",
    (
        ({"titre": "Sans cadre"}, "cadre juridique manque"),
        ({**FIRST, "cadre_juridique": "  "}, "cadre juridique manque"),
        ({"cadre_juridique": "L.480-1"}, "renseignez : « Titre »"),
        ({**FIRST, "etat": "preparation"}, "« Télépilotes »"),
        ({**READY, "etat": "vol"}, "« Décollage »"),
        ({**FLOWN, "liste_controle": "meteo"}, "liste avant vol n'est pas complète"),
        ({**FLOWN, "liste_controle": "meteo;helice"}, "Point de contrôle inconnu : helice"),
        ({**FLOWN, "hauteur_max": "150"}, "limitée à 120 m"),
        ({**FLOWN, "atterrissage": "2026-06-12 13:00:00"}, "antérieur au décollage"),
        ({**FLOWN, "decollage": "hier"}, "n'est pas une date"),
        ({**FLOWN, "hauteur_max": "haut"}, "n'est pas un nombre"),
        ({**FLOWN, "urgence": "peut-être"}, "oui ou non"),
        ({**FLOWN, "etat": "livraison", "livrables": "photos", "floutage_requis": "oui"}, "floutage est requis"),
        ({**FIRST, "zone": "POINT(1 2)"}, "pas un polygone"),
        ({**FIRST, "zone": "n'importe quoi ("}, "illisible"),
        ({**FIRST, "objet": "loisir"}, "loisir"),
        ({**FIRST, "numero": "a b; c"}, "Numéro de mission inattendu"),
    ),
)
def test_what_a_stage_lacks_is_said_and_nothing_is_written(enter, tmp_path, fields, sentence):
    with pytest.raises(BadInput, match=sentence):
        enter(**fields)
    assert held(tmp_path) == []


def test_a_mission_goes_from_request_to_delivery(enter, tmp_path):
    number = enter(**FIRST)["numero"]
    told = enter(numero=number, etat="preparation", **{name: READY[name] for name in ("demandeur", "telepilotes", "drone", "scenario")})
    assert len(told["reste_a_cocher"]) == len(regles.CODES) and "10 point(s)" in told["notes"][-1]
    told = enter(**{**FLOWN, "numero": number})
    assert told["reste_a_cocher"] == []
    told = enter(
        numero=number,
        etat="livraison",
        livrables="12 photos",
        floutage_requis="oui",
        floutage_par="A. Martin",
        floutage_le="2026-06-13 09:00:00",
        purge_le="2027-06-12",
    )
    (row,) = held(tmp_path)
    assert row["duree_min"] == 18 and row["decollage"] == "2026-06-12T12:00:00.000Z" and row["etat"] == "livraison"
    assert row["titre"] == FIRST["titre"] and row["floutage_requis"] is True and not told["notes"]


def test_urgency_opens_the_list_and_is_told(enter):
    told = enter(**{**FLOWN, "liste_controle": "", "urgence": "oui"})
    assert any("Urgence" in note for note in told["notes"])


def test_a_place_hidden_from_the_public_is_warned_about(enter):
    assert any("contestable" in note for note in enter(**FIRST, visible_public="non")["notes"])
    assert not any("contestable" in note for note in enter(**FIRST, visible_public="oui")["notes"])


def test_the_import_of_a_card_gives_the_mission_its_outline_and_its_files(enter, tmp_path):
    number = enter(**FLOWN)["numero"]
    importer.run({"espace": str(tmp_path), "source": str(f.card(tmp_path / "carte", 3)), "mission": number}, JobContext())
    (row,) = held(tmp_path)
    areas = rows(tmp_path / "travail" / "travail.gpkg", "drone_emprise")
    whole = shapely.union_all(shapely.from_wkb([area["geom"] for area in areas]))
    assert {area["mission_uuid"] for area in areas} == {row["uuid"]}
    assert shapely.from_wkb(row["geom"]).symmetric_difference(whole).area < 0.05 * whole.area
    text = printed(tmp_path, mission=number)
    assert "3 fichier(s) au dépôt" in text and areas[0]["sha256"][:16] in text and "12/06/2026 14:00" in text and "L.480-1" in text


def test_the_years_register_counts_flights_minutes_and_files(enter, tmp_path):
    enter(**FLOWN)
    enter(
        **{**FLOWN, "drone": "Matrice 30T", "objet": "sinistre", "decollage": "2026-10-02 08:00:00", "atterrissage": "2026-10-02 09:30:00"}
    )
    enter(**{**FLOWN, "decollage": "2025-01-01 00:30:00", "atterrissage": "2025-01-01 00:50:00", "numero": "2025-001"})
    result = registre.run({"espace": str(tmp_path), "annee": 2026, "sortie": str(tmp_path / "r.csv")}, JobContext())
    assert (result["missions"], result["vols"], result["minutes"]) == (2, 2, 108.0)
    assert result["par_objet"] == {"controle": 1, "sinistre": 1} and result["par_mois"][5] == 1 and result["par_mois"][9] == 1
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    text = printed(tmp_path, annee=2026)
    assert "2 mission(s) en 2026, 2 vol(s), 1 h 48 de vol" in text and "Matrice 30T" in text and "2025-001" not in text
    assert "1 mission(s) en 2025" in printed(tmp_path, annee=2025), "half past midnight in Paris is still 2024 in UTC"


def test_an_empty_year_and_another_format_are_refused(enter, tmp_path):
    with pytest.raises(BadInput, match="Aucune mission au registre de 2019"):
        registre.run({"espace": str(tmp_path), "annee": 2019}, JobContext())
    enter(**FIRST)
    with pytest.raises(BadInput, match="PDF ou en CSV"):
        registre.run({"espace": str(tmp_path), "sortie": str(tmp_path / "r.docx")}, JobContext())


@pytest.mark.parametrize("suffix", (".kml", ".gpx"))
def test_the_outline_goes_to_the_pilots_application_and_comes_back_the_same(enter, tmp_path, suffix):
    geopandas = pytest.importorskip("geopandas")
    shape = shapely.Polygon(
        [(772000, 6274000), (772200, 6274000), (772200, 6274150), (772000, 6274150)],
        [[(772050, 6274050), (772060, 6274050), (772060, 6274060)]],
    )
    number = enter(**{**FIRST, "titre": "Digue < nord & sud >"}, zone=shape.wkt)["numero"]
    target = tmp_path / ("zone" + suffix)
    plan.run({"espace": str(tmp_path), "mission": number, "sortie": str(target)}, JobContext())
    table = geopandas.read_file(target, **({"layer": "tracks"} if suffix == ".gpx" else {})).to_crs(2154)
    rings = shapely.get_parts(table.geometry.iloc[0] if suffix == ".kml" else table.geometry.union_all())
    assert shapely.union_all(rings).bounds == pytest.approx(shape.bounds, abs=0.05)
    if suffix == ".kml":
        assert table.geometry.iloc[0].area == pytest.approx(shape.area, rel=1e-3) and "Digue < nord & sud >" in table["Name"].iloc[0]


def test_a_mission_without_a_zone_or_another_format_is_refused(enter, tmp_path):
    number = enter(**FIRST)["numero"]
    with pytest.raises(BadInput, match="n'a pas de zone"):
        plan.run({"espace": str(tmp_path), "mission": number}, JobContext())
    number = enter(**FIRST, zone="POLYGON((0 0, 1 0, 1 1, 0 0))")["numero"]
    with pytest.raises(BadInput, match="KML ou en GPX"):
        plan.run({"espace": str(tmp_path), "mission": number, "sortie": str(tmp_path / "a.shp")}, JobContext())
