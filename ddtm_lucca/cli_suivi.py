"""Verbs of the place and of the follow-up (same table as cli.py, which joins them)."""

from __future__ import annotations

from shared.cli import Arg, Verb

from . import secret
from .cli_arguments import AGENT, DAY, WHY
from .core.coffre import boite
from .core.droit import phrases
from .core.pv import dire
from .core.reglement import job as reglement
from .core.suivi import apports, barometres, historique, suites

VERBS = (
    Verb(
        "echeances",
        "infractions qui se prescrivent bientôt",
        "ddtm_lucca.core.pv.job:echeances",
        (Arg("--jours", type=int, metavar="N", help="dans combien de jours (défaut : 90)"), DAY, AGENT),
        adapt=secret.opened,
        tell=dire.tell_deadlines,
    ),
    Verb(
        "rappels",
        "audiences, remises en état, mises en demeure, arrêtés à notifier, prescriptions",
        "ddtm_lucca.core.suivi.job:rappels",
        (Arg("--jours", metavar="N", help="dans combien de jours (défaut : 90)"), DAY, AGENT),
        adapt=secret.opened,
        tell=dire.tell_reminders,
    ),
    Verb(
        "tableau-de-bord",
        "affaires par état, commune, nature, infraction, mois et issue (--sortie .pdf ou .xlsx)",
        "ddtm_lucca.core.suivi.job:tableau",
        (
            Arg("--debut", metavar="DATE", help="affaires ouvertes depuis"),
            Arg("--fin", metavar="DATE", help="affaires ouvertes jusqu'au"),
            Arg("--commune", metavar="NOM", help="nom ou code INSEE"),
            AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "exporter",
        "une parcelle par ligne, sans identité : pour AIGLE ou pour une commune (--sortie .csv)",
        "ddtm_lucca.core.suivi.job:exporter",
        (
            Arg("--modele", choices=("aigle", "commune"), help="défaut : commune"),
            Arg("--commune", metavar="NOM", help="nom ou code INSEE (obligatoire pour une commune)"),
            WHY,
            AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "reglement-ici",
        "cadastre, zone du PLU et page de son règlement, prescriptions, PPR, et ce qui peut être fait là",
        "ddtm_lucca.core.reglement.job:run",
        (
            Arg("--point", metavar="X,Y", help="Lambert 93"),
            Arg("--parcelle", metavar="IDU", help="ou parcelle, en 14 signes : 34129000BC0012"),
        ),
        tell=reglement.tell,
    ),
    Verb(
        "reglement-page",
        "extrait du règlement écrit : les pages d'une zone, seules dans un PDF (--sortie)",
        "ddtm_lucca.core.reglement.job:page",
        (
            Arg("fichier", help="nom du fichier, donné par reglement-ici"),
            Arg("--page", type=int, metavar="N", help="première page"),
        ),
    ),
    Verb(
        "phrases",
        "phrases d'amorce qui conviennent à une affaire, à compléter",
        "ddtm_lucca.core.droit.phrases:run",
        (Arg("affaire", help="numéro de l'affaire"), AGENT),
        adapt=secret.opened,
        tell=phrases.tell,
    ),
    Verb(
        "historique",
        "tout ce qui est arrivé à une affaire : changements, scellés, consultations",
        "ddtm_lucca.core.suivi.historique:run",
        (Arg("affaire", help="numéro de l'affaire"), Arg("--motif", metavar="TEXTE", help="motif inscrit au journal"), AGENT),
        adapt=secret.opened,
        tell=historique.tell,
    ),
    Verb(
        "suites",
        "arrêtés, mises en demeure, décisions, astreintes à liquider, peines encourues d'une affaire",
        "ddtm_lucca.core.suivi.suites:run",
        (
            Arg("affaire", help="numéro de l'affaire"),
            Arg("--date", metavar="DATE", help="jour de référence (défaut : aujourd'hui)"),
            Arg("--motif", metavar="TEXTE", help="motif inscrit au journal"),
            AGENT,
        ),
        adapt=secret.opened,
        tell=suites.tell,
    ),
    Verb(
        "saisir-suites",
        "enregistre arrêtés, mises en demeure, décisions, courriers, clôture (JSON)",
        "ddtm_lucca.core.suivi.suites:enregistrer",
        (Arg("affaire", help="numéro de l'affaire"), Arg("fichier", help="suites JSON"), AGENT),
        adapt=secret.opened,
        tell=suites.tell,
    ),
    Verb(
        "echanger-coffre",
        "fusionne les colis reçus des autres postes et dépose les siens",
        "ddtm_lucca.core.coffre.boite:run",
        (AGENT,),
        adapt=secret.opened,
        tell=boite.tell,
    ),
    Verb(
        "barometres",
        "indicateurs du service, avec leur cible et leur tendance (--sortie .pdf ou .xlsx)",
        "ddtm_lucca.core.suivi.barometres:run",
        (Arg("--date", metavar="DATE", help="jour de référence (défaut : aujourd'hui)"), AGENT),
        adapt=secret.opened,
        tell=barometres.tell,
    ),
    Verb(
        "photos-drone",
        "photographies de drone jointes à une affaire ou qui voient son lieu",
        "ddtm_lucca.core.suivi.apports:photos",
        (Arg("affaire", help="numéro de l'affaire"), AGENT),
        adapt=secret.opened,
        tell=apports.tell_photos,
    ),
    Verb(
        "joindre-photos",
        "garde au coffre des photographies de drone, vérifiées par leur empreinte",
        "ddtm_lucca.core.suivi.apports:joindre",
        (
            Arg("affaire", help="numéro de l'affaire"),
            Arg("--photos", metavar="NOMS", help="noms ou empreintes, séparés par ; (défaut : celles liées à l'affaire)"),
            AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "signalements",
        "faits signalés par la revue des images aériennes, à instruire",
        "ddtm_lucca.core.suivi.apports:signalements",
        tell=apports.tell,
    ),
    Verb(
        "reprendre-signalement",
        "ouvre une affaire depuis un signalement",
        "ddtm_lucca.core.suivi.apports:reprendre",
        (Arg("signalement", help="identifiant (uuid)"), AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "classer-signalement",
        "classe un signalement sans suite",
        "ddtm_lucca.core.suivi.apports:classer",
        (Arg("signalement", help="identifiant (uuid)"), Arg("--motif", required=True, metavar="TEXTE", help="pourquoi")),
    ),
)
