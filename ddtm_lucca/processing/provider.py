"""Provider `ddtm_lucca`: its algorithms, one dotted name a line."""

from __future__ import annotations

from pathlib import Path

from shared.processing.provider import TableProvider

ALGORITHMS = (
    ".natinf:ChercherNatinf",
    ".importer_natinf:ImporterNatinf",
    ".affaires:ListeAffaires",
    ".lire:LireAffaire",
    ".lieu:Lieu",
    ".reglement_ici:ReglementIci",
    ".reglement_page:ReglementPage",
    ".chercher:ChercherAffaires",
    ".journal:JournalAcces",
    ".numeroter:Numeroter",
    ".verifier_coffre:VerifierCoffre",
    ".purger:Purger",
    ".sauvegarder:Sauvegarder",
    ".proposer:ProposerInfractions",
    ".phrases:ProposerPhrases",
    ".verifier_pv:VerifierPv",
    ".clore_pv:ClorePv",
    ".pv_pdf:PvPdf",
    ".signer_pv:SignerPv",
    ".horodater:Horodater",
    ".verifier_signature:VerifierSignature",
    ".rectifier_pv:RectifierPv",
    ".reactualiser_pv:ReactualiserPv",
    ".courrier:Courrier",
    ".plans:Plans",
    ".planche:Planche",
    ".echeances:Echeances",
    ".transmettre:Transmettre",
    ".accuser:AccuserReception",
    ".tableau:TableauDeBord",
    ".rappels:Rappels",
    ".historique:HistoriqueAffaire",
    ".suites:SuitesAffaire",
    ".suites_saisir:SaisirSuites",
    ".boite:EchangerCoffre",
    ".barometres:Barometres",
    ".photos_drone:PhotosDrone",
    ".joindre_photos:JoindrePhotos",
    ".signalements:Signalements",
    ".reprendre_signalement:ReprendreSignalement",
    ".classer_signalement:ClasserSignalement",
    ".exporter:Exporter",
    ".saisir:SaisirAffaire",
    ".agent:FicheAgent",
    ".envoyer:EnvoyerEchange",
    ".recevoir:RecevoirEchange",
    ".conflits:Conflits",
    ".trancher:Trancher",
)


def provider() -> TableProvider:
    icon = Path(__file__).resolve().parents[1] / "resources" / "icons" / "icon.svg"
    return TableProvider("ddtm_lucca", "DDTM LUCCA", __package__, ALGORITHMS, icon)
