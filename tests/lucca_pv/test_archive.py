"""A closed report is a PDF/A-3b that carries the hashes of its pieces, and the pieces that are small documents."""

import hashlib
import io
import json
import subprocess

import pikepdf
import pytest

from ddtm_lucca.core.pv import job as pv_job
from ddtm_lucca.core.signature import pdfa

from .archive import breaks
from .preflight import judge


def printed(params, ctx, made, target, **more):
    pv_job.produire({**params, "affaire": made["affaire"], "sortie": str(target), "motif": "essai", **more}, ctx)
    return target


def test_a_closed_report_keeps_to_the_rules_of_the_archive(params, ctx, closed, tmp_path):
    assert breaks(printed(params, ctx, closed, tmp_path / "pv.pdf")) == []


def test_a_draft_and_a_letter_keep_to_them_too(params, ctx, write, entry, tmp_path):
    from ddtm_lucca.core.pv import courriers

    made = write(entry)
    assert breaks(printed(params, ctx, made, tmp_path / "projet.pdf")) == []
    letter = tmp_path / "lettre.pdf"
    courriers.run(
        {**params, "affaire": made["affaire"], "type": "convocation", "date": "2026-05-12", "heure": "09:30", "sortie": str(letter)}, ctx
    )
    assert breaks(letter) == []


def test_it_carries_the_hash_of_every_piece_and_the_papers_themselves(params, ctx, closed, tmp_path):
    path = printed(params, ctx, closed, tmp_path / "pv.pdf")
    listed = subprocess.run(["pdfdetach", "-list", str(path)], capture_output=True, text=True, check=True).stdout
    assert pdfa.MANIFEST in listed and "02-arrêté.pdf" in listed and "vue.jpg" not in listed
    with pikepdf.Pdf.open(path) as pdf:
        manifest = json.loads(pdf.attachments[pdfa.MANIFEST].get_file().read_bytes())
        paper = bytes(pdf.attachments["02-arrêté.pdf"].get_file().read_bytes())
    assert [row["sha256"] for row in manifest["pieces"]] == [
        hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("vue.jpg", "arrêté.pdf")
    ]
    assert paper == (tmp_path / "arrêté.pdf").read_bytes()
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert manifest["contenu_scelle_sha256"] in text.replace("\n", "")


def test_a_paper_too_large_travels_beside(monkeypatch):
    monkeypatch.setattr(pdfa, "EMBEDDED_ALL", 10)
    rows = [(rank, {"nom": f"{rank}.pdf", "type": "pdf"}, b"12345678") for rank in (1, 2)]
    assert [item.name for item in pdfa.embedded(rows)] == ["01-1.pdf"]


SPOIL = {
    "encrypted": lambda pdf: None,
    "no plain XMP": lambda pdf: pdf.Root.__delitem__("/Metadata"),
    "not one output profile": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "not associated": lambda pdf: pdf.Root.__delitem__("/AF"),
    "scripts": lambda pdf: pdf.Root.Names.__setitem__("/JavaScript", pikepdf.Dictionary()),
    "is not embedded": lambda pdf: pdf.pages[0].Resources.Font["/F1+0"].FontDescriptor.__delitem__("/FontFile2"),
    "width of a sign": lambda pdf: pdf.pages[0].Resources.Font["/F1+0"].Widths.__setitem__(65, 1),
    "annotation /Text": lambda pdf: pdf.pages[0].__setitem__("/Annots", pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Rect=[0, 0, 1, 1], F=4)])),
}  # fmt: skip


@pytest.mark.parametrize("told", SPOIL)
def test_the_checker_itself_sees_each_break(params, ctx, closed, tmp_path, told):
    path = printed(params, ctx, closed, tmp_path / "pv.pdf")
    with pikepdf.Pdf.open(io.BytesIO(path.read_bytes())) as pdf:
        SPOIL[told](pdf)
        locked = pikepdf.Encryption(owner="x", user="") if told == "encrypted" else None
        pdf.save(path, encryption=locked or False)
    assert any(told in one for one in breaks(path)), breaks(path)


# -- another judge -------------------------------------------------------------------------------------------------------------
def test_apache_preflight_finds_nothing_in_what_both_standards_share(params, ctx, closed, certificate, tmp_path):
    from ddtm_lucca.core.pv import courriers
    from ddtm_lucca.core.signature import job as signature

    from .certificats import SECRET

    path, letter = tmp_path / "signe.pdf", tmp_path / "lettre.pdf"
    signature.signer(
        {**params, "affaire": closed["affaire"], "certificat": str(certificate), "phrase_certificat": SECRET, "sortie": str(path)}, ctx
    )
    courriers.run({**params, "affaire": closed["affaire"], "type": "maire", "sortie": str(letter)}, ctx)
    assert judge(path, tmp_path) == [] and judge(letter, tmp_path) == []


def test_apache_preflight_does_look(params, ctx, closed, tmp_path):
    path = printed(params, ctx, closed, tmp_path / "pv.pdf")
    with pikepdf.Pdf.open(io.BytesIO(path.read_bytes())) as pdf:
        del pdf.pages[0].Resources.Font["/F1+0"].FontDescriptor["/FontFile2"]
        pdf.save(path)
    assert judge(path, tmp_path)


def test_the_colour_profile_leaves_srgb_colours_as_they_are():
    import numpy as np
    from PIL import Image, ImageCms

    from ddtm_lucca.core.signature import icc

    picture = Image.effect_noise((64, 64), 200).convert("RGB")
    seen = ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(io.BytesIO(icc.srgb())), ImageCms.createProfile("sRGB"))
    assert np.abs(np.asarray(picture).astype(int) - np.asarray(seen)).max() <= 1 and icc.srgb()[8] == 2
