"""Arguments that several tables of verbs share."""

from __future__ import annotations

from shared.cli import Arg

AGENT = Arg(
    "--agent",
    metavar="IDENTIFIANT",
    help="qui travaille (sinon DDTM_LUCCA_AGENT) ; la phrase secrète est demandée, ou prise dans DDTM_LUCCA_PHRASE",
)
PV = Arg("--pv", metavar="NUMERO", help="procès-verbal, par son numéro")
AFFAIR = Arg("--affaire", metavar="NUMERO", help="affaire, par un de ses numéros ; son dernier procès-verbal")
DAY = Arg("--date", metavar="DATE", help="jour de référence AAAA-MM-JJ (défaut : aujourd'hui)")
WHY = Arg("--motif", required=True, metavar="TEXTE", help="motif inscrit au journal des accès")
