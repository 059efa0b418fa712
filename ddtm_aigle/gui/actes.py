"""What the agent does in the review beyond the plain verdict: draw, settle an old vintage, report, many objects at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

from qgis.core import QgsGeometry
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from shared.engine.task import EngineTask
from shared.errors import BadInput, DdtmError
from shared.faults import as_ddtm_error
from shared.gpkg import read
from shared.processing.base import tr
from shared.qt.reglages import Reglages

from ..core.revue.dessin import PLACES, absent, draw, present
from ..core.terrain.signaler import report
from .dessin import DrawTool
from .vues import year_of

ADDED = "Objet ajouté, « suspect » : corrigez sa nature avec 1 à 6, son verdict avec L, S, I, X."
DRAWING = "Entourez l'objet sur une image : un clic par angle, clic droit ou Entrée pour finir, Échap pour renoncer."


class Acts:
    """Mixed into the dock: uses its `views`, `rows`, `current`, `_path`, `_tell`, `_changed`, `refresh` and `hint`."""

    _drawing: bool = False

    def _try(self: Any, act: Any) -> Any:
        """The outcome of `act()`, or None after its error was told."""
        try:
            return act()
        except Exception as error:
            self._tell(as_ddtm_error(error))
            return None

    # An object the model missed ---------------------------------------------------------------------------------------

    def start_drawing(self: Any) -> None:
        """The next outline made on any view is a new object, of the class last chosen in the filter, else to be named by its key."""
        self.show_images()
        self._drawing = True
        for number, canvas in enumerate(self.views.canvases):
            canvas.setMapTool(DrawTool(canvas, lambda shape, i=number: self._drawn(shape, i)))
        self.hint.setText(tr(DRAWING))

    def stop_drawing(self: Any) -> None:
        self._drawing = False
        for canvas in self.views.canvases:
            canvas.unsetMapTool(canvas.mapTool())
        self.hint.setText("")

    def _drawn(self: Any, shape: Optional[QgsGeometry], number: int) -> None:
        layer = self.views.choices[number].currentLayer()
        self.stop_drawing()
        if shape is None:
            return
        code = self.kind.currentData() or (self.current or {}).get("classe") or "construction"

        def act() -> Dict[str, Any]:
            year = year_of(layer.name()) if layer is not None else None
            if year is None:
                raise BadInput(tr("Cette vue ne montre pas de millésime daté : choisissez une image dont le nom porte une année."))
            return draw(self._path(), bytes(shape.asWkb()), code, year, shape.area())

        made = self._try(act)
        if made is not None:
            self.show_reviewed(made["objet"])
            self.hint.setText(tr(ADDED))
            self._changed()
            self._locate(made["objet"])

    def _locate(self: Any, name: str) -> None:
        """Parcel, commune and zones of a new object, asked of the engine while the agent goes on."""

        def told(_result: Any) -> None:
            if not sip.isdeleted(self):
                self._try(lambda: self._located(name))

        def failed(error: DdtmError) -> None:
            if not sip.isdeleted(self):  # the object stays; the agent knows what it lacks, and what to do
                self.hint.setText(" ".join((tr(ADDED), tr("Il n'est pas situé."), error.message)))

        params = {"espace": str(self._path().parents[1]), "objets": [name]}
        EngineTask(tr("Parcelle et zones de l'objet dessiné"), "ddtm_aigle.core.situer:run", params, told, failed).start()

    def _located(self: Any, name: str) -> None:
        """What was found, on the row shown."""
        fresh = read.rows(self._path(), "objet_detecte", {"uuid": name}, geometry=False)
        for row in self.rows:
            if fresh and row["uuid"] == name:
                row.update({field: fresh[0][field] for field in (*PLACES, "priorite", "priorite_motif")})
                if self.current is row:
                    self._tell_facts(row)

    # An old vintage that shows nothing --------------------------------------------------------------------------------

    def settle_absent(self: Any) -> None:
        """The old picture was looked at: the object is not there."""
        row = self.current
        if row is not None and self._try(lambda: absent(self._path(), row["uuid"])) is not None:
            row["a_revoir"] = False
            self.hint.setText(tr("Absence vérifiée ; croisez de nouveau les millésimes pour la prescription."))
            self._after_settling(row)

    def settle_present(self: Any) -> None:
        """It is there after all, on the shown vintage to be checked, else the newest in which it is not counted yet."""
        row = self.current
        if row is None:
            return
        held = (row["millesimes"] or "").split(", ")
        years = [year_of(choice.currentLayer().name()) for choice in self.views.choices if choice.currentLayer() is not None]
        asked = (row.get("a_verifier") or "").split(", ")
        free = sorted((year for year in years if year and str(year) not in held), key=lambda year: (str(year) in asked, year), reverse=True)

        def act() -> str:
            if not free:
                raise BadInput(tr("L'objet est déjà vu sur tous les millésimes affichés : choisissez une image plus ancienne."))
            return present(self._path(), row["uuid"], free[0])

        if self._try(act) is not None:
            row["millesimes"] = ", ".join(sorted([*filter(None, held), str(free[0])]))
            row["a_revoir"] = False
            self.hint.setText(tr("Noté présent en {annee} ; croisez de nouveau les millésimes pour la prescription.").format(annee=free[0]))
            self._after_settling(row)

    def _after_settling(self: Any, row: Dict[str, Any]) -> None:
        if self.triples.isChecked():
            self.refresh()
        else:
            self._show()
        self._changed()

    # Toward the offence service ---------------------------------------------------------------------------------------

    def report_objects(self: Any) -> None:
        rows: List[Dict[str, Any]] = self.targets()
        if not rows:
            return
        done = self._try(lambda: report(self._path(), [row["uuid"] for row in rows]))
        if done is not None:
            for row in rows:
                row["controle"] = "a_controler" if row["controle"] == "non_controle" else row["controle"]
            self.hint.setText(done["phrase"])
            self._changed()

    # On paper ---------------------------------------------------------------------------------------------------------

    def print_sheet(self: Any) -> None:
        """The sheet of the parcel of the object shown (or of the objects chosen), with the pictures of the three views, as a PDF."""
        rows: List[Dict[str, Any]] = self.targets()
        if not rows:
            return

        def told(result: Dict[str, Any]) -> None:
            if not sip.isdeleted(self):
                file = result["fichiers"][0]
                self.hint.setText(tr("Fiche écrite : {fichier}.").format(fichier=Path(file).name))
                if Reglages.charger().ouvrir_documents:
                    QDesktopServices.openUrl(QUrl.fromLocalFile(file))

        def failed(error: DdtmError) -> None:
            if not sip.isdeleted(self):
                self.hint.setText("")
                self._tell(error)

        def start() -> None:
            params = {
                "espace": str(self._path().parents[1]),
                "objets": same_parcels(self._path(), rows),
                "par": "parcelle",
                "images": self.views.files(),
                "format": "pdf",
            }
            self.hint.setText(tr("Fiche en cours…"))
            EngineTask(tr("Fiche de la parcelle"), "ddtm_aigle.core.fiches.job:run", params, told, failed).start()

        self._try(start)


def same_parcels(path: Any, rows: List[Dict[str, Any]]) -> List[str]:
    """The objects of `rows`, and those of their parcels that are still suspected or not looked at yet."""
    parcels = sorted({row["parcelle"] for row in rows if row["parcelle"]})
    held = read.rows(path, "objet_detecte", {"parcelle": parcels}, geometry=False, fields=["uuid", "validation"]) if parcels else []
    names = [row["uuid"] for row in rows] + [row["uuid"] for row in held if row["validation"] not in ("legal", "invalide")]
    return list(dict.fromkeys(names))
