"""Drawings saved as they are made, each told in the main courante; undo and redo are statuses and former values, never erasures."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from shared.catalogue import LAYERS, domaines
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg.geometry import parse
from shared.gpkg.read import rows
from shared.gpkg.write import insert_rows, set_status, update_rows

from . import main_courante

TYPES = dict(domaines.TYPE_SITUATION.values)
ETATS = dict(domaines.ETAT_SITUATION.values)
COUCHES = {"Point": "situation_point", "LineString": "situation_ligne", "Polygon": "situation_zone"}
ANNULABLES = ("situation_point", "situation_ligne", "situation_zone", "coupure_point", "coupure_ligne", "coupure_zone", "evacuation")
MODIFIABLES = ("type_situation", "etat", "libelle", "commentaire", "heure_debut", "heure_fin")
MEMOIRE = 50


class Action(NamedTuple):
    """One thing that was done to one row: the values before and after (only what changed), and how people call it."""

    couche: str
    uuid: str
    avant: Dict[str, Any]
    apres: Dict[str, Any]
    dit: str


class Situations:
    """The situation of a work space, by one author. Each method writes at once; nothing waits for a « save »."""

    def __init__(self, espace: Espace, auteur: str = "") -> None:
        self.espace, self.auteur = espace, auteur
        self._done: List[Action] = []
        self._undone: List[Action] = []
        self._recall()

    def dessiner(
        self, type_situation: str, wkb: bytes, etat: str = "en_cours", libelle: str = "", commentaire: str = ""
    ) -> Tuple[str, str]:
        """Save a drawing (WKB, EPSG:2154) and its line. Returns (layer, uuid). Raises BadInput for an unknown kind or a bad geometry."""
        if type_situation not in TYPES:
            raise BadInput(f"Nature de situation inconnue : « {type_situation} ».")
        kind, _, box = parse(wkb)
        couche = COUCHES.get(kind.replace("Multi", ""))
        if couche is None or box is None:
            raise BadInput("Le dessin est vide : tracez un point, une ligne ou une zone, puis recommencez.")
        row = {"type_situation": type_situation, "etat": etat, "libelle": libelle or None, "commentaire": commentaire or None, "geom": wkb}
        uuid = insert_rows(self.espace.travail_gpkg, couche, [row], self.auteur or None)[0]
        said = TYPES[type_situation] + (f" : {libelle}" if libelle else "")
        self.inscrire(couche, uuid, said, "dessin")
        return couche, uuid

    def inscrire(self, couche: str, uuid: str, texte: str, categorie: str = "calcul") -> None:
        """Tell in the main courante of a row that exists already (a cut, a calculation), and make it undoable.

        The line takes no position of its own: its mark would hide the object it speaks of.

        When the line cannot be written the row is withdrawn, so that nothing stands on the map that the main courante ignores.
        """
        try:
            main_courante.ajouter(self.espace, texte, categorie, self.auteur, (couche, uuid))
        except DdtmError:
            set_status(self.espace.travail_gpkg, couche, [uuid], "supprime", self.auteur or None)
            raise
        if couche in ANNULABLES:
            self._did(Action(couche, uuid, {"statut": "supprime"}, {"statut": "actif"}, texte))

    def noter(self, texte: str, categorie: str = "information", xy: Optional[Tuple[float, float]] = None) -> str:
        """A free line."""
        return main_courante.ajouter(self.espace, texte, categorie, self.auteur, None, xy)

    def modifier(self, couche: str, uuid: str, **changes: Any) -> None:
        """Change attributes of a situation; the former ones come back with « Annuler »."""
        unknown = [name for name in changes if name not in MODIFIABLES]
        if unknown:
            raise BadInput(f"« {unknown[0]} » ne se modifie pas ici.")
        before = self.lire(couche, uuid)
        after = {name: value or None for name, value in changes.items() if (value or None) != before.get(name)}
        if not after:
            return
        action = Action(couche, uuid, {name: before.get(name) for name in after}, after, self._called(before))
        self._apply(action, action.apres, "Modifié")
        self._did(action)

    def supprimer(self, couche: str, uuid: str) -> None:
        """Withdraw an object from the map (its row stays, with the status « supprimé »)."""
        row = self.lire(couche, uuid)
        action = Action(couche, uuid, {"statut": "actif"}, {"statut": "supprime"}, self._called(row))
        self._apply(action, action.apres, "Retiré")
        self._did(action)

    def annuler(self) -> Optional[Action]:
        """Undo the last action; None when there is nothing to undo."""
        if not self._done:
            return None
        action = self._done[-1]
        self._apply(action, action.avant, "Annulé")
        self._undone.append(self._done.pop())
        return action

    def retablir(self) -> Optional[Action]:
        """Do again what was undone last; None when there is nothing."""
        if not self._undone:
            return None
        action = self._undone[-1]
        self._apply(action, action.apres, "Rétabli")
        self._done.append(self._undone.pop())
        return action

    @property
    def annulable(self) -> Optional[Action]:
        return self._done[-1] if self._done else None

    @property
    def retablissable(self) -> Optional[Action]:
        return self._undone[-1] if self._undone else None

    def lire(self, couche: str, uuid: str) -> Dict[str, Any]:
        """The row, withdrawn or not. Raises BadInput when there is none."""
        found = rows(self.espace.travail_gpkg, couche, {"uuid": uuid}, deleted=True)
        if not found:
            raise BadInput("Cet objet n'existe plus dans les données de travail.")
        return found[0]

    def en_cours(self) -> int:
        """How many drawings and cuts stand on the map."""
        return sum(len(rows(self.espace.travail_gpkg, couche, fields=["uuid"], geometry=False)) for couche in ANNULABLES)

    def _apply(self, action: Action, values: Dict[str, Any], verb: str) -> None:
        held = self.lire(action.couche, action.uuid)
        update_rows(self.espace.travail_gpkg, action.couche, [{"uuid": action.uuid, **values}], self.auteur or None)
        try:
            main_courante.ajouter(self.espace, f"{verb} : {action.dit}", "dessin", self.auteur, (action.couche, action.uuid))
        except DdtmError:
            back = {name: held[name] for name in values}
            update_rows(self.espace.travail_gpkg, action.couche, [{"uuid": action.uuid, **back}], self.auteur or None)
            raise

    def _did(self, action: Action) -> None:
        self._done = [*self._done, action][-MEMOIRE:]
        self._undone = []

    def _called(self, row: Dict[str, Any]) -> str:
        kind = TYPES.get(row.get("type_situation") or "", "")
        name = row.get("libelle") or row.get("axe") or ""
        return f"{kind} : {name}" if kind and name else kind or name or "objet"

    def _recall(self) -> None:
        """After a restart the last drawings can still be undone: the main courante says which they were."""
        if not self.espace.travail_gpkg.is_file():
            return
        for line in reversed(main_courante.lire(self.espace, MEMOIRE)):
            if line.lie is None or line.lie[0] not in ANNULABLES or line.lie[0] not in LAYERS:
                continue
            couche, uuid = line.lie
            known = rows(self.espace.travail_gpkg, couche, {"uuid": uuid}, fields=["uuid"], geometry=False)
            if known and not any(action.uuid == uuid for action in self._done):
                self._done.append(
                    Action(
                        couche,
                        uuid,
                        {"statut": "supprime"},
                        {"statut": "actif"},
                        line.texte.split(" : ", 1)[-1] if line.texte.startswith(("Modifié", "Rétabli")) else line.texte,
                    )
                )
