"""Tool « Population à évacuer »: click a zone (or draw one), « Calculer », read the answer."""

from __future__ import annotations

from textwrap import fill
from typing import Any, Dict, List, Optional, Tuple

from qgis.core import QgsGeometry, QgsPointXY
from qgis.PyQt.QtWidgets import QButtonGroup, QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from shared.catalogue import domaines
from shared.catalogue.crise import CLASSES_AGE
from shared.gpkg.read import rows
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from .outils_carte import ZONE, Dessiner, Pointer
from .panneau import Outil, Table, arrondi
from .poste import Poste
from .textes import tr
from .zones import EXERCICE, Zone, sous_le_doigt

NATURES = dict(domaines.NATURE_ETABLISSEMENT.values)
ACCES = dict(domaines.ACCES.values)
LARGEUR_NOM = 38  # letters a line: a radio button does not wrap by itself


class PopulationAEvacuer(Outil):
    CODE = "evacuation"
    TITRE = "Population à évacuer"
    AIDE = "evacuation"

    def __init__(self, poste: Poste) -> None:
        super().__init__(poste)
        self.zones: List[Zone] = []
        self.uuid: Optional[str] = None
        self._counted: Optional[Zone] = None  # the zone of the answer on screen
        self.consigne = self.texte(tr("Cliquez la zone sur la carte, ou dessinez-la."), 13)
        line = QHBoxLayout()
        self.choisir = GrandBouton(tr("Choisir une zone"), self.armer_choix)
        self.dessiner = GrandBouton(tr("&Dessiner la zone"), self.armer_dessin)
        for button in (self.choisir, self.dessiner):
            button.setCheckable(True)
            line.addWidget(button)
        self.colonne.addLayout(line)
        self.liste = QWidget()
        self._boxes = QVBoxLayout(self.liste)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._show_zone)
        self.colonne.addWidget(self.liste)
        self.colonne.addWidget(self._margin())
        self.calculer = self.bouton(tr("&Calculer"), self.lancer, PRINCIPAL)
        self.calculer.setEnabled(False)
        self.colonne.addWidget(self.progression)
        self.colonne.addWidget(self.reponse)
        self.communes = Table(tr("Population par commune"))
        self.ages = Table(tr("Population par âge"))
        self.etablissements = Table(tr("Établissements concernés"))
        for table in (self.ages, self.communes, self.etablissements):
            self.colonne.addWidget(table)
        self.methode = self.texte("")
        self.carte = self.bouton(tr("Carte PDF avec ces chiffres"), lambda: self.poste.noter_fait("demande_carte:evacuation"))
        self.couper = self.bouton(tr("Couper les &routes de cette zone"), self.lancer_coupure)
        self.coupe = self.texte("")
        for widget in (self.carte, self.couper, self.coupe):
            widget.hide()
        self.colonne.addStretch(1)
        self.pointer = Pointer(poste.canvas)
        self.pointer.clique.connect(self.pointe)
        self.trace = Dessiner(poste.canvas, ZONE)
        self.trace.fini.connect(self.dessinee)

    def _margin(self) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        label = QLabel(tr("&Marge autour de la zone"))
        self.tampon = QDoubleSpinBox()
        self.tampon.setRange(0, 5000)
        self.tampon.setDecimals(0)
        self.tampon.setSingleStep(25)
        self.tampon.setSuffix(" m")
        self.tampon.setMinimumHeight(accents.CIBLE_PX)
        self.tampon.setAccessibleName(tr("Marge autour de la zone, en mètres"))
        label.setBuddy(self.tampon)
        for widget in (label, self.tampon):
            police(widget)
            line.addWidget(widget)
        return box

    def ouvrir(self) -> None:
        self.armer_choix()

    def armer_choix(self) -> None:
        self.choisir.setChecked(True)
        self.dessiner.setChecked(False)
        self.consigne.setText(tr("Cliquez sur la carte dans la zone : zone inondée, PPR, dessin ou commune."))
        self.armer(self.pointer)

    def armer_dessin(self) -> None:
        self.dessiner.setChecked(True)
        self.choisir.setChecked(False)
        self.consigne.setText(tr("Cliquez les sommets de la zone. Double clic ou Entrée pour finir, Retour arrière pour corriger."))
        self.armer(self.trace)
        self.poste.canvas.setFocus()

    def pointe(self, point: QgsPointXY) -> None:
        """A click on the map: offer the zones that lie there, the first one chosen."""
        self.proposer(sous_le_doigt(self.poste, self.poste.vers_l93(point)))

    def dessinee(self, geometry: QgsGeometry) -> None:
        self.proposer([Zone(tr("Zone dessinée"), self.poste.forme_l93(geometry), "dessin")])
        self.armer_choix()

    def proposer(self, zones: List[Zone]) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.deleteLater()
        self.zones = zones
        self.liste.show()
        for rank, zone in enumerate(zones[:8]):
            button = QRadioButton(fill(zone.nom, LARGEUR_NOM))
            button.setAccessibleName(zone.nom)
            button.setMinimumHeight(accents.CIBLE_PX)
            police(button, 12)
            self._group.addButton(button, rank)
            self._boxes.addWidget(button)
            button.setChecked(rank == 0)
        self.calculer.setEnabled(bool(zones))
        if zones:
            self._show_zone(0)
        else:
            self.marques.effacer()
            self.consigne.setText(tr("Aucune zone ici : cliquez ailleurs, ou dessinez la zone."))

    @property
    def zone(self) -> Optional[Zone]:
        rank = self._group.checkedId()
        return self.zones[rank] if 0 <= rank < len(self.zones) else None

    def _show_zone(self, rank: int) -> None:
        self.marques.effacer()
        shape = QgsGeometry(self.zones[rank].forme)
        shape.transform(self.poste._transform(False))
        self.marques.forme(shape)

    def parametres(self, zone: Zone) -> Dict[str, Any]:
        params: Dict[str, Any] = {"LIBELLE": zone.nom, "TAMPON": self.tampon.value(), "AUTEUR": self.poste.reglages.auteur}
        if zone.code:
            return {**params, "COMMUNES": zone.code}
        return {**params, "GEOMETRIE": zone.forme}

    def lancer(self) -> None:
        zone = self.zone
        if zone is None:
            return
        self.occuper(self.calculer)
        self.repondre("")
        self.poste.lancer(
            "ddtm_crise:evacuation", self.parametres(zone), self.progression, lambda out: self.repondu(zone, out), lambda _e: self._again()
        )

    def _again(self) -> None:
        self.liberer(self.calculer, bool(self.zones))

    def repondu(self, zone: Zone, outputs: Dict[str, Any]) -> None:
        """The answer: sentence, tables, map."""
        self._again()
        path = self.poste.espace.travail_gpkg
        uuid = outputs.get("UUID") or outputs.get("EVACUATION_UUID")
        found = rows(path, "evacuation", {"uuid": uuid} if uuid else None, order="fid desc", limit=1, geometry=False)
        if not found:
            return
        row = found[0]
        self.uuid = row["uuid"]
        sentence = outputs.get("PHRASE") or row["phrase"] or ""
        self.repondre(sentence)
        self.liste.hide()  # the answer takes its place; the next click on the map brings it back
        bounds = (row["pop_nuit_bas"], row["pop_nuit_haut"])
        ages = [(label, arrondi(row[name], *bounds, part=True)) for name, label, _ in CLASSES_AGE if row.get(name) is not None]
        self.ages.remplir((tr("Âge"), tr("Personnes la nuit")), ages)
        towns = rows(path, "evacuation_commune", {"evacuation_uuid": row["uuid"]}, order="pop_nuit desc")
        self.communes.remplir(
            (tr("Commune"), tr("Nuit"), tr("Jour"), tr("80 ans +")),
            [_town(town) for town in towns],
        )
        sites = rows(path, "evacuation_etablissement", {"evacuation_uuid": row["uuid"]}, geometry=False, order="nature")
        self.etablissements.remplir((tr("Établissement"), tr("Accès")), [(_site(site), ACCES.get(site["acces"], "")) for site in sites])
        year = f" Données {row['millesime']}." if row["millesime"] else ""
        self.methode.setText((row["methode"] or "") + year)
        self.carte.show()
        self._counted = zone
        self.couper.setEnabled(True)
        self.couper.show()
        self.coupe.hide()
        try:
            self.poste.situations.inscrire("evacuation", row["uuid"], f"Population à évacuer, {zone.nom} : {sentence}", "calcul")
        except Exception as error:
            self.poste.erreur(error)
        for layer in ("evacuation", "evacuation_etablissement"):
            self.poste.montrer_calcul(layer, row["uuid"])
        self.marques.effacer()  # the zone counted is on the map now, with its number
        self.poste.rafraichir()
        self.poste.zoomer(zone.forme.boundingBox(), 1.25)
        self.poste.noter_fait("evacuation")

    def lancer_coupure(self) -> None:
        """The roads under water, in one click: those of the zone just counted, bridges above it left open."""
        if self._counted is None:
            return
        params = {"GEOMETRIE": self._counted.forme, "CAUSE": "inondation", "SENS": "double", "SOURCE": self.poste.auteur()}
        params["COMMENTAIRE"] = tr("Routes sous l'eau, {zone}").format(zone=self._counted.nom)
        self.occuper(self.couper)
        self.poste.lancer("ddtm_crise:couper_axe", params, self.progression, self.coupees, lambda _e: self.liberer(self.couper))

    def coupees(self, outputs: Dict[str, Any]) -> None:
        """Done once: the button stays grey until another zone is counted."""
        self.coupe.setText(self.poste.noter_coupure(outputs))
        self.coupe.show()


def _site(row: Dict[str, Any]) -> str:
    """Name, then what it is and for how many, then how to call it."""
    kind = NATURES.get(row["nature"], "") + (f", {row['capacite']} places" if row["capacite"] else "")
    lines = (row["nom"].replace(EXERCICE, ""), kind, row["telephone"] or tr("téléphone inconnu"))
    return "\n".join(line for line in lines if line)


def _town(row: Dict[str, Any]) -> Tuple[Any, ...]:
    bounds = (row["pop_nuit_bas"], row["pop_nuit_haut"])
    day = arrondi(row["pop_jour"], row["pop_jour_bas"], row["pop_jour_haut"])
    return row["nom"], arrondi(row["pop_nuit"], *bounds), day, arrondi(row["pop_80p"], *bounds, part=True)


class Choix(QComboBox):
    """A combo box tall enough to be hit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMinimumHeight(accents.CIBLE_PX)
        self.setAccessibleName(name)
        police(self, 12)
