"""Starts the installer of this kit: `poste` lies beside this file, the kit is the folder above."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is written on the key
from poste.__main__ import main  # noqa: E402

sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[1]))
