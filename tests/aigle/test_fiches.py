"""ddtm_aigle:fiches: what the sheet and the list say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess

import pytest
import shapely

from ddtm_aigle.core.fiches.job import run
from ddtm_aigle.core.fiches.liste import COLUMNS, book, table
from ddtm_aigle.core.revue.dessin import draw
from ddtm_aigle.core.revue.verdict import give
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext

from .mondes import X0, Y0, picture
from .test_millesimes import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    for day in ("2018-06-27", "2021-06-03"):
        made.run(day)
    # pixel (50, 50) of a picture whose corner is X0, Y0: the square lies 10 to 13 m south-east of it
    made.see("2021-06-03", "piscine", x=10, y=-13, w=3, h=3, commune="=Vias", code_insee="34332", parcelle="AB 12", zones="PPR : R")
    made.see("2018-06-27", "construction", x=100, commune="Agde", code_insee="34003")
    made.see("2021-06-03", "construction", x=100, commune="Agde", code_insee="34003")
    made.cross("2026-01-01")
    return made


def sheets(world, **more):
    return run({"espace": str(world.espace.root), **more}, JobContext())


def lines(path):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(io.StringIO(stream.read()), delimiter=";"))


def test_the_list_is_in_french_and_holds_no_formula(world):
    result = sheets(world, sortie=str(world.espace.root / "liste.csv"), prescrits=True)
    rows = {row["Classe"]: row for row in lines(result["fichiers"][0])}
    pool = rows["Piscine"]
    assert pool["Commune"] == "'=Vias" and pool["Score"] == "0,80" and pool["Prescription pénale"] == "Incertain"
    assert (pool["X Lambert 93"], pool["Y Lambert 93"]) == (f"{X0 + 11.5:.1f}".replace(".", ","), f"{Y0 - 11.5:.1f}".replace(".", ","))
    assert rows["Construction"]["Millésimes"] == "2018, 2021"
    told = [rows["Construction"][name] for name in ("Vu au vol du", "Encore vu au vol du", "Disparu au vol du", "Apprécié au")]
    assert told == ["27/06/2018", "03/06/2021", "", "01/01/2026"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", '";=1+1'])
def test_no_text_of_a_list_becomes_a_formula(text):
    """As a spreadsheet reads it: cells parted by « ; », the first character of a cell makes the formula."""
    row = {**dict.fromkeys(name for name, _ in COLUMNS), "classe": "piscine", "commentaire": text, "geom": shapely.box(0, 0, 1, 1).wkb}
    read_back = list(csv.reader(io.StringIO(table([row], False), newline=""), delimiter=";"))[1]
    assert text in read_back[[title for _, title in COLUMNS].index("Commentaire")]
    assert not any(cell[:1] in tuple("=+-@\t\r\n") for cell in read_back if cell)


def test_the_sheet_shows_each_vintage_and_the_reasons(world, tmp_path):
    images = [picture(tmp_path / f"ortho_{year}.tif", [(50, 50, "piscine")] if year == 2021 else []) for year in (2018, 2021)]
    result = sheets(world, images=[str(image) for image in images], commune="34332")
    pdf, table, book = result["fichiers"]
    assert pdf.endswith("_a4.pdf") and table.endswith(".csv") and book.endswith(".xlsx") and len(lines(table)) == 1
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(text.split())
    for part in (
        "Piscine",
        "parcelle AB 12",
        "2018 — non vu par le modèle",
        "2021 — vu",
        "délai de 6 ans",
        "seul un constat sur place",
        "PPR : R",
    ):
        assert part in flat, part


def test_the_outline_is_drawn_where_the_object_is(world, tmp_path):
    from PIL import Image

    from ddtm_aigle.core.fiches.vignettes import thumbnail

    image = picture(tmp_path / "ortho_2021.tif", [(50, 50, "piscine")])
    shape = shapely.box(X0 + 10, Y0 - 13, X0 + 13, Y0 - 10)
    shown = Image.open(io.BytesIO(thumbnail(str(image), [shape])))
    middle, corner = shown.getpixel((210, 210)), shown.getpixel((300, 300))
    assert middle[2] > 180 and middle[0] < 80, "the blue square is in the middle"
    assert max(corner) < 100
    assert thumbnail(str(image), [shapely.box(X0 + 5000, Y0, X0 + 5010, Y0 + 10)]) is None


def test_legal_and_invalidated_things_get_no_sheet(world):
    (name,) = [row["uuid"] for row in read.rows(world.path, "objet_detecte") if row["classe"] == "piscine"]
    give(world.path, [name], validation="legal")
    with pytest.raises(BadInput, match="Aucun objet"):
        sheets(world, classes="piscine")


def test_bad_inputs_are_said_in_one_sentence(world):
    for more, sentence in (
        ({"sortie": "x.docx"}, "Format de sortie inconnu"), ({"format": "odt"}, "Format inconnu"), ({"classes": "vigne"}, "Classe inconnue"), ({"commune": "99999"}, "Aucun objet"),
        ({"objets": "0" * 36}, "n'existe plus"), ({"images": ["rien_2021.tif"]}, "introuvable"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=sentence):
            sheets(world, **more)


@pytest.fixture
def placed(tmp_path):
    """Two objects on one parcel of a pack (zone N, PPR), a third on the next."""
    from ddtm_aigle.core import situer
    from shared.jobs import JobContext

    from .test_lieux import pack
    from .test_millesimes import World

    made = World(tmp_path).run("2012-07-03").run("2021-06-03")
    pack(made.espace.root)
    for x, code in ((5, "caravane"), (18, "piscine"), (55, "construction")):
        made.see("2021-06-03", code, x=x, y=-20)
    made.cross()
    situer.run({"espace": str(made.espace.root)}, JobContext())
    return made


def _text(pdf):
    import subprocess

    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def test_a_parcel_sheet_tells_all_its_objects_and_what_the_pack_says_of_the_ground(placed, tmp_path):
    result = sheets(placed, sortie=str(tmp_path / "f.pdf"), par="parcelle")
    text = " ".join(_text(result["fichiers"][0]).split())
    assert "3 objets sur 2 parcelles" in text and "2 objets : caravane, piscine." in text
    assert "section A, n° 1" in text and "Zone N1 (naturelle ou forestière)" in text and "R : interdiction" in text
    assert "Objets de la parcelle" in text and "l'infraction dure" in text and "Le plan n'est pas une pièce cadastrale" in text


def test_an_object_sheet_says_so_when_no_pack_can_tell(world, tmp_path):
    text = _text(sheets(world, sortie=str(tmp_path / "f.pdf"), prescrits=True)["fichiers"][0])
    assert "Aucun n'est installé" in " ".join(text.split())


def test_the_workbook_opens_elsewhere_with_one_sheet_a_commune(placed, tmp_path):
    """Read back by an office suite's own rules: the zip, the sheet names, numbers as numbers, text as text."""
    import zipfile
    from xml.etree import ElementTree as ET

    from shared.gpkg import write

    first = placed.objects()[0]
    write.update_rows(
        placed.path, "objet_detecte", [{"uuid": first["uuid"], "commune": "Saint-Jean-d'Ailleurs : très loin des autres", "permis": "=1+1"}]
    )
    (file,) = sheets(placed, sortie=str(tmp_path / "l.xlsx"))["fichiers"]
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in book.iter("{*}sheet")] or [s.get("name") for s in book.findall(".//{*}sheet")]
        assert names == ["Récapitulatif", "Essai-les-Bains", "Saint-Jean-d Ailleurs   très lo"]
        cells = ET.fromstring(archive.read("xl/worksheets/sheet3.xml")).findall(".//{*}c")
    assert not any(cell.find("{*}f") is not None for cell in cells), "no formula"
    texts = [cell.findtext(".//{*}t") for cell in cells if cell.get("t") == "inlineStr"]
    assert "=1+1" in texts and "Commune" in texts
    assert any(cell.get("t") is None and float(cell.findtext("{*}v")) > 1000 for cell in cells), "coordinates are numbers"


def test_another_reader_finds_dates_as_dates_and_survives_what_is_missing_or_too_long(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    empty = {**dict.fromkeys(name for name, _ in COLUMNS), "classe": "piscine", "geom": shapely.box(0, 0, 1, 1).wkb}
    rows = [
        {**empty, "vu_le": "2018-06-27", "score": float("nan"), "zones": "z" * 40_000, "commentaire": "a\x0bb"},
        {**empty, "commune": "Vias"},
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(book(rows, True)))["Commune inconnue"]
    told = dict(zip((cell.value for cell in sheet[1]), sheet[2]))
    assert told["Vu au vol du"].value == dt.datetime(2018, 6, 27) and told["Vu au vol du"].is_date
    assert told["Score"].value is None and len(told["Zones"].value) == 32_767 and told["Commentaire"].value == "ab"


def test_a_thing_drawn_and_not_crossed_yet_has_a_sheet_without_blanks_called_none(world, tmp_path):
    draw(world.path, shapely.box(X0 + 300, Y0, X0 + 310, Y0 + 10).wkb, "bateau", 2021, 100.0)
    text = " ".join(_text(sheets(world, sortie=str(tmp_path / "f.pdf"), classes="bateau")["fichiers"][0]).split())
    assert "None" not in text and "Action civile Non appréciée : croisez les millésimes" in text


def test_an_unknown_way_of_grouping_is_refused(world):
    with pytest.raises(BadInput, match="par objet ou par parcelle"):
        sheets(world, par="commune")
