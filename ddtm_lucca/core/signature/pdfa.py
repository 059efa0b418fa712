"""A rendered document made fit for archives: PDF/A-3b, with its colour profile, its metadata and its attached files.

reportlab embeds the fonts (shared.report.fonts); pikepdf adds what it cannot write: output intent, XMP, associated files.
A PDF/A is never encrypted: whoever sends one encrypts what carries it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple
from xml.sax.saxutils import escape

from shared.errors import DdtmError

from . import icc

Box = Tuple[int, float, float, float, float]  # page from 1, left, bottom, right, top (points)
SIGNATURE_MARK = "signature"
MANIFEST = "pieces-annexees.json"
EMBEDDED_EACH, EMBEDDED_ALL = 5 * 10**6, 20 * 10**6
MAKER = "Suite DDTM"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
MIMES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "txt": "text/plain", "json": "application/json", "csv": "text/csv"}  # fmt: skip
MISSING = "La mise au format d'archive demande « pikepdf » : ajoutez-le au Python du moteur (voir requirements/runtime.txt)."


class Attachment(NamedTuple):
    """relation: Data, Supplement, Source or Alternative."""

    name: str
    data: bytes
    description: str
    relation: str = "Supplement"


def to_archive(
    data: bytes,
    *,
    title: str,
    author: str,
    subject: str,
    moment: dt.datetime,
    attachments: Sequence[Attachment] = (),
    boxes: Mapping[str, Box] | None = None,
) -> bytes:
    """The same pages as PDF/A-3b. boxes: places named in the document, which a signature looks for later."""
    try:
        import pikepdf
    except ImportError as error:
        raise DdtmError(MISSING, str(error)) from error
    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        _output_intent(pikepdf, pdf)
        for item in attachments:
            _attach(pikepdf, pdf, item, moment)
        for name, box in (boxes or {}).items():
            _mark(pikepdf, pdf, name, box)
        stamp = moment.astimezone().replace(microsecond=0)
        told = {"title": title, "author": author or "DDTM 34", "subject": subject or title}
        pdf.Root.Metadata = pdf.make_indirect(pikepdf.Stream(pdf, _xmp(told, stamp), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML))
        when = "D:" + stamp.strftime("%Y%m%d%H%M%S%z")[:-2] + "'" + stamp.strftime("%z")[-2:] + "'"
        info = {"/Title": title, "/Author": told["author"], "/Subject": told["subject"], "/Creator": MAKER, "/Producer": MAKER}
        for name in list(pdf.docinfo):  # type: ignore[call-overload]  # a dictionary of the PDF is iterable, its stub does not say so
            del pdf.docinfo[name]
        for name, value in {**info, "/CreationDate": when, "/ModDate": when}.items():
            pdf.docinfo[name] = value
        out = io.BytesIO()
        pdf.save(out, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.disable, linearize=False)
    return out.getvalue()


def _xmp(told: Mapping[str, str], stamp: dt.datetime) -> bytes:
    """The metadata in one block, the plainest form: some readers of archives know no other."""
    title, author, subject = (escape(told[name]) for name in ("title", "author", "subject"))
    alt = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
    lines = (
        f"<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language><dc:title>{alt.format(title)}</dc:title>",
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator><dc:description>{alt.format(subject)}</dc:description>",
        f"<xmp:CreatorTool>{MAKER}</xmp:CreatorTool>",
        *(f"<xmp:{name}>{stamp.isoformat()}</xmp:{name}>" for name in ("CreateDate", "ModifyDate", "MetadataDate")),
        f"<pdf:Producer>{MAKER}</pdf:Producer>",
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>",
    )
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in SPACES.items())
    body = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF xmlns:rdf="{RDF}">\n<rdf:Description rdf:about="" {spaces}>\n' + "\n".join(
        lines
    )
    packet = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{body}\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    return packet.encode("utf-8")


def _output_intent(pikepdf: Any, pdf: Any) -> None:
    profile = pikepdf.Stream(pdf, icc.srgb())
    profile.N = 3
    pdf.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFA1,
                OutputConditionIdentifier=icc.NAME,
                Info=icc.NAME,
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )


def _attach(pikepdf: Any, pdf: Any, item: Attachment, moment: dt.datetime) -> None:
    spec = pikepdf.AttachedFileSpec(
        pdf,
        item.data,
        filename=item.name,
        description=item.description,
        mime_type=MIMES.get(item.name.rpartition(".")[2].lower(), "application/octet-stream"),
        mod_date=f"D:{moment:%Y%m%d%H%M%S}",
    )
    spec.obj.AFRelationship = pikepdf.Name("/" + item.relation)
    pdf.attachments[item.name] = spec
    if "/AF" not in pdf.Root:
        pdf.Root.AF = pikepdf.Array([])
    if not any(held.F == item.name for held in pdf.Root.AF):
        pdf.Root.AF.append(pdf.make_indirect(spec.obj))


def _mark(pikepdf: Any, pdf: Any, name: str, box: Box) -> None:
    """A named destination: where the signature goes, said by the document itself."""
    page, left, bottom, right, top = box
    target = pikepdf.Array([pdf.pages[page - 1].obj, pikepdf.Name.FitR, round(left, 2), round(bottom, 2), round(right, 2), round(top, 2)])
    if "/Dests" not in pdf.Root:
        pdf.Root.Dests = pikepdf.Dictionary()
    pdf.Root.Dests[pikepdf.Name("/" + name)] = target


def manifest(number: str, content_hash: str, pieces: Sequence[Mapping[str, Any]]) -> Attachment:
    """Hashes of the originals, whether they travel inside the document or beside it."""
    rows = [
        {"rang": rank, "nom": row["nom"], "legende": row.get("legende") or "", "octets": row.get("octets"), "sha256": row["sha256"]}
        for rank, row in enumerate(pieces, 1)
    ]
    body: Dict[str, Any] = {"document": number, "contenu_scelle_sha256": content_hash, "pieces": rows}
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
    return Attachment(MANIFEST, text, f"Empreintes SHA-256 des {len(rows)} pièces annexées", "Data")


def embedded(pieces: Sequence[Tuple[int, Mapping[str, Any], bytes]]) -> List[Attachment]:
    """(rank, record, bytes) of the pieces: the documents small enough to travel inside; photographs do not: their originals go beside, by their hash."""
    out: List[Attachment] = []
    room = EMBEDDED_ALL
    for rank, row, data in pieces:
        if row.get("type") == "photo" or len(data) > min(EMBEDDED_EACH, room):
            continue
        room -= len(data)
        digest = hashlib.sha256(data).hexdigest()
        out.append(Attachment(f"{rank:02d}-{row['nom']}", data, f"{row.get('legende') or row['nom']} (SHA-256 {digest})"))
    return out
