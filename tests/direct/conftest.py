from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from data_sync.core.direct import services
from shared import catalogue
from shared.espace import Espace
from shared.gpkg.create import create

from .serveur import ouvert

SALLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "temps_reel"
RAPIDE = {"connexion_s": 2, "lecture_s": 1.0, "total_s": 2.0, "attente_max_s": 0.5, "pas_s": 0.02}


@pytest.fixture
def serveur():
    with ouvert() as server:
        yield server


@pytest.fixture(scope="session")
def fichier(tmp_path_factory):
    """An empty direct.gpkg, made once: a test that wants none removes its copy."""
    return create(tmp_path_factory.mktemp("direct") / "direct.gpkg", catalogue.layers("direct"))


@pytest.fixture
def espace(tmp_path, serveur, monkeypatch, fichier):
    """An empty work space whose services are all this machine's server, each under its own name; nothing is kept young."""
    for name in list(services.os.environ):
        if name.startswith("DDTM_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(
        services,
        "SERVICES",
        {code: services.replace(one, pause_s=0.0, rythme_s=0.0) for code, one in services.SERVICES.items()},
    )
    root = tmp_path / "espace"
    (root / "direct").mkdir(parents=True)
    shutil.copy(fichier, root / "direct" / "direct.gpkg")
    addresses = {code: f"{serveur.base}/{code}" for code in services.SERVICES}
    (root / "direct" / "adresses.json").write_text(json.dumps(addresses), encoding="utf-8")
    return Espace.at(root)


@pytest.fixture
def salle():
    """The reading room's recorded answers, when they are there."""
    if not SALLE.is_dir():
        pytest.skip("pas de réponses enregistrées à côté du dépôt (../shared/data/temps_reel)")
    return SALLE
