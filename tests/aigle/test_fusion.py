"""Merging tiles, against a perfect detector that sees whatever part of an object lies in its tile."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.core.inference.fusion import _components, mark_cut, merge
from ddtm_aigle.core.inference.grille import Grid

WIDTH, HEIGHT = 700, 520


def seen(things, grid, visible=0.3):
    """Rows of tiles of a detector that reports every part of a thing of which at least `visible` (or 4 pixels) shows."""
    for row in range(grid.rows):
        found = []
        for column in range(grid.columns):
            order = row * grid.columns + column
            x, y = grid.origin(order)
            boxes = []
            for x1, y1, x2, y2, score, code in things:
                part = max(x1, x), max(y1, y), min(x2, x + grid.tile), min(y2, y + grid.tile)
                w, h = part[2] - part[0], part[3] - part[1]
                if w > 4 and h > 4 and (w * h >= visible * (x2 - x1) * (y2 - y1) or w * h > 400):
                    boxes.append([part[0] - x, part[1] - y, part[2] - x, part[3] - y, score, code])
            if boxes:
                found.append(mark_cut(np.array(boxes, float), grid, order))
        if found:
            yield np.concatenate(found)


def merged(things, grid):
    return sorted([round(float(v), 6) for v in box[:6]] for box in merge(seen(things, grid), grid, 0.5))


def world(seed, step):
    """Things that do not overlap, smaller than the overlap of the tiles; some touch the picture's edge, some stand wall to wall."""
    rng = np.random.default_rng(seed)
    things = []
    for x in range(0, WIDTH - step, step):
        for y in range(0, HEIGHT - step, step):
            if rng.random() < 0.3:
                w, h = rng.integers(8, step + 1, 2)
                things.append((x, y, x + w, y + h, rng.integers(50, 99) / 100, rng.integers(0, 2)))
    return things


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 40), st.integers(0, 90), st.integers(0, 90), st.sampled_from([128, 160, 256]))
def test_every_thing_once_wherever_the_grid_falls(seed, step, dx, dy, tile):
    things = world(seed, step)
    grid = Grid(WIDTH, HEIGHT, tile, tile - 48, (dx, dy))
    assert merged(things, grid) == sorted([float(v) for v in thing] for thing in things)


def test_a_thing_larger_than_the_overlap_is_put_together_again():
    barn = [(30, 40, 610, 250, 0.9, 0)]
    assert merged(barn, Grid(WIDTH, HEIGHT, 128, 96)) == [[30.0, 40.0, 610.0, 250.0, 0.9, 0.0]]


def test_the_same_thing_under_two_names_is_one_and_the_surer_name_wins():
    grid = Grid(300, 128, 128, 96)
    left = mark_cut(np.array([[98, 40, 120, 60, 0.6, 0.0]]), grid, 0)
    right = mark_cut(np.array([[2 + 1, 40, 24, 60, 0.8, 1.0]]), grid, 1)
    (box,) = merge([np.concatenate([left, right])], grid, 0.5)
    assert box[5] == 1.0 and box[4] == 0.8


def test_only_what_the_next_row_may_touch_is_held():
    """The merge hands finished things over before it has read the rows that cannot touch them."""
    grid = Grid(128, 10_000, 128, 96)
    read = []

    def rows():
        for order in range(grid.rows):
            read.append(order)
            yield mark_cut(np.array([[50, 50, 60, 60, 0.9, 0.0]]), grid, order)

    next(merge(rows(), grid, 0.5))
    assert len(read) <= 2


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=15))
    )
)
def test_boxes_are_grouped_as_their_pairs_tie_them_however_long_the_chain(drawn):
    count, pairs = drawn
    groups = [{i} for i in range(count)]
    for a, b in pairs:
        one, other = (next(group for group in groups if i in group) for i in (a, b))
        if one is not other:
            groups.remove(other)
            one |= other
    label = _components(count, np.array(pairs, np.int64).reshape(-1, 2))
    assert label.tolist() == [min(next(group for group in groups if i in group)) for i in range(count)]
