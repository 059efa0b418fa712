"""The XMP packet of a photograph as {(family, name): text}, whether written as attributes or as elements, even broken.

Families are short names of the namespaces (see FAMILIES). Nothing external is ever read: a packet that declares
entities is refused whole ("bombe XML"), an over-long one too.
"""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Tuple
from xml.etree import ElementTree

Packet = Dict[Tuple[str, str], str]
MAX_BYTES = 2 << 20
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# part of the namespace's address (or of its prefix, when the packet is broken) -> family; the first that fits
FAMILIES = (
    ("camera-raw", "autre"),
    ("dji", "dji"),
    ("parrot", "parrot"),
    ("skydio", "skydio"),
    ("autel", "autel"),
    ("pix4d.com/camera", "camera"),
    ("camera", "camera"),
    ("sensefly", "camera"),
    ("ns.adobe.com/tiff", "tiff"),
    ("tiff", "tiff"),
    ("ns.adobe.com/exif", "exif"),
    ("exif", "exif"),
    ("ns.adobe.com/xap/1.0/mm", "autre"),
    ("ns.adobe.com/xap", "xmp"),
    ("xmp", "xmp"),
    ("drone", "autel"),
)
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w.-]*):([A-Za-z][\w.-]*)\s*=\s*("([^"<>]{0,400})"|'([^'<>]{0,400})')""")
_ELEMENT = re.compile(r"<([A-Za-z][\w.-]*):([A-Za-z][\w.-]*)[^<>]{0,200}>\s*([^<>]{1,400}?)\s*</\1:\2>")


class UnsafePacket(ValueError):
    """The packet declares entities or a document type: it is not read."""


def read_xmp(block: Optional[bytes]) -> Packet:
    """Values of a packet; {} when there is none. Raises UnsafePacket for a packet that must not be parsed."""
    if not block:
        return {}
    if len(block) > MAX_BYTES:
        raise UnsafePacket("packet too long")
    body = block.replace(b"\0", b"")
    if b"<!ENTITY" in body or b"<!DOCTYPE" in body:
        raise UnsafePacket("entities")
    start, end = body.find(b"<x:xmpmeta"), body.rfind(b"</x:xmpmeta>")
    if start < 0 or end < 0:
        start, end, closing = body.find(b"<rdf:RDF"), body.rfind(b"</rdf:RDF>"), 10
    else:
        closing = 12
    if start >= 0 and end > start:
        try:
            return _from_tree(ElementTree.fromstring(body[start : end + closing]))
        except ElementTree.ParseError:
            pass
    return _from_text(body.decode("utf-8", "replace"))


def family(namespace: str) -> str:
    lowered = namespace.lower()
    for part, name in FAMILIES:
        if part in lowered:
            return name
    return "autre"


def _from_tree(root: ElementTree.Element) -> Packet:
    out: Packet = {}
    for description in root.iter(RDF + "Description"):
        _attributes(description, out)
        for child in description:
            _element(child, out, ())
    return out


def _attributes(element: ElementTree.Element, out: Packet) -> None:
    for key, value in element.attrib.items():
        _keep(key, value, out, ())


def _element(element: ElementTree.Element, out: Packet, above: Tuple[str, ...]) -> None:
    """An element's text, or those of its parts as "Whole/Part" (structures of Skydio) and "Whole" (lists: joined)."""
    local = element.tag.rpartition("}")[2]
    if len(above) > 3:
        return
    items: List[str] = [item.text.strip() for item in element.iter(RDF + "li") if item.text and item.text.strip()]
    if items:
        _keep(element.tag, ", ".join(items), out, above)
    elif len(element):
        for child in element:
            if child.tag == RDF + "Description":
                for key, value in child.attrib.items():
                    _keep(key, value, out, (*above, local))
                for grandchild in child:
                    _element(grandchild, out, (*above, local))
            else:
                _element(child, out, (*above, local))
    else:
        _keep(element.tag, element.text or "", out, above)
    for key, value in element.attrib.items():
        if not key.startswith(RDF):
            _keep(key, value, out, (*above, local))


def _keep(tag: str, text: str, out: Packet, above: Tuple[str, ...]) -> None:
    namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    value = text.strip()
    if value and namespace and not tag.startswith(RDF):
        out.setdefault((family(namespace), "/".join((*above, local))), value)


def _from_text(text: str) -> Packet:
    """The same from a packet that is no well-formed XML (names declared twice, cut short)."""
    out: Packet = {}
    for match in _ATTRIBUTE.finditer(text):
        value = (match.group(4) if match.group(4) is not None else match.group(5)).strip()
        if match.group(1) not in ("xmlns", "rdf", "x", "xml") and value:
            out.setdefault((family(match.group(1)), match.group(2)), value)
    for match in _ELEMENT.finditer(text):
        if match.group(1) != "rdf":
            out.setdefault((family(match.group(1)), match.group(2)), match.group(3))
    return out
