"""The SQL of a GeoPackage 1.2 (read by GDAL 3.4 to 3.12 and QGIS 3.22 to 4), made from the catalogue.

Names of triggers and index tables are those GDAL itself uses, so that QGIS keeps them right when it edits.
"""

from __future__ import annotations

from typing import Iterable, List, Optional, Tuple

from ..catalogue import CRS_EPSG, Domain, Field, Layer
from ..catalogue.model import TYPES

USER_VERSION = 10200
NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"
GEOM = "geom"
_SPEC = "http://www.geopackage.org/spec120/#extension_"
LAMBERT_93 = (
    'PROJCS["RGF93 v1 / Lambert-93",GEOGCS["RGF93 v1",DATUM["Reseau_Geodesique_Francais_1993_v1",SPHEROID["GRS 1980",6378137,298.257222101,'
    'AUTHORITY["EPSG","7019"]],AUTHORITY["EPSG","6171"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4171"]],PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["latitude_of_origin",46.5],'
    'PARAMETER["central_meridian",3],PARAMETER["standard_parallel_1",49],PARAMETER["standard_parallel_2",44],PARAMETER["false_easting",700000],'
    'PARAMETER["false_northing",6600000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","2154"]]'
)
WGS_84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],'
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
SPATIAL_REFS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, WGS_84, "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid"),
    ("RGF93 v1 / Lambert-93", CRS_EPSG, "EPSG", CRS_EPSG, LAMBERT_93, None),
)
BASE_TABLES = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, "
    "organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)",
    f"CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', "
    f"last_change DATETIME NOT NULL DEFAULT ({NOW}), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, "
    "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, "
    "z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), "
    "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), "
    "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, "
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, "
    "constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, "
    "max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
    "CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL)",
    "CREATE TABLE ddtm_schema (cle TEXT NOT NULL PRIMARY KEY, valeur TEXT)",
)
EXTENSIONS = (
    ("gpkg_data_columns", None, "gpkg_schema", _SPEC + "schema", "read-write"),
    ("gpkg_data_column_constraints", None, "gpkg_schema", _SPEC + "schema", "read-write"),
)

Statement = Tuple[str, Tuple]


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(field: Field) -> Optional[str]:
    """The constant of a default such as `'actif'`, None when the default is absent or computed."""
    text = field.default or ""
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] == "'" else None


def is_now(field: Field) -> bool:
    return field.type == "horodatage" and field.default == "now()"


def column(field: Field, added_later: bool = False) -> str:
    """One column. SQLite cannot add a computed default, nor NOT NULL without a constant, to a table that exists."""
    text = f"{quote(field.name)} {TYPES[field.type][0]}"
    constant = literal(field)
    if field.required and not (added_later and constant is None):
        text += " NOT NULL"
    if constant is not None:
        text += " DEFAULT '" + constant.replace("'", "''") + "'"
    elif is_now(field) and not added_later:
        text += f" DEFAULT ({NOW})"
    return text


def rtree_name(layer_name: str) -> str:
    return f"rtree_{layer_name}_{GEOM}"


def uuid_index(layer_name: str) -> str:
    return f"CREATE UNIQUE INDEX {quote(f'uq_{layer_name}_uuid')} ON {quote(layer_name)} (uuid)"


def triggers(layer: Layer) -> List[Tuple[str, str]]:
    """(name, SQL) of the spatial index's triggers and of the row counter's."""
    n = layer.name
    t, r = quote(n), quote(rtree_name(n))
    out = []
    if layer.geometry:
        values = f'(NEW."fid", ST_MinX(NEW."{GEOM}"), ST_MaxX(NEW."{GEOM}"), ST_MinY(NEW."{GEOM}"), ST_MaxY(NEW."{GEOM}"))'
        put = f"INSERT OR REPLACE INTO {r} VALUES {values};"
        full, void = f'(NEW."{GEOM}" NOTNULL AND NOT ST_IsEmpty(NEW."{GEOM}"))', f'(NEW."{GEOM}" ISNULL OR ST_IsEmpty(NEW."{GEOM}"))'
        same, other = 'OLD."fid" = NEW."fid"', 'OLD."fid" != NEW."fid"'
        drop = f'DELETE FROM {r} WHERE id = OLD."fid";'
        for suffix, when, body in (
            ("insert", f"AFTER INSERT ON {t} WHEN {full}", put),
            ("update1", f'AFTER UPDATE OF "{GEOM}" ON {t} WHEN {same} AND {full}', put),
            ("update2", f'AFTER UPDATE OF "{GEOM}" ON {t} WHEN {same} AND {void}', drop),
            ("update3", f"AFTER UPDATE ON {t} WHEN {other} AND {full}", drop + " " + put),
            ("update4", f"AFTER UPDATE ON {t} WHEN {other} AND {void}", f'DELETE FROM {r} WHERE id IN (OLD."fid", NEW."fid");'),
            ("delete", f'AFTER DELETE ON {t} WHEN OLD."{GEOM}" NOT NULL', drop),
        ):
            name = f"{rtree_name(n)}_{suffix}"
            out.append((name, f"CREATE TRIGGER {quote(name)} {when} BEGIN {body} END"))
    for event, sign in (("insert", "+"), ("delete", "-")):
        name = f"trigger_{event}_feature_count_{n}"
        body = f"UPDATE gpkg_ogr_contents SET feature_count = feature_count {sign} 1 WHERE lower(table_name) = lower('{n}');"
        out.append((name, f"CREATE TRIGGER {quote(name)} AFTER {event.upper()} ON {t} BEGIN {body} END"))
    return out


def layer_statements(layer: Layer) -> List[Statement]:
    """Everything that makes one empty layer of a file that has BASE_TABLES."""
    columns = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
    if layer.geometry:
        columns.append(f'"{GEOM}" {layer.geometry.upper()}')
    columns += [column(field) for field in layer.all_fields]
    kind, srs = ("features", CRS_EPSG) if layer.geometry else ("attributes", 0)
    out: List[Statement] = [
        (f"CREATE TABLE {quote(layer.name)} ({', '.join(columns)})", ()),
        (uuid_index(layer.name), ()),
        (
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)",
            (layer.name, kind, layer.title, layer.help, srs),
        ),
        ("INSERT INTO gpkg_ogr_contents VALUES (?, 0)", (layer.name,)),
    ]
    if layer.geometry:
        out += [
            ("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", (layer.name, GEOM, layer.geometry.upper(), CRS_EPSG)),
            (f"CREATE VIRTUAL TABLE {quote(rtree_name(layer.name))} USING rtree(id, minx, maxx, miny, maxy)", ()),
            ("INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')", (layer.name, GEOM, _SPEC + "rtree")),
        ]
    out += [(sql, ()) for _, sql in triggers(layer)]
    for field in layer.all_fields:
        out += field_statements(layer, field)
    return out


def field_statements(layer: Layer, field: Field) -> List[Statement]:
    """Label, help and closed list of one field, in the tables of the schema extension."""
    out: List[Statement] = []
    if field.domain:
        out += domain_statements(field.domain)
    out.append(
        (
            "INSERT OR REPLACE INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name) VALUES (?, ?, ?, ?, ?, ?)",
            (layer.name, field.name, field.name, label(field), field.help or None, field.domain.name if field.domain else None),
        )
    )
    return out


def domain_statements(domain: Domain) -> List[Statement]:
    sql = "INSERT OR REPLACE INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) VALUES (?, 'enum', ?, ?)"
    return [(sql, (domain.name, code, text)) for code, text in domain.values]


def label(field: Field) -> str:
    """Label of a field as people read it, with its unit."""
    return f"{field.label} ({field.unit})" if field.unit else field.label


def run_all(connection, statements: Iterable[Statement]) -> None:
    for sql, values in statements:
        connection.execute(sql, values)
