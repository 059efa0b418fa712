"""`python -m ddtm_drones VERBE ...`: the plugin's jobs without QGIS."""

from __future__ import annotations

import sys

from shared.cli import main

from .cli import DESCRIPTION, VERBS

if __name__ == "__main__":
    sys.exit(main("ddtm_drones", VERBS, description=DESCRIPTION))
