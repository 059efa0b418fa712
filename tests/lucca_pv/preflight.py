"""Another judge of the archive: Apache PDFBox Preflight (Debian: libpdfbox2-java), which knows PDF/A-1b.

Ours are PDF/A-3b. What 3b adds (attached files, version 1.7) is taken off a copy; the rest, which both have in common
(structure, fonts and their widths, colours, metadata, annotations, actions), is judged by it.
"""

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api")
]
MAIN = "org.apache.pdfbox.preflight.Validator_A1b"


def needs_preflight():
    if shutil.which("java") is None or not all(path.exists() for path in JARS):
        pytest.skip("needs java and Debian's libpdfbox2-java")


def as_1b(path, target):
    with pikepdf.Pdf.open(io.BytesIO(path.read_bytes())) as pdf:
        for name in ("/AF", "/Names"):
            if name in pdf.Root:
                del pdf.Root[name]
        text = pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:part>3<", b"<pdfaid:part>1<")
        pdf.Root.Metadata = pdf.make_indirect(pikepdf.Stream(pdf, text, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML))
        pdf.save(target, force_version="1.4", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target


def judge(path, folder):
    """What Preflight says is wrong, a line each."""
    needs_preflight()
    copy = as_1b(path, folder / f"{path.stem}-1b.pdf")
    done = subprocess.run(["java", "-cp", ":".join(map(str, JARS)), MAIN, str(copy)], capture_output=True, text=True, timeout=100)
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    if any("is a valid PDF/A-1b file" in line for line in lines):
        return []
    return [line for line in lines if not line.startswith("The file")] or [done.stdout + done.stderr]
