"""Situations and main courante: saved as made, never erased, undone and redone, found again after a restart."""

import shutil
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_crise.core.paquet.reparer import run as reparer
from ddtm_crise.core.situations.depot import Situations
from ddtm_crise.core.situations.job import run
from ddtm_crise.core.situations.main_courante import ajouter, lire
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.check import check
from shared.gpkg.read import count, rows
from shared.jobs import JobContext

from .petit_espace import make, point, square


@pytest.fixture
def espace(tmp_path):
    return make(tmp_path / "espace")


def drawn(espace):
    return count(espace.travail_gpkg, "situation_zone") + count(espace.travail_gpkg, "situation_point")


def test_a_drawing_is_in_the_file_as_soon_as_it_is_made_and_told_in_the_main_courante(espace):
    layer, uuid = Situations(espace, "Dupont").dessiner("inondation", square(772000, 6274000), libelle="Lez à Lattes")
    assert layer == "situation_zone" and rows(espace.travail_gpkg, layer, {"uuid": uuid})[0]["cree_par"] == "Dupont"
    told = lire(espace)[0]
    assert told.texte == "Inondation observée : Lez à Lattes" and told.lie == (layer, uuid) and told.auteur == "Dupont"
    assert check(espace.travail_gpkg).ok


def test_undo_takes_off_the_map_and_redo_puts_back_and_the_main_courante_keeps_both(espace):
    situations = Situations(espace, "Dupont")
    situations.dessiner("feu", point(1000, 2000))
    situations.annuler()
    assert drawn(espace) == 0 and count(espace.travail_gpkg, "situation_point", deleted=True) == 1
    situations.retablir()
    assert drawn(espace) == 1
    assert [line.texte for line in lire(espace)] == ["Rétabli : Feu", "Annulé : Feu", "Feu"]


def test_after_a_restart_the_same_situation_is_there_and_the_last_drawing_can_still_be_undone(espace):
    Situations(espace).dessiner("feu", point(1000, 2000))
    again = Situations(espace)
    assert drawn(espace) == 1 and again.annulable is not None
    again.annuler()
    assert drawn(espace) == 0


def test_a_changed_label_comes_back_with_undo(espace):
    situations = Situations(espace)
    layer, uuid = situations.dessiner("point_accueil", point(1, 2), libelle="Gymnase")
    situations.modifier(layer, uuid, libelle="Salle des fêtes", etat="termine")
    situations.annuler()
    row = situations.lire(layer, uuid)
    assert (row["libelle"], row["etat"]) == ("Gymnase", "en_cours")


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(["dessiner", "annuler", "retablir"]), max_size=10))
def test_whatever_is_done_and_undone_no_row_and_no_line_is_lost(tmp_path_factory, steps):
    espace = make(tmp_path_factory.mktemp("pile") / "e")
    situations, done, undone, made, lines = Situations(espace), 0, 0, 0, 0
    for step in steps:
        if step == "dessiner":
            situations.dessiner("feu", point(1, 2))
            done, undone, made, lines = done + 1, 0, made + 1, lines + 1
        elif step == "annuler" and situations.annuler():
            done, undone, lines = done - 1, undone + 1, lines + 1
        elif step == "retablir" and situations.retablir():
            done, undone, lines = done + 1, undone - 1, lines + 1
    assert drawn(espace) == done and count(espace.travail_gpkg, "situation_point", deleted=True) == made and len(lire(espace)) == lines


@pytest.mark.parametrize("wkb", [struct.pack("<BII", 1, 3, 0), b"\x01\x03", struct.pack("<BII", 1, 7, 0)])
def test_a_drawing_that_is_none_is_refused_and_writes_nothing(espace, wkb):
    with pytest.raises(BadInput):
        Situations(espace).dessiner("inondation", wkb)
    assert drawn(espace) == 0 and lire(espace) == []


def test_an_empty_line_or_an_unknown_category_is_refused(espace):
    with pytest.raises(BadInput, match="Écrivez"):
        ajouter(espace, "   ")
    with pytest.raises(BadInput, match="Catégorie inconnue"):
        ajouter(espace, "bonjour", "rumeur")


def test_the_main_courante_is_exported_whole_oldest_first(espace, tmp_path):
    for text in ("Premier appel", "=2+2", "Évacuation décidée"):
        ajouter(espace, text, auteur="Zoé")
    csv_file, pdf_file = tmp_path / "mc.csv", tmp_path / "mc.pdf"
    assert run({"espace": str(espace.root), "sortie": str(csv_file)}, JobContext())["fichiers"] == [str(csv_file)]
    text = csv_file.read_bytes().decode("utf-8-sig")
    assert text.index("Premier") < text.index("Évacuation") and ";'=2+2" in text
    run({"espace": str(espace.root), "sortie": str(pdf_file)}, JobContext())
    assert pdf_file.read_bytes()[:5] == b"%PDF-"
    with pytest.raises(BadInput, match="pdf ou en .csv"):
        run({"espace": str(espace.root), "sortie": str(tmp_path / "mc.doc")}, JobContext())


def test_a_first_day_without_a_pack_still_has_a_main_courante(tmp_path):
    result = run({"espace": str(tmp_path / "neuf"), "texte": "Prise de poste"}, JobContext())
    assert result["lignes"][0]["texte"] == "Prise de poste"


def test_repair_installs_the_pack_of_a_key_and_keeps_the_former_one(espace, tmp_path):
    key = make(tmp_path / "cle")
    result = reparer({"espace": str(espace.root), "source": str(key.root)}, JobContext())
    assert espace.generation_name == result["generation"] == "gen-2" and (espace.referentiel_dir / "gen-1").is_dir()


def test_repair_from_a_damaged_or_foreign_folder_changes_nothing(espace, tmp_path):
    key = make(tmp_path / "cle")
    content = key.referentiel_gpkg.read_bytes()
    key.referentiel_gpkg.write_bytes(content[: len(content) // 2])
    for source in (key.root, tmp_path / "rien"):
        with pytest.raises(BadInput):
            reparer({"espace": str(espace.root), "source": str(source)}, JobContext())
    assert espace.generation_name == "gen-1" and sorted(path.name for path in espace.referentiel_dir.iterdir()) == ["CURRENT", "gen-1"]


def test_repair_makes_an_empty_workstation_ready(tmp_path):
    key = make(tmp_path / "cle")
    fresh = Espace.at(tmp_path / "poste")
    reparer({"espace": str(fresh.root), "source": str(key.root / "referentiel")}, JobContext())
    assert fresh.pack["titre"] == "Essai"
    shutil.rmtree(key.root)
    assert fresh.referentiel_gpkg.is_file()
