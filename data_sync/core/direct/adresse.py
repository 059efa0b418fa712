"""Which addresses may be asked: https, and never this machine, the local network or a file, unless the user named that machine."""

from __future__ import annotations

import ipaddress
import socket
from typing import Optional
from urllib.parse import urlsplit

from .services import Service

LOCAUX = (".local", ".localdomain", ".internal", ".lan", ".home", ".intra")


def motif_de_refus(url: str, service: Service, par_relais: bool) -> Optional[str]:
    """Why `url` may not be asked, or None. par_relais: a proxy resolves the names, so they are not resolved here."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        return f"adresse illisible ({error})"
    base = urlsplit(service.base)
    if parts.scheme not in ("http", "https") or not host:
        return f"adresse « {parts.scheme}: » refusée"
    if parts.username or parts.password:
        return "adresse avec mot de passe refusée"
    if service.configuree and (parts.scheme, host, port) == (base.scheme, (base.hostname or "").lower(), base.port):
        return None
    if parts.scheme != "https":
        return "adresse non chiffrée (http) refusée"
    if host == "localhost" or host.endswith(LOCAUX) or "." not in host.strip("[]") and ":" not in host:
        return "machine locale refusée"
    return _private(host, par_relais)


def _private(host: str, par_relais: bool) -> Optional[str]:
    found = [host]
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if par_relais:
            return None
        try:
            found = [str(info[4][0]) for info in socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)]
        except (OSError, UnicodeError):
            return None  # the request itself will say that the name is unknown
    for text in found:
        if not ipaddress.ip_address(text.split("%")[0]).is_global:
            return "adresse du réseau local refusée"
    return None
