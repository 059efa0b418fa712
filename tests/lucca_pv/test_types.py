"""What follows a report, and what is less than one: the second visit, the report of findings, the forms signed on the spot."""

import subprocess

import pytest

from ddtm_lucca.core.pv import courriers, transmission
from ddtm_lucca.core.pv import job as pv_job
from shared.errors import BadInput
from tests.lucca.cas import FINDINGS
from tests.lucca.test_pv import close, entry, write  # noqa: F401

from .archive import breaks

SECOND = {
    "evolution": "aggravee",
    "date": "2026-06-10",
    "heure": "14:00",
    "constatations": FINDINGS.replace("8 m par 4 m", "11 m par 4 m"),
    "commission_portee": True,
}


def text_of(path):
    return " ".join(subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout.split())


def follow(params, ctx, made, **more):
    return pv_job.reactualiser({**params, "affaire": made["affaire"], **SECOND, **more}, ctx)


def printed(params, ctx, pv, target):
    pv_job.produire({**params, "pv": pv, "sortie": str(target), "motif": "essai"}, ctx)
    return text_of(target)


# -- the second visit ----------------------------------------------------------------------------------------------------------
def test_the_second_visit_follows_the_closed_report_and_changes_nothing_of_it(params, ctx, closed, depot, tmp_path):
    told = follow(params, ctx, closed)
    assert told["numero"].endswith("-PV-02")
    pv_job.clore({**params, "pv": told["pv"], "date": "2026-06-10"}, ctx)
    text = printed(params, ctx, told["pv"], tmp_path / "deux.pdf")
    first = depot.get(closed["pv"])["numero"]
    for words in ("Procès-verbal de réactualisation", f"fait suite au procès-verbal n° {first} du 12 mars 2026", "la situation s'est aggravée", "11 m par 4 m", "L'an deux mille vingt-six, le dix juin, à quatorze heures", " 341 "):  # fmt: skip
        assert words in text, words
    assert breaks(tmp_path / "deux.pdf") == []


def test_a_place_put_right_carries_no_offence(params, ctx, closed, depot, tmp_path):
    told = follow(params, ctx, closed, evolution="regularisee", constatations="La construction est démolie, les gravats sont évacués, le terrain est nu et nivelé sur toute la parcelle BC 12.")  # fmt: skip
    pv_job.clore({**params, "pv": told["pv"], "date": "2026-06-10"}, ctx)
    text = printed(params, ctx, told["pv"], tmp_path / "deux.pdf")
    assert "la situation est régularisée" in text and "NATINF" not in text


@pytest.mark.parametrize(
    "more, told",
    [
        ({"evolution": "pire"}, "comment la situation a évolué : aggravee, inchangee, regularisee"),
        ({"heure": ""}, "demande : heure"),
        ({"heure": "25:00"}, "l'heure s'écrit"),
        ({"lieu": "ailleurs"}, "n'est pas au choix"),
    ],
)
def test_a_second_visit_ill_described_opens_nothing(params, ctx, closed, depot, more, told):
    with pytest.raises(BadInput, match=told):
        follow(params, ctx, closed, **more)
    assert len(depot.of(closed["affaire"], "pv")) == len(depot.of(closed["affaire"], "controle")) == 1


def test_only_a_closed_report_is_followed(params, ctx, write, entry):  # noqa: F811
    made = write(entry)
    with pytest.raises(BadInput, match="qu'un procès-verbal clos"):
        follow(params, ctx, made)
    made = write({**entry, "pv": {**entry["pv"], "type": "reactualisation"}})
    with pytest.raises(BadInput, match="procès-verbal réactualisé désigné"):
        close(params, ctx, made)


def test_said_without_its_commission_it_is_told_and_no_means_no(params, ctx, closed, depot):
    told = follow(params, ctx, closed, commission_portee="non")
    assert depot.get(told["controle"])["commission_portee"] is False


# -- the report of findings ----------------------------------------------------------------------------------------------------
@pytest.fixture
def rapport(params, ctx, write, entry):  # noqa: F811
    entry["pv"].update(type="rapport", destinataires=["maire", "ddtm"], natinf=[])
    return write(entry)


def test_a_report_of_findings_notes_no_offence_and_goes_to_no_court(params, ctx, rapport, depot, tmp_path):
    card = depot.all("agent")[0]
    depot.put("agent", {"commission_numero": None, "serment_date": None}, uuid=card["uuid"])  # whoever saw may write it
    told = close(params, ctx, rapport)
    assert told["numero"].endswith("-RAP-01") and "Rapport de constatation" in told["phrase"]
    text = printed(params, ctx, rapport["pv"], tmp_path / "rapport.pdf")
    assert "Le présent rapport comporte" in text and "n'est pas un procès-verbal" in text and "L.461-1" in text
    for absent in ("NATINF", "procureur", "procédure pénale", "secret de l'enquête", "susceptibles"):
        assert absent not in text, absent
    assert depot.get(rapport["affaire"])["etat"] == "controlee"
    transmission.run({**params, "pv": rapport["pv"], "sortie": str(tmp_path / "envoi"), "motif": "information"}, ctx)
    assert "le maire" in text_of(tmp_path / "envoi" / "bordereau.pdf") and "procureur" not in text_of(tmp_path / "envoi" / "bordereau.pdf")


def test_it_interrupts_no_prescription_and_no_letter_quotes_it(params, ctx, write, entry, tmp_path):  # noqa: F811
    entry["pv"].update(type="rapport", destinataires=["maire"])
    entry["affaire"]["date_achevement"] = "2022-01-10"
    made = write(entry)
    close(params, ctx, made)
    assert pv_job.echeances({**params, "date": "2027-12-01"}, ctx)["echeances"]
    with pytest.raises(BadInput, match="Clôturez d'abord un procès-verbal"):
        courriers.run({**params, "affaire": made["numero"], "type": "parquet", "sortie": str(tmp_path / "x.pdf")}, ctx)


# -- letters and forms -----------------------------------------------------------------------------------------------------------
def letter(params, ctx, made, target, kind, **more):
    courriers.run({**params, "affaire": made["affaire"], "type": kind, "sortie": str(target), **more}, ctx)
    assert breaks(target) == []
    return text_of(target)


def test_the_forms_of_access_are_ready_before_any_report(params, ctx, write, entry, tmp_path):  # noqa: F811
    made = write(entry)
    given = letter(params, ctx, made, tmp_path / "oui.pdf", "acces_autorisation")
    assert "je peux refuser" in given and "Alice Martin, agent de la DDTM commissionné" in given and "BC 12" in given and "?" not in given
    refused = letter(params, ctx, made, tmp_path / "non.pdf", "acces_refus", cadre="controle_administratif")
    assert "L.461-1" in refused and "7 500 euros" in refused and "n'est pas à lui seul un obstacle" in refused


def test_the_service_receives_its_copy_with_the_clock(params, ctx, closed, tmp_path):
    text = letter(params, ctx, closed, tmp_path / "ddtm.pdf", "ddtm")
    assert "Direction départementale" in text and "NATINF 341" in text and "L.480-5" in text and "Prescription" in text


def test_the_fine_is_written_only_when_asked_and_within_the_law(params, ctx, closed, tmp_path):
    given = {"delai": "30", "astreinte": "200"}
    assert "amende administrative" not in letter(params, ctx, closed, tmp_path / "a.pdf", "mise_en_demeure", **given)
    text = letter(params, ctx, closed, tmp_path / "b.pdf", "mise_en_demeure", amende="30000", **given)
    assert "amende administrative de 30 000 euros" in text.replace("\u00a0", " ") and "100 000 euros" in text
    with pytest.raises(BadInput, match="de 1 à 30000"):
        letter(params, ctx, closed, tmp_path / "c.pdf", "mise_en_demeure", amende="30001", **given)


@pytest.mark.parametrize("said, printed_as", [("Béziers", "près le tribunal judiciaire de Béziers"), ("tribunal judiciaire de Montpellier", "près le tribunal judiciaire de Montpellier"), ("Alès", "près le tribunal judiciaire d'Alès")])  # fmt: skip
def test_the_prosecutor_is_that_of_the_court_named(params, ctx, write, entry, tmp_path, said, printed_as):  # noqa: F811
    entry["pv"]["tribunal"] = said
    made = write(entry)
    close(params, ctx, made)
    assert printed_as in printed(params, ctx, made["pv"], tmp_path / "pv.pdf")
    assert printed_as in letter(params, ctx, made, tmp_path / "parquet.pdf", "parquet")
    transmission.run({**params, "pv": made["pv"], "sortie": str(tmp_path / "envoi"), "motif": "article L.480-1"}, ctx)
    assert printed_as in text_of(tmp_path / "envoi" / "bordereau.pdf")


def test_a_letter_opens_and_ends_as_letters_do(params, ctx, closed, tmp_path):
    text = letter(params, ctx, closed, tmp_path / "m.pdf", "maire")
    assert "Madame, Monsieur," in text and "considération distinguée" in text and "Mairie de Lattes" in text
    assert "Madame, Monsieur," not in letter(params, ctx, closed, tmp_path / "ait.pdf", "arrete_interruptif")


def test_a_report_of_the_commune_bears_the_name_of_the_commune(params, ctx, write, entry, depot, tmp_path):  # noqa: F811
    depot.put("agent", {"fonction": "police_municipale", "commune": "Lattes"}, uuid=entry["pv"]["agent"])
    made = write(entry)
    text = printed(params, ctx, made["pv"], tmp_path / "pm.pdf")
    assert "Mairie de Lattes" in text and "Préfecture" not in text and "L.511-1" in text
