"""From a source to the warehouse: every file checked once, its kept rows under the name of their content."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import FEEDS, VERSION
from data.errors import FileRefused, NoRoom
from data.ingest import problems, receipt
from data.ingest.check import examine, latest_believable
from data.ingest.encoding import digest
from data.ingest.source import Sent, find_sent
from data.mapping import FeedMapping, SourceSettings, read_settings

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = 16  # hex digits of a content address
QUARANTINE = {"row": pl.Int64, "column": pl.String, "rule": pl.String, "message_zh": pl.String, "message_en": pl.String}

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Submission:
    """One file sent, checked and staged. `staged` is null where the file was refused as a whole."""

    submission_id: str
    position: int
    feed: str
    department_code: str | None
    file_name: str
    received_on: date | None
    encoding: str | None
    size_bytes: int
    rows: int
    kept: int
    refused: int
    masked: int
    duplicates: int
    dropped: int
    normalised: int
    error_rule: str | None
    error_zh: str | None
    error_en: str | None
    staged: Path | None
    problems: Path | None
    receipt: Path
    digest: str


@dataclass(frozen=True)
class StagedSource:
    """A source in the warehouse, its files in the order of submission."""

    settings: SourceSettings
    as_of: date
    submissions: list[Submission]


def stage_source(
    source: Path, warehouse: Path, *, as_of: date | None = None, progress: Progress | None = None
) -> StagedSource:
    """Check and stage every file of a source. Staging the same bytes again finds them done and changes nothing.

    as_of: the day after which nothing can have happened; else that of source.toml, else the latest date of receipt or
    report, else the latest believable event. Never the clock.
    Raises SourceUnusable (folder, source.toml) and NoRoom; a file that cannot be read is a submission with an error.
    """
    source, settings = Path(source), read_settings(Path(source)) if Path(source).is_dir() else SourceSettings()
    sent = find_sent(source, {feed: mapping.read_from for feed, mapping in settings.feeds.items()})
    given = as_of or settings.as_of
    stager = Stager(Path(warehouse), settings, progress)
    with room(warehouse):
        done = [stager.stage(one, given) for one in sent]
        day = given or default_day(sent, done)
        bound = given or last_bound(day, done)
        done = [stager.stage(one, bound) if is_late(r, bound) else r for one, r in zip(sent, done, strict=True)]
    submissions = [stager.submission(i, one, r) for i, (one, r) in enumerate(zip(sent, done, strict=True))]
    return StagedSource(settings, day, submissions)


def staged_path(warehouse: Path, feed: str, submission_id: str) -> Path:
    """Where the kept rows of a submission lie; its id begins with the address of its content."""
    return warehouse / "staged" / feed / f"{submission_id.partition('-')[0]}.parquet"


def default_day(sent: list[Sent], done: list[dict[str, Any]]) -> date:
    """The latest date of receipt or report; else the latest believable event; else the day before any."""
    received = [s.received_on for s in sent if s.received_on]
    reported = [date.fromisoformat(r["reported"]) for r in done if r["reported"]]
    if reported and (last := latest_believable(pl.Series(reported))):
        received.append(last)
    return max(received) if received else latest_of(done) or date(1970, 1, 1)


def last_bound(day: date, done: list[dict[str, Any]]) -> date:
    """Where no as-of date was given, events after the last report are kept; only slips are refused."""
    return max(day, latest_of(done) or day)


def latest_of(done: list[dict[str, Any]]) -> date | None:
    """The latest believable day over all files."""
    days = [date.fromisoformat(r["latest"]) for r in done if r["latest"]]
    return latest_believable(pl.Series(days)) if days else None


def is_late(result: dict[str, Any], bound: date) -> bool:
    """Could the outcome differ under this bound? Only where a day was, or would be, refused as lying in the future."""
    if result["bound"] == bound.isoformat():
        return False
    return bool(result["late"] or (result["latest"] and result["latest"] > bound.isoformat()))


class Stager:
    """The warehouse while one source is taken in."""

    def __init__(self, warehouse: Path, settings: SourceSettings, progress: Progress | None) -> None:
        self.folder, self.settings, self.progress = warehouse / "staged", settings, progress

    def stage(self, sent: Sent, bound: date | None) -> dict[str, Any]:
        """The stored result of a file, checked now if it is not there or damaged."""
        folder = self.folder / sent.feed
        content = self.content(sent)
        for name in [address(content), address(content, bound)]:
            found = stored(folder, name)
            if found and (bound is None or not is_late(found, bound)):
                self.report(sent, found["receipt"]["rows"])
                return found
        return self.check(sent, folder, content, bound)

    def content(self, sent: Sent) -> str:
        """What the outcome depends on: bytes, feed, mapping, our contracts and reading rules."""
        mapping = self.settings.mapping(sent.feed)
        try:
            body = "link" if sent.path.is_symlink() else digest(sent.path)
        except OSError:
            body = "unreadable"
        extension = "".join(sent.path.suffixes[-2:]).lower()
        return "|".join([body, extension, sent.feed, mapping_digest(mapping), code_digest()])

    def check(self, sent: Sent, folder: Path, content: str, bound: date | None) -> dict[str, Any]:
        """Read one file, write its kept rows and quarantine, and last the result that says they are there."""
        folder.mkdir(parents=True, exist_ok=True)
        parts = folder / f".parts-{address(content)}-{os.getpid()}"  # made only for files of more than one batch
        where = sent.name.rsplit("/", 1)[-1]
        contract = FEEDS[sent.feed]
        try:
            done = examine(
                sent.path, contract, self.settings.mapping(sent.feed), where=where, as_of=bound, parts=parts,
                progress=lambda rows: self.report(sent, rows),
            )  # fmt: skip
            told = problems.worded(done.problems, contract, done.names)
            result = {
                "receipt": receipt.for_file(where, sent.feed, done, told, bound), "late": done.late,
                "latest": iso(done.latest), "reported": iso(done.reported), "bound": iso(bound),
            }  # fmt: skip
            name = address(content, bound if done.late else None)
            put_rows(done.kept, folder / f"{name}.parquet")
            if told.height:
                shown = told.rename({"_row": "row"}).select(*QUARANTINE)
                put_rows(shown.lazy(), folder / f"{name}.problems.parquet")
        except FileRefused as error:
            result = {
                "receipt": receipt.for_refused_file(where, sent.feed, error, bound), "late": False, "latest": None,
                "reported": None, "bound": iso(bound),
            }  # fmt: skip
            name = address(content)
        finally:
            shutil.rmtree(parts, ignore_errors=True)
        return put_result(folder, name, result)

    def report(self, sent: Sent, rows: int) -> None:
        """Tell whoever is watching."""
        if self.progress:
            self.progress(sent.name, rows)

    def submission(self, position: int, sent: Sent, result: dict[str, Any]) -> Submission:
        """One file as the build sees it."""
        r, name, error = result["receipt"], result["name"], result["receipt"]["file_error"]
        folder = self.folder / sent.feed
        who = hashlib.sha256(f"{sent.name}|{sent.received_on}|{sent.department_code}".encode()).hexdigest()[:8]
        quarantine = folder / f"{name}.problems.parquet"
        counts = {k: r[k] for k in ("rows", "kept", "refused", "masked", "duplicates", "dropped", "normalised")}
        return Submission(
            submission_id=f"{name}-{who}", position=position, feed=sent.feed, department_code=sent.department_code,
            file_name=sent.name, received_on=sent.received_on, encoding=r["encoding"],
            size_bytes=sent.path.lstat().st_size, **counts,
            error_rule=error["rule"] if error else None, error_zh=error["message"] if error else None,
            error_en=error["message_en"] if error else None,
            staged=None if error else folder / f"{name}.parquet",
            problems=quarantine if r["problem_counts"] else None,
            receipt=folder / f"{name}.json", digest=name,
        )  # fmt: skip


def address(content: str, bound: date | None = None) -> str:
    """The name of a result: of its content, and of the as-of date only where that changed the outcome."""
    return hashlib.sha256(f"{content}|{bound or ''}".encode()).hexdigest()[:NAMED]


def stored(folder: Path, name: str) -> dict[str, Any] | None:
    """A result written earlier, if it and the files it speaks of are whole."""
    path = folder / f"{name}.json"
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        whole = all(digest(folder / file) == seen for file, seen in result["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return result if whole and result.get("name") == name else None


def put_rows(rows: pl.LazyFrame, path: Path) -> None:
    """Write rows beside their place, then move them there in one step."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        rows.sink_parquet(part, compression="zstd", compression_level=1)  # as small as the default, a fifth faster
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def put_result(folder: Path, name: str, result: dict[str, Any]) -> dict[str, Any]:
    """Write the result last: where it stands, the rows stand too."""
    files = [f"{name}.parquet", f"{name}.problems.parquet"]
    if result["receipt"]["file_error"]:
        files = []
    elif not result["receipt"]["problem_counts"]:
        files = files[:1]
    result = {**result, "name": name, "files": {f: digest(folder / f) for f in files}}
    part = folder / f".{name}.json.{os.getpid()}.part"
    part.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / f"{name}.json")
    return result


def mapping_digest(mapping: FeedMapping) -> str:
    """Hash of a mapping and of the tables it names."""
    files = [mapping.regions_file, mapping.departments_file]
    body = [repr(mapping), *(digest(f) if f and f.is_file() else "" for f in files)]
    return hashlib.sha256("|".join(body).encode()).hexdigest()


@cache
def code_digest() -> str:
    """Hash of everything of ours that decides what is kept: contracts, ingest, names of places, units of indicators."""
    seen = hashlib.sha256(str(VERSION).encode())
    ours = [
        *sorted((ROOT / "data" / "contracts").glob("*.py")), *sorted((ROOT / "data" / "ingest").glob("*.py")),
        ROOT / "data" / "credit_code.py", ROOT / "data" / "reference" / "departments.csv",
        ROOT / "data" / "reference" / "regions.csv", ROOT / "data" / "reference" / "matters.csv",
        *sorted((ROOT / "metrics" / "cards").glob("*.toml")),
    ]  # fmt: skip
    for file in ours:
        if file.is_file():
            seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()


def iso(day: date | None) -> str | None:
    """A day as JSON."""
    return day.isoformat() if day else None


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


@contextmanager
def room(warehouse: Path) -> Iterator[None]:
    """Turn a full or read-only disk into a sentence, whether Python or polars met it."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        code = getattr(error, "errno", None) or next(iter(map(int, re.findall(r"os error (\d+)", str(error)))), None)
        if code not in FULL:
            raise
        raise NoRoom(
            str(warehouse), ("磁盘已满或不可写,未写完的文件已清除。", "The disk is full or not writable; what was half written is gone."),
            ("请腾出空间或检查权限后重新运行。", "Make room or mend the permissions, and run again."),
        ) from error  # fmt: skip
