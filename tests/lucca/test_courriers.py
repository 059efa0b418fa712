"""Letters of an affair, what will soon be prescribed, and no identity left outside the store after all that."""
# ruff: noqa: F811 (a test names the fixtures it imports)

import pytest

from ddtm_lucca.core.coffre import session
from ddtm_lucca.core.pv import courriers
from ddtm_lucca.core.pv import job as pv_job
from shared.errors import BadInput

from .conftest import PHRASE
from .test_pv import DAY, close, entry, printed, text_of, write  # noqa: F401


# -- letters and deadlines -----------------------------------------------------------------------------------------------------
def letter(params, ctx, made, tmp_path, kind, **more):
    target = tmp_path / f"{kind}.pdf"
    courriers.run({**params, "affaire": made["numero"], "type": kind, "sortie": str(target), **more}, ctx)
    return " ".join(text_of(target).split())


def test_the_summons_gives_a_slot_its_legal_ground_and_the_penalty(params, ctx, write, entry, tmp_path):
    made = write(entry)
    text = letter(params, ctx, made, tmp_path, "convocation", date="2026-05-12", heure="09:30", cadre="controle_administratif")
    assert "12 mai 2026, entre 09 h 30 et 10 h 15" in text and "L.461-1" in text and "7 500 euros" in text and "Durand" in text
    with pytest.raises(BadInput, match="entre 6 h et 21 h"):
        letter(params, ctx, made, tmp_path, "convocation", date="2026-05-12", heure="20:30")
    with pytest.raises(BadInput, match="date, heure"):
        letter(params, ctx, made, tmp_path, "convocation")


def test_the_other_letters_quote_a_closed_report(params, ctx, write, entry, tmp_path, depot):
    made = write(entry)
    with pytest.raises(BadInput, match="Clôturez d'abord"):
        letter(params, ctx, made, tmp_path, "parquet")
    closed = close(params, ctx, made)
    assert "1 000 euros par jour" in letter(params, ctx, made, tmp_path, "maire") and "100 000 euros" in letter(
        params, ctx, made, tmp_path, "maire"
    )
    assert "NATINF 341" in letter(params, ctx, made, tmp_path, "parquet")
    offender = letter(params, ctx, made, tmp_path, "contrevenant")
    assert closed["numero"] in offender and "article 11" in offender and "procureur" in offender
    assert [row["type"] for row in depot.of(made["affaire"], "courrier")] == ["maire", "maire", "parquet", "contrevenant"]


def test_every_model_can_be_written(params, ctx, write, entry, tmp_path):
    made = write(entry)
    close(params, ctx, made)
    for kind in courriers.models():
        assert "{" not in letter(params, ctx, made, tmp_path, kind, date="2026-05-12", heure="09:30", delai="15", astreinte="75")
    with pytest.raises(BadInput, match="Au choix"):
        letter(params, ctx, made, tmp_path, "licorne")


def test_what_will_soon_be_prescribed_is_listed(params, ctx, write, entry, depot):
    entry["affaire"]["date_achevement"] = "2022-01-10"
    made = write(entry)
    (row,) = pv_job.echeances({**params, "date": "2027-12-01"}, ctx)["echeances"]
    assert (row["affaire"], row["numero"], row["jours"]) == (made["numero"], 341, 40)
    close(params, ctx, made)  # the closed report interrupts
    assert pv_job.echeances({**params, "date": "2027-12-01"}, ctx)["echeances"] == []


def test_no_identity_stays_outside_the_store_after_all_that(params, ctx, write, entry, space):
    entry["personnes"][0]["nom"] = "Zébulon-Témoin"
    close(params, ctx, write(entry))
    session.lock(space)
    for path in space.root.rglob("*"):
        if path.is_file():
            assert "Zébulon-Témoin".encode() not in path.read_bytes() and PHRASE.encode() not in path.read_bytes(), path
