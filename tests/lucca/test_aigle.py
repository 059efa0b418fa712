"""The export for AIGLE: read back as its import reads it, one parcel a row, each step with its status."""

import csv

import pytest

from ddtm_lucca.core.suivi import aigle, suites
from ddtm_lucca.core.suivi import job as suivi

from .conftest import AFFAIRE

# what the import of AIGLE does of each action (read in its source): nothing else is understood
UNDERSTOOD = {
    "Création courrier": "PRIOR_LETTER_SENT",
    "Création PV avec natinfs": "OFFICIAL_REPORT_DRAWN_UP",
    "Création rapport de constatation (PV sans natinfs)": "OBSERVARTION_REPORT_REDACTED",
    "Clôture dossier avec remise en état": "REHABILITATED",
    "Création contrôle avec droit de visite": "CONTROLLED_FIELD",
    "Création contrôle sans droit visite": "CONTROLLED_FIELD",
}


@pytest.fixture
def export(params, ctx, tmp_path):
    def read():
        path = tmp_path / "aigle.csv"
        suivi.exporter({**params, "modele": "aigle", "motif": "import", "sortie": str(path)}, ctx)
        return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))

    return read


def last_status(rows, parcel):
    """The status of a parcel once the import has read every row, in its order."""
    status = "NOT_CONTROLLED"
    for row in sorted(rows, key=lambda row: (row["action_date"], int(row["id"]))):
        if row["parcelle"] == parcel:
            status = UNDERSTOOD.get(row["action_type"], status)
    return status


def test_the_words_are_those_the_import_understands():
    ours = dict(aigle.ACTIONS.values())
    assert {action: ours[action] for action in UNDERSTOOD} == UNDERSTOOD


def test_each_action_is_a_row_for_each_parcel(export, depot, params, ctx):
    affair = depot.put("affaire", {**AFFAIRE, "ouverte_le": "2026-01-05"})
    for section, number in (("BC", "12"), ("A", "7")):
        depot.put("parcelle", {"commune": "Lattes", "section": section, "numero": number}, affair)
    depot.put("controle", {"date": "2026-01-20", "heure_debut": "09:00", "lieu": "interieur_assentiment"}, affair)
    depot.put("controle", {"date": "2026-02-20", "heure_debut": "09:00", "lieu": "exterieur"}, affair)
    suites.enregistrer(
        {**params, "affaire": affair, "saisie": {"courriers": [{"type": "maire", "envoye_le": "2026-03-01"}, {"type": "projet"}]}}, ctx
    )
    rows = export()
    assert [row["action_type"] for row in rows if row["parcelle"] == "34129000BC0012"] == [
        "Ouverture dossier", "Création contrôle avec droit de visite", "Création contrôle sans droit visite", "Création courrier",
    ]  # fmt: skip
    assert len(rows) == 8 and not any("," in row["parcelle"] for row in rows)
    held = next(row for row in rows if row["parcelle"] == "341290000A0007")
    assert (held["section"], held["num_parcelle"], held["departement"], held["ville"]) == ("A", "7", "34", "Lattes")
    assert last_status(rows, "34129000BC0012") == "PRIOR_LETTER_SENT"
    assert [row["action_date"] for row in rows] == sorted(row["action_date"] for row in rows)


@pytest.mark.parametrize(
    ("motif", "status"),
    [("regularisation_terrain", "REHABILITATED"), ("execution_office", "REHABILITATED"), ("relaxe", "CONTROLLED_FIELD"), ("prescription", "CONTROLLED_FIELD"), ("regularisation_administrative", "CONTROLLED_FIELD")],
)  # fmt: skip
def test_only_a_real_restoration_is_told_as_one(export, depot, params, ctx, motif, status):
    affair = depot.put("affaire", {**AFFAIRE, "ouverte_le": "2026-01-05"})
    depot.put("parcelle", {"commune": "Lattes", "section": "BC", "numero": "12"}, affair)
    depot.put("controle", {"date": "2026-01-20", "heure_debut": "09:00", "lieu": "exterieur"}, affair)
    suites.enregistrer({**params, "affaire": affair, "saisie": {"cloture": {"motif": motif, "date": "2026-05-01"}}}, ctx)
    assert last_status(export(), "34129000BC0012") == status


def test_a_draft_is_not_told_and_an_affair_without_parcel_is_left_out(export, depot):
    affair = depot.put("affaire", {**AFFAIRE, "ouverte_le": "2026-01-05"})
    assert export() == []
    depot.put("parcelle", {"commune": "Lattes", "section": "BC", "numero": "12"}, affair)
    agent = depot.put("agent", {"nom": "Roux", "prenom": "Zoé", "fonction": "agent_ddtm"})
    depot.put("pv", {"type": "infraction", "agent": agent, "natinf": ["341"], "redige_le": "2026-02-01"}, affair)
    assert [row["action_type"] for row in export()] == ["Ouverture dossier"]
