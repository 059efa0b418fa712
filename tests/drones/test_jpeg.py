"""A JPEG cut short gives no pixel at all; what follows a whole one, and its own small preview, deceive nobody."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ddtm_drones.core.jpeg import decoded, whole

COLOUR = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION


def picture(seed: int = 1, size=(160, 120), **more) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", **more)
    return stream.getvalue()


def with_preview() -> bytes:
    """A whole small JPEG within the metadata, as cameras write it."""
    inside = b"Exif\x00\x00" + picture(2, (64, 48))
    data = picture(3)
    return data[:2] + b"\xff\xe1" + (len(inside) + 2).to_bytes(2, "big") + inside + data[2:]


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"restart_marker_blocks": 4}, {"quality": 30, "optimize": True}])
def test_a_whole_picture_is_read(more):
    assert decoded(np.frombuffer(picture(**more), np.uint8), COLOUR).shape == (120, 160, 3)


def test_what_follows_the_end_is_not_looked_at():
    assert whole(picture() + b"\xff\xd8\xff\xda raw data of a thermal camera \xff")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([picture(), picture(progressive=True), with_preview()]), st.floats(0.02, 0.999))
def test_a_picture_cut_anywhere_gives_no_pixel(data, share):
    cut = data[: int(len(data) * share)]
    assert decoded(np.frombuffer(cut, np.uint8), COLOUR) is None
    assert whole(data)


def test_other_formats_are_left_to_their_decoder():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    assert decoded(np.frombuffer(stream.getvalue(), np.uint8), COLOUR).shape == (8, 8, 3)
    assert decoded(np.frombuffer(b"no picture", np.uint8), COLOUR) is None
