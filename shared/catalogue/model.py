"""What a shared layer is: the vocabulary of the catalogue. Names of layers and fields are French, as in the standards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Optional, Tuple

CRS_EPSG = 2154

# type -> (SQLite type in a GeoPackage, PostGIS type, French name)
TYPES = {
    "texte": ("TEXT", "text", "texte"),
    "entier": ("INTEGER", "bigint", "entier"),
    "reel": ("REAL", "double precision", "décimal"),
    "booleen": ("BOOLEAN", "boolean", "oui/non"),
    "date": ("DATE", "date", "date"),
    "horodatage": ("DATETIME", "timestamptz", "date et heure (UTC)"),
}
ROLES = ("reference", "travail", "direct")
GEOMETRIES = (None, "Point", "MultiPoint", "MultiLineString", "MultiPolygon")


@dataclass(frozen=True)
class Domain:
    """A closed list of codes with their French labels."""

    name: str
    values: Tuple[Tuple[str, str], ...]

    @property
    def codes(self) -> Tuple[str, ...]:
        return tuple(code for code, _ in self.values)


@dataclass(frozen=True)
class Field:
    """One attribute. `required` = NOT NULL; `unit` as printed; `source` = name in the published standard when it differs.
    computed: a calculation writes it again from the others, so two values met in an exchange are no question for a person."""

    name: str
    type: str
    label: str
    required: bool = False
    domain: Optional[Domain] = None
    unit: str = ""
    help: str = ""
    default: Optional[str] = None  # a QGIS expression used by forms
    computed: bool = False

    @property
    def labels(self) -> Dict[str, str]:
        """Code -> French label of the field's closed list; empty when it has none."""
        return dict(self.domain.values) if self.domain is not None else {}

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"unknown type {self.type} for {self.name}")


@dataclass(frozen=True)
class Layer:
    """One layer (or table when geometry is None) of the suite.

    role: "reference" (read-only, lives in referentiel.gpkg), "travail" (editable, lives in travail.gpkg) or "direct" (what online
    services answered, lives in direct.gpkg: replaced at each update, never exchanged between workstations).
    owner: the plugin or package that writes it. display: field shown as the row's name.
    """

    name: str
    title: str
    geometry: Optional[str]
    role: str
    owner: str
    fields: Tuple[Field, ...]
    help: str = ""
    display: str = "nom"
    themes: Tuple[str, ...] = field(default_factory=tuple)
    since: int = 1
    sensible: bool = False  # its edits travel encrypted to the accepted workstations only

    def __post_init__(self) -> None:
        if self.geometry not in GEOMETRIES or self.role not in ROLES:
            raise ValueError(f"bad declaration of {self.name}")

    @property
    def all_fields(self) -> Tuple[Field, ...]:
        """Common fields of the role first (uuid; work layers add statut, author and hours, live ones source, hours and state)."""
        return {"travail": COMMON_WORK, "direct": COMMON_DIRECT}.get(self.role, COMMON_REFERENCE) + self.fields

    def field(self, name: str) -> Field:
        for item in self.all_fields:
            if item.name == name:
                return item
        raise KeyError(f"{self.name}.{name}")


STATUT = Domain("statut", (("actif", "Actif"), ("supprime", "Supprimé")))

UUID = Field("uuid", "texte", "Identifiant unique", required=True, default="uuid('WithoutBraces')")
COMMON_REFERENCE = (UUID,)
COMMON_WORK = (
    UUID,
    Field("statut", "texte", "Statut de la ligne", required=True, domain=STATUT, default="'actif'", help="Une suppression est un statut : rien n'est effacé."),
    Field("cree_le", "horodatage", "Créé le", default="now()"),
    Field("cree_par", "texte", "Créé par"),
    Field("modifie_le", "horodatage", "Modifié le"),
    Field("modifie_par", "texte", "Modifié par"),
)
ETAT_DIRECT = Domain("etat_direct", (("a_jour", "À jour"), ("perime", "Périmé"), ("illisible", "Illisible")))
COMMON_DIRECT = (
    UUID,
    Field("source", "texte", "Source", required=True),
    Field("heure_validite", "horodatage", "Heure de validité", help="Quand le service dit que cela était vrai."),
    Field("heure_reception", "horodatage", "Heure de réception", required=True, default="now()"),
    Field("perime_le", "horodatage", "Valable jusqu'à", help="Après cette heure, la valeur est montrée comme inconnue, avec son âge."),
    Field("etat", "texte", "État", required=True, domain=ETAT_DIRECT, default="'a_jour'"),
)
