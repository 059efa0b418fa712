"""How each maker names things in XMP: tables only. The first row that gives a value wins."""

from __future__ import annotations

from typing import Dict, Tuple

Row = Tuple[str, str]  # (family, name)

NUMBERS: Dict[str, Tuple[Row, ...]] = {
    "latitude": (("dji", "GpsLatitude"), ("dji", "Latitude"), ("autel", "GpsLatitude"), ("skydio", "Latitude")),
    "longitude": (
        ("dji", "GpsLongitude"),
        ("dji", "GpsLongtitude"),  # the maker's own spelling, on many models
        ("dji", "Longitude"),
        ("autel", "GpsLongitude"),
        ("autel", "GpsLongtitude"),
        ("skydio", "Longitude"),
    ),
    "altitude_abs": (("dji", "AbsoluteAltitude"), ("autel", "AbsoluteAltitude"), ("skydio", "AbsoluteAltitude")),
    "hauteur_decollage": (("dji", "RelativeAltitude"), ("autel", "RelativeAltitude"), ("skydio", "RelativeAltitude")),
    "cap_appareil": (("dji", "FlightYawDegree"), ("autel", "FlightYawDegree"), ("parrot", "DroneYawDegree"), ("skydio", "VehicleOrientationNED/Yaw")),
    "precision_lat": (("dji", "RtkStdLat"),),
    "precision_lon": (("dji", "RtkStdLon"),),
    "precision_v": (("dji", "RtkStdHgt"),),
    "laser_distance": (("dji", "LRFTargetDistance"),),
    "laser_latitude": (("dji", "LRFTargetLat"),),
    "laser_longitude": (("dji", "LRFTargetLon"),),
    "focale_calibree": (("dji", "CalibratedFocalLength"),),
}  # fmt: skip
TEXTS: Dict[str, Tuple[Row, ...]] = {
    "marque": (("tiff", "Make"),),
    "modele": (("tiff", "Model"), ("dji", "DroneModel")),
    "n_serie": (("dji", "DroneSerialNumber"), ("dji", "CameraSerialNumber"), ("parrot", "SerialNumber"), ("skydio", "SerialNumber")),
    "heure_creation": (("xmp", "CreateDate"), ("exif", "DateTimeOriginal")),
    "utc_exposition": (("dji", "UTCAtExposure"),),
    "type_altitude": (("dji", "AltitudeType"),),
    "rtk": (("dji", "RtkFlag"),),
    "statut_gps": (("dji", "GpsStatus"),),
    "statut_laser": (("dji", "LRFStatus"),),
    "dewarp": (("dji", "DewarpData"),),
    "source_image": (("dji", "ImageSource"),),
    "identifiant": (("dji", "CaptureUUID"),),
}
# (label, heading, pitch, roll, what to add to the pitch so that -90 looks straight down)
ORIENTATIONS: Tuple[Tuple[str, Row, Row, Row, float], ...] = (
    ("nacelle DJI", ("dji", "GimbalYawDegree"), ("dji", "GimbalPitchDegree"), ("dji", "GimbalRollDegree"), 0.0),
    ("nacelle Autel", ("autel", "GimbalYawDegree"), ("autel", "GimbalPitchDegree"), ("autel", "GimbalRollDegree"), 0.0),
    ("caméra Parrot", ("parrot", "CameraYawDegree"), ("parrot", "CameraPitchDegree"), ("parrot", "CameraRollDegree"), 0.0),
    ("caméra Skydio", ("skydio", "CameraOrientationNED/Yaw"), ("skydio", "CameraOrientationNED/Pitch"), ("skydio", "CameraOrientationNED/Roll"), 0.0),
    # senseFly and the first Autel firmwares count the pitch from straight down
    ("caméra (0° vers le bas)", ("camera", "Yaw"), ("camera", "Pitch"), ("camera", "Roll"), -90.0),
)  # fmt: skip
RTK = {"0": None, "16": "simple", "34": "flottant", "50": "fixe"}
ALTITUDES = {"PressureAlt": "barométrique", "GpsFusionAlt": "GPS", "RtkAlt": "RTK"}
# camera model -> width of its sensor in millimetres, where the 35 mm equivalent is known to mislead
CAPTEURS_MM: Dict[str, float] = {
    "FC300S": 6.16,
    "FC300X": 6.16,
    "FC330": 6.16,
    "FC220": 6.17,
    "FC6310": 13.2,
    "FC6310S": 13.2,
    "FC6310R": 13.2,
    "L1D-20c": 13.2,
    "M3M": 17.3,
    "M3E": 17.3,
    "L2D-20c": 17.3,
}
# thermal payloads whose counts are known: T = (raw >> 2) / 16 K. Bytes of the payload -> (columns, rows)
RJPEG_TAILLES = {655360: (640, 512), 2621440: (1280, 1024)}
