"""A QFieldCloud delta file is taken by the rules of every return: once, per field, conflicts kept, nothing deleted."""

from __future__ import annotations

import json
import random

import pytest

from data_sync.core.fusion import job as fusion
from shared.errors import BadInput
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.write import update_rows
from tests.tablette.outils import CTX, lire, rapporter


@pytest.fixture
def projet(terrain):
    """(work space, a place for the file, uuid, layer ids of the project by layer name)."""
    espace, dossier, uuid = terrain
    import re

    ids = {}
    for block in re.findall(r"<maplayer.*?</maplayer>", (dossier / "terrain.qgs").read_text(encoding="utf-8"), re.S):
        for name in ("situation_point", "photo_terrain", "coupure_point"):
            if f"layername={name}" in block.split("</datasource>")[0]:
                ids[name] = re.search(r"<id>([^<]+)</id>", block).group(1)
    return espace, dossier, uuid, ids


def fichier(dossier, *deltas):
    path = dossier / "delta.json"
    path.write_text(json.dumps({"version": "1.0", "id": "f", "project": "p", "files": [], "deltas": list(deltas)}))
    return path


def changer(ids, couche="situation_point", method="patch", pk="1", uid="d1", attributes=None, geometry=None, local="1"):
    layer = {"localLayerId": "x", "sourceLayerId": ids[couche], "localPk": local, "sourcePk": pk}
    return {
        "uuid": uid,
        "clientId": "c",
        "exportId": "e",
        "method": method,
        **layer,
        "old": {},
        "new": {"attributes": attributes or {}, "geometry": geometry},
    }


def test_a_patch_and_a_creation_arrive_once(projet):
    espace, dossier, uuid, ids = projet
    made = {"fid": 2, "uuid": "neuf-1", "type_situation": "feu", "libelle": "Nouveau", "heure_debut": "2026-11-24T10:00:00.000Z"}
    path = fichier(
        dossier,
        changer(ids, attributes={"commentaire": "vu", "inconnu": 3}),
        changer(ids, method="create", pk=None, local="9", uid="d2", attributes=made, geometry="Point (770000 6280000)"),
        changer(ids, pk=None, local="9", uid="d3", attributes={"libelle": "Renommé"}),
    )
    answer = rapporter(espace, path)
    assert (answer["ajouts"], answer["modifications"], answer["conflits"]) == (1, 2, 0)
    assert lire(espace, uuid)["commentaire"] == "vu" and lire(espace, uuid)["libelle"] == "Départ de feu"
    new = lire(espace, "neuf-1")
    assert (new["libelle"], new["type_situation"]) == ("Renommé", "feu") and new["geom"]
    again = rapporter(espace, path)
    assert (again["ajouts"], again["modifications"], again["deja"]) == (0, 0, 3)


def test_an_older_file_brought_late_does_not_bring_old_values_back(projet):
    espace, dossier, uuid, ids = projet
    first = changer(ids, uid="d1", attributes={"commentaire": "un"})
    rapporter(espace, fichier(dossier, first, changer(ids, uid="d2", attributes={"commentaire": "deux"})))
    rapporter(espace, fichier(dossier, first))
    assert lire(espace, uuid)["commentaire"] == "deux"


def test_the_office_moved_on_and_a_deletion_deletes_nothing(projet):
    espace, dossier, uuid, ids = projet
    update_rows(espace.travail_gpkg, "situation_point", [{"uuid": uuid, "libelle": "Feu fixé"}], "Bob")
    answer = rapporter(
        espace, fichier(dossier, changer(ids, attributes={"libelle": "Feu étendu"}), changer(ids, method="delete", uid="d2"))
    )
    assert answer["conflits"] == 1 and answer["suppressions"] == 1 and "laissés tels quels" in answer["phrase"]
    (conflict,) = fusion.run({"espace": str(espace.root)}, CTX)["conflits"]
    assert {side["valeur"] for side in (conflict["retenu"], *conflict["autres"])} == {"Feu fixé", "Feu étendu"}
    assert lire(espace, uuid)["statut"] == "actif"


def test_a_photograph_beside_the_file_is_tied_to_its_object(projet):
    espace, dossier, uuid, ids = projet
    (dossier / "DCIM" / "c.jpg").write_bytes(b"photo")
    made = {"uuid": "photo-c", "objet_uuid": uuid, "chemin": "DCIM/c.jpg"}
    rapporter(espace, fichier(dossier, changer(ids, "photo_terrain", "create", None, attributes=made)))
    (row,) = read.rows(espace.travail_gpkg, "photo_terrain", {"uuid": "photo-c"})
    assert row["objet_uuid"] == uuid and (espace.root / "photos" / row["sha256"][:2] / f"{row['sha256']}.jpg").is_file()


@pytest.mark.parametrize(
    "change",
    [
        {"method": "autre"},
        {"sourceLayerId": "inconnue"},
        {"uuid": 3},
        {"new": {"attributes": {"libelle": 3}}},
        {"new": {"attributes": [], "geometry": "Point (x)"}},
        {"sourcePk": "77", "localPk": "88"},
        {"new": {"geometry": "LineString (0 0, 1 1)"}},
    ],
)
def test_a_file_with_one_bad_change_is_refused_whole(projet, change):
    espace, dossier, uuid, ids = projet
    good = changer(ids, uid="d0", attributes={"commentaire": "vu"})
    with pytest.raises(BadInput) as caught:
        rapporter(espace, fichier(dossier, good, {**changer(ids), **change}))
    assert caught.value.message.endswith(".") and lire(espace, uuid)["commentaire"] is None
    rapporter(espace, fichier(dossier, good))
    assert lire(espace, uuid)["commentaire"] == "vu"


def test_files_spoilt_at_random_raise_one_sentence(projet):
    espace, dossier, _, ids = projet
    path = fichier(dossier, changer(ids, attributes={"commentaire": "vu", "libelle": "x"}, geometry="Point (1 2)"))
    whole, chance = path.read_bytes(), random.Random(34)
    for _ in range(30):
        text = bytearray(whole)
        at = chance.randrange(len(text))
        text[at : at + chance.randint(0, 3)] = chance.choice([b"null", b"[]", b"{", b"-1", b'"', b"\xff", b"", b"true"])
        path.write_bytes(bytes(text))
        try:
            rapporter(espace, path)
        except BadInput as error:
            assert error.message.endswith(".") and "\n" not in error.message
    assert check(espace.travail_gpkg).ok
