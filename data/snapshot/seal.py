"""What a snapshot file was when it was finished: its digest in a small file beside it, as `sha256sum -c` reads it."""

from __future__ import annotations

from pathlib import Path

from data.errors import SnapshotUnusable
from data.ingest.encoding import digest

BUILD_AGAIN = ("请运行 xinheng build 重新生成快照。", "Run `xinheng build` to make a new snapshot.")


def of(snapshot: Path) -> Path:
    """Where the seal of a snapshot lies."""
    return snapshot.with_name(f"{snapshot.name}.sha256")


def text(snapshot: Path, named: str = "") -> str:
    """What the seal of a snapshot says. named: where it has another name yet. Raises OSError."""
    return f"{digest(snapshot)}  {named or snapshot.name}\n"


def says(snapshot: Path) -> str | None:
    """The digest a snapshot was sealed with; None where there is no seal to be read."""
    try:
        return of(snapshot).read_text(encoding="utf-8").split()[0]
    except (OSError, ValueError, IndexError):
        return None


def holds(snapshot: Path) -> bool | None:
    """Whether the file is to the last bit what was sealed; None where there is no seal."""
    try:
        return of(snapshot).read_text(encoding="utf-8").split() == text(snapshot).split()
    except FileNotFoundError:
        return None if snapshot.is_file() else False
    except (OSError, ValueError):
        return False


def must_hold(snapshot: Path) -> None:
    """Raises SnapshotUnusable where the file is not what was sealed."""
    if holds(snapshot) is False:
        raise SnapshotUnusable(
            snapshot.name,
            ("快照文件与生成时不一致,可能已损坏。", "the snapshot file is not what was built; it may be damaged."),
            BUILD_AGAIN,
        )
