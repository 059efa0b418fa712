"""The English of the interface: French is the source, `shared/i18n/ddtm_en.ts` the translations, `ddtm_en.qm` what Qt reads.

    python -m livraison.traduction            what is missing or no longer used; status 1 when something is
    python -m livraison.traduction --ecrire   takes new sentences into the .ts (to be translated), drops old ones, makes the .qm

Sentences are those given to `tr(...)`, the class tables of algorithms (TITLE, GROUP, SHORT, NEXT, TITRE) and, in modules that call
`tr(variable)`, the tables at the top of the module. Results that a calculation words itself stay in French.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Dict, Iterator, List, Set

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("shared", "ddtm_crise", "data_sync", "ddtm_lucca", "ddtm_drones", "ddtm_aigle")
CONTEXT = "ddtm"
TS = ROOT / "shared" / "i18n" / "ddtm_en.ts"
QM = TS.with_suffix(".qm")
CLASS_TABLES = {"TITLE", "GROUP", "SHORT", "NEXT", "TITRE"}
LABELLED_CALLS = {"Theme": (1, 2)}  # call -> places of its arguments that people read
LABELLED_DOMAINS = {"CLASSE_DETECTION", "VALIDATION", "PRESCRIPTION"}  # lists of values that a screen names itself
LABELLED_ROWS = {"VUES"}  # tables whose rows begin with what people read
WORDED = re.compile(r"[A-Za-zÀ-ÿ]{2}")
CODE = re.compile(r"^[a-z0-9_.:/*-]+$|^[A-Z0-9_]+$|^#|^[.:]{0,2}[\w.]+:[\w.]+$|[{<]\w+[}>]?=|\.(?:py|svg|png|md|json|csv|gpkg|tif)$")


def sentences(root: Path = ROOT) -> Dict[str, str]:
    """{French sentence: file that holds it}, in the order met."""
    found: Dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).parts
            if "core" in parts or "training" in parts or "__pycache__" in parts:
                continue
            for text in of_module(ast.parse(path.read_text(encoding="utf-8"), str(path))):
                found.setdefault(text, "/".join(parts))
    return found


def of_module(tree: ast.Module) -> Iterator[str]:
    """Sentences of one module, in the order met."""
    by_table = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "tr" and node.args:
            literal = _literal(node.args[0])
            if literal:
                yield literal
            by_table |= literal is None
        elif isinstance(node, ast.Call) and _name(node.func) in LABELLED_CALLS:
            places = LABELLED_CALLS[_name(node.func)]
            yield from (text for text in (_literal(node.args[place]) for place in places if place < len(node.args)) if text)
        elif isinstance(node, ast.AnnAssign) and _name(node.target) in LABELLED_ROWS and isinstance(node.value, ast.Tuple):
            rows = [row for row in node.value.elts if isinstance(row, ast.Tuple) and row.elts]
            yield from (text for text in (_literal(row.elts[0]) for row in rows) if text)
        elif isinstance(node, ast.Assign) and {_name(target) for target in node.targets} & LABELLED_DOMAINS:
            pairs = [item.elts for item in ast.walk(node.value) if isinstance(item, ast.Tuple) and len(item.elts) == 2]
            yield from (text for text in (_literal(pair[1]) for pair in pairs if _literal(pair[0])) if text)
        elif isinstance(node, ast.ClassDef):
            for statement in node.body:
                yield from _of_class_table(statement)
    if by_table:
        for statement in tree.body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                yield from (text for text in map(_literal, ast.walk(statement.value)) if text and _worded(text))


def _of_class_table(statement: ast.stmt) -> Iterator[str]:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target, value = statement.targets[0], statement.value
    names = [_name(item) for item in target.elts] if isinstance(target, ast.Tuple) else [_name(target)]
    values = value.elts if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) else [value]
    for name, item in zip(names, values):
        if name in CLASS_TABLES:
            yield from (text for text in map(_literal, ast.walk(item)) if text)


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _worded(text: str) -> bool:
    return bool(WORDED.search(text)) and not CODE.search(text)


def translations(path: Path = TS) -> Dict[str, str]:
    """{French: English} of a .ts file; "" where it is still to be translated."""
    if not path.is_file():
        return {}
    found: Dict[str, str] = {}
    for message in ET.parse(path).getroot().iter("message"):
        target = message.find("translation")
        found[message.findtext("source") or ""] = (target.text or "") if target is not None else ""
    return found


def write(known: Dict[str, str], path: Path = TS) -> None:
    """The .ts (sorted, one message a sentence) and, beside it, the .qm made by Qt's lrelease."""
    root = ET.Element("TS", version="2.1", language="en", sourcelanguage="fr")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for source, target in sorted(known.items()):
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation", {} if target else {"type": "unfinished"})
        translation.text = target
    ET.indent(root, " ")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ET.tostring(root, encoding="utf-8") + b"\n")
    subprocess.run(["lrelease", "-silent", "-nounfinished", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)


def faults(used: Dict[str, str], known: Dict[str, str]) -> List[str]:
    """What keeps the English from being whole: sentences without translation, or translated for nobody."""
    said = [f"{used[text]}: no English for « {text} »" for text in used if not known.get(text)]
    said += [f"no longer used: « {text} »" for text in known if text not in used]
    said += [f"placeholders differ: « {text} »" for text in used if known.get(text) and _holes(text) != _holes(known[text])]
    return said


def _holes(text: str) -> Set[str]:
    return set(re.findall(r"\{[^}]*\}|%\d", text))


def main(arguments: List[str]) -> int:
    used, known = sentences(), translations()
    if "--ecrire" in arguments:
        write({text: known.get(text, "") for text in used})
        known = translations()
    said = faults(used, known)
    print("\n".join(said) or f"translations: {len(used)} sentences, all in English")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
