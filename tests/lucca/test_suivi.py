"""Follow-up: the dashboard, the reminders, the exports."""

import csv
import io
import time
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_lucca.core.coffre import base, job
from ddtm_lucca.core.suivi import job as suivi
from ddtm_lucca.core.suivi import tableur
from shared.errors import BadInput

from .conftest import AFFAIRE
from .test_pv import close, entry, text_of, write  # noqa: F401

NAME = "Zébulon-Témoin"


@pytest.fixture
def affairs(depot):
    """Three affairs of two communes, one of them closed, with an identity that must not come out."""
    made = [depot.put("affaire", {**AFFAIRE, "ouverte_le": day, "commune": commune, "code_insee": code, "nature": nature}) for day, commune, code, nature in (("2026-01-05", "Lattes", "34129", "caravane"), ("2026-02-05", "Lattes", "34129", "piscine"), ("2026-03-05", "Mauguio", "34154", "piscine"))]  # fmt: skip
    depot.put("affaire", {"etat": "regularisee"}, uuid=made[1])
    depot.put("cloture", {"motif": "regularisation_terrain"}, made[1])
    depot.put("personne", {"type": "physique", "statut": "proprietaire", "nom": NAME}, made[0])
    for section, number in (("BC", "12"), ("A", "7")):
        depot.put("parcelle", {"commune": "Lattes", "section": section, "numero": number}, made[0])
    return made


def test_the_dashboard_counts(affairs, params, ctx):
    told = suivi.tableau(params, ctx)
    assert told["phrase"] == "3 affaires, 2 en cours, 0 procès-verbal clos."
    assert told["tableaux"]["Par commune"] == [("Lattes", 2), ("Mauguio", 1)]
    assert told["tableaux"]["Par nature"] == [("Piscine", 2), ("Caravane", 1)]
    assert told["tableaux"]["Issues"] == [("regularisation terrain", 1)]
    assert suivi.tableau({**params, "debut": "2026-02-01", "fin": "2026-02-28"}, ctx)["affaires"] == 1
    assert suivi.tableau({**params, "commune": "34154"}, ctx)["affaires"] == 1
    with pytest.raises(BadInput, match="après la fin"):
        suivi.tableau({**params, "debut": "2026-03-01", "fin": "2026-02-01"}, ctx)
    with pytest.raises(BadInput, match=r"\.pdf ou en \.xlsx"):
        suivi.tableau({**params, "sortie": "tableau.doc"}, ctx)


def test_closed_reports_are_counted_by_month_and_offence(params, ctx, write, entry):  # noqa: F811
    close(params, ctx, write(entry))
    tables = suivi.tableau(params, ctx)["tableaux"]
    assert tables["PV clos par mois"] == [("2026-03", 1)] and tables["PV clos par infraction"] == [("341", 1)]


def test_the_documents_of_the_dashboard_hold_no_identity(affairs, params, ctx, tmp_path):
    for name in ("t.pdf", "t.xlsx"):
        suivi.tableau({**params, "sortie": str(tmp_path / name)}, ctx)
    text = text_of(tmp_path / "t.pdf")
    assert "3 affaires" in text and "Mauguio" in text and NAME not in text
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        assert archive.testzip() is None
        assert not any(NAME.encode() in archive.read(name) for name in archive.namelist())


def test_a_thousand_affairs_are_counted_within_a_second(depot, params, ctx):
    with base.transaction(depot.connection) as connection:
        for number in range(1000):
            data = f'{{"numero_provisoire": "26-34129-PZZZZ-{number:05d}", "nature": "piscine", "etat": "ouverte", "commune": "C{number % 60}", "code_insee": "34129", "ouverte_le": "2026-01-01"}}'
            connection.execute("INSERT INTO fiche (uuid, genre, affaire, donnees, cree_le, modifie_le) VALUES (?,'affaire',?,?,'2026','2026')", (f"u{number}", f"u{number}", data))  # fmt: skip
    start = time.perf_counter()
    assert suivi.tableau(params, ctx)["affaires"] == 1000
    assert time.perf_counter() - start < 1.0


CELLS = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.text(st.characters(codec="utf-8"), max_size=12))


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=30), min_size=1, max_size=6))
def test_any_sheet_is_well_formed_and_keeps_its_values(rows):
    with zipfile.ZipFile(io.BytesIO(tableur.workbook({"A & B": rows}))) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        cells = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(
            "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"
        )
    assert len(list(cells)) == sum(value is not None for row in rows for value in row)


def test_a_spreadsheet_program_reads_the_workbook(affairs, params, ctx, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    suivi.tableau({**params, "sortie": str(tmp_path / "t.xlsx")}, ctx)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Par commune"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Commune", "Nombre"], ["Lattes", 2], ["Mauguio", 1]]


def test_the_workbook_is_read_by_gdal_too(affairs, params, ctx, tmp_path):
    suivi.tableau({**params, "sortie": str(tmp_path / "t.xlsx")}, ctx)
    pyogrio = pytest.importorskip("pyogrio")
    if "XLSX" not in pyogrio.list_drivers():
        pytest.skip("this GDAL reads no XLSX")
    frame = pyogrio.read_dataframe(tmp_path / "t.xlsx", layer="Par commune")
    assert list(frame.iloc[:, 0]) == ["Lattes", "Mauguio"]


def test_what_falls_due_is_listed_and_what_is_late_is_counted(affairs, depot, params, ctx):
    depot.put("decision", {"degre": "tribunal", "audience_le": "2026-06-10"}, affairs[0])
    depot.put(
        "decision",
        {"degre": "tribunal", "audience_le": "2026-05-01", "decision_le": "2026-05-20", "remise_en_etat_avant_le": "2026-05-30"},
        affairs[0],
    )
    depot.put("mise_en_demeure", {"echeance": "2027-06-01"}, affairs[2])
    depot.put("mise_en_demeure", {"echeance": "2026-06-20", "astreinte_liquidee": 100}, affairs[2])
    depot.put("ait", {"date": "2026-05-01"}, affairs[2])
    depot.put("decision", {"degre": "tribunal", "audience_le": "2026-06-11"}, affairs[1])  # a regularised affair
    told = suivi.rappels({**params, "date": "2026-06-01"}, ctx)
    assert [(row["date"], row["quoi"].split(" ")[0]) for row in told["rappels"]] == [
        ("2026-05-01", "Arrêté"),
        ("2026-05-30", "Remise"),
        ("2026-06-10", "Audience"),
    ]
    assert told["phrase"] == "3 rappels, dont 2 en retard."
    with pytest.raises(BadInput, match="nombre entier"):
        suivi.rappels({**params, "jours": "bientôt"}, ctx)


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


def test_a_commune_gets_its_own_affairs_only_and_no_identity(affairs, params, ctx, tmp_path):
    given = {**params, "modele": "commune", "commune": "Lattes", "motif": "charte", "sortie": str(tmp_path / "x.csv")}
    assert suivi.exporter(given, ctx)["lignes"] == 3
    rows = rows_of(tmp_path / "x.csv")
    assert {row[4] for row in rows[1:]} == {"Lattes"} and NAME.encode() not in (tmp_path / "x.csv").read_bytes()
    assert job.journal(params, ctx)["acces"][0]["destinataire"] == "Lattes"
    with pytest.raises(BadInput, match="ses propres affaires"):
        suivi.exporter({**given, "commune": ""}, ctx)
    with pytest.raises(BadInput, match="motif"):
        suivi.exporter({**given, "motif": ""}, ctx)


def test_the_detection_tool_gets_one_parcel_a_row(affairs, params, ctx, tmp_path):
    suivi.exporter({**params, "modele": "aigle", "motif": "import", "sortie": str(tmp_path / "x.csv")}, ctx)
    rows = rows_of(tmp_path / "x.csv")
    assert [row[9] for row in rows[1:]] == ["34129000BC0012", "341290000A0007"] and all(len(row[9]) == 14 for row in rows[1:])
    assert rows[1][2:5] == ["2026-01-05", "Ouverture dossier", "Lattes"]
