"""Outlines of damage become situations of the crisis map and a sheet with their photographs."""

from __future__ import annotations

import subprocess

import pytest
import shapely

from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.inventaire import croquis, job
from shared.errors import BadInput
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f

geopandas = pytest.importorskip("geopandas")


@pytest.fixture
def place(tmp_path):
    """A work space with one photograph; where its ground is."""
    card = tmp_path / "carte"
    card.mkdir()
    (card / "A.JPG").write_bytes(f.dji(CalibratedFocalLength=60, size=(640, 480)))
    importer.run({"espace": str(tmp_path / "espace"), "source": str(card)}, JobContext())
    (row,) = rows(tmp_path / "espace" / "travail" / "travail.gpkg", "drone_photo")
    return shapely.from_wkb(row["geom"])


def outlines(tmp_path, shapes, **fields):
    path = tmp_path / "contours.gpkg"
    geopandas.GeoDataFrame(fields or {"n": range(len(shapes))}, geometry=shapes, crs=2154).to_crs(4326).to_file(path)
    return str(path)


def ask(tmp_path, contours, **more):
    return job.run({"espace": str(tmp_path / "espace"), "contours": contours, "sortie": str(tmp_path / "fiche.pdf"), **more}, JobContext())


def held(tmp_path, layer):
    return rows(tmp_path / "espace" / "travail" / "travail.gpkg", layer)


def test_each_outline_becomes_a_situation_with_its_class_and_its_area(place, tmp_path):
    shapes = [
        shapely.box(place.x - 20, place.y - 10, place.x + 20, place.y + 10),
        shapely.box(place.x + 100, place.y, place.x + 110, place.y + 10),
    ]
    result = ask(
        tmp_path, outlines(tmp_path, shapes, etat=["detruit", "leger"]), nature="degat_batiment", champ_classe="etat", libelle="Lido"
    )
    made = held(tmp_path, "situation_zone")
    assert [row["libelle"] for row in made] == ["Lido 1", "Lido 2"] and {row["type_situation"] for row in made} == {"degat_batiment"}
    assert made[0]["commentaire"].startswith("Détruit ; 800 m²") and {row["uuid"] for row in made} == set(result["situations"])
    assert shapely.from_wkb(made[0]["geom"]).area == pytest.approx(800, rel=1e-3)
    assert (
        result["surface_m2"] == pytest.approx(900, rel=1e-3)
        and result["par_classe"]["detruit"]["lieux"] == 1
        and "dont 1 gravement" in result["phrase"]
    )


def test_the_sheet_holds_sketch_figures_and_the_photo_with_its_hash(place, tmp_path):
    ask(tmp_path, outlines(tmp_path, [place.buffer(15)]), classe="important", libelle="Digue")
    text = subprocess.run(["pdftotext", "-layout", str(tmp_path / "fiche.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    (photo,) = held(tmp_path, "drone_photo")
    assert (
        "Dégâts importants" in text
        and "Lieu 1 : A.JPG" in text
        and photo["sha256"][:12] in text
        and f"{place.x:.0f} ; {place.y:.0f}" in text
    )
    listed = subprocess.run(["pdfimages", "-list", str(tmp_path / "fiche.pdf")], capture_output=True, text=True, check=True).stdout
    assert listed.count("image") >= 2


def test_points_and_lines_go_to_their_own_layers(tmp_path, place):
    ask(tmp_path, outlines(tmp_path, [place, shapely.LineString([place, (place.x + 50, place.y)])]), nature="route_coupee")
    assert len(held(tmp_path, "situation_point")) == len(held(tmp_path, "situation_ligne")) == 1


def test_nothing_is_put_on_the_map_when_not_asked(tmp_path, place):
    result = ask(tmp_path, outlines(tmp_path, [place.buffer(5)]), enregistrer=False)
    assert held(tmp_path, "situation_zone") == [] and result["situations"] == []


def test_a_mosaic_lies_under_the_sketch(tmp_path):
    import io

    import numpy as np
    import rasterio
    from PIL import Image

    with rasterio.open(
        tmp_path / "m.tif", "w", driver="GTiff", width=200, height=200, count=3, dtype="uint8", crs="EPSG:2154",
        transform=rasterio.transform.from_origin(770_000, 6_270_200, 1, 1),
    ) as raster:  # fmt: skip
        raster.write(np.stack([np.full((200, 200), value, np.uint8) for value in (10, 200, 30)]))
    item = {"geom": shapely.box(770_090, 6_270_090, 770_110, 6_270_110), "classe": "detruit"}
    image = Image.open(io.BytesIO(croquis.draw([item], tmp_path / "m.tif")))
    assert image.getpixel((60, 60)) == (10, 200, 30)
    assert Image.open(io.BytesIO(croquis.draw([item]))).getpixel((60, 60)) == (244, 241, 234)


@pytest.mark.parametrize(
    "more, sentence",
    (
        ({"nature": "meteorite"}, "Nature inconnue"),
        ({"classe": "grave"}, "Classe de dégât inconnue"),
        ({"champ_classe": "absent"}, "n'est pas dans la couche"),
        ({"champ_classe": "n"}, "Classe de dégât inconnue : « 0 »"),
        ({"sortie": "a.docx"}, "finit par .pdf"),
        ({"mission": "2026-404"}, "n'est pas au registre"),
        ({"contours": ""}, "Choisissez la couche"),
        ({"contours": "absente.gpkg"}, "ne sont pas lisibles"),
    ),
)
def test_what_cannot_be_done_is_said_and_nothing_is_put_on_the_map(tmp_path, place, more, sentence):
    contours = more.pop("contours", None)
    with pytest.raises(BadInput, match=sentence):
        ask(tmp_path, outlines(tmp_path, [place.buffer(5)]) if contours is None else contours, **more)
    assert held(tmp_path, "situation_zone") == []
