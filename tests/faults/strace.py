"""Faults of the system at a chosen system call: kill -9, a full disk, an input-output error (strace --inject)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Callable, Dict, List

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALLS = "write,pwrite64,fsync,fdatasync,unlink,ftruncate,rename,renameat,renameat2"
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
POINTS = int(os.environ.get("DDTM_FAULT_POINTS", "2"))
COUNTS: Dict[str, Counter] = {}

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace absent")


def command(code: str, arguments: List[str]) -> List[str]:
    return [sys.executable, "-B", "-c", code, *arguments]


def usable() -> bool:
    """May this machine trace its own processes?"""
    return subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False).returncode == 0


def count(code: str, arguments: List[str]) -> int:
    """How many of CALLS the sound run makes."""
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/stdout", "-e", f"trace={CALLS}", *command(code, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    return sum(1 for line in done.stdout.splitlines() if "(" in line and "=" in line)


def run(code: str, arguments: List[str], fault: str, when: int) -> subprocess.CompletedProcess:
    inject = f"inject={CALLS}:{fault}:when={when}"
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={CALLS}", "-e", inject, *command(code, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def campaign(subject: str, total: int, attempt: Callable[[str, int], str]) -> Counter:
    """`attempt(fault, when)` at sampled calls of each fault; it says what it found, and asserts what must hold."""
    found = COUNTS.setdefault(subject, Counter())
    for number, fault in enumerate(FAULTS):
        step = max(1, total // POINTS)
        for when in range(1 + (number * step // 3), total + 1, step):
            found[attempt(fault, when)] += 1
            found["points"] += 1
    return found
