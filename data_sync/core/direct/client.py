"""The one polite client: named, patient, bounded; it asks again only what may have changed, and stops when told to."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, Mapping, Optional
from urllib.parse import urlencode, urljoin, urlsplit

from shared.errors import DdtmError

from .adresse import motif_de_refus
from .cache import Cache, Garde
from .entetes import http_date, kept_headers, minutes, retry_after, terme
from .reseau import Reseau
from .services import Service

AGENT = "suite-ddtm/0.1 (extensions QGIS d'une DDTM ; gestion de crise)"
BLOC = 64 * 1024
A_REESSAYER = frozenset({429, 500, 502, 503, 504})
MAX_REDIRECTIONS = 5
ACCEPTES = frozenset({200, 206})


class HorsLigne(DdtmError):
    """No network, or the service cannot be reached."""


class Refuse(DdtmError):
    """The service answered with a refusal or an error."""


@dataclass(frozen=True)
class Reponse:
    """An answer. `recu`: this workstation's clock when it came; `ecart_s`: the server's clock minus this workstation's, if told."""

    corps: bytes
    entetes: Mapping[str, str]
    statut: int
    recu: dt.datetime
    url: str
    ecart_s: Optional[float] = None
    du_cache: bool = False


class Client:
    """One a job. `arret()` raises when the user gave up."""

    def __init__(self, services: Mapping[str, Service], cache: Cache, reseau: Reseau, arret: Callable[[], None] = lambda: None) -> None:
        import requests  # the engine's, not the QGIS process's

        self._requests = requests
        self.services, self.cache, self.reseau, self._stop = services, cache, reseau, arret
        self.session = requests.Session()
        self.session.get_redirect_target = lambda _answer: None  # type: ignore[method-assign]  # redirections are followed here
        self.session.trust_env = bool(reseau.systeme and not reseau.proxies)
        self.session.proxies.update(reseau.proxies)
        self.session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate"})
        self._last: Dict[str, float] = {}
        self._asked: Dict[str, int] = {}
        self._lock = threading.Lock()
        self.requetes = self.octets = 0

    def close(self) -> None:
        self.session.close()
        self.cache.elaguer()

    def get(self, service: str, chemin: str, params: Optional[Mapping[str, Any]] = None, **more: Any) -> Reponse:
        """The answer to a GET; 404 is an error. The rest as for `get_ou_rien`."""
        answer = self.get_ou_rien(service, chemin, params, absents=False, **more)
        assert answer is not None  # an absence was an error
        return answer

    def get_ou_rien(
        self,
        service: str,
        chemin: str,
        params: Optional[Mapping[str, Any]] = None,
        *,
        entetes: Optional[Mapping[str, str]] = None,
        accepte: str = "application/json",
        absents: bool = True,
        rythme_s: Optional[float] = None,
    ) -> Optional[Reponse]:
        """The answer to a GET. chemin: below the service's address, or a whole address on the same machine (next page).

        absents: None for 404 ("nothing to say") instead of an error. rythme_s: a kept answer younger than that is given as it is
        (default: the service's own pace).
        Raises HorsLigne, Refuse, BadInput (address refused, quota), Cancelled.
        """
        one = self.services[service]
        url = self._url(one, chemin, params)
        kept = self.cache.lire(url)
        pace = one.rythme_s if rythme_s is None else rythme_s
        if kept is not None and 0 <= time.time() - kept.recu < pace:
            return self._of_cache(kept)
        silence = self.cache.silence(service)
        if silence > self.reseau.attente_max_s:
            raise Refuse(f"Le service « {service} » demande d'attendre encore {minutes(silence)} : il n'a pas été rappelé.")
        headers = {"Accept": accepte, **(entetes or {})}
        if kept is not None:
            for name, sent in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")):
                if kept.entetes.get(name):
                    headers[sent] = kept.entetes[name]
        return self._insist(one, url, headers, kept, absents)

    # One request, insisted on ------------------------------------------------------------------------------------------

    def _insist(self, one: Service, url: str, headers: Mapping[str, str], kept: Optional[Garde], absents: bool) -> Optional[Reponse]:
        end = time.monotonic() + self.reseau.total_s
        trouble: DdtmError = HorsLigne(f"Le service « {one.code} » ne répond pas.")
        for attempt in range(max(1, self.reseau.essais)):
            wait = 0.0 if attempt == 0 else min(8.0, self.reseau.pas_s * 2**attempt) * (0.75 + time.monotonic() % 1 / 2)
            asked = getattr(trouble, "attendre", None) if attempt else None
            wait = max(wait, asked or 0.0)
            if attempt and time.monotonic() + wait > end:
                break
            self._sleep(wait)
            try:
                return self._follow(one, url, dict(headers), kept, absents, end)
            except _Passager as passing:
                trouble = passing.pourquoi
                trouble.attendre = passing.attendre  # type: ignore[attr-defined]
                if passing.attendre and passing.attendre > self.reseau.attente_max_s:
                    self.cache.faire_silence(one.code, passing.attendre)
                    break
        raise trouble

    def _follow(
        self, one: Service, url: str, headers: Dict[str, str], kept: Optional[Garde], absents: bool, end: float
    ) -> Optional[Reponse]:
        """The request and its redirections, each address checked before it is asked; secrets stay with the first machine."""
        address = url
        for _ in range(MAX_REDIRECTIONS + 1):
            refusal = motif_de_refus(address, one, bool(self.reseau.proxies))
            if refusal:
                raise Refuse(f"Le service « {one.code} » renvoie vers une adresse interdite : {refusal}.", address[:200])
            self._pace(one)
            with self._ask(one, address, headers, end) as answer:
                if answer.status_code in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
                    target = _joined(one, address, answer.headers["Location"])
                    if urlsplit(target).netloc != urlsplit(address).netloc:
                        headers = {name: value for name, value in headers.items() if name.lower() not in ("apikey", "authorization")}
                    address = target
                    continue
                return self._take(one, url, answer, kept, absents, end)
        raise Refuse(f"Le service « {one.code} » renvoie sans fin d'une adresse à l'autre : réessayez plus tard.")

    def _ask(self, one: Service, address: str, headers: Mapping[str, str], end: float) -> Any:
        self.requetes += 1
        limits = (self.reseau.connexion_s, max(0.5, min(self.reseau.lecture_s, end - time.monotonic())))
        try:
            return self.session.get(
                address, headers=headers, timeout=limits, stream=True, allow_redirects=False, verify=self._certificates()
            )
        except (self._requests.exceptions.InvalidURL, self._requests.exceptions.InvalidSchema, UnicodeError) as error:
            raise Refuse(f"L'adresse du service « {one.code} » n'est pas utilisable.", _safe(error)) from error
        except self._requests.exceptions.SSLError as error:
            raise Refuse(
                f"Le certificat du service « {one.code} » est refusé : vérifiez l'heure du poste et les certificats.", _safe(error)
            ) from error
        except self._requests.exceptions.RequestException as error:
            raise _Passager(
                HorsLigne(f"Le service « {one.code} » ne répond pas : pas de réseau, ou service arrêté.", _safe(error))
            ) from error

    def _take(self, one: Service, url: str, answer: Any, kept: Optional[Garde], absents: bool, end: float) -> Optional[Reponse]:
        code = answer.status_code
        if code == 304 and kept is not None:
            again = Garde(kept.corps, {**kept.entetes, **kept_headers(answer)}, time.time(), kept.url, kept.statut)
            self.cache.ecrire(url, again)
            return self._made(again, du_cache=True)
        if code in A_REESSAYER:
            wait = retry_after(answer.headers.get("Retry-After"))
            why = Refuse(f"Le service « {one.code} » est surchargé ou en panne (réponse {code}) : réessayez plus tard.")
            raise _Passager(why, wait if wait is not None else 30.0 if code == 429 and self.reseau.attente_max_s >= 30 else None)
        if code == 404 and absents:
            return None
        if code in (401, 403):
            raise Refuse(f"Le service « {one.code} » refuse l'accès (réponse {code}) : vérifiez la clé enregistrée dans QGIS.")
        if code not in ACCEPTES:
            raise Refuse(f"Le service « {one.code} » répond par l'erreur {code}.")
        body = self._body(one, answer, end)
        made = Garde(body, kept_headers(answer), time.time(), url, code)
        self.cache.ecrire(url, made)
        return self._made(made)

    def _body(self, one: Service, answer: Any, end: float) -> bytes:
        parts, size = [], 0
        try:
            declared = int(answer.headers.get("Content-Length") or 0)
        except ValueError:
            declared = 0
        too_big = Refuse(f"La réponse du service « {one.code} » dépasse {one.max_octets // 1024 // 1024} Mio : elle n'a pas été lue.")
        if declared > one.max_octets:
            raise too_big
        slow = _Passager(HorsLigne(f"Le service « {one.code} » répond trop lentement : la demande a été abandonnée."))
        with terme(answer, end) as over:
            try:
                for part in answer.iter_content(BLOC):
                    self._stop()
                    size += len(part)
                    if size > one.max_octets:
                        raise too_big
                    parts.append(part)
            except self._requests.exceptions.RequestException as error:
                if over.is_set():
                    raise slow from error
                raise _Passager(HorsLigne(f"La réponse du service « {one.code} » a été coupée en route.", _safe(error))) from error
            if over.is_set():
                raise slow
        plain = "Content-Encoding" not in answer.headers
        if declared and plain and size < declared:  # requests does not tell a body cut short
            raise _Passager(HorsLigne(f"La réponse du service « {one.code} » a été coupée en route.", f"{size} of {declared}"))
        self.octets += size
        return b"".join(parts)

    # Small things ------------------------------------------------------------------------------------------------------

    def _url(self, one: Service, chemin: str, params: Optional[Mapping[str, Any]]) -> str:
        url = f"{one.base}/{chemin.lstrip('/')}" if chemin else one.base
        if chemin.startswith(("http://", "https://")):
            url = chemin
            if urlsplit(url).netloc != urlsplit(one.base).netloc:
                raise Refuse(f"Le service « {one.code} » annonce une suite sur une autre machine : elle n'a pas été demandée.", url[:200])
        if params:
            url += ("&" if "?" in url else "?") + urlencode({k: v for k, v in params.items() if v is not None}, doseq=True)
        return url

    def _pace(self, one: Service) -> None:
        """Least time between two requests to a service, and no more of them in a job than agreed."""
        with self._lock:
            self._asked[one.code] = self._asked.get(one.code, 0) + 1
            if self._asked[one.code] > one.max_requetes:
                raise Refuse(f"Plus de {one.max_requetes} demandes au service « {one.code} » : réduisez la zone.")
            wait = self._last.get(one.code, 0.0) + one.pause_s - time.monotonic()
            self._last[one.code] = time.monotonic() + max(0.0, wait)
        self._sleep(wait)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            self._stop()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(0.1, left))

    def _certificates(self) -> Any:
        return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or self.reseau.verify

    def _of_cache(self, kept: Garde) -> Reponse:
        return self._made(kept, du_cache=True)

    def _made(self, kept: Garde, du_cache: bool = False) -> Reponse:
        received = dt.datetime.fromtimestamp(kept.recu, dt.timezone.utc)
        told = http_date(kept.entetes.get("date"))
        gap = (told - received).total_seconds() if told else None
        return Reponse(kept.corps, kept.entetes, kept.statut, received, kept.url, gap, du_cache)

    def oublier(self, answer: Reponse) -> None:
        """Its body could not be read: ask for the whole of it next time."""
        self.cache.oublier(answer.url)


def _joined(one: Service, address: str, location: str) -> str:
    try:
        target = urljoin(address, location)
        urlsplit(target)
        return target
    except ValueError as error:
        raise Refuse(f"Le service « {one.code} » renvoie vers une adresse interdite : adresse illisible.") from error


class _Passager(Exception):
    """A trouble that may pass: worth another try."""

    def __init__(self, pourquoi: DdtmError, attendre: Optional[float] = None) -> None:
        super().__init__(pourquoi.message)
        self.pourquoi, self.attendre = pourquoi, attendre


def _safe(error: BaseException) -> str:
    """The kind of trouble only: its text may hold an address with a password (proxy)."""
    return type(error).__name__
