"""A small world to exchange in: workstations, a key and a share, people who edit, carriers that misbehave, crashes.

It keeps its own account of what people wrote and what they had before their eyes, independent of the code under test, so
that `rien_de_perdu` can say whether a value vanished without anybody having read it.
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import os
import random
import shutil
import sqlite3
import tempfile
import time
import uuid as uuids
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from data_sync.core.boites import echange, postes
from data_sync.core.boites import job as boites
from data_sync.core.fusion import appliquer, conflits
from data_sync.core.fusion import job as fusion
from data_sync.core.journal import depot as depots
from data_sync.core.journal import travail
from data_sync.core.tablette import job as tablettes
from data_sync.core.tablette import suivi
from data_sync.core.tablette.depart import FICHE, valeurs
from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg.connection import register_functions
from shared.gpkg.create import create
from shared.gpkg.geometry import to_blob
from shared.jobs import JobContext

COUCHE = "situation_point"
CHAMPS = ("libelle", "commentaire")
CTX = JobContext()
_SHM = Path("/dev/shm")


class Boum(BaseException):
    """The process dies here."""


def dossier_rapide(prefix: str) -> Path:
    """A temporary folder in memory where there is one: the state machine flushes thousands of files."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_SHM if _SHM.is_dir() and os.access(_SHM, os.W_OK) else None))


_MODELE: Optional[Path] = None


def modele() -> Path:
    """An empty work file with two layers."""
    global _MODELE
    if _MODELE is None or not _MODELE.exists():
        folder = dossier_rapide("modele-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _MODELE = create(folder / "travail.gpkg", [catalogue.LAYERS[COUCHE], catalogue.LAYERS["coupure_point"]])
    return _MODELE


class Monde:
    """Workstations that trust one another, and two carriers."""

    def __init__(self, noms: Tuple[str, ...] = ("COD-1", "COD-2", "Tablette", "Bureau"), commun: int = 0) -> None:
        self.racine = dossier_rapide("monde-")
        self.espaces: Dict[str, Espace] = {}
        self.decalage: Dict[str, float] = {}
        self.supports = [self.racine / "cle", self.racine / "partage"]
        self.retenus: List[Tuple[Path, bytes]] = []
        self.ecrits: List[Tuple[str, str, Any]] = []  # (uuid, field, value) that a person wrote
        self.lus: Set[Tuple[str, str, Any]] = set()  # what a person had before them when writing over it or settling it
        self.vus_supprimer: Set[Tuple[str, str, Any]] = set()
        self.n = 0
        self.terrains: List[Tuple[str, Path]] = []  # folders that left with a tablet, and from which workstation
        for support in self.supports:
            support.mkdir()
        depart = modele()
        if commun:  # everybody starts from the same file, as when a laptop is prepared by copying another
            depart = self.racine / "depart.gpkg"
            shutil.copy(modele(), depart)
            for _ in range(commun):
                self._inserer(depart)
        for nom in noms:
            espace = Espace.at(self.racine / nom)
            espace.travail_gpkg.parent.mkdir(parents=True)
            shutil.copy(depart, espace.travail_gpkg)
            self.espaces[nom] = espace
            self.decalage[nom] = 0.0
            with depots.ouvrir(espace) as depot:
                postes.identite(depot, nom)
                carte = postes.carte(depot)
            (self.racine / f"{nom}.json").write_text(depots.dumps(carte))
        for nom in noms:
            with depots.ouvrir(self.espaces[nom]) as depot:
                for autre in noms:
                    if autre != nom:
                        postes.accepter(depot, self.racine / f"{autre}.json")

    def copie(self) -> Monde:
        """The same world in another folder, to be spoilt."""
        other = copy.copy(self)
        other.racine = dossier_rapide("monde-")
        shutil.copytree(self.racine, other.racine, dirs_exist_ok=True)
        other.espaces = {nom: Espace.at(other.racine / nom) for nom in self.espaces}
        other.supports = [other.racine / path.name for path in self.supports]
        other.ecrits, other.lus, other.vus_supprimer = list(self.ecrits), set(self.lus), set(self.vus_supprimer)
        other.retenus = []
        other.terrains = [(nom, other.racine / folder.name) for nom, folder in self.terrains]
        return other

    def fermer(self) -> None:
        shutil.rmtree(self.racine, ignore_errors=True)

    # People --------------------------------------------------------------------------------------------------------------

    def lignes(self, nom: str, supprimees: bool = False) -> Dict[str, Dict[str, Any]]:
        with contextlib.closing(sqlite3.connect(self.espaces[nom].travail_gpkg)) as db:
            cursor = db.execute(f"SELECT * FROM {COUCHE} ORDER BY uuid")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row)) for row in cursor]
        return {row.pop("uuid"): row for row in rows if row.pop("fid") is not None and (supprimees or row["statut"] == "actif")}

    def valeur(self) -> str:
        self.n += 1
        return f"v{self.n}"

    def _inserer(self, path: Path, point: Optional[bytes] = None) -> str:
        uuid = str(uuids.UUID(int=random.Random(self.n + 10**6).getrandbits(128), version=4))
        values = {name: self.valeur() for name in CHAMPS}
        with _travail(path) as db:
            db.execute(
                f"INSERT INTO {COUCHE} (uuid, type_situation, geom, {', '.join(CHAMPS)}) VALUES (?, 'feu', ?, ?, ?)",
                (uuid, point, *values.values()),
            )
        self.ecrits += [(uuid, name, value) for name, value in values.items()]
        return uuid

    def inserer(self, nom: str) -> str:
        return self._inserer(self.espaces[nom].travail_gpkg, point(self.n))

    def modifier(self, nom: str, rang: int, champ: str) -> None:
        rows = self.lignes(nom)
        if not rows:
            return
        uuid = sorted(rows)[rang % len(rows)]
        value = point(self.n * 7 + 3) if champ == "geom" else self.valeur()
        self.n += champ == "geom"
        self.lus.add((uuid, champ, rows[uuid][champ]))
        with _travail(self.espaces[nom].travail_gpkg) as db:
            db.execute(f"UPDATE {COUCHE} SET {champ} = ?, modifie_par = ? WHERE uuid = ?", (value, nom, uuid))
        self.ecrits.append((uuid, champ, value))

    def supprimer(self, nom: str, rang: int, physique: bool) -> None:
        rows = self.lignes(nom)
        if not rows:
            return
        uuid = sorted(rows)[rang % len(rows)]
        self.vus_supprimer |= {(uuid, name, rows[uuid][name]) for name in (*CHAMPS, "geom")}
        with _travail(self.espaces[nom].travail_gpkg) as db:
            if physique:
                db.execute(f"DELETE FROM {COUCHE} WHERE uuid = ?", (uuid,))
            else:
                db.execute(f"UPDATE {COUCHE} SET statut = 'supprime' WHERE uuid = ?", (uuid,))

    def regler(self, nom: str, rang: int, choix: str) -> None:
        with self._horloge(nom):
            opened = fusion.run({"espace": str(self.espaces[nom].root)}, CTX)["conflits"]
            if not opened:
                return
            row = opened[rang % len(opened)]
            try:
                fusion.run({"espace": str(self.espaces[nom].root), "regler": row["id"], "garder": choix}, CTX)
            except DdtmError:
                return  # the conflict changed in between
            sides = [row["retenu"], *row["autres"]]
            if row["genre"] == "valeur":
                self.lus |= {(row["uuid"], row["champ"], depots_valeur(side["valeur"])) for side in sides}
            elif choix == "autre":
                self.vus_supprimer |= {(row["uuid"], name, self.lignes(nom, True)[row["uuid"]][name]) for name in (*CHAMPS, "geom")}

    # Tablets -------------------------------------------------------------------------------------------------------------

    def emporter(self, nom: str) -> None:
        """A tablet leaves with every row; of its folder, what the return needs (neither project nor background)."""
        espace, name = self.espaces[nom], f"T{len(self.terrains)}"
        folder = self.racine / name
        path = folder / "travail" / "travail.gpkg"
        with self._horloge(nom), depots.ouvrir(espace) as depot:
            appliquer.fusionner(depot)
            path.parent.mkdir(parents=True)
            shutil.copyfile(espace.travail_gpkg, path)
            with _travail(path) as db:
                db.execute(f"DELETE FROM {COUCHE} WHERE statut <> 'actif'")
                db.execute(f"UPDATE {COUCHE} SET cree_par = NULL, modifie_par = NULL")
            layer = next(one for one in travail.couches(path)[0] if one.name == COUCHE)
            with contextlib.closing(sqlite3.connect(path)) as db:
                rows = db.execute(f"SELECT uuid, {', '.join(column.name for column in layer.colonnes)} FROM {COUCHE}").fetchall()
            given = [(COUCHE, row[0], valeurs(layer, row[1:]), depot.tetes(COUCHE, row[0])) for row in rows]
            (folder / FICHE).write_text(depots.dumps({"tablette": name, "nom": name, "poste": nom}))
            with depot.ecriture():
                suivi.preparer(depot)
                suivi.partir(depot, name, name, "2026-01-01T00:00:00.000Z", given)
        self.terrains.append((nom, folder))

    def noter_terrain(self, rang: int, champ: Optional[str]) -> None:
        """In the field, somebody changes a field of a row, or adds a row (champ None)."""
        if not self.terrains:
            return
        path = self.terrains[rang % len(self.terrains)][1] / "travail" / "travail.gpkg"
        if champ is None:
            self._inserer(path, point(self.n))
            return
        with contextlib.closing(sqlite3.connect(path)) as db:
            rows = db.execute(f"SELECT uuid, {champ} FROM {COUCHE} WHERE statut = 'actif' ORDER BY uuid").fetchall()
        if not rows:
            return
        uuid, before = rows[rang % len(rows)]
        value = self.valeur()
        self.lus.add((uuid, champ, before))
        with _travail(path) as db:
            db.execute(f"UPDATE {COUCHE} SET {champ} = ? WHERE uuid = ?", (value, uuid))
        self.ecrits.append((uuid, champ, value))

    def rapporter(self, rang: int) -> None:
        """A folder comes back, for the first time or again, whole or cut; a cut copy is refused and changes nothing."""
        if not self.terrains:
            return
        nom, folder = self.terrains[rang % len(self.terrains)]
        copy_ = self.racine / "copie"
        shutil.copytree(folder, copy_)
        try:
            if rang % 5 == 4:
                octets = (copy_ / "travail" / "travail.gpkg").read_bytes()
                (copy_ / "travail" / "travail.gpkg").write_bytes(octets[: len(octets) * (rang % 7) // 8])
            with self._horloge(nom):
                tablettes.importer({"espace": str(self.espaces[nom].root), "dossier": str(copy_)}, CTX)
        except BadInput:
            assert rang % 5 == 4, "a sound folder was refused"
        finally:
            shutil.rmtree(copy_)

    # Exchanges -----------------------------------------------------------------------------------------------------------

    def echanger(self, nom: str, support: int = 0) -> Dict[str, Any]:
        with self._horloge(nom):
            return boites.echanger({"espace": str(self.espaces[nom].root), "dossier": str(self.supports[support])}, CTX)

    def mourir(self, nom: str, support: int, ou: str, apres: int, action: Optional[Callable[[], Any]] = None) -> None:
        """An exchange (or `action`) whose process dies at the `apres`-th time it passes by `ou`."""
        left = [apres]

        def bomb(function, late):
            def wrapped(*args, **kwargs):
                left[0] -= 1
                if left[0] == 0 and not late:
                    raise Boum()
                answer = function(*args, **kwargs)
                if left[0] == 0 and late:
                    raise Boum()
                return answer

            return wrapped

        module, name = {
            "avant écriture": (appliquer, "_write"),
            "après écriture": (appliquer, "_write"),
            "fichier": (echange, "ecrire_entier"),
            "lot": (depots.Depot, "garder"),
            "clôture": (conflits, "poser"),
            "tête": (depots.Depot, "poser_tetes"),
        }[ou]
        held = getattr(module, name)
        setattr(module, name, bomb(held, ou.startswith("après")))
        try:
            action() if action else self.echanger(nom, support)
        except Boum:
            pass
        finally:
            setattr(module, name, held)

    def abimer(self, support: int, rang: int, comment: str) -> None:
        """What carriers do to files."""
        lots = sorted(self.supports[support].glob("*/*.lot"))
        if not lots:
            return
        path = lots[rang % len(lots)]
        octets = path.read_bytes()
        if comment == "tronquer":
            path.write_bytes(octets[: rang % len(octets)])
        elif comment == "bit":
            path.write_bytes(bytes([*octets[: rang % len(octets)], octets[rang % len(octets)] ^ 16]) + octets[rang % len(octets) + 1 :])
        elif comment == "retenir":
            self.retenus.append((path, octets))
            path.unlink()
        elif comment == "doubler":
            path.with_name(f"{path.stem}9.lot").write_bytes(octets)
        elif comment == "rendre" and self.retenus:
            late, held = self.retenus.pop()
            late.parent.mkdir(exist_ok=True)
            late.write_bytes(held)

    @contextlib.contextmanager
    def _horloge(self, nom: str):
        held = depots.time

        class Horloge:
            @staticmethod
            def time() -> float:
                return time.time() + self.decalage[nom]

        depots.time = Horloge
        try:
            yield
        finally:
            depots.time = held

    # What must hold ------------------------------------------------------------------------------------------------------

    def tout_echanger(self) -> None:
        """Sound carriers at last: everybody exchanges until nothing moves."""
        for _ in range(3):
            for nom in self.espaces:
                self.echanger(nom, 0)

    def conflits(self, nom: str) -> List[Dict[str, Any]]:
        rows = fusion.run({"espace": str(self.espaces[nom].root)}, CTX)["conflits"]
        return sorted(({k: v for k, v in row.items() if k != "vu_le"} for row in rows), key=lambda row: row["id"])

    def verifier(self) -> None:
        for rang in range(len(self.terrains)):  # every tablet comes home
            nom, folder = self.terrains[rang]
            with self._horloge(nom):
                tablettes.importer({"espace": str(self.espaces[nom].root), "dossier": str(folder)}, CTX)
        self.tout_echanger()
        noms = list(self.espaces)
        reference, disputes = self.lignes(noms[0], True), self.conflits(noms[0])
        for nom in noms[1:]:
            assert self.lignes(nom, True) == reference, "two workstations that know the same show different rows"
            assert self.conflits(nom) == disputes, "two workstations that know the same see different conflicts"
        self.rien_de_perdu(reference, disputes)

    def rien_de_perdu(self, rows: Dict[str, Dict[str, Any]], disputes: List[Dict[str, Any]]) -> None:
        shown = {(row["uuid"], row["champ"], depots_valeur(side["valeur"])) for row in disputes for side in (row["retenu"], *row["autres"])}
        for uuid, champ, value in self.ecrits:
            key = (uuid, champ, value)
            if uuid not in rows:  # erased by its author before any exchange
                assert key in self.vus_supprimer or key in self.lus, "a row vanished"
                continue
            row = rows[uuid]
            current = row[champ] == value and (row["statut"] == "actif" or key in self.vus_supprimer)
            assert current or key in self.lus or key in shown or key in self.vus_supprimer, f"{key} was lost: {row}"


def depots_valeur(data: Any) -> Any:
    from data_sync.core.journal.operation import from_json

    return from_json(data)


def point(number: int) -> bytes:
    import struct

    x, y = 770_000.0 + number, 6_280_000.0 + number
    return to_blob(struct.pack("<BIdd", 1, 1, x, y), (x, x, y, y), 2154)


@contextlib.contextmanager
def _travail(path: Path):
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        register_functions(db)
        yield db
