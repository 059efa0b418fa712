"""What the docs and help pages tell to type is understood by the command line, whose help is French; each algorithm has a page that says enough."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
from pathlib import Path

import pytest

from shared.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ("data_sync", "ddtm_aigle", "ddtm_crise", "ddtm_drones", "ddtm_lucca")
TABLES = {**{name: name + ".cli" for name in PLUGINS}, "ddtm_aigle.training": "ddtm_aigle.training.__main__"}
HELP = sorted(path for name in PLUGINS for path in (ROOT / name / "resources" / "help").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")), *HELP]
COMMAND = re.compile(r"python3? -m (" + "|".join(map(re.escape, sorted(TABLES, key=len, reverse=True))) + r") ([^`|\n]*)")
ALGORITHM = re.compile(r'^    NAME = "(\w+)"', re.M)


@pytest.fixture(scope="module")
def parsers():
    return {name: _parser(name, importlib.import_module(module).VERBS, "") for name, module in TABLES.items()}


def verbs(parser):
    return next(one for one in parser._actions if isinstance(one, argparse._SubParsersAction)).choices


def test_each_command_of_the_pages_is_understood(parsers, capsys):
    wrong, seen = [], 0
    for page in PAGES:
        for program, typed in COMMAND.findall(page.read_text(encoding="utf-8")):
            words = shlex.split(typed.replace("\\", "/").partition(" #")[0])
            if not words or words[0] == "VERBE":
                continue  # the usage of all verbs
            seen += 1
            if words[-1] in ("…", "..."):  # cut short on purpose: the verb must exist
                known = words[0] in verbs(parsers[program])
            else:
                try:
                    known = bool(parsers[program].parse_args(words))
                except SystemExit:
                    known = False
            if not known:
                wrong.append(f"{page.relative_to(ROOT)}: {program} {typed.strip()}\n    {capsys.readouterr().err.strip()}")
    assert seen > 60 and not wrong, "\n".join(wrong)


def test_each_option_has_its_french_line(parsers):
    english = re.compile(r"\b(the|file|folder|default|with|from|path|name of|positional|optional|show this)\b", re.I)
    wrong = []
    for program, parser in parsers.items():
        for verb, sub in verbs(parser).items():
            wrong += [f"{program} {verb} {action.dest}: no help" for action in sub._actions if not action.help]
            prose = " ".join(str(action.help) for action in sub._actions if action.dest != "help")
            wrong += [f"{program} {verb}: « {word} »" for word in english.findall(prose)]
    assert not wrong, "\n".join(wrong)


def test_each_algorithm_has_a_help_page_and_each_page_a_thing_it_explains():
    panels = {"bureau", "chercher", "couches", "dessiner", "guide"}  # of the crisis desktop, opened by F1
    for plugin in PLUGINS:
        code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / plugin / "processing").rglob("*.py"))
        pages = {path.stem for path in (ROOT / plugin / "resources" / "help").glob("*.md")}
        assert pages - panels == set(ALGORITHM.findall(code)), plugin


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_help_page_starts_with_its_title_and_says_more_than_it(plugin):
    for page in HELP:
        if page.parts[-4] == plugin:
            text = page.read_text(encoding="utf-8")
            assert text.startswith("# ") and len(text) > 240, page.name
