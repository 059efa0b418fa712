"""Ranked, typo-tolerant search in memory: words by prefix, else words that differ by a slip or two."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from typing import Dict, List, NamedTuple, Sequence, Tuple

from .coordonnees import read as read_coordinates
from .coordonnees import write as write_coordinates
from .lieux import Lieu
from .normalise import close, normalise, words

LIMITE = 12
CANDIDATES = 24  # words compared letter by letter when none begins as typed


class Trouve(NamedTuple):
    """A place and how well it answers (higher is better)."""

    lieu: Lieu
    note: float


class Index:
    """`chercher(text)`; built once from the places of a pack."""

    def __init__(self, places: Sequence[Lieu]) -> None:
        self.places = list(places)
        self._names = [normalise(place.nom) for place in self.places]
        self._holders: Dict[str, List[int]] = defaultdict(list)
        for rank, place in enumerate(self.places):
            for word in set(words(place.nom) + words(place.cherche)):
                self._holders[word].append(rank)
        self._words = sorted(self._holders)
        self._pairs: Dict[str, List[int]] = defaultdict(list)
        for rank, word in enumerate(self._words):
            if len(word) > 3 and word.isalpha():
                for pair in _pairs(word):
                    self._pairs[pair].append(rank)

    def chercher(self, text: str, limite: int = LIMITE) -> List[Trouve]:
        """Best answers to what was typed, best first; a pair of coordinates gives that one place."""
        point = read_coordinates(text)
        if point is not None:
            name = f"{point.x:.0f}, {point.y:.0f}"
            return [
                Trouve(
                    Lieu("coordonnees", name, f"{point.lecture} : {write_coordinates(point.x, point.y)}", point.x, point.y, None, 10.0, ""),
                    100.0,
                )
            ]
        asked = words(text)
        if not asked:
            return []
        scores = self._common(asked)
        if not scores:
            return []
        whole = normalise(text)
        found = [Trouve(self.places[rank], self._note(rank, score / len(asked), whole)) for rank, score in scores.items()]
        found.sort(key=lambda one: (-one.note, len(one.lieu.nom), one.lieu.nom, one.lieu.detail))
        return found[:limite]

    def _common(self, asked: List[str]) -> Dict[int, float]:
        """Places that hold every word asked (each at its best), else those that hold all but one."""
        held: Counter = Counter()
        total: Dict[int, float] = defaultdict(float)
        for rank, word in enumerate(asked):
            best: Dict[int, float] = {}
            for known, likeness in self._alike(word, last=rank == len(asked) - 1):
                for place in self._holders[known]:
                    if likeness > best.get(place, 0.0):
                        best[place] = likeness
            for place, likeness in best.items():
                held[place] += 1
                total[place] += likeness
        for missing in (0, 1) if len(asked) > 1 else (0,):
            kept = {place: total[place] for place, number in held.items() if number >= len(asked) - missing}
            if kept:
                return kept
        return {}

    def _alike(self, word: str, last: bool) -> List[Tuple[str, float]]:
        """(known word, likeness 0-1) that may be meant by a typed word; the last one may be unfinished."""
        out: List[Tuple[str, float]] = []
        start = bisect.bisect_left(self._words, word)
        for known in self._words[start : start + 400]:
            if not known.startswith(word):
                break
            if known == word:
                out.append((known, 1.0))
            elif not word[-1].isdigit() or last:
                out.append((known, 0.6 + 0.3 * len(word) / len(known)))
        if any(likeness >= 1.0 for _, likeness in out) or (out and len(word) < 4) or len(word) < 4 or not word.isalpha():
            return out
        slips = 1 if len(word) < 8 else 2
        shared: Counter = Counter(rank for pair in _pairs(word) for rank in self._pairs.get(pair, ()))
        for rank, _ in shared.most_common(CANDIDATES):
            known = self._words[rank]
            # An unfinished word with a slip is compared with the beginning of the known one.
            distance = min(close(word, known, slips), close(word, known[: len(word)], slips) + (0.5 if len(known) > len(word) else 0))
            if distance <= slips + 0.5 and not known.startswith(word):
                out.append((known, 0.75 - 0.2 * distance))
        return out

    def _note(self, rank: int, likeness: float, whole: str) -> float:
        name = self._names[rank]
        bonus = 6.0 if name == whole else 2.0 if name.startswith(whole) else 0.0
        return 10.0 * likeness + bonus + 0.5 * self.places[rank].poids - 0.02 * len(name)


def _pairs(word: str) -> set:
    padded = f"^{word}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
