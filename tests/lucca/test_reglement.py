"""Regulation at hand: a point or a parcel tells its zone, its regulation's page, its prescriptions, its risk plan, and what may be done."""

from __future__ import annotations

import re

import pytest
import shapely

from ddtm_lucca.core import terrain
from ddtm_lucca.core.reglement import job, lire
from shared.catalogue.domaines import TYPE_REGLEMENT
from shared.catalogue.urbanisme import TYPE_ZONE
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from tests.espaces import data_file
from tests.paquet import shared_small_space, small_space


@pytest.fixture(scope="module")
def espace():
    return Espace.at(shared_small_space())


def first(espace, layer, where=None):
    """(row, a point inside it)."""
    row = read.rows(espace.referentiel_gpkg, layer, where, limit=1)[0]
    inside = shapely.from_wkb(row["geom"]).representative_point()
    return row, f"{inside.x},{inside.y}"


def ask(espace, ctx, **params):
    return job.run({"espace": str(espace.root), **params}, ctx)


def test_a_point_tells_its_parcel_its_zone_and_the_page_to_open(espace, ctx):
    row, point = first(espace, "parcelle", {"code_insee": "34129"})
    found = ask(espace, ctx, point=point)
    assert found["parcelle"]["idu"] == row["idu"] and found["commune"] == "Lattes"
    zone = found["plu"][0]
    assert zone["ici"] and zone["part"] > 0 and zone["reglement"]["chemin"].endswith("reglement_plu_exercice.pdf")
    assert zone["reglement"]["page"] == {"UA": 1, "1AU": 2, "A": 3, "N": 4}[zone["zone"]]
    assert f"zone {zone['zone']}" in found["phrase"] and "parcelle" in job.tell(found).lower()


def test_a_parcel_is_asked_by_its_fourteen_signs(espace, ctx):
    row, _ = first(espace, "parcelle")
    assert ask(espace, ctx, parcelle=row["idu"])["parcelle"]["idu"] == row["idu"]
    for wrong, said in (("34129BC12", "14 signes"), ("34129000ZZ9999", "n'est pas dans le cadastre")):
        with pytest.raises(BadInput, match=said):
            ask(espace, ctx, parcelle=wrong)


def test_the_risk_plan_comes_before_the_zone_in_what_may_be_done(espace, ctx):
    _, point = first(espace, "zone_reglementaire_ppr", {"type_reglement": "interdiction"})
    found = ask(espace, ctx, point=point)
    assert found["permis"][0]["origine"].startswith("PPR") and 22967 in found["permis"][0]["natinf"]
    assert found["permis"][-1]["origine"].startswith("Zone") and all(row["texte"] for row in found["permis"])


def test_a_classed_woodland_is_told_and_answers_the_form_s_question(espace, ctx):
    _, point = first(espace, "prescription_surf", {"typepsc": "01"})
    found = ask(espace, ctx, point=point)
    assert [rule["type"] for rule in found["prescriptions"] if rule["ici"]] == ["01"]
    assert any(4400 in row["natinf"] for row in found["permis"])
    assert terrain.run({"espace": str(espace.root), "point": point}, ctx)["faits"] == {"espace_boise_classe": True}


def test_a_line_of_the_plan_is_told_within_ten_metres_only(espace, ctx):
    row = read.rows(espace.referentiel_gpkg, "prescription_lin", limit=1)[0]
    line = shapely.get_parts(shapely.from_wkb(row["geom"]))[0]
    on = line.interpolate(line.length / 2)
    near = shapely.Point(on.x, on.y + 6)
    assert "15" in [rule["type"] for rule in ask(espace, ctx, point=f"{near.x},{near.y}")["prescriptions"]]
    layers = lire.Couches(espace)
    far = next(
        point
        for d in (40, 60, 80)
        for point in (shapely.Point(on.x, on.y + d),)
        if shapely.distance(shapely.from_wkb(row["geom"]), point) > 11
    )
    assert row["fid"] not in {held["fid"] for held in layers.at("prescription_lin", far.x, far.y, lire.NEAR_M)}


def test_shares_of_a_parcel_are_areas_and_slivers_are_left_out(espace):
    shape = shapely.box(0, 0, 100, 100)
    layers = lire.Couches(espace)
    layers.rows = lambda layer, box: [
        {"fid": n, "forme": form} for n, form in enumerate((shapely.box(0, 0, 30, 100), shapely.box(99.5, 0, 200, 100)))
    ]
    assert [(row["fid"], row["m2"], row["part"]) for row in layers.over("zone_urba", shape)] == [(0, 3000.0, 0.3)]


def test_an_annulled_plan_is_shown_and_not_applied(tmp_path, ctx):
    espace = Espace.at(small_space(tmp_path))
    _, point = first(espace, "zone_urba", {"code_insee": "34129"})
    row = read.rows(espace.referentiel_gpkg, "document_urbanisme", {"code_insee": "34129"})[0]
    write.update_rows(espace.referentiel_gpkg, "document_urbanisme", [{"uuid": row["uuid"], "etat": "annule"}], "test")
    found = ask(espace, ctx, point=point)
    assert "(annulé)" in found["phrase"] and not any(row["origine"].startswith("Zone") for row in found["permis"])
    assert terrain.run({"espace": str(espace.root), "point": point}, ctx)["zone_plu"] == ""


def test_the_form_gets_the_parcel_as_a_report_prints_it(espace, ctx):
    row, point = first(espace, "parcelle", {"code_insee": "34129"})
    given = terrain.run({"espace": str(espace.root), "point": point}, ctx)
    (parcel,) = given["parcelles"]
    assert parcel["section"].zfill(2) + parcel["numero"].zfill(4) == row["idu"][8:]
    assert parcel["contenance"] == row["contenance"] and "prefixe" not in parcel


def test_the_extract_holds_the_pages_of_one_zone(espace, ctx, tmp_path):
    import pikepdf

    params = {"espace": str(espace.root), "fichier": "reglement_plu_exercice.pdf"}
    told = job.page({**params, "page": 3, "sortie": str(tmp_path / "a.pdf")}, ctx)
    with pikepdf.open(tmp_path / "a.pdf") as extract:
        assert told["pages"] == len(extract.pages) == 1
    with pytest.raises(BadInput, match="compte 4 pages"):
        job.page({**params, "page": 9, "sortie": str(tmp_path / "b.pdf")}, ctx)
    for name in ("absent.pdf", "../referentiel.gpkg"):
        with pytest.raises(BadInput, match="n'est pas dans le paquet"):
            job.page({**params, "fichier": name, "sortie": str(tmp_path / "b.pdf")}, ctx)
    assert not (tmp_path / "b.pdf").exists()


def test_every_code_of_the_catalogue_has_a_rule_with_its_text():
    assert set(job.table()["zones"]) == set(TYPE_ZONE.codes) and set(job.table()["ppr"]) == set(TYPE_REGLEMENT.codes)
    for group in ("zones", "prescriptions", "ppr"):
        assert all(row["dit"].endswith(".") and (row["texte"] or code == "inconnu") for code, row in job.table()[group].items())


def test_places_that_cannot_be_read_are_refused_in_a_sentence(espace, ctx):
    for point, said in (("ici", "Lambert 93"), ("", "Lambert 93"), ("1,2", "aucune commune")):
        with pytest.raises(BadInput, match=said):
            ask(espace, ctx, point=point)


def test_an_answer_comes_within_half_a_second(espace, ctx):
    import time

    _, point = first(espace, "parcelle", {"code_insee": "34129"})
    ask(espace, ctx, point=point)
    start = time.process_time()
    ask(espace, ctx, point=point)
    assert time.process_time() - start < 0.5


def test_a_real_plan_gives_the_zones_its_own_file_gives(tmp_path, ctx):
    """Arpaillargues (Gard), as published: 60 random places, read apart with geopandas."""
    import geopandas
    import numpy

    from data_sync.core.importer import job as importer
    from shared.gpkg import bulk

    source = data_file("cadastre_plu/plu_30014_arpaillargues_gard.gpkg")
    importer.run({"espace": str(tmp_path), "profil": "plu_cnig", "sources": [str(source)]}, ctx)
    espace = Espace.at(tmp_path)
    raw = geopandas.read_file(source, layer="zone_urba").to_crs(2154)
    if "commune" not in read.layer_names(espace.referentiel_gpkg):
        pytest.skip("no commune in this pack")
    around = geopandas.GeoDataFrame({"nom": ["Arpaillargues"], "code_insee": ["30014"]}, geometry=[shapely.MultiPolygon([shapely.box(*raw.total_bounds)])], crs=2154)  # fmt: skip
    bulk.write_layer(espace.referentiel_gpkg, "commune", around)
    draw = numpy.random.default_rng(3)
    left, bottom, right, top = raw.total_bounds
    label = next(name for name in raw.columns if name.lower() == "libelle")
    met = 0
    for x, y in zip(draw.uniform(left, right, 60), draw.uniform(bottom, top, 60)):
        wanted = sorted(raw[label][raw.intersects(shapely.Point(x, y))])
        given = sorted(zone["zone"] for zone in ask(espace, ctx, point=f"{x},{y}")["plu"] if zone["ici"])
        assert given == wanted
        met += bool(wanted)
    assert met > 10
    assert all(re.search(r"\w", zone) for zone in wanted)
