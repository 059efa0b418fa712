"""Fingers for the tests inside the desktop: real clicks and keys, counted; what is not visible or not enabled cannot be pressed."""

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Doigts:
    """press(button), map(x, y) in map coordinates, type(field, text), choose(combo, text): each press of the mouse counts one."""

    def __init__(self, canvas):
        self.clicks, self._canvas = 0, canvas

    def press(self, button):
        name = button.accessibleName() or button.text()
        assert button.isVisible(), f"not on screen: {name}"
        assert button.isEnabled(), f"greyed: {name}"
        self.clicks += 1
        QTest.mouseClick(button, LEFT)

    def map(self, x, y):
        place = self._canvas.getCoordinateTransform().transform(x, y)
        spot = QPoint(int(place.x()), int(place.y()))
        assert self._canvas.viewport().rect().contains(spot), f"outside the map: {x}, {y}"
        self.clicks += 1
        QTest.mouseClick(self._canvas.viewport(), LEFT, NO_KEY, spot)

    def double(self, x, y):
        """The last point of a drawing: a click, then the double click that ends it."""
        place = self._canvas.getCoordinateTransform().transform(x, y)
        spot = QPoint(int(place.x()), int(place.y()))
        self.clicks += 1
        QTest.mouseClick(self._canvas.viewport(), LEFT, NO_KEY, spot)
        QTest.mouseDClick(self._canvas.viewport(), LEFT, NO_KEY, spot)

    def type(self, field, text, enter=True):
        """Replace what the field holds (ASCII only: QTest aborts the process on other letters)."""
        assert text.isascii()
        QTest.mouseClick(field, LEFT)
        self.clicks += 1
        field.selectAll()
        QTest.keyClicks(field, text)
        if enter:
            QTest.keyClick(field, Qt.Key.Key_Return)

    def choose(self, combo, text):
        """Pick the item that starts with `text`, as the keyboard does in a focused list."""
        rank = combo.findText(text, Qt.MatchFlag.MatchStartsWith)
        assert rank >= 0, f"« {text} » is not offered: {[combo.itemText(i) for i in range(combo.count())]}"
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(rank):
            QTest.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() == rank
