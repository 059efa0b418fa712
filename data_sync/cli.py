"""Verbs of `python -m data_sync`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from data_sync.core.importer import telling
from shared.cli import Arg, Verb

DESCRIPTION = "Données : import des sources publiées, paquet d'exercice, contrôle des fichiers."

VERBS = (
    Verb(
        "importer",
        "importe des données publiées dans une nouvelle génération du référentiel",
        "data_sync.core.importer.job:run",
        (
            Arg("sources", nargs="*", metavar="SOURCE", help="fichiers ou dossiers à importer"),
            Arg("--profil", metavar="PROFIL", help="profil d'import (liste : « python -m data_sync profils »)"),
            Arg("--recette", metavar="FICHIER", help="recette JSON : plusieurs imports d'un coup"),
            Arg("--base", metavar="DOSSIER", help="dossier auquel se rapportent les chemins de la recette"),
            Arg("--couche", metavar="COUCHE", help="couche du fichier source (défaut : trouvée par le profil)"),
            Arg("--millesime", metavar="ANNEE", help="année des données"),
            Arg("--option", dest="options", action="append", metavar="NOM=VALEUR", help="option du profil ; répétable"),
            Arg("--departement", metavar="CODE", help="département, par exemple 34"),
            Arg("--titre", metavar="TITRE", help="titre du paquet"),
            Arg("--a-blanc", dest="a_blanc", action="store_true", help="rapport seulement : rien n'est écrit"),
            Arg("--rapport", metavar="DOSSIER", help="dossier des rapports d'un essai à blanc"),
        ),
        tell=telling.imported,
    ),
    Verb(
        "verifier",
        "vérifie un GeoPackage (sans fichier : ceux du dossier de travail) ; code de sortie 2 s'il est inutilisable",
        "data_sync.core.verification:run",
        (Arg("fichier", nargs="?", metavar="FICHIER", help="GeoPackage à vérifier"),),
        tell=lambda result: result["texte"],
    ),
    Verb("profils", "liste les profils d'import", "data_sync.core.importer.job:list_profiles", tell=telling.profiles),
    Verb(
        "exercice",
        "fabrique le paquet d'exercice de l'Hérault",
        "data_sync.core.exercice.build:run",
        (
            Arg("--graine", type=int, default=34, help="graine du tirage (défaut : 34)"),
            Arg("--echelle", type=float, metavar="PART", help="part du département (défaut : 1)"),
        ),
    ),
)
