"""Tracks out of subtitles and exported logs, in every dialect met, broken blocks included."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_drones.core.importer import job
from ddtm_drones.core.meta.journaux import read_csv_log, read_kml_log
from ddtm_drones.core.meta.srt import read_srt, thin
from shared.errors import BadInput
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f

CUE = "{rank}\n00:00:{rank:02d},000 --> 00:00:{next:02d},000\n{body}\n\n"
DIALECTS = {
    "à crochets": "[iso: 100] [latitude: 43.5{rank}] [longitude: 3.9{rank}] [rel_alt: 12.500 abs_alt: 60.401] </font>",
    "faute du constructeur": "2026.06.12 14:03:0{rank},393,525\n[latitude : 43.5{rank}] [longtitude : 3.9{rank}] [iso : 100]",
    "GPS(lon, lat)": "F/2.8, SS 30, GPS (3.9{rank}, 43.5{rank}, 17), D 221.21m, H 12.50m, H.S n/a",
    "GPS collé": "HOME(3.9,43.5) 2026.06.12 14:03:0{rank}\nGPS(3.9{rank},43.5{rank},16) BAROMETER:12.5",
    "GPS inversé": "F/2.8, GPS(43.5{rank},3.9{rank},60.4M) BAROMETER:12.5M",
    "P4 RTK": "F/5.6, GPS (3.9{rank}, 43.5{rank}, 15), HOME (3.9, 43.5, -57.98m), H 12.50m, F.PRY (2.7°, -7.0°, 110.1°), G.PRY (-24.4°, 0.0°, -10.4°)",
}


def write(path, body: str, count: int = 5, bom: bool = False) -> object:
    text = "".join(CUE.format(rank=rank, next=rank + 1, body=body.replace("{rank}", str(rank))) for rank in range(1, count + 1))
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", "\r\n" if bom else "\n").encode())
    return path


@pytest.mark.parametrize("bom", (False, True), ids=("unix", "BOM et CRLF"))
@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_gives_the_same_places(tmp_path, name, bom):
    found = read_srt(write(tmp_path / "a.srt", DIALECTS[name], bom=bom))
    assert [(p["longitude"], p["latitude"]) for p in found["positions"]] == [(float(f"3.9{r}"), float(f"43.5{r}")) for r in range(1, 6)]
    heights = {p["hauteur_decollage"] for p in found["positions"]}
    assert heights == {None if name == "faute du constructeur" else 12.5}
    assert [p["seconde"] for p in found["positions"]] == [1, 2, 3, 4, 5] and found["blocs_sans_position"] == 0


def test_the_gimbal_of_the_p4_rtk_is_read_and_others_say_none(tmp_path):
    found = read_srt(write(tmp_path / "a.srt", DIALECTS["P4 RTK"]))["positions"][0]
    assert (found["inclinaison"], found["cap"]) == (-24.4, pytest.approx(349.6))
    found = read_srt(write(tmp_path / "b.srt", DIALECTS["à crochets"]))["positions"][0]
    assert found["inclinaison"] is None and found["cap"] is None and found["altitude_abs"] == 60.401


def test_blocks_without_position_or_at_zero_zero_are_counted(tmp_path):
    path = write(tmp_path / "a.srt", DIALECTS["à crochets"], 3)
    path.write_text(path.read_text() + "9\n00:00:09,000 --> 00:00:10,000\n[latitude: 0.000] [longitude: 0.000]\n\n10\n00:00:1")
    found = read_srt(path)
    assert (len(found["positions"]), found["blocs_sans_position"]) == (3, 2)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_noise_never_raises(tmp_path_factory, noise):
    path = tmp_path_factory.mktemp("bruit") / "a.srt"
    path.write_bytes(noise + b"\n\nGPS(--,..,)\n\n")
    read_srt(path)


def test_thirty_positions_a_second_become_one(tmp_path):
    positions = [{"seconde": rank / 30, "horloge": None} for rank in range(301)]
    kept = thin(positions)
    assert len(kept) == 11 and kept[-1]["seconde"] == 10


def test_csv_logs_in_feet_and_kml_tracks_are_read(tmp_path):
    path = tmp_path / "vol.csv"
    path.write_text(
        "time(millisecond),datetime(utc),latitude,longitude,height_above_takeoff(feet),gimbal_heading(degrees)\n1000,2026-06-12 12:00:01,43.5,3.9,100,-10\n2000,,0,0,0,0\n"
    )
    found = read_csv_log(path)
    assert found["blocs_sans_position"] == 1 and found["positions"][0]["hauteur_decollage"] == pytest.approx(30.48)
    assert found["positions"][0]["cap"] == 350 and found["positions"][0]["horloge"] == dt.datetime(
        2026, 6, 12, 12, 0, 1, tzinfo=dt.timezone.utc
    )
    path = tmp_path / "vol.kml"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><gx:Track><when>2026-06-12T12:00:01Z</when><gx:coord>3.9 43.5 80</gx:coord></gx:Track></kml>'
    )
    assert read_kml_log(path)["positions"][0]["altitude_abs"] == 80
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "b.kml").write_text('<!DOCTYPE k [<!ENTITY a "b">]><kml/>', encoding=encoding)
        with pytest.raises(BadInput, match="entités"):
            read_kml_log(tmp_path / "b.kml")
    (tmp_path / "c.csv").write_text("nom;valeur\na;1\n")
    with pytest.raises(BadInput, match="pas un journal de vol"):
        read_csv_log(tmp_path / "c.csv")


def test_a_subtitle_becomes_a_track_with_its_hours(tmp_path):
    card = tmp_path / "carte"
    card.mkdir()
    write(card / "DJI_0001.SRT", DIALECTS["faute du constructeur"])
    (card / "notes.csv").write_text("a;b\n1;2\n")
    result = job.run({"espace": str(tmp_path / "espace"), "source": str(card)}, JobContext())
    assert result["traces"] == 1 and any("pas un journal de vol" in note for note in result["notes"])
    gpkg = tmp_path / "espace" / "travail" / "travail.gpkg"
    (trace,), positions = rows(gpkg, "drone_trace"), rows(gpkg, "drone_position")
    assert trace["debut_utc"] == "2026-06-12T12:03:01.393Z" and trace["positions"] == 5 and len(positions) == 5
    assert shapely.from_wkb(trace["geom"]).length == pytest.approx(trace["longueur_m"], rel=0.01)


@pytest.mark.skipif(not f.DATA.is_dir(), reason="reading room absent")
@pytest.mark.parametrize("name, blocks, place", (
    ("MAVIC3_extrait.srt", 829, (-3.3744, 3.41531)), ("air2s.srt", 17, (2.234156, 41.424724)), ("mavic_2_style.SRT", 468, (149.0251, -20.2533)),
    ("mavic_mini.SRT", 117, (-121.7458, 48.0771)), ("mavic_pro.SRT", 468, (149.0251, -20.2533)), ("p4_rtk.SRT", 55, (-58.851745, -34.237922)),
))  # fmt: skip
def test_real_subtitles_are_read_whole(name, blocks, place):
    found = read_srt(f.DATA / "srt" / name)
    assert found["blocs"] == blocks and found["blocs_sans_position"] == 0
    assert (found["positions"][0]["longitude"], found["positions"][0]["latitude"]) == place
