"""Provider `data_sync`: its algorithms, one dotted name a line."""

from __future__ import annotations

from pathlib import Path

from shared.processing.provider import TableProvider

ALGORITHMS = (
    ".actualiser_adresses:Geocoder",
    ".actualiser_direct:Actualiser",
    ".actualiser_secteur:GarderHorsLigne",
    ".administration:Administration",
    ".capturer:Capturer",
    ".coffre_qfield:CoffreQfield",
    ".conflits:Conflits",
    ".diagnostic:Diagnostic",
    ".echanger:Echanger",
    ".exporter_qfield:ExporterQfield",
    ".importer:Importer",
    ".importer_qfield:ImporterQfield",
    ".installer_paquet:InstallerPaquet",
    ".journal:Journal",
    ".paquet_exercice:PaquetExercice",
    ".poste:Poste",
    ".postgis_conflits:PostgisConflits",
    ".postgis_echanger:PostgisEchanger",
    ".postgis_installer:PostgisInstaller",
    ".pret_a_partir:PretAPartir",
    ".publier_paquet:PublierPaquet",
    ".revenir_paquet:RevenirPaquet",
    ".signer_remise:SignerRemise",
    ".verifier:Verifier",
    ".verifier_paquet:VerifierPaquet",
    ".verifier_remise:VerifierRemise",
)


def provider() -> TableProvider:
    icon = Path(__file__).resolve().parents[1] / "resources" / "icons" / "icon.svg"
    return TableProvider("data_sync", "DDTM Données", __package__, ALGORITHMS, icon)
