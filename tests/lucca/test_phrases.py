"""Opening sentences: chosen by nature, place and facts; each shows what is to be filled."""

import pytest

from ddtm_lucca.core import modele
from ddtm_lucca.core.droit import phrases, propositions
from shared.errors import BadInput

from .conftest import AFFAIRE


def labels(**affair):
    return {row["etiquette"] for row in phrases.propose(affair)}


def test_sentences_follow_the_nature_and_the_place():
    assert "Bassin" in labels(nature="piscine") and "Bassin" not in labels(nature="caravane")
    assert "Zone agricole" in labels(nature="piscine", zone_plu="Ap") and "Zone naturelle" in labels(nature="piscine", zone_plu="2Nh")
    assert not {"Zone agricole", "Zone naturelle", "Zone du PLU"} & labels(nature="piscine")
    assert "Zone agricole" not in labels(nature="piscine", zone_plu="1AU")
    assert "PPR, interdiction" in labels(nature="piscine", type_reglement_ppr="interdiction")
    assert "Espace boisé classé" in labels(nature="coupe", faits={"espace_boise_classe": True})


def test_what_the_affair_knows_is_filled_in():
    rows = phrases.propose({"nature": "piscine", "commune": "Lattes", "zone_plu": "A1"})
    told = next(row["phrase"] for row in rows if row["etiquette"] == "Zone agricole")
    assert "(A1)" in told and "de Lattes" in told and "{" not in told


def test_every_sentence_of_the_table_is_reachable_and_well_formed():
    known = {*propositions.questions(), "nature", "zone_plu", "type_reglement_ppr"}
    for row in phrases.table():
        assert row["champ"] in phrases.CHAMPS and set(row.get("quand", {})) <= known
        assert set(row.get("quand", {}).get("nature", [])) <= set(modele.NATURES)
        assert row["phrase"].format(commune="", zone_plu="", zone_ppr="")[-1] in ".;…"
    for nature in modele.NATURES:
        assert len(labels(nature=nature)) >= 4


def test_no_sentence_accuses_or_reports_hearsay():

    words = "coupable illégal infraction fraude mensonge il paraît on nous dit"
    for row in phrases.table():
        assert not [word for word in words.split() if len(word) > 5 and word in row["phrase"].lower()]


def test_the_store_s_affair_gets_its_sentences(depot, params, ctx):
    uuid = depot.put("affaire", {**AFFAIRE, "zone_plu": "A"})
    told = phrases.run({**params, "affaire": depot.get(uuid)["numero_provisoire"]}, ctx)
    assert any("zone agricole (A)" in row["phrase"] for row in told["phrases"]) and "Signes d'habitation" in phrases.tell(told)
    with pytest.raises(BadInput, match="numéro"):
        phrases.run(params, ctx)
