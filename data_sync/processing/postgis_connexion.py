"""The PostGIS connection of an algorithm: one that QGIS knows by name, its password taken from QGIS's store at the moment of use."""

from __future__ import annotations

from typing import Any, Dict

from qgis.core import QgsDataSourceUri, QgsProcessingParameterDefinition, QgsProcessingParameterProviderConnection, QgsProviderRegistry

from shared.errors import BadInput
from shared.processing.base import tr

CONNEXION = "CONNEXION"
INCONNUE = "QGIS ne connaît pas la connexion PostgreSQL « {nom} » : créez-la dans l'explorateur (PostgreSQL > Nouvelle connexion)."
EN_CLAIR = (
    "Le mot de passe de la connexion « {nom} » est enregistré en clair : modifiez-la pour qu'elle emploie une configuration "
    "d'authentification, puis recommencez."
)
SANS_SECRET = (
    "La configuration d'authentification de la connexion « {nom} » n'a pas pu être lue : donnez le mot de passe principal de QGIS."
)


def parametre(optional: bool = True) -> QgsProcessingParameterDefinition:
    text = (
        "Connexion PostgreSQL de QGIS (vide : celle de la dernière fois, par service ou pgpass)"
        if optional
        else "Connexion PostgreSQL de QGIS"
    )
    return QgsProcessingParameterProviderConnection(CONNEXION, tr(text), "postgres", optional=optional)


def donnees(algorithm: Any, parameters: Dict[str, Any], context: Any) -> Dict[str, Any]:
    """{"connexion", "secret"} for the job: the secret goes to the engine through its pipe and is kept nowhere. {} when none is named.

    Raises BadInput for an unknown connection, or one whose password lies in clear in the settings.
    """
    name = algorithm.parameterAsConnectionName(parameters, CONNEXION, context)
    if not name:
        return {}
    try:
        held = QgsProviderRegistry.instance().providerMetadata("postgres").findConnection(name)
    except Exception as error:  # QgsProviderConnectionException, by whatever name the version exports it
        raise BadInput(INCONNUE.format(nom=name), str(error)) from error
    if held is None:
        raise BadInput(INCONNUE.format(nom=name))
    uri = QgsDataSourceUri(held.uri())
    if uri.password():
        raise BadInput(EN_CLAIR.format(nom=name))
    parts = {"service": uri.service(), "host": uri.host(), "port": uri.port(), "dbname": uri.database(), "user": uri.username()}
    secret = ""
    if uri.authConfigId():
        opened = QgsDataSourceUri(uri.connectionInfo(True))
        parts["user"], secret = opened.username() or parts["user"], opened.password()
        if not secret:
            raise BadInput(SANS_SECRET.format(nom=name))
    connexion = " ".join(f"{key}={_quoted(value)}" for key, value in parts.items() if value)
    return {"connexion": connexion, **({"secret": secret} if secret else {})}


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
