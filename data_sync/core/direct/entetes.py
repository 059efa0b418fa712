"""What answers carry besides their body: dates, delays asked for; and the end of patience."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import socket
import threading
import time
from typing import Any, Dict, Iterator, Optional

GARDES = ("etag", "last-modified", "content-type", "date")


def kept_headers(answer: Any) -> Dict[str, str]:
    return {name.lower(): str(value)[:500] for name, value in answer.headers.items() if name.lower() in GARDES}


def http_date(text: Optional[str]) -> Optional[dt.datetime]:
    try:
        made = email.utils.parsedate_to_datetime(text) if text else None
    except (TypeError, ValueError, IndexError):
        return None
    if made is None:
        return None
    return made if made.tzinfo else made.replace(tzinfo=dt.timezone.utc)


def retry_after(text: Optional[str]) -> Optional[float]:
    if not text:
        return None
    if text.strip().isdigit():
        return min(float(text), 86_400.0)
    when = http_date(text)
    return min(86_400.0, max(0.0, (when - dt.datetime.now(dt.timezone.utc)).total_seconds())) if when else None


def minutes(seconds: float) -> str:
    return f"{round(seconds / 60)} min" if seconds >= 90 else f"{round(seconds)} s"


@contextlib.contextmanager
def terme(answer: Any, end: float) -> Iterator[threading.Event]:
    """Hang up at `end`: bytes that come one by one each reset the read time-out, and would hold a reader for ever."""
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        with contextlib.suppress(Exception):
            answer.raw._fp.fp.raw._sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, end - time.monotonic()), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
