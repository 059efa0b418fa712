"""What an import profile is: a table that says which source columns feed which catalogue fields, and under which rules."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

from shared import catalogue

SILENT = object()  # "leave the field empty without a word" for codes absent from a table


def normal(name: str) -> str:
    """A column or code without case, accents and punctuation: « Sens de circulation » -> "sens_de_circulation"."""
    plain = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


@dataclass(frozen=True)
class Col:
    """One catalogue field.

    names: source columns, best first; the first that holds a value wins, row by row. convert: a name of
    `converters.CONVERTERS` ("" = by the type of the field). table: source code -> value (codes are compared without
    case and accents). unknown: value taken, and reported, when the code is not in the table (None = the field stays empty);
    others: the same without a word, for a table that only names exceptions (SILENT = leave empty). constant: value taken when no column gives
    one. warn: codes of the table whose translation must be reported. In a name, # stands for a digit.
    """

    field: str
    names: Tuple[str, ...] = ()
    convert: str = ""
    table: Optional[Mapping[str, Any]] = None
    unknown: Any = None
    others: Any = None
    constant: Any = None
    warn: Mapping[str, str] = dataclasses.field(default_factory=dict)  # `field` is a field here


@dataclass(frozen=True)
class Keep:
    """Rows to keep: those whose column is in `values` (or begins with one of `prefixes`); the others are set aside."""

    names: Tuple[str, ...]
    reason: str
    values: Tuple[str, ...] = ()
    prefixes: Tuple[str, ...] = ()
    excluded: Tuple[str, ...] = ()
    empty_too: bool = True


@dataclass(frozen=True)
class Csv:
    """Shape of a text file when it is not the plain "first line = names". ragged: rows of several lengths are meant."""

    header: Tuple[str, ...] = ()
    skip: int = 0
    separator: str = ""
    ragged: bool = False


@dataclass(frozen=True)
class Xy:
    """Columns holding coordinates, and their system."""

    x: Tuple[str, ...]
    y: Tuple[str, ...]
    epsg: int


@dataclass(frozen=True)
class Profile:
    """How one published product becomes one catalogue layer.

    expects: groups of column names; one of each group must be there or the file is refused with a sentence.
    layer_pattern: which layers of a several-layer file are meant. geometry: "source", "xy", "etape" (made by a step) or
    "" for a table. steps: names of `steps.STEPS`, run on the raw rows. department: columns holding a code that begins
    with the department (rows elsewhere are set aside while reading). key: catalogue fields that identify a row; latest:
    source columns that date it; conflict: "dernier", "refuse", "fusion" (parts of one object) or "tout". scope: catalogue
    field that separates the sources sharing a layer (a new import replaces only its own part). raster: role of a grid.
    """

    name: str
    title: str
    layer: str
    columns: Tuple[Col, ...] = ()
    source: str = ""
    licence: str = "Licence Ouverte 2.0"
    help: str = ""
    expects: Tuple[Tuple[str, ...], ...] = ()
    layer_pattern: str = ""
    geometry: str = "source"
    to_point: bool = False
    xy: Tuple[Xy, ...] = ()
    default_epsg: int = catalogue.CRS_EPSG
    csv: Csv = Csv()
    steps: Tuple[str, ...] = ()
    keep: Tuple[Keep, ...] = ()
    department: Tuple[str, ...] = ()
    key: Tuple[str, ...] = ()
    latest: Tuple[str, ...] = ()
    conflict: str = "dernier"
    scope: str = ""
    raster: str = ""
    expands: Tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> Dict[str, Col]:
        return {column.field: column for column in self.columns}

    def check(self) -> None:
        """Raise ValueError when the table names a field the catalogue lacks (a mistake of ours, met by a test)."""
        known = {item.name for item in catalogue.LAYERS[self.layer].all_fields}
        wrong = [column.field for column in self.columns if column.field not in known]
        if wrong:
            raise ValueError(f"{self.name}: unknown fields {wrong} of {self.layer}")
