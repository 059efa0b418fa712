"""Pools drawn on pictures without any: the same from the same seed, never on a thing, boxed where their water is, at the size of the pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.training.core import dessin

NOTHING = np.empty((0, 5), np.float32)


def ground(size: int = 160) -> np.ndarray:
    return np.full((size, size, 3), 110, np.uint8)


def drawn(seed: int, taken=(NOTHING,), pixel: float = dessin.PIXEL, size: int = 160):
    return dessin.laid(ground(size), taken, np.random.default_rng(seed), pixel)


def test_the_same_seed_draws_the_same():
    assert all(np.array_equal(a, b) for a, b in zip(drawn(3), drawn(3)))
    assert not np.array_equal(drawn(3)[0], drawn(4)[0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_nothing_is_drawn_on_a_thing_nor_outside(seed):
    thing = np.array([[50, 40, 110, 120, 0]], np.float32)
    image, boxes = drawn(seed, (thing, NOTHING[:, :4]))
    assert (image[40:120, 50:110] == 110).all()
    for x1, y1, x2, y2 in boxes:
        assert 0 <= x1 < x2 <= 160 and 0 <= y1 < y2 <= 160
        assert (image[int(y1) : int(y2), int(x1) : int(x2)] != 110).mean() > 0.5
    changed = (image != 110).any(axis=2)
    assert changed.any() or not len(boxes)


def test_what_is_no_pool_is_drawn_too_and_not_boxed():
    pictures = [drawn(seed) for seed in range(60)]
    assert any((image != 110).any() and not len(boxes) for image, boxes in pictures)
    assert sum(len(boxes) for _, boxes in pictures) > 30


@pytest.mark.parametrize("pixel", [dessin.PIXEL / 2, dessin.PIXEL * 1.5])
def test_a_pool_keeps_its_metres_whatever_the_pixel(pixel):
    def metres(cm: float) -> float:
        sides = [max(b[2] - b[0], b[3] - b[1]) for seed in range(120) for b in drawn(seed, pixel=cm, size=400)[1]]
        return float(np.median(sides)) * cm / 100

    assert 6 < metres(dessin.PIXEL) < 11
    assert metres(pixel) == pytest.approx(metres(dessin.PIXEL), rel=0.1)
