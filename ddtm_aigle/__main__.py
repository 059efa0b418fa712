"""`python -m ddtm_aigle VERBE ...`: the plugin's jobs without QGIS."""

from __future__ import annotations

import sys

from shared.cli import main

from .cli import DESCRIPTION, VERBS

if __name__ == "__main__":
    sys.exit(main("ddtm_aigle", VERBS, description=DESCRIPTION))
