"""The encrypted database (SQLCipher): records, operation log, access log, seals, search. One file, one transaction a call.

Closed records, logs and seals are append-only: triggers refuse to change or delete them, whoever holds the key.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from pathlib import Path
from typing import Any, Iterator, Optional

from shared.errors import BadInput, DdtmError

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE fiche (
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, genre TEXT NOT NULL, affaire TEXT, donnees TEXT NOT NULL,
  cree_le TEXT NOT NULL, modifie_le TEXT NOT NULL, statut TEXT NOT NULL DEFAULT 'actif', close INTEGER NOT NULL DEFAULT 0);
CREATE INDEX fiche_affaire ON fiche (affaire, genre);
CREATE INDEX fiche_genre ON fiche (genre, modifie_le);
CREATE UNIQUE INDEX affaire_provisoire ON fiche (json_extract(donnees, '$.numero_provisoire')) WHERE genre = 'affaire';
CREATE UNIQUE INDEX affaire_officielle ON fiche (json_extract(donnees, '$.numero_officiel')) WHERE genre = 'affaire';
CREATE TABLE operation (
  seq INTEGER PRIMARY KEY, heure TEXT NOT NULL, appareil TEXT NOT NULL, origine INTEGER NOT NULL, auteur TEXT NOT NULL, uuid TEXT NOT NULL,
  genre TEXT NOT NULL, affaire TEXT, champ TEXT NOT NULL, ancien TEXT, nouveau TEXT, UNIQUE (appareil, origine));
CREATE INDEX operation_fiche ON operation (uuid);
CREATE INDEX operation_affaire ON operation (affaire);
CREATE TABLE acces (
  seq INTEGER PRIMARY KEY, heure TEXT NOT NULL, auteur TEXT NOT NULL, action TEXT NOT NULL, motif TEXT NOT NULL, reference TEXT, destinataire TEXT);
CREATE TABLE scelle (
  appareil TEXT NOT NULL, seq INTEGER NOT NULL, pv TEXT NOT NULL, affaire TEXT NOT NULL, scelle_le TEXT NOT NULL, auteur TEXT NOT NULL,
  precedent TEXT NOT NULL, contenu_sha256 TEXT NOT NULL, pdf_sha256 TEXT NOT NULL, pages INTEGER NOT NULL, empreinte TEXT NOT NULL UNIQUE,
  PRIMARY KEY (appareil, seq), UNIQUE (appareil, pv));
CREATE TABLE conflit (
  id INTEGER PRIMARY KEY, heure TEXT NOT NULL, fiche TEXT NOT NULL, genre TEXT NOT NULL, affaire TEXT, champ TEXT NOT NULL, ici TEXT, recu TEXT,
  appareil TEXT NOT NULL, choix TEXT, UNIQUE (fiche, champ, appareil, choix));
CREATE VIRTUAL TABLE recherche USING fts5 (texte, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TABLE reglage (nom TEXT PRIMARY KEY, valeur TEXT);
CREATE TRIGGER fiche_close_u BEFORE UPDATE ON fiche WHEN OLD.close = 1 BEGIN SELECT RAISE(ABORT, 'fiche close'); END;
CREATE TRIGGER fiche_close_d BEFORE DELETE ON fiche WHEN OLD.close = 1 AND NOT EXISTS (SELECT 1 FROM reglage WHERE nom = 'purge' AND valeur = OLD.affaire)
  BEGIN SELECT RAISE(ABORT, 'fiche close'); END;
CREATE TRIGGER acces_u BEFORE UPDATE ON acces BEGIN SELECT RAISE(ABORT, 'journal'); END;
CREATE TRIGGER acces_d BEFORE DELETE ON acces BEGIN SELECT RAISE(ABORT, 'journal'); END;
CREATE TRIGGER scelle_u BEFORE UPDATE ON scelle BEGIN SELECT RAISE(ABORT, 'scelle'); END;
CREATE TRIGGER scelle_d BEFORE DELETE ON scelle BEGIN SELECT RAISE(ABORT, 'scelle'); END;
"""
DAMAGED = "Le coffre est illisible avec cette clé : fichier tronqué ou remplacé. Remettez la dernière copie de « lucca/coffre »."


def _driver() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise DdtmError(
            "Le chiffrement n'est pas installé : ajoutez « sqlcipher3-wheels » au Python du moteur (voir requirements/runtime.txt).",
            str(error),
        ) from error
    return dbapi2


def connect(path: Path, key: bytes, create: bool = False) -> Any:
    """An open connection. Raises DdtmError when the file is absent, truncated or not ours."""
    if not create and not path.is_file():
        raise BadInput("Il n'y a pas encore de coffre dans cet espace de travail : créez-le (verbe creer-coffre).")
    driver = _driver()
    connection = driver.connect(str(path), timeout=10, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")  # SQLCipher's own messages would go to the engine's log
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.DatabaseError as error:
        connection.close()
        raise DdtmError(DAMAGED, type(error).__name__) from error
    connection.row_factory = driver.Row
    return connection


def create(path: Path, key: bytes) -> None:
    """A new empty store beside its final place, then renamed."""
    if path.exists():
        raise BadInput("Il y a déjà un coffre dans cet espace de travail.")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    if temporary.exists():
        temporary.unlink()
    with contextlib.closing(connect(temporary, key, create=True)) as connection:
        connection.executescript(SCHEMA)
        connection.execute("INSERT INTO reglage VALUES ('version', ?)", (str(SCHEMA_VERSION),))
    temporary.replace(path)


@contextlib.contextmanager
def transaction(connection: Any) -> Iterator[Any]:
    """All of the block or nothing; what SQLite refuses becomes a French sentence."""
    driver = _driver()
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except BaseException as error:
        with contextlib.suppress(driver.Error):
            connection.execute("ROLLBACK")
        if not isinstance(error, driver.Error):
            raise
        raise _sentence(error) from error


def _sentence(error: Exception) -> Exception:
    text = str(error)
    if "fiche close" in text:
        return BadInput("Ce procès-verbal est clos : il ne se modifie plus. Dressez un procès-verbal rectificatif.")
    if "journal" in text or "scelle" in text:
        return BadInput("Les journaux et les scellés ne se modifient pas.")
    if "UNIQUE" in text:
        return BadInput("Ce numéro ou cet identifiant existe déjà dans le coffre.")
    if "locked" in text or "busy" in text:
        return DdtmError("Le coffre est occupé par une autre opération : réessayez dans un instant.", type(error).__name__)
    if "full" in text:
        return DdtmError("Le disque est plein : libérez de la place, rien n'a été perdu.", type(error).__name__)
    return DdtmError(DAMAGED, type(error).__name__)


def integrity(connection: Any) -> Optional[str]:
    """None when every page of the file is authentic, else a sentence."""
    driver = _driver()
    try:
        wrong = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        wrong = wrong or [row for row in connection.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
    except driver.DatabaseError:
        wrong = [1]
    return DAMAGED if wrong else None


def now() -> str:
    return dt.datetime.now(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def match(text: str) -> str:
    """The FTS5 expression: every word, each one a prefix, quoted so that no sign is an operator."""
    words = re.findall(r"[^\W_]+", text)
    if not words:
        raise BadInput("Dites ce que vous cherchez : un nom, une commune, un numéro, un mot des constatations.")
    return " AND ".join(f'"{word}"*' for word in words)
