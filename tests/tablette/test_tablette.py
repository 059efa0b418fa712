"""A sector leaves for the field and comes back: nothing is lost, whatever happened meanwhile at the office or to the folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import pytest
import shapely

from data_sync.core.fusion import job as fusion
from data_sync.core.tablette import depart as depart_module
from data_sync.core.tablette import job
from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.connection import register_functions
from shared.gpkg.write import insert_rows, set_status, update_rows
from shared.jobs import JobContext
from tests.paquet import small_space

CTX = JobContext()
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")


@pytest.fixture(scope="module")
def depart(tmp_path_factory):
    """(work space, folder of the tablet, uuid of the row it carries)."""
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    folder = tmp_path_factory.mktemp("tablette été")
    espace = Espace.at(small_space(folder))
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]
    spot = shapely.from_wkb(commune["geom"]).representative_point()
    row = {"type_situation": "feu", "libelle": "Départ de feu", "geom": spot.wkb}
    (uuid,) = insert_rows(espace.travail_gpkg, "situation_point", [row], "Anne Martin")
    insert_rows(
        espace.travail_gpkg, "situation_point", [{**row, "libelle": "Ailleurs", "geom": shapely.Point(spot.x + 90_000, spot.y).wkb}], "x"
    )
    params = {"espace": str(espace.root), "dossier": str(folder / "T1"), "secteur": commune["nom"], "nom": "T1"}
    answer = job.exporter({**params, "fond": str(orthophoto(folder, spot))}, CTX)
    assert answer["fonds"] >= 1
    assert answer["lignes"] == 1 and answer["reference"] > 100
    return espace, folder / "T1", uuid


def orthophoto(folder: Path, spot) -> Path:
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    path = folder / "ortho.tif"
    pixels = np.random.default_rng(34).integers(0, 255, (3, 300, 300), dtype=np.uint8)
    profile = {"driver": "GTiff", "width": 300, "height": 300, "count": 3, "dtype": "uint8", "crs": "EPSG:2154"}
    with rasterio.open(path, "w", transform=from_origin(spot.x - 150, spot.y + 150, 1, 1), **profile) as out:
        out.write(pixels)
    return path


@pytest.fixture
def terrain(depart, tmp_path):
    """Copies that may be spoilt."""
    espace, dossier, uuid = depart
    shutil.copytree(espace.root, tmp_path / "espace")
    shutil.copytree(dossier, tmp_path / "T1")
    return Espace.at(tmp_path / "espace"), tmp_path / "T1", uuid


def saisir(dossier: Path, sql: str, *values) -> None:
    with contextlib.closing(sqlite3.connect(dossier / "travail" / "travail.gpkg")) as db, db:
        register_functions(db)
        db.execute(sql, values)


def rapporter(espace, dossier):
    return job.importer({"espace": str(espace.root), "dossier": str(dossier)}, CTX)


def lire(espace, uuid):
    return read.rows(espace.travail_gpkg, "situation_point", {"uuid": uuid}, deleted=True)[0]


def test_the_folder_holds_the_sector_only_and_no_name_of_a_person(depart):
    _, dossier, uuid = depart
    rows = read.rows(dossier / "travail" / "travail.gpkg", "situation_point")
    assert [row["uuid"] for row in rows] == [uuid] and rows[0]["libelle"] == "Départ de feu"
    for path in dossier.rglob("*"):
        if path.is_file():
            assert b"Anne Martin" not in path.read_bytes(), path
    assert check(dossier / "travail" / "travail.gpkg").ok and check(dossier / "referentiel" / "gen-1" / "referentiel.gpkg").ok


def test_qgis_reads_the_project_back_from_another_place(depart, tmp_path):
    """Relative paths, forms with closed lists, locks, drawings: as QField will find them, in a folder of another name."""
    _, dossier, _ = depart
    moved = tmp_path / "carte SD"
    shutil.copytree(dossier, moved)
    code = """
import json, os, sys
from qgis.core import QgsApplication, QgsProject, QgsRenderContext, QgsSvgMarkerSymbolLayer
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance(); assert project.read(sys.argv[1] + "/terrain.qgs")
layers = project.mapLayers().values(); out = {"invalides": [l.name() for l in layers if not l.isValid()], "n": len(layers), "svg": [], "themes": len(project.mapThemeCollection().mapThemes())}
for layer in layers:
    if hasattr(layer, "renderer") and layer.renderer() and hasattr(layer.renderer(), "symbols"):
        for symbol in layer.renderer().symbols(QgsRenderContext()):
            out["svg"] += [s.path() for s in (symbol.symbolLayer(i) for i in range(symbol.symbolLayerCount())) if isinstance(s, QgsSvgMarkerSymbolLayer)]
    if "situation_point" in layer.source() and "travail.gpkg" in layer.source():
        i = layer.fields().indexOf("type_situation")
        out["liste"] = layer.editorWidgetSetup(i).type()
        out["uuid"] = layer.defaultValueDefinition(layer.fields().indexOf("uuid")).expression()
        out["verrou"] = layer.customProperty("QFieldSync/is_feature_deletion_locked")
out["svg_hors"] = [p for p in out["svg"] if not p.startswith(sys.argv[1]) or not os.path.isfile(p)]; out["svg"] = len(out["svg"])
print("\\n" + json.dumps(out)); sys.stdout.flush(); os._exit(0)
"""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([QGIS_PYTHON, "-c", code, moved], capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["n"] > 8 and found["invalides"] == [] and found["themes"] >= 2
    assert found["svg"] > 5 and found["svg_hors"] == []
    assert found["liste"] == "ValueMap" and "uuid" in found["uuid"] and found["verrou"] in (True, "true")
    text = (dossier / "terrain.qgs").read_text(encoding="utf-8")
    assert str(dossier.parent) not in text and str(Path(__file__).resolve().parents[2]) not in text


def test_what_the_field_saw_comes_back_once(terrain):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'maîtrisé' WHERE uuid = ?", uuid)
    saisir(dossier, "INSERT INTO situation_point (uuid, type_situation, libelle) VALUES ('neuf-0001', 'inondation', 'Gué')")
    (dossier / "DCIM" / "a.jpg").write_bytes(b"\xff\xd8 photo")
    answer = rapporter(espace, dossier)
    assert (answer["ajouts"], answer["modifications"], answer["photos"], answer["conflits"]) == (1, 1, 1, 0)
    assert lire(espace, uuid)["commentaire"] == "maîtrisé" and lire(espace, "neuf-0001")["libelle"] == "Gué"
    again = rapporter(espace, dossier)
    assert (again["ajouts"], again["modifications"], again["photos"], again["conflits"]) == (0, 0, 0, 0)


def test_the_office_moved_on_and_both_are_kept(terrain):
    espace, dossier, uuid = terrain
    update_rows(espace.travail_gpkg, "situation_point", [{"uuid": uuid, "libelle": "Feu fixé"}], "Bob")
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu', libelle = 'Feu étendu' WHERE uuid = ?", uuid)
    answer = rapporter(espace, dossier)
    assert answer["conflits"] == 1 and lire(espace, uuid)["commentaire"] == "vu"
    (conflict,) = fusion.run({"espace": str(espace.root)}, CTX)["conflits"]
    sides = {side["valeur"] for side in (conflict["retenu"], *conflict["autres"])}
    assert sides == {"Feu fixé", "Feu étendu"} and "T1" in {side["auteur"] for side in (conflict["retenu"], *conflict["autres"])}


def test_the_office_deleted_what_the_field_edited(terrain):
    espace, dossier, uuid = terrain
    set_status(espace.travail_gpkg, "situation_point", [uuid], "supprime")
    saisir(dossier, "UPDATE situation_point SET commentaire = 'toujours là' WHERE uuid = ?", uuid)
    assert rapporter(espace, dossier)["conflits"] == 1
    assert (lire(espace, uuid)["statut"], lire(espace, uuid)["commentaire"]) == ("actif", "toujours là")


def test_a_second_trip_of_the_same_tablet_brings_the_news_only(terrain):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'un' WHERE uuid = ?", uuid)
    rapporter(espace, dossier)
    update_rows(espace.travail_gpkg, "situation_point", [{"uuid": uuid, "libelle": "Bureau"}], "Bob")
    saisir(dossier, "UPDATE situation_point SET commentaire = 'deux' WHERE uuid = ?", uuid)
    answer = rapporter(espace, dossier)
    assert (answer["modifications"], answer["conflits"]) == (1, 0)
    assert (lire(espace, uuid)["commentaire"], lire(espace, uuid)["libelle"]) == ("deux", "Bureau")


def test_a_row_missing_from_the_folder_is_no_deletion(terrain):
    espace, dossier, uuid = terrain
    saisir(dossier, "DELETE FROM situation_point WHERE uuid = ?", uuid)
    answer = rapporter(espace, dossier)
    assert answer["absentes"] == 1 and "manquent" in answer["phrase"] and lire(espace, uuid)["statut"] == "actif"


@pytest.mark.parametrize("cut", [0, 100, 20_000, 0.5, 0.99])
def test_a_half_copied_folder_is_refused_and_taken_whole_later(terrain, cut):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu' WHERE uuid = ?", uuid)
    path = dossier / "travail" / "travail.gpkg"
    octets = path.read_bytes()
    path.write_bytes(octets[: int(cut if cut > 1 else cut * len(octets))])
    with pytest.raises(BadInput) as caught:
        rapporter(espace, dossier)
    assert caught.value.message.endswith(".") and lire(espace, uuid)["commentaire"] is None
    path.write_bytes(octets)
    assert rapporter(espace, dossier)["modifications"] == 1


def test_what_qfield_left_in_the_wal_is_not_forgotten(terrain, tmp_path):
    espace, dossier, uuid = terrain
    path = dossier / "travail" / "travail.gpkg"
    db = sqlite3.connect(path, isolation_level=None)
    register_functions(db)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA wal_autocheckpoint=0")
    db.execute("UPDATE situation_point SET commentaire = 'dans le wal' WHERE uuid = ?", (uuid,))
    copied = tmp_path / "copie"
    shutil.copytree(dossier, copied)
    db.close()
    (copied / "travail" / "travail.gpkg-shm").unlink(missing_ok=True)
    rapporter(espace, copied)
    assert lire(espace, uuid)["commentaire"] == "dans le wal"


@pytest.mark.parametrize(
    "spoil, sentence",
    [
        (lambda d: (d / "tablette.json").unlink(), "n'est pas un dossier de tablette"),
        (lambda d: (d / "tablette.json").write_text("[1]"), "n'est pas un dossier de tablette"),
        (lambda d: (d / "tablette.json").write_text('{"tablette": "x", "poste": "AUTRE"}'), "partie du poste « AUTRE »"),
        (lambda d: (d / "travail" / "travail.gpkg").unlink(), "incomplet"),
    ],
)
def test_a_folder_that_is_not_ours_is_refused(terrain, spoil, sentence):
    espace, dossier, _ = terrain
    spoil(dossier)
    with pytest.raises(BadInput, match=sentence):
        rapporter(espace, dossier)


@pytest.mark.parametrize(
    "params, sentence",
    [
        ({"secteur": "Nulle-Part"}, "ni une commune connue"),
        ({"secteur": "5,5,1,1"}, "ni une commune connue"),
        ({"dossier": ""}, "quel dossier"),
        ({"dossier": "/nulle/part/T"}, "n'existe pas"),
    ],
)
def test_an_export_that_cannot_be_is_refused(terrain, tmp_path, params, sentence):
    espace, _, _ = terrain
    given = {"espace": str(espace.root), "secteur": "0,0,1,1", "dossier": str(tmp_path / "T2"), **params}
    with pytest.raises(BadInput, match=sentence):
        job.exporter(given, CTX)
    assert not (tmp_path / "T2").exists()


def test_an_existing_folder_is_never_written_over(terrain):
    espace, dossier, _ = terrain
    with pytest.raises(BadInput, match="existe déjà"):
        job.exporter({"espace": str(espace.root), "secteur": "0,0,1,1", "dossier": str(dossier)}, CTX)


LIRE = """
import json, os, sys
from qgis.core import QgsApplication, QgsProject
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance(); assert project.read(sys.argv[1] + "/terrain.qgs")
out = {"couches": {}, "relations": [], "themes": project.mapThemeCollection().mapThemes(), "ordre": [n.name() for n in project.layerTreeRoot().children()], "invalides": []}
for layer in project.mapLayers().values():
    name = layer.customProperty("ddtm/couche") or layer.name()
    if not layer.isValid(): out["invalides"].append(name)
    entry = out["couches"].setdefault(name, {"cherchable": bool(int(layer.flags()) & 4), "nom": "", "champs": {}, "source": layer.source(), "type": int(layer.type())})
    if layer.type() == 0:
        entry["nom"] = layer.displayExpression()
        for i, field in enumerate(layer.fields()):
            entry["champs"][field.name()] = [layer.editorWidgetSetup(i).type(), layer.defaultValueDefinition(i).expression()]
        entry["nommage"] = layer.customProperty("QFieldSync/attachment_naming")
        entry["verrou"] = layer.customProperty("QFieldSync/is_feature_deletion_locked")
for relation in project.relationManager().relations().values():
    out["relations"].append([relation.isValid(), relation.referencedLayer().customProperty("ddtm/couche"), relation.fieldPairs()])
print("\\n" + json.dumps(out)); sys.stdout.flush(); os._exit(0)
"""


@pytest.fixture(scope="module")
def projet(depart, tmp_path_factory):
    """The project as a real QGIS reads it back, in another place."""
    moved = tmp_path_factory.mktemp("carte") / "T1"
    shutil.copytree(depart[1], moved)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([QGIS_PYTHON, "-c", LIRE, moved], capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize("couche", [*depart_module.SUJETS, depart_module.PHOTOS])
def test_each_form_reads_back_with_its_lists_and_no_name_of_a_person(projet, couche):
    found, declared = projet["couches"][couche], catalogue.LAYERS[couche]
    for field in declared.fields:
        if field.domain:
            assert found["champs"][field.name][0] == "ValueMap", field.name
    assert found["champs"]["uuid"][1].startswith("uuid(") and found["verrou"] in (True, "true")
    assert found["champs"]["cree_par"] == ["Hidden", "'T1'"] and found["champs"]["modifie_par"] == ["Hidden", "'T1'"]
    assert found["nom"].strip('"') == declared.display


def test_photographs_are_tied_to_their_object_by_uuid_and_go_to_dcim(projet):
    photos = projet["couches"][depart_module.PHOTOS]
    assert photos["champs"]["chemin"][0] == "ExternalResource" and "DCIM/" in json.loads(photos["nommage"])["chemin"]
    assert sorted(name for valid, name, pairs in projet["relations"] if valid and pairs == {"objet_uuid": "uuid"}) == sorted(
        depart_module.SUJETS
    )


def test_the_receivers_accuracy_fills_itself_and_the_search_knows_where_to_look(projet):
    for name in ("situation_point", "coupure_point", "photo_terrain"):
        assert projet["couches"][name]["champs"]["precision_gps"][1] == "@position_horizontal_accuracy"
    assert projet["couches"]["commune"]["cherchable"] and projet["couches"]["parcelle"]["cherchable"]
    assert not projet["couches"]["batiment"]["cherchable"] and not projet["couches"]["photo_terrain"]["cherchable"]


def test_the_sector_has_its_plan_its_regulation_and_a_background_without_network(depart, projet):
    _, dossier, _ = depart
    extract = dossier / "referentiel" / "gen-1"
    zones = read.rows(extract / "referentiel.gpkg", "zone_urba")
    assert zones and {row["nomfic"] for row in zones} == {
        f"referentiel/gen-1/reglements/{p.name}" for p in (extract / "reglements").iterdir()
    }
    assert all((dossier / row["nomfic"]).is_file() for row in zones)
    assert projet["couches"]["zone_urba"]["champs"]["nomfic"][0] == "ExternalResource" and "Urbanisme et cadastre" in projet["themes"]
    assert {row["idurba"] for row in read.rows(extract / "referentiel.gpkg", "document_urbanisme")} == {row["idurba"] for row in zones}
    assert projet["ordre"].index("Situation") < projet["ordre"].index("Urbanisme et cadastre"), "parcels would hide what people entered"
    pictures = [entry["source"] for entry in projet["couches"].values() if entry["type"] == 1]
    assert projet["invalides"] == [] and any("fond_" in source for source in pictures)
    import rasterio

    for row in read.rows(extract / "referentiel.gpkg", "raster"):
        with rasterio.open(extract / row["fichier"]) as data:
            assert data.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") == "COG"


def photographier(dossier, uuid, name, octets):
    saisir(dossier, "INSERT INTO photo_terrain (uuid, objet_uuid, chemin) VALUES (?, ?, ?)", f"photo-{name}", uuid, f"DCIM/{name}")
    if octets is not None:
        (dossier / "DCIM" / name).write_bytes(octets)


def photo(espace, name):
    return read.rows(espace.travail_gpkg, "photo_terrain", {"uuid": f"photo-{name}"})[0]


def test_a_photograph_comes_back_under_its_print_and_tied_to_its_object(terrain):
    espace, dossier, uuid = terrain
    photographier(dossier, uuid, "a.jpg", b"\xff\xd8 un")
    assert rapporter(espace, dossier)["ajouts"] == 1
    row = photo(espace, "a.jpg")
    digest = hashlib.sha256(b"\xff\xd8 un").hexdigest()
    assert (row["objet_uuid"], row["sha256"]) == (uuid, digest)
    assert (espace.root / "photos" / digest[:2] / f"{digest}.jpg").read_bytes() == b"\xff\xd8 un"
    assert rapporter(espace, dossier)["modifications"] == 0


def test_a_photograph_that_was_not_copied_is_told_and_taken_when_it_comes(terrain):
    espace, dossier, uuid = terrain
    photographier(dossier, uuid, "b.jpg", None)
    photographier(dossier, uuid, "../../x.jpg", None)
    answer = rapporter(espace, dossier)
    assert answer["photos_absentes"] == 2 and "recopiez-le" in answer["phrase"] and photo(espace, "b.jpg")["sha256"] is None
    (dossier / "DCIM" / "b.jpg").write_bytes(b"photo")
    assert rapporter(espace, dossier)["modifications"] == 1 and photo(espace, "b.jpg")["sha256"] == hashlib.sha256(b"photo").hexdigest()
    (dossier / "DCIM" / "b.jpg").unlink()
    assert rapporter(espace, dossier)["modifications"] == 0 and photo(espace, "b.jpg")["sha256"]


@pytest.mark.parametrize("kind, sentence", [("absente", "introuvable"), ("texte", "illisible"), ("ailleurs", "ne couvre pas")])
def test_a_background_that_cannot_be_is_refused_and_nothing_is_left(terrain, tmp_path, kind, sentence):
    espace, _, _ = terrain
    path = tmp_path / "fond.tif"
    if kind == "texte":
        path.write_text("pas une image")
    if kind == "ailleurs":
        path = orthophoto(tmp_path, shapely.Point(100_000, 6_100_000))
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]["nom"]
    with pytest.raises(BadInput, match=sentence):
        job.exporter({"espace": str(espace.root), "secteur": commune, "dossier": str(tmp_path / "T9"), "fond": str(path)}, CTX)
    assert not [item for item in tmp_path.iterdir() if "T9" in item.name]


def coffrer(espace, **params):
    return job.chiffrer({"espace": str(espace.root), **{name: str(value) for name, value in params.items()}}, CTX)


def test_an_encrypted_folder_shows_nothing_and_comes_back_like_the_folder(terrain, tmp_path):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu au gué' WHERE uuid = ?", uuid)
    photographier(dossier, uuid, "a.jpg", b"photo")
    box = Path(coffrer(espace, source=dossier)["cible"])
    assert box.name == "T1.zip.age" and b"terrain.qgs" not in box.read_bytes()
    again = Path(coffrer(espace, source=box, cible=tmp_path / "ouvert")["cible"])
    assert {p.relative_to(again) for p in again.rglob("*")} == {p.relative_to(dossier) for p in dossier.rglob("*")}
    answer = rapporter(espace, box)
    assert (answer["ajouts"], answer["modifications"], answer["photos"]) == (1, 1, 1) and lire(espace, uuid)["commentaire"] == "vu au gué"
    assert rapporter(espace, dossier)["modifications"] == 0


@pytest.mark.parametrize("spoil", ["tronqué", "bit", "vide", "autre poste", "ailleurs", "pas un zip"])
def test_a_spoilt_or_foreign_container_takes_nothing_and_leaves_nothing(terrain, tmp_path, spoil):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu' WHERE uuid = ?", uuid)
    box = Path(coffrer(espace, source=dossier)["cible"])
    octets = box.read_bytes()
    if spoil in ("tronqué", "bit", "vide"):
        bad = bytearray(octets)
        bad[len(bad) // 2] ^= 1
        box.write_bytes({"tronqué": octets[: len(octets) // 2], "bit": bytes(bad), "vide": b""}[spoil])
    elif spoil == "autre poste":
        (espace.root / "travail" / "poste.age").unlink()
    else:
        box = tmp_path / "t.zip"
        with zipfile.ZipFile(box, "w") as out:
            out.writestr("../dehors.txt", "x")
        if spoil == "pas un zip":
            box.write_bytes(b"PK")
    with pytest.raises(BadInput) as caught:
        rapporter(espace, box)
    assert caught.value.message.endswith(".") and lire(espace, uuid)["commentaire"] is None
    if box.suffix == ".age":
        with pytest.raises(BadInput):
            coffrer(espace, source=box, cible=tmp_path / "ouvert")
    assert not (tmp_path / "ouvert").exists() and not list(tmp_path.rglob("dehors.txt")) and not list(tmp_path.glob(".coffre*"))


def test_what_is_neither_a_tablets_folder_nor_its_container_is_refused(terrain, tmp_path):
    espace, dossier, _ = terrain
    for params in (
        {"source": ""},
        {"source": tmp_path},
        {"source": dossier, "cible": tmp_path / "rien" / "x"},
        {"source": dossier / "terrain.qgs"},
    ):
        with pytest.raises(BadInput):
            coffrer(espace, **params)


def test_a_sector_leaves_encrypted_and_nothing_in_clear_is_left(terrain, tmp_path, monkeypatch):
    espace, _, _ = terrain
    monkeypatch.setattr(depart_module, "_project", lambda staging, *_: (staging / "terrain.qgs").write_text("projet"))
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]["nom"]
    params = {"espace": str(espace.root), "secteur": commune, "dossier": str(tmp_path / "T5"), "nom": "T5", "chiffrer": True}
    answer = job.exporter(params, CTX)
    assert answer["dossier"].endswith("T5.zip.age") and not (tmp_path / "T5").exists()
    assert rapporter(espace, answer["dossier"])["ajouts"] == 0


def test_returned_folders_spoilt_at_random_raise_one_sentence_and_write_nothing_outside(terrain, tmp_path):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu' WHERE uuid = ?", uuid)
    chance, card, path = random.Random(34), dossier / "tablette.json", dossier / "travail" / "travail.gpkg"
    whole = {card: card.read_bytes(), path: path.read_bytes()}
    before = {p for p in tmp_path.rglob("*") if espace.root not in p.parents and "T1" not in str(p)}
    for number in range(int(os.environ.get("DDTM_QFIELD_FUZZ", "24"))):
        spoilt = card if number % 3 == 0 else path
        octets = bytearray(whole[spoilt])
        for _ in range(chance.randint(1, 30)):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        spoilt.write_bytes(octets[: chance.choice([len(octets), chance.randrange(len(octets))])])
        with contextlib.suppress(DdtmError):
            rapporter(espace, dossier)
        spoilt.write_bytes(whole[spoilt])
        assert check(espace.travail_gpkg).ok
    rapporter(espace, dossier)
    assert lire(espace, uuid)["commentaire"] == "vu" or rapporter(espace, dossier)["conflits"]
    assert {p for p in tmp_path.rglob("*") if espace.root not in p.parents and "T1" not in str(p)} == before


VERIFIER = """
import json, os, sys
if len(sys.argv) > 2: sys.path.insert(0, sys.argv[2])
from qgis.core import QgsApplication, QgsProject
app = QgsApplication([], False); app.initQgis()
project = QgsProject.instance(); assert project.read(sys.argv[1] + "/terrain.qgs")
from libqfieldsync.offline_converter import ExportType
from libqfieldsync.project_checker import ProjectChecker
said = [[kind.name, one.level.name, str(one.message)] for kind in ExportType for found in [ProjectChecker(project).check(kind)]
        for many in (found.feedbacks.values() if found else []) for one in many]
print("\\n" + json.dumps(said)); sys.stdout.flush(); os._exit(0)
"""


def test_qfields_own_checker_has_nothing_to_say(depart, tmp_path):
    """libqfieldsync is on no package index: its folder is named by DDTM_LIBQFIELDSYNC, or it is in QGIS's own Python."""
    place = os.environ.get("DDTM_LIBQFIELDSYNC")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if not place and subprocess.run([QGIS_PYTHON, "-c", "import libqfieldsync"], capture_output=True, check=False).returncode:
        pytest.skip("libqfieldsync absent : DDTM_LIBQFIELDSYNC=dossier pour cette vérification")
    plain = tmp_path / "T1"  # it warns of accents in the folders above
    shutil.copytree(depart[1], plain)
    asked = [QGIS_PYTHON, "-c", VERIFIER, str(plain), *([place] if place else [])]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.strip().splitlines()[-1]) == []
