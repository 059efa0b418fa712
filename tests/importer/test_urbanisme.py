"""Planning documents and cadastre: national codes, pages of the regulation, one document replacing the one before."""

from __future__ import annotations

import gzip
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data_sync.core.importer import converters, job, reglements
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from shared.jobs import JobContext
from tests.espaces import data_file

from .outils import LATTES, bring_in, square, vector


def plu(path, idurba="34129_PLU_20200101", zones=("UA", "N1"), side=100.0):
    rows = [
        {
            "LIBELLE": name,
            "LIBELONG": f"Zone {name}",
            "TYPEZONE": name[0],
            "NOMFIC": "34129_reglement.pdf#page=12",
            "URLFIC": None,
            "IDURBA": idurba,
            "DATVALID": "20200201",
        }
        for name in zones
    ]
    vector(path, rows, [square(LATTES[0] + rank * side, LATTES[1]) for rank in range(len(zones))], layer="zone_urba")
    psc = [
        {
            "LIBELLE": "EBC",
            "TXT": None,
            "TYPEPSC": 1,
            "STYPEPSC": "0",
            "NOMFIC": None,
            "URLFIC": None,
            "IDURBA": idurba,
            "DATVALID": "20200201",
        }
    ]
    vector(path, psc, [square()], layer="prescription_surf")
    return path


def run(tmp_path, source, profile, **more):
    return job.run({"espace": str(tmp_path / "espace"), "profil": profile, "sources": [str(source)], **more}, JobContext())


def layer(tmp_path, name):
    return read_layer(Espace.at(tmp_path / "espace").referentiel_gpkg, name)


def test_every_layer_of_a_plu_comes_in_at_once_with_its_national_labels(tmp_path):
    run(tmp_path, plu(tmp_path / "plu.gpkg"), "plu_cnig")
    zones = layer(tmp_path, "zone_urba")
    assert set(zipped := zip(zones["libelle"], zones["type_zone"], zones["code_insee"])) == {("UA", "U", "34129"), ("N1", "N", "34129")}, (
        zipped
    )
    rows = layer(tmp_path, "prescription_surf")
    assert (
        rows[["typepsc", "stypepsc", "nature"]].iloc[0].tolist() == ["01", "00", "Espace boisé classé"] or rows["stypepsc"].iloc[0] == "00"
    )
    assert rows["nature"].iloc[0] == "Espace boisé classé" and rows["typepsc"].iloc[0] == "01"


def test_a_newer_document_replaces_the_whole_of_the_older_one_of_that_commune_only(tmp_path):
    run(tmp_path, plu(tmp_path / "a.gpkg"), "plu_cnig")
    run(tmp_path, plu(tmp_path / "b.gpkg", idurba="34192_PLU_20190101", zones=("UX",)), "plu_cnig")
    run(tmp_path, plu(tmp_path / "c.gpkg", idurba="34129_PLU_20240601", zones=("UB",)), "plu_cnig")
    zones = layer(tmp_path, "zone_urba")
    assert sorted(zip(zones["libelle"], zones["idurba"])) == [("UB", "34129_PLU_20240601"), ("UX", "34192_PLU_20190101")]


def test_the_regulation_file_travels_with_the_pack_and_survives_the_next_import(tmp_path):
    tree = tmp_path / "34129_PLU_20200101"
    (tree / "Donnees_geographiques").mkdir(parents=True)
    (tree / "Pieces_ecrites" / "3_Reglement").mkdir(parents=True)
    (tree / "Pieces_ecrites" / "3_Reglement" / "34129_reglement.pdf").write_bytes(b"%PDF-1.4 un")
    run(tmp_path, plu(tree / "Donnees_geographiques" / "plu.gpkg"), "plu_cnig")
    held = Espace.at(tmp_path / "espace").generation / reglements.FOLDER / "34129_reglement.pdf"
    assert held.read_bytes() == b"%PDF-1.4 un"
    parcels(tmp_path / "p.json")
    run(tmp_path, tmp_path / "p.json", "parcelles")
    held = Espace.at(tmp_path / "espace").generation / reglements.FOLDER / "34129_reglement.pdf"
    assert held.read_bytes() == b"%PDF-1.4 un"
    (tree / "Pieces_ecrites" / "3_Reglement" / "34129_reglement.pdf").write_bytes(b"%PDF-1.4 deux")
    run(tmp_path, tree / "Donnees_geographiques" / "plu.gpkg", "plu_cnig")
    assert (Espace.at(tmp_path / "espace").generation / reglements.FOLDER / "34129_reglement.pdf").read_bytes() == b"%PDF-1.4 deux"
    assert held.read_bytes() == b"%PDF-1.4 un", "the generation before keeps its own file"


def test_a_missing_regulation_file_is_told(tmp_path):
    answer = run(tmp_path, plu(tmp_path / "plu.gpkg"), "plu_cnig")
    notes = [note for report in answer["rapports"] for note in report["remarques"]]
    assert any("34129_reglement.pdf" in note for note in notes), notes
    with pytest.raises(BadInput, match="introuvable"):
        run(tmp_path, tmp_path / "plu.gpkg", "plu_cnig", options=["reglements=nulle_part"])


def test_an_empty_layer_of_a_plu_is_no_reason_to_refuse_it(tmp_path):
    source = plu(tmp_path / "plu.gpkg")
    empty = gpd.GeoDataFrame({"LIBELLE": [], "TYPEPSC": [], "STYPEPSC": [], "IDURBA": []}, geometry=[], crs=2154)
    empty.to_file(source, layer="prescription_lin", geometry_type="LineString")
    run(tmp_path, source, "plu_cnig")
    assert len(layer(tmp_path, "zone_urba")) == 2 and len(layer(tmp_path, "prescription_lin")) == 0


@pytest.mark.parametrize(
    "value, file",
    [
        ("34129_reglement.pdf#page=24", "34129_reglement.pdf"),
        ("..\\..\\secret.pdf", "secret.pdf"),
        ("../../etc/passwd", ""),
        ("a/b.pdf?x=1", "b.pdf"),
        (None, ""),
        (".pdf", ""),
    ],
)
def test_the_name_of_a_regulation_never_climbs_out(value, file):
    assert reglements.file_of(value) == file


def parcels(path, opener=open):
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": f"34129000{section}{number:04d}",
                "commune": "34129",
                "contenance": 5000,
                "created": "2010-01-01",
                "updated": updated,
            },
            "geometry": shapely.geometry.mapping(gpd.GeoSeries([square()], crs=2154).to_crs(4326)[0]),
        }
        for section, number, updated in (("0A", 12, "2015-01-01"), ("0A", 12, "2020-01-01"), ("BC", 3, "2015-01-01"))
    ]
    with opener(path, "wt", encoding="utf-8") as stream:
        json.dump({"type": "FeatureCollection", "features": features}, stream)


def test_the_cadastre_is_read_as_published_compressed_and_the_newest_drawing_of_a_parcel_wins(tmp_path):
    parcels(tmp_path / "cadastre-34-parcelles.json.gz", gzip.open)
    run(tmp_path, tmp_path / "cadastre-34-parcelles.json.gz", "parcelles")
    rows = layer(tmp_path, "parcelle").sort_values("section")
    assert rows["idu"].tolist() == ["341290000A0012", "34129000BC0003"] and rows["date_maj"].astype(str).tolist()[0].startswith(
        "2020-01-01"
    )
    assert rows[["section", "numero", "prefixe", "code_insee"]].values.tolist()[0] == ["0A", "0012", "000", "34129"]


@pytest.mark.parametrize("word", ["34129000A0012", "parcelle", "99999999999999999"])
def test_a_parcel_without_its_fourteen_characters_is_refused(word):
    with pytest.raises(ValueError, match="14 caractères"):
        converters.parcel(word)


@pytest.mark.parametrize(
    "idurba, partition, insee",
    [
        ("34172_PLU_20200101", "DU_34172", "34172"),
        ("34172_PSMV_20200101", "PSMV_34172", "34172"),
        ("243400017_PLUi_20231012", "DU_243400017", None),
        ("DU_2A004", "DU_2A004", "2A004"),
        ("illisible", "illisible", None),
    ],
)
def test_what_a_document_replaces_is_read_from_its_identifier(idurba, partition, insee):
    assert converters.partition(idurba)[0] == partition and converters.insee_of_document(idurba)[0] == insee


def test_real_plu_of_arpaillargues_and_real_parcels_of_epinay():
    source = data_file("cadastre_plu/plu_30014_arpaillargues_gard.gpkg")
    zones, report = bring_in("plu_cnig_zone", source)
    assert len(zones) == 90 and zones["type_zone"].value_counts().to_dict() == {"A": 50, "N": 22, "U": 16, "AU": 2}
    assert not zones.geometry.has_z.any() and zones["nomfic"].str.contains("#page=").any()
    counts = {name: len(bring_in(f"plu_cnig_prescription_{name}", source)[0]) for name in ("surf", "lin", "pct")}
    assert counts == {"surf": 77, "lin": 15, "pct": 93} and len(bring_in("plu_cnig_document", source)[0]) == 1
    rows, report = bring_in("parcelles", data_file("cadastre_plu/cadastre_etalab_91216_epinay.gpkg"))
    assert len(rows) == 4241 == report.gardees and rows["idu"].is_unique and rows["section"].str.len().eq(2).all()
    drawn = pd.Series(rows.geometry.area.to_numpy())
    assert abs(drawn.sum() / rows["contenance"].astype(float).sum() - 1) < 0.05, "drawn and registered surfaces agree as a whole"
