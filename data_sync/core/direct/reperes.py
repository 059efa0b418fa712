"""Where a post and a distance lie, from the pack's layer `point_de_repere`."""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg.geometry import parse
from shared.gpkg.read import rows

from .datex import Repere

XY = Tuple[float, float]
ECART_MAX_M = 3_000.0  # beyond, two posts do not follow one another


def cle_route(number: Optional[str]) -> str:
    """ "A 75", "A0075" -> "A75"."""
    text = re.sub(r"[\s\-]+", "", number or "").upper()
    found = re.match(r"^R?([A-Z])0*(\d.*)$", text)
    return found.group(1) + found.group(2) if found else text


class Bornes:
    """Posts of the pack by road, department and side, in order."""

    def __init__(self, espace: Espace) -> None:
        self._posts: Dict[Tuple[str, str], List[Tuple[int, str, XY]]] = {}
        try:
            found = rows(espace.referentiel_gpkg, "point_de_repere")
        except DdtmError:
            found = []
        for row in found:
            number = re.search(r"\d+", str(row["numero"] or ""))
            if number and row["geom"]:
                box = parse(row["geom"])[2]
                if box:
                    key = (cle_route(row["axe"]), str(row["code_departement"] or ""))
                    self._posts.setdefault(key, []).append((int(number.group()), str(row["cote"] or "").upper()[:1], (box[0], box[2])))

    def lieu(self, route: Optional[str], post: Repere) -> Optional[XY]:
        """Lambert-93 place of `post` on `route`: between its post and the next one, on the same side when the pack tells sides."""
        posts = self._of(route, post)
        here, there = posts.get(post.numero), posts.get(post.numero + 1)
        if here is None:
            return None
        if not post.abscisse:
            return here
        if there is None:
            before = posts.get(post.numero - 1)
            if before is None:
                return None
            there = (2 * here[0] - before[0], 2 * here[1] - before[1])  # past the last post: straight on
        length = float(np.hypot(there[0] - here[0], there[1] - here[1]))
        if not 0 < length <= ECART_MAX_M:
            return None
        part = min(1.0, post.abscisse / max(length, 1000.0)) if length < 1200 else min(1.0, post.abscisse / length)
        return here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])

    def section(self, route: Optional[str], ends: Sequence[Repere]) -> List[XY]:
        """Places of the two ends and of the posts between them, in order."""
        places = [self.lieu(route, post) for post in ends]
        if len(ends) < 2 or None in places or (ends[0].departement, ends[0].cote) != (ends[1].departement, ends[1].cote):
            return [place for place in places if place is not None]
        posts = self._of(route, ends[0])
        low, high = sorted(ends, key=lambda post: (post.numero, post.abscisse))
        last = high.numero + (1 if high.abscisse else 0)
        between = [posts[number] for number in range(low.numero + 1, last) if number in posts]
        if low is not ends[0]:
            between.reverse()
        return [place for place in (places[0], *between, places[1]) if place is not None]

    def _of(self, route: Optional[str], post: Repere) -> Dict[int, XY]:
        name = cle_route(route)
        held = self._posts.get((name, post.departement)) or self._posts.get((name, "")) or []
        if not held and not post.departement:
            held = next((posts for (axis, _), posts in self._posts.items() if axis == name), [])
        same = {number: place for number, side, place in held if not post.cote or not side or side == post.cote}
        return same or {number: place for number, _, place in held}
