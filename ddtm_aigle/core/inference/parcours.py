"""Reading, inference and recording side by side: readers decode the next tiles while the network works on these."""

from __future__ import annotations

import queue
import threading
from typing import Any, Callable, Iterable, List, Optional, Tuple

import numpy as np

from shared.detecteur.cadres import thin

from .couverture import WHOLE, Hole, hole_of
from .fusion import mark_cut
from .grille import Grid
from .image import Picture
from .modele import Model

Done = Tuple[int, np.ndarray, Hole]  # tile, its boxes, its holes
Item = Tuple[int, np.ndarray, Optional[np.ndarray]]  # tile, its pixels, where it was photographed (None: all of it)
SAVE_EVERY = 16  # tiles
_END = object()


def run_tiles(
    picture: Picture,
    model: Model,
    grid: Grid,
    orders: Iterable[int],
    conf: float,
    iou: float,
    save: Callable[[List[Done]], None],
    tell: Callable[[int], None],
    batch: int,
    readers: int = 1,
) -> None:
    """Every tile of `orders` through the model; `save` gets finished tiles with their boxes, `tell` the number done since last time.

    An error in a reader, or what `tell` raises (a cancel), stops everything; tiles finished before are saved.
    """
    inbox: queue.Queue[Any] = queue.Queue()
    ready: queue.Queue[Any] = queue.Queue(maxsize=2 * batch)
    stop = threading.Event()
    count = 0
    for order in orders:
        inbox.put(int(order))
        count += 1
    threads = [
        threading.Thread(target=_read, args=(picture, grid, inbox, ready, stop), daemon=True) for _ in range(max(1, min(readers, count)))
    ]
    for thread in threads:
        thread.start()
    finished: List[Done] = []
    try:
        received = 0
        while received < count:
            items: List[Item] = []
            while len(items) < batch and received < count:
                got = ready.get()
                if isinstance(got, BaseException):
                    raise got
                received += 1
                if got[1] is None:  # nothing was photographed there
                    finished.append((got[0], np.empty((0, 8)), WHOLE))
                else:
                    items.append(got)
            if items:
                finished += _infer(items, picture, model, grid, conf, iou)
            if len(finished) >= SAVE_EVERY or received == count:
                number, done = len(finished), finished
                finished = []
                save(done)
                tell(number)
            else:
                tell(0)
    finally:
        stop.set()
        if finished:
            save(finished)
        while any(thread.is_alive() for thread in threads):
            try:
                ready.get(timeout=0.05)
            except queue.Empty:
                pass


def _infer(items: List[Item], picture: Picture, model: Model, grid: Grid, conf: float, iou: float) -> List[Done]:
    tiles = [pixels for _, pixels, _ in items if pixels is not None]
    out = []
    for (order, pixels, valid), found in zip(items, model.decode(model.run(tiles), conf)):
        known = np.array([model.classes[int(index)] is not None for index in found[:, 5]], bool) if len(found) else np.empty(0, bool)
        found = thin(found[known], iou, 6 if found.shape[1] > 6 else None)
        if valid is not None and len(found):
            found = found[_centres(valid, found) > 0]
        boxes = np.column_stack([found[:, :6], _colours(pixels, found), found[:, 6:]]) if len(found) else np.empty((0, 6 + 3))
        x, y = grid.origin(order)
        hole = hole_of(pixels, valid, min(grid.tile, picture.width - x), min(grid.tile, picture.height - y))
        out.append((order, mark_cut(boxes, grid, order), hole))
    return out


def _centres(valid: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    side = valid.shape[0] - 1
    x = np.clip((boxes[:, 0] + boxes[:, 2]) / 2, 0, side).astype(int)
    y = np.clip((boxes[:, 1] + boxes[:, 3]) / 2, 0, side).astype(int)
    return valid[y, x]


def _colours(pixels: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Mean of the first three channels over the inner half of each box."""
    out = np.zeros((len(boxes), 3))
    if not len(boxes):
        return out
    size = pixels.shape[1]
    margin = (boxes[:, 2:4] - boxes[:, :2]) / 4
    low = np.clip((boxes[:, :2] + margin).astype(int), 0, size - 1)
    high = np.clip(np.ceil(boxes[:, 2:4] - margin).astype(int), low + 1, size)
    for i, ((left, top), (right, bottom)) in enumerate(zip(low.tolist(), high.tolist())):
        out[i] = pixels[:3, top:bottom, left:right].mean(axis=(1, 2))
    return out


def _read(picture: Picture, grid: Grid, inbox: queue.Queue[Any], ready: queue.Queue[Any], stop: threading.Event) -> None:
    try:
        with picture.open() as handle:
            while not stop.is_set():
                try:
                    order = inbox.get_nowait()
                except queue.Empty:
                    return
                x, y = grid.origin(order)
                item = (order, *read_tile(picture, handle, x, y, grid.tile))
                while not stop.is_set():
                    try:
                        ready.put(item, timeout=0.1)
                        break
                    except queue.Full:
                        continue
    except BaseException as error:
        ready.put(error)


def read_tile(picture: Picture, handle: Any, x: int, y: int, tile: int) -> Tuple[Optional[np.ndarray], Optional[np.ndarray]]:
    if x >= 0 and y >= 0:
        return picture.read(handle, x, y, tile)
    left, top = max(x, 0), max(y, 0)  # a shifted grid starts outside the picture
    pixels, valid = picture.read(handle, left, top, tile)
    if pixels is None:
        return None, None
    w, h = min(tile - (left - x), picture.width - left), min(tile - (top - y), picture.height - top)
    whole = np.zeros_like(pixels)
    whole[:, top - y : top - y + h, left - x : left - x + w] = pixels[:, :h, :w]
    if valid is not None:
        inside = np.zeros_like(valid)
        inside[top - y : top - y + h, left - x : left - x + w] = valid[:h, :w]
        valid = inside
    return whole, valid
