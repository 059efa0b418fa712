"""What follows a report: state, penalties, alerts, retention; the store's exchange through the parcels of the work space."""

import datetime as dt
import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_lucca.core.coffre import boite, cles, echange, job, session
from ddtm_lucca.core.suivi import job as suivi
from ddtm_lucca.core.suivi import suites
from shared import colis
from shared.errors import BadInput
from shared.espace import Espace

from .conftest import AFFAIRE, PHRASE

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def affair(depot):
    return depot.put("affaire", {**AFFAIRE, "surface_plancher": 40})


def save(params, ctx, affair, **entry):
    return suites.enregistrer({**params, "affaire": affair, "date": "2026-06-01", "saisie": entry}, ctx)


def test_the_state_follows_what_exists_and_never_goes_back(depot, params, ctx, affair):
    assert save(params, ctx, affair, courriers=[{"type": "contrevenant"}])["etat"] == "ouverte"
    assert save(params, ctx, affair, transmissions=[{"destinataire": "parquet", "date": "2026-04-01"}])["etat"] == "transmise"
    told = save(params, ctx, affair, decisions=[{"degre": "tribunal", "audience_le": "2026-05-02", "decision_le": "2026-05-20"}])
    assert told["etat"] == "jugee" and depot.affaire(affair)["etat"] == "jugee"
    save(params, ctx, affair, supprimes=[row["uuid"] for row in told["suites"]["decisions"]])
    assert depot.affaire(affair)["etat"] == "jugee"


def test_closing_gives_the_end_of_retention_and_then_the_purge(depot, params, ctx, affair):
    told = save(params, ctx, affair, cloture={"motif": "regularisation_terrain", "date": "2026-05-01"})
    assert told["etat"] == "regularisee" and told["conserver_jusqu_au"] == "2032-05-01" and "01/05/2032" in told["phrase"]
    with pytest.raises(BadInput, match="date de clôture"):
        save(params, ctx, affair, cloture={"motif": "relaxe"})
    late = suivi.rappels({**params, "date": "2032-06-01"}, ctx)
    assert [row["quoi"] for row in late["rappels"]] == ["Durée de conservation échue : à purger"]
    assert job.purger({**params, "date": "2032-05-01", "motif": "durée échue"}, ctx)["numeros"] == []
    assert len(job.purger({**params, "date": "2032-05-02", "motif": "durée échue"}, ctx)["numeros"]) == 1


def test_a_later_retention_date_typed_by_hand_is_kept(depot, params, ctx, affair):
    depot.put("affaire", {"conserver_jusqu_au": "2040-01-01"}, uuid=affair)
    assert save(params, ctx, affair, cloture={"motif": "relaxe", "date": "2026-05-01"})["conserver_jusqu_au"] == "2040-01-01"


def test_a_daily_penalty_runs_from_its_term_to_the_ceiling(depot, params, ctx, affair):
    row = {
        "date": "2026-01-01",
        "notifiee_le": "2026-01-05",
        "observations_demandees_le": "2025-12-01",
        "echeance": "2026-05-22",
        "astreinte_jour": 500,
    }
    told = save(params, ctx, affair, mises_en_demeure=[row])
    (running,) = told["astreintes"]
    assert (running["jours"], running["du"], told["a_liquider"]) == (10, 5000.0, 5000.0) and not told["alertes"]
    assert "5\u202f000\u00a0€" in told["phrase"] or "enregistrées" in told["phrase"]
    assert suites.penalty({**row, "echeance": "2025-01-01"}, "mise_en_demeure", DAY) == {"jours": 516, "du": 100_000.0, "plafonne": True, "liquide": 0.0, "reste": 100_000.0}  # fmt: skip
    assert suites.penalty({**row, "executee_le": "2026-05-24", "astreinte_liquidee": 400}, "mise_en_demeure", DAY)["reste"] == 600.0
    reminders = suivi.rappels({**params, "date": "2026-06-01"}, ctx)["rappels"]
    assert "5\u202f000\u00a0€ d'astreinte à liquider" in reminders[0]["quoi"]


@settings(deadline=None)
@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.floats(0, 1000),
    st.floats(0, 200_000),
)
def test_a_penalty_is_never_negative_nor_above_its_ceiling(term, today, rate, paid):
    found = suites.penalty({"echeance": term.isoformat(), "astreinte_jour": rate, "astreinte_liquidee": paid}, "mise_en_demeure", today)
    assert 0 <= found["reste"] <= found["du"] <= 100_000 and (found["jours"] == 0 or today > term)


@pytest.mark.parametrize(
    ("part", "row", "said"),
    [
        ("ait", {"date": "2026-04-01", "contradictoire_le": "2026-03-01"}, "d'abord un procès-verbal"),
        ("ait", {"numero": "1"}, "observations"),
        ("ait", {"date": "2026-04-10", "notifie_le": "2026-04-01", "urgence": True}, "avant sa date"),
        ("mises_en_demeure", {"astreinte_jour": 1200}, "1 000 €"),
        ("mises_en_demeure", {"amende": 40000}, "30 000 €"),
        ("mises_en_demeure", {"date": "2026-04-01"}, "observations"),
        ("mises_en_demeure", {"echeance": "2026-04-01"}, "non notifiée"),
        ("decisions", {"degre": "tribunal", "astreinte_jour": 600}, "500 €"),
        ("decisions", {"audience_le": "2026-04-10", "decision_le": "2026-04-01"}, "avant l'audience"),
    ],
)
def test_what_weakens_an_act_is_said(params, ctx, affair, part, row, said):
    assert any(said in text for text in save(params, ctx, affair, **{part: [row]})["alertes"])


def test_penalties_incurred_come_from_the_table_with_their_range(depot, params, ctx, affair):
    agent = depot.put("agent", {"nom": "Roux", "prenom": "Zoé", "fonction": "agent_ddtm"})
    depot.put("pv", {"type": "infraction", "agent": agent, "natinf": ["341", "98", "33058"]}, affair)
    rows = suites.run({**params, "affaire": affair}, ctx)["peines"]
    assert [row["article"] for row in rows] == ["L.480-4 C. urb.", "R.635-8 CP", "L.480-12 C. urb."]
    assert rows[0]["calcul"] == "de 1\u202f200\u00a0€ à 240\u202f000\u00a0€ pour 40 m²" and not rows[1]["calcul"]
    assert all(row["etat"] in ("a_relire", "verifie") and row["source"] for row in rows)


def test_only_suites_are_taken_and_all_or_nothing(depot, params, ctx, affair, tmp_path):
    with pytest.raises(BadInput, match="formulaire"):
        save(params, ctx, affair, personnes=[{"type": "inconnue", "statut": "autre"}])
    with pytest.raises(BadInput, match="AAAA-MM-JJ"):
        save(params, ctx, affair, ait=[{"numero": "1"}], decisions=[{"audience_le": "demain"}])
    assert depot.of(affair, "ait") == []
    path = tmp_path / "suites.json"
    path.write_text(json.dumps({"affaire": {}, "ait": [{"numero": "7", "urgence": True}]}), encoding="utf-8")
    suites.enregistrer({**params, "affaire": affair, "fichier": str(path)}, ctx)
    assert depot.of(affair, "ait")[0]["numero"] == "7" and "numero = 7" in suites.tell(suites.run({**params, "affaire": affair}, ctx))


@pytest.fixture
def two(params, ctx, tmp_path, affair, space):
    """A second device of the same store."""
    other = Espace.at(tmp_path / "tablette")
    shutil.copytree(cles.folder(space), cles.folder(other))
    session.unlock(other, "a.martin", PHRASE)
    return {"espace": str(other.root)}, other


def carry(source, target):
    """What the exchange between workstations does: each parcel goes from one's departures to the other's arrivals."""
    for item in colis.lister(colis.depart(source, "lucca")):
        colis.ecrire(
            colis.arrivee(target, "lucca"), colis.lire(item), {"nom": item.nom, "poste": "bureau", "cree_le": "2026-01-01T00:00:00Z"}
        )


def test_the_store_travels_in_the_parcels_of_the_work_space(two, depot, params, ctx, affair, space):
    tablet, other = two
    depot.put("affaire", {"adresse": "1 rue Haute"}, uuid=affair)
    told = boite.run(params, ctx)
    assert told["deposees"] > 0 and not list(space.root.glob("lucca/depart-*"))
    (parcel,) = colis.lister(colis.depart(space, "lucca"))
    assert parcel.remplace and b"rue Haute" not in parcel.fichier.read_bytes()
    carry(space, other)
    told = boite.run(tablet, ctx)
    assert told["recues"] >= 1 and not colis.recus(other, "lucca")
    with session.depot(tablet) as held:
        assert held.affaire(affair)["adresse"] == "1 rue Haute"
    assert boite.run(tablet, ctx)["recues"] == 0


def test_a_parcel_of_another_store_or_spoilt_is_left_aside(two, params, ctx, space):
    tablet, other = two
    colis.ecrire(colis.arrivee(other, "lucca"), b"not a store at all", {"nom": "x", "poste": "inconnu"})
    told = boite.run(tablet, ctx)
    assert len(told["refuses"]) == 1 and "inconnu" in boite.tell(told) and told["deposees"] > 0


def test_pieces_too_big_for_a_parcel_stay_and_it_is_said(two, depot, params, ctx, space, monkeypatch):
    import os

    depot.pieces.add(os.urandom(400_000))
    monkeypatch.setattr(colis, "MAX_BYTES", 300_000)
    affair = depot.all("affaire")[0]["uuid"]
    depot.put("piece", {"nom": "vue", "sha256": depot.pieces.add(os.urandom(400_000))}, affair)
    told = boite.run(params, ctx)
    assert "envoyer-echange" in told["phrase"] and len(colis.lister(colis.depart(space, "lucca"))) == 1
    assert echange.SEAL
