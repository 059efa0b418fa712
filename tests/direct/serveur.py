"""A small web server on this machine that answers as it is told to: well, badly, slowly, elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable, Dict, Iterator, List, Optional, Union
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reponse:
    """coupe: bytes really sent of the length announced. lenteur: seconds between blocks of `bloc` bytes. horloge_s: the server's clock
    minus ours. brut: bytes written instead of any HTTP answer."""

    corps: bytes = b""
    statut: int = 200
    entetes: Dict[str, str] = field(default_factory=dict)
    type: str = "application/json"
    coupe: Optional[int] = None
    lenteur: float = 0.0
    bloc: int = 1
    horloge_s: float = 0.0
    brut: Optional[bytes] = None


@dataclass
class Demande:
    chemin: str
    params: Dict[str, List[str]]
    entetes: Dict[str, str]


Regle = Union[Reponse, List[Reponse], Callable[[Demande], Reponse]]


class Serveur:
    """`regles`: path -> answer, list of answers (one a request, the last one stays) or function. `demandes`: what was asked."""

    def __init__(self) -> None:
        self.regles: Dict[str, Regle] = {}
        self.demandes: List[Demande] = []
        self._ranks: Dict[str, int] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_args: object) -> None:
                return

            def date_time_string(self, timestamp: Optional[float] = None) -> str:
                return formatdate((timestamp or time.time()) + outer.decalage, usegmt=True)

            def do_GET(self) -> None:
                outer._answer(self)

        self.decalage = 0.0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_args: None  # a client that gave up is no trouble of ours
        self.port = self._http.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"

    def compte(self, chemin: str) -> int:
        return sum(one.chemin == chemin for one in self.demandes)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        asked = Demande(parts.path, parse_qs(parts.query), dict(handler.headers))
        self.demandes.append(asked)
        rule = self.regles.get(parts.path)
        if callable(rule):
            rule = rule(asked)
        elif isinstance(rule, list):
            rank = self._ranks[parts.path] = self._ranks.get(parts.path, -1) + 1
            rule = rule[min(rank, len(rule) - 1)]
        one = rule or Reponse(b"{}", 404)
        self.decalage = one.horloge_s
        if one.brut is not None:
            handler.wfile.write(one.brut)
            handler.close_connection = True
            return
        handler.send_response(one.statut)
        for name, value in {"Content-Type": one.type, "Content-Length": str(len(one.corps)), **one.entetes}.items():
            handler.send_header(name, value)
        handler.end_headers()
        body = one.corps if one.coupe is None else one.corps[: one.coupe]
        with contextlib.suppress(OSError):
            if one.lenteur:
                for start in range(0, len(body), one.bloc):
                    handler.wfile.write(body[start : start + one.bloc])
                    handler.wfile.flush()
                    time.sleep(one.lenteur)
            elif one.statut != 304:
                handler.wfile.write(body)
        if one.coupe is not None:
            handler.close_connection = True


@contextlib.contextmanager
def ouvert() -> Iterator[Serveur]:
    server = Serveur()
    thread = threading.Thread(target=server._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server._http.shutdown()
        server._http.server_close()
        thread.join()
