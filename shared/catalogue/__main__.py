"""`python -m shared.catalogue docs` prints docs/couches.md; `python -m shared.catalogue postgis` prints the server's SQL."""

from __future__ import annotations

import sys
from typing import Sequence

from . import LAYERS, SCHEMA_VERSION
from .documentation import markdown
from .postgis import ddl

_PRINTERS = {"docs": lambda: markdown(LAYERS.values(), SCHEMA_VERSION), "postgis": lambda: ddl(LAYERS.values())}


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in _PRINTERS:
        print("Usage : python -m shared.catalogue docs|postgis", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(_PRINTERS[arguments[0]]().encode("utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
