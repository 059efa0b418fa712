"""The list of affairs, the reading of one, and the place read from the shared layers."""

import struct
import time

import pytest

from ddtm_lucca.core import terrain
from ddtm_lucca.core.coffre import base, job
from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.gpkg import create, write

from .conftest import AFFAIRE


def test_the_list_is_filtered_and_newest_first(depot, params, ctx):
    for commune, nature, day in (
        ("Lattes", "caravane", "2026-01-01"),
        ("Lattes", "piscine", "2026-02-01"),
        ("Mauguio", "piscine", "2026-03-01"),
    ):
        depot.put("affaire", {**AFFAIRE, "commune": commune, "nature": nature, "ouverte_le": day})

    def listed(**filters):
        return [(row["commune"], row["nature"]) for row in job.affaires({**params, **filters}, ctx)["affaires"]]

    assert listed() == [("Mauguio", "Piscine"), ("Lattes", "Piscine"), ("Lattes", "Caravane")]
    assert listed(commune="lattes", nature="piscine") == [("Lattes", "Piscine")]
    assert listed(texte="maug") == [("Mauguio", "Piscine")] and listed(etat="close") == []
    with pytest.raises(BadInput, match="Filtre inconnu"):
        listed(etat="perdue")


def test_reading_an_affair_gives_all_of_it_and_is_written_down(depot, params, ctx):
    affair = depot.put("affaire", AFFAIRE)
    depot.put("decision", {"degre": "tribunal", "sens": "remise en état", "astreinte_jour": 75}, affair)
    told = job.lire({**params, "affaire": affair, "motif": "audience"}, ctx)
    assert told["fiches"]["decision"][0]["astreinte_jour"] == 75 and told["historique"]
    assert "remise en état" in job.tell_affair(told)
    assert job.journal(params, ctx)["acces"][0]["motif"] == "audience"


def test_any_word_among_25_000_affairs_is_found_within_50_ms(depot):
    with base.transaction(depot.connection) as connection:
        for number in range(25_000):
            data = f'{{"numero_provisoire": "26-34129-PZZZZ-{number:05d}", "nature": "piscine", "etat": "ouverte", "commune": "Lattes", "code_insee": "34129"}}'
            connection.execute(
                "INSERT INTO fiche (id, uuid, genre, affaire, donnees, cree_le, modifie_le) VALUES (?,?,'affaire',?,?,'2026','2026')",
                (number + 1, f"u{number}", f"u{number}", data),
            )
            words = f"piscine Lattes nom{number % 5000} voie{number % 700} constat béton bassin filtration clôture"
            connection.execute("INSERT INTO recherche (rowid, texte) VALUES (?, ?)", (number + 1, words))
    taken = []
    for text in ("nom4321", "voie12 nom712", "beton bassin", "lat"):
        start = time.perf_counter()
        assert depot.search(text)
        taken.append(time.perf_counter() - start)
    assert sorted(taken)[1] < 0.05 and max(taken) < 0.5


def square(x, y, size):
    ring = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return struct.pack("<BIIBIII", 1, 6, 1, 1, 3, 1, 5) + b"".join(struct.pack("<dd", *point) for point in ring)


def test_the_place_comes_from_the_shared_layers(space, ctx):
    folder = space.referentiel_dir / "gen-1"
    folder.mkdir(parents=True)
    path = folder / "referentiel.gpkg"
    create.create(path, [LAYERS["commune"], LAYERS["zone_reglementaire_ppr"]])
    write.insert_rows(path, "commune", [{"code_insee": "34129", "nom": "Lattes", "geom": square(770000, 6270000, 5000)}])
    zone = {"code_procedure": "34DDTM1", "standard": "covadis", "etat_procedure": "approuve", "nom": "PPRI du Lez"}
    write.insert_rows(
        path,
        "zone_reglementaire_ppr",
        [
            {**zone, "id_zone": "1", "code_zone": "BU", "type_reglement": "prescription", "geom": square(771000, 6271000, 1000)},
            {**zone, "id_zone": "2", "code_zone": "R", "type_reglement": "interdiction", "geom": square(771500, 6271500, 1000)},
        ],
    )
    (space.referentiel_dir / "CURRENT").write_text("gen-1")

    def at(point):
        return terrain.run({"espace": str(space.root), "point": point}, ctx)

    both = at("771600,6271600")
    assert (both["commune"], both["type_reglement_ppr"], both["zone_ppr"]) == ("Lattes", "interdiction", "R PPRI du Lez ; BU PPRI du Lez")
    assert at("770500, 6270500")["phrase"] == "Lattes (34129), hors zone de PPR. Absent du paquet de données : cadastre, zones du PLU."
    with pytest.raises(BadInput, match="aucune commune"):
        at("600000,6200000")
    with pytest.raises(BadInput, match="X,Y"):
        at("Lattes")
