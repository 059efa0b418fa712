"""All files of a card through a few threads; stops as a whole when the disk, the card or the user says so."""

from __future__ import annotations

import errno
import shutil
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import List, Optional, Set

from shared.errors import Cancelled, DdtmError
from shared.jobs import JobContext

from ..preuve.depot import Depot
from ..preuve.journal import Journal
from ..preuve.manifeste import Index
from .fichier import Outcome, Taker
from .source import Item

THREADS = 4  # more than the processors: each waits for its own flush to disk
AHEAD = 8
MARGIN = 64 << 20
FULL = "Le disque est plein : {done} fichier(s) sont déjà en sûreté. Libérez de la place puis relancez, l'importation reprendra où elle s'est arrêtée."
GONE = "La carte ne répond plus : {done} fichier(s) sont déjà en sûreté. Rebranchez-la puis relancez, l'importation reprendra où elle s'est arrêtée."


def check_room(depot: Depot, items: List[Item], index: Index, journal: Journal) -> None:
    """Refuse before the first copy what the disk cannot hold."""
    wanted = sum(item.size for item in items if (item.nom, item.size) not in index.sizes and item.chemin not in journal.done)
    free = shutil.disk_usage(depot.root).free
    if wanted + MARGIN > free and wanted:
        raise DdtmError(
            f"Il faut {_size(wanted)} et le disque n'a que {_size(max(0, free - MARGIN))} de libre : libérez de la place puis relancez. Rien n'a été copié."
        )


def transfer(source: Path, items: List[Item], taker: Taker, ctx: JobContext) -> List[Outcome]:
    """Outcomes in the order of `items`. Raises DdtmError (disk full, card gone) or Cancelled; the journal keeps what is safe."""
    stop = threading.Event()
    ordinary = taker.check

    def check() -> None:
        ordinary()
        if stop.is_set():
            raise Cancelled()

    taker.check = check
    outcomes: List[Optional[Outcome]] = [None] * len(items)
    total = sum(item.size for item in items) or 1
    done_bytes = done = 0
    failure: Optional[BaseException] = None
    with ThreadPoolExecutor(THREADS, "copie") as pool:
        waiting: Set[Future] = set()
        ranks = {}
        todo = iter(enumerate(items))
        exhausted = False
        while True:
            while failure is None and not exhausted and len(waiting) < AHEAD:
                following = next(todo, None)
                if following is None:
                    exhausted = True
                    break
                future = pool.submit(taker.take, following[1])
                ranks[future] = following[0]
                waiting.add(future)
            if not waiting:
                break
            finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                error = future.exception()
                if error is not None:
                    failure = failure if failure is not None and not isinstance(failure, Cancelled) else error
                    continue
                outcome = future.result()
                outcomes[ranks[future]] = outcome
                done_bytes += outcome.item.size
                done += outcome.kind != "refuse"
                if outcome.card_error and not _present(source):
                    failure = failure or DdtmError(GONE.format(done=done))
            if failure is None:
                try:
                    ctx.progress(done_bytes / total, f"{done} fichier(s) sur {len(items)}")
                except Cancelled as error:
                    failure = error
            if failure is not None:
                stop.set()
    if failure is not None:
        if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DdtmError(FULL.format(done=done), str(failure)) from failure
        raise failure
    return [outcome for outcome in outcomes if outcome is not None]


def _present(source: Path) -> bool:
    try:
        return source.is_file() or (source.is_dir() and next(source.iterdir(), None) is not None)
    except OSError:
        return False


def _size(count: float) -> str:
    for unit in ("octets", "ko", "Mo"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} Go".replace(".", ",")
