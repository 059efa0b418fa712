"""Verbs of the store: its agents, its affairs, its copies and exchanges (same table as cli.py, which joins them)."""

from __future__ import annotations

from shared.cli import Arg, Verb

from . import secret
from .cli_arguments import AGENT
from .core.coffre import job as coffre
from .core.pv import dire

_STORE = "ddtm_lucca.core.coffre.job:"

VERBS = (
    Verb(
        "creer-coffre",
        "crée le coffre chiffré de l'espace de travail",
        _STORE + "creer",
        (Arg("--agent", required=True, metavar="IDENTIFIANT", help="premier agent, par exemple a.martin"),),
        adapt=secret.created,
    ),
    Verb(
        "ajouter-agent",
        "donne accès au coffre à un autre agent",
        _STORE + "ajouter_agent",
        (Arg("nouvel_agent", help="identifiant du nouvel agent"), AGENT),
        adapt=secret.renewed,
    ),
    Verb("changer-phrase", "change sa phrase secrète", _STORE + "changer_phrase", (AGENT,), adapt=secret.renewed),
    Verb(
        "chercher",
        "affaires qui contiennent tous ces mots (nom, commune, numéro, constatation)",
        _STORE + "chercher",
        (
            Arg("texte", nargs="+", help="mots cherchés"),
            Arg("--limite", type=int, metavar="N", help="nombre de réponses (défaut : 50)"),
            AGENT,
        ),
        adapt=secret.opened,
        tell=coffre.tell_affairs,
    ),
    Verb(
        "affaires",
        "liste des affaires, les plus récentes d'abord",
        _STORE + "affaires",
        (
            Arg("--texte", metavar="MOTS", help="mots que l'affaire contient"),
            Arg("--commune", metavar="NOM", help="nom ou code INSEE"),
            Arg("--etat", metavar="CODE", help="état : ouverte, controlee, pv_dresse, transmise, jugee, regularisee, close"),
            Arg("--nature", metavar="CODE", help="nature, par exemple cabanisation"),
            Arg("--natinf", metavar="N", help="code NATINF d'un procès-verbal"),
            Arg("--redacteur", metavar="NOM", help="agent qui a contrôlé ou verbalisé (identifiant ou nom)"),
            Arg("--risque", metavar="CODE", help="ppr_interdiction, ppr_prescription, ppr, alea ou aucun"),
            Arg("--debut", metavar="DATE", help="ouvertes depuis"),
            Arg("--fin", metavar="DATE", help="ouvertes jusqu'au"),
            Arg("--ouvertes", action="store_true", help="en cours seulement"),
            Arg("--limite", type=int, metavar="N", help="nombre de lignes (défaut : 500)"),
            AGENT,
        ),
        adapt=secret.opened,
        tell=coffre.tell_affairs,
    ),
    Verb(
        "lire",
        "tout ce que contient une affaire, avec son historique",
        _STORE + "lire",
        (Arg("affaire", help="numéro de l'affaire"), Arg("--motif", metavar="TEXTE", help="motif inscrit au journal"), AGENT),
        adapt=secret.opened,
        tell=coffre.tell_affair,
    ),
    Verb(
        "numeroter",
        "donne un numéro officiel aux affaires qui n'en ont pas (coffre du service seulement)",
        _STORE + "numeroter",
        (AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "journal",
        "journal des accès et des exports",
        _STORE + "journal",
        (Arg("--limite", type=int, metavar="N", help="nombre de lignes (défaut : 200)"), AGENT),
        adapt=secret.opened,
        tell=coffre.tell_journal,
    ),
    Verb(
        "verifier-coffre",
        "vérifie le coffre, ses pièces et la chaîne des scellés",
        _STORE + "verifier_coffre",
        (AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "purger",
        "efface les affaires dont la durée de conservation est échue",
        _STORE + "purger",
        (
            Arg("--motif", required=True, metavar="TEXTE", help="motif inscrit au journal"),
            Arg("--date", metavar="DATE", help="jour de référence (défaut : aujourd'hui)"),
            AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "sauvegarder",
        "copie le coffre, chiffré, dans un nouveau dossier (--sortie)",
        _STORE + "sauvegarder",
        (AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "envoyer-echange",
        "écrit un fichier d'échange chiffré pour un autre appareil du même coffre (--sortie)",
        "ddtm_lucca.core.coffre.echange:envoyer",
        (AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "recevoir-echange",
        "fusionne, champ par champ, le fichier d'échange d'un autre appareil",
        "ddtm_lucca.core.coffre.echange:recevoir",
        (Arg("fichier", help="fichier d'échange"), AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "conflits",
        "valeurs changées des deux côtés, à trancher",
        "ddtm_lucca.core.coffre.echange:conflits",
        (AGENT,),
        adapt=secret.opened,
        tell=dire.tell_conflicts,
    ),
    Verb(
        "trancher",
        "garde la valeur de cet appareil ou la valeur reçue",
        "ddtm_lucca.core.coffre.echange:trancher",
        (Arg("conflit", help="numéro du conflit"), Arg("choix", choices=("ici", "recu"), help="valeur gardée"), AGENT),
        adapt=secret.opened,
    ),
)
