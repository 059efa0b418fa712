"""What the form takes from outside: the place (map or GPS), the files, the drone photographs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Sequence

from qgis.PyQt.QtWidgets import QFileDialog

from shared.processing.base import tr

from .champs import Fiche, ListeDeFiches
from .listes import Liste
from .position import gps
from .travail import STORE, Travail

FOUND = "ddtm_lucca.core.suivi.apports:"


class Apports:
    """Part of the form; the form gives its widgets, work, say, save and ids."""

    place: Fiche
    parcels: ListeDeFiches
    pieces: ListeDeFiches
    offences: Any
    work: Travail
    ids: Dict[str, str]
    _pick: Callable[[Callable[[float, float], None]], None]
    _placed: str

    def pick_point(self) -> None:
        self.hide()

        def picked(x: float, y: float) -> None:
            self.show()
            self.place_at(x, y)

        self._pick(picked)

    def here(self) -> None:
        place, told = gps()
        self.say(told, place is None)
        if place is not None:
            self.place_at(*place)

    def place_at(self, x: float, y: float) -> None:
        """Take this point (Lambert 93) and fill what the shared layers know of it."""
        self.place.set_values({**self.place.values(), "x": f"{x:.1f}", "y": f"{y:.1f}"})
        self.work.run(tr("Lecture du lieu"), "ddtm_lucca.core.terrain:run", {"point": f"{x},{y}"}, self.placed)

    def placed(self, found: Mapping[str, Any]) -> None:
        """Fill what the shared layers know, « none » included; what was typed stays where they know nothing."""
        known = {name: found[name] for name in ("commune", "code_insee", *found["connus"])}
        self.place.set_values({**self.place.values(), **known})
        self.offences.set_facts({**self.offences.facts(), **found.get("faits", {})})
        self._place_parcels(found.get("parcelles", ()))
        self.say(found["phrase"])

    def _place_parcels(self, found: Sequence[Mapping[str, Any]]) -> None:
        """The parcel of the point joins the list; it takes the place of the one that an earlier click had put there, not of a saved one."""
        self.parcels.keep()
        rows = [row for row in self.parcels.records if row["uuid"] != self._placed or row.get("enregistre")]
        known = {(str(row.get("section") or "").lstrip("0"), str(row.get("numero") or "").lstrip("0")) for row in rows}
        self.parcels.records, self._placed = rows, ""
        self.parcels.refill()
        for parcel in found:
            if (parcel["section"], parcel["numero"]) not in known:
                self.parcels.append([parcel])
                self._placed = self.parcels.records[-1]["uuid"]

    def add_pieces(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, tr("Joindre"), "", tr("Photographies et documents (*.jpg *.jpeg *.png *.pdf)"))
        self.join(names)

    def drone_photos(self) -> None:
        """Photographs tied to the affair or that see its place; those chosen join the pieces, checked by their hash."""
        columns = (
            ("nom", tr("Photographie"), 220),
            ("prise_le", tr("Prise le"), 190),
            ("pourquoi", tr("Pourquoi"), 240),
            ("dit", tr("Dossier"), 140),
        )

        def join(row: Mapping[str, Any]) -> None:
            params = {"affaire": self.ids["affaire"], "photos": [row["sha256"]]}
            self.work.run(tr("Photographies"), FOUND + "joindre", params, lambda result: (window.say(result["phrase"]), read()))

        def read() -> None:
            self.work.run(
                tr("Photographies"),
                FOUND + "photos",
                {"affaire": self.ids["affaire"]},
                lambda found: (window.fill(found["phrase"], found["photos"]), pieces()),
            )

        def pieces() -> None:
            self.work.run(
                tr("Pièces"),
                STORE + "lire",
                {"affaire": self.ids["affaire"], "motif": tr("rédaction")},
                lambda record: self.pieces.set_records(record["fiches"]["piece"]),
            )

        window = Liste(self, tr("Photos de drone"), columns, ((tr("&Joindre au dossier"), join),))
        self.photo_window = window
        self.save(lambda: (window.show(), read()))

    def join(self, names: Any) -> None:
        self.pieces.append([{"chemin": str(name), "nom": Path(name).name} for name in names])
