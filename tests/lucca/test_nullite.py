"""The nullity check: every rule has a case where it fails and one where it holds; offences are proposed with their reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddtm_lucca.core.droit import propositions
from ddtm_lucca.core.pv import nullite
from ddtm_lucca.core.pv.regles_fond import siren_holds
from shared.errors import BadInput

from .cas import CASES, COMPANY, LINES, sound

RULES = {rule.code: rule for rule in nullite.REGLES}


def codes(dossier):
    return {item.code for item in nullite.check(dossier)}


def test_the_sound_dossier_has_nothing_wrong():
    assert nullite.check(sound()) == []
    assert nullite.told([])["phrase"] == "Aucun défaut bloquant."


def test_every_rule_has_its_cases_and_every_case_its_rule():
    assert set(CASES) == set(RULES) and len(RULES) == len(nullite.REGLES)


@pytest.mark.parametrize("code", RULES)
def test_the_rule_fails_where_it_should(code):
    assert code in codes(CASES[code][0])


@pytest.mark.parametrize("code", RULES)
def test_the_rule_holds_where_it_should(code):
    assert code not in codes(CASES[code][1])


@pytest.mark.parametrize("code", RULES)
def test_the_rule_says_its_text_its_severity_and_how_to_mend(code):
    rule = RULES[code]
    assert rule.gravite in nullite.ORDER and rule.texte and rule.remede.endswith(".")
    told = next(item.constat for item in nullite.check(CASES[code][0]) if item.code == code)
    assert told.endswith((".", ")")) and told[0].isupper()


def test_no_missing_entry_stops_the_check():
    """A report half filled in is checked as often as a whole one: whatever one field is missing, the rules answer."""
    for _, regular in CASES.values():
        for part in ("affaire", "agent", "controle", "pv"):
            for field in regular[part]:
                nullite.check({**regular, part: {**regular[part], field: None}})


def test_the_worst_comes_first_and_is_counted():
    dossier = sound(controle={"commission_portee": None, "heure_debut": None}, parcelles=[])
    told = nullite.told(nullite.check(dossier))
    assert [row["gravite"] for row in told["defauts"]] == ["bloquant", "bloquant", "conseil"]
    assert told["phrase"].startswith("2 défauts bloquants")


def test_a_regime_chosen_for_the_affair_wins_over_the_table():
    old = {"date_faits": "2015-01-01", "date_achevement": None}
    assert "prescription" not in codes(sound(affaire=old))  # works not finished: the clock has not started
    assert "prescription" in codes(sound(affaire={**old, "faits": {"regimes": {"341": "instantanee"}}}))


@pytest.mark.parametrize("siren, good", [("732829320", True), ("732829321", False), ("73282932", False), ("", False), (None, False)])
def test_a_siren_has_its_key(siren, good):
    assert siren_holds(siren) is good


@given(st.text(max_size=300))
def test_no_text_makes_the_check_fall(text):
    nullite.check(sound(pv={"constatations": text, "limite_domaine": text}, controle={"declarations": text}))


# -- proposals ---------------------------------------------------------------------------------------------------------------
def proposed(affaire, controle=None, personnes=()):
    known = propositions.context(affaire, controle or {})
    return [row["numero"] for row in propositions.propose(known, LINES, personnes)]


@pytest.mark.parametrize(
    "affaire, controle, expected",
    [
        ({"nature": "cabanisation", "type_reglement_ppr": "interdiction", "faits": {"autorisation": "aucune", "formalite": "permis", "contraire_plu": True}}, None, [341, 4572, 22967]),
        ({"nature": "caravane", "faits": {"plus_de_trois_mois": True, "interdiction_arrete": True}}, None, [6812, 6813]),
        ({"nature": "caravane", "faits": {"plus_de_trois_mois": True, "habitat_permanent_gens_du_voyage": True}}, None, [32259]),
        ({"nature": "piscine", "faits": {"autorisation": "aucune", "formalite": "declaration"}}, None, [5969]),
        ({"nature": "debroussaillement"}, None, [7924]),
        ({"nature": "debroussaillement", "faits": {"mise_en_demeure_echue": True}}, None, [22956]),
        ({"nature": "dechets", "faits": {"vehicule_utilise": True, "en_foret": True}}, None, [98, 7916]),
        ({"nature": "obstacle"}, {"lieu": "refus", "cadre": "controle_administratif"}, [33057]),
        ({"nature": "obstacle"}, {"lieu": "refus"}, [33058]),
        ({"nature": "domaine_public_maritime"}, None, []),
        ({"nature": "construction"}, None, []),
    ],
)  # fmt: skip
def test_offences_are_proposed_from_the_facts(affaire, controle, expected):
    assert proposed(affaire, controle) == expected


def test_each_proposal_says_why():
    affaire = {"nature": "construction", "faits": {"autorisation": "aucune", "formalite": "permis"}}
    (row,) = propositions.propose(propositions.context(affaire), LINES)
    assert row["pourquoi"] == "Travaux soumis à permis de construire, sans permis."
    assert row["conditions"] == ["nature : construction", "Autorisation d'urbanisme : aucune", "Formalité exigée : permis"]


def test_a_company_alone_gets_the_code_for_legal_persons():
    affaire = {"nature": "construction", "type_reglement_ppr": "interdiction", "faits": {"autorisation": "aucune", "formalite": "permis"}}
    assert proposed(affaire, personnes=[COMPANY]) == [24120, 31055]
    assert proposed(affaire, personnes=[COMPANY, {"type": "physique", "statut": "occupant"}]) == [341, 22967]


def test_an_unknown_fact_is_refused():
    with pytest.raises(BadInput, match="Fait inconnu"):
        propositions.context({"nature": "autre", "faits": {"beau_temps": True}})


def test_every_offence_of_the_table_exists_with_its_texts():
    for rule in propositions.table()["regles"]:
        assert LINES[rule["natinf"]].definie_par and set(rule["quand"]) <= {
            *propositions.questions(),
            "nature",
            "type_reglement_ppr",
            "cadre",
        }
