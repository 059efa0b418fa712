"""Tests under `inside/` run in the real QGIS desktop (tests/desktop/test_desktop.py starts it), not here."""

collect_ignore_glob = ["*/inside/*"]
