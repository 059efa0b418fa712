"""A report from the visit to the seal: entered, checked, closed, printed, rectified; what is closed never changes."""

import io
import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ddtm_lucca.core.coffre import base, job
from ddtm_lucca.core.pv import blocs, document, phrases, saisie, scelle
from ddtm_lucca.core.pv import job as pv_job
from shared.errors import BadInput, DdtmError

from .cas import COMPANY, FINDINGS, SOUND, sound
from .conftest import AFFAIRE

DAY = "2026-03-12"


def picture(path, color=(120, 160, 90)):
    Image.new("RGB", (640, 480), color).save(path, "JPEG")
    return {"chemin": path.name, "legende": "Vue d'ensemble"}


@pytest.fixture
def entry(params, ctx, tmp_path):
    """A whole entry, valid, ready to be written."""
    card = {name: value for name, value in SOUND["agent"].items() if name != "uuid"}
    agent = saisie.agent({**params, "fiche": card}, ctx)["agent"]
    body = {name: value for name, value in SOUND["pv"].items() if name not in ("uuid", "affaire")}
    return {
        "affaire": {**AFFAIRE, "date_faits": "2026-02-01", "faits": {"autorisation": "aucune", "formalite": "permis"}},
        "parcelles": SOUND["parcelles"],
        "personnes": [{**SOUND["personnes"][0], "adresse": "3 rue Haute", "code_postal": "34200", "ville": "Sète"}],
        "controle": {**SOUND["controle"], "agents": [agent]},
        "pv": {**body, "agent": agent},
        "pieces": [picture(tmp_path / "vue.jpg")],
    }


@pytest.fixture
def write(params, ctx, tmp_path):
    def make(entry):
        return saisie.run({**params, "saisie": entry, "dossier": str(tmp_path)}, ctx)

    return make


def close(params, ctx, made, **more):
    return pv_job.clore({**params, "affaire": made["affaire"], "date": DAY, **more}, ctx)


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def printed(params, ctx, made, tmp_path, **more):
    target = tmp_path / "pv.pdf"
    answer = pv_job.produire({**params, "affaire": made["affaire"], "sortie": str(target), "motif": "essai", "date": DAY, **more}, ctx)
    return answer, text_of(target)


# -- entering ----------------------------------------------------------------------------------------------------------------
def test_an_entry_is_written_whole(write, entry, depot):
    made = write(entry)
    assert depot.affaire(made["numero"])["uuid"] == made["affaire"]
    assert {row["genre"] for row in depot.of(made["affaire"])} == {"affaire", "parcelle", "personne", "controle", "pv", "piece"}
    assert depot.get(made["pv"])["controle"] == made["controle"]


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"personnes": [{"type": "martien", "statut": "autre"}]}, "n'est pas au choix"),
        ({"pieces": [{"chemin": "absente.jpg"}]}, "introuvable"),
        ({"pv": {"type": "infraction", "agent": "inconnu"}}, "n'a pas de fiche"),
        ({"licorne": {}}, "Partie de saisie inconnue"),
        ({"affaire": None}, "doit contenir une « affaire »"),
    ],
)
def test_a_bad_entry_is_refused_whole(write, entry, depot, change, sentence):
    with pytest.raises(BadInput, match=sentence):
        write({**entry, **change})
    assert depot.all("affaire") == []


def test_an_entry_comes_from_a_file_too(params, ctx, entry, tmp_path):
    path = tmp_path / "saisie.json"
    path.write_text(json.dumps(entry), encoding="utf-8")
    assert saisie.run({**params, "fichier": str(path)}, ctx)["numero"].startswith("26-34129-P")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="JSON valide"):
        saisie.run({**params, "fichier": str(path)}, ctx)


def test_the_same_entry_again_changes_the_same_affair(write, entry, depot):
    made = write(entry)
    write({"affaire": {"uuid": made["affaire"], "etat": "controlee"}, "pv": {"uuid": made["pv"], "constatations": FINDINGS + " Suite."}})
    assert len(depot.all("affaire")) == 1 and depot.get(made["pv"])["constatations"].endswith("Suite.")


# -- closing -----------------------------------------------------------------------------------------------------------------
def test_a_sound_report_is_closed_numbered_and_sealed(params, ctx, write, entry, depot, tmp_path):
    made = write(entry)
    assert pv_job.verifier({**params, "affaire": made["affaire"], "date": DAY}, ctx)["nombres"]["bloquant"] == 0
    closed = close(params, ctx, made)
    assert closed["numero"] == made["numero"] + "-PV-01"
    answer, text = printed(params, ctx, made, tmp_path)
    assert answer["clos"] and answer["pages"] == closed["pages"]
    for words in ("L'an deux mille vingt-six, le dix mars, à neuf heures trente", "Alice MARTIN", "2020-34-117", "15 juin 2020", "BC 12", "8 m par 4 m",
                  "341", "L.480-4", "Fait et clos à Montpellier, l'an deux mille vingt-six, le douze mars", f"comporte {closed['pages']} pages", "né(e) le 2 avril 1961 à Sète"):  # fmt: skip
        assert words in text.replace("\n", " ").replace("  ", " ") or words in text, words
    assert "PROJET" not in text and f"page {closed['pages']}/{closed['pages']}" in text
    assert depot.get(made["affaire"])["etat"] == "pv_dresse"
    frozen = json.loads(depot.pieces.read(scelle.of(depot, made["pv"])["contenu_sha256"]))
    assert frozen["pv"]["textes"]["341"]["reprimee_par"].startswith("ART.L.480-4")
    assert scelle.content_hash(frozen) in text


def test_the_exported_file_is_the_sealed_one(params, ctx, write, entry, depot, tmp_path):
    made = write(entry)
    closed = close(params, ctx, made)
    printed(params, ctx, made, tmp_path)
    import hashlib

    assert hashlib.sha256((tmp_path / "pv.pdf").read_bytes()).hexdigest() == closed["pdf_sha256"]
    assert job.journal(params, ctx)["acces"][0]["action"] == "export"


def test_a_draft_is_marked_and_an_export_wants_a_reason(params, ctx, write, entry, tmp_path):
    made = write(entry)
    _, text = printed(params, ctx, made, tmp_path)
    assert "PROJET, non clos" in text and "sans valeur" in text
    with pytest.raises(BadInput, match="motif"):
        pv_job.produire({**params, "affaire": made["affaire"], "sortie": str(tmp_path / "x.pdf")}, ctx)
    assert not (tmp_path / "x.pdf").exists()


def test_a_report_that_would_be_annulled_is_not_closed(params, ctx, write, entry, depot):
    entry["controle"]["lieu"], entry["controle"]["domicile"] = "interieur_assentiment", True
    made = write(entry)
    with pytest.raises(BadInput, match="Clôture refusée, domicile"):
        close(params, ctx, made)
    assert not depot.get(made["pv"])["clos"] and scelle.verify(depot) == []


def test_only_its_author_closes_it(params, ctx, write, entry):
    made = write(entry)
    job.ajouter_agent({**params, "nouvel_agent": "b.durand", "nouvelle_phrase": "autre suite de mots"}, ctx)
    job.ouvrir({**params, "agent": "b.durand", "phrase": "autre suite de mots"}, ctx)
    with pytest.raises(BadInput, match="signé par son rédacteur"):
        close(params, ctx, made)


def test_what_is_closed_never_changes(params, ctx, write, entry, depot):
    made = write(entry)
    close(params, ctx, made)
    for change in (
        lambda: depot.put("pv", {"constatations": "autre"}, uuid=made["pv"]),
        lambda: depot.remove(made["pv"]),
        lambda: close(params, ctx, made),
    ):
        with pytest.raises(BadInput, match="clos"):
            change()
    for sql in ("UPDATE fiche SET close = 0", "DELETE FROM fiche", "UPDATE scelle SET auteur = 'x'", "DELETE FROM scelle"):
        with pytest.raises(BadInput), base.transaction(depot.connection) as connection:
            connection.execute(sql)
    assert scelle.verify(depot) == []


TAMPER = {
    "a field of a seal": "DROP TRIGGER scelle_u; UPDATE scelle SET auteur = 'x' WHERE seq = 1",
    "a report reopened": "DROP TRIGGER fiche_close_u; UPDATE fiche SET close = 0",
    "a report rewritten": "DROP TRIGGER fiche_close_u; UPDATE fiche SET donnees = replace(donnees, '8 m par 4 m', '2 m par 1 m') WHERE close = 1",
    "the first seal taken out": "DROP TRIGGER scelle_d; DELETE FROM scelle WHERE seq = 1",
    "the last seal taken out": "DROP TRIGGER scelle_d; DELETE FROM scelle WHERE seq = 2",
    "seals exchanged": "DROP TRIGGER scelle_u; UPDATE scelle SET seq = 9 WHERE seq = 1",
}


@pytest.mark.parametrize("sql", TAMPER.values(), ids=TAMPER)
def test_whoever_tampers_with_the_key_in_hand_is_found_out(params, ctx, write, entry, depot, sql):
    made = write(entry)
    close(params, ctx, made)
    more = pv_job.rectifier({**params, "affaire": made["affaire"], "motif": "Erreur de mesure.", "date": DAY}, ctx)
    pv_job.clore({**params, "pv": more["pv"], "date": DAY}, ctx)
    assert scelle.verify(depot) == []
    depot.connection.executescript(sql)
    assert scelle.verify(depot)
    assert job.verifier_coffre(params, ctx)["code_sortie"] == 1


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(scelle.FIELDS), st.text(min_size=1, max_size=8))
def test_any_change_of_a_seal_changes_its_hash(name, value):
    seal = {field: "0" for field in scelle.FIELDS}
    assert (scelle.fingerprint({**seal, name: value}) == scelle.fingerprint(seal)) == (value == "0")


def test_a_rectification_is_a_new_report_that_names_the_old_one(params, ctx, write, entry, tmp_path):
    made = write(entry)
    with pytest.raises(BadInput, match="n'est pas clos"):
        pv_job.rectifier({**params, "affaire": made["affaire"], "motif": "x"}, ctx)
    first = close(params, ctx, made)
    with pytest.raises(BadInput, match="Dites ce que le rectificatif corrige"):
        pv_job.rectifier({**params, "pv": first["numero"]}, ctx)
    second = pv_job.rectifier({**params, "pv": first["numero"], "motif": "La hauteur est de 2,60 m.", "date": DAY}, ctx)
    pv_job.clore({**params, "pv": second["pv"], "date": DAY}, ctx)
    _, text = printed(params, ctx, made, tmp_path, pv=second["pv"])
    assert "Procès-verbal rectificatif" in text and first["numero"] in text and "2,60 m" in text


def test_fault_a_photograph_altered_after_it_was_joined_stops_the_closing(params, ctx, write, entry, depot):
    made = write(entry)
    path = depot.pieces.path(made["pieces"][0])
    data = bytearray(path.read_bytes())
    data[5000] ^= 255
    path.write_bytes(data)
    with pytest.raises(BadInput, match="Pièces absentes ou altérées : vue.jpg"):
        close(params, ctx, made)
    with pytest.raises(DdtmError, match="altérée"):
        pv_job.produire({**params, "affaire": made["affaire"], "sortie": str(path.parent / "x.pdf"), "motif": "essai"}, ctx)


def test_a_picture_that_is_none_is_a_sentence(params, ctx, write, entry, tmp_path):
    (tmp_path / "faux.jpg").write_bytes(b"\xff\xd8\xff rien")
    made = write({**entry, "pieces": [{"chemin": "faux.jpg"}]})
    with pytest.raises(BadInput, match="photographie « faux.jpg » est illisible"):
        pv_job.verifier({**params, "affaire": made["affaire"]}, ctx)


# -- ten situations ----------------------------------------------------------------------------------------------------------
REFUS = {
    "lieu": "refus",
    "motif_refus": "Le portail a été fermé : « vous n'entrerez pas », a dit M. Durand.",
    "cadre": "controle_administratif",
}
SITUATIONS = {
    "cabanisation en zone A et PPR rouge": ({"type_reglement_ppr": "interdiction", "zone_plu": "A", "faits": {"autorisation": "aucune", "formalite": "permis", "contraire_plu": True}}, {}, {}, {}, [341, 4572, 22967]),
    "caravane": ({"nature": "caravane", "faits": {"plus_de_trois_mois": True}}, {}, {}, {}, [6813]),
    "piscine sans déclaration": ({"nature": "piscine", "bassin": 32, "faits": {"autorisation": "aucune", "formalite": "declaration"}}, {}, {}, {}, [5969]),
    "débroussaillement": ({"nature": "debroussaillement"}, {}, {}, {}, [7924]),
    "décharge": ({"nature": "dechets", "faits": {"vehicule_utilise": True}}, {}, {}, {}, [98]),
    "domaine public maritime": ({"nature": "domaine_public_maritime"}, {}, {"type": "contravention_grande_voirie", "destinataires": ["tribunal_administratif", "ddtm"], "limite_domaine": "Limite de l'arrêté du 3 mai 1999 : l'ouvrage est à 14 m au-delà de la borne 12."}, {}, []),
    "obstacle": ({"nature": "obstacle"}, REFUS, {"type": "obstacle"}, {}, [33057]),
    "visite refusée d'un domicile": ({"nature": "obstacle"}, {**REFUS, "cadre": "recherche_infractions", "domicile": True}, {"type": "obstacle"}, {}, [33058]),
    "personne morale": ({"nature": "construction", "faits": {"autorisation": "aucune", "formalite": "permis"}}, {}, {}, {"personnes": [COMPANY]}, [24120]),
    "trente parcelles": ({"faits": {"autorisation": "aucune", "formalite": "permis"}}, {}, {}, {"parcelles": [{"commune": "Lattes", "section": "BC", "numero": str(n)} for n in range(1, 31)]}, [341]),
}  # fmt: skip


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_situation_is_proposed_checked_closed_printed_and_read_back(params, ctx, write, entry, depot, tmp_path, name):
    affair, visit, report, parts, expected = SITUATIONS[name]
    entry["affaire"].update(affair)
    entry["controle"].update(visit)
    entry["pv"].update(report)
    made = write({**entry, **parts})
    proposed = [row["numero"] for row in pv_job.proposer({**params, "affaire": made["numero"]}, ctx)["propositions"]]
    assert proposed == expected
    depot.put("pv", {"natinf": [str(number) for number in proposed]}, uuid=made["pv"])
    close(params, ctx, made)
    answer, text = printed(params, ctx, made, tmp_path)
    assert answer["clos"] and all(str(number) in text for number in expected)
    assert phrases.TYPES[entry["pv"]["type"]] in text
    assert scelle.verify(depot) == []
    if name == "trente parcelles":
        assert all(f"BC {n}" in text for n in range(1, 31))
    if name == "domaine public maritime":
        assert "borne 12" in text and "tribunal administratif" in text and "procureur" not in text


def test_forty_photographs_and_long_names_fit(tmp_path):
    dossier = sound()
    dossier["personnes"][0]["nom"] = "Montmorency-Laval-de-la-Rochefoucauld-Doudeauville" * 2
    dossier["pieces"] = [{"nom": f"vue-{n}.jpg", "type": "photo", "sha256": f"{n:064x}"} for n in range(40)]
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (9, 90, 9)).save(out, "JPEG")
    data, pages = document.render(
        dossier, "26-34129-0001-PV-01", [blocs.Photo(out.getvalue(), f"Photographie {n}", f"{n:064x}") for n in range(40)]
    )
    (tmp_path / "long.pdf").write_bytes(data)
    text = text_of(tmp_path / "long.pdf")
    assert f"page {pages}/{pages}" in text and "Photographie 39" in text and f"comporte {pages} pages" in text.replace("\n", " ")
