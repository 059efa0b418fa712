"""Several sheets of one vintage (as BD ORTHO is delivered) as one picture: a VRT that only names the sheets."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional, Sequence, Tuple
from xml.sax.saxutils import escape

from shared.documents import write_whole
from shared.errors import BadInput

EXTENSIONS = (".jp2", ".tif", ".tiff", ".vrt", ".png", ".jpg", ".jpeg", ".img", ".ecw")
TYPES = {"uint8": "Byte", "uint16": "UInt16", "int16": "Int16", "float32": "Float32"}
COLOURS = ("red", "green", "blue", "gray")
NEAR_INFRARED = ("pir", "nir", "near infrared", "proche infrarouge")
VOID_BY_VALUE = "DDTM_VIDE_PAR_VALEUR"  # in a mosaic: a colour of some sheets stands for « nothing »
MIXED = 2.6  # coarsest / finest pixel of the sheets of one picture


def sheets(sources: Sequence[str]) -> List[str]:
    """Files named, folders opened (pictures only), sorted; raises BadInput when a name leads nowhere."""
    found: List[str] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            inside = sorted(str(p) for p in path.iterdir() if p.suffix.lower() in EXTENSIONS and p.is_file())
            if not inside:
                raise BadInput(f"Le dossier « {path.name} » ne contient aucune image lisible (JP2, TIFF, VRT) : choisissez-en un autre.")
            found += inside
        elif path.is_file():
            found.append(str(path))
        else:
            raise BadInput(f"L'image « {path.name} » est introuvable : vérifiez le chemin ou la clé branchée.", source)
    return found


def as_one(files: Sequence[str], folder: Path) -> str:
    """The file itself when there is one, else a VRT of them written into `folder`. Raises BadInput when they do not go together."""
    if len(files) == 1:
        return files[0]
    sheets_ = [look(file) for file in files]
    first = sheets_[0]
    for sheet in sheets_[1:]:
        _must_go_with(first, sheet)
    size_x, size_y = min(s.transform.a for s in sheets_), min(-s.transform.e for s in sheets_)
    left, top = min(s.transform.c for s in sheets_), max(s.transform.f for s in sheets_)
    width = round((max(s.right for s in sheets_) - left) / size_x)
    height = round((top - min(s.bottom for s in sheets_)) / size_y)
    place = _Place(left, top, size_x, size_y)
    holes = [sheet for sheet in sheets_ if sheet.void]
    covering = bool(holes) and _overlap(sheets_)  # then what one sheet does not show must not hide what another shows
    numbers = (1, 2, 3) if first.palette else first.bands
    bands = []
    for rank, number in enumerate(numbers, 1):
        lines = [f'<VRTRasterBand dataType="{TYPES[first.dtype]}" band="{rank}">']
        lines += [f"<Description>{escape(first.descriptions[rank - 1])}</Description>"] if first.descriptions[rank - 1] else []
        lines += [f"<ColorInterp>{first.colours[rank - 1].capitalize()}</ColorInterp>"]
        part = f"<ColorTableComponent>{number}</ColorTableComponent>" if first.palette else ""
        band = "1" if first.palette else str(number)
        lines += [_source(sheet, band, place, part) for sheet in sheets_]
        if covering:
            lines += [_source(sheet, band, place, part + sheet.above) for sheet in sheets_]
        bands.append("".join(lines) + "</VRTRasterBand>")
    mask = ['<MaskBand><VRTRasterBand dataType="Byte">']  # what a sheet holds, whatever its value: pure black is a colour, not a hole
    for sheet in sheets_:
        over = "<NODATA>0</NODATA>" if holes else ""
        of_bands = first.bands if sheet.void == "value" else first.bands[:1]  # a blue pool has no red: it is there all the same
        mask += [_source(sheet, f"mask,{number}", place, over) for number in of_bands]
    bands.append("".join(mask) + "</VRTRasterBand></MaskBand>")
    told = f'<Metadata><MDI key="{VOID_BY_VALUE}">1</MDI></Metadata>' if any(sheet.void == "value" for sheet in holes) else ""
    text = (
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>{escape(first.crs.to_wkt())}</SRS>'
        f"<GeoTransform>{left!r}, {size_x!r}, 0, {top!r}, 0, {-size_y!r}</GeoTransform>{told}{''.join(bands)}</VRTDataset>"
    )
    target = folder / f"mosaique-{hashlib.sha256(text.encode()).hexdigest()[:16]}.vrt"
    if not target.is_file():
        write_whole(target, text.encode("utf-8"))
    return str(target)


@dataclass(frozen=True)
class Sheet:
    """What is known of a file before it is read. bands: those that hold the picture (no alpha); void: "", "value" or "mask"."""

    file: str
    crs: Any
    transform: Any
    width: int
    height: int
    dtype: str
    bands: Tuple[int, ...]
    colours: Tuple[str, ...]
    descriptions: Tuple[str, ...]
    palette: bool
    void: str
    nodata: str

    @property
    def right(self) -> float:
        return float(self.transform.c + self.transform.a * self.width)

    @property
    def bottom(self) -> float:
        return float(self.transform.f + self.transform.e * self.height)

    @property
    def above(self) -> str:
        """What makes its source write only what it shows."""
        return f"<NODATA>{self.nodata}</NODATA>" if self.void == "value" else "<UseMaskBand>true</UseMaskBand>"


def look(file: str) -> Sheet:
    """Raises BadInput for a file that is no picture, or has no place on the ground."""
    import rasterio

    name = os.path.basename(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            opened = rasterio.open(file)
    except rasterio.errors.RasterioIOError as error:
        raise BadInput(f"L'image « {name} » est illisible : retirez-la ou reprenez une copie.", str(error)) from error
    with opened:
        if opened.crs is None or opened.transform.is_identity:
            raise BadInput(f"« {name} » n'est pas géoréférencée : retirez-la du dossier, ou donnez-lui sa projection et son calage.")
        if opened.transform.b or opened.transform.d or opened.transform.e >= 0 or opened.transform.a <= 0:
            raise BadInput(f"« {name} » est tournée ou renversée : lancez la détection sur chaque image séparément.")
        interp = [one.name for one in opened.colorinterp]
        palette = opened.count == 1 and interp[0] == "palette"
        bands = tuple(i for i in opened.indexes if interp[i - 1] != "alpha" or opened.count == 1)
        if opened.dtypes[0] not in TYPES:
            raise BadInput(f"La profondeur de « {name} » ({opened.dtypes[0]}) n'est pas lue : convertissez en 8 ou 16 bits.")
        flags = {flag.name for flag in opened.mask_flag_enums[0]}
        colours = tuple(interp[i - 1] if interp[i - 1] in COLOURS else "undefined" for i in bands)
        described = tuple(opened.descriptions[i - 1] or "" for i in bands)
        infrared = len(bands) >= 3 and (is_infrared(name) or described[0].lower() in NEAR_INFRARED)
        return Sheet(
            file, opened.crs, opened.transform, opened.width, opened.height, opened.dtypes[0], bands,
            ("red", "green", "blue") if palette else colours, ("", "", "") if palette else (("NIR", *described[1:]) if infrared else described),
            palette, "mask" if flags & {"alpha", "per_dataset"} else ("value" if "nodata" in flags else ""), repr(opened.nodata),
        )  # fmt: skip


def is_infrared(name: str) -> bool:
    return re.search(r"(^|[^a-z])(irc|cir)([^a-z]|$)", os.path.splitext(name)[0].lower()) is not None


def _must_go_with(first: Sheet, sheet: Sheet) -> None:
    name, other = os.path.basename(sheet.file), os.path.basename(first.file)
    for sort in ("crs", "bands", "dtype", "palette", "colours"):
        if getattr(sheet, sort) != getattr(first, sort):
            raise BadInput(
                f"« {name} » n'a pas la projection, les canaux ou la profondeur de « {other} » : lancez la détection séparément."
            )
    if (sheet.descriptions[0] == "NIR") != (first.descriptions[0] == "NIR"):
        raise BadInput(f"« {name} » et « {other} » ne sont pas du même type (couleurs, infrarouge) : lancez la détection séparément.")
    ratio = sheet.transform.a / first.transform.a
    if max(ratio, 1 / ratio) > MIXED:
        raise BadInput(
            f"« {name} » a des pixels de {100 * sheet.transform.a:.0f} cm et « {other} » de {100 * first.transform.a:.0f} cm : "
            "lancez la détection séparément."
        )


def _overlap(sheets_: Sequence[Sheet]) -> bool:
    """Whether two sheets show the same ground, by more than the pixel that roundings make."""
    import shapely

    edge = max(s.transform.a for s in sheets_)
    boxes = shapely.box(
        [s.transform.c + edge for s in sheets_], [s.bottom + edge for s in sheets_], [s.right - edge for s in sheets_],
        [s.transform.f - edge for s in sheets_],
    )  # fmt: skip
    one, other = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    return bool((one != other).any())


@dataclass(frozen=True)
class _Place:
    left: float
    top: float
    size_x: float
    size_y: float


def _source(sheet: Sheet, band: str, place: _Place, more: str = "") -> str:
    t, w, h = sheet.transform, sheet.width, sheet.height
    kind = "ComplexSource" if more else "SimpleSource"
    return (
        f'<{kind}><SourceFilename relativeToVRT="0">{escape(os.path.abspath(sheet.file))}</SourceFilename><SourceBand>{band}</SourceBand>'
        f'<SrcRect xOff="0" yOff="0" xSize="{w}" ySize="{h}"/>'
        f'<DstRect xOff="{(t.c - place.left) / place.size_x:.6f}" yOff="{(place.top - t.f) / place.size_y:.6f}" '
        f'xSize="{w * t.a / place.size_x:.6f}" ySize="{-h * t.e / place.size_y:.6f}"/>'
        f"{more}</{kind}>"
    )


def broken_sheet(handle: Any, window: Any) -> Optional[str]:
    """Name of the file of a mosaic that cannot be read in `window`."""
    import rasterio
    from rasterio.windows import from_bounds

    if handle.driver != "VRT":
        return None
    try:
        left, bottom, right, top = handle.window_bounds(window)
    except (rasterio.errors.RasterioError, ValueError):
        return None
    for file in handle.files[1:]:
        if not file.lower().endswith(EXTENSIONS):
            continue
        try:
            with rasterio.open(file) as sheet:
                box = (
                    max(left, sheet.bounds.left),
                    max(bottom, sheet.bounds.bottom),
                    min(right, sheet.bounds.right),
                    min(top, sheet.bounds.top),
                )
                if box[0] < box[2] and box[1] < box[3]:
                    sheet.read(window=from_bounds(*box, transform=sheet.transform))
        except (rasterio.errors.RasterioError, OSError):
            return os.path.basename(file)
        except ValueError:  # a turned sheet: not told by its bounds
            continue
    return None


def stamps(files: Sequence[str]) -> str:
    """What changes when a file, or a sheet that a mosaic names, is written again: a run on the new one is another run."""
    import rasterio

    every = list(files)
    for file in files:
        if file.lower().endswith(".vrt"):
            with contextlib.suppress(rasterio.errors.RasterioError), rasterio.open(file) as opened:
                every += opened.files[1:]
    digest = hashlib.sha256()
    for file in sorted(set(every)):
        with contextlib.suppress(OSError):
            found = os.stat(file)
            digest.update(f"{os.path.basename(file)}|{found.st_size}|{int(found.st_mtime)}|".encode())
    return digest.hexdigest()


def fingerprint(files: Sequence[str]) -> str:
    """What tells one picture from another without reading it all: names, sizes, first and last bytes."""
    digest = hashlib.sha256()
    for file in sorted(files):
        size = os.path.getsize(file)
        digest.update(f"{os.path.basename(file)}|{size}|".encode())
        with open(file, "rb") as stream:
            digest.update(stream.read(65_536))
            if size > 65_536:
                stream.seek(max(65_536, size - 65_536))
                digest.update(stream.read(65_536))
    return digest.hexdigest()
