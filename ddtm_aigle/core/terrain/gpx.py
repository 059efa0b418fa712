"""A round as GPX 1.1: what any satnav or telephone reads, without a network."""

from __future__ import annotations

from typing import Any, List, Sequence, Tuple
from xml.sax.saxutils import escape


def track(name: str, stops: Sequence[Tuple[str, Any]], lines: Sequence[Any]) -> str:
    """stops: (title, point), lines: one a leg; all in Lambert 93."""
    import pyproj

    to_degrees = pyproj.Transformer.from_crs(2154, 4326, always_xy=True)

    def place(x: float, y: float) -> str:
        lon, lat = to_degrees.transform(x, y)
        return f'lat="{lat:.6f}" lon="{lon:.6f}"'

    out: List[str] = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="DDTM AIGLE" xmlns="http://www.topografix.com/GPX/1/1">',
    ]
    out.append(f"<metadata><name>{escape(name)}</name></metadata>")
    out += [f"<wpt {place(point.x, point.y)}><name>{escape(title)}</name></wpt>" for title, point in stops]
    out.append(f"<trk><name>{escape(name)}</name>")
    for line in lines:
        points = "".join(f"<trkpt {place(x, y)}/>" for x, y in line.coords)
        out.append(f"<trkseg>{points}</trkseg>")
    out.append("</trk></gpx>")
    return "\n".join(out) + "\n"
