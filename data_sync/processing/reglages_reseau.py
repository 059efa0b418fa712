"""QGIS's own network settings (proxy, time-out) and keys, as the engine's jobs take them. Read in QGIS, handed over by stdin."""

from __future__ import annotations

from typing import Any, Dict
from urllib.parse import quote

from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from shared.errors import BadInput

EXEMPLE = "https://data.geopf.fr"
KINDS = {"HttpProxy": "http", "HttpCachingProxy": "http", "Socks5Proxy": "socks5h"}


def reseau() -> Dict[str, Any]:
    """Parameters of data_sync.core.direct.reseau.Reseau."""
    settings = QgsSettings()
    seconds = min(120.0, max(1.0, QgsNetworkAccessManager.timeout() / 1000.0))
    told: Dict[str, Any] = {"lecture_s": min(30.0, seconds), "total_s": seconds}
    address = _proxy(settings)
    if address:
        told["proxies"] = {"http": address, "https": address}
    return told


def _proxy(settings: QgsSettings) -> str:
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return ""
    kind = settings.value("proxy/proxyType", "", type=str)
    if kind == "DefaultProxy":
        return _system_proxy()
    scheme, host = KINDS.get(kind), settings.value("proxy/proxyHost", "", type=str)
    if not scheme or not host:
        return ""
    port = settings.value("proxy/proxyPort", "", type=str)
    user, password = settings.value("proxy/proxyUser", "", type=str), settings.value("proxy/proxyPassword", "", type=str)
    config = settings.value("proxy/authcfg", "", type=str)
    if config:
        found = _config(config)
        user, password = found.config("username"), found.config("password")
    return _address(scheme, host, port, user, password)


def _system_proxy() -> str:
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(EXEMPLE))):
        scheme = {QNetworkProxy.ProxyType.HttpProxy: "http", QNetworkProxy.ProxyType.Socks5Proxy: "socks5h"}.get(proxy.type())
        if scheme and proxy.hostName():
            return _address(scheme, proxy.hostName(), str(proxy.port()), proxy.user(), proxy.password())
    return ""


def _address(scheme: str, host: str, port: str, user: str, password: str) -> str:
    secret = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"{scheme}://{secret}{host}" + (f":{port}" if port and port != "0" else "")


def cle(authcfg: str) -> str:
    """The key kept in QGIS's authentication store: the value of an API header, a token, or the password of a plain login."""
    found = _config(authcfg)
    for name in ("apikey", "apiKey", "Apikey", "API-Key", "token", "password"):
        if found.config(name):
            return found.config(name)
    values = [value for value in found.configMap().values() if value]
    if len(values) == 1:
        return values[0]
    raise BadInput("L'authentification choisie ne contient pas de clé : créez-en une de type « En-tête d'API » avec « apikey ».")


def _config(authcfg: str) -> QgsAuthMethodConfig:
    found = QgsAuthMethodConfig()
    manager = QgsApplication.authManager()
    if manager.isDisabled() or not manager.loadAuthenticationConfig(authcfg, found, True)[0]:
        raise BadInput("La clé enregistrée dans QGIS n'a pas pu être lue : vérifiez le mot de passe principal des authentifications.")
    return found
