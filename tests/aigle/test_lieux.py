"""Parcel, commune and zones come from the data pack by themselves; zones at stake restrict what is read."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import shapely

from ddtm_aigle.core import situer
from ddtm_aigle.core.histoire.priorite import priority
from ddtm_aigle.core.lieux import places
from shared import catalogue
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.create import create
from shared.gpkg.write import insert_together
from shared.jobs import JobContext

from .mondes import X0, Y0, detect, found, picture, rows
from .onnx_mini import centre_model

SQUARES = [(20, 20, "piscine"), (300, 20, "piscine")]  # 20 cm pixels: at 4 m and 60 m from the west


def pack(root, generation="gen-1", east="B", document="opposable", scale=1, **more) -> Espace:
    """West of X0 + 40 m: parcel A 1, zone N and a PPR zone; east: parcel B 2, zone UB. One commune. scale: the same, larger and north of Y0 too."""
    folder = root / "referentiel" / generation
    folder.mkdir(parents=True)
    create(folder / "referentiel.gpkg", catalogue.layers("reference"), exercise=False)

    def box(x1, x2):
        return shapely.MultiPolygon([shapely.box(X0 + x1 * scale, Y0 - 60 * scale, X0 + x2 * scale, Y0 + 60 * (scale - 1))]).wkb

    def parcel(section, number, x1, x2):
        idu = f"34999000{section:0>2}{number:04d}"
        return {"idu": idu, "code_insee": "34999", "section": section, "numero": f"{number:04d}", "geom": box(x1, x2)}

    insert_together(
        folder / "referentiel.gpkg",
        {
            "commune": [{"nom": "Essai-les-Bains", "code_insee": "34999", "geom": box(0, 80)}],
            "parcelle": [parcel("A", 1, 0, 40), parcel(east, 2, 40, 80)],
            "document_urbanisme": [{"idurba": "34999_PLU_20200101", "etat": document}],
            "zone_urba": [
                {"libelle": "N1", "type_zone": "N", "idurba": "34999_PLU_20200101", "geom": box(0, 40)},
                {"libelle": "UB", "type_zone": "U", "idurba": "34999_PLU_20200101", "geom": box(40, 80)},
            ],
            "zone_reglementaire_ppr": [
                {"code_zone": "R", "standard": "covadis", "type_reglement": "interdiction", "geom": box(0, 30), **more}
            ],
        },
    )
    (folder / "pack.json").write_text('{"titre": "essai", "exercice": false}')
    (folder.parent / "CURRENT").write_text(generation)
    return Espace.at(root)


@pytest.fixture
def model(tmp_path):
    return centre_model(tmp_path / "modele.onnx")


def test_each_detection_says_its_parcel_commune_and_zones_without_being_told(tmp_path, model):
    pack(tmp_path / "e")
    detect(tmp_path / "e", picture(tmp_path / "ortho.tif", SQUARES), model)
    west, east = sorted(rows(tmp_path / "e"), key=lambda row: row["parcelle"])
    assert (west["parcelle"], west["code_insee"], west["commune"]) == ("349990000A0001", "34999", "Essai-les-Bains")
    assert west["zones"] == "PPR : R ; PLU : N1 (naturelle ou forestière)"
    assert (east["parcelle"], east["zones"]) == ("349990000B0002", "PLU : UB (urbaine)")


@pytest.mark.parametrize("stake", ["plu_an", "ppr", "ppr_interdiction"])
def test_zones_at_stake_of_the_pack_are_asked_for_by_name(tmp_path, model, stake):
    pack(tmp_path / "e")
    result = detect(tmp_path / "e", picture(tmp_path / "ortho.tif", SQUARES), model, zones=[stake])
    whole = detect(tmp_path / "e2", picture(tmp_path / "ortho.tif", SQUARES), model)
    assert found(tmp_path / "e") == [(20, 20, "piscine")]
    assert result["tuiles"] < whole["tuiles"]


def test_an_annulled_plan_names_no_zone_and_restricts_nothing(tmp_path, model):
    pack(tmp_path / "e", document="annule")
    image = picture(tmp_path / "ortho.tif", SQUARES)
    detect(tmp_path / "e", image, model)
    assert sorted(row["zones"] or "" for row in rows(tmp_path / "e")) == ["", "PPR : R"]
    with pytest.raises(BadInput, match="n'a pas de « Zones agricoles et naturelles du PLU » sur cette image"):
        detect(tmp_path / "e", image, model, zones=["plu_an"])


def test_zones_at_stake_without_a_pack_are_refused_in_one_sentence(tmp_path, model):
    with pytest.raises(BadInput, match="importez cette couche, ou donnez un fichier"):
        detect(tmp_path / "e", picture(tmp_path / "ortho.tif", SQUARES), model, zones=["ppr"])


def test_a_common_edge_is_not_a_zone(tmp_path):
    espace = pack(tmp_path / "e")
    (place,) = places(espace, np.array([shapely.box(X0 + 30, Y0 - 20, X0 + 35, Y0 - 15)]))
    assert place["zones"] == "PLU : N1 (naturelle ou forestière)"


def test_a_new_pack_moves_parcels_and_keeps_what_it_does_not_say(tmp_path, model):
    pack(tmp_path / "e")
    detect(tmp_path / "e", picture(tmp_path / "ortho.tif", SQUARES), model)
    pack(tmp_path / "e", "gen-2", east="ZC", document="annule")
    assert situer.run({"espace": str(tmp_path / "e")}, JobContext())["changees"] == 2
    assert sorted((row["parcelle"], row["zones"]) for row in rows(tmp_path / "e")) == [
        ("349990000A0001", "PPR : R"),
        ("34999000ZC0002", "PLU : UB (urbaine)"),
    ]
    emptied = situer.run({"espace": str(tmp_path / "e"), "effacer": True}, JobContext())
    assert emptied["changees"] == 1 and "ligne(s) comparée(s) au paquet « gen-2 »" in emptied["phrase"]
    assert situer.run({"espace": str(tmp_path / "e")}, JobContext())["changees"] == 0


def test_without_detections_or_pack_one_sentence(tmp_path, model):
    with pytest.raises(BadInput, match="lancez d'abord la détection"):
        situer.run({"espace": str(tmp_path / "vide")}, JobContext())
    pack(tmp_path / "e")
    detect(tmp_path / "e", picture(tmp_path / "ortho.tif", SQUARES), model)
    shutil.rmtree(tmp_path / "e" / "referentiel")
    with pytest.raises(BadInput, match="Aucun paquet de données"):
        situer.run({"espace": str(tmp_path / "e")}, JobContext())


@pytest.mark.parametrize(
    "zones, reason",
    [
        ("PPR : R", "zone à risque"), ("Aléa : fort", "zone à risque"), ("PLU : N1 (naturelle ou forestière)", "zone à enjeux"),
        ("PLU : UB (urbaine)", None), ("PLU : UB (urbaine), 2AU (à urbaniser) ; Prescription : bois", None), ("foret : DFCI", "zone à enjeux"),
        ("PLU : UB (urbaine), A (agricole)", "zone à enjeux"), (None, None),
    ],
)  # fmt: skip
def test_a_built_up_zone_is_no_stake(zones, reason):
    told = priority({"zones": zones, "score": 0.5})[1]
    assert ("zone" in told) is bool(reason) and (reason or "") in told


def test_a_real_cadastre_names_the_parcel_that_holds_the_centre(tmp_path):
    """Against the published file itself: 40 parcels of Épinay-sous-Sénart, a frame at the centre of each."""
    from pathlib import Path

    import geopandas as gpd

    source = Path(__file__).resolve().parents[3] / "shared" / "data" / "cadastre_plu" / "cadastre_etalab_91216_epinay.gpkg"
    if not source.is_file():
        pytest.skip("real data not at hand")
    from data_sync.core.importer.job import run

    run({"espace": str(tmp_path / "e"), "profil": "parcelles", "sources": [str(source)], "departement": "91"}, JobContext())
    frame = gpd.read_file(source, layer="parcelles").to_crs(2154).iloc[::9].head(40)
    points = frame.geometry.representative_point()
    x, y = points.x.to_numpy(), points.y.to_numpy()
    shapes = shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5)
    got = [place["parcelle"] for place in places(Espace.at(tmp_path / "e"), shapes)]
    assert got == list(frame["idu" if "idu" in frame else "id"]) and len(got) == 40
    assert read.count(Espace.at(tmp_path / "e").referentiel_gpkg, "parcelle") > 300
