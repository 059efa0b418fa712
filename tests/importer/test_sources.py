"""What can be opened is read whatever its separator, encoding or packing; what cannot is refused in one French sentence."""

from __future__ import annotations

import json
import zipfile

import pytest
import shapely

from data_sync.core.importer import source, table
from data_sync.core.importer.profils import get
from data_sync.core.importer.report import ImportReport
from shared.errors import BadInput

from .outils import LATTES, bring_in, reasons, square, vector

HEADER = ["code_station", "libelle_station", "longitude_station", "latitude_station"]
ROW = ["Y321002101", "Le Lez à Lattes", "3.90", "43.57"]


def stations(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return bring_in("stations_hydro", path)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_its_separator_and_encoding(tmp_path, separator, encoding):
    frame, report = stations(tmp_path / "s.csv", "\r\n".join(separator.join(cells) for cells in (HEADER, ROW)) + "\r\n", encoding)
    assert frame["nom"].tolist() == ["Le Lez à Lattes"] and report.refusees == 0


def test_separators_and_line_breaks_inside_quotes_are_text(tmp_path):
    frame, _ = stations(tmp_path / "s.csv", ";".join(HEADER) + '\nY1;"Le Lez ; à\nLattes";3.9;43.57\n')
    assert frame["nom"].tolist() == ["Le Lez ; à Lattes"]


def test_a_row_of_another_length_is_refused_and_the_others_kept(tmp_path):
    frame, report = stations(
        tmp_path / "s.csv", "\n".join([";".join(HEADER), ";".join(ROW), "Y2;Tronquée", "Y3;Trop;3.9;43.5;de;cellules", "Y4;Bon;3.9;43.5;;"])
    )
    assert frame["code_station"].tolist() == ["Y321002101", "Y4"]
    assert (report.lues, report.gardees, report.refusees) == (4, 2, 2)


@pytest.mark.parametrize("content", ["", "\n\n", "un seul mot par ligne\net encore\n"])
def test_an_empty_file_or_plain_prose_is_refused(tmp_path, content):
    with pytest.raises(BadInput):
        stations(tmp_path / "s.csv", content)


def test_another_department_is_left_out_while_reading_and_counted(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        "idcar_200m;lcog_geo;ind\nCRS3035RES200mN2301200E3820600;34172;10\nCRS3035RES200mN2301200E3820800;30189;5\n", encoding="utf-8"
    )
    frame, report = bring_in("filosofi", path, departement="34")
    assert len(frame) == 1 and (report.lues, report.ecartees) == (2, 1)
    assert reasons(report) == {("écarté", "hors du département 34"): 1}


def test_another_department_is_left_out_of_a_geopackage_too_but_unknown_ones_stay(tmp_path):
    rows = [
        {"idcar_200m": f"CRS3035RES200mN230{i}200E3820600", "lcog_geo": code, "ind": 1.0} for i, code in enumerate(("34172", "30189", None))
    ]
    path = vector(tmp_path / "c.gpkg", rows, [square(LATTES[0] + 200 * i) for i in range(3)])
    frame, report = bring_in("filosofi", path, departement="34")
    assert len(frame) == 2 and (report.lues, report.ecartees) == (3, 1)


def roads(path, **options):
    rows = [
        {"ID": f"TRONROUT{i}", "NATURE": "Route à 1 chaussée", "SENS": "Double sens", "IMPORTANCE": "5", "NOM_1_G": "RUE DE L'ÉTÉ"}
        for i in range(2)
    ]
    return vector(path, rows, [shapely.from_wkt(f"LINESTRING (772400 {6274100 + i}, 772500 6274200)") for i in range(2)], **options)


def test_a_shapefile_written_in_windows_table_but_announced_utf8_is_read_and_said(tmp_path):
    path = roads(tmp_path / "r.shp", encoding="CP1252")
    (tmp_path / "r.cpg").write_text("UTF-8")
    frame, report = bring_in("bdtopo_route", path)
    assert frame["nom_voie"].tolist() == ["RUE DE L'ÉTÉ"] * 2
    assert any("Windows-1252" in note for note in report.notes)


def test_a_shapefile_written_in_utf8_without_cpg_is_repaired_and_said(tmp_path):
    path = roads(tmp_path / "r.shp", encoding="UTF-8")
    (tmp_path / "r.cpg").unlink()
    frame, report = bring_in("bdtopo_route", path)
    assert frame["nom_voie"].tolist() == ["RUE DE L'ÉTÉ"] * 2 and frame["nature"].tolist() == ["Route à 1 chaussée"] * 2
    assert report.reparees == 2


def test_a_shapefile_without_prj_is_placed_by_its_extent(tmp_path):
    path = roads(tmp_path / "r.shp", encoding="UTF-8")
    (tmp_path / "r.prj").unlink()
    frame, report = bring_in("bdtopo_route", path)
    assert len(frame) == 2 and any("EPSG:2154" in note for note in report.notes)


def test_a_zipped_shapefile_is_read_as_it_is(tmp_path):
    roads(tmp_path / "r.shp", encoding="UTF-8")
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        for suffix in ("shp", "shx", "dbf", "prj", "cpg"):
            archive.write(tmp_path / f"r.{suffix}", f"dossier/r.{suffix}")
    assert len(bring_in("bdtopo_route", tmp_path / "r.zip")[0]) == 2


def test_names_cut_at_ten_characters_answer_only_in_a_shapefile(tmp_path):
    columns = ["sens_de_ci", "nature"]
    assert source.find_column(columns, ("sens_de_circulation",), truncated=True) == ["sens_de_ci"]
    assert source.find_column(columns, ("sens_de_circulation",), truncated=False) == []


def test_the_latest_year_of_a_census_table_is_chosen():
    assert source.find_column(["P15_POP", "P21_POP"], ("p##_pop",), truncated=False) == ["P21_POP"]


def test_a_truncated_geopackage_is_refused_in_a_sentence(tmp_path):
    path = vector(tmp_path / "c.gpkg", [{"INSEE_COM": "34129", "NOM": "Lattes"}] * 50, [square()] * 50)
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(BadInput, match="illisible"):
        bring_in("communes", path)


@pytest.mark.parametrize("name, content", [("a.zip", b"PK pas une archive"), ("a.gpkg", b"bonjour"), ("a.json", b"{"), ("a.doc", b"x")])
def test_damaged_and_foreign_files_are_refused_in_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as error:
        bring_in("communes", tmp_path / name)
    assert "\n" not in error.value.message and error.value.message.endswith(".")


def test_a_file_that_only_points_at_another_is_refused(tmp_path):
    """GDAL knows a virtual file by its content: one named .geojson would bring in any file of the workstation."""
    roads(tmp_path / "ailleurs.gpkg")
    (tmp_path / "a.geojson").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{tmp_path}/ailleurs.gpkg</SrcDataSource>'
        "<SrcSQL>SELECT * FROM ailleurs</SrcSQL></OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(BadInput, match="illisible"):
        source.read(str(tmp_path / "a.geojson"), get("bdtopo_route"), "a", ImportReport("bdtopo_route", "troncon_de_route", ""))


def test_an_archive_damaged_inside_is_refused_in_a_sentence(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("p.csv", "code;nom\n34129;Lattes\n")
    octets = bytearray((tmp_path / "a.zip").read_bytes())
    octets[octets.index(b"Lattes")] ^= 1
    (tmp_path / "a.zip").write_bytes(octets)
    with pytest.raises(BadInput, match="abîmée"):
        bring_in("communes", tmp_path / "a.zip")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match="rien.gpkg"):
        source.read(str(tmp_path / "rien.gpkg"), get("communes"), "", ImportReport("communes", "commune", ""))


def test_an_archive_of_several_layers_asks_which_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    with pytest.raises(BadInput, match="plusieurs"):
        source.layers(str(tmp_path / "a.zip"))


def test_a_file_of_several_layers_gives_the_one_the_profile_means_or_asks(tmp_path):
    path = tmp_path / "tout.gpkg"
    for name in ("troncon_de_route", "batiment"):
        roads(path, layer=name)
    assert source.choose_layer(str(path), get("bdtopo_route")) == "troncon_de_route"
    assert source.choose_layer(str(path), get("bdtopo_route"), "Batiment") == "batiment"
    with pytest.raises(BadInput, match="troncon_de_route, batiment"):
        source.choose_layer(str(path), get("communes"))
    with pytest.raises(BadInput, match="couches présentes"):
        source.choose_layer(str(path), get("communes"), "absente")


def test_the_wrong_file_for_a_profile_is_refused_with_the_missing_column(tmp_path):
    with pytest.raises(BadInput, match="« insee_com »"):
        bring_in("communes", roads(tmp_path / "r.gpkg"))


def test_a_web_service_answer_is_read_with_or_without_its_envelope(tmp_path):
    record = dict(zip(HEADER, ROW))
    for number, content in enumerate(({"count": 1, "data": [record]}, [record], record)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        assert len(bring_in("stations_hydro", path)[0]) == 1


def test_the_report_shows_spreadsheets_nothing_they_could_run(tmp_path):
    report = ImportReport("essai", "commune", "f")
    report.start(2)
    report.add("refusé", "motif", [0, 1], ["=1+1", "-12"])
    report.write(tmp_path, "r")
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text and ";-12" in text
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["refusees"] == 2


def test_a_separator_is_told_from_a_decimal_comma():
    assert table.sniff(["a;b", "1,5;2,5", "3,5;4,5"]) == ";"


def test_the_department_filter_holds_for_a_national_shapefile(tmp_path):
    rows = [{"INSEE_COM": code, "NOM": code} for code in ("34129", "30189", "11069")]
    path = vector(tmp_path / "COMMUNE.shp", rows, [square(LATTES[0] + 200 * i) for i in range(3)], encoding="UTF-8")
    frame, report = bring_in("communes", path, departement="34")
    assert frame["code_insee"].tolist() == ["34129"] and (report.lues, report.ecartees) == (3, 2)
