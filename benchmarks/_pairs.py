"""The peers of the exchange: pygeodiff's changeset and rsync's delta between two versions of one GeoPackage."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Optional, Tuple

# pygeodiff carries an SQLite of its own: never in the same process as another one
_GEODIFF = """
import json, os, sys, time, pygeodiff
geodiff = pygeodiff.GeoDiff()
geodiff.set_maximum_logger_level(1)
old, new, out = sys.argv[1:4]
start = time.perf_counter()
geodiff.create_changeset(old, new, out)
made = time.perf_counter() - start
start = time.perf_counter()
geodiff.apply_changeset(old, out)
print(json.dumps([os.path.getsize(out), made, time.perf_counter() - start]))
"""


def geodiff(old: Path, new: Path, scratch: Path) -> Optional[Tuple[int, float, float]]:
    """(bytes of the changeset, seconds to make it, seconds to apply it), None when pygeodiff is not there. `old` is not changed."""
    copy, out = scratch / "geodiff.gpkg", scratch / "geodiff.diff"
    shutil.copyfile(old, copy)
    done = subprocess.run([sys.executable, "-c", _GEODIFF, copy, new, out], capture_output=True, text=True, check=False)
    for path in (copy, out):
        path.unlink(missing_ok=True)
    return tuple(json.loads(done.stdout)) if done.returncode == 0 else None


def rsync(old: Path, new: Path, scratch: Path) -> Optional[Tuple[int, float]]:
    """(bytes both ways, seconds) to bring a copy of `old` to `new` block by block, None when rsync is not there."""
    if not shutil.which("rsync"):
        return None
    copy = scratch / "rsync.gpkg"
    shutil.copyfile(old, copy)
    command = ["rsync", "--no-whole-file", "--ignore-times", "--inplace", "--stats", str(new), str(copy)]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, check=True)
    taken = time.perf_counter() - started
    copy.unlink()
    return sum(int(found.replace(",", "")) for found in re.findall(r"Total bytes (?:sent|received): ([\d,]+)", done.stdout)), taken
