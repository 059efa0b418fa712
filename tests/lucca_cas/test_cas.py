"""Ten full cases: entered, offences proposed, plans annexed, checked, closed, signed, verified, printed, sent, and read back."""

import hashlib
import json
import re
import subprocess

import pikepdf
import pytest

from ddtm_lucca.core.coffre import cles, session
from ddtm_lucca.core.coffre import job as store
from ddtm_lucca.core.pv import phrases, scelle
from ddtm_lucca.core.pv.lettres import day, hour
from ddtm_lucca.core.pv.regles import day as date_of
from ddtm_lucca.core.signature import job as signature
from ddtm_lucca.core.signature.pdfa import MANIFEST
from shared.jobs import JobContext
from tests.lucca.conftest import PHRASE
from tests.lucca_pv.archive import breaks
from tests.lucca_pv.certificats import SECRET, Authority
from tests.paquet import small_space

from .cas import CASES, DAY, WRITTEN
from .jouer import play


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Each case, played once, all in the same store."""
    root = tmp_path_factory.mktemp("cas")
    params = {"espace": str(small_space(root))}
    cost, cles.COST = cles.COST, {"n": 2**4, "r": 8, "p": 1}
    certificate = (Authority().issue(root / "agent.p12", qualified=True), SECRET)
    store.creer({**params, "agent": "a.martin", "phrase": PHRASE}, JobContext())
    done = {}

    def one(name):
        if name not in done:
            done[name] = play(name, params, JobContext(), root / name, certificate)
        return done[name]

    one.params = params
    yield one
    session._OPEN.clear()
    cles.COST = cost


def text_of(path, *options):
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True).stdout


def flat(text):
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("name", CASES)
def test_it_is_drafted_closed_signed_verified_and_read_back(played, name):
    case, told = CASES[name], played(name)
    assert told["proposes"] == case["attendu"]
    assert told["verification"]["nombres"]["bloquant"] == 0, told["verification"]["defauts"]
    text = flat(text_of(told["pv"]))
    entry = case["saisie"]
    assert phrases.TYPES[entry["pv"]["type"]] in text
    visit = f"{day(date_of(DAY))}, à {hour(entry['controle']['heure_debut'])},"
    assert visit[0].upper() + visit[1:] in text and f"Fait et clos à Montpellier, {day(date_of(WRITTEN))}" in text
    for line in entry["pv"]["constatations"].splitlines():
        assert flat(line) in text
    for number in case["attendu"]:
        assert f" {number} " in text
    for person in entry["personnes"]:
        name_of = person.get("raison_sociale") or (person.get("nom") or "non identifiée").upper()
        assert name_of in text or name_of.lower() in text
    found = signature.verifier({**played.params, "fichier": str(told["pv"])}, JobContext())
    assert found["code_sortie"] == 0 and "Alice MARTIN" in found["phrase"]


@pytest.mark.parametrize("name", CASES)
def test_its_document_is_an_archive_whose_pages_are_counted_and_filled(played, name):
    told = played(name)
    assert breaks(told["pv"]) == []
    pages = text_of(told["pv"]).split("\f")[:-1]
    assert len(pages) == told["clos"]["pages"] and f"comporte {len(pages)} pages" in flat(text_of(told["pv"]))
    for rank, page in enumerate(pages, 1):
        assert f"page {rank}/{len(pages)}" in page
        body = [line for line in page.splitlines() if line.strip()]
        assert len(body) > 6, f"page {rank} is nearly empty"
    signed = next(page for page in pages if "Fait et clos" in page)
    assert "Destinataires" in signed and "Signé électroniquement" in signed  # a signature never stands alone on its page
    titles = ("Conditions du contrôle", "Nous avons constaté", "Ces faits sont susceptibles", "Pièces annexées", "Personnes")
    for page in pages:
        last = [line.strip() for line in page.splitlines() if line.strip()][:-2]
        assert not last or last[-1] not in titles, f"orphan title: {last[-1]}"


@pytest.mark.parametrize("name", CASES)
def test_nothing_runs_out_of_the_margins(played, name):
    """Every word of every page lies between the margins, as the page itself tells."""
    boxes = text_of(played(name)["pv"], "-bbox")
    words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', boxes)
    assert len(words) > 100
    assert min(float(word[0]) for word in words) >= 44 and max(float(word[2]) for word in words) <= 552


@pytest.mark.parametrize("name", CASES)
def test_its_package_holds_the_originals_by_their_hash(played, name):
    told = played(name)
    manifest = json.loads((told["envoi"] / "bordereau.json").read_text())
    for row in manifest["fichiers"]:
        assert hashlib.sha256((told["envoi"] / row["fichier"]).read_bytes()).hexdigest() == row["sha256"]
    with pikepdf.Pdf.open(told["pv"]) as pdf:
        inside = json.loads(pdf.attachments[MANIFEST].get_file().read_bytes())
    sent = {row["sha256"] for row in manifest["fichiers"]}
    assert {row["sha256"] for row in inside["pieces"]} <= sent and len(inside["pieces"]) == len(manifest["fichiers"]) - 1
    assert "procureur" in text_of(told["envoi"] / "bordereau.pdf") or name.startswith("06")


def test_the_sea_shore_goes_to_the_administrative_court_and_carries_no_criminal_code(played):
    text = flat(text_of(played("06-domaine-public-maritime")["pv"]))
    assert "tribunal administratif" in text and "L.2132-3" in text and "arrêté préfectoral du 3 mai 1999" in text
    assert "depuis le domaine public" in text and "procureur" not in text and "NATINF" not in text and "secret de l'enquête" not in text


def test_the_two_refusals_are_not_the_same_offence(played):
    assert "L.461-1" in flat(text_of(played("07-obstacle")["pv"])) and "L.480-17" in flat(text_of(played("08-visite-refusee")["pv"]))
    assert "elle pouvait refuser l'entrée de son domicile" in flat(text_of(played("08-visite-refusee")["pv"]))


def test_thirty_parcels_five_people_and_two_agents_are_all_named(played):
    told = played("10-multi-parcelles")
    text = flat(text_of(told["pv"]))
    with session.depot(played.params) as depot:
        parcels = depot.of(told["made"]["affaire"], "parcelle")
    assert len(parcels) == 30 and all(f"{row['section']} {row['numero']}" in text for row in parcels)
    assert "30 parcelles, contenance totale" in text and "Bruno LEFÈVRE-DESCHAMPS" in text and "Œdipe ÇA-ÎLE" in text
    assert "né le 2 avril 1961" in text and "née le 24 décembre 1984" in text and "12 : Vue 12" in text


def test_the_chain_of_the_ten_seals_holds(played):
    for name in CASES:
        played(name)
    with session.depot(played.params) as depot:
        assert scelle.verify(depot) == []
        assert depot.connection.execute("SELECT count(*) FROM scelle").fetchone()[0] == len(CASES)
