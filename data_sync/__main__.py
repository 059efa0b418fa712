"""`python -m data_sync VERBE ...`: the plugin's jobs without QGIS."""

from __future__ import annotations

import sys

from shared.cli import main

from .cli import DESCRIPTION, VERBS

if __name__ == "__main__":
    sys.exit(main("data_sync", VERBS, description=DESCRIPTION))
