"""One demo for all tests that look at a finished snapshot: built once a run, by the command a person would type.

XINHENG_BROWSER_HOME=DIR  look at the snapshots of this home instead of building a demo
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCALE = "0.1"  # small, yet the planted departments stand out
PLAN = "jiangxi-2020"


def home(tmp_path_factory) -> Path:
    """Departments' files made up, checked, built and published; the first worker that asks builds for all."""
    if given := os.environ.get("XINHENG_BROWSER_HOME"):
        return Path(given)
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    found = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (found / "current.json").exists():
            command = [
                sys.executable,
                "-m",
                "dashboard.cli",
                "demo",
                "--build-only",
                "--scale",
                SCALE,
                "--home",
                str(found),
            ]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    return found


def truth(home: Path) -> dict:
    """What was planted in the Jiangxi sample."""
    file = next((home / "demo").glob(f"*/{PLAN}/truth.json"))
    return json.loads(file.read_text(encoding="utf-8"))
