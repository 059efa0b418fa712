"""A model of squares and an empty work space."""

from __future__ import annotations

import pytest

from . import onnx_mini


@pytest.fixture
def model(tmp_path):
    return onnx_mini.centre_model(tmp_path / "carres.onnx")


@pytest.fixture
def espace(tmp_path):
    return tmp_path / "espace"
