"""QGIS forms from the catalogue: labels, closed lists, constraints, defaults, hidden technical fields.

Hours are stored in UTC, and QGIS 3.22 shows and stores hours as they stand: fields that people may type say "(heure UTC)".
A field whose default is the present instant gets it from the GeoPackage itself (its DEFAULT clause writes UTC), because
the expression now() would write local time.
"""

from __future__ import annotations

from qgis.core import QgsDefaultValue, QgsEditorWidgetSetup, QgsFieldConstraints, QgsVectorLayer

from ..catalogue import LAYERS, Field, Layer
from ..catalogue.model import COMMON_WORK
from ..gpkg.ddl import is_now, label

TECHNICAL = frozenset(["fid", *(field.name for field in COMMON_WORK)])
_HARD = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
_NOT_NULL = QgsFieldConstraints.Constraint.ConstraintNotNull
_UNIQUE = QgsFieldConstraints.Constraint.ConstraintUnique
_EXPRESSION = QgsFieldConstraints.Constraint.ConstraintExpression
_USER = "@user_account_name"
NON_RENSEIGNE = "(non renseigné)"
_NULL_CODE = "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"  # QgsValueMapFieldFormatter's NULL


def configure_form(vector_layer: QgsVectorLayer, layer_name: str) -> None:
    """Set up the attribute form of `vector_layer` as the catalogue declares `layer_name`.

    Fields that the layer lacks are left alone (an older file still opens). Raises KeyError for an unknown layer name.
    """
    layer = LAYERS[layer_name]
    fields = vector_layer.fields()
    form = vector_layer.editFormConfig()
    for index in range(fields.count()):
        if fields.at(index).name() in TECHNICAL:
            vector_layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("Hidden", {}))
            form.setReadOnly(index, True)
    for field in layer.all_fields:
        index = fields.indexOf(field.name)
        if index < 0:
            continue
        vector_layer.setFieldAlias(index, alias(field))
        if field.name not in TECHNICAL:
            vector_layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup(*widget(field)))
        _constraints(vector_layer, index, field)
        _default(vector_layer, index, field, layer)
    vector_layer.setEditFormConfig(form)
    if layer.display in {field.name for field in layer.all_fields}:
        vector_layer.setDisplayExpression(f'"{layer.display}"')
    _hide_columns(vector_layer)


def alias(field: Field) -> str:
    """Label in the form; hours say that they are UTC."""
    return f"{label(field)} (heure UTC)" if field.type == "horodatage" else label(field)


def widget(field: Field) -> tuple:
    """(QGIS editor widget, its settings) of a field."""
    if field.domain:
        empty = [] if field.required else [{NON_RENSEIGNE: _NULL_CODE}]
        return "ValueMap", {"map": empty + [{text: code} for code, text in field.domain.values]}
    if field.type == "booleen":
        return "CheckBox", {"TextDisplayMethod": 1}
    if field.type == "horodatage":
        return "DateTime", _calendar("yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy HH:mm")
    if field.type == "date":
        return "DateTime", _calendar("yyyy-MM-dd", "dd/MM/yyyy")
    multiline = field.name in ("commentaire", "texte", "description", "avertissement", "phrase")
    return "TextEdit", {"IsMultiline": multiline, "UseHtml": False}


def _calendar(stored: str, shown: str) -> dict:
    return {"allow_null": True, "calendar_popup": True, "display_format": shown, "field_format": stored, "field_iso_format": False}


def _constraints(vector_layer: QgsVectorLayer, index: int, field: Field) -> None:
    if field.required:
        vector_layer.setFieldConstraint(index, _NOT_NULL, _HARD)
    if field.name == "uuid":
        vector_layer.setFieldConstraint(index, _UNIQUE, _HARD)
    if field.domain:
        codes = ", ".join("'" + code.replace("'", "''") + "'" for code in field.domain.codes)
        name = f'"{field.name}"'
        vector_layer.setConstraintExpression(
            index, f"{name} IS NULL OR {name} IN ({codes})", f"« {field.label} » : choisissez dans la liste."
        )
        vector_layer.setFieldConstraint(index, _EXPRESSION, _HARD)


def _default(vector_layer: QgsVectorLayer, index: int, field: Field, layer: Layer) -> None:
    if field.name == "cree_par":
        vector_layer.setDefaultValueDefinition(index, QgsDefaultValue(_USER))
    elif field.name == "modifie_par":
        vector_layer.setDefaultValueDefinition(index, QgsDefaultValue(_USER, True))
    elif field.name == "modifie_le" and layer.role == "travail":
        vector_layer.setDefaultValueDefinition(index, QgsDefaultValue(utc_expression(), True))
    elif field.default and not is_now(field):
        vector_layer.setDefaultValueDefinition(index, QgsDefaultValue(field.default))


def utc_expression() -> str:
    """A QGIS expression (3.22 to 4.x has no UTC clock) that gives the present instant's UTC figures, built as text from the
    Unix time so that no zone or summer-time rule of the workstation comes in."""
    day = "format_date(to_date('1970-01-01') + make_interval(days:=floor(@s / 86400)), 'yyyy-MM-dd')"
    parts = [f"lpad(to_string(floor((@s % {big}) / {small})), 2, '0')" for big, small in ((86400, 3600), (3600, 60), (60, 1))]
    return f"with_variable('s', floor(epoch(now()) / 1000), to_datetime({day} || 'T' || " + " || ':' || ".join(parts) + " || 'Z'))"


def _hide_columns(vector_layer: QgsVectorLayer) -> None:
    """The attribute table does not show technical columns either."""
    config = vector_layer.attributeTableConfig()
    config.update(vector_layer.fields())
    columns = config.columns()
    for column in columns:
        column.hidden = column.hidden or column.name in TECHNICAL
    config.setColumns(columns)
    vector_layer.setAttributeTableConfig(config)
