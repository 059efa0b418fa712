"""Zones proposed for blurring: the neighbours' houses and gardens as the photograph shows them, nothing of the place concerned."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from PIL import Image

from ddtm_drones.core.diffusion import detecteur, flouter, proposer, voisins
from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.mission import inscription
from shared.errors import BadInput
from shared.gpkg.read import rows
from shared.gpkg.write import insert_together
from shared.jobs import JobContext
from tests.aigle.onnx_mini import yolo_model

from . import fabrique as f
from .cadastre import CELL, land
from .test_mesure_photo import FOCAL, FRAME, HEIGHT, LATITUDE, LONGITUDE, POSE, SIZE, pixel

MINE, OTHER, FIELD = (5, 4), (6, 3), (4, 3)  # column and row of parcels ahead of the camera
WEST, SOUTH = FRAME[0][0] - 5 * CELL, FRAME[0][1] - 5 * CELL


def idu(cell):
    return f"34999000ZA{100 * cell[1] + cell[0]:04d}"


def square(cell, side):
    middle = WEST + (cell[0] + 0.5) * CELL, SOUTH + (cell[1] + 0.5) * CELL
    return shapely.box(middle[0] - side / 2, middle[1] - side / 2, middle[0] + side / 2, middle[1] + side / 2)


@pytest.fixture(scope="module")
def espace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voisins")
    space = land(folder / "e", FRAME[0])
    houses = [
        {"cleabs": f"B{rank}", "usage_1": use, "hauteur": 6.0, "geom": shapely.MultiPolygon([square(cell, 10)]).wkb}
        for rank, (cell, use) in enumerate(((MINE, "Résidentiel"), (OTHER, "Résidentiel"), (FIELD, "Agricole")))
    ]
    insert_together(space.referentiel_gpkg, {"batiment": houses})
    for number, parcels in (("M-1", idu(MINE)), ("M-2", None)):
        text = {"titre": "Essai", "cadre_juridique": "L.480-1", "floutage_requis": "oui", "parcelles": parcels}
        inscription.run({"espace": str(space.root), "numero": number, **text}, JobContext())
    for number, seed, name in (("M-1", 1, "un.jpg"), ("M-2", 2, "deux.jpg"), ("", 3, "trois.jpg")):
        card = folder / name
        card.mkdir()
        data = f.dji(
            LONGITUDE, LATITUDE, height=HEIGHT, yaw=POSE["yaw"], pitch=POSE["pitch"], size=SIZE, seed=seed, CalibratedFocalLength=FOCAL
        )
        (card / name).write_bytes(data)
        importer.run({"espace": str(space.root), "source": str(card), "mission": number, "controle": False}, JobContext())
    return space


def propose(espace, photo="un.jpg", **more):
    return proposer.run({"espace": str(espace.root), "photo": photo, **more}, JobContext())


def polygons(result):
    return [shapely.Polygon(np.array([float(v) for v in one["zone"].split(",")]).reshape(-1, 2)) for one in result["propositions"]]


def drawn(shape, up=0.0):
    """A shape of the map in the picture, by the closed form of an independent camera over flat ground."""
    (x, y), matrix = FRAME
    places = np.array(shapely.segmentize(shape, 2).exterior.coords) - (x, y)
    metres = places @ np.linalg.inv(np.array(matrix)).T
    return shapely.Polygon([pixel(east, north, up - HEIGHT) for east, north in metres]).intersection(shapely.box(0, 0, *SIZE))


def test_the_neighbour_is_covered_from_the_ground_to_the_roof_and_the_mission_is_left(espace):
    result = propose(espace, marge=0)
    cover = shapely.union_all(polygons(result))
    cell = max(SIZE) / proposer.CELLS
    garden = square(OTHER, CELL)  # the whole parcel: all of it is near its house
    for part in (drawn(garden), drawn(square(OTHER, 10), 6.0)):
        assert part.area > 0 and part.difference(cover.buffer(cell)).area < 0.005 * part.area
    house = shapely.union_all([drawn(garden), *(drawn(square(OTHER, 10), up) for up in (2.0, 4.0, 6.0))]).convex_hull
    assert cover.difference(house.buffer(1.5 * cell)).area < 0.02 * cover.area, "nothing else is proposed"
    mine = drawn(square(MINE, CELL))
    assert mine.area > 0 and cover.intersection(mine).area < 0.03 * mine.area
    (one,) = result["propositions"]
    assert one["parcelles"] == [idu(OTHER)] and one["motif"] == "maison et jardin hors de la mission" and "cadastre" in one["source"]
    assert "hors des parcelles de la mission M-1" in result["phrase"] and proposer.TO_CHECK in result["notes"]


def test_a_place_among_its_neighbours_is_never_under_an_outline_that_goes_round_it(espace):
    """A garden all round the place concerned: what is proposed leaves it in the middle."""
    owner, free = np.full((40, 60), -1), np.zeros((40, 60), bool)
    owner[5:35, 10:50] = 0
    owner[15:25, 25:35], free[15:25, 25:35] = -1, True
    owner[2:5, 2:30] = 1
    homes = [voisins.Foyer(None, None, 6.0, (name,)) for name in ("A", "B")]
    found = {"propositions": proposer._outlines(owner, free, 10.0, (600, 400), homes)}
    cover = shapely.union_all(polygons(found))
    assert cover.intersection(shapely.box(260, 160, 340, 240)).area == 0, "the middle is free, but for the roughness of an outline"
    assert shapely.box(110, 60, 490, 340).difference(shapely.box(246, 146, 354, 254)).difference(cover).area < 1
    assert {one["parcelles"][0] for one in found["propositions"]} == {"A", "B"} and len(found["propositions"]) == 3


def test_a_margin_widens_what_is_proposed_but_never_over_the_mission(espace):
    bare, wide = (shapely.union_all(polygons(propose(espace, **more))) for more in ({"marge": 0}, {}))
    assert wide.area > bare.area and propose(espace)["marge_m"] > 2
    mine = drawn(square(MINE, 10))
    assert wide.intersection(mine).area < 0.1 * mine.area


def test_a_person_may_say_who_is_concerned(espace):
    both = propose(espace, parcelles=f"{idu(MINE)} ; {idu(OTHER)}", marge=0)
    assert both["propositions"] == [] and "Aucune maison hors des 2 parcelles indiquées" in both["phrase"]
    other = propose(espace, zone=square(OTHER, CELL).wkt, marge=0)
    assert other["propositions"][0]["parcelles"] == [idu(MINE)]


def test_a_place_that_is_all_the_photo_saw_proposes_nothing_and_says_why(espace):
    result = propose(espace, "deux.jpg", marge=0)  # its mission said nothing: the import wrote what the photograph saw
    assert result["propositions"] == [] and "indiquez les parcelles concernées" in result["phrase"]


def test_nothing_is_blurred_before_a_person_says_yes_and_the_copy_tells_where_its_zones_came_from(espace):
    held = len(rows(espace.travail_gpkg, "drone_media", {"nature": "derive"}))
    result = propose(espace)
    assert len(rows(espace.travail_gpkg, "drone_media", {"nature": "derive"})) == held
    made = flouter.run(
        {"espace": str(espace.root), "photo": "un.jpg", "zones": result["zones"], "origine": "1 zone proposée, acceptée"}, JobContext()
    )
    (row,) = rows(espace.travail_gpkg, "drone_media", {"sha256": made["sha256"]})
    assert row["origine"] == "1 zone proposée, acceptée"


@pytest.mark.parametrize(
    "more, said",
    (
        ({"photo": "trois.jpg"}, "Rien ne dit qui est concerné"),
        ({"parcelles": "34999000ZZ9999"}, "Parcelle inconnue"),
        ({"marge": -1}, "entre 0 et 100"),
        ({"zone": "POINT (1 2)"}, "n'est pas un polygone"),
        ({"photo": "absente.jpg"}, "introuvable"),
    ),
)
def test_what_cannot_be_proposed_is_said(espace, more, said):
    with pytest.raises(BadInput, match=said):
        propose(espace, **more)


def test_a_dwelling_is_told_from_a_barn():
    assert voisins._dwelling({"usage_1": "Agricole", "nombre_de_logements": 1}) and not voisins._dwelling({"usage_1": "Agricole"})
    assert voisins._dwelling({"usage_1": None})


def test_a_model_of_the_service_proposes_what_it_finds_wherever_it_is(espace, tmp_path):
    """A tiny network that finds blue squares: three in a photograph larger than its tiles, one across their border."""
    picture = np.full((300, 420, 3), 90, np.uint8)
    truth = [(40, 30), (121, 60), (380, 270)]
    for x, y in truth:
        picture[y : y + 15, x : x + 15] = (0, 0, 255)
    Image.fromarray(picture).save(tmp_path / "carres.png")
    for kind in ("YOLO_Ultralytics", "YOLO_v6", "YOLO_bout_en_bout"):
        model = yolo_model(tmp_path / f"{kind}.onnx", kind, resolution=0, cell=5 if kind == "YOLO_bout_en_bout" else 1)
        found = detecteur.propose(model, tmp_path / "carres.png", None, JobContext())
        middles = np.array([np.array(one["zone"].split(","), float).reshape(-1, 2).mean(axis=0) for one in found])
        apart = np.abs(middles[:, None] - (np.array(truth) + 7.5)[None]).max(axis=2)
        assert (apart.min(axis=0) < 4).all() and (apart.min(axis=1) < 6).all(), "each square is found, and nothing else"
        assert found[0]["motif"].startswith("piscine (") and kind in found[0]["source"]
    coarse = yolo_model(tmp_path / "grossier.onnx", resolution=4)  # it knows squares of 15 pixels of 4 cm; here they are of 2 cm
    big = np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)
    Image.fromarray(big).save(tmp_path / "fins.png")
    assert len(detecteur.propose(coarse, tmp_path / "fins.png", 2.0, JobContext())) == 3
    place = espace.root / "photos" / "modeles" / "floutage.onnx"  # found in its place, the facts of the mission failing or not
    place.parent.mkdir(exist_ok=True)
    yolo_model(place, tile=640, cell=32, side=5)
    try:
        both, alone = propose(espace), propose(espace, "trois.jpg")
    finally:
        place.unlink()
    assert "d'après les maisons voisines" in both["phrase"] and len(both["propositions"]) >= 1
    assert any("Maisons voisines non cherchées" in note for note in alone["notes"])


@pytest.mark.parametrize(
    "change, said",
    (
        ({"class_names": None}, "ne dit pas ce qu'il cherche"),
        ({"det_type": "Autre"}, "ne lit pas"),
        ({"det_conf": 0}, "métadonnée inutilisable : det_conf"),
        ({"det_iou_thresh": 0}, "métadonnée inutilisable : det_iou_thresh"),
        ({"class_names": {"0": "a", "1": "b", "2": "c"}}, "ne correspond pas"),
    ),
)
def test_a_model_that_does_not_fit_is_refused(tmp_path, change, said):
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(tmp_path / "p.png")
    model = yolo_model(tmp_path / "m.onnx", **change)
    with pytest.raises(BadInput, match=said):
        detecteur.propose(model, tmp_path / "p.png", None, JobContext())
    (tmp_path / "m.onnx").write_bytes(b"rien")
    with pytest.raises(BadInput, match="pas un modèle ONNX"):
        detecteur.load(tmp_path / "m.onnx", JobContext())


def test_a_model_of_four_bands_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(detecteur, "open_detector", lambda path, ctx: SimpleNamespace(name="irc.onnx", channels=4))
    with pytest.raises(BadInput, match="il veut 4 bandes"):
        detecteur.load(tmp_path / "irc.onnx", JobContext())
