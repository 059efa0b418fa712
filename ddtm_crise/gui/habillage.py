"""QGIS's own toolbars, menus, panels and status bar: put away, and given back exactly as they were."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow, QMenuBar, QStatusBar, QToolBar, QWidget

NOTRE = "ddtmBureau"  # object names of our own widgets start so
SORTES = (QToolBar, QDockWidget, QMenuBar, QStatusBar)


class Habillage(QObject):
    """ranger() hides everything of QGIS and remembers; rendre() gives back. What other extensions add meanwhile is put away too."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held: Dict[int, Tuple[QWidget, bool]] = {}
        self._front: List[QDockWidget] = []
        self.range_ = False

    def widgets(self) -> List[QWidget]:
        """The direct children of the main window that are chrome and not ours."""
        found: List[QWidget] = []
        for kind in SORTES:
            found += [w for w in self._window.findChildren(kind) if w.parent() is self._window and not w.objectName().startswith(NOTRE)]
        return found

    def ranger(self) -> None:
        if self.range_:
            return
        self.range_ = True
        self._held = {}
        self._front = [w for w in self.widgets() if isinstance(w, QDockWidget) and w.isVisible() and not w.visibleRegion().isEmpty()]
        for widget in self.widgets():
            self._put_away(widget)
        self._window.installEventFilter(self)

    def rendre(self) -> None:
        """Each widget takes back the visibility it had (or was given by its owner while put away)."""
        if not self.range_:
            return
        self.range_ = False
        self._window.removeEventFilter(self)
        for widget, hidden in self._held.values():
            if not sip.isdeleted(widget):
                widget.removeEventFilter(self)
                widget.setVisible(not hidden)
        for dock in self._front:
            if not sip.isdeleted(dock) and not dock.isHidden():
                dock.raise_()
        self._held, self._front = {}, []

    def _put_away(self, widget: QWidget) -> None:
        if id(widget) in self._held:
            return
        # A widget just added is not shown yet: only one that somebody hid on purpose stays hidden later.
        on_purpose = widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        self._held[id(widget)] = (widget, widget.isHidden() and on_purpose)
        widget.hide()
        widget.installEventFilter(self)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if not self.range_:
            return False
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.ChildAdded and isinstance(event.child(), QWidget):
            QTimer.singleShot(0, self._newcomers)  # its class and name are known only once its constructor has ended
        elif kind == QEvent.Type.ShowToParent and id(watched) in self._held and not watched.isHidden():
            self._held[id(watched)] = (watched, False)  # its owner wants it shown: so it will be, later
            QTimer.singleShot(0, lambda: self._hide_again(watched))
        return False

    def _hide_again(self, widget: QWidget) -> None:
        if self.range_ and not sip.isdeleted(widget):
            widget.hide()

    def _newcomers(self) -> None:
        if self.range_:
            for widget in self.widgets():
                self._put_away(widget)
