"""A pack arrives whole and true, costs little, and is refused without any change when something is wrong."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from data_sync.core.paquets import job
from shared.errors import BadInput
from shared.gpkg.check import check

from .conftest import CTX, changer, contenu

ROOT = Path(__file__).resolve().parents[2]
FUZZ = int(os.environ.get("DDTM_SYNC_FUZZ", "2500"))


def test_a_first_pack_is_installed_whole(chaine):
    chaine.publier()
    answer = chaine.installer()
    assert answer["nouvelle"] and set(answer["facons"].values()) == {"entier"}
    assert contenu(chaine.portable) == contenu(chaine.bureau)
    assert check(chaine.portable.referentiel_gpkg).ok
    assert not chaine.installer()["nouvelle"]


def test_the_next_pack_costs_the_changed_rows_and_blocks_only(chaine):
    chaine.publier()
    chaine.installer()

    def edit(folder):
        changer("UPDATE batiment SET nature = 'changée' WHERE fid % 100 = 0")(folder)
        changer("DELETE FROM batiment WHERE fid % 100 = 1")(folder)
        changer("INSERT INTO commune (uuid, code_insee, nom, geom) SELECT 'neuf', '34999', nom, geom FROM commune LIMIT 1")(folder)
        with open(folder / "mnt.tif", "r+b") as stream:
            stream.seek(5 * 262_144)
            stream.write(b"\0" * 1000)

    chaine.modifier(edit)
    chaine.publier()
    answer = chaine.installer()
    assert answer["facons"] == {"referentiel.gpkg": "lignes", "mnt.tif": "blocs", "pack.json": "inchangé"}
    assert answer["octets_recus"] < 275_000
    assert contenu(chaine.portable) == contenu(chaine.bureau)
    report = check(chaine.portable.referentiel_gpkg)
    assert report.ok, report.text()


def test_the_same_data_exported_anew_by_gdal_cost_nothing(chaine):
    chaine.publier()
    chaine.installer()

    def export(folder):
        code = (
            "import sys; from osgeo import gdal; gdal.UseExceptions(); "
            "gdal.VectorTranslate(sys.argv[2], sys.argv[1], options=['-f', 'GPKG', '-unsetFid', '-sql', 'SELECT * FROM batiment ORDER BY uuid', '-nln', 'batiment'])"
        )
        exported = folder / "exporte.gpkg"
        done = subprocess.run(
            ["/usr/bin/python3", "-c", code, folder / "referentiel.gpkg", exported], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip("GDAL absent")
        changer("DELETE FROM batiment")(folder)

        def refill(_):
            import sqlite3

            db = sqlite3.connect(folder / "referentiel.gpkg")
            from shared.gpkg.connection import register_functions

            register_functions(db)
            names = [row[1] for row in db.execute("PRAGMA table_info(batiment)") if row[1] != "fid"]
            db.execute("ATTACH ? AS x", (str(exported),))
            with db:
                db.execute(f"INSERT INTO batiment ({', '.join(names)}) SELECT {', '.join(names)} FROM x.batiment")
            db.close()

        refill(folder)
        exported.unlink()

    before = contenu(chaine.bureau)["batiment"]
    chaine.modifier(export)
    assert [row for row in contenu(chaine.bureau)["batiment"]] == before
    chaine.publier()
    answer = chaine.installer()
    assert answer["facons"]["referentiel.gpkg"] == "inchangé" and answer["octets_recus"] == 0


def test_a_laptop_two_packs_behind_takes_one_delta(chaine):
    chaine.publier()
    chaine.installer()
    for label in ("deux", "trois"):
        chaine.modifier(changer("UPDATE commune SET nom = ? WHERE code_insee = '34001'", label))
        chaine.publier()
    answer = chaine.installer()
    assert answer["version"] == 3 and answer["facons"]["referentiel.gpkg"] == "lignes"
    assert contenu(chaine.portable) == contenu(chaine.bureau)


def test_a_file_spoilt_on_the_laptop_is_fetched_whole(chaine):
    chaine.publier()
    chaine.installer()
    path = chaine.portable.generation / "mnt.tif"
    path.chmod(0o644)
    path.write_bytes(b"abime")
    chaine.modifier(changer("UPDATE commune SET nom = 'x' WHERE code_insee = '34001'"))
    chaine.publier()
    assert chaine.installer()["facons"]["mnt.tif"] == "entier"
    assert contenu(chaine.portable) == contenu(chaine.bureau)


def test_one_click_goes_back_and_the_next_pack_still_installs(chaine):
    chaine.publier()
    chaine.installer()
    before = contenu(chaine.portable)
    chaine.modifier(changer("UPDATE commune SET nom = 'faux' WHERE code_insee = '34001'"))
    chaine.publier()
    chaine.installer()
    answer = job.revenir({"espace": str(chaine.portable.root)}, CTX)
    assert contenu(chaine.portable) == before and answer["generation"] == "gen-1"
    chaine.modifier(changer("UPDATE commune SET nom = 'juste' WHERE code_insee = '34001'"))
    chaine.publier()
    assert chaine.installer()["version"] == 3
    assert job.revenir({"espace": str(chaine.portable.root)}, CTX)["generation"] == "gen-1"


def test_without_an_earlier_generation_nothing_goes_back(chaine):
    chaine.publier()
    chaine.installer()
    with pytest.raises(BadInput, match="Aucune génération précédente"):
        job.revenir({"espace": str(chaine.portable.root)}, CTX)
