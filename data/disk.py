"""A disk that is full, closed, broken or taken away, and memory that does not suffice: one sentence, whoever met it.

Python tells a number, polars and DuckDB tell the system's own words for it; all three are known by those words.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import NoRoom
from data.home import ROOT
from data.ingest.privacy import mask

Pair = tuple[str, str]
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ETXTBSY)
BROKEN = (errno.EIO, errno.ESTALE, errno.ENODEV)
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP)
GONE = (errno.ENOENT,)
SPILL = "max_temp_directory_size"  # DuckDB has filled what was free of the disk with what did not fit into memory
TOLD: dict[str, tuple[Pair, Pair]] = {
    "full": (
        ("磁盘空间不足,已停止;原有数据与快照不受影响。", "the disk is full; stopped. What was there before is as it was."),
        ("请腾出空间后重新运行。", "Free some space, then run it again."),
    ),
    "closed": (
        ("无法读写:权限不足、磁盘只读,或同名位置已被占用。",
         "cannot be opened: no permission, a read-only disk, or something else has that name."),
        ("请检查后重新运行。", "Mend that, then run it again."),
    ),
    "broken": (
        ("磁盘读写出错。", "the disk fails to read or write."),
        ("请检查磁盘;必要时用 --home 换一个目录重新运行。", "Check the disk; if need be, run it again with another folder (--home)."),
    ),
    "locks": (
        ("该目录所在的磁盘不支持文件锁。", "the disk of this folder knows no file locks."),
        ("请把工作目录放在本地磁盘上(--home)。", "Keep the working folder on a local disk (--home)."),
    ),
    "gone": (
        ("运行中有文件被移走或改名。", "a file was taken away or renamed while in use."),
        ("请重新运行,缺少的会重新生成。", "Run it again: what is missing is made anew."),
    ),
    "damaged": (
        ("入库文件已损坏。", "a file of the warehouse is damaged."),
        ("请运行 xinheng build,损坏的文件会重新检查入库。", "Run `xinheng build`: damaged files are checked and staged anew."),
    ),
    "snapshot": (
        ("快照或中间结果文件已损坏。", "a snapshot, or what the build works with, is damaged."),
        ("请运行 xinheng build 重新生成。", "Run `xinheng build` to make it anew."),
    ),
    "memory": (
        ("内存不足,已停止;原有数据与快照不受影响。", "memory does not suffice; stopped. What was there before is as it was."),
        ("请关闭其他程序或换用内存更大的机器后重新运行。", "Close other programs or take a machine with more memory, then run it again."),
    ),
}  # fmt: skip


@contextmanager
def plain_words(folder: Path) -> Iterator[None]:
    """Whatever the disk below `folder` does to the body becomes a NoRoom that names the folder."""
    try:
        yield
    except Exception as error:
        told = said(error, folder)
        if told is None:
            raise
        raise told from error


def said(error: Exception, folder: Path) -> NoRoom | None:
    """The sentence for an error of disk or memory; None for any other error, which is then a bug of ours."""
    kind = _kind(error, str(folder))
    if kind is None:
        return None
    named = getattr(error, "filename", None)
    return NoRoom(mask(str(named)) if named and kind in ("closed", "gone") else str(folder), *TOLD[kind])


def _kind(error: Exception, folder: str) -> str | None:
    room = type(error).__module__.partition(".")[0]
    if not isinstance(error, OSError | MemoryError) and room not in ("duckdb", "_duckdb", "polars"):
        return None
    text, name = str(error), type(error).__name__
    if isinstance(error, MemoryError) or name == "OutOfMemoryException":
        return "full" if SPILL in text else "memory"
    for kind, codes in (("full", FULL), ("closed", CLOSED), ("broken", BROKEN), ("locks", NO_LOCKS)):
        if any(_is(error, text, code) for code in codes):
            return kind
    if isinstance(error, FileNotFoundError) and not str(error.filename).startswith(str(ROOT)):
        return "gone"
    if "Corrupt database file" in text:
        return "snapshot"
    if folder not in text:  # what is missing or unreadable elsewhere is not the disk's fault
        return None
    if any(_is(error, text, code) for code in GONE):
        return "gone"
    return "damaged" if ".parquet" in text else None


def _is(error: Exception, text: str, code: int) -> bool:
    return getattr(error, "errno", None) == code or os.strerror(code) in text
