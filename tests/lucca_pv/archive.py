"""Rules of PDF/A-3b (ISO 19005-3) that the documents rest on, read in the file itself; each break is a sentence.

No validator of the whole standard is at hand: this is the part that reportlab, pikepdf and pyHanko could get wrong.
"""

import io
import subprocess
import xml.etree.ElementTree as ET

import pikepdf

XMP = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView"}  # fmt: skip
ALLOWED_ANNOTATIONS = {"/Widget", "/Link"}


def breaks(path):
    data = path.read_bytes()
    told = (
        [] if data[:5] == b"%PDF-" and data[9:10] == b"%" and all(byte > 127 for byte in data[10:14]) else ["header without binary comment"]
    )
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
    told += [] if done.returncode == 0 else [f"qpdf: {done.stdout[-200:]}{done.stderr[-200:]}"]
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        for rule in (_file, _metadata, _intent, _actions, _fonts, _images, _annotations, _attachments, _states):
            told += list(rule(pdf))
    return told


def _file(pdf):
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "encrypted"
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            filters = item.get("/Filter", [])
            names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
            if pikepdf.Name("/LZWDecode") in names or pikepdf.Name("/Crypt") in names:
                yield "forbidden filter"
            if "/FFilter" in item or "/FDecodeParms" in item or (item.get("/Type") != "/EmbeddedFile" and "/F" in item):
                yield "a stream lies in another file"


def _metadata(pdf):
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "no plain XMP metadata"
        return
    root = ET.fromstring(stream.read_bytes().decode("utf-8").partition("?>")[2].rpartition("<?xpacket")[0])
    found = {}
    for block in root.iter(f"{{{XMP['rdf']}}}Description"):
        found.update(block.attrib)
        found.update({child.tag: child for child in block})
    for name, value in (("part", "3"), ("conformance", "B")):
        held = found.get(f"{{{XMP['pdfaid']}}}{name}")
        if (held if isinstance(held, str) or held is None else held.text) != value:
            yield f"pdfaid:{name} is not {value}"
    if f"{{{XMP['dc']}}}title" not in found:
        yield "no title"


def _intent(pdf):
    intents = [item for item in pdf.Root.get("/OutputIntents", []) if item.get("/S") == "/GTS_PDFA1"]
    profiles = {item.DestOutputProfile.objgen for item in intents}
    if len(profiles) != 1:
        yield "not one output profile"
        return
    profile = intents[0].DestOutputProfile
    content = profile.read_bytes()
    if (
        content[36:40] != b"acsp"
        or content[16:20] != b"RGB "
        or profile.N != 3
        or content[8] > 4
        or len(content) != int.from_bytes(content[:4], "big")
    ):
        yield "the output profile is not an RGB ICC profile"
    for item in pdf.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)) and "/DeviceCMYK" in str(item.get("/ColorSpace", "")):
            yield "CMYK under an RGB profile"


def _actions(pdf):
    for name in ("/OpenAction", "/AA", "/JavaScript"):
        if name in pdf.Root and name != "/OpenAction":
            yield f"{name} in the catalogue"
    if "/JavaScript" in pdf.Root.get("/Names", {}) or "/AlternatePresentations" in pdf.Root.get("/Names", {}):
        yield "scripts or presentations"
    if "/XFA" in pdf.Root.get("/AcroForm", {}) or bool(pdf.Root.get("/AcroForm", {}).get("/NeedAppearances", False)):
        yield "a form that asks to be drawn"
    for item in pdf.objects:
        if (
            isinstance(item, pikepdf.Dictionary)
            and str(item.get("/S", "")) in FORBIDDEN_ACTIONS
            and "/Type" in item
            and item.Type == "/Action"
        ):
            yield f"action {item.S}"


def _fonts(pdf):
    from fontTools.ttLib import TTFont

    seen = 0
    for item in pdf.objects:
        if not (isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"):
            continue
        seen += 1
        describer = item.get("/FontDescriptor", {})
        if "/FontFile2" not in describer:
            yield f"font {item.get('/BaseFont')} is not embedded"
            continue
        font = TTFont(io.BytesIO(describer.FontFile2.read_bytes()))
        tables = [(one.platformID, one.platEncID) for one in font["cmap"].tables]
        if int(describer.Flags) & 4 and ("/Encoding" in item or not ((3, 0) in tables or len(tables) == 1)):
            yield f"symbolic font {item.BaseFont} with an encoding of its own"
        scale, cmap, widths = 1000 / font["head"].unitsPerEm, font["cmap"].tables[0].cmap, list(item.Widths)
        for rank, width in enumerate(widths):
            glyph = cmap.get(int(item.FirstChar) + rank)
            if glyph and abs(font["hmtx"][glyph][0] * scale - float(width)) > 1:
                yield f"width of a sign of {item.BaseFont}: {float(width)} instead of {font['hmtx'][glyph][0] * scale}"
                break
    if not seen:
        yield "no font at all"


def _images(pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
            if bool(item.get("/Interpolate", False)) or "/Alternates" in item or "/OPI" in item:
                yield "an image that is interpolated or has alternates"
            if item.get("/Filter") == "/JPXDecode" or int(item.get("/BitsPerComponent", 8)) not in (1, 2, 4, 8):
                yield "an image of a kind that is not allowed"


def _annotations(pdf):
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            kind, flags = str(note.Subtype), int(note.get("/F", 0))
            if kind not in ALLOWED_ANNOTATIONS:
                yield f"annotation {kind}"
            if not flags & 4 or flags & 0b100011 or flags & 256:
                yield f"annotation {kind} that is hidden or not printed ({flags})"
            left, bottom, right, top = (float(value) for value in note.Rect)
            if kind == "/Widget" and right > left and top > bottom and "/N" not in note.get("/AP", {}):
                yield "a visible field without appearance"
            if "/AA" in note or (kind == "/Widget" and "/A" in note):
                yield "an annotation with actions"


def _attachments(pdf):
    names = pdf.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    specs = list(names)[1::2]
    linked = {item.objgen for item in pdf.Root.get("/AF", [])}
    for spec in specs:
        label = str(spec.get("/UF", "?"))
        if spec.objgen not in linked:
            yield f"attachment {label} is not associated"
        if not ("/F" in spec and "/UF" in spec and "/AFRelationship" in spec):
            yield f"attachment {label} without names or relationship"
        stream = spec.EF.F
        if "/Subtype" not in stream or "/ModDate" not in stream.get("/Params", {}) or "/Size" not in stream.Params:
            yield f"attachment {label} without type, date or size"
    if len(specs) != len(linked):
        yield "associated files that are not attached"


def _states(pdf):
    for item in pdf.objects:
        if (
            isinstance(item, pikepdf.Dictionary)
            and item.get("/Type") == "/ExtGState"
            and ("/TR" in item or item.get("/TR2", "/Default") != "/Default")
        ):
            yield "a transfer function"
