"""What the scenes of the photographs show: a made ground, its objects and its flight, written into a work space. No real picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np


def ground(metres: int = 160, cell: float = 0.2) -> np.ndarray:
    """Fields, a track and trees."""
    rng, side = np.random.default_rng(8), int(metres / cell)
    out = cv2.resize(rng.uniform(0.75, 1.1, (9, 9)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)[:, :, None]
    out = out * np.array([85, 125, 120], np.float32)
    for number in range(0, side, 6):  # furrows
        cv2.line(out, (0, number), (side // 2, number), (90, 118, 135), 2)
    cv2.line(out, (side // 2, 0), (side // 2 + 40, side), (150, 175, 190), 22)
    for x, y, size in rng.integers((side // 2 + 80, 0, 8), (side, side, 26), (45, 3)):
        cv2.circle(out, (int(x), int(y)), int(size), (55, 85 + int(size), 60), -1)
    return np.clip(cv2.GaussianBlur(out, (0, 0), 1.2) + rng.normal(0, 5, out.shape), 0, 255).astype(np.uint8)


def aigle(space: Path) -> None:
    """Three vintages over the exercise pack, searched with the demonstration model, sorted and crossed."""
    from ddtm_aigle.core.filtre import job as filtre
    from ddtm_aigle.core.histoire import job as histoire
    from ddtm_aigle.core.inference import job as inference
    from shared.jobs import JobContext
    from tests.aigle import ortho

    held = {"espace": str(space)}
    for day, picture in zip(ortho.DAYS, ortho.lay(space, space)):
        inference.run({**held, "images": [str(picture)], "vol": day}, JobContext())
    filtre.run(held, JobContext())
    histoire.run({**held, "date": "2026-01-01"}, JobContext())


def drones(space: Path) -> None:
    """A flight in strips over a made ground, imported as evidence."""
    from ddtm_drones.core.importer import job
    from shared.jobs import JobContext
    from tests.drones import vol

    vol.texture = lambda metres=160, seed=3: cv2.resize(ground(metres), None, fx=0.2 / vol.CELL, fy=0.2 / vol.CELL)
    vol.fly(space.parent / "carte")
    job.run({"espace": str(space), "source": str(space.parent / "carte")}, JobContext())
