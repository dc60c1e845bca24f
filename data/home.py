"""Where things lie: one folder, `var/` beside the project unless XINHENG_HOME says otherwise."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The working folder of one installation."""

    path: Path

    @property
    def warehouse(self) -> Path:
        """Row-level staged data; the dashboard never opens it."""
        return self.path / "warehouse"

    @property
    def snapshots(self) -> Path:
        """Immutable published files."""
        return self.path / "snapshots"

    @property
    def pointer(self) -> Path:
        """The small file that names the snapshot being served."""
        return self.path / "current.json"

    @property
    def drafts(self) -> Path:
        """Scenarios saved by planners."""
        return self.path / "drafts"


def home(path: Path | str | None = None) -> Home:
    """The home named, else XINHENG_HOME, else `var/` in the project."""
    return Home(Path(path or os.environ.get("XINHENG_HOME") or ROOT / "var").resolve())
