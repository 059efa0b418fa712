"""The review dock, as it opens on a work space."""
# ruff: noqa: F821 (iface and pump are given by tests.desktop.photo)
from qgis.utils import plugins

plugins["ddtm_aigle"].open_map()
plugins["ddtm_aigle"].review()
pump(6.0)
