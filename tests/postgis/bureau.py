"""The world of tests/sync with the office's PostGIS in it: people edit tables with SQL, the relay exchanges."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import psycopg

from data_sync.core.boites import postes
from data_sync.core.journal import depot as depots
from data_sync.core.postgis import job
from tests.sync.monde import CHAMPS, COUCHE, CTX, Monde, point

RELAIS = "Bureau"
TABLE = f"ddtm.{COUCHE}"


class Office(Monde):
    """`RELAIS` relays the database, which is one more workstation, named PostGIS."""

    def __init__(self, connexion: str, noms: Tuple[str, ...] = ("COD-1", "Tablette", RELAIS)) -> None:
        super().__init__(noms)
        self.connexion, self.ailleurs = connexion, [nom for nom in noms if nom != RELAIS]
        self.relais = str(self.espaces[RELAIS].root)
        self.postgis("installer", connexion=connexion, role="geomatique")
        self.postgis("echanger")
        for nom in self.ailleurs:
            with depots.ouvrir(self.espaces[nom]) as depot:
                postes.accepter(depot, self.supports[0] / "PostGIS" / "poste.json")

    def postgis(self, action: str, **params: Any) -> Dict[str, Any]:
        given = {"action": action, "espace": self.relais, "dossier": str(self.supports[params.pop("support", 0)]), **params}
        with self._horloge("PostGIS"):
            return job.run(given, CTX)

    def _horloge(self, nom: str):
        self.decalage.setdefault(nom, 0.0)
        return super()._horloge(nom)

    def sql(self, text: str, *params: Any, user: str = "martin") -> List[Tuple[Any, ...]]:
        """What a geomatician does in the database, as himself."""
        with psycopg.connect(self.connexion.replace("user=admin", f"user={user}"), autocommit=True) as db:
            cursor = db.execute(text, params)
            return cursor.fetchall() if cursor.description else []

    # The gestures of Monde, done in PostGIS --------------------------------------------------------------------------------

    def base(self) -> Dict[str, Dict[str, Any]]:
        """The database's rows in the words of a work file."""
        from data_sync.core.postgis.base import connecter
        from data_sync.core.postgis.cible import CiblePostgis

        cible = CiblePostgis.__new__(CiblePostgis)
        with connecter(self.connexion, "ddtm") as db:
            cible.db, cible.schema = db, "ddtm"
            return cible._lignes(COUCHE)

    def pg_inserer(self, user: str = "martin") -> str:
        values = {name: self.valeur() for name in CHAMPS}
        sql = f"INSERT INTO {TABLE} (type_situation, geom, {', '.join(CHAMPS)}) VALUES ('feu', ST_SetSRID(ST_MakePoint(%s, 6280000), 2154), %s, %s) RETURNING uuid"
        uuid = self.sql(sql, 770_000 + self.n, *values.values(), user=user)[0][0]
        self.ecrits += [(uuid, name, value) for name, value in values.items()]
        return uuid

    def pg_modifier(self, rang: int, champ: str, user: str = "martin") -> None:
        rows = {uuid: row for uuid, row in self.base().items() if row["statut"] == "actif"}
        if not rows:
            return
        uuid = sorted(rows)[rang % len(rows)]
        self.lus.add((uuid, champ, rows[uuid][champ]))
        if champ == "geom":
            self.n += 1
            x = 771_000.0 + self.n
            self.sql(f"UPDATE {TABLE} SET geom = ST_SetSRID(ST_MakePoint(%s, %s), 2154) WHERE uuid = %s", x, x + 5_510_000, uuid, user=user)
            value: Any = self.base()[uuid]["geom"]
        else:
            value = self.valeur()
            self.sql(f"UPDATE {TABLE} SET {champ} = %s WHERE uuid = %s", value, uuid, user=user)
        self.ecrits.append((uuid, champ, value))

    def pg_supprimer(self, rang: int, physique: bool) -> None:
        rows = {uuid: row for uuid, row in self.base().items() if row["statut"] == "actif"}
        if not rows:
            return
        uuid = sorted(rows)[rang % len(rows)]
        self.vus_supprimer |= {(uuid, name, rows[uuid][name]) for name in (*CHAMPS, "geom")}
        self.sql(f"DELETE FROM {TABLE} WHERE uuid = %s" if physique else f"UPDATE {TABLE} SET statut = 'supprime' WHERE uuid = %s", uuid)

    def pg_regler(self, rang: int, choix: str) -> None:
        """Somebody writes a choice in the table of conflicts, on what it shows; the relay then exchanges."""
        opened = self.postgis("conflits")["conflits"]
        if not opened:
            return
        row = opened[rang % len(opened)]
        self.sql("UPDATE ddtm.sync_conflit SET choix = %s WHERE id = %s", choix, row["id"])
        before = {item["id"] for item in self.postgis("conflits")["conflits"]}
        shown = self.base()
        if not self.postgis("echanger", support=1)["regles"]:
            return
        sides = [row["retenu"], *row["autres"]]
        if row["genre"] == "valeur":
            self.lus |= {(row["uuid"], row["champ"], depots_valeur(side["valeur"])) for side in sides}
        elif choix == "autre" and row["id"] in before:
            self.vus_supprimer |= {(row["uuid"], name, shown[row["uuid"]][name]) for name in (*CHAMPS, "geom")}

    # What must hold --------------------------------------------------------------------------------------------------------

    def tout_echanger(self) -> None:
        for _ in range(3):
            for nom in self.espaces:
                self.echanger(nom, 0)
            if hasattr(self, "relais"):
                self.postgis("echanger")

    def verifier(self) -> None:
        super().verifier()
        reference = self.lignes(RELAIS, True)
        held = self.base()
        assert held == reference, "PostGIS and a workstation that know the same show different rows"
        ours = sorted(
            ({k: v for k, v in row.items() if k != "vu_le"} for row in self.postgis("conflits")["conflits"]), key=lambda r: r["id"]
        )
        assert ours == self.conflits(RELAIS), "PostGIS and a workstation that know the same see different conflicts"
        mirrored = self.sql("SELECT id FROM ddtm.sync_conflit ORDER BY id", user="admin")
        assert [row[0] for row in mirrored] == [row["id"] for row in ours]


def depots_valeur(data: Any) -> Any:
    from data_sync.core.journal.operation import from_json

    return from_json(data)


__all__ = ["COUCHE", "Office", "RELAIS", "TABLE", "point"]
