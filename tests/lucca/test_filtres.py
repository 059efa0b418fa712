"""Which affairs: every filter alone and together; and the history of one of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_lucca.core import modele
from ddtm_lucca.core.coffre import job
from ddtm_lucca.core.suivi import filtres, historique
from shared.errors import BadInput

from .conftest import AFFAIRE

AFFAIRS = (
    {"commune": "Lattes", "code_insee": "34129", "nature": "piscine", "ouverte_le": "2026-01-10", "type_reglement_ppr": "interdiction"},
    {"commune": "Lattes", "code_insee": "34129", "nature": "caravane", "ouverte_le": "2026-02-10", "type_reglement_ppr": "prescription", "zone_ppr": "BU"},
    {"commune": "Mauguio", "code_insee": "34154", "nature": "piscine", "ouverte_le": "2026-03-10", "risques": "submersion (fort)", "etat": "close"},
    {"commune": "Sète", "code_insee": "34301", "nature": "cloture", "ouverte_le": "2026-04-10"},
)  # fmt: skip


@pytest.fixture
def filled(depot):
    agent = depot.put("agent", {"nom": "Roux", "prenom": "Zoé", "fonction": "agent_ddtm", "identifiant": "z.roux"})
    made = [depot.put("affaire", {**AFFAIRE, **row}) for row in AFFAIRS]
    depot.put("pv", {"type": "infraction", "agent": agent, "natinf": ["341", "22967"]}, made[0])
    depot.put("controle", {"date": "2026-02-11", "heure_debut": "09:00", "lieu": "exterieur", "agents": [agent]}, made[1])
    return made


@pytest.mark.parametrize(
    ("asked", "ranks"),
    [
        ({}, [3, 2, 1, 0]),
        ({"commune": "lattes"}, [1, 0]),
        ({"commune": "34154"}, [2]),
        ({"etat": "close"}, [2]),
        ({"ouvertes": True}, [3, 1, 0]),
        ({"nature": "piscine"}, [2, 0]),
        ({"natinf": "22967"}, [0]),
        ({"natinf": 33057}, []),
        ({"redacteur": "z.roux"}, [1, 0]),
        ({"redacteur": "Zoé Roux", "nature": "caravane"}, [1]),
        ({"risque": "ppr_interdiction"}, [0]),
        ({"risque": "ppr"}, [1, 0]),
        ({"risque": "alea"}, [2]),
        ({"risque": "aucun"}, [3]),
        ({"debut": "2026-02-10", "fin": "2026-03-10"}, [2, 1]),
        ({"texte": "submersion"}, [2]),
        ({"texte": "lattes", "nature": "piscine"}, [0]),
    ],
)
def test_filters_add_up(filled, depot, asked, ranks):
    assert [row["uuid"] for row in filtres.chosen(depot, asked)] == [filled[rank] for rank in ranks]


def test_a_filter_that_cannot_be_is_refused(filled, params, ctx):
    for asked, said in (
        ({"etat": "perdue"}, "Filtre inconnu"), ({"risque": "loup"}, "Filtre inconnu"), ({"natinf": "abc"}, "NATINF"), ({"redacteur": "personne"}, "Aucun agent"),
        ({"debut": "2026-05-01", "fin": "2026-01-01"}, "après la fin"), ({"debut": "hier"}, "AAAA-MM-JJ"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=said):
            job.affaires({**params, **asked}, ctx)


def test_the_list_says_which_affairs_are_on_the_map(filled, depot, params, ctx):
    depot.put("affaire", {"x": None, "y": None}, uuid=filled[0])
    told = job.affaires({**params, "commune": "Lattes"}, ctx)
    assert told["placees"] == [filled[1]] and told["nombre"] == 2


def test_the_filters_are_told_in_words():
    told = filtres.told({"commune": "Lattes", "etat": "close", "natinf": "341", "debut": "2026-01-01", "ouvertes": True, "risque": "ppr"})
    assert told == "Lattes ; Close ; NATINF 341 ; dans un PPR ; du 01/01/2026 ; en cours"


def test_the_history_tells_every_change_with_its_author_and_is_itself_written_down(filled, depot, params, ctx):
    depot.put("affaire", {"etat": "controlee", "hauteur": 2.5}, uuid=filled[0])
    number = depot.get(filled[0])["numero_provisoire"]
    job.lire({**params, "affaire": number, "motif": "préparer l'audience"}, ctx)
    rows = historique.run({**params, "affaire": number}, ctx)["historique"]
    assert ("affaire : état", "Ouverte", "Contrôlée") in {(row["quoi"], row["avant"], row["apres"]) for row in rows}
    assert any("préparer l'audience" in row["quoi"] for row in rows) and all(row["auteur"] == "a.martin" for row in rows)
    assert [row["utc"] for row in rows] == sorted(row["utc"] for row in rows)
    assert depot.journal(1)[0]["motif"] == "historique"
    with pytest.raises(BadInput):
        historique.run({**params, "affaire": "99-00000"}, ctx)


FIELDS = st.dictionaries(
    st.sampled_from(("adresse", "lieu_dit", "observations")),
    st.text("abé ", min_size=1, max_size=6).map(str.strip).filter(bool),
    min_size=1,
)


@settings(deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=5))
def test_playing_the_history_gives_the_record_back(changes):
    """What the history says of a field, change after change, leads to the value it has now."""
    held, rows = {}, []
    for change in changes:
        for name, value in change.items():
            if held.get(name) != value:
                rows.append({"heure": "2026-01-01T00:00:00Z", "auteur": "a", "appareil": "X", "genre": "affaire", "champ": name, "ancien": f'"{held[name]}"' if name in held else "null", "nouveau": f'"{value}"'})  # fmt: skip
                held[name] = value
    played = {}
    for row in map(historique._operation, rows):
        name = row["quoi"].split(" : ")[1].replace(" ", "_")
        assert row["avant"] == played.get(name, "")
        played[name] = row["apres"]
    assert played == held and set(played) <= {field.nom for field in modele.GENRES["affaire"]}
