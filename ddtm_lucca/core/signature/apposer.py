"""A signature (PAdES) and a timestamp added to a PDF/A without touching a byte of what was there."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, Dict, List, Optional, Tuple

from shared.errors import BadInput, DdtmError

from .pdfa import SIGNATURE_MARK

NO_TSA = "Le service d'horodatage ne répond pas : vérifiez le réseau et son adresse. La signature reste valable ; horodatez plus tard."


def _writer(data: bytes) -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """A signature adds itself and nothing else: the archive's metadata stay those of its making."""

    try:
        return Writer(io.BytesIO(data))
    except Exception as error:
        raise BadInput("Ce document n'est pas un PDF lisible : il ne peut pas être signé.", type(error).__name__) from error


def place(data: bytes, name: str = SIGNATURE_MARK) -> Optional[Tuple[int, Tuple[float, float, float, float]]]:
    """(page from 0, box) that the document names for a signature, or None."""
    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(data)) as pdf:
        places: Any = pdf.Root.get("/Dests")
        target = None if places is None else places.get("/" + name)
        if target is None:
            return None
        rank = next(rank for rank, page in enumerate(pdf.pages) if page.obj.objgen == target[0].objgen)
        return rank, tuple(float(value) for value in list(target)[2:6])  # type: ignore[return-value]


def sign(data: bytes, signer: Any, who: Dict[str, Any], function: str, town: str, reason: str, mark: str = SIGNATURE_MARK) -> bytes:
    """The document with one more signature, drawn where the document says (`mark`); others may follow."""
    from pyhanko.sign import fields, signers

    writer = _writer(data)
    earlier = len(list(writer.prev.embedded_signatures))
    name = f"Signature-{earlier + 1}"
    where = place(data, mark)
    spec = fields.SigFieldSpec(name, box=_whole(where[1]), on_page=where[0]) if where else fields.SigFieldSpec(name)
    fields.append_signature_field(writer, spec)
    metadata = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=town,
        name=who["sujet"],
    )
    style = _style(who, function, where[1]) if where else None
    try:
        out = signers.PdfSigner(metadata, signer=signer, stamp_style=style).sign_pdf(writer)
    except Exception as error:
        raise DdtmError("La signature a échoué : rien n'a été écrit. Vérifiez le certificat ou la carte.", type(error).__name__) from error
    return out.getvalue()


def _whole(box: Tuple[float, float, float, float]) -> Tuple[int, int, int, int]:
    left, bottom, right, top = (int(round(value)) for value in box)
    return left, bottom, right, top


def _style(who: Dict[str, Any], function: str, box: Tuple[float, float, float, float]) -> Any:
    """What is seen of a signature: a page of our own with embedded fonts, as a PDF/A wants it."""
    from pyhanko import stamp
    from pyhanko.pdf_utils.content import ImportedPdfPage
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader

    width, height = box[2] - box[0], box[3] - box[1]
    picture = _drawn(who, function, width, height)

    class Page(ImportedPdfPage):
        def render(self) -> bytes:
            form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(picture)))
            self.resources.xobject["/Apparence"] = form
            self.box = BoxConstraints(width=width, height=height)
            return b"/Apparence Do"

    whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(), InnerScaling.NO_SCALING)
    return stamp.StaticStampStyle(border_width=0, background=Page(""), background_layout=whole, background_opacity=1.0)


def _drawn(who: Dict[str, Any], function: str, width: float, height: float) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    from shared.report.fonts import family, printable
    from shared.report.page import BLEU_FRANCE, GRIS

    fonts, out = family(), io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), initialFontName=fonts.regular, initialFontSize=7.5)
    canvas.setStrokeColor(BLEU_FRANCE)
    canvas.setLineWidth(0.8)
    canvas.rect(0.5, 0.5, width - 1, height - 1, stroke=1, fill=0)
    canvas.setFillColor(GRIS)
    name, _, organisation = who["sujet"].partition(" (")
    rows: List[Tuple[str, float, str]] = [
        (fonts.bold, 8.5, f"Signé électroniquement par {name}"),
        (fonts.regular, 7.5, function or organisation.rstrip(")")),
        (fonts.regular, 7.5, f"Le {dt.datetime.now():%d/%m/%Y à %H h %M}"),
        (fonts.regular, 6.5, f"Certificat {'qualifié ' if who['qualifie'] else ''}délivré par {who['emetteur']}"),
    ]
    y = height - 12
    for font, size, text in rows:
        text, shown = printable(text), size
        while canvas.stringWidth(text, font, shown) > width - 10 and shown > 4.5:
            shown -= 0.25
        canvas.setFont(font, shown)
        canvas.drawString(5, y, text)
        y -= (height - 12) / len(rows)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def timestamp(data: bytes, timestamper: Any) -> bytes:
    """The document with a document timestamp (RFC 3161) over all that was there."""
    from pyhanko.sign import signers

    writer = _writer(data)
    rank = sum(1 for _ in writer.prev.embedded_timestamp_signatures) + 1
    try:
        out = signers.PdfTimeStamper(timestamper, field_name=f"Horodatage-{rank}").timestamp_pdf(writer, "sha256")
    except Exception as error:
        raise DdtmError(NO_TSA, type(error).__name__) from error
    return out.getvalue()
