"""Verbs of `python -m data_sync`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from data_sync.core.importer import telling
from data_sync.tell import administration, adresses, conflits, depart, direct, echange, historique, postes, postgis
from shared.cli import Arg, Verb

DESCRIPTION = "Données : import des sources publiées, paquet d'exercice, contrôle des fichiers, échanges entre postes."
_AUTEUR = Arg("--auteur", metavar="NOM", help="qui travaille (défaut : le nom noté dans chaque objet)")
_REPRENDRE = Arg("--reprendre", action="store_true", help="le fichier de travail a été remplacé : le comparer en entier")

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
    Verb(
        "diagnostic",
        "état de ce poste, ligne par ligne ; code de sortie 1 si un point est à corriger",
        "data_sync.core.diagnostic:run",
        tell=lambda result: f"{result['texte']}\n{result['phrase']}",
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
    Verb(
        "capturer",
        "enregistre au journal ce qui a changé dans le fichier de travail",
        "data_sync.core.journal.job:capture",
        (_AUTEUR, _REPRENDRE),
    ),
    Verb(
        "echanger",
        "échange les modifications avec un dossier (clé, partage), et les fusionne",
        "data_sync.core.boites.job:echanger",
        (Arg("dossier", nargs="?", metavar="DOSSIER", help="clé ou partage (défaut : ESPACE/echanges)"), _AUTEUR, _REPRENDRE),
        tell=echange,
    ),
    Verb(
        "conflits",
        "liste les conflits, ou en règle un",
        "data_sync.core.fusion.job:run",
        (
            Arg("--regler", metavar="ID", help="identifiant du conflit"),
            Arg("--garder", metavar="CHOIX", help="« retenu » (ce que montre la carte), « autre » ou « autre:2 »"),
            _AUTEUR,
        ),
        tell=conflits,
    ),
    Verb(
        "journal",
        "raconte l'histoire d'un objet, et le ramène à un état passé",
        "data_sync.core.journal.job:historique",
        (
            Arg("uuid", metavar="UUID", help="identifiant de l'objet, ou ses premiers caractères"),
            Arg("--couche", metavar="COUCHE", help="couche de l'objet"),
            Arg("--restaurer", type=int, metavar="ETAPE", help="étape à laquelle ramener l'objet"),
            _AUTEUR,
        ),
        tell=historique,
    ),
    Verb(
        "poste",
        "donne l'identité de ce poste, accepte ou révoque les autres",
        "data_sync.core.boites.job:poste",
        (
            Arg("--nom", metavar="NOM", help="nom de ce poste (la première fois seulement)"),
            Arg("--accepter", metavar="FICHIER", help="carte poste.json d'un autre poste"),
            Arg("--revoquer", metavar="NOM", help="poste dont les prochains lots seront refusés"),
            Arg("--renouveler", action="store_true", help="nouvelle clé de chiffrement de ce poste (l'ancienne sert encore à lire)"),
        ),
        tell=postes,
    ),
    Verb(
        "administration",
        "dit qui administre les postes, et signe leurs actes (liste d'administrateurs, révocations)",
        "data_sync.core.boites.job:administration",
        (
            Arg("--nommer", metavar="POSTES", help="postes administrateurs, séparés par des virgules"),
            Arg("--seuil", type=int, metavar="N", help="signatures qu'un acte demande (défaut : 2 dès qu'il y a deux administrateurs)"),
            Arg("--confirmer", metavar="ID", help="reconnaît ici la première liste, empreinte comparée de vive voix"),
            Arg("--signer", metavar="ID", help="signe un acte proposé par un autre administrateur"),
        ),
        tell=administration,
    ),
    Verb(
        "publier_paquet",
        "fait du référentiel en service un paquet signé, avec ses différences",
        "data_sync.core.paquets.job:publier",
        (
            Arg("dossier", metavar="DOSSIER", help="dossier où les paquets sont publiés"),
            Arg("--validite", dest="validite_jours", type=int, metavar="JOURS", help="durée de validité (défaut : 60 jours)"),
        ),
    ),
    Verb(
        "installer_paquet",
        "installe un paquet : clé, partage ou adresse http(s)",
        "data_sync.core.paquets.job:installer",
        (Arg("source", metavar="SOURCE", help="dossier du paquet, ou son adresse"),),
    ),
    Verb(
        "verifier_paquet",
        "vérifie qu'un paquet est entier, signé et à jour, sans l'installer",
        "data_sync.core.paquets.job:verifier",
        (Arg("source", metavar="SOURCE", help="dossier du paquet, ou son adresse"),),
    ),
    Verb("revenir_paquet", "remet en service la génération précédente du référentiel", "data_sync.core.paquets.job:revenir"),
    Verb(
        "pret_a_partir",
        "dit si ce poste peut être remis à l'astreinte ; code de sortie 2 s'il ne faut pas partir avec",
        "data_sync.core.depart.job:run",
        (
            Arg("--jumeau", metavar="POSTE", help="nom du second poste (trouvé s'il n'y en a qu'un)"),
            Arg("--sans-epreuves", dest="sans_epreuves", action="store_true", help="sans dessiner les cartes ni calculer d'itinéraire"),
            Arg("--cede", metavar="NOM", help="qui remet le poste (imprimé sur la fiche)"),
            Arg("--recoit", metavar="NOM", help="qui le reçoit (imprimé sur la fiche)"),
        ),
        tell=depart,
    ),
    Verb(
        "signer_remise",
        "signe une remise avec la clé de ce poste, et réédite la fiche",
        "data_sync.core.depart.job:signer",
        (
            Arg("remise", metavar="FICHIER", help="fichier .remise.json posé à côté de la fiche"),
            Arg("--role", required=True, choices=("cede", "recoit"), help="cede : remet le poste ; recoit : le prend"),
            Arg("--nom", required=True, metavar="NOM", help="personne qui signe"),
        ),
    ),
    Verb(
        "verifier_remise",
        "vérifie les signatures d'une remise ; code de sortie 2 si l'une manque ou ne vaut pas",
        "data_sync.core.depart.job:verifier",
        (Arg("remise", metavar="FICHIER", help="fichier .remise.json posé à côté de la fiche"),),
    ),
    Verb(
        "exporter_qfield",
        "fait d'un secteur un dossier pour QField",
        "data_sync.core.tablette.job:exporter",
        (
            Arg("dossier", metavar="DOSSIER", help="dossier à fabriquer (nouveau)"),
            Arg("--secteur", required=True, metavar="SECTEUR", help="commune (nom ou code INSEE), ou xmin,ymin,xmax,ymax en Lambert-93"),
            Arg("--nom", metavar="NOM", help="nom de la tablette (défaut : Tablette)"),
            Arg("--fond", metavar="IMAGE", help="orthophoto à emporter, découpée au secteur (défaut : celles du paquet)"),
            Arg("--chiffrer", action="store_true", help="un seul fichier .zip.age, pour les postes acceptés"),
        ),
    ),
    Verb(
        "coffre_qfield",
        "chiffre un dossier de tablette pour son transport, ou le déchiffre",
        "data_sync.core.tablette.job:chiffrer",
        (
            Arg("source", metavar="SOURCE", help="dossier à chiffrer, ou .zip.age à déchiffrer"),
            Arg("--cible", metavar="CHEMIN", help="ce qu'il faut écrire (défaut : à côté)"),
        ),
    ),
    Verb(
        "importer_qfield",
        "reprend le dossier d'une tablette et le fusionne",
        "data_sync.core.tablette.job:importer",
        (
            Arg(
                "dossier",
                metavar="DOSSIER",
                help="dossier revenu de la tablette, son .zip.age, ou un fichier de changements QFieldCloud (.json)",
            ),
        ),
    ),
    Verb(
        "postgis",
        "échange avec la base PostGIS du bureau : installer, echanger, conflits, etat, sql",
        "data_sync.core.postgis.job:run",
        (
            Arg("action", choices=("installer", "echanger", "conflits", "etat", "sql"), help="ce qu'il faut faire"),
            Arg("dossier", nargs="?", metavar="DOSSIER", help="echanger : clé ou partage (défaut : ESPACE/echanges)"),
            Arg("--connexion", metavar="TEXTE", help="« service=ddtm34 » ou « host=... dbname=... user=... », sans mot de passe ; retenue"),
            Arg("--schema", metavar="SCHEMA", help="schéma des couches (défaut : ddtm)"),
            Arg("--role", metavar="ROLE", help="installer, sql : groupe PostgreSQL des géomaticiens qui modifient"),
            Arg("--nom", metavar="NOM", help="installer : nom de la base dans les échanges (défaut : PostGIS)"),
            Arg("--reprendre", action="store_true", help="echanger : comparer toute la base (sauvegarde restaurée, autre relais)"),
            Arg("--regler", metavar="ID", help="conflits : identifiant du conflit"),
            Arg("--garder", metavar="CHOIX", help="conflits : « retenu », « autre » ou « autre:2 »"),
            _AUTEUR,
        ),
        tell=postgis,
    ),
    Verb(
        "actualiser",
        "interroge les services en ligne (crues, pluie, routes) et garde leurs réponses ; code de sortie 1 si aucun n'a répondu",
        "data_sync.core.direct.job:actualiser",
        (
            Arg("--source", dest="sources", action="append", metavar="SOURCE", help="source à interroger ; répétable (défaut : toutes)"),
            Arg("--departement", metavar="CODE", help="département (défaut : 34)"),
            Arg("--heures", type=int, metavar="N", help="heures de hauteurs et débits demandées (défaut : 6)"),
        ),
        tell=direct,
    ),
    Verb(
        "garder_hors_ligne",
        "garde d'un secteur les fonds et données de l'IGN et de Géorisques, pour le hors ligne",
        "data_sync.core.direct.garder:secteur",
        (
            Arg("secteur", metavar="SECTEUR", help="commune (nom ou code INSEE), ou xmin,ymin,xmax,ymax en Lambert-93"),
            Arg(
                "--produit",
                dest="produits",
                action="append",
                choices=("plan", "ortho", "batiments", "routes", "risques"),
                help="ce qu'il faut garder ; répétable (défaut : plan)",
            ),
        ),
    ),
    Verb(
        "geocoder",
        "retrouve des adresses et garde leur position",
        "data_sync.core.direct.garder:adresses",
        (Arg("adresses", nargs="+", metavar="ADRESSE", help="adresse avec sa commune ou son code postal"),),
        tell=adresses,
    ),
)
