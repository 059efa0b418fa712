"""The store of a whole department: search over 25 000 affairs (limit 50 ms), dashboard and barometers of 1 000 (limit 1 s).

    python benchmarks/lucca_suivi.py

Peer in the same run, for the search: reading the same encrypted rows with LIKE, as a store without an index would.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from ddtm_lucca.core.coffre import base, session  # noqa: E402
from ddtm_lucca.core.coffre import job as store  # noqa: E402
from ddtm_lucca.core.suivi import barometres, filtres, job  # noqa: E402
from shared.jobs import JobContext  # noqa: E402

AFFAIRS, DASHBOARD = 25_000, 1_000
NAMES = ("Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Garcia", "Lopez")
NATURES = ("cabanisation", "piscine", "caravane", "cloture", "remblai")


def fill(params, count, draw):
    """Affairs with a person, a visit and a closed report each, written as the store writes them."""
    with session.depot(params) as depot, base.transaction(depot.connection) as connection:
        sql = "INSERT INTO fiche (uuid, genre, affaire, donnees, cree_le, modifie_le, close) VALUES (?,?,?,?,'2026-01-01T00:00:00Z','2026-01-01T00:00:00Z',?)"
        for rank in range(count):
            affair, month = str(uuid.UUID(int=draw.getrandbits(128))), 1 + rank % 12
            rows = (
                ("affaire", {"numero_provisoire": f"26-34129-PBENC-{rank:05d}", "nature": draw.choice(NATURES), "etat": "ouverte", "commune": f"Commune {rank % 343}", "code_insee": "34129", "ouverte_le": f"2026-{month:02d}-05", "adresse": f"{rank % 200} chemin des Vignes"}, 0),
                ("personne", {"type": "physique", "statut": "proprietaire", "nom": draw.choice(NAMES), "prenom": f"Prénom{rank}"}, 0),
                ("controle", {"date": f"2026-{month:02d}-20", "heure_debut": "09:30", "lieu": "exterieur"}, 0),
                ("pv", {"type": "infraction", "agent": "x", "natinf": [str(draw.choice((341, 4572, 22967)))], "redige_le": f"2026-{month:02d}-25", "constatations": "Nous constatons une construction de bois et de tôle, posée sur plots de béton, raccordée au réseau."}, 1),
            )  # fmt: skip
            texts = []
            for genre, values, closed in rows:
                name = affair if genre == "affaire" else str(uuid.UUID(int=draw.getrandbits(128)))
                connection.execute(sql, (name, genre, affair, json.dumps(values, ensure_ascii=False, sort_keys=True), closed))
                texts += [str(value) for value in values.values()]
            found = connection.execute("SELECT id FROM fiche WHERE uuid = ?", (affair,)).fetchone()[0]
            connection.execute("INSERT INTO recherche (rowid, texte) VALUES (?, ?)", (found, " ".join(texts)))


def spread(action, times=9):
    """(median, worst) milliseconds of process time, the first call left out."""
    action()
    out = []
    for _ in range(times):
        start = time.process_time()
        action()
        out.append(1000 * (time.process_time() - start))
    return statistics.median(out), max(out)


def space(root, count):
    params = {"espace": str(root), "agent": "a.banc", "phrase": "quatre mots sans rapport"}
    store.creer(params, JobContext())
    fill(params, count, random.Random(34))
    return params


def main() -> int:
    late = 0
    with tempfile.TemporaryDirectory() as folder:
        big, ctx = space(Path(folder) / "grand", AFFAIRS), JobContext()
        with session.depot(big) as depot:
            for words in ("durand", "prénom12345", "vignes commune 128", "tôle plots"):
                median, worst = spread(lambda words=words: depot.search(words, 50))
                peer, _ = spread(lambda words=words: _like(depot, words), 2)
                late += median > 50
                print(
                    f"search « {words} » over {AFFAIRS} affairs: {median:.1f} ms (worst {worst:.1f}); LIKE on the same store: {peer:.0f} ms; limit 50 ms"
                )
            median, _ = spread(lambda: filtres.chosen(depot, {"natinf": "22967", "commune": "Commune 128"}), 3)
            print(f"two filters over {AFFAIRS} affairs: {median:.0f} ms")
        small = space(Path(folder) / "petit", DASHBOARD)
        for name, action in (("dashboard", lambda: job.tableau(small, ctx)), ("barometers", lambda: barometres.run(small, ctx))):
            median, worst = spread(action, 5)
            late += median > 1000
            print(f"{name} of {DASHBOARD} affairs: {median:.0f} ms (worst {worst:.0f}), store opening included; limit 1000 ms")
    return 1 if late else 0


def _like(depot, words):
    """Affairs of which some record holds the first word."""
    sql = "SELECT DISTINCT affaire FROM fiche WHERE donnees LIKE ? LIMIT 50"
    return [row[0] for word in words.split() for row in depot.connection.execute(sql, (f"%{word}%",))]


if __name__ == "__main__":
    sys.exit(main())
