"""Several sheets of one vintage (as BD ORTHO is delivered) as one picture: a VRT that only names the sheets."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, List, Sequence, Tuple
from xml.sax.saxutils import escape

from shared.documents import write_whole
from shared.errors import BadInput

EXTENSIONS = (".jp2", ".tif", ".tiff", ".vrt", ".png", ".jpg", ".jpeg", ".img", ".ecw")


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
    import rasterio

    parts = []
    for file in files:
        try:
            with rasterio.open(file) as opened:
                parts.append((file, opened.crs, opened.transform, opened.width, opened.height, opened.count, opened.dtypes[0]))
        except rasterio.errors.RasterioIOError as error:
            raise BadInput(f"L'image « {os.path.basename(file)} » est illisible : retirez-la ou reprenez une copie.", str(error)) from error
    first = parts[0]
    for part in parts[1:]:
        if part[1] != first[1] or part[5] < 1 or (part[5], part[6]) != (first[5], first[6]):
            raise BadInput(
                f"« {os.path.basename(part[0])} » n'a pas la projection, les canaux ou la profondeur de « {os.path.basename(first[0])} » : "
                "lancez la détection séparément."
            )
        if part[2].b or part[2].d or first[2].b:
            raise BadInput(f"« {os.path.basename(part[0])} » est tournée : lancez la détection sur chaque image séparément.")
    if first[1] is None:
        raise BadInput(f"L'image « {os.path.basename(first[0])} » n'a pas de projection : géoréférencez-la.")
    size_x, size_y = min(p[2].a for p in parts), min(-p[2].e for p in parts)
    left, top = min(p[2].c for p in parts), max(p[2].f for p in parts)
    width = round((max(p[2].c + p[2].a * p[3] for p in parts) - left) / size_x)
    height = round((top - min(p[2].f + p[2].e * p[4] for p in parts)) / size_y)
    types = {"uint8": "Byte", "uint16": "UInt16", "int16": "Int16", "float32": "Float32"}
    dtype = types.get(first[6])
    if dtype is None:
        raise BadInput(f"La profondeur de « {os.path.basename(first[0])} » ({first[6]}) n'est pas lue : convertissez en 8 ou 16 bits.")
    bands = []
    for band in range(1, first[5] + 1):
        lines = [f'<VRTRasterBand dataType="{dtype}" band="{band}">']
        lines += [_source(part, str(band), left, top, size_x, size_y) for part in parts]
        bands.append("".join(lines) + "</VRTRasterBand>")
    mask = ['<MaskBand><VRTRasterBand dataType="Byte">']  # what a sheet holds, whatever its value: pure black is a colour, not a hole
    mask += [_source(part, "mask,1", left, top, size_x, size_y) for part in parts]
    bands.append("".join(mask) + "</VRTRasterBand></MaskBand>")
    text = (
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>{escape(first[1].to_wkt())}</SRS>'
        f"<GeoTransform>{left!r}, {size_x!r}, 0, {top!r}, 0, {-size_y!r}</GeoTransform>{''.join(bands)}</VRTDataset>"
    )
    target = folder / f"mosaique-{hashlib.sha256(text.encode()).hexdigest()[:16]}.vrt"
    if not target.is_file():
        write_whole(target, text.encode("utf-8"))
    return str(target)


def _source(part: Tuple[Any, ...], band: str, left: float, top: float, size_x: float, size_y: float) -> str:
    file, _, t, w, h = part[:5]
    return (
        f'<SimpleSource><SourceFilename relativeToVRT="0">{escape(os.path.abspath(file))}</SourceFilename><SourceBand>{band}</SourceBand>'
        f'<SrcRect xOff="0" yOff="0" xSize="{w}" ySize="{h}"/>'
        f'<DstRect xOff="{(t.c - left) / size_x:.6f}" yOff="{(top - t.f) / size_y:.6f}" xSize="{w * t.a / size_x:.6f}" ySize="{-h * t.e / size_y:.6f}"/>'
        "</SimpleSource>"
    )


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
