"""Pixels of a photograph whose file is whole.

OpenCV says nothing of a JPEG cut short: what it could not read is left as the memory was, with pieces of other pictures. Such a file is
no picture here.
"""

from __future__ import annotations

import re
from typing import Optional

import numpy as np

# after a scan begins: what is neither an escaped byte, nor a restart, nor filling
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_END, _SCAN, _ALONE = 0xD9, 0xDA, (0x01, *range(0xD0, 0xD9))


def decoded(data: np.ndarray, flags: int) -> Optional[np.ndarray]:
    """data [n] uint8: the bytes of a file. The pixels by cv2.imdecode; None when they are damaged, or cut short (JPEG)."""
    import cv2

    if not len(data) or not whole(data.tobytes()):
        return None
    return cv2.imdecode(data, flags)


def whole(data: bytes) -> bool:
    """Whether a JPEG reaches its end marker; what follows it (previews, raw data) is not looked at. True for what is no JPEG."""
    if data[:2] != b"\xff\xd8":
        return True
    at = 2
    while at + 4 <= len(data) or data[at : at + 2] == b"\xff\xd9":
        if data[at] != 0xFF:
            return False
        kind = data[at + 1]
        if kind == _END:
            return True
        if kind == 0xFF:  # filling
            at += 1
            continue
        if kind in _ALONE:
            at += 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == _SCAN:
            found = _MARKER.search(data, at)
            if found is None:
                return False
            at = found.start()
    return False
