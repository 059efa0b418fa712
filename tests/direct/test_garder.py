"""What is kept for the day without network is whole, says where it comes from, and is found again offline."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import geopandas as gpd
import pytest
from pyproj import Transformer

from data_sync.core.direct import garder
from data_sync.core.direct.sources import ign
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext

from . import fabrique as f
from .conftest import RAPIDE
from .serveur import Reponse

PNG = ign.SIGNATURES["png"] + b"image"
BOX = "768000,6272000,769000,6273000"
SEARCH = "/geocodage/search"


def secteur(espace, *produits, secteur=BOX):
    return garder.secteur({"espace": str(espace.root), "secteur": secteur, "produits": list(produits), "reseau": RAPIDE}, JobContext())


def adresses(espace, *texts):
    return garder.adresses({"espace": str(espace.root), "adresses": list(texts), "reseau": RAPIDE}, JobContext())


def batiment(rank):
    ring = [
        [768100.0 + rank, 6272100.0, 5.0],
        [768110.0 + rank, 6272100.0, 5.0],
        [768110.0 + rank, 6272110.0, 5.0],
        [768100.0 + rank, 6272100.0, 5.0],
    ]
    return {"type": "Feature", "id": f"b.{rank}", "properties": {"cleabs": f"BATIMENT{rank}", "hauteur": 4.1}, "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def wfs(total, given=None):
    """A service of `total` buildings that really gives `given` of them."""
    given = total if given is None else given

    def page(asked):
        start, count = int(asked.params["STARTINDEX"][0]), int(asked.params["COUNT"][0])
        return f.donnees({"numberMatched": total, "features": [batiment(n) for n in range(start, min(given, start + count))]})

    return page


# WFS -------------------------------------------------------------------------------------------------------------------


def test_buildings_of_every_page_are_kept_in_lambert_93(espace, serveur, monkeypatch):
    monkeypatch.setattr(ign, "PAGE", 10)
    serveur.regles["/wfs/ows"] = wfs(23)
    told = secteur(espace, "batiments")
    (path,) = told["fichiers"]
    frame = gpd.read_file(path)
    assert len(frame) == 23 and frame.crs.to_epsg() == 2154 and not frame.geometry.has_z.any()
    asked = serveur.demandes[0].params
    assert asked["BBOX"] == ["768000.0,6272000.0,769000.0,6273000.0,EPSG:2154"] and asked["SRSNAME"] == ["EPSG:2154"]
    (row,) = read.rows(espace.direct_gpkg, "direct_extrait")
    assert row["objets"] == 23 and row["complet"] and "IGN" in row["mention"] and row["couche"] == "BDTOPO_V3:batiment"
    assert (espace.direct_gpkg.parent / row["fichier"]).is_file()


def test_an_extract_cut_short_is_not_kept(espace, serveur, monkeypatch):
    monkeypatch.setattr(ign, "PAGE", 10)
    serveur.regles["/wfs/ows"] = wfs(23, 14)
    told = secteur(espace, "batiments")
    assert told["code_sortie"] == 1 and "14 objets reçus sur 23 annoncés" in told["phrase"] and told["fichiers"] == []
    assert list((espace.direct_gpkg.parent / "extraits").iterdir()) == []


def test_nothing_there_is_an_empty_extract(espace, serveur):
    serveur.regles["/wfs/ows"] = wfs(0)
    assert secteur(espace, "batiments")["objets"] == {"batiments": 0}


@pytest.mark.parametrize(
    "bad", [b"<ows:ExceptionReport/>", b"[]", b'{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": "x"}}]}']
)
def test_an_unreadable_extract_is_not_kept(espace, serveur, bad):
    serveur.regles["/wfs/ows"] = Reponse(bad)
    told = secteur(espace, "batiments")
    assert told["fichiers"] == [] and told["phrase"].startswith("Rien n'a pu être gardé")


# WMTS ------------------------------------------------------------------------------------------------------------------


def test_tiles_become_one_file_that_gdal_opens_with_its_mention(espace, serveur):
    serveur.regles["/wmts"] = Reponse(PNG, type="image/png")
    told = secteur(espace, "plan")
    (path,) = told["fichiers"]
    with sqlite3.connect(path) as db:
        meta = dict(db.execute("SELECT name, value FROM metadata"))
        zooms = dict(db.execute("SELECT zoom_level, count(*) FROM tiles GROUP BY zoom_level"))
        (row,) = db.execute("SELECT tile_row FROM tiles WHERE zoom_level = 10").fetchone()
    assert meta["format"] == "png" and "IGN" in meta["attribution"] and set(zooms) == set(range(10, 17))
    asked = next(one.params for one in serveur.demandes if one.params["TILEMATRIX"] == ["10"])
    assert row == 2**10 - 1 - int(asked["TILEROW"][0]), "MBTiles counts rows from the south"
    script = "from osgeo import gdal; d = gdal.Open(__import__('sys').argv[1]); print(d.RasterXSize > 0, d.GetDriver().ShortName)"
    said = subprocess.run(["/usr/bin/python3", "-c", script, path], capture_output=True, text=True)
    if "No module named" not in said.stderr:
        assert said.stdout.split() == ["True", "MBTiles"]


def test_the_tile_of_a_place_holds_it():
    """Against PROJ's own Web Mercator: the one tile of a square metre has it inside its bounds."""
    x, y = Transformer.from_crs(2154, 3857, always_xy=True).transform(770_750.5, 6_279_340.5)
    ((zoom, column, row),) = ign.liste_tuiles((770_750.0, 6_279_340.0, 770_751.0, 6_279_341.0), 16, 16)
    half, size = 20_037_508.342789244, 2 * 20_037_508.342789244 / 2**zoom
    assert 0 <= x + half - column * size < size and 0 <= half - y - row * size < size


def test_a_missing_tile_is_said_and_a_page_instead_of_an_image_refused(espace, serveur):
    serveur.regles["/wmts"] = lambda asked: Reponse(PNG) if asked.params["TILEMATRIX"] != ["16"] else Reponse(b"", 404)
    told = secteur(espace, "plan")
    assert "des images manquent" in told["phrase"] and not read.rows(espace.direct_gpkg, "direct_extrait")[0]["complet"]
    serveur.regles["/wmts"] = Reponse(b"<html>")
    told = secteur(espace, "plan")
    assert told["fichiers"] == [] and "autre chose qu'une image" in told["phrase"]


@pytest.mark.parametrize("produit", ["plan", "batiments"])
def test_too_large_a_sector_is_refused_before_anything_is_asked(espace, serveur, produit):
    with pytest.raises(BadInput, match="plus petit"):
        secteur(espace, produit, secteur="700000,6200000,800000,6300000")
    assert serveur.demandes == []


@pytest.mark.parametrize(("where", "produit"), [("", "plan"), ("1,2,3,x", "plan"), ("5,5,1,1", "plan"), (BOX, "cadastre")])
def test_a_bad_sector_or_product_is_refused(espace, serveur, where, produit):
    with pytest.raises(BadInput):
        secteur(espace, produit, secteur=where)


# Addresses -------------------------------------------------------------------------------------------------------------


def reponse_adresse(score=0.97):
    return f.donnees({"features": [{"geometry": {"type": "Point", "coordinates": [3.8795, 43.6085]}, "properties": {"label": "1 Place de la Comédie 34000 Montpellier", "score": score, "citycode": "34172", "city": "Montpellier", "type": "housenumber"}}]})  # fmt: skip


def test_an_address_is_found_and_kept_for_the_day_without_network(espace, serveur):
    serveur.regles[SEARCH] = reponse_adresse()
    told = adresses(espace, "1 place de la Comédie, Montpellier")
    (row,) = told["lignes"]
    assert row["commune"] == "Montpellier" and abs(row["x"] - 771_000) < 1_000 and abs(row["y"] - 6_279_000) < 1_000
    serveur.regles[SEARCH] = Reponse(brut=b"")
    again = adresses(espace, "1 Place de la comédie, Montpellier", "2 rue inconnue, Sète")
    assert again["hors_ligne"] and [one["demande"] for one in again["lignes"]] == ["1 place de la Comédie, Montpellier"]
    assert again["introuvables"] == ["2 rue inconnue, Sète"] and "hors ligne" in again["phrase"]


@pytest.mark.parametrize("answer", [f.donnees({"features": []}), reponse_adresse(0.31), reponse_adresse("x")])
def test_an_address_too_unlike_is_not_placed(espace, serveur, answer):
    serveur.regles[SEARCH] = answer
    told = adresses(espace, "rue qui n'existe pas")
    assert told["lignes"] == [] and told["introuvables"] == ["rue qui n'existe pas"] and told["code_sortie"] == 1


@pytest.mark.parametrize("texts", [[], ["  "], ["ab"], ["x" * 201], [f"rue {n}" for n in range(501)]])
def test_bad_addresses_are_refused(espace, serveur, texts):
    with pytest.raises(BadInput):
        adresses(espace, *texts)
    assert serveur.demandes == []


# Géorisques ------------------------------------------------------------------------------------------------------------


def test_risks_and_installations_of_the_communes_of_the_sector(espace, serveur, monkeypatch):
    from tests.gui.petit_espace import make

    made = make(espace.root)
    risks = [{"code_insee": "34129", "libelle_commune": "LATTES", "risques_detail": [{"num_risque": "11", "libelle_risque_long": "Inondation"}, {"num_risque": "18", "libelle_risque_long": "Feu de forêt"}]}]  # fmt: skip
    plant = {"codeAIOT": "0006600001", "raisonSociale": "DÉPÔT", "longitude": 3.9, "latitude": 43.56, "codeInsee": "34129", "regime": "Autorisation", "statutSeveso": "Seveso seuil haut"}  # fmt: skip
    serveur.regles["/georisques/gaspar/risques"] = f.donnees({"data": risks, "total_pages": 1})
    pages = {"1": [plant], "2": [{**plant, "codeAIOT": "0006600002"}, {"raisonSociale": None}, "?"]}
    serveur.regles["/georisques/installations_classees"] = lambda asked: f.donnees(
        {"data": pages[asked.params["page"][0]], "total_pages": 2}
    )
    told = secteur(made, "risques", secteur="Lattes")
    assert {row["risque"] for row in read.rows(made.direct_gpkg, "direct_risque")} == {"Inondation", "Feu de forêt"}
    plants = read.rows(made.direct_gpkg, "direct_icpe")
    assert len(plants) == 2 and plants[0]["seveso"] == "Seveso seuil haut" and plants[0]["geom"]
    assert told["objets"] == {"risques": 4}


def test_a_georisques_that_fails_keeps_what_was_known(espace, serveur):
    from tests.gui.petit_espace import make

    made = make(espace.root)
    serveur.regles["/georisques/gaspar/risques"] = [f.donnees({"data": [{"libelle_risque_long": "Inondation"}]}), Reponse(b"<html>")]
    serveur.regles["/georisques/installations_classees"] = f.donnees({"data": []})
    secteur(made, "risques", secteur="34129")
    told = secteur(made, "risques", secteur="34129")
    assert told["code_sortie"] == 1 and len(read.rows(made.direct_gpkg, "direct_risque")) == 1


def test_the_command_line_prints_one_object(espace, serveur):
    serveur.regles[SEARCH] = reponse_adresse()
    command = [sys.executable, "-m", "data_sync", "geocoder", "1 place de la Comédie", "--espace", str(espace.root), "--json"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert said.returncode == 0 and json.loads(said.stdout)["trouvees"] == 1
