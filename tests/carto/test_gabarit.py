"""The sheet: nothing overlaps, nothing leaves the page, whatever the format."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.carto.gabarit import FORMATS, nice_length, round_scale, sheet
from shared.errors import BadInput

EVERY = [(name, landscape, legend) for name in FORMATS for landscape in (True, False) for legend in (True, False)]


@pytest.mark.parametrize("name, landscape, legend", EVERY)
def test_no_two_pieces_of_a_sheet_overlap_and_none_leaves_the_page(name, landscape, legend):
    page = sheet(name, landscape, legend)
    boxes = page.boxes()
    for (first, a), (second, b) in combinations(boxes.items(), 2):
        assert not a.overlaps(b), f"{first} overlaps {second}"
    for title, box in boxes.items():
        assert box.w > 0 and box.h > 0, title
        assert box.x >= 5 and box.y >= 5 and box.right <= page.width - 5 and box.bottom <= page.height - 5, title


@pytest.mark.parametrize("name, landscape, legend", EVERY)
def test_the_map_has_the_largest_part_of_the_sheet(name, landscape, legend):
    page = sheet(name, landscape, legend)
    assert page.map.w * page.map.h > 0.5 * page.width * page.height


def test_an_unknown_format_is_refused_in_one_sentence():
    with pytest.raises(BadInput, match="« A7 » n'existe pas"):
        sheet("A7", True)


@given(st.floats(1, 5e7))
def test_a_round_scale_shows_at_least_as_much_and_not_much_more(denominator):
    rounded = round_scale(denominator)
    assert denominator * (1 - 1e-6) <= rounded <= denominator * 1.5
    digits = f"{rounded:.0f}".rstrip("0")
    assert len(digits) <= 3


@given(st.floats(0.01, 1e6))
def test_a_scale_bar_segment_is_one_two_or_five_and_fits(metres):
    length = nice_length(metres)
    assert metres / 2.6 <= length <= metres * (1 + 1e-6)
    assert f"{length:.6e}"[0] in "125"
