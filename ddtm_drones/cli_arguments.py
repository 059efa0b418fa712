"""Arguments that several tables of verbs share."""

from __future__ import annotations

from shared.cli import Arg

TAKEOFF = Arg("--altitude-decollage", dest="altitude_decollage", type=float, metavar="M", help="altitude du point de décollage, en mètres")
