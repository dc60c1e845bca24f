"""Write the lists: one workbook, or one for each department that owes an answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.errors import NoRoom
from data.feedback.book import as_xlsx
from data.feedback.owed import Owed


def write_one(path: Path, owed: Owed, lang: str) -> bool:
    """One department's workbook; False and no file where it owes nothing. Raises NoRoom where a file is there already."""
    if owed.listed.is_empty():
        return False
    _free(path)
    _put(path, as_xlsx(owed, lang))
    return True


def write_all(folder: Path, lists: Sequence[Owed], lang: str) -> list[Path]:
    """FOLDER/<quarter>-<department>.xlsx for each list with a row. Nothing is written where one of them is there already."""
    named = [(folder / f"{o.quarter}-{o.department['department_code']}.xlsx", o) for o in lists if o.listed.height]
    for path, _ in named:
        _free(path)
    for path, one in named:
        _put(path, as_xlsx(one, lang))
    return [path for path, _ in named]


def _free(path: Path) -> None:
    if path.exists():
        raise NoRoom(
            str(path), ("已有同名文件,未覆盖。", "is there already and was left as it is."),
            ("请换一个文件名,或先移走原文件。", "Choose another name, or move the old file away."),
        )  # fmt: skip


def _put(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as trouble:
        raise NoRoom(
            str(path), ("无法写入。", "cannot be written."),
            ("请检查路径、权限与磁盘空间。", "Check the path, permissions and free space."),
        ) from trouble  # fmt: skip
