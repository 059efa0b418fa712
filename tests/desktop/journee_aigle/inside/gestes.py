"""A person's gestures on QGIS's own windows: a menu, the dialog of an algorithm, its fields, its Run button, what it answers."""

import re
import time

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QAction, QApplication, QDialogButtonBox, QLineEdit, QTextEdit, QToolButton, QWidget
from qgis.utils import iface

LEFT = Qt.MouseButton.LeftButton


def click(widget):
    assert widget.isVisible() and widget.isEnabled(), f"cannot be pressed: {widget.accessibleName() or widget.objectName()}"
    QTest.mouseClick(widget, LEFT)


def write(field, text):
    """Type into a field as a hand does (ASCII: QTest aborts on other letters)."""
    assert text.isascii() and field.isVisible() and field.isEnabled()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


class Dialogue:
    """The dialog opened by an entry of the plugin's menu."""

    def __init__(self, entry, wait_for):
        action = iface.mainWindow().findChild(QAction, entry)
        assert action is not None and action.isEnabled(), entry
        before = set(QApplication.topLevelWidgets())
        action.trigger()
        self._wait = wait_for
        found = []

        def opened():
            found[:] = [w for w in QApplication.topLevelWidgets() if w not in before and w.isVisible() and hasattr(w, "algorithm")]
            return found

        wait_for(opened, 20, f"the window of {entry}")
        self.window = found[0]

    def widget(self, name):
        wrapper = self.window.mainWidget().wrappers[name]
        return wrapper.wrappedWidget() if hasattr(wrapper, "wrappedWidget") else wrapper.widget

    def line(self, name):
        held = self.widget(name)
        return held if isinstance(held, QLineEdit) else held.findChild(QLineEdit)

    def write(self, name, text):
        write(self.line(name), text)

    def tick(self, name):
        box = self.widget(name)
        assert box.isVisible()
        QTest.mouseClick(
            box,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
            box.rect().center() if box.width() < 60 else box.rect().topLeft() + type(box.pos())(8, box.height() // 2),
        )
        assert box.isChecked()

    def take_all(self, name):
        """All that « … » offers."""
        click(self.widget(name).findChild(QToolButton))
        panel = []

        def offered():
            panel[:] = [
                w
                for w in self.window.findChildren(QWidget)
                if w.metaObject().className() == "QgsProcessingMultipleInputPanelWidget" and w.isVisible()
            ]
            return panel

        self._wait(offered, 10, f"what {name} offers")
        buttons = [button for button in panel[0].findChildren(QAbstractButton) if button.isVisible()]
        names = {re.sub("[^a-z]", "", button.text().lower()): button for button in buttons}
        click(next(button for name, button in names.items() if "lect" in name and ("tout" in name or "all" in name)))
        click(next(button for name, button in names.items() if name == "ok"))

    def run(self, seconds=60):
        """Press Run; returns what the log says, and the seconds it took."""
        began = time.monotonic()
        ended = []
        self.window.algorithmFinished.connect(lambda ok, results: ended.append((ok, results)))
        click(self.window.buttonBox().button(QDialogButtonBox.StandardButton.Ok))
        self._wait(lambda: ended, seconds, f"the end of {self.window.windowTitle()}")
        log = self.window.findChild(QTextEdit, "txtLog").toPlainText()
        return ended[0][0], log, time.monotonic() - began

    def close(self):
        self.window.close()


def messages():
    """Sentences of the message bar, newest first."""
    return [item.text() for item in iface.messageBar().items()]


def dismiss():
    iface.messageBar().clearWidgets()
