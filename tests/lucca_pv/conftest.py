"""The store and the sound entry of tests/lucca, and a report closed from it."""

import pytest

from tests.lucca.conftest import cheap_keys, ctx, depot, params, space  # noqa: F401
from tests.lucca.test_pv import close, entry, write  # noqa: F401

from .certificats import Authority


@pytest.fixture
def closed(params, ctx, write, entry, tmp_path):  # noqa: F811
    """A closed report with a photograph and a PDF among its pieces."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "arrêté.pdf"))
    canvas.drawString(72, 720, "Refus de permis")
    canvas.save()
    entry["pieces"].append({"chemin": "arrêté.pdf", "legende": "Refus de permis"})
    made = write(entry)
    return {**close(params, ctx, made), **made}


@pytest.fixture(scope="session")
def authority():
    return Authority()


@pytest.fixture(scope="session")
def certificate(authority, tmp_path_factory):
    return authority.issue(tmp_path_factory.mktemp("certificat") / "agent.p12", qualified=True)
