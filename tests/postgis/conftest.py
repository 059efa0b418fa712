"""One server for the folder, one database for each test; tests are skipped, with the reason, where none can start."""

from __future__ import annotations

import itertools

import pytest

from .serveur import Absent, serveur

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def administrateur():
    psycopg = pytest.importorskip("psycopg")
    try:
        with serveur() as connexion:
            with psycopg.connect(connexion, autocommit=True) as db:
                db.execute("CREATE ROLE geomatique NOLOGIN")
                for name in ("martin", "durand"):
                    db.execute(f"CREATE ROLE {name} LOGIN IN ROLE geomatique")
                db.execute("CREATE DATABASE modele")  # PostGIS takes a second to install; test_dans_qgis installs it from nothing
            with psycopg.connect(connexion.replace("dbname=postgres", "dbname=modele"), autocommit=True) as db:
                db.execute("CREATE EXTENSION postgis")
            yield connexion
    except Absent as error:
        pytest.skip(f"pas de serveur PostGIS : {error}")


@pytest.fixture
def connexion(administrateur):
    """An empty database (PostGIS and no table), and how its administrator reaches it."""
    import psycopg

    name = f"base{next(_numbers)}"
    with psycopg.connect(administrateur, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name} TEMPLATE modele")
    yield administrateur.replace("dbname=postgres", f"dbname={name}")
    with psycopg.connect(administrateur, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")
