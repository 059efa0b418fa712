"""Text whose bytes were read with the wrong table: « IndiffÃ©renciÃ© » -> « Indifférencié »."""

from __future__ import annotations

import re
from typing import Optional, Tuple

# cp1252 leaves five bytes undefined; Windows and browsers keep them as C1 controls, so both spellings are met in files.
_TO_BYTE = {}
for _code in range(256):
    try:
        _TO_BYTE[bytes([_code]).decode("cp1252")] = _code
    except UnicodeDecodeError:
        _TO_BYTE[chr(_code)] = _code
_TO_BYTE.update({chr(code): code for code in range(0x80, 0xA0)})
# Only the lead bytes of the letters and signs of French; and what comes out must be such (« FERMÉ» also happens to be valid UTF-8).
_SUSPECT = re.compile(
    "[\u00c2\u00c3\u00c5\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_FRENCH = re.compile("[\u0000-\u00ff\u0152\u0153\u0178\u2010-\u2026\u202f\u2030\u2039\u203a\u20ac\u2122]*")
_C1 = re.compile("[\u0080-\u009f]")


def repair(text: str) -> Tuple[str, Optional[str]]:
    """`text` and None when it is sound, else the repaired text and the reason in French."""
    reason = None
    for _ in range(2):  # some files went through the wrong table twice
        better = _undo(text)
        if better is None:
            break
        text, reason = better, "accents illisibles réparés (UTF-8 lu comme Latin-1)"
    if _C1.search(text):
        fixed = _C1.sub(lambda match: _cp1252(match.group()), text)
        if fixed != text:
            text, reason = fixed, reason or "caractères Windows réparés"
    return text, reason


def decode(data: bytes) -> Tuple[str, str]:
    """Text of a file and the name of its encoding: UTF-8 (with or without mark) or else Windows-1252."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    for name in ("utf-8", "cp1252"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    return "".join(_cp1252(char) for char in data.decode("latin-1")), "cp1252"


def _cp1252(char: str) -> str:
    try:
        return bytes([ord(char)]).decode("cp1252")
    except UnicodeDecodeError:
        return char


def _undo(text: str) -> Optional[str]:
    if not _SUSPECT.search(text):
        return None
    data = bytearray()
    for char in text:
        code = _TO_BYTE.get(char)
        if code is None:
            return None
        data.append(code)
    try:
        better = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return better if _FRENCH.fullmatch(better) else None
