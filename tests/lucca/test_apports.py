"""From the shared GeoPackage to the store: drone photographs by their hash, reports of detections taken up as affairs."""

import hashlib
import io
import struct

import pytest
from PIL import Image

from ddtm_lucca.core.suivi import apports
from shared import catalogue
from shared.errors import BadInput
from shared.gpkg import create, read, write
from tests.paquet import shared_small_space

from .conftest import AFFAIRE


def jpeg(color):
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(stream, "JPEG")
    return stream.getvalue()


def box(x, y, side):
    ring = ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))
    polygon = struct.pack("<BIII", 1, 3, 1, 5) + b"".join(struct.pack("<2d", *point) for point in ring)
    return struct.pack("<BII", 1, 6, 1) + polygon


@pytest.fixture
def shots(space, depot):
    """Two photographs that see the place, one elsewhere; the second is tied to the affair by the drones' plugin."""
    affair = depot.put("affaire", AFFAIRE)
    space.travail_gpkg.parent.mkdir(parents=True, exist_ok=True)
    create.create(space.travail_gpkg, catalogue.layers("travail"))
    made = []
    for rank, x in enumerate((AFFAIRE["x"] - 50, AFFAIRE["x"] - 20, AFFAIRE["x"] + 5000)):
        data = jpeg((rank * 80, 90, 40))
        sha = hashlib.sha256(data).hexdigest()
        path = space.root / "photos" / sha[:2] / f"{sha}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        common = {"nom": f"DJI_{rank}.JPG", "sha256": sha}
        write.insert_rows(space.travail_gpkg, "drone_photo", [{**common, "fichier": str(path.relative_to(space.root)), "heure_locale": "2026-03-10T09:40:00+01:00", "geom": struct.pack("<BIdd", 1, 1, x, AFFAIRE["y"])}])  # fmt: skip
        write.insert_rows(space.travail_gpkg, "drone_emprise", [{**common, "pixel_cm": 3.0 - rank, "geom": box(x, AFFAIRE["y"] - 50, 100)}])
        made.append((sha, path))
    write.insert_rows(
        space.travail_gpkg,
        "drone_affaire",
        [{"affaire_uuid": affair, "nom": "DJI_1.JPG", "sha256": made[1][0], "rang": 1, "legende": "Façade sud"}],
    )
    return affair, made


def test_photographs_tied_come_first_then_those_that_see_the_place(shots, params, ctx):
    affair, made = shots
    found = apports.photos({**params, "affaire": affair}, ctx)["photos"]
    assert [(row["nom"], row["liee"]) for row in found] == [("DJI_1.JPG", True), ("DJI_0.JPG", False)]
    assert found[0]["legende"] == "Façade sud" and "voit le lieu" in apports.tell_photos({"phrase": "", "photos": found})


def test_chosen_photographs_become_pieces_once_with_their_hash(shots, depot, params, ctx):
    affair, made = shots
    assert apports.joindre({**params, "affaire": affair}, ctx)["jointes"] == [made[1][0]]
    apports.joindre({**params, "affaire": affair, "photos": "DJI_0.JPG;DJI_1.JPG"}, ctx)
    rows = depot.of(affair, "piece")
    assert sorted(row["sha256"] for row in rows) == sorted(sha for sha, _ in made[:2])
    held = next(row for row in rows if row["nom"] == "DJI_1.JPG")
    assert (held["legende"], held["type"], held["x"]) == ("Façade sud", "photo", AFFAIRE["x"] - 20)
    assert depot.pieces.read(held["sha256"]) == made[1][1].read_bytes()


def test_an_original_altered_or_gone_is_refused_and_nothing_joins(shots, depot, params, ctx):
    affair, made = shots
    made[1][1].write_bytes(jpeg((255, 0, 0)))
    with pytest.raises(BadInput, match="a changé"):
        apports.joindre({**params, "affaire": affair, "photos": [made[0][0], made[1][0]]}, ctx)
    made[1][1].unlink()
    with pytest.raises(BadInput, match="introuvable"):
        apports.joindre({**params, "affaire": affair}, ctx)
    with pytest.raises(BadInput, match="inconnue"):
        apports.joindre({**params, "affaire": affair, "photos": [made[2][0]]}, ctx)
    assert depot.of(affair, "piece") == []


def test_without_any_drone_the_answer_is_a_sentence(depot, params, ctx):
    affair = depot.put("affaire", AFFAIRE)
    assert "Aucune photographie" in apports.photos({**params, "affaire": affair}, ctx)["phrase"]
    with pytest.raises(BadInput, match="Aucune photographie"):
        apports.joindre({**params, "affaire": affair}, ctx)


@pytest.fixture
def waiting(space):
    """Two reports of the review, on a pack that knows the place."""
    import os
    import shutil

    import shapely

    source = shared_small_space()
    shutil.copytree(source / "referentiel", space.root / "referentiel", copy_function=os.link)
    parcel = read.rows(space.referentiel_gpkg, "parcelle", {"code_insee": "34129"}, limit=8)[5]
    inside = shapely.from_wkb(parcel["geom"]).representative_point()
    space.travail_gpkg.parent.mkdir(parents=True, exist_ok=True)
    create.create(space.travail_gpkg, catalogue.layers("travail"))
    point = struct.pack("<BIdd", 1, 1, inside.x, inside.y)
    write.insert_rows(
        space.travail_gpkg,
        "signalement",
        [
            {"nature": "caravane", "etat": "a_instruire", "priorite": 20.0, "constat": "Caravane depuis 2021", "geom": point},
            {"nature": "cabanisation", "etat": "a_instruire", "priorite": 80.0, "constat": "Bâti apparu en 2022", "geom": point},
        ],
    )
    return parcel, read.rows(space.travail_gpkg, "signalement")


def test_a_report_becomes_an_affair_with_its_place_and_both_are_tied(waiting, depot, params, ctx, space):
    parcel, rows = waiting
    listed = apports.signalements(params, ctx)
    assert [row["constat"] for row in listed["signalements"]] == ["Bâti apparu en 2022", "Caravane depuis 2021"]
    assert "Cabanisation" in apports.tell(listed)
    told = apports.reprendre({**params, "signalement": listed["signalements"][0]["uuid"]}, ctx)
    affair = depot.affaire(told["numero"])
    assert (affair["commune"], affair["nature"], affair["observations"]) == ("Lattes", "cabanisation", "Bâti apparu en 2022")
    (held,) = depot.of(affair["uuid"], "parcelle")
    assert held["section"].zfill(2) + held["numero"].zfill(4) == parcel["idu"][8:]
    row = read.rows(space.travail_gpkg, "signalement", {"uuid": listed["signalements"][0]["uuid"]})[0]
    assert (row["etat"], row["affaire_uuid"]) == ("affaire_ouverte", affair["uuid"])
    assert read.rows(space.travail_gpkg, "affaire_lucca", {"uuid": affair["uuid"]})
    with pytest.raises(BadInput, match="déjà traité"):
        apports.reprendre({**params, "signalement": row["uuid"]}, ctx)


def test_a_report_is_dropped_only_with_a_reason(waiting, params, ctx, space):
    _, rows = waiting
    with pytest.raises(BadInput, match="pourquoi"):
        apports.classer({**params, "signalement": rows[0]["uuid"]}, ctx)
    apports.classer({**params, "signalement": rows[0]["uuid"], "motif": "abri déclaré"}, ctx)
    row = read.rows(space.travail_gpkg, "signalement", {"uuid": rows[0]["uuid"]})[0]
    assert row["etat"] == "sans_suite" and row["commentaire"] == "Sans suite : abri déclaré"
    with pytest.raises(BadInput, match="n'est pas dans"):
        apports.classer({**params, "signalement": "absent", "motif": "x"}, ctx)
