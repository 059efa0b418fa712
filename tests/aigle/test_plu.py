"""The plan as a prior: it lowers priorities with its reason; it hides nothing unless the service says so; never in a risk zone."""

from __future__ import annotations

import pytest

from ddtm_aigle.core import tables
from ddtm_aigle.core.filtre import plu
from ddtm_aigle.core.histoire import permis
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext

from .test_filtrer import BLUE, DAY, filtrer, reference, square, state
from .test_millesimes import World

CAMPING = "Secteur Nt destiné au camping et aux habitations légères de loisirs"
BANNED = "Secteur naturel où le camping est interdit"


def zone(x, label, long, kind, **more):
    return {"libelle": label, "libelong": long, "type_zone": kind, "idurba": "P", "geom": square(x, 0, 200, 200), **more}


@pytest.fixture
def world(tmp_path):
    """From west to east: a camping sector, a sector where camping is forbidden, a built-up zone, a camping sector under a PPR."""
    made = World(tmp_path).run(DAY)
    reference(
        made,
        zone_urba=[
            zone(0, "Nt", CAMPING, "N"), zone(200, "Nx", BANNED, "N"), zone(400, "UB", "Zone urbaine", "U"), zone(600, "Nt", CAMPING, "N"),
        ],
        zone_reglementaire_ppr=[{"code_zone": "R", "standard": "covadis", "type_reglement": "interdiction", "geom": square(600, 0, 200, 200)}],
    )  # fmt: skip
    made.names = {
        place: made.see(DAY, code, x=x, y=100, **more)
        for place, code, x, more in (
            ("camping", "caravane", 100, {}), ("banned", "caravane", 300, {}), ("risk", "caravane", 700, {}),
            ("house", "construction", 450, {"parcelle": "34172000AB0012", "code_insee": "34172"}), ("pool", "piscine", 550, {"couleur": BLUE}),
        )
    }  # fmt: skip
    made.cross()
    return made


def reasons(world):
    """place -> (priority, reasons)."""
    objects = {row["uuid"]: row for row in world.objects()}
    of = {row["uuid"]: objects[row["objet_uuid"]] for row in read.rows(world.path, "detection") if row["objet_uuid"]}
    return {place: (of[name]["priorite"], of[name]["priorite_motif"]) for place, name in world.names.items()}


def own_table(world, *lines):
    path, new = tables.copy(world.espace, plu.BUILT_IN)
    path.write_text("\n".join([path.read_text(encoding="utf-8-sig").splitlines()[0], *lines]) + "\n", encoding="cp1252")
    return new


def test_a_sector_made_for_it_lowers_the_priority_and_hides_nothing(world):
    told = reasons(world)
    assert told["camping"][1].endswith("secteur du PLU destiné au camping ou à l'accueil (Nt) : −20")
    assert told["banned"][0] - told["camping"][0] == 20 and "PLU" not in told["banned"][1]
    assert "PLU" not in told["risk"][1] and "PLU" not in told["pool"][1], "never in a risk zone; a pool in town is still to declare"
    assert filtrer(world)["ecartees"] == 0


def test_a_permission_on_the_parcel_counts_where_building_is_allowed(world):
    before = reasons(world)["house"][0]
    file = world.espace.root / "sitadel.csv"
    head = "COMM;TYPE_DAU;NUM_DAU;ETAT_DAU;DATE_REELLE_AUTORISATION;SEC_CADASTRE1;NUM_CADASTRE1\n"
    file.write_text(head + "34172;PC;0341721900001;6;2019-03-01;AB;12\n")
    permis.run({"espace": str(world.espace.root), "fichier": str(file)}, JobContext())
    assert (
        reasons(world)["house"] == (before - 20, reasons(world)["house"][1])
        and "autorisation sur la parcelle (UB)" in reasons(world)["house"][1]
    )
    world.cross()
    assert reasons(world)["house"][0] == before - 20, "the next crossing says the same"


@pytest.mark.parametrize(
    "text, counts",
    [(None, False), ("PC 1 du 01/03/2019, terminé", True), ("PC 1 du 01/03/2019, annulé", False), ("PD 2 du 01/03/2019, terminé", False),
     ("DP 3 du 01/03/2022, autorisé, postérieur à l'objet", False), ("PD 2 ; DP 4 du 01/03/2019, autorisé", True)],
)  # fmt: skip
def test_only_a_living_earlier_permission_to_build_explains_a_thing(text, counts):
    assert plu.permitted(text) is counts


def test_the_service_may_put_aside_by_a_line_and_take_it_back(world):
    assert own_table(world, "caravane;N;camping;;;ecarter;;terrain de camping;oui;", "caravane;;;;;abaisser;5;essai;non;") is True
    done = filtrer(world)
    now = state(world)
    assert now[world.names["camping"]] == "terrain de camping : zone Nt" and done["motifs"] == {"terrain de camping": 1}
    assert now[world.names["risk"]] is None and now[world.names["banned"]] is None
    assert filtrer(world, sans="plu")["retablies"] == 1
    filtrer(world)
    filtrer(world, annuler="dernier")
    assert filtrer(world)["ecartees"] == 0, "what a person gave back is not insisted on"


def test_the_table_is_copied_once_and_never_overwritten(world):
    told = filtrer(world, copier_table_plu=True)["phrase"]
    path = world.espace.travail_gpkg.parent / "tri_plu.csv"
    assert "écrite" in told and plu.load(world.espace, plu.LOWER) and path.read_bytes()[3:] == plu.BUILT_IN.read_bytes()
    path.write_text(path.read_text(encoding="utf-8") + "\n")
    assert "laissée telle quelle" in filtrer(world, copier_table_plu=True)["phrase"] and path.read_text(encoding="utf-8").endswith("\n\n")


@pytest.mark.parametrize(
    "line, match",
    [("tipi;;;;;abaisser;5;m;oui;", "ligne 2 : classe « tipi » inconnu"), ("piscine;Z;;;;abaisser;5;m;oui;", "type de zone « Z » inconnu"),
     ("piscine;;;;;cacher;5;m;oui;", "effet « cacher » inconnu"), ("piscine;;;;;abaisser;beaucoup;m;oui;", "points « beaucoup » illisibles"),
     ("piscine;;;;;abaisser;;m;oui;", "points «  » illisibles"), ("piscine;;;;;ecarter;;;oui;", "il faut une classe, et un motif")],
)  # fmt: skip
def test_a_wrong_line_of_the_table_is_named_in_one_sentence(world, line, match):
    own_table(world, line)
    with pytest.raises(BadInput, match=match):
        filtrer(world)
    (world.espace.travail_gpkg.parent / "tri_plu.csv").write_text("a;b\n")
    with pytest.raises(BadInput, match="n'est pas la table du tri par le PLU"):
        world.cross()
