"""Help pages: the small part of Markdown that our pages use, to HTML; text is escaped, so a page can hold anything."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import List

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<![*\w])\*([^*]+)\*(?![*\w])"), r"<i>\1</i>"),
    (re.compile(r"!\[([^\]]*)\]\(([\w./-]+)\)"), r'<img alt="\1" src="\2">'),
    (re.compile(r"\[([^\]]+)\]\(((?:https://|#)?[\w./#?=&;%-]+)\)"), r'<a href="\2">\1</a>'),
)
_ITEM = re.compile(r"^\s*(?:[-*]|(\d+)\.)\s+(.*)$")


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text


def _table(lines: List[str]) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    head, *body = rows
    cells = lambda row, tag: "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row)  # noqa: E731
    return (
        f"<table border='1' cellpadding='4' cellspacing='0'><tr>{cells(head, 'th')}</tr>"
        + "".join(f"<tr>{cells(row, 'td')}</tr>" for row in body)
        + "</table>"
    )


def to_html(markdown: str) -> str:
    """HTML body of a help page (headings, paragraphs, lists, tables, bold, italic, code, links, pictures)."""
    out: List[str] = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        lines = block.splitlines()
        heading = re.match(r"^(#{1,4})\s+(.*)$", lines[0])
        if heading:
            level = len(heading.group(1))
            out.append(f"<h{level}>{_inline(heading.group(2))}</h{level}>")
            lines = lines[1:]
        if not lines:
            continue
        if lines[0].lstrip().startswith("|"):
            out.append(_table(lines))
        elif _ITEM.match(lines[0]):
            out.append(_list(lines))
        else:
            out.append(f"<p>{_inline(' '.join(lines))}</p>")
    return "\n".join(out)


def _list(lines: List[str]) -> str:
    items: List[str] = []
    ordered = False
    for line in lines:
        item = _ITEM.match(line)
        if item:
            ordered = ordered or bool(item.group(1))
            items.append(item.group(2))
        elif items:
            items[-1] += " " + line.strip()
    tag = "ol" if ordered else "ul"
    return f"<{tag}>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + f"</{tag}>"


def page(path: Path, title: str) -> str:
    """A whole HTML page from the Markdown file `path`."""
    body = (
        to_html(path.read_text(encoding="utf-8"))
        if path.is_file()
        else f"<p>La page d'aide « {html.escape(title)} » est absente de cette version.</p>"
    )
    return (
        f"<!DOCTYPE html><html lang='fr'><head><meta charset='utf-8'><title>{html.escape(title)}</title></head><body>{body}</body></html>"
    )
