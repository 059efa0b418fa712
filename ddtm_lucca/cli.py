"""Verbs of `python -m ddtm_lucca`: one row a verb; each argument's name is the key of the job's parameter."""

from __future__ import annotations

from shared.cli import Arg, Verb

from . import cli_coffre, cli_pv, cli_suivi
from .core.droit import job as droit
from .core.droit import textes

DESCRIPTION = "Procès-verbaux d'urbanisme et d'environnement : infractions, rédaction, vérification, scellement, suivi."

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
        "lieu",
        "commune, parcelle, zones du PLU et du PPR, aléas d'un point",
        "ddtm_lucca.core.terrain:run",
        (Arg("point", metavar="X,Y", help="Lambert 93"),),
    ),
    *cli_coffre.VERBS,
    *cli_pv.VERBS,
    *cli_suivi.VERBS,
)
