"""Runs folders of tests inside the real desktop and tells their results test by test."""

from __future__ import annotations

import os
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from .ecran import ROOT, run_qgis

HERE = Path(__file__).resolve().parent


@dataclass
class DesktopResult:
    """What happened inside: names of the tests by outcome, and the texts to read when something failed."""

    status: int
    qgis_status: int
    passed: List[str] = field(default_factory=list)
    failed: Dict[str, str] = field(default_factory=dict)
    skipped: Dict[str, str] = field(default_factory=dict)
    log: str = ""

    @property
    def ok(self) -> bool:
        return self.status == 0 and self.qgis_status == 0 and not self.failed

    def report(self) -> str:
        lines = [f"pytest inside QGIS: status {self.status}; QGIS ended with {self.qgis_status}; {len(self.passed)} passed"]
        lines += [f"PASSED {name}" for name in self.passed]
        lines += [f"SKIPPED {name}: {why}" for name, why in self.skipped.items()]
        lines += [f"FAILED {name}\n{text}" for name, text in self.failed.items()]
        return "\n".join(lines + [self.log])


def run_inside(
    folders: Sequence[Path],
    plugins: Path,
    out: Path,
    *,
    enabled: Optional[List[str]] = None,
    env: Optional[Dict[str, str]] = None,
    size: str = "1600x1000",
    timeout: float = 300.0,
) -> DesktopResult:
    """Run the tests of `folders` in a desktop where `plugins` (a folder) are loaded; `out` receives logs and pictures."""
    out.mkdir(parents=True, exist_ok=True)
    full = {
        "DDTM_DESKTOP_OUT": str(out),
        "DDTM_DESKTOP_TESTS": os.pathsep.join(map(str, folders)),
        "DDTM_DESKTOP_VENV": sys.prefix,
        "DDTM_DESKTOP_TOOLS": str(HERE),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "DDTM_PYTHON": sys.executable,
        **(env or {}),
    }
    log = out / "qgis.log"
    ended = run_qgis(HERE / "dans_qgis.py", plugins, log, enabled=enabled, env=full, size=size, timeout=timeout)
    status = out / "status"
    result = DesktopResult(int(status.read_text()) if status.is_file() else 99, ended)
    for junit in sorted(out.glob("junit-*.xml")):
        _read_junit(junit, result)
    if not result.ok:
        names = ("error.log", "pytest.log", "qgis.log")
        result.log = "\n".join(f"--- {name}\n{_tail(out / name)}" for name in names if (out / name).is_file())
    return result


def _read_junit(path: Path, result: DesktopResult) -> None:
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        bad = case.find("failure") if case.find("failure") is not None else case.find("error")
        skipped = case.find("skipped")
        if bad is not None:
            result.failed[name] = (bad.text or bad.get("message") or "")[-3000:]
        elif skipped is not None:
            result.skipped[name] = skipped.get("message") or ""
        else:
            result.passed.append(name)


def _tail(path: Path, characters: int = 6000) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-characters:]


__all__ = ["ROOT", "DesktopResult", "run_inside"]
