"""Verbs of `python -m ddtm_lucca`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from shared.cli import Arg, Verb

from . import cli_suivi, secret
from .core.coffre import job as coffre
from .core.droit import job as droit
from .core.droit import textes
from .core.pv import dire
from .core.signature import dire as signature

DESCRIPTION = "Procès-verbaux d'urbanisme et d'environnement : infractions, rédaction, vérification, scellement, suivi."

_AGENT = Arg(
    "--agent",
    metavar="IDENTIFIANT",
    help="qui travaille (sinon DDTM_LUCCA_AGENT) ; la phrase secrète est demandée, ou prise dans DDTM_LUCCA_PHRASE",
)
_PV = Arg("--pv", metavar="NUMERO", help="procès-verbal, par son numéro")
_AFFAIR = Arg("--affaire", metavar="NUMERO", help="affaire, par un de ses numéros ; son dernier procès-verbal")
_DAY = Arg("--date", metavar="DATE", help="jour de référence AAAA-MM-JJ (défaut : aujourd'hui)")
_WHY = Arg("--motif", required=True, metavar="TEXTE", help="motif inscrit au journal des accès")
_STORE = "ddtm_lucca.core.coffre.job:"

VERBS = (
    Verb(
        "natinf",
        "cherche une infraction par numéro, mot ou article",
        "ddtm_lucca.core.droit.job:run",
        (
            Arg("texte", nargs="+", help="numéro, mots de la qualification ou article, par exemple L.421-1"),
            Arg("--limite", type=int, metavar="N", help="nombre de réponses (défaut : 20)"),
            Arg("--version", metavar="EDITION", help="édition de la liste, par exemple 2026-07 (défaut : la plus récente)"),
        ),
        tell=droit.tell,
    ),
    Verb(
        "importer-natinf",
        "installe une édition de la liste officielle NATINF (CSV du ministère de la Justice)",
        "ddtm_lucca.core.droit.import_natinf:run",
        (
            Arg("fichier", help="le CSV officiel, en UTF-8, Latin-1 ou CP850"),
            Arg("--version", metavar="EDITION", help="nom de l'édition (défaut : lu dans le nom du fichier)"),
            Arg("--verifie-le", dest="verifie_le", metavar="DATE", help="date de vérification (défaut : aujourd'hui)"),
        ),
    ),
    Verb(
        "textes",
        "articles, montants et règles, avec leur source",
        "ddtm_lucca.core.droit.textes:run",
        (Arg("texte", nargs="*", help="mots ou article, par exemple L.481-1 ou astreinte"),),
        tell=textes.tell,
    ),
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
        (Arg("nouvel_agent", help="identifiant du nouvel agent"), _AGENT),
        adapt=secret.renewed,
    ),
    Verb("changer-phrase", "change sa phrase secrète", _STORE + "changer_phrase", (_AGENT,), adapt=secret.renewed),
    Verb(
        "chercher",
        "affaires qui contiennent tous ces mots (nom, commune, numéro, constatation)",
        _STORE + "chercher",
        (
            Arg("texte", nargs="+", help="mots cherchés"),
            Arg("--limite", type=int, metavar="N", help="nombre de réponses (défaut : 50)"),
            _AGENT,
        ),
        adapt=secret.opened,
        tell=coffre.tell_affairs,
    ),
    Verb(
        "numeroter",
        "donne un numéro officiel aux affaires qui n'en ont pas (coffre du service seulement)",
        _STORE + "numeroter",
        (_AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "journal",
        "journal des accès et des exports",
        _STORE + "journal",
        (Arg("--limite", type=int, metavar="N", help="nombre de lignes (défaut : 200)"), _AGENT),
        adapt=secret.opened,
        tell=coffre.tell_journal,
    ),
    Verb(
        "verifier-coffre",
        "vérifie le coffre, ses pièces et la chaîne des scellés",
        _STORE + "verifier_coffre",
        (_AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "purger",
        "efface les affaires dont la durée de conservation est échue",
        _STORE + "purger",
        (
            Arg("--motif", required=True, metavar="TEXTE", help="motif inscrit au journal"),
            Arg("--date", metavar="DATE", help="jour de référence (défaut : aujourd'hui)"),
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "sauvegarder",
        "copie le coffre, chiffré, dans un nouveau dossier (--sortie)",
        _STORE + "sauvegarder",
        (_AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "agent",
        "enregistre la fiche d'un agent (JSON)",
        "ddtm_lucca.core.pv.saisie:agent",
        (Arg("fichier", help="fiche JSON"), _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "saisir",
        "enregistre une affaire, son contrôle et son procès-verbal (JSON)",
        "ddtm_lucca.core.pv.saisie:run",
        (Arg("fichier", help="saisie JSON"), _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "proposer",
        "infractions proposées pour une affaire, avec leur raison",
        "ddtm_lucca.core.pv.job:proposer",
        (Arg("affaire", help="numéro de l'affaire"), _AGENT),
        adapt=secret.opened,
        tell=dire.tell_proposals,
    ),
    Verb(
        "verifier",
        "ce qui annulerait le procès-verbal, et comment le corriger",
        "ddtm_lucca.core.pv.job:verifier",
        (_PV, _AFFAIR, _DAY, _AGENT),
        adapt=secret.opened,
        tell=dire.tell_check,
    ),
    Verb(
        "clore",
        "vérifie, numérote et scelle un procès-verbal",
        "ddtm_lucca.core.pv.job:clore",
        (_PV, _AFFAIR, _DAY, _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "pv",
        "écrit le PDF d'un procès-verbal (scellé s'il est clos, sinon projet)",
        "ddtm_lucca.core.pv.job:produire",
        (_PV, _AFFAIR, _WHY, Arg("--destinataire", metavar="NOM", help="à qui il est remis"), _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "signer",
        "signe un procès-verbal clos (PAdES) ; la phrase du certificat est demandée, ou prise dans DDTM_LUCCA_PHRASE_CERTIFICAT",
        "ddtm_lucca.core.signature.job:signer",
        (
            _PV,
            _AFFAIR,
            Arg("--certificat", metavar="FICHIER", help="certificat PKCS#12 (.p12, .pfx)"),
            Arg("--module", metavar="FICHIER", help="ou bibliothèque PKCS#11 de la carte d'agent"),
            Arg("--carte", metavar="NOM", help="nom de la carte, s'il y en a plusieurs"),
            _AGENT,
        ),
        adapt=secret.certified,
    ),
    Verb(
        "horodater",
        "ajoute un horodatage RFC 3161 à un procès-verbal signé (réseau nécessaire)",
        "ddtm_lucca.core.signature.job:horodater",
        (_PV, _AFFAIR, Arg("--service", required=True, metavar="ADRESSE", help="service d'horodatage, https://…"), _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "verifier-signature",
        "dit si un PDF signé est intact, par qui, et si ses pièces jointes correspondent à leurs empreintes",
        "ddtm_lucca.core.signature.job:verifier",
        (Arg("fichier", help="le PDF"),),
        tell=signature.tell,
    ),
    Verb(
        "rectifier",
        "ouvre un procès-verbal rectificatif d'un procès-verbal clos",
        "ddtm_lucca.core.pv.job:rectifier",
        (
            _PV,
            _AFFAIR,
            Arg("--motif", required=True, metavar="TEXTE", help="ce qui est corrigé"),
            Arg("--constatations", metavar="TEXTE", help="nouvelles constatations"),
            _DAY,
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "courrier",
        "écrit un courrier ou un projet d'acte",
        "ddtm_lucca.core.pv.courriers:run",
        (
            Arg(
                "type",
                choices=("convocation", "contrevenant", "maire", "parquet", "observations", "arrete_interruptif", "mise_en_demeure"),
                help="modèle",
            ),
            Arg("--affaire", required=True, metavar="NUMERO", help="affaire"),
            Arg("--date", metavar="DATE", help="jour de la visite (convocation)"),
            Arg("--heure", metavar="HH:MM", help="heure de la visite (convocation)"),
            Arg("--cadre", choices=("recherche_infractions", "controle_administratif"), help="cadre de la visite (convocation)"),
            Arg("--delai", metavar="JOURS", help="délai laissé (observations, mise en demeure)"),
            Arg("--astreinte", metavar="EUROS", help="astreinte par jour (mise en demeure), 1 000 au plus"),
            Arg("--motif", metavar="TEXTE", help="motif inscrit au journal"),
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "plans",
        "plan de situation, photographie aérienne, extraits du cadastre, du PLU et du PPR d'une affaire, en un PDF",
        "ddtm_lucca.core.plans.job:run",
        (
            Arg("--affaire", required=True, metavar="NUMERO", help="affaire"),
            Arg("--plans", metavar="LISTE", help="situation,aerien,cadastre,plu,ppr (défaut : tous)"),
            Arg("--image", metavar="FICHIER", help="orthophotographie (GeoTIFF) ; défaut : celle du paquet de données"),
            Arg("--joindre", action="store_true", help="les ajoute aux pièces de l'affaire, avec les pages du règlement"),
            Arg("--motif", metavar="TEXTE", help="motif inscrit au journal"),
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "echeances",
        "infractions qui se prescrivent bientôt",
        "ddtm_lucca.core.pv.job:echeances",
        (Arg("--jours", type=int, metavar="N", help="dans combien de jours (défaut : 90)"), _DAY, _AGENT),
        adapt=secret.opened,
        tell=dire.tell_deadlines,
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
            _AGENT,
        ),
        adapt=secret.opened,
        tell=coffre.tell_affairs,
    ),
    Verb(
        "lire",
        "tout ce que contient une affaire, avec son historique",
        _STORE + "lire",
        (Arg("affaire", help="numéro de l'affaire"), Arg("--motif", metavar="TEXTE", help="motif inscrit au journal"), _AGENT),
        adapt=secret.opened,
        tell=coffre.tell_affair,
    ),
    Verb(
        "lieu",
        "commune, parcelle, zones du PLU et du PPR, aléas d'un point",
        "ddtm_lucca.core.terrain:run",
        (Arg("point", metavar="X,Y", help="Lambert 93"),),
    ),
    Verb(
        "transmettre",
        "prépare le dossier pour le parquet : procès-verbal scellé, pièces, bordereau (--sortie : nouveau dossier)",
        "ddtm_lucca.core.pv.transmission:run",
        (_PV, _AFFAIR, _WHY, Arg("--moyen", metavar="TEXTE", help="moyen d'envoi"), _DAY, _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "accuser",
        "inscrit l'accusé de réception du dernier envoi",
        "ddtm_lucca.core.pv.transmission:accuser",
        (
            Arg("--affaire", required=True, metavar="NUMERO", help="affaire"),
            Arg("--reference", required=True, metavar="REF", help="référence de l'accusé"),
            _DAY,
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "tableau-de-bord",
        "affaires par état, commune, nature, infraction, mois et issue (--sortie .pdf ou .xlsx)",
        "ddtm_lucca.core.suivi.job:tableau",
        (
            Arg("--debut", metavar="DATE", help="affaires ouvertes depuis"),
            Arg("--fin", metavar="DATE", help="affaires ouvertes jusqu'au"),
            Arg("--commune", metavar="NOM", help="nom ou code INSEE"),
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "rappels",
        "audiences, remises en état, mises en demeure, arrêtés à notifier, prescriptions",
        "ddtm_lucca.core.suivi.job:rappels",
        (Arg("--jours", metavar="N", help="dans combien de jours (défaut : 90)"), _DAY, _AGENT),
        adapt=secret.opened,
        tell=dire.tell_reminders,
    ),
    Verb(
        "exporter",
        "une parcelle par ligne, sans identité : pour AIGLE ou pour une commune (--sortie .csv)",
        "ddtm_lucca.core.suivi.job:exporter",
        (
            Arg("--modele", choices=("aigle", "commune"), help="défaut : commune"),
            Arg("--commune", metavar="NOM", help="nom ou code INSEE (obligatoire pour une commune)"),
            _WHY,
            _AGENT,
        ),
        adapt=secret.opened,
    ),
    Verb(
        "envoyer-echange",
        "écrit un fichier d'échange chiffré pour un autre appareil du même coffre (--sortie)",
        "ddtm_lucca.core.coffre.echange:envoyer",
        (_AGENT,),
        adapt=secret.opened,
    ),
    Verb(
        "recevoir-echange",
        "fusionne, champ par champ, le fichier d'échange d'un autre appareil",
        "ddtm_lucca.core.coffre.echange:recevoir",
        (Arg("fichier", help="fichier d'échange"), _AGENT),
        adapt=secret.opened,
    ),
    Verb(
        "conflits",
        "valeurs changées des deux côtés, à trancher",
        "ddtm_lucca.core.coffre.echange:conflits",
        (_AGENT,),
        adapt=secret.opened,
        tell=dire.tell_conflicts,
    ),
    Verb(
        "trancher",
        "garde la valeur de cet appareil ou la valeur reçue",
        "ddtm_lucca.core.coffre.echange:trancher",
        (Arg("conflit", help="numéro du conflit"), Arg("choix", choices=("ici", "recu"), help="valeur gardée"), _AGENT),
        adapt=secret.opened,
    ),
    *cli_suivi.VERBS,
)
