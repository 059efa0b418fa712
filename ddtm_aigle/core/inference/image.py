"""One georeferenced picture, read by windows at the model's resolution, whatever its bands, depth, palette or projection."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput

from . import mosaique, pixels

RVB, PIR = ("rouge", "vert", "bleu"), ("pir", "rouge", "vert")
FRANCE = (-6.0, 41.0, 10.0, 52.0)
INSIDE = (100_000.0, 6_050_000.0, 1_150_000.0, 7_100_000.0)  # Lambert 93, all of it within FRANCE: no need to ask pyproj
COARSEST, FINEST = 2.6, 60.0  # pixel of the picture / pixel of the model: 50 cm for a model of 20 cm
BLURRED = 1.8  # from here on it is told


@dataclass
class Picture:
    """scale = model pixel / picture pixel along x and y; width, height in model pixels."""

    path: str
    name: str
    scale: Tuple[float, float]
    width: int
    height: int
    source_size: Tuple[int, int]
    bands: Tuple[int, ...]
    band_names: Tuple[str, ...]
    transform: Any
    crs: Any
    resolution_cm: float
    palette: Optional[np.ndarray] = None
    stretch: Optional[Tuple[float, float]] = None
    masked: bool = False
    void_by_value: bool = False
    notes: List[str] = field(default_factory=list)

    def open(self) -> Any:
        """A handle of its own for one reading thread."""
        import rasterio

        return rasterio.open(self.path)

    def read(self, handle: Any, x: int, y: int, tile: int) -> Tuple[Optional[np.ndarray], Optional[np.ndarray]]:
        """(uint8 [channels, tile, tile], valid [tile, tile] or None) at model pixel x, y; (None, None) where nothing was photographed."""
        import rasterio
        from rasterio.enums import Resampling
        from rasterio.windows import Window

        right, bottom = min(x + tile, self.width), min(y + tile, self.height)
        sx, sy = self.scale
        col, row = x * sx, y * sy
        window = Window(col, row, min(right * sx, self.source_size[0]) - col, min(bottom * sy, self.source_size[1]) - row)
        shape = (bottom - y, right - x)
        if self.palette is not None:
            how = Resampling.nearest
        elif max(sx, sy) > 1.001:
            how = Resampling.average
        else:
            how = Resampling.nearest if sx == sy == 1 else Resampling.bilinear
        try:
            values = handle.read(self.bands, window=window, out_shape=(len(self.bands), *shape), resampling=how)
            valid = None
            if self.masked:
                valid = handle.dataset_mask(window=window, out_shape=shape, resampling=Resampling.nearest) > 0
        except (rasterio.errors.RasterioError, OSError) as error:
            culprit = mosaique.broken_sheet(handle, window) or self.name
            raise BadInput(pixels.UNREADABLE.format(name=culprit), f"{error} (pixel {x}, {y})") from error
        valid = pixels.photographed(values, valid, self.void_by_value)
        if valid is not None and not valid.any():
            return None, None
        if self.palette is not None:
            values = self.palette[values[0]].transpose(2, 0, 1)
        elif self.stretch is not None:
            values = pixels.to_bytes(values, self.stretch)
        if valid is not None:
            values = np.where(valid, values, 0).astype(np.uint8)
        if shape != (tile, tile):
            whole = np.zeros((values.shape[0], tile, tile), np.uint8)
            whole[:, : shape[0], : shape[1]] = values
            values = whole
            if valid is not None:
                inside = np.zeros((tile, tile), bool)
                inside[: shape[0], : shape[1]] = valid
                valid = inside
        return values, valid

    def to_ground(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """[..., 2] Lambert 93 coordinates of model pixels."""
        shape = np.shape(x)
        col, row = np.ravel(x) * self.scale[0], np.ravel(y) * self.scale[1]
        t = self.transform
        east, north = t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f
        if not _is_lambert93(self.crs):
            east, north = _transformer(self.crs).transform(east, north)
        return np.stack([np.reshape(east, shape), np.reshape(north, shape)], axis=-1)

    def from_ground(self, x: float, y: float) -> Tuple[float, float]:
        """Model pixel of a Lambert 93 point."""
        if not _is_lambert93(self.crs):
            x, y = _transformer(self.crs).transform(x, y, direction="INVERSE")
        col, row = ~self.transform * (x, y)
        return col / self.scale[0], row / self.scale[1]


def open_picture(
    path: str,
    name: str,
    *,
    channels: int,
    resolution_cm: Optional[float],
    wanted: Sequence[str] = (),
    bands: Optional[Sequence[int]] = None,
    kind: Optional[str] = None,
) -> Picture:
    """Look at a picture and decide how to read it for a model. Raises BadInput with one sentence for each thing that cannot be.

    wanted: names of the model's channels; bands: numbers imposed by the user; kind: "rvb" or "irc" imposed by the user.
    """
    import rasterio

    try:
        handle = rasterio.open(path)
    except rasterio.errors.RasterioIOError as error:
        raise BadInput(
            f"L'image « {name} » est illisible (fichier tronqué ou format inconnu) : reprenez une copie saine.", str(error)
        ) from error
    with handle as opened:
        if opened.crs is None or (opened.transform.is_identity and not opened.gcps[0]):
            raise BadInput(
                f"L'image « {name} » n'est pas géoréférencée : donnez-lui sa projection et son fichier de calage, puis recommencez."
            )
        notes: List[str] = []
        picture = Picture(
            path, name, (1.0, 1.0), opened.width, opened.height, (opened.width, opened.height), (), (), opened.transform, opened.crs, 0.0, notes=notes
        )  # fmt: skip
        ground = _ground_pixel(picture)
        picture.resolution_cm = 100 * math.sqrt(ground[0] * ground[1])
        if resolution_cm is None:
            resolution_cm = picture.resolution_cm
            notes.append(f"Le modèle ne dit pas sa résolution : l'image est lue telle quelle ({resolution_cm:.0f} cm).")
        scale = tuple(1.0 if abs(resolution_cm / 100 / side - 1) < 0.005 else resolution_cm / 100 / side for side in ground)
        if max(1 / s for s in scale) > COARSEST or max(scale) > FINEST:
            raise BadInput(
                f"L'image « {name} » a des pixels de {picture.resolution_cm:.0f} cm ; le modèle en veut de {resolution_cm:.0f} cm : "
                "choisissez une image ou un modèle plus proches."
            )
        if max(1 / s for s in scale) > BLURRED:
            notes.append(
                f"L'image a des pixels de {picture.resolution_cm:.0f} cm, le modèle en attend de {resolution_cm:.0f} cm : les petits objets "
                "(caravane, piscine) y sont moins sûrs."
            )
        picture.scale = (scale[0], scale[1])
        picture.width, picture.height = (max(1, math.ceil(size / s - 1e-6)) for size, s in zip(picture.source_size, scale))
        _choose_bands(picture, opened, channels, tuple(wanted), bands, kind)
        flags = {flag.name for band in picture.bands for flag in opened.mask_flag_enums[band - 1]}
        picture.masked = bool(flags & {"nodata", "alpha", "per_dataset"})
        picture.void_by_value = "nodata" in flags or mosaique.VOID_BY_VALUE in opened.tags()
        if picture.palette is None and opened.dtypes[picture.bands[0] - 1] != "uint8":
            picture.stretch = pixels.stretch_of(opened, picture.bands, name)
            if picture.stretch != pixels.AS_IT_IS:
                low, high = (f"{value:.0f}" if abs(value) >= 10 else f"{value:.3g}".replace(".", ",") for value in picture.stretch)
                notes.append(f"Image de plus de 8 bits : valeurs {low} à {high} ramenées à 0-255.")
    return picture


def _choose_bands(
    picture: Picture, opened: Any, channels: int, wanted: Tuple[str, ...], bands: Optional[Sequence[int]], kind: Optional[str]
) -> None:
    name, count = picture.name, opened.count
    wanted = wanted or (RVB if channels == 3 else (*RVB, "pir"))
    if len(wanted) != channels:
        raise BadInput(f"Le modèle nomme {len(wanted)} canaux mais en lit {channels} : corrigez sa métadonnée « bandes ».")
    if bands:
        bad = [band for band in bands if not 1 <= band <= count]
        if bad or len(bands) != channels:
            raise BadInput(
                f"Canaux {','.join(map(str, bands))} impossibles : l'image « {name} » en a {count}, le modèle en lit {channels}."
            )
        picture.bands, picture.band_names = tuple(bands), wanted
        return
    if count == 1 and opened.colorinterp[0].name == "palette":
        table = opened.colormap(1)
        palette = np.zeros((256, 3), np.uint8)
        for index, colour in table.items():
            if index < 256:
                palette[index] = colour[:3]
        if wanted != RVB:
            raise BadInput(f"L'image « {name} » est une image à palette : il faut un modèle qui lise rouge, vert, bleu.")
        picture.palette, picture.bands, picture.band_names = palette, (1,), RVB
        return
    order = _order(picture, opened, kind)
    missing = [channel for channel in wanted if channel not in order]
    if missing:
        held = ", ".join(order) if order else "gris"
        raise BadInput(
            f"L'image « {name} » contient {held} ; le modèle a besoin de {', '.join(wanted)} : "
            "choisissez l'autre image (RVB ou IRC), un autre modèle, ou imposez les canaux."
        )
    picture.bands, picture.band_names = tuple(order.index(channel) + 1 for channel in wanted), wanted


def _order(picture: Picture, opened: Any, kind: Optional[str]) -> List[str]:
    """Names of the picture's bands in their order."""
    if opened.count < 3:
        return []
    if kind not in (None, "", "auto", "rvb", "irc"):
        raise BadInput(f"Type d'image inconnu : « {kind} » ; écrivez rvb ou irc.")
    if kind in (None, "", "auto"):
        described = [(text or "").lower() for text in opened.descriptions]
        kind = "irc" if mosaique.is_infrared(picture.name) or described[0] in mosaique.NEAR_INFRARED else "rvb"
        if kind == "irc":
            picture.notes.append("Image reconnue comme infrarouge (proche infrarouge, rouge, vert).")
        names = {"red": "rouge", "green": "vert", "blue": "bleu", "nir": "pir"}
        told = [names.get(interp.name, "") for interp in opened.colorinterp]
        if kind == "rvb" and all(colour in told for colour in RVB):
            rest = [i for i, colour in enumerate(told) if not colour and opened.colorinterp[i].name != "alpha"]
            if "pir" not in told and rest:
                told[rest[0]] = "pir"
            return told
    if kind == "irc":
        return list(PIR)
    return [*RVB, *(["pir"] if opened.count > 3 and opened.colorinterp[3].name != "alpha" else [])]


def _ground_pixel(picture: Picture) -> Tuple[float, float]:
    """Width and height in metres of a pixel at the centre. Raises BadInput when the picture is not in France."""
    w, h = picture.source_size
    x, y = w / 2, h / 2
    points = picture.to_ground(np.array([x, x + 1, x]), np.array([y, y, y + 1]))
    if not np.isfinite(points).all():
        raise BadInput(f"La projection de l'image « {picture.name} » ne convient pas : son emprise n'est pas en France. Corrigez-la.")
    if not _within(points[0], INSIDE) and not _within(_transformer_from_lambert().transform(*points[0]), FRANCE):
        raise BadInput(
            f"L'image « {picture.name} » tombe hors de France métropolitaine : sa projection ({_crs_name(picture.crs)}) est sans doute fausse."
        )
    sides = [float(np.hypot(*(points[i] - points[0]))) for i in (1, 2)]
    if min(sides) < 0.005 or max(sides) > 50:
        raise BadInput(
            f"Les pixels de « {picture.name} » mesurent {max(sides):.3f} m : ce n'est pas une photographie aérienne exploitable."
        )
    return sides[0], sides[1]


def _within(point: Sequence[float], box: Tuple[float, float, float, float]) -> bool:
    return bool(box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3])


def _crs_name(crs: Any) -> str:
    epsg = crs.to_epsg()
    return f"EPSG:{epsg}" if epsg else "projection locale"


def _is_lambert93(crs: Any) -> bool:
    return crs is not None and crs.to_epsg() == 2154


_CACHE: dict = {}


def _transformer(crs: Any) -> Any:
    key = crs.to_wkt()
    if key not in _CACHE:
        import pyproj

        try:
            _CACHE[key] = pyproj.Transformer.from_crs(pyproj.CRS.from_wkt(key), 2154, always_xy=True)
        except pyproj.exceptions.ProjError as error:
            raise BadInput("La projection de l'image est inconnue : reprojetez-la en Lambert 93 (EPSG:2154).", str(error)) from error
    return _CACHE[key]


def _transformer_from_lambert() -> Any:
    if "lonlat" not in _CACHE:
        import pyproj

        _CACHE["lonlat"] = pyproj.Transformer.from_crs(2154, 4326, always_xy=True)
    return _CACHE["lonlat"]
