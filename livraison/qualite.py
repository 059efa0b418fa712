"""Gates that read the tree and need no network: dead links of the docs, secrets, security rules: `python -m livraison.qualite`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Tuple

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("data_sync", "ddtm_crise", "ddtm_aigle", "ddtm_lucca", "ddtm_drones", "shared", "livraison")
TEXTS = {".py", ".md", ".txt", ".toml", ".sh", ".bat", ".csv", ".json", ".ini", ".qml", ".cfg", ".yml", ".yaml", ""}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
SECRETS: Tuple[Tuple[str, re.Pattern[str]], ...] = (
    ("private key", re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n[A-Za-z0-9+/=]{20}")),
    ("cloud key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("token of a forge", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,})\b")),
    ("token of a messaging service", re.compile(r"\bxox[abprs]-[\w-]{10,}")),
    ("signed web token", re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}")),
    (
        "address with a password",
        re.compile(r"\b[a-z][a-z0-9+]*://[^/\s:@'\"{}<>]+:[^/\s:@'\"{}<>]{4,}@(?!exemple|example|localhost)[\w.-]+"),
    ),
    (
        "password in clear",
        re.compile(r"(?i)\b(?:password|passwd|mot_de_passe|secret|api_?key)\s*=\s*[\"'](?!(?-i:[A-Z_]+)[\"'])[^\"'{}\s<>]{8,}[\"']"),
    ),  # the name of a variable is none
)
# Bandit's rules, as ruff knows them. Left out: asserts (S101), started programs (S603, S607: lists of arguments, never a shell),
# rights 755 of folders that every account of a laptop reads (S103), SQL by concatenation (S608: names of layers and fields come from the catalogue and are quoted; values are bound).
RULES = ["--select", "S", "--ignore", "S101,S103,S603,S607,S608"]
ALLOWED: Dict[Tuple[str, str], str] = {
    ("ddtm_drones/core/meta/journaux.py", "S314"): "expat 2.4.1 and later stop exploding entities; nothing external is read",
    ("ddtm_drones/core/meta/xmp.py", "S314"): "the same",
    ("ddtm_lucca/core/pv/phrases.py", "S105"): "a sentence of a report, no password",
    ("data_sync/processing/postgis_connexion.py", "S105"): "a sentence, no password",
    ("ddtm_drones/core/preuve/cles.py", "S105"): "the name of an environment variable",
    ("ddtm_drones/secret.py", "S105"): "the same",
    ("livraison/traduction.py", "S314"): "the .ts file of this repository",
    ("data_sync/core/paquets/source.py", "S310"): "the address is the administrator's own",
}


def tracked() -> List[Path]:
    """Files under version control; without git, all but what builds leave."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return [ROOT / name for name in done.stdout.split("\0") if name]
    left_out = {".venv", "dist", "build", "__pycache__", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not left_out & set(path.relative_to(ROOT).parts)]


def slug(heading: str) -> str:
    """The anchor that forges give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> List[str]:
    text = page.read_text(encoding="utf-8")
    headings = [slug(match) for match in re.findall(r"^#{1,6} +(.+)$", text, re.M)]
    return headings + re.findall(r'<a (?:id|name)="([^"]+)"', text)


def dead_links(pages: Iterable[Path]) -> Iterator[str]:
    """Links of pages to files or headings that are not there; web addresses are not asked."""
    for page in pages:
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.S)
        for link in LINK.findall(text):
            if re.match(r"[a-z][a-z0-9+.-]*:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name) if name else page
            if not target.exists():
                yield f"{page.name}: {link}"
            elif anchor and target.suffix == ".md" and anchor not in anchors(target):
                yield f"{page.name}: {link} (no such heading)"


def secrets(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        if path.suffix in TEXTS and path.is_file() and path.stat().st_size < 2_000_000:
            text = path.read_text(encoding="utf-8", errors="replace")
            for kind, pattern in SECRETS:
                for match in pattern.finditer(text):
                    yield f"{path.name}:{text.count(chr(10), 0, match.start()) + 1}: {kind}"


def security(folders: Iterable[Path]) -> Iterator[str]:
    """What ruff's security rules find beyond ALLOWED."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "json", *RULES, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for item in json.loads(done.stdout):
        path = Path(item["filename"])
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        if (name, item["code"]) not in ALLOWED:
            yield f"{name}:{item['location']['row']}: {item['code']} {item['message']}"


def main() -> int:
    files = tracked()
    pages = [path for path in files if path.suffix == ".md" and path.is_file()]
    folders = [ROOT / name for name in SOURCES if (ROOT / name).is_dir()]
    found = [*dead_links(pages), *secrets(files), *security(folders)]
    print("\n".join(found) or f"{len(pages)} pages, {len(files)} files: no dead link, no secret, no security finding")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
