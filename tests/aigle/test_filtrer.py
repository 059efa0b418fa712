"""ddtm_aigle:filtrer: every suppression has its reason and can be undone; what an agent said is never touched."""

from __future__ import annotations

import pytest
import shapely

from ddtm_aigle.core import historique
from ddtm_aigle.core.filtre.job import run
from shared import catalogue
from shared.errors import BadInput
from shared.gpkg import read, write
from shared.gpkg.create import create
from shared.jobs import JobContext

from .mondes import X0, Y0
from .test_millesimes import World

DAY = "2021-06-03"
BLUE, GREY = "90,140,160", "120,118,119"


@pytest.fixture
def world(tmp_path):
    return World(tmp_path).run(DAY)


def filtrer(world, **more):
    return run({"espace": str(world.espace.root), **more}, JobContext())


def state(world):
    return {row["uuid"]: row["motif_ecart"] if row["ecartee"] else None for row in read.rows(world.path, "detection")}


def reference(world, **layers):
    folder = world.espace.root / "referentiel" / "gen-1"
    folder.mkdir(parents=True)
    create(folder / "referentiel.gpkg", catalogue.layers("reference"))
    for name, rows in layers.items():
        write.insert_rows(folder / "referentiel.gpkg", name, rows)
    (folder / "pack.json").write_text('{"exercice": false}')
    (world.espace.root / "referentiel" / "CURRENT").write_text("gen-1")


def square(x, y, w, h):
    return shapely.box(X0 + x, Y0 + y, X0 + x + w, Y0 + y + h).wkb


def test_size_shape_and_colour_are_checked_class_by_class(world):
    keep = world.see(DAY, "piscine", w=8, h=4, couleur=BLUE)
    tiny = world.see(DAY, "piscine", x=200, w=1.5, h=1.5, couleur=BLUE)
    long = world.see(DAY, "caravane", x=300, w=21, h=3)
    grey = world.see(DAY, "piscine", x=400, couleur=GREY)
    infrared = world.see(DAY, "piscine", x=500, couleur=None)
    result = filtrer(world)
    now = state(world)
    assert now[keep] is None and now[infrared] is None
    assert now[tiny] == "taille hors gabarit : 2,2 m² pour une piscine (5 à 400 m²)"
    assert now[long] == "forme trop allongée : 7,0 fois plus long que large"
    assert now[grey] == "couleur qui n'est pas celle de l'eau"
    assert result["ecartees"] == 3 and "3 détections écartées sur 5" in result["phrase"]


def test_reference_layers_explain_what_it_really_is(world):
    reference(
        world,
        batiment=[
            {"geom": square(100, 100, 30, 30), "construction_legere": False},
            {"geom": square(600, 100, 30, 30), "construction_legere": True},
        ],
        surface_hydrographique=[{"geom": square(200, 100, 60, 60)}],
        troncon_de_route=[{"geom": shapely.LineString([(X0 + 300, Y0 + 102), (X0 + 400, Y0 + 102)]).wkb, "largeur_de_chaussee": 6.0}],
    )
    roof = world.see(DAY, "piscine", x=105, y=105, couleur=BLUE)
    boat = world.see(DAY, "bateau", x=210, y=110)
    wreck = world.see(DAY, "epave_bateau", x=230, y=130)
    truck = world.see(DAY, "caravane", x=320, w=8, h=3)
    beside = world.see(DAY, "caravane", x=320, y=112, w=8, h=3)
    home = world.see(DAY, "mobil_home", x=605, y=105)
    house = world.see(DAY, "construction", x=100, y=100, w=30, h=30)
    filtrer(world)
    now = state(world)
    assert now[roof].startswith("sur le toit") and now[boat].startswith("à flot") and now[truck].startswith("sur la chaussée")
    assert [now[name] for name in (wreck, beside, home, house)] == [None] * 4


def test_layers_of_the_user_count_too(world, tmp_path):
    import geopandas as gpd

    gpd.GeoDataFrame(geometry=[shapely.from_wkb(square(90, 90, 40, 40))], crs=2154).to_file(tmp_path / "tennis.gpkg")
    court = world.see(DAY, "piscine", couleur=BLUE)
    filtrer(world, sport=str(tmp_path / "tennis.gpkg"))
    assert state(world)[court] == "sur un terrain de sport"


def test_what_an_agent_said_or_drew_is_never_touched(world):
    said = world.see(DAY, "piscine", w=1, h=1, validation="suspect")
    drawn = world.see(DAY, "piscine", x=200, w=1, h=1, source="dessin")
    filtrer(world)
    assert state(world) == {said: None, drawn: None}


def test_a_tri_can_be_undone_and_does_not_insist(world):
    tiny = world.see(DAY, "piscine", w=1.5, h=1.5)
    gesture = filtrer(world)["geste"]
    assert state(world)[tiny]
    assert filtrer(world, annuler=gesture)["retablies"] == 1
    assert state(world)[tiny] is None
    assert filtrer(world)["ecartees"] == 0 and state(world)[tiny] is None
    with pytest.raises(BadInput, match="déjà annulé"):
        filtrer(world, annuler=gesture)


def test_running_again_changes_nothing_and_lifts_reasons_that_no_longer_hold(world):
    tiny = world.see(DAY, "piscine", w=1.5, h=1.5)
    filtrer(world)
    history = read.count(world.path, "detection_historique")
    assert filtrer(world)["ecartees"] == 0 and read.count(world.path, "detection_historique") == history
    assert filtrer(world, sans="taille")["retablies"] == 1 and state(world)[tiny] is None


def test_thresholds_are_learnt_per_class_and_vintage_from_the_reviews(world):
    world.run("2015-06-20")
    for i in range(30):
        score = 0.2 + 0.02 * i
        world.see(DAY, "piscine", x=20 * i, y=300, score=score, validation="suspect" if score > 0.45 else "invalide")
    low = world.see(DAY, "piscine", score=0.40)
    high = world.see(DAY, "piscine", x=200, score=0.60)
    elsewhere = world.see("2015-06-20", "piscine", x=400, score=0.40)
    result = filtrer(world)
    now = state(world)
    assert now[low] == "score 0,40 sous le seuil 0,46, appris sur 30 détections revues"
    assert now[high] is None and now[elsewhere] is None
    assert result["seuils"] == {"piscine 2021": 0.46}


def test_few_reviews_teach_nothing(world):
    for i in range(10):
        world.see(DAY, "piscine", x=20 * i, y=300, score=0.2 + 0.05 * i, validation="suspect" if i > 5 else "invalide")
    assert filtrer(world)["seuils"] == {}


def test_undo_leaves_what_was_changed_since(world):
    name = world.see(DAY, "piscine")
    first = historique.apply(world.path, [{"couche": "detection", "uuid": name, "champ": "validation", "nouveau": "suspect"}])
    historique.apply(world.path, [{"couche": "detection", "uuid": name, "champ": "validation", "nouveau": "illegal"}])
    assert historique.undo(world.path, first) == {"geste": first, "rendus": 0, "laisses": 1}
    assert read.rows(world.path, "detection")[0]["validation"] == "illegal"


def test_reviews_all_of_one_mind_or_nearly_teach_nothing_and_it_is_told(world):
    for i in range(25):
        world.see(DAY, "piscine", x=20 * i, y=300, score=0.2 + 0.02 * i, validation="invalide")
        world.see(DAY, "caravane", x=20 * i, y=400, score=0.2 + 0.02 * i, validation="suspect" if i == 24 else "invalide")
    result = filtrer(world)
    assert result["seuils"] == {}
    assert "caravane 2021 (25 revues dont 24 invalidées), piscine 2021 (25 revues dont 25 invalidées)" in " ".join(result["notes"])


def test_what_a_reviewer_refused_does_not_come_back_with_another_model(world):
    world.see(DAY, "caravane", x=100, y=100, w=8, h=3, validation="invalide")
    world.run("2015-06-20")
    again = world.see(DAY, "mobil_home", x=100, y=100, w=8, h=3)
    other_year = world.see("2015-06-20", "caravane", x=100, y=100, w=8, h=3)
    beside = world.see(DAY, "caravane", x=108, y=100, w=8, h=3)
    filtrer(world)
    now = state(world)
    assert now[again] == "déjà invalidée au même endroit sur ce millésime" and now[other_year] is None and now[beside] is None
    assert filtrer(world, sans="seuils")["retablies"] == 1


def test_one_detection_alone_can_be_given_back(world):
    one, other = world.see(DAY, "piscine", w=1.5, h=1.5), world.see(DAY, "piscine", x=200, w=1.5, h=1.5)
    filtrer(world)
    assert filtrer(world, annuler=one)["retablies"] == 1
    assert filtrer(world)["ecartees"] == 0
    assert state(world)[one] is None and state(world)[other]


def test_undoing_a_sort_that_lifted_reasons_says_that_they_stand_again(world):
    tiny = world.see(DAY, "piscine", w=1.5, h=1.5)
    filtrer(world)
    filtrer(world, sans="taille")
    told = filtrer(world, annuler="dernier")
    assert state(world)[tiny] and (told["retablies"], told["ecartees"]) == (0, 1) and "de nouveau écartée" in told["phrase"]


def test_giving_back_a_thing_whose_reason_was_told_anew_leaves_nothing_behind(world):
    name = world.see(DAY, "piscine", w=1.5, h=1.5, couleur=GREY)
    first = filtrer(world)["geste"]
    filtrer(world, sans="taille")
    filtrer(world, annuler=first)
    (row,) = read.rows(world.path, "detection")
    assert not row["ecartee"] and row["motif_ecart"] is None
    assert filtrer(world)["ecartees"] == 0 and filtrer(world, sans="taille")["ecartees"] == 0 and state(world)[name] is None


def test_a_shape_that_crosses_itself_is_sorted_all_the_same(world):
    reference(world, surface_hydrographique=[{"geom": square(90, 90, 60, 60)}])
    name = world.see(DAY, "caravane", x=100, y=100, w=8, h=3)
    bow = shapely.Polygon([(X0 + 100, Y0 + 100), (X0 + 108, Y0 + 104), (X0 + 108, Y0 + 100), (X0 + 100, Y0 + 104)])
    write.update_rows(world.path, "detection", [{"uuid": name, "geom": bow.wkb}])
    filtrer(world)
    assert state(world)[name] == "dans un plan d'eau ou un cours d'eau"


def test_several_layers_of_one_kind_all_count(world, tmp_path):
    import geopandas as gpd

    names = [world.see(DAY, "piscine", x=x, couleur=BLUE) for x in (100, 400)]
    files = []
    for x in (90, 390):
        files.append(str(tmp_path / f"{x}.gpkg"))
        gpd.GeoDataFrame(geometry=[shapely.from_wkb(square(x, 90, 40, 40))], crs=2154).to_crs(4326).to_file(files[-1])
    filtrer(world, sport=files)
    assert [state(world)[name] for name in names] == ["sur un terrain de sport"] * 2


def test_bad_inputs_are_said_in_one_sentence(world):
    with pytest.raises(BadInput, match="aucune détection à filtrer"):
        filtrer(world)
    world.see(DAY, "piscine")
    with pytest.raises(BadInput, match="Tri inconnu"):
        filtrer(world, sans="humeur")
    with pytest.raises(BadInput, match="introuvable"):
        filtrer(world, sport="rien.gpkg")
    with pytest.raises(BadInput, match="Aucun tri n'est à annuler"):
        filtrer(world, annuler="dernier")


def test_greenhouses_of_the_pack_and_ground_outside_the_cadastre_are_priors(world):
    on_glass = world.see(DAY, "mobil_home", x=100, y=100, w=9, h=4)
    in_road = world.see(DAY, "piscine", x=141, y=100, w=8, h=4, couleur=BLUE)
    at_home = world.see(DAY, "piscine", x=170, y=100, w=8, h=4, couleur=BLUE)
    on_the_edge = world.see(DAY, "piscine", x=157, y=150, w=8, h=4, couleur=BLUE)  # 40 % outside
    caravan = world.see(DAY, "caravane", x=141, y=130, w=8, h=3)  # on public ground: perhaps an offence
    far = world.see(DAY, "piscine", x=600, y=600, w=8, h=4, couleur=BLUE)  # no cadastre is drawn there
    parcel = {"code_insee": "34999", "section": "A"}
    reference(
        world,
        batiment=[{"cleabs": "S1", "nature": "Serre", "construction_legere": True, "geom": square(95, 95, 30, 20)}],
        parcelle=[
            {**parcel, "idu": "349990000A0001", "numero": "0001", "geom": square(80, 80, 58, 120)},
            {**parcel, "idu": "349990000A0002", "numero": "0002", "geom": square(160, 80, 60, 120)},
        ],
    )
    filtrer(world)
    now = state(world)
    assert now[on_glass] == "sur une serre connue"
    assert now[in_road] == "hors de toute parcelle du cadastre (voie, domaine public)"
    assert [now[name] for name in (at_home, on_the_edge, caravan, far)] == [None] * 4


def test_sports_grounds_tanks_and_solar_parks_of_the_pack_are_priors(world):
    places = {
        "tennis": world.see(DAY, "piscine", x=100, y=100, w=8, h=4, couleur=BLUE),
        "pool": world.see(DAY, "piscine", x=200, y=100, w=25, h=15, couleur=BLUE),
        "pitch": world.see(DAY, "construction", x=300, y=100),
        "tank": world.see(DAY, "piscine", x=400, y=100, w=8, h=8, couleur=BLUE),
        "park": world.see(DAY, "construction", x=500, y=100),
        "lived_in": world.see(DAY, "caravane", x=540, y=140, w=8, h=3),
    }
    ground = {"etat_de_l_objet": "En service"}
    reference(
        world,
        terrain_de_sport=[
            {"nature": "Terrain de tennis", "geom": square(95, 95, 36, 18), **ground},
            {"nature": "Bassin de natation", "geom": square(200, 100, 25, 15), **ground},
            {"nature": "Grand terrain de sport", "geom": square(290, 90, 60, 60), **ground},
        ],
        reservoir=[{"nature": "Château d'eau", "geom": square(399, 99, 10, 10)}],
        installation_solaire=[{"id_source": "1", "geom": square(490, 90, 100, 100)}],
    )
    result = filtrer(world)
    now = {place: state(world)[name] for place, name in places.items()}
    assert now == {
        "tennis": "sur un terrain de sport connu (BD TOPO)",
        "pool": "dans un bassin de natation connu (BD TOPO)",
        "pitch": None,  # a building on a pitch may be an offence
        "tank": "sur un réservoir ou un château d'eau connu (BD TOPO)",
        "park": "dans un parc photovoltaïque au sol connu (IGN)",
        "lived_in": None,
    }
    (note,) = result["notes"]
    assert "rien dans : bâtiments, " in note and "parcelles cadastrales, zones du plu." in note, "what the pack lacks is told"
    assert "surface" in note and "route" in note
