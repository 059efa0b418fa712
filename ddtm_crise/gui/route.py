"""Tool « Axe coupé et itinéraire »: start, end, « Calculer »; what is cut is told on the second page, who is isolated on the third."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shared.catalogue import domaines
from shared.gpkg.geometry import parse
from shared.gpkg.read import rows
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from .coupure import Couper
from .lieu import ChampLieu
from .outils_carte import Pointer, repere
from .panneau import Outil, Table, arrondi
from .poste import Poste
from .textes import tr
from .zones import EXERCICE

PAGES = (("itineraire", "&Itinéraire"), ("couper", "Co&uper"), ("isoles", "Lieux i&solés"))
TYPES = {"calcule": "Conseillé", "alternative": "Variante", "substitution": "Officiel S", "sans_coupure": "Sans coupure"}
PROFILS = dict(domaines.PROFIL_VEHICULE.values)
DEPART, ARRIVEE = "DEPART", "ARRIVEE"


class AxeCoupe(Outil):
    CODE = "route"
    TITRE = "Axe coupé et itinéraire"
    AIDE = "detour"

    def __init__(self, poste: Poste) -> None:
        super().__init__(poste)
        self.places: Dict[str, Tuple[float, float, str]] = {}
        self._next = DEPART
        line = QHBoxLayout()
        self.onglets: List[GrandBouton] = []
        for rank, (_code, label) in enumerate(PAGES):
            button = GrandBouton(tr(label), lambda rank=rank: self.page(rank))
            button.setCheckable(True)
            self.onglets.append(button)
            line.addWidget(button)
        self.colonne.addLayout(line)
        self.couper = Couper(poste, self)
        self.pages = (self._itinerary(), self.couper, self._isolated())
        for widget in self.pages:
            self.colonne.addWidget(widget)
        self.colonne.addWidget(self.progression)
        self.colonne.addWidget(self.reponse)
        self.table = Table(tr("Itinéraires ou lieux"))
        self.colonne.addWidget(self.table)
        self.carte = self.bouton(tr("Carte PDF avec cet itinéraire"), lambda: self.poste.noter_fait("demande_carte:deviation"))
        self.carte.hide()
        self.colonne.addStretch(1)
        self.pointer = Pointer(poste.canvas)
        self.pointer.clique.connect(self.pointe)

    def _itinerary(self) -> QWidget:
        page, column = _page()
        self.consigne = _label(tr("Cliquez le départ sur la carte, puis l'arrivée."), 13)
        column.addWidget(self.consigne)
        self.champs = {
            DEPART: ChampLieu(self.poste, tr("Départ : clic ou nom"), 4),
            ARRIVEE: ChampLieu(self.poste, tr("Arrivée : clic ou nom"), 4),
        }
        for which, field in self.champs.items():
            field.choisi.connect(lambda place, which=which: self.placer(which, place.x, place.y, place.nom))
            column.addWidget(field)
        line = QHBoxLayout()
        self.profils = {code: GrandBouton(label, lambda code=code: self.profil(code)) for code, label in PROFILS.items()}
        for button in self.profils.values():
            button.setCheckable(True)
            line.addWidget(button)
        column.addLayout(line)
        self.calculer = GrandBouton(tr("&Calculer l'itinéraire"), self.lancer, PRINCIPAL)
        column.addWidget(self.calculer)
        self.profil("vl")
        self.calculer.setEnabled(False)
        return page

    def _isolated(self) -> QWidget:
        page, column = _page()
        column.addWidget(
            _label(tr("Quelles communes et quels établissements ne sont plus atteints par la route, avec les coupures saisies ?"), 13)
        )
        self.isoles = GrandBouton(tr("&Calculer les lieux isolés"), self.lancer_isolement, PRINCIPAL)
        column.addWidget(self.isoles)
        return page

    def ouvrir(self) -> None:
        self.page(0)

    def quitter(self) -> None:
        self.couper.quitter()
        super().quitter()

    def page(self, rank: int) -> None:
        for other, button in enumerate(self.onglets):
            button.setChecked(other == rank)
        for other, widget in enumerate(self.pages):
            widget.setVisible(other == rank)
        self.repondre("")
        self.table.hide()
        self.carte.hide()
        if rank == 0:
            self.armer(self.pointer)
        elif rank == 1:
            self.couper.ouvrir()
        else:
            self.rendre_outil()

    def profil(self, code: str) -> None:
        self.vehicule = code
        for other, button in self.profils.items():
            button.setChecked(other == code)

    def pointe(self, point: QgsPointXY) -> None:
        there = self.poste.vers_l93(point)
        self.placer(self._next, there.x(), there.y(), "")

    def placer(self, which: str, x: float, y: float, name: str) -> None:
        """Set the start or the end (EPSG:2154)."""
        self.places[which] = (x, y, name)
        self.champs[which].montrer(name or (tr("Départ") if which == DEPART else tr("Arrivée")) + tr(" : point sur la carte"))
        self._next = ARRIVEE if which == DEPART else DEPART
        self.marques.effacer()
        for code, (px, py, _name) in self.places.items():
            mark = repere(
                self.poste.canvas, self.poste._transform(False).transform(QgsPointXY(px, py)), "#000091" if code == DEPART else "#7A3FA0"
            )
            self.marques.ajouter(mark)
        ready = len(self.places) == 2
        self.calculer.setEnabled(ready)
        missing = tr("l'arrivée") if DEPART in self.places else tr("le départ")
        self.consigne.setText(tr("Départ et arrivée choisis.") if ready else tr("Indiquez maintenant {quoi}.").format(quoi=missing))

    def lancer(self) -> None:
        params: Dict[str, Any] = {"PROFIL": self.vehicule}
        for which, (x, y, name) in self.places.items():
            params[which] = f"{x},{y} [EPSG:2154]"
            params[which + "_LIEU"] = name
        self._start(self.calculer)
        self.poste.lancer("ddtm_crise:detour", params, self.progression, self.repondu, lambda _e: self.liberer(self.calculer))

    def lancer_isolement(self) -> None:
        self._start(self.isoles)
        self.poste.lancer(
            "ddtm_crise:isolement",
            {"PROFIL": self.vehicule},
            self.progression,
            self.isoles_repondu,
            lambda _e: self.liberer(self.isoles),
        )

    def repondu(self, outputs: Dict[str, Any]) -> None:
        """Sentence, routes side by side, map on the whole of them."""
        self.liberer(self.calculer)
        found = self._found("itineraire", outputs)
        sentence = outputs.get("PHRASE") or (found[0]["description"] if found else tr("Aucun itinéraire trouvé."))
        self.repondre(sentence)
        self.table.remplir(
            (tr("Itinéraire"), tr("Durée"), tr("Longueur"), tr("Écart")),
            [
                (
                    f"{TYPES.get(r['type_itineraire'], '')} {_via(r['description'])}",
                    duree(r["duree_s"]),
                    f"{(r['longueur_m'] or 0) / 1000:.1f} km".replace(".", ","),
                    ecart(r["ecart_s"]),
                )
                for r in found
            ],
        )
        self.carte.setVisible(bool(found))
        main = next((row for row in found if row["type_itineraire"] == "calcule"), None)  # an official S route is named by its section
        title = main["libelle"] if main else tr("Itinéraire")
        self._record(f"{title} ({PROFILS[self.vehicule].lower()}) : {sentence}", main["uuid"] if main else "")
        self._zoom([row["geom"] for row in found if row["geom"]])
        self.poste.noter_fait(f"detour:{self.vehicule}")
        self.poste.noter_fait("detour")

    def isoles_repondu(self, outputs: Dict[str, Any]) -> None:
        self.liberer(self.isoles)
        found = self._found("isolement", outputs)
        self.repondre(outputs.get("PHRASE") or tr("Aucun lieu isolé."))
        self.table.remplir((tr("Lieu isolé"), tr("Commune"), tr("Personnes")), [_place(row) for row in found])
        self._record(tr("Lieux isolés : ") + self.phrase, "")
        self._zoom([row["geom"] for row in found if row["geom"]])
        self.poste.noter_fait("isolement")

    def _found(self, layer: str, outputs: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Rows of the calculation that has just ended (none when it found nothing); the map shows these alone."""
        calcul = outputs.get("CALCUL") or ""
        found = rows(self.poste.espace.travail_gpkg, layer, {"calcul_uuid": calcul}) if calcul else []
        self.poste.montrer_calcul(layer, calcul)
        return found

    def _start(self, button: GrandBouton) -> None:
        self.occuper(button)
        self.repondre("")
        self.table.hide()

    def _record(self, text: str, uuid: str) -> None:
        from ..core.situations.main_courante import ajouter

        try:
            ajouter(self.poste.espace, text, "calcul", self.poste.auteur(), ("itineraire", uuid) if uuid else None)
        except Exception as error:
            self.poste.erreur(error)
        self.poste.rafraichir()

    def _zoom(self, shapes: List[bytes]) -> None:
        boxes = [box for box in (parse(shape)[2] for shape in shapes) if box]
        if boxes:
            total = QgsRectangle(min(b[0] for b in boxes), min(b[2] for b in boxes), max(b[1] for b in boxes), max(b[3] for b in boxes))
            self.poste.zoomer(total, 1.2)


def _place(row: Dict[str, Any]) -> Tuple[str, str, Any]:
    """Name, commune, people to the ten: none of them was counted one by one."""
    return row["nom"].replace(EXERCICE, ""), row["commune"], arrondi(row["population"], 0, 0)


def _page() -> Tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(8)
    return page, column


def _label(text: str, points: float = 11.5) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    police(label, points)
    return label


def _via(text: Optional[str]) -> str:
    return f"\n{text}" if text else ""


def duree(seconds: Optional[float]) -> str:
    """3 720 s -> "1 h 02"; 540 s -> "9 min"."""
    if seconds is None:
        return ""
    minutes = max(1, round(seconds / 60))
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min"


def ecart(seconds: Optional[float]) -> str:
    if seconds is None:
        return ""
    return "=" if abs(seconds) < 30 else f"{'+' if seconds > 0 else '−'} {duree(abs(seconds))}"


def forme_wkt(geometry: QgsGeometry) -> str:
    return geometry.asWkt(2)
