"""Help pages: the small part of Markdown that they use, as safe HTML (everything is escaped first)."""

from __future__ import annotations

import html
import re
from typing import List

_CODE = re.compile(r"`([^`]+)`")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*([^*\s][^*]*?)\*(?![\w*])")
_LINK = re.compile(r"\[([^\]]+)\]\((https://[^\s)]+|[\w./#-]+)\)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([\w./-]+)\)")
_TIED = re.compile(r"(?<=«) | (?=[»:;!?%€])")  # French signs stay with their word at the end of a line
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_ITEM = re.compile(r"\s*(?:[-*]|(\d+)\.)\s+(.*)")


def inline(text: str) -> str:
    """Bold, italic, code, https or relative links and pictures of one line."""
    codes: List[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match.group(1))
        return f"\x00{len(codes) - 1}\x00"

    text = html.escape(_CODE.sub(keep, text.replace("\x00", "")), quote=True)
    text = _THOUSANDS.sub("\u202f", _TIED.sub("\u00a0", text))
    text = _IMAGE.sub(r'<img src="\2" alt="\1">', text)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", text))
    return re.sub(r"\x00(\d+)\x00", lambda m: f"<code>{html.escape(codes[int(m.group(1))])}</code>", text)


def to_html(source: str) -> str:
    """A fragment of HTML: titles, paragraphs, lists, tables, fenced code."""
    out: List[str] = []
    lines = source.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.startswith("```"):
            end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("```")), len(lines))
            out.append("<pre>" + html.escape("\n".join(lines[at + 1 : end])) + "</pre>")
            at = end + 1
        elif re.match(r"#{1,4}\s", line):
            level = len(line) - len(line.lstrip("#"))
            out.append(f"<h{level}>{inline(line[level:].strip())}</h{level}>")
            at += 1
        elif line.lstrip().startswith("|"):
            end = next((n for n in range(at, len(lines)) if not lines[n].lstrip().startswith("|")), len(lines))
            out.append(_table(lines[at:end]))
            at = end
        elif _ITEM.match(line):
            at = _list(lines, at, out)
        else:
            end = next((n for n in range(at + 1, len(lines)) if _breaks(lines[n])), len(lines))
            out.append("<p>" + inline(" ".join(part.strip() for part in lines[at:end])) + "</p>")
            at = end
    return "\n".join(out)


def page(source: str, title: str) -> str:
    """A whole HTML page, readable in a browser without any network."""
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>' + html.escape(title) + "</title><style>"
        "body{font-family:Marianne,'Noto Sans','DejaVu Sans',sans-serif;max-width:46em;margin:2em auto;padding:0 1em;line-height:1.5}"
        "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}img{max-width:100%}"
        "</style></head><body>\n" + to_html(source) + "\n</body></html>\n"
    )


def _breaks(line: str) -> bool:
    return not line.strip() or line.startswith(("#", "```")) or line.lstrip().startswith("|") or bool(_ITEM.match(line))


def _list(lines: List[str], at: int, out: List[str]) -> int:
    first = _ITEM.match(lines[at])
    tag = "ol" if first is not None and first.group(1) else "ul"
    items: List[str] = []
    while at < len(lines):
        match = _ITEM.match(lines[at])
        if match:
            items.append(match.group(2))
        elif items and lines[at].startswith("  ") and lines[at].strip():
            items[-1] += " " + lines[at].strip()
        else:
            break
        at += 1
    out.append(f"<{tag}>" + "".join(f"<li>{inline(item)}</li>" for item in items) + f"</{tag}>")
    return at


def _table(lines: List[str]) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    body = "".join("<tr>" + "".join(f"<{tag}>{inline(cell)}</{tag}>" for cell in row) + "</tr>" for row, tag in _tagged(rows))
    return f"<table>{body}</table>"


def _tagged(rows: List[List[str]]):
    return [(row, "th" if number == 0 else "td") for number, row in enumerate(rows)]
