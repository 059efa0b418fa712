"""The connection to the database, and the layers followed there. The password never passes by here but in memory."""

from __future__ import annotations

import contextlib
import functools
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.gpkg.create import create

from ..journal.travail import Couche, couches
from .valeurs import nom_sql

EN_CLAIR = (
    "Le mot de passe ne se donne pas dans la connexion : mettez-le dans la configuration d'authentification de QGIS, "
    "dans un service (pg_service.conf) ou dans le fichier pgpass."
)
INJOIGNABLE = "La base PostGIS ne répond pas ou refuse cette connexion : vérifiez le service, le réseau et le mot de passe (pgpass, QGIS)."
COUPE = "La connexion à la base PostGIS a été perdue : rien n'y est à moitié écrit ; recommencez l'échange."
DROITS = "Ce compte n'a pas les droits nécessaires dans la base PostGIS : demandez-les à son administrateur."
PAS_INSTALLE = "Cette base n'a pas encore les couches de la suite : lancez d'abord « postgis installer »."
OCCUPEE = "Un autre échange avec cette base PostGIS est en cours : attendez sa fin, puis recommencez."


@functools.lru_cache(maxsize=1)
def couches_suivies() -> Dict[str, Couche]:
    """The catalogue's work layers, with their columns exactly as a GeoPackage has them; the sensitive ones have no place in a
    database that many people read."""
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder) / "modele.gpkg", [layer for layer in catalogue.layers("travail") if not layer.sensible])
        return {couche.name: couche for couche in couches(path)[0]}


def sensibles() -> List[str]:
    """Layers whose edits travel encrypted: the database never sees them."""
    return [layer.name for layer in catalogue.LAYERS.values() if layer.sensible]


def sans_secret(connexion: str) -> str:
    """The connection as it may be kept. Raises BadInput when it holds a password or cannot be read."""
    import psycopg

    try:
        known = psycopg.conninfo.conninfo_to_dict(connexion)
    except psycopg.Error as error:
        raise BadInput(
            "La connexion est incomprise : écrivez par exemple « service=ddtm34 » ou « host=serveur dbname=sig user=nom ».",
            type(error).__name__,
        ) from error
    if "password" in known or "sslpassword" in known:
        raise BadInput(EN_CLAIR)
    return connexion


@contextlib.contextmanager
def connecter(connexion: str, schema: str, secret: Optional[str] = None) -> Iterator[Any]:
    """A connection (autocommit) alone on its schema. Raises BadInput when it cannot be had, DdtmError when it breaks."""
    import psycopg

    sans_secret(connexion)
    given: Dict[str, Any] = {"password": secret} if secret else {}
    try:
        db = psycopg.connect(connexion, autocommit=True, connect_timeout=10, application_name="ddtm-relais", **given)
    except psycopg.Error as error:
        raise BadInput(INJOIGNABLE, str(error).replace(secret, "…") if secret else str(error)) from error
    try:
        with contextlib.closing(db):
            db.execute("SET timezone TO 'UTC'")
            db.execute("SELECT set_config('search_path', %s, false)", (f"public, {nom_sql(schema_postgis(db))}",))
            db.execute("SET lock_timeout TO '10s'")
            _seul(db, schema)
            yield db
    except psycopg.errors.InsufficientPrivilege as error:
        raise BadInput(DROITS, str(error)) from error
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
        raise DdtmError(
            "Quelqu'un modifie ces objets dans PostGIS en ce moment : attendez une minute, puis recommencez.", str(error)
        ) from error
    except psycopg.errors.UndefinedTable as error:
        raise BadInput(PAS_INSTALLE, str(error)) from error
    except psycopg.errors.DiskFull as error:
        raise DdtmError(
            "Le disque du serveur PostGIS est plein : prévenez son administrateur ; rien n'y est à moitié écrit.", str(error)
        ) from error
    except psycopg.Error as error:
        raise DdtmError(COUPE, str(error)) from error


def _seul(db: Any, schema: str) -> None:
    """One relay at a time; the server may take a moment to see that the last one has left."""
    until = time.monotonic() + 3.0
    while not db.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (f"ddtm_sync:{schema}",)).fetchone()[0]:
        if time.monotonic() > until:
            raise BadInput(OCCUPEE)
        time.sleep(0.05)


def schema_postgis(db: Any) -> str:
    """Where the extension's functions are ("public" before it is installed)."""
    sql = "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'"
    row = db.execute(sql).fetchone()
    return row[0] if row else "public"


def etat(db: Any, schema: str, cle: str) -> Optional[str]:
    row = db.execute(f"SELECT valeur FROM {nom_sql(schema)}.sync_etat WHERE cle = %s", (cle,)).fetchone()
    return row[0] if row else None


def noter(db: Any, schema: str, cle: str, valeur: str) -> None:
    sql = f"INSERT INTO {nom_sql(schema)}.sync_etat VALUES (%s, %s) ON CONFLICT (cle) DO UPDATE SET valeur = EXCLUDED.valeur"
    db.execute(sql, (cle, valeur))
