"""Blurred copies and publication: the original stays, nothing hidden can be read back, nothing unblurred goes out."""

from __future__ import annotations

import shutil
import sqlite3

import numpy as np
import pytest
from PIL import Image

from ddtm_drones.core.diffusion import flouter, publier
from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.mission import inscription
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("diffusion")
    root = folder / "espace"
    for number, required in (("M-1", "oui"), ("M-2", "non")):
        inscription.run(
            {"espace": str(root), "numero": number, "titre": "Essai", "cadre_juridique": "L.480-1", "floutage_requis": required},
            JobContext(),
        )
    for number, start in (("M-1", 0), ("M-2", 10)):
        importer.run({"espace": str(root), "source": str(f.card(folder / number, 2, start)), "mission": number}, JobContext())
    return root


@pytest.fixture
def espace(made, tmp_path):
    shutil.copytree(made, tmp_path / "espace")
    return tmp_path / "espace"


def blur(espace, photo="DJI_0001.JPG", **more):
    return flouter.run({"espace": str(espace), "photo": photo, **more}, JobContext())


def publish(espace, mission, folder):
    return publier.run({"espace": str(espace), "mission": mission, "dossier": str(folder)}, JobContext())


def test_a_zone_is_unreadable_the_rest_and_the_original_are_unchanged(espace):
    gpkg = espace / "travail" / "travail.gpkg"
    (photo,) = rows(gpkg, "drone_photo", {"nom": "DJI_0001.JPG"})
    before = (espace / photo["fichier"]).read_bytes()
    result = blur(espace, zones="10,8,40,30")
    assert (espace / photo["fichier"]).read_bytes() == before
    source, copy = (np.asarray(Image.open(path).convert("RGB")).astype(float) for path in (espace / photo["fichier"], result["sortie"]))
    inside = (slice(10, 28), slice(12, 38))
    assert np.abs(np.diff(copy[inside], axis=1)).mean() < 0.2 * np.abs(np.diff(source[inside], axis=1)).mean()
    assert abs(np.corrcoef(source[inside].ravel(), copy[inside].ravel())[0, 1]) < 0.45
    assert np.abs(copy[:, 44:] - source[:, 44:]).mean() < 6, "outside, only the JPEG's own loss"
    (row,) = rows(gpkg, "drone_media", {"nature": "derive"})
    assert row["parent_sha256"] == photo["sha256"] and row["sha256"] == result["sha256"] and row["mission_uuid"] == photo["mission_uuid"]


def test_a_polygon_hides_its_inside_and_leaves_the_corners_of_its_box(espace):
    (photo,) = rows(espace / "travail" / "travail.gpkg", "drone_photo", {"nom": "DJI_0001.JPG"})
    result = blur(espace, zones="10,5,50,5,10,45")  # half of a square, under its diagonal
    source, copy = (np.asarray(Image.open(path).convert("RGB")).astype(float) for path in (espace / photo["fichier"], result["sortie"]))
    lines, columns = np.mgrid[: source.shape[0], : source.shape[1]]
    inside = (columns > 12) & (lines > 7) & (columns + lines < 51)
    corner = (columns > 34) & (columns < 50) & (lines > 29) & (lines < 45) & (columns + lines > 62)
    assert abs(np.corrcoef(source[inside].ravel(), copy[inside].ravel())[0, 1]) < 0.45
    assert np.abs(copy - source)[corner].mean() < 6, "only the JPEG's own loss"


def test_the_copy_carries_no_tag_that_could_show_or_place_what_is_hidden(espace):
    data = open(blur(espace, zones=[[0, 0, 20, 20]])["sortie"], "rb").read()
    assert b"Exif" not in data and b"xmpmeta" not in data


@pytest.mark.parametrize(
    "more, sentence",
    (
        ({"zones": ""}, "au moins une zone"),
        ({"zones": "1,2,3"}, "illisible"),
        ({"zones": "1,2,30,40,5"}, "illisible"),
        ({"zones": "5000,5000,6000,6000"}, "hors de la photo"),
        ({"photo": "absente.jpg", "zones": "1,1,9,9"}, "n'est pas au registre"),
    ),
)
def test_what_cannot_be_blurred_is_said(espace, more, sentence):
    with pytest.raises(BadInput, match=sentence):
        blur(espace, **more)


def test_an_altered_original_is_not_blurred(espace):
    (photo,) = rows(espace / "travail" / "travail.gpkg", "drone_photo", {"nom": "DJI_0001.JPG"})
    path = espace / photo["fichier"]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BadInput, match="altéré"):
        blur(espace, zones="1,1,9,9")


def test_publication_is_refused_while_one_photo_is_not_blurred(espace, tmp_path):
    blur(espace, zones="1,1,30,30")
    with pytest.raises(BadInput, match=r"refusée.*1 photo\(s\).*DJI_0002.JPG"):
        publish(espace, "M-1", tmp_path / "sortie")
    assert not (tmp_path / "sortie").exists()
    blur(espace, "DJI_0002.JPG", sans_zone=True)
    result = publish(espace, "M-1", tmp_path / "sortie")
    assert (result["photos"], result["floutees"]) == (2, 2)
    assert all("_floutee_" in path.name for path in (tmp_path / "sortie").iterdir())


def test_without_that_requirement_originals_go_out_and_blurred_ones_replace_theirs(espace, tmp_path):
    blur(espace, "DJI_0011.JPG", zones="1,1,30,30")
    result = publish(espace, "M-2", tmp_path / "sortie")
    assert (result["photos"], result["floutees"]) == (2, 1) and len(list((tmp_path / "sortie").iterdir())) == 2


def test_a_mission_without_photos_or_unknown_is_refused(espace, tmp_path):
    inscription.run({"espace": str(espace), "numero": "M-3", "titre": "Vide", "cadre_juridique": "L.480-1"}, JobContext())
    for mission, sentence in (("M-3", "aucune photo"), ("M-9", "n'est pas au registre"), ("", "Choisissez la mission")):
        with pytest.raises(BadInput, match=sentence):
            publish(espace, mission, tmp_path / "s")


@pytest.mark.parametrize(
    "name", ["photos/../travail/poste.cle", "/etc/passwd", "photos/a/b.exe", r"\\serveur\partage\x.jpg", "C:/x.jpg", "", None]
)
def test_a_row_that_leads_out_of_the_photographs_or_to_a_program_is_not_followed(tmp_path, name):
    """Rows come from other workstations too."""
    with pytest.raises(BadInput, match="hors du dossier des photographies"):
        Espace.at(tmp_path).piece(name)


def test_publication_writes_in_its_folder_alone_whatever_name_a_row_bears(espace, tmp_path):
    blur(espace, "DJI_0011.JPG", zones="1,1,30,30")
    with sqlite3.connect(espace / "travail" / "travail.gpkg") as db:
        db.execute("UPDATE drone_media SET nom = '../../' || nom WHERE nature = 'derive'")
    publish(espace, "M-2", tmp_path / "a" / "b" / "sortie")
    assert not list(tmp_path.glob("*floutee*")) and not list((tmp_path / "a").glob("*.jpg"))
    assert len(list((tmp_path / "a" / "b" / "sortie").iterdir())) == 2
