"""Tells the counts of the fault campaigns at the end of the run."""

from __future__ import annotations

from . import strace


def pytest_terminal_summary(terminalreporter):
    for subject, found in strace.COUNTS.items():
        rest = ", ".join(f"{name}: {number}" for name, number in sorted(found.items()) if name != "points")
        terminalreporter.write_line(f"pannes injectées, {subject}: {found['points']} points ({rest})")
