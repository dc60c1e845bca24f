"""What lies in a source folder: which files, of which feed, from whom, received when."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from data.contracts import FEEDS
from data.errors import SourceUnusable
from data.ingest.days import read_days
from data.ingest.places import department
from data.ingest.privacy import mask

IGNORED = re.compile(r"^(?:\.|_|~\$|Thumbs\.db$|desktop\.ini$|README|说明)", re.IGNORECASE)
NOT_FEEDS = ("plans",)  # a source may bring its own packs


@dataclass(frozen=True)
class Sent:
    """One file as it was sent. `name` is masked and relative to the source; `path` is only ever opened, never shown."""

    path: Path
    feed: str
    name: str
    department_code: str | None
    received_on: date | None


def find_sent(source: Path, read_from: Mapping[str, Sequence[str]] | None = None) -> list[Sent]:
    """Every file of a source, in the order of submission: received date, then name.

    read_from: {feed: feeds whose files are read for it too}; such a file is sent once for each.

    Raises SourceUnusable for a source that is missing, empty, or has a folder that is no feed.
    """
    if not source.is_dir():
        raise unusable(
            source, "找不到这个数据源文件夹。", "This source folder does not exist.", "请检查路径。", "Check the path."
        )
    folders = sorted(f for f in subfolders(source) if f.name not in NOT_FEEDS)
    for folder in folders:
        if folder.name not in FEEDS:
            known = ", ".join(FEEDS)
            raise unusable(
                source, f"文件夹“{mask(folder.name)}”不是已知的数据种类。", f"The folder {mask(folder.name)} is no feed.",
                f"可用:{known}。", f"Known feeds: {known}.",
            )  # fmt: skip
    received = read_manifest(source)
    readers = {folder.name: [folder.name] for folder in folders}
    for feed, others in (read_from or {}).items():
        for other in (o for o in others if o in readers and feed not in readers[o]):
            readers[other].append(feed)
    found = [
        describe(source, feed, path, received)
        for folder in folders for path in files_below(folder) for feed in readers[folder.name]
    ]  # fmt: skip
    if not found:
        known = ", ".join(FEEDS)
        raise unusable(
            source, "数据源里没有文件。", "There are no files in this source.",
            f"请把文件放进以数据种类命名的文件夹:{known}。", f"Put files into folders named after feeds: {known}.",
        )  # fmt: skip
    return sorted(found, key=lambda s: (s.received_on or date.min, s.feed, s.name, str(s.path)))


def subfolders(source: Path) -> Iterator[Path]:
    """Folders directly in the source, links left out."""
    for entry in os.scandir(source):
        if entry.is_dir(follow_symlinks=False) and not IGNORED.match(entry.name):
            yield Path(entry.path)


def files_below(folder: Path) -> Iterator[Path]:
    """Files of a feed at any depth. Links are listed, so that a receipt can refuse them; linked folders are not entered."""
    for base, inner, names in os.walk(folder, followlinks=False):
        inner[:] = sorted(d for d in inner if not IGNORED.match(d))
        yield from (Path(base) / n for n in sorted(names) if not IGNORED.match(n))


def describe(source: Path, feed: str, path: Path, received: dict[str, date]) -> Sent:
    """Who sent a file and when, by the folders it lies in (SOURCE/<feed>/[<department>/][<YYYY-MM-DD>/]FILE)."""
    relative = path.relative_to(source)
    between = relative.parts[1:-1]
    dates = [d for part in between if (d := folder_day(part))]
    names = [part for part in between if not folder_day(part)]
    office = (department(names[0]) or mask(names[0])) if names else None
    on = dates[-1] if dates else received.get(relative.as_posix())
    # A name that is not UTF-8 must not break JSON or Parquet further on.
    shown = mask(relative.as_posix().encode("utf-8", "replace").decode())
    return Sent(path, feed, shown, office, on)


@lru_cache(maxsize=10_000)
def folder_day(name: str) -> date | None:
    """The day a folder is named after, if it is."""
    if not re.match(r"^[0-9]{4}", name):
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", name):
        try:
            return date.fromisoformat(name)
        except ValueError:
            return None
    found = read_days(pl.Series([name])).item()
    return found if isinstance(found, date) else None


def read_manifest(source: Path) -> dict[str, date]:
    """SOURCE/manifest.csv (file, received_on) for files whose folder has no date; absent or unreadable gives none."""
    path = source / "manifest.csv"
    if not path.is_file():
        return {}
    try:
        rows = pl.read_csv(path, infer_schema=False).select("file", "received_on")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise unusable(
            path, "无法读取,或缺少 file、received_on 列。", "It cannot be read, or lacks the columns file and received_on.",
            "请改正,或改用日期文件夹。", "Mend it, or use dated folders.",
        ) from error  # fmt: skip
    received = read_days(rows["received_on"])
    return {file: day for file, day in zip(rows["file"], received, strict=True) if file and day}


def unusable(path: Path, zh: str, en: str, next_zh: str, next_en: str) -> SourceUnusable:
    """SourceUnusable naming the folder."""
    return SourceUnusable(mask(path.name), (zh, en), (next_zh, next_en))
