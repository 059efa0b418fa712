"""The document base: everything given is in the PDF, fonts are embedded, pages are numbered, nothing is half written."""

from __future__ import annotations

import datetime as dt
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from shared.errors import BadInput, DdtmError
from shared.report.base import Document
from shared.report.fonts import family
from shared.report.parts import number

from .conftest import pdf_text

MOMENT = dt.datetime(2026, 11, 24, 3, 7)


def info(path) -> str:
    return subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout


def test_header_sentence_table_sources_and_page_number_are_printed(tmp_path):
    document = Document("Population à évacuer", subtitle="Basse vallée du Lez", sources=["INSEE 2023"], author="Permanence", moment=MOMENT)
    document.sentence("Environ 1 200 personnes (900 à 1 500).").table(
        ("Commune", "Nuit"), [("Lattes", 1200), ("Pérols", None)], numeric=[1], total=("Total", 1200)
    )
    assert document.build(tmp_path / "fiche.pdf") == {"fichier": str(tmp_path / "fiche.pdf"), "pages": 1}
    text = pdf_text(tmp_path / "fiche.pdf").replace("\u00a0", " ")
    for words in (
        "Préfecture de l'Hérault",
        "DDTM 34",
        "Le 24/11/2026 à 03 h 07",
        "Environ 1 200 personnes",
        "Pérols",
        "Total",
        "1 200",
        "Sources : INSEE 2023.",
        "page 1/1",
    ):
        assert words in text, words
    assert "EXERCICE" not in text
    assert "Population à évacuer" in info(tmp_path / "fiche.pdf") and "Permanence" in info(tmp_path / "fiche.pdf")


def test_every_font_is_embedded(tmp_path):
    document = Document("Essai", exercise=True).paragraph("Cœur, Œuvre, naïve, 12 €").table(("A",), [("b",)] * 3)
    document.build(tmp_path / "x.pdf")
    fonts = subprocess.run(["pdffonts", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts), fonts


def test_an_exercise_is_stamped_on_each_page(tmp_path):
    Document("Essai", exercise=True).table(("A", "B"), [(n, "texte " * 30) for n in range(80)], widths=(1, 5)).build(tmp_path / "x.pdf")
    pages = pdf_text(tmp_path / "x.pdf").split("\f")[:-1]
    assert len(pages) > 1 and all("EXERCICE - données non réelles" in page for page in pages)
    assert [f"page {n}/{len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("A" in page.split() for page in pages), "the table's header is repeated"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.text(st.characters(min_codepoint=33, max_codepoint=382, exclude_characters="\x7f\xad"), min_size=1, max_size=40),
        min_size=1,
        max_size=60,
    )
)
def test_no_row_is_lost_and_no_text_is_taken_for_markup(names):
    data, _ = Document("Essai").table(("N°", "Texte"), [(f"n{rank}.", name) for rank, name in enumerate(names)], widths=(1, 6)).render()
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert all(f"n{rank}." in text for rank in range(len(names)))


@given(st.integers(1, 60))
@settings(max_examples=12, deadline=None)
def test_one_page_means_one_page_when_it_can_be_read(rows):
    document = Document("Fiche").sentence("Environ 10 personnes.").table(("A", "B"), [(n, "x") for n in range(rows)])
    data, pages = document.render(one_page=True)
    natural = document.render()[1]
    assert pages == 1 or natural > 1
    if rows <= 40:
        assert pages == 1


def test_signs_that_the_font_lacks_are_written_in_words_never_as_blanks(tmp_path):
    Document("Essai").paragraph("≈ 1 200 → ≥ 3 ☃").build(tmp_path / "x.pdf")
    glyphs = pdfmetrics.getFont(family().regular).face.charToGlyph
    text = pdf_text(tmp_path / "x.pdf")
    assert ("≈" in text) if ord("≈") in glyphs else ("env." in text)
    assert "1 200" in text.replace("\u00a0", " ") and "3" in text


def test_numbers_are_written_the_french_way():
    assert [number(value) for value in (1200, 1234567.0, 3.5, None, True, "D132")] == [
        "1\u00a0200",
        "1\u00a0234\u00a0567",
        "3,5",
        "",
        "oui",
        "D132",
    ]


def test_a_missing_picture_and_an_unknown_format_are_refused_in_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="« absente.png » est absente ou illisible"):
        Document("Essai").image(tmp_path / "absente.png").render()
    with pytest.raises(BadInput, match="« Z9 » n'existe pas"):
        Document("Essai", page_format="Z9")


def test_a_folder_that_refuses_leaves_nothing_and_an_earlier_file_stays(tmp_path, monkeypatch):
    target = tmp_path / "fiche.pdf"
    target.write_bytes(b"hier")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DdtmError, match="disque plein"):
        Document("Essai").build(target)
    assert target.read_bytes() == b"hier" and [path.name for path in tmp_path.iterdir()] == ["fiche.pdf"]
    blocked = tmp_path / "fichier"
    blocked.write_text("x")
    with pytest.raises(BadInput, match="protégé en écriture"):
        Document("Essai").build(blocked / "x.pdf")
