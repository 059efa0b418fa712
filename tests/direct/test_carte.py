"""On the map of a real QGIS: live layers join the theme, and a value that may no longer be trusted is drawn unknown."""

from __future__ import annotations

import datetime as dt
import subprocess

import pytest
import shapely

from shared import catalogue
from shared.gpkg.create import create
from shared.gpkg.write import insert_rows
from tests.carto.conftest import X0, Y0, in_qgis, make_space, needs_qgis

pytestmark = needs_qgis
NOW = dt.datetime.now(dt.timezone.utc)


def reach(code, niveau, y, etat="a_jour", reste_h=5.0):
    line = shapely.MultiLineString([[(X0 + 500, Y0 + y), (X0 + 3500, Y0 + y + 300)]])
    return {
        "source": "vigicrues", "heure_validite": NOW - dt.timedelta(hours=2), "heure_reception": NOW, "etat": etat, "geom": line.wkb,
        "perime_le": NOW + dt.timedelta(hours=reste_h), "code": code, "nom": f"Lez {code}", "niveau": niveau,
    }  # fmt: skip


def station(code, source, minutes, hauteur):
    return {
        "source": source, "heure_validite": NOW - dt.timedelta(minutes=minutes), "heure_reception": NOW, "code_station": code, "nom": "Lattes",
        "perime_le": NOW + dt.timedelta(hours=1), "hauteur": hauteur, "tendance": "monte", "geom": shapely.Point(X0 + 2000, Y0 + 2000).wkb,
    }  # fmt: skip


@pytest.fixture
def space(tmp_path):
    espace = make_space(tmp_path / "espace")
    espace.direct_gpkg.parent.mkdir()
    create(espace.direct_gpkg, catalogue.layers("direct"))
    rows = [reach("a", "vert", 500), reach("b", "vert", 1500, "perime"), reach("c", "vert", 2500, reste_h=-1), reach("d", "orange", 3300)]
    insert_rows(espace.direct_gpkg, "direct_troncon_vigicrues", rows)
    told = {"source": "vigicrues", "libelle": "Vigicrues", "mention": "© Vigicrues", "heure_validite": NOW, "heure_reception": NOW}
    insert_rows(espace.direct_gpkg, "direct_source", [told])
    insert_rows(espace.direct_gpkg, "direct_station", [station("Y1", "hubeau", 20, 1.2), station("Y1", "vigicrues_stations", 10, 1.3)])
    return espace


def test_stale_levels_are_drawn_unknown_and_each_station_once(space):
    told = in_qgis(
        """
        opened = projet.ouvrir_theme(project, espace, "inondation")
        by_name = {layer.customProperty("ddtm/couche"): layer for layer in project.mapLayers().values()}
        reaches, stations = by_name["direct_troncon_vigicrues"], by_name["direct_station"]
        drawn = {}
        for feature in reaches.getFeatures():
            context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(reaches))
            context.setFeature(feature)
            drawn[feature["code"]] = QgsExpression(reaches.renderer().classAttribute()).evaluate(context)
        tell(drawn=drawn, heights=[f["hauteur"] for f in stations.getFeatures()], read_only=reaches.readOnly(), missing=opened["absentes"])
        """,
        space,
    )
    assert told["drawn"] == {"a": "vert", "b": "inconnu", "c": "inconnu", "d": "orange"}
    assert told["heights"] == [1.3], "the newest of the two services"
    assert told["read_only"] and told["missing"] == []


def test_a_work_space_never_updated_opens_as_before(tmp_path):
    told = in_qgis(
        'opened = projet.ouvrir_theme(project, espace, "route"); tell(missing=opened["absentes"], said=opened["avertissements"])',
        make_space(tmp_path / "e"),
    )
    assert told == {"missing": [], "said": []}


def test_a_printed_map_quotes_the_service_and_the_hour_of_what_it_said(space):
    told = in_qgis(
        """
        from pathlib import Path
        from shared.carto import commande
        path = Path(espace.sorties) / "direct.pdf"
        commande.produire(project, espace, {"theme": "inondation", "emprise": [X0, Y0, X0 + 4000, Y0 + 4000], "sortie": str(path)})
        tell(path=str(path))
        """,
        space,
    )
    text = subprocess.run(["pdftotext", "-layout", told["path"], "-"], capture_output=True, text=True).stdout
    assert "© Vigicrues" in text and NOW.astimezone().strftime("%d/%m/%Y") in text
