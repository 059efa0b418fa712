"""The photographs on paper: upright, reduced, each with its caption, its whole hash and a true scale; the originals untouched."""

import hashlib
import io
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ddtm_lucca.core.pv import blocs, images, planche
from shared.errors import BadInput
from tests.lucca.test_pv import entry, write  # noqa: F401

from .archive import breaks


def draw(params, ctx, made, target, **more):
    told = planche.run({**params, "affaire": made["affaire"], "sortie": str(target), **more}, ctx)
    return told, " ".join(subprocess.run(["pdftotext", str(target), "-"], capture_output=True, text=True, check=True).stdout.split())


def test_the_sheet_gives_caption_date_scale_and_hash(params, ctx, write, entry, depot, tmp_path):  # noqa: F811
    entry["pieces"][0].update(prise_le="2026:03:10 09:41:22", largeur_m=12.0)
    made = write(entry)
    told, text = draw(params, ctx, made, tmp_path / "p.pdf")
    digest = hashlib.sha256((tmp_path / "vue.jpg").read_bytes()).hexdigest()
    assert "Vue d'ensemble, prise le 10/03/2026 à 9 h 41." in text and digest in text.replace(" ", "")
    assert "5 m (échelle indicative" in text and told["pages"] == 1
    assert depot.pieces.read(digest) == (tmp_path / "vue.jpg").read_bytes()
    assert breaks(tmp_path / "p.pdf") == []


@pytest.mark.parametrize("count, pages", [("1", 5), ("2", 3), ("6", 1)])
def test_as_many_a_page_as_asked(params, ctx, write, entry, tmp_path, count, pages):  # noqa: F811
    for rank in range(5):
        Image.new("RGB", (800, 600), (40 * rank, 90, 90)).save(tmp_path / f"{rank}.jpg")
    entry["pieces"] = [{"chemin": f"{rank}.jpg"} for rank in range(5)]
    told, _ = draw(params, ctx, write(entry), tmp_path / "p.pdf", par_page=count)
    assert told["pages"] == pages


def test_without_photograph_or_with_a_strange_number_it_says_so(params, ctx, write, entry, tmp_path):  # noqa: F811
    made = write({**entry, "pieces": []})
    for more, sentence in (({}, "pas de photographie"), ({"par_page": "7"}, "1, 2, 6")):
        with pytest.raises(BadInput, match=sentence):
            draw(params, ctx, made, tmp_path / "p.pdf", **more)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.3, 400))
def test_the_bar_is_as_long_as_it_says(width_m):
    """Where the picture is 200 points wide for width_m metres."""
    bar = blocs._Scale(200 / width_m)
    length = max([value for value in blocs.BARS if value * 200 / width_m <= 40 / 25.4 * 72] or [blocs.BARS[0]])
    assert length in blocs.BARS and bar.wrap(500, 500)[0] == 500
    assert length * 200 / width_m <= 40 / 25.4 * 72 + 1e-6 or length == blocs.BARS[0]


@pytest.mark.parametrize("orientation, upright", [(1, (1000, 750)), (6, (750, 1000)), (8, (750, 1000)), (3, (1000, 750))])
def test_a_picture_is_upright_quick_to_read_and_without_what_the_camera_wrote(orientation, upright):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "secret"
    Image.effect_noise((4000, 3000), 20).convert("RGB").save(out, "JPEG", exif=exif)
    made = images.printable(out.getvalue(), "x.jpg")
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == upright and not picture.getexif()
    assert b"secret" not in made


@pytest.mark.parametrize("size", [(320, 240), (2100, 900), (9000, 6000), (1200, 5000)])
def test_no_picture_is_enlarged_nor_left_huge(size):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "JPEG")
    with Image.open(io.BytesIO(images.printable(out.getvalue(), "x.jpg"))) as picture:
        assert max(picture.size) <= min(max(size), images.MOST)
        assert max(picture.size) >= min(max(size), images.PIXELS) - 1


def test_a_picture_with_transparency_is_printed_without(tmp_path):
    out = io.BytesIO()
    Image.new("RGBA", (300, 200), (10, 20, 30, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(images.printable(out.getvalue(), "x.png"))) as picture:
        assert picture.mode == "RGB"


def test_a_picture_that_would_fill_the_memory_is_refused_in_a_sentence(monkeypatch):
    out = io.BytesIO()
    Image.new("L", (300, 200)).save(out, "PNG")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(BadInput, match="« x.png » est illisible"):
        images.printable(out.getvalue(), "x.png")


def test_the_width_seen_must_be_a_number(params, ctx, write, entry):  # noqa: F811
    entry["pieces"][0]["largeur_m"] = "large"
    with pytest.raises(BadInput, match="un nombre est attendu"):
        write(entry)
