"""A video is blurred into a copy: hidden when and where asked, elsewhere left alone, without sound, and published only then."""

from __future__ import annotations

import shutil
import struct

import numpy as np
import pytest

from ddtm_drones.core.diffusion import flouter, flouter_video, publier, zones_video
from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.mission import inscription
from ddtm_drones.core.video import job as image_video
from ddtm_drones.core.video.son import has_sound
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext

cv2 = pytest.importorskip("cv2")

SIZE, RATE, SECONDS = (320, 180), 10, 6


def checks(folder, name):
    """A chequered film: every picture has detail everywhere."""
    board = (np.indices(SIZE[::-1]).sum(axis=0) // 10 % 2 * 200 + 20).astype(np.uint8)
    writer = cv2.VideoWriter(str(folder / name), cv2.VideoWriter_fourcc(*"mp4v"), RATE, SIZE)
    for _ in range(RATE * SECONDS):
        writer.write(np.repeat(board[:, :, None], 3, axis=2))
    writer.release()


def with_sound(source, target):
    """The same film with a second track that says it is sound."""
    data = source.read_bytes()
    at = data.rindex(b"moov") - 4
    (size,) = struct.unpack_from(">I", data, at)
    handler = struct.pack(">I4sI", 33, b"hdlr", 0) + struct.pack(">I4s12sx", 0, b"soun", b"")
    track = b""
    for kind in (b"mdia", b"trak"):
        track = struct.pack(">I4s", len(track or handler) + 8, kind) + (track or handler)
    target.write_bytes(data[:at] + struct.pack(">I", size + len(track)) + data[at + 4 : at + size] + track + data[at + size :])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    for number, required in (("V-1", "oui"), ("V-2", "non")):
        text = {"titre": "Essai", "cadre_juridique": "L.480-1", "floutage_requis": required}
        inscription.run({"espace": str(folder / "e"), "numero": number, **text}, JobContext())
    card = folder / "carte"
    card.mkdir()
    checks(card, "vol.mp4")
    importer.run({"espace": str(folder / "e"), "source": str(card), "mission": "V-1"}, JobContext())
    speaking = folder / "parlante"
    speaking.mkdir()
    with_sound(card / "vol.mp4", speaking / "voix.mp4")
    importer.run({"espace": str(folder / "e"), "source": str(speaking), "mission": "V-2"}, JobContext())
    return folder / "e"


@pytest.fixture
def espace(made, tmp_path):
    shutil.copytree(made, tmp_path / "espace")
    return tmp_path / "espace"


def blur(espace, video="vol.mp4", **more):
    return flouter_video.run({"espace": str(espace), "video": video, **more}, JobContext())


def detail(path, second, box):
    """How much the picture at this second changes from pixel to pixel inside a box."""
    capture = cv2.VideoCapture(str(path))
    capture.set(cv2.CAP_PROP_POS_FRAMES, round(second * RATE))
    fine, picture = capture.read()
    capture.release()
    left, top, right, bottom = box
    assert fine
    return float(picture[top:bottom, left:right, 0].astype(float).std())


def publish(espace, mission, folder, **more):
    return publier.run({"espace": str(espace), "mission": mission, "dossier": str(folder), **more}, JobContext())


def test_zones_are_hidden_in_their_time_and_place_and_nothing_else_is(espace):
    (video,) = rows(Espace.at(espace).travail_gpkg, "drone_media", {"nom": "vol.mp4"})
    before = (espace / video["fichier"]).read_bytes()
    result = blur(espace, zones="1-2 : 40,40,120,120 ; 3 : 10,10,50,50 > 5 : 210,10,250,50 ; 5,5-fin : tout")
    box, away = (44, 44, 116, 116), (200, 100, 300, 170)
    assert detail(result["sortie"], 1.5, box) < 12 and detail(result["sortie"], 1.5, away) > 60
    assert detail(result["sortie"], 0.5, box) > 60 and detail(result["sortie"], 2.5, box) > 60
    for second, left in ((3.1, 22), (4.0, 112), (4.9, 198)):  # slides 100 pixels a second
        assert detail(result["sortie"], second, (left + 4, 14, left + 28, 46)) < 12
    assert detail(result["sortie"], 4.0, (14, 14, 46, 46)) > 60 and detail(result["sortie"], 5.8, (10, 10, 300, 170)) < 12
    assert (espace / video["fichier"]).read_bytes() == before and result["duree_s"] == pytest.approx(SECONDS)
    (row,) = rows(Espace.at(espace).travail_gpkg, "drone_media", {"sha256": result["sha256"]})
    assert row["parent_sha256"] == video["sha256"] and row["mission_uuid"] == video["mission_uuid"] and row["nature"] == "derive"
    assert [path.name for path in (espace / "photos" / "floutees").iterdir()] == [row["nom"]]


def test_the_copy_is_reduced_to_the_width_asked_with_its_zones(espace):
    result = blur(espace, zones="80,40,240,140", largeur=160)
    capture = cv2.VideoCapture(result["sortie"])
    assert (capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (160, 90)
    capture.release()
    assert detail(result["sortie"], 3, (44, 24, 116, 66)) < 12 < detail(result["sortie"], 3, (2, 2, 30, 88))


def test_sound_is_seen_told_and_left_out(espace):
    (video,) = rows(Espace.at(espace).travail_gpkg, "drone_media", {"nom": "voix.mp4"})
    assert has_sound(espace / video["fichier"]) is True
    result = blur(espace, "voix.mp4", sans_zone=True)
    assert has_sound(espace / result["sortie"]) is False and "le son est retiré" in result["phrase"]
    (espace / "autre.mkv").write_bytes(b"\x1aE\xdf\xa3 rien de connu")
    assert has_sound(espace / "autre.mkv") is None


def test_publication_waits_for_the_video_where_the_mission_wants_blur(espace, tmp_path):
    with pytest.raises(BadInput, match=r"refusée.*1 vidéo\(s\) ne sont pas floutées \(vol.mp4\)"):
        publish(espace, "V-1", tmp_path / "s")
    kept = image_video.run({"espace": str(espace), "video": "vol.mp4", "seconde": 1, "sortie": str(tmp_path / "i.jpg")}, JobContext())
    with pytest.raises(BadInput, match="ne sont pas floutées"):  # a picture kept from the video is no blurred copy of it
        publish(espace, "V-1", tmp_path / "s")
    assert not (tmp_path / "s").exists()
    blur(espace, zones="10,10,60,60")
    result = publish(espace, "V-1", tmp_path / "s")
    assert (result["videos"], result["photos"], result["floutees"]) == (1, 0, 1) and "1 image(s) gardée(s)" in result["notes"][0]
    assert [path.suffix for path in (tmp_path / "s").iterdir()] == [".mp4"]
    flouter.run({"espace": str(espace), "photo": kept["sha256"], "zones": "10,10,60,60"}, JobContext())
    assert publish(espace, "V-1", tmp_path / "s2")["photos"] == 1


def test_a_video_that_speaks_is_not_published_as_it_is(espace, tmp_path):
    with pytest.raises(BadInput, match=r"portent du son.*voix.mp4"):
        publish(espace, "V-2", tmp_path / "s")
    with pytest.raises(BadInput, match="aucune photo"):
        publish(espace, "V-2", tmp_path / "s", videos=False)
    blur(espace, "voix.mp4", sans_zone=True)
    result = publish(espace, "V-2", tmp_path / "s")
    assert result["videos"] == 1 and has_sound(next((tmp_path / "s").iterdir())) is False


def test_a_video_cut_short_gives_no_copy(espace):
    (video,) = rows(Espace.at(espace).travail_gpkg, "drone_media", {"nom": "vol.mp4"})
    path = espace / video["fichier"]
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start + (data.rindex(b"moov") - start) // 2 : data.rindex(b"moov") - 4] = b""  # half the pictures, the index at the end
    cut = path.with_name("coupe.mp4")
    cut.write_bytes(data)
    with pytest.raises(BadInput):
        flouter_video._write(cut, espace / "c.mp4", [], 0, JobContext())
    path.chmod(0o644)
    path.write_bytes(bytes(data))
    with pytest.raises(BadInput, match="altérée"):
        blur(espace, sans_zone=True)


@pytest.mark.parametrize(
    "more, said",
    (
        ({}, "au moins une zone"),
        ({"zones": "1-2 : 1,2,3"}, "illisible"),
        ({"zones": "midi : 1,2,3,4"}, "illisible"),
        ({"zones": "3 : 1,2,30,40"}, "jusqu'à quelle seconde"),
        ({"zones": "5-2 : 1,2,30,40"}, "finit avant"),
        ({"zones": "5 : 1,2,30,40 > 2 : 1,2,30,40"}, "ordre du temps"),
        ({"zones": "2 : 1,2,30,40 > 5 : 1,2,30,40,50,60"}, "nombre de sommets"),
        ({"zones": "60-70 : 1,2,30,40"}, "ne dure que 6,0 s"),
        ({"zones": "900,900,950,950"}, "hors de l'image"),
        ({"zones": "1,1,9,9", "largeur": 3}, "largeur de la copie"),
        ({"video": "absente.mp4", "sans_zone": True}, "n'est pas au registre"),
    ),
)
def test_what_cannot_be_hidden_is_said(made, more, said):
    with pytest.raises(BadInput, match=said):
        blur(made, **more)


def test_a_zone_slides_evenly_and_ends_where_it_says():
    (zone,) = zones_video.read("2 : 0,0,10,10 > 4 : 20,0,30,10")
    assert zone.at(3) == (True, [(10, 0), (20, 0), (20, 10), (10, 10)])
    assert zone.at(1.9) == (False, None) and zone.at(1.95, 0.1)[0] and zone.at(4) == (True, [(20, 0), (30, 0), (30, 10), (20, 10)])
