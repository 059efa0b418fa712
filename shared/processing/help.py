"""The offline help page of an algorithm or tool: `resources/help/<name>.md` of its plugin, as HTML."""

from __future__ import annotations

from pathlib import Path
from typing import List

from .markdown import page


def help_page(source: Path) -> str:
    """The whole HTML page of a Markdown file; its title is the first heading."""
    text = source.read_text(encoding="utf-8")
    heading = next((line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")), source.stem)
    return page(text, heading)


def write_help_pages(folder: Path) -> List[Path]:
    """Put beside each .md of `folder` its .html, for QGIS's own « Aide » buttons; returns the pages written."""
    pages = []
    for source in sorted(folder.glob("*.md")):
        target = source.with_suffix(".html")
        target.write_text(help_page(source), encoding="utf-8", newline="\n")
        pages.append(target)
    return pages
