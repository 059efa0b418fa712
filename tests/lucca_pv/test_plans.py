"""Plans and extracts of an affair, drawn from the shared layers: the right place, scale, parcels, zones, sources; nothing invented."""

import json
import subprocess

import numpy as np
import pikepdf
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from ddtm_lucca.core.coffre import job as store
from ddtm_lucca.core.plans import dessin, image, job, site, themes
from ddtm_lucca.core.pv import saisie
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from tests.espaces import data_file
from tests.lucca.conftest import PHRASE
from tests.paquet import small_space

from .archive import breaks
from .preflight import judge


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return small_space(tmp_path_factory.mktemp("plans"))


@pytest.fixture
def params(pack, ctx):
    """The store of the exercise's work space: made once, opened again."""
    given = {"espace": str(pack), "agent": "a.martin", "phrase": PHRASE}
    if not (pack / "lucca" / "coffre" / "coffre.db").exists():
        store.creer(given, ctx)
    else:
        store.ouvrir(given, ctx)
    return {"espace": str(pack)}


def on_the_red_zone(pack):
    """Two parcels of the exercise under a zone where building is forbidden."""
    path = Espace.at(pack).referentiel_gpkg
    for zone in read.rows(path, "zone_reglementaire_ppr", {"type_reglement": "interdiction"}):
        point = shapely.from_wkb(zone["geom"]).representative_point()
        for row in read.rows(path, "parcelle", bbox=(point.x, point.y, point.x, point.y)):
            if shapely.from_wkb(row["geom"]).contains(point):
                return point, [row, read.rows(path, "parcelle", {"code_insee": row["code_insee"], "section": row["section"]}, limit=1)[0]]
    raise AssertionError("the exercise has no parcel under a red zone")


@pytest.fixture
def affair(params, ctx, pack):
    point, rows = on_the_red_zone(pack)
    parcels = [{"commune": "Lattes", "section": row["section"], "numero": row["numero"].lstrip("0")} for row in rows]
    made = saisie.run({**params, "saisie": {"affaire": {"nature": "cabanisation", "commune": "Lattes", "code_insee": rows[0]["code_insee"], "x": point.x, "y": point.y}, "parcelles": parcels}}, ctx)  # fmt: skip
    return {**made, "rows": rows, "point": point}


def draw(params, ctx, made, target, **more):
    told = job.run({**params, "affaire": made["numero"], "sortie": str(target), **more}, ctx)
    return told, subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True).stdout


def test_all_plans_come_in_one_archive_that_says_where_each_fact_comes_from(params, ctx, affair, tmp_path):
    told, text = draw(params, ctx, affair, tmp_path / "plans.pdf")
    assert told["plans"] == list(themes.CODES) and told["absentes"] == []
    for words in (
        "Plan de situation",
        "1/25 000",
        "Extrait cadastral",
        "Extrait du document d'urbanisme",
        "plan de prévention",
        "Sources :",
        "EXERCICE - données non réelles",
    ):
        assert words in text.replace("\u00a0", " ").replace("\u202f", " "), words
    assert breaks(tmp_path / "plans.pdf") == []
    beyond = [line for line in judge(tmp_path / "plans.pdf", tmp_path) if not line.startswith("4.1.2")]  # translucent colours: 3b has them
    assert beyond == []


def test_the_cadastral_extract_gives_each_parcel_with_its_contents(params, ctx, affair, tmp_path):
    _, text = draw(params, ctx, affair, tmp_path / "cadastre.pdf", plans="cadastre")
    flat = text.replace("\u00a0", " ")
    for row in affair["rows"]:
        assert row["idu"] in flat and f"{row['contenance']:,}".replace(",", " ") in flat


def test_a_parcel_that_the_cadastre_lacks_is_said_not_invented(params, ctx, pack, tmp_path):
    point, _ = on_the_red_zone(pack)
    made = saisie.run({**params, "saisie": {"affaire": {"nature": "piscine", "commune": "Lattes", "code_insee": "34129", "x": point.x, "y": point.y}, "parcelles": [{"commune": "Lattes", "section": "ZZ", "numero": "9999"}]}}, ctx)  # fmt: skip
    told, text = draw(params, ctx, made, tmp_path / "p.pdf", plans="cadastre")
    assert told["absentes"] == ["ZZ 9999"] and "introuvable au cadastre installé" in " ".join(text.replace("26-", "").split())


def test_the_shares_of_the_zones_are_those_that_geometry_gives(params, ctx, affair, pack):
    from ddtm_lucca.core.coffre import session

    with session.depot(params) as depot:
        ground = site.load(Espace.at(pack), depot.affaire(affair["numero"]), depot.of(affair["affaire"], "parcelle"))
    for layer in ("zone_urba", "zone_reglementaire_ppr"):
        found = site.crossing(ground, layer)
        assert found
        for row in found:
            shape = next(parcel["forme"] for parcel in ground.parcelles if row["parcelle"] == f"{parcel['section']} {parcel['numero']}")
            assert row["m2"] == pytest.approx(shapely.intersection(shape, row["zone"]["forme"]).area) and 0.005 <= row["part"] <= 1.000001
    whole = sum(row["part"] for row in site.crossing(ground, "zone_urba") if row["parcelle"] == site.crossing(ground, "zone_urba")[0]["parcelle"])  # fmt: skip
    assert whole == pytest.approx(1, abs=0.02)


def test_the_pages_of_the_regulation_travel_with_the_extract(params, ctx, affair, tmp_path):
    told, text = draw(params, ctx, affair, tmp_path / "plu.pdf", plans="plu")
    assert told["reglements"] and "page" in text
    with pikepdf.Pdf.open(tmp_path / "plu.pdf") as pdf:
        for name in told["reglements"]:
            (tmp_path / "page.pdf").write_bytes(pdf.attachments[name].get_file().read_bytes())
            page = subprocess.run(["pdftotext", str(tmp_path / "page.pdf"), "-"], capture_output=True, text=True, check=True).stdout
            assert f"Zone {name[len('reglement-zone-') : -4]}" in page


def test_joined_to_the_affair_they_are_pieces_that_a_report_annexes(params, ctx, affair):
    from ddtm_lucca.core.coffre import session

    given = {**params, "affaire": affair["numero"], "plans": "plu,ppr", "joindre": True}
    told = job.run(given, ctx)
    with session.depot(params) as depot:
        pieces = depot.of(affair["affaire"], "piece")
        assert len(pieces) == told["pieces"] == 1 + len(told["reglements"])
        assert pieces[0]["legende"] == "Plans et extraits" and all(depot.pieces.is_whole(row["sha256"]) for row in pieces)
    assert job.run(given, ctx)["pieces"] <= 1  # the same pages of regulation are not joined twice


BAD = {
    "Plan inconnu": {"plans": "lune"},
    "Dites où écrire": {"sortie": "", "plans": "cadastre"},
    "introuvable": {"plans": "aerien", "image": "absente.tif"},
    "n'est pas dans le coffre": {"affaire": "26-00000-PAAAA-999"},
}


@pytest.mark.parametrize("told", BAD)
def test_what_cannot_be_drawn_is_a_sentence(params, ctx, affair, tmp_path, told):
    with pytest.raises(BadInput, match=told):
        job.run({**params, "affaire": affair["numero"], "sortie": str(tmp_path / "x.pdf"), **BAD[told]}, ctx)
    assert not (tmp_path / "x.pdf").exists()


def test_an_affair_without_a_place_asks_for_one(params, ctx, tmp_path):
    made = saisie.run({**params, "saisie": {"affaire": {"nature": "piscine", "commune": "Lattes", "code_insee": "34129"}}}, ctx)
    with pytest.raises(BadInput, match="Placez l'affaire"):
        draw(params, ctx, made, tmp_path / "x.pdf")


# -- drawing -------------------------------------------------------------------------------------------------------------------
def test_a_distance_on_paper_is_the_distance_on_the_ground_at_the_scale(tmp_path):
    shape = shapely.box(770000, 6270000, 770100, 6270040)
    frame = dessin.fit(shape, 178, 118, 0.9)
    left, right = frame.point(770000, 6270000), frame.point(770100, 6270000)
    assert (right[0] - left[0]) / 72 * 25.4 == pytest.approx(100 * 1000 / frame.echelle)
    assert frame.bbox[0] < 770000 and frame.bbox[2] > 770100 and frame.echelle in themes.SCALES
    assert dessin.fit(shapely.box(0, 0, 1, 1), 178, 118, 0.9).echelle == 500


@pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326"])
def test_the_aerial_photograph_is_cut_where_the_plan_looks(tmp_path, crs):
    import io

    from PIL import Image
    from rasterio.warp import transform_bounds

    box = (770000.0, 6270000.0, 770400.0, 6270300.0)
    left, bottom, right, top = box if crs == "EPSG:2154" else transform_bounds("EPSG:2154", crs, *box)
    data = np.zeros((3, 300, 400), np.uint8)
    data[0, :, 200:] = 255  # its eastern half is red
    with rasterio.open(tmp_path / "o.tif", "w", driver="GTiff", width=400, height=300, count=3, dtype="uint8", crs=crs, transform=from_origin(left, top, (right - left) / 400, (top - bottom) / 300)) as out:  # fmt: skip
        out.write(data)
    picture = np.asarray(Image.open(io.BytesIO(image.window(tmp_path / "o.tif", (770100, 6270100, 770300, 6270200), 2.0))))
    assert picture[:, 1200:, 0].min() > 200 and picture[:, :500, 0].max() < 60
    with pytest.raises(BadInput, match="ne couvre pas"):
        image.window(tmp_path / "o.tif", (0, 0, 100, 100), 1.0)
    (tmp_path / "faux.tif").write_bytes(b"rien")
    with pytest.raises(BadInput, match="illisible"):
        image.window(tmp_path / "faux.tif", box, 1.0)


def test_real_cadastre_and_plan_are_drawn_as_published(ctx, tmp_path):
    """Épinay-sur-Orge: parcels of the real cadastre, read apart from their own file."""
    from data_sync.core.importer import job as importer

    source = data_file("cadastre_plu/cadastre_etalab_91216_epinay.gpkg")
    importer.run({"espace": str(tmp_path), "profil": "parcelles", "sources": [str(source)]}, ctx)
    store.creer({"espace": str(tmp_path), "agent": "a.martin", "phrase": PHRASE}, ctx)
    raw = json.loads(data_file("cadastre_plu/cadastre-91216-parcelles.json").read_text(encoding="utf-8"))["features"]
    chosen = [item["properties"] for item in raw if item["properties"].get("contenance")][100:103]
    parcels = [
        {"commune": "Épinay-sur-Orge", "section": row["section"], "numero": row["numero"], "prefixe": row["prefixe"]} for row in chosen
    ]
    given = {"espace": str(tmp_path)}
    made = saisie.run(
        {**given, "saisie": {"affaire": {"nature": "cloture", "commune": "Épinay-sur-Orge", "code_insee": "91216"}, "parcelles": parcels}},
        ctx,
    )
    told, text = draw(given, ctx, made, tmp_path / "reel.pdf", plans="situation,cadastre,plu")
    assert told["absentes"] == [] and "EXERCICE" not in text
    for row in chosen:
        assert row["id"] in text and f"{row['contenance']:,}".replace(",", "\u00a0") in text
    flat = " ".join(text.split())
    assert "ce silence ne prouve rien" in flat and "ne contient rien à dessiner" in flat  # no road, no commune in this pack
