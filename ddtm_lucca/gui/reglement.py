"""The dock « Règlement ici »: click or GPS, and the parcel, the plan, the risk plan and what may be done there."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDockWidget, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from shared.processing.base import default_espace, tr
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from .champs import texte, titre
from .position import Clic, Surligne, gps, show_place
from .travail import Travail

JOB = "ddtm_lucca.core.reglement.job:"


class Reglement(QDockWidget):
    def __init__(self, iface: Any, draft: Callable[[float, float], None]) -> None:
        """draft(x, y): start a report at the place."""
        super().__init__(tr("Règlement ici"), iface.mainWindow())
        self.setObjectName("ddtmLuccaReglement")
        self.iface, self._draft = iface, draft
        self.found: Optional[Mapping[str, Any]] = None
        self.opened: List[str] = []
        self._click = Clic(iface.mapCanvas(), self.ask, once=False)
        self._highlight = Surligne(iface.mapCanvas())
        body = QWidget()
        column = QVBoxLayout(body)
        self.work = Travail(body, self.say)
        line = QHBoxLayout()
        self.map_button = GrandBouton(tr("&Cliquer sur la carte"), self.toggle, PRINCIPAL)
        line.addWidget(self.map_button, 1)
        line.addWidget(GrandBouton(tr("Ma &position"), self.here, tip=tr("Position du GPS connecté à QGIS")), 1)
        column.addLayout(line)
        self.headline = titre(tr("Cliquez un lieu : parcelle, PLU, PPR, et ce qui peut y être fait."))
        column.addWidget(self.headline)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(tr("Règlement au lieu choisi"))
        police(self.text)
        column.addWidget(self.text, 1)
        line = QHBoxLayout()
        self.page_button = GrandBouton(tr("&Règlement de la zone"), self.open_page, tip=tr("Les pages de la zone, dans le lecteur de PDF"))
        self.whole_button = GrandBouton(tr("&Document entier"), self.open_whole)
        self.draft_button = GrandBouton(tr("&Dresser un procès-verbal ici"), self.start_report)
        line.addWidget(self.page_button, 1)
        line.addWidget(self.whole_button, 1)
        column.addLayout(line)
        column.addWidget(self.draft_button)
        self.message = texte("")
        column.addWidget(self.message)
        self.setWidget(body)
        self._allow()
        self.visibilityChanged.connect(lambda visible: visible or self.stop())

    def say(self, text: str, is_error: bool = False) -> None:
        self.message.setText(text)
        self.message.setStyleSheet(f"color:{accents.alerte()};font-weight:bold" if is_error else "")

    def toggle(self) -> None:
        """The tool stays in hand until the button is pressed again."""
        if self._click.tool is None:
            self._click.start()
            self.map_button.setText(tr("&Arrêter de cliquer"))
            self.say(tr("Cliquez un lieu sur la carte."))
        else:
            self.stop()

    def stop(self) -> None:
        self._click.stop()
        self.map_button.setText(tr("&Cliquer sur la carte"))
        if not self.isVisible():
            self._highlight.clear()

    def here(self) -> None:
        place, told = gps()
        self.say(told, place is None)
        if place is not None:
            self.ask(*place)

    def ask(self, x: float, y: float) -> None:
        self.work.run(tr("Règlement"), JOB + "run", {"point": f"{x},{y}"}, self.show_answer)

    def show_answer(self, found: Mapping[str, Any]) -> None:
        self.found = found
        self.headline.setText(found["phrase"])
        self.text.setHtml(page_of(found))
        self._highlight.show(found["forme"], found["x"], found["y"])
        show_place(self.iface.mapCanvas(), found["x"], found["y"])
        self.say("")
        self._allow()

    def _regulation(self) -> Dict[str, Any]:
        zones = [zone for zone in (self.found or {}).get("plu", ()) if zone["ici"] and zone["reglement"]["chemin"]]
        return zones[0]["reglement"] if zones else {}

    def _allow(self) -> None:
        held = self._regulation()
        self.page_button.setEnabled(bool(held) and held["fichier"].lower().endswith(".pdf"))
        self.whole_button.setEnabled(bool(held))
        self.draft_button.setEnabled(self.found is not None)

    def open_page(self) -> None:
        held = self._regulation()
        zone = next(row for row in (self.found or {})["plu"] if row["reglement"] == held)
        name = "".join(c if c.isalnum() else "_" for c in f"reglement_{(self.found or {})['code_insee']}_{zone['zone']}")
        target = Path(default_espace()) / "sorties" / "reglements" / f"{name}.pdf"
        params = {"fichier": held["fichier"], "page": held["page"], "sortie": str(target)}
        self.work.run(tr("Extrait"), JOB + "page", params, lambda result: (self.say(result["phrase"]), self._open(result["sortie"])))

    def open_whole(self) -> None:
        self._open(self._regulation()["chemin"])

    def _open(self, path: str) -> None:
        self.opened.append(path)
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))

    def start_report(self) -> None:
        self.stop()
        self._draft((self.found or {})["x"], (self.found or {})["y"])

    def clear(self) -> None:
        self._click.stop()
        self._highlight.clear()


def page_of(found: Mapping[str, Any]) -> str:
    """The answer as a page: what may be done first, then where it comes from."""
    e = html.escape
    red, blue = accents.alerte(), accents.accent()
    parts: List[str] = []

    def section(title: str, rows: List[str]) -> None:
        if rows:
            parts.append(
                f"<h3 style='color:{blue};margin-bottom:2px'>{e(title)}</h3>"
                + "".join(f"<p style='margin:3px 0'>{row}</p>" for row in rows)
            )

    section(
        tr("Ce qui peut être fait ici"),
        [
            f"<b{f' style=color:{red}' if row['natinf'] else ''}>{e(row['origine'])}</b> : {e(row['dit'])} <i>{e(row['texte'])}</i>"
            + (f" ; NATINF {', '.join(map(str, row['natinf']))} si la règle est méconnue" if row["natinf"] else "")
            for row in found["permis"]
        ]
        or [e(tr("Aucune règle connue à cet endroit dans le paquet de données."))],
    )
    parcel = found["parcelle"]
    if parcel:
        size = f", {_m2(parcel['contenance'])} au cadastre" if parcel.get("contenance") else ""
        section(tr("Parcelle"), [f"{e(parcel['section'].lstrip('0'))} {e(parcel['numero'].lstrip('0'))} ({e(parcel['idu'])}){size}"])
    section(tr("Plan local d'urbanisme"), [_zone(zone) for zone in found["plu"]])
    section(tr("Prescriptions"), [f"{e(rule['libelle'])}{_share(rule)}" for rule in found["prescriptions"]])
    section(
        tr("Prévention des risques"),
        [
            f"<b>{e(zone['zone'])}</b> {e(zone['libelle'])}, {e(zone['plan'])} : {e(zone['type'].lower())}{_share(zone)}"
            for zone in found["ppr"]
        ]
        + [f"Aléa {e(row['alea'].lower())} : {e(row['dit'].lower())}" for row in found["aleas"]],
    )
    section(tr("Pour information"), [e(text) for text in found["informations"] if text])
    section(
        tr("Formalités, hors secteur protégé"),
        [f"{e(row['travaux'])}, {e(row['seuil'])} : <b>{e(row['formalite'])}</b> <i>{e(row['texte'])}</i>" for row in found["formalites"]],
    )
    parts.append(f"<p><i>{e(found['reserve'])}</i></p>")
    return "".join(parts)


def _m2(value: Any) -> str:
    return f"{int(value):,}".replace(",", "\u202f") + "\u00a0m²"


def _share(row: Mapping[str, Any]) -> str:
    told = "" if row.get("m2") is None else f", {row['part']} % de la parcelle ({_m2(row['m2'])})"
    return told + ("" if row["ici"] else ", <b>pas au point choisi</b>")


def _zone(zone: Mapping[str, Any]) -> str:
    e = html.escape
    told = f"<b>{e(zone['zone'])}</b> {e(zone['libelle'])}{_share(zone)}"
    document = ", ".join(
        text
        for text in (
            zone["document"],
            f"approuvé le {'/'.join(reversed(zone['approuve_le'][:10].split('-')))}" if zone["approuve_le"] else "",
        )
        if text
    )
    told += f" ({e(document)})" if document else ""
    if not zone["en_vigueur"]:
        told += f" <b>{e(zone['etat'].lower())} : non appliqué</b>"
    held = zone["reglement"]
    if held["fichier"]:
        there = "" if held["chemin"] else ", absent du paquet" + (f" ({e(held['url'])})" if held["url"] else "")
        told += f"<br/>Règlement : {e(held['fichier'])}, page {held['page']}{there}"
    return told


def install(iface: Any, draft: Callable[[float, float], None]) -> Reglement:
    dock = Reglement(iface, draft)
    iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    dock.hide()
    return dock
