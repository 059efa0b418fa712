"""What a photograph says of itself, in every maker's dialect; what it does not say is None, never 0."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_drones.core.meta import heures
from ddtm_drones.core.meta.exif import read_exif
from ddtm_drones.core.meta.photo import read_photo
from ddtm_drones.core.meta.xmp import UnsafePacket, read_xmp

from . import fabrique as f

MEASURES = (
    "focale_px", "longitude", "latitude", "altitude_abs", "hauteur_decollage", "cap", "inclinaison", "roulis", "cap_appareil",
    "precision_h", "precision_v", "temperature_min", "laser_distance", "heure_utc", "heure_locale", "ecart_horloge_s", "n_serie", "rtk",
)  # fmt: skip


def read(tmp_path, data: bytes, **options):
    path = tmp_path / "photo à lire.JPG"
    path.write_bytes(data)
    return read_photo(path, **options)


def test_a_photo_without_any_tag_gives_only_its_size(tmp_path):
    found = read(tmp_path, f.picture())
    assert (found["largeur_px"], found["hauteur_px"]) == (64, 48)
    assert {name: found[name] for name in MEASURES if found[name] is not None} == {}
    assert "aucune position" in found["remarques"]


@pytest.mark.parametrize("write", (f.xmp_attributes, f.xmp_elements))
@pytest.mark.parametrize("typo", ("GpsLongitude", "GpsLongtitude"))
def test_dji_is_read_as_attributes_or_elements_and_under_its_own_misspelling(tmp_path, write, typo):
    values = {
        "GpsLatitude": "+43.5700001",
        typo: "+3.9000002",
        "GimbalYawDegree": "-106.60",
        "GimbalPitchDegree": "-32.90",
        "RelativeAltitude": "+42.602",
    }
    found = read(tmp_path, f.photo(xmp=write(values)))
    assert (found["latitude"], found["longitude"]) == (43.5700001, 3.9000002)
    assert found["cap"] == pytest.approx(253.4) and found["inclinaison"] == -32.9 and found["hauteur_decollage"] == 42.602
    assert found["roulis"] is None and found["altitude_abs"] is None


def test_gimbal_heading_is_taken_and_the_aircraft_heading_kept_beside(tmp_path):
    found = read(tmp_path, f.dji(yaw=30.0))
    assert (found["cap"], found["cap_appareil"], found["source_orientation"]) == (30.0, 10.0, "nacelle DJI")


def test_nul_padded_texts_and_packets_are_cleaned(tmp_path):
    exif = {"image": {0x0110: ("text", "FC7203\0\0\0\0")}}
    found = read(tmp_path, f.photo(exif, f.xmp_attributes({"RelativeAltitude": "+12.50"}) + "\0\0\0"))
    assert (found["modele"], found["marque"], found["hauteur_decollage"]) == ("FC7203", None, 12.5)


def test_a_packet_that_is_no_valid_xml_is_still_read(tmp_path):
    broken = '<x:xmpmeta><rdf:RDF><rdf:Description xmlns:DJI="http://www.dji.com" xmlns:DJI="http://www.dji.com" DJI:GimbalPitchDegree="+19.90" DJI:GimbalYawDegree="+91.30"'
    found = read(tmp_path, f.photo(xmp=broken))
    assert (found["inclinaison"], found["cap"]) == (19.9, 91.3)


@pytest.mark.parametrize(
    "prefix, namespace, values, expected",
    (
        ("drone-parrot", 'xmlns:drone-parrot="http://www.parrot.com/drone-parrot"', {"CameraYawDegree": "12.5", "CameraPitchDegree": "-80", "CameraRollDegree": "1"}, (12.5, -80.0, 1.0)),
        ("drone", 'xmlns:drone="http://www.autelrobotics.com/drone/1.0/"', {"GimbalYawDegree": "-10", "GimbalPitchDegree": "-45", "GpsLatitude": "43.5", "GpsLongtitude": "3.5"}, (350.0, -45.0, None)),
        ("Camera", 'xmlns:Camera="http://pix4d.com/camera/1.0"', {"Yaw": "200", "Pitch": "0", "Roll": "0"}, (200.0, -90.0, 0.0)),
        ("Camera", 'xmlns:Camera="http://pix4d.com/camera/1.0"', {"Yaw": "200", "Pitch": "90"}, (200.0, 0.0, None)),
    ),
    ids=("parrot", "autel", "sensefly nadir", "autel ancien, horizon"),
)  # fmt: skip
@pytest.mark.parametrize("write", (f.xmp_attributes, f.xmp_elements))
def test_every_makers_orientation_comes_to_the_same_convention(tmp_path, write, prefix, namespace, values, expected):
    found = read(tmp_path, f.photo(xmp=write(values, prefix, namespace)))
    assert (found["cap"], found["inclinaison"], found["roulis"]) == expected


def test_skydio_structures_are_read(tmp_path):
    ns = 'xmlns:drone-skydio="https://www.skydio.com/drone-skydio/1.0/"'
    inside = "".join(f"<drone-skydio:{name}>{value}</drone-skydio:{name}>" for name, value in (("Yaw", 45), ("Pitch", -30), ("Roll", 0)))
    body = f'<drone-skydio:CameraOrientationNED rdf:parseType="Resource">{inside}</drone-skydio:CameraOrientationNED>'
    found = read(
        tmp_path,
        f.photo(
            xmp=f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {f.RDF}><rdf:Description {ns}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
        ),
    )
    assert (found["cap"], found["inclinaison"], found["roulis"]) == (45.0, -30.0, 0.0)


def test_a_gimbal_turned_over_at_the_vertical_is_set_upright(tmp_path):
    found = read(tmp_path, f.dji(yaw=10, pitch=-89.9, GimbalRollDegree="+180.00"))
    assert (found["roulis"], found["cap"]) == (0.0, 190.0) and "retourné" in found["remarques"]


def test_focal_length_follows_its_priority(tmp_path):
    dewarp = "2020-01-01;3657.0,3657.0,1,2,0,0,0,0,0"
    exif = {"image": {0x0110: ("text", "FC6310R")}, "exif": {0x920A: ("rational", 8.8), 0xA405: ("short", 24)}}
    size = (132, 88)
    assert (
        read(tmp_path, f.photo(exif, f.xmp_attributes({"DewarpData": dewarp, "CalibratedFocalLength": "3666.6"}), size=size))["focale_px"]
        == 3657.0
    )
    assert read(tmp_path, f.photo(exif, f.xmp_attributes({"CalibratedFocalLength": "3666.6"}), size=size))["focale_px"] == 3666.6
    assert read(tmp_path, f.photo(exif, size=size))["focale_px"] == pytest.approx(88.0)  # 8.8 mm on a sensor 13.2 mm wide, 132 pixels
    del exif["image"]
    assert read(tmp_path, f.photo(exif, size=size))["focale_px"] == pytest.approx(24 * 132 / 36)


def test_rtk_and_laser_are_read_and_zero_deviations_are_not_precisions(tmp_path):
    found = read(
        tmp_path,
        f.dji(
            RtkFlag="50",
            RtkStdLat="0.012",
            RtkStdLon="0.016",
            RtkStdHgt="0.03",
            LRFStatus="Normal",
            LRFTargetDistance="79.5",
            LRFTargetLat="43.5",
            LRFTargetLon="3.9",
        ),
    )
    assert (found["rtk"], found["precision_h"], found["precision_v"]) == ("fixe", pytest.approx(0.02), 0.03)
    assert (found["laser_distance"], found["laser_longitude"]) == (79.5, 3.9)
    found = read(tmp_path, f.dji(RtkFlag="0", RtkStdLat="0", RtkStdLon="0", RtkStdHgt="0", LRFStatus="TooFar", LRFTargetDistance="0"))
    assert [found[name] for name in ("rtk", "precision_h", "precision_v", "laser_distance", "laser_latitude")] == [None] * 5


def test_position_zero_zero_is_no_position(tmp_path):
    found = read(tmp_path, f.dji(0.0, 0.0))
    assert found["longitude"] is None and found["latitude"] is None and "(0, 0)" in found["remarques"]


def test_an_xml_bomb_is_refused_and_the_rest_is_read(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + f.xmp_attributes({"RelativeAltitude": "&b;"})
    with pytest.raises(UnsafePacket):
        read_xmp(bomb.encode())
    found = read(tmp_path, f.photo({"gps": f.gps(3.9, 43.5)}, bomb))
    assert found["latitude"] == pytest.approx(43.5) and found["hauteur_decollage"] is None and "XMP refusé" in found["remarques"]


def test_a_truncated_photo_is_told_and_its_header_kept(tmp_path):
    data = f.dji(size=(800, 600))
    found = read(tmp_path, data[: len(data) // 2])
    assert found["latitude"] == pytest.approx(43.57) and "tronquée" in found["remarques"]


def test_a_200_megapixel_header_costs_nothing(tmp_path):
    data = f.dji()
    at = data.rindex(b"\xff\xc0") if b"\xff\xc0" in data else data.rindex(b"\xff\xc2")
    found = read(tmp_path, data[: at + 5] + (12288).to_bytes(2, "big") + (16384).to_bytes(2, "big") + data[at + 9 :])
    assert (found["largeur_px"], found["hauteur_px"]) == (16384, 12288)


def test_thermal_counts_become_degrees_only_in_the_known_format(tmp_path):
    import numpy as np

    counts = np.full(640 * 512, int((20.0 + 273.15) * 64), "<u2")
    counts[0] = int((45.0 + 273.15) * 64)
    found = read(tmp_path, f.photo(raw=counts.tobytes()))
    assert (
        found["thermique"]
        and found["temperature_min"] == pytest.approx(20.0, abs=0.1)
        and found["temperature_max"] == pytest.approx(45.0, abs=0.1)
    )
    found = read(tmp_path, f.photo(raw=counts.tobytes()[:-2]))
    assert found["thermique"] and found["temperature_min"] is None and "ne sont pas connues" in found["remarques"]


def test_summer_and_winter_time_in_france():
    for local, offset in (
        ("2026-03-29T01:59:59", 1),
        ("2026-03-29T03:00:00", 2),
        ("2026-10-25T02:30:00", 2),
        ("2026-10-25T03:00:00", 1),
        ("2026-01-05T12:00:00", 1),
    ):
        assert heures.in_zone(dt.datetime.fromisoformat(local), "Europe/Paris").utcoffset() == dt.timedelta(hours=offset), local


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2050, 1, 1)))
def test_paris_time_agrees_with_the_table_of_zones(moment):
    zoneinfo = pytest.importorskip("zoneinfo")
    expected = moment.replace(tzinfo=dt.timezone.utc).astimezone(zoneinfo.ZoneInfo("Europe/Paris"))
    assert heures.paris_from_utc(moment.replace(tzinfo=dt.timezone.utc)).utcoffset() == expected.utcoffset()


def test_hours_are_utc_and_local_and_a_wrong_clock_is_told(tmp_path):
    exif = {
        "exif": {0x9003: ("text", "2026:06:12 14:03:05")},
        "gps": {**f.gps(3.9, 43.5), 7: ("rational", [(12, 1), (3, 1), (6, 1)]), 29: ("text", "2026:06:12")},
    }
    found = read(tmp_path, f.photo(exif))
    assert found["heure_utc"] == dt.datetime(2026, 6, 12, 12, 3, 6, tzinfo=dt.timezone.utc) and found["source_heure"] == "heure GPS"
    assert found["heure_locale"] == "2026-06-12T14:03:06+02:00" and found["ecart_horloge_s"] == -1 and not found["remarques"]
    exif["exif"][0x9003] = ("text", "2025:06:12 14:03:05")
    assert "horloge de l'appareil décalée de 365 jour" in read(tmp_path, f.photo(exif))["remarques"]


def test_an_offset_in_the_file_beats_the_zone_asked(tmp_path):
    xmp = f.xmp_attributes({"CreateDate": "2022-03-24T17:37:59+08:00"}, "xmp", 'xmlns:xmp="http://ns.adobe.com/xap/1.0/"')
    found = read(tmp_path, f.photo({"exif": {0x9003: ("text", "2022-03-24 17:37:59")}}, xmp))
    assert found["heure_utc"] == dt.datetime(2022, 3, 24, 9, 37, 59, tzinfo=dt.timezone.utc) and found["heure_locale"].endswith("+08:00")


@pytest.mark.parametrize("text", ("0000:00:00 00:00:00", "", "2026-06-12", "n/a", "2026:02:31 10:00:00"))
def test_a_date_that_is_none_gives_no_hour(tmp_path, text):
    assert read(tmp_path, f.photo({"exif": {0x9003: ("text", text)}}))["heure_utc"] is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_damage_anywhere_in_the_header_never_raises(tmp_path_factory, noise, at):
    data = bytearray(f.dji())
    data[2 + at : 2 + at + len(noise)] = noise
    path = tmp_path_factory.mktemp("bruit") / "a.jpg"
    path.write_bytes(bytes(data))
    read_photo(path)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_a_random_exif_block_never_raises(noise):
    read_exif(b"II*\0\x08\0\0\0" + noise)


@pytest.mark.skipif(not f.DATA.is_dir(), reason="reading room absent")
def test_real_photos_agree_with_pillow_and_with_the_laser(tmp_path):
    from PIL import Image

    for path in sorted((f.DATA / "brighton_nadir_2000px").glob("*.JPG")):
        found, peer = read_photo(path), Image.open(path)._getexif()
        degrees = [float(part) for part in peer[34853][2]]
        assert found["latitude"] == pytest.approx(degrees[0] + degrees[1] / 60 + degrees[2] / 3600, abs=1e-9)
        assert (found["largeur_px"], found["hauteur_px"]) == Image.open(path).size
        assert found["marque"] == peer[271].strip("\0 ") and found["modele"] == peer[272].strip("\0 ")
    pyproj = pytest.importorskip("pyproj")
    found = read_photo(f.DATA / "thermique_rjpeg" / "H20N_gps_R.JPG")
    azimuth, _, _ = pyproj.Geod(ellps="WGS84").inv(found["longitude"], found["latitude"], found["laser_longitude"], found["laser_latitude"])
    assert found["cap"] == pytest.approx(azimuth % 360, abs=1.0), "the gimbal's heading, not the aircraft's, points at the laser's target"
    assert 10 < found["temperature_min"] < found["temperature_max"] < 40
