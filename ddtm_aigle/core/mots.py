"""Words as a French reader expects them: days in their usual order, nouns that agree with their number."""

from __future__ import annotations

import re

_DAY = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\d-])")


def lisible(text: str) -> str:
    """The same text with its days written JJ/MM/AAAA: work data keep AAAA-MM-JJ, which sorts."""
    return _DAY.sub(r"\3/\2/\1", text)


def nombre(count: int, one: str, many: str = "") -> str:
    """« 1 objet », « 3 objets »; `many` when it is not `one` with an s. None or one is singular in French."""
    return f"{count} {one if abs(count) < 2 else many or one + 's'}"
