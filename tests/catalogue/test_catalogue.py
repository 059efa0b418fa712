"""The declarations hold together, and what is printed from them is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared import catalogue
from shared.catalogue.__main__ import main
from shared.catalogue.crise import CLASSES_AGE
from shared.catalogue.documentation import markdown
from shared.catalogue.model import COMMON_WORK, TYPES, Domain, Field, Layer
from shared.catalogue.postgis import ddl

DOCS = Path(__file__).resolve().parents[2] / "docs" / "couches.md"
LAYERS = list(catalogue.LAYERS.values())
NAME = re.compile(r"[a-z][a-z0-9_]*$")


@pytest.mark.parametrize("layer", LAYERS, ids=[layer.name for layer in LAYERS])
def test_a_layer_is_well_declared(layer):
    names = [field.name for field in layer.all_fields]
    assert NAME.match(layer.name) and not layer.name.startswith(("gpkg_", "rtree_", "sqlite_"))
    assert all(NAME.match(name) for name in names) and len(set(names)) == len(names)
    assert not {"fid", "geom"} & set(names), "fid and geom are made by the GeoPackage"
    assert layer.display in names and layer.title and layer.help.strip().endswith(".")
    assert all(theme in ("inondation", "route") for theme in layer.themes)
    for field in layer.all_fields:
        assert not field.label[0].islower() and not field.label.endswith(".")
        if field.domain and field.default:
            assert field.default.strip("'") in field.domain.codes


def test_titles_are_unique_and_domains_of_one_name_are_one():
    titles = [layer.title for layer in LAYERS]
    assert len(set(titles)) == len(titles), "gpkg_contents.identifier is unique"
    domains: dict = {}
    for layer in LAYERS:
        for field in layer.all_fields:
            if field.domain:
                assert domains.setdefault(field.domain.name, field.domain) == field.domain
                assert len(set(field.domain.codes)) == len(field.domain.codes)


def test_age_classes_of_the_manager_cover_each_census_class_once():
    added = [name for _, _, names in CLASSES_AGE for name in names]
    carried = [field.name for field in catalogue.LAYERS["carreau_population"].fields if re.match(r"ind_\d", field.name)]
    assert added == carried


def test_work_layers_carry_status_author_and_hours():
    for layer in catalogue.layers("travail"):
        assert layer.all_fields[: len(COMMON_WORK)] == COMMON_WORK


def test_a_bad_declaration_is_refused():
    with pytest.raises(ValueError):
        Field("a", "couleur", "A")
    with pytest.raises(ValueError):
        Layer("a", "A", "Cercle", "reference", "x", ())


def test_the_documentation_page_is_up_to_date():
    """Run `python -m shared.catalogue docs > docs/couches.md` after a change of the catalogue."""
    assert DOCS.read_text(encoding="utf-8") == markdown(LAYERS, catalogue.SCHEMA_VERSION)


def test_the_page_names_everything():
    text = markdown(LAYERS, 1)
    for layer in LAYERS:
        assert f"### {layer.name}\n" in text
        for field in layer.all_fields:
            assert f"| `{field.name}` | {TYPES[field.type][2]} | {field.label} |" in text


def test_postgis_tables_have_the_same_columns_and_closed_lists():
    text = ddl(LAYERS)
    for layer in LAYERS:
        body = re.search(rf'CREATE TABLE IF NOT EXISTS "ddtm"\."{layer.name}" \((.*?)\n\);', text, re.S).group(1)
        assert re.findall(r'^    "(\w+)"', body, re.M) == [field.name for field in layer.all_fields]
        assert (f"geom geometry({layer.geometry}, 2154)" in body) == bool(layer.geometry)
        for field in layer.all_fields:
            if field.domain:
                assert f'REFERENCES "ddtm"."liste_{field.domain.name}" (code)' in body
    assert "'Chute d''arbre'" in ddl(
        [Layer("a", "A", None, "reference", "x", (Field("b", "texte", "B", domain=Domain("d", (("c", "Chute d'arbre"),))),))]
    )


def test_the_command_prints_or_says_how(capsysbinary):
    assert main(["docs"]) == 0
    assert capsysbinary.readouterr().out == DOCS.read_bytes()
    assert main(["autre"]) == 2 and b"Usage" in capsysbinary.readouterr().err
