"""From a source to the warehouse: every file checked once, its kept rows under the name of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from data.contracts import FEEDS
from data.errors import FileRefused, SourceUnusable
from data.ingest import problems, receipt, together
from data.ingest.as_of import default_day, is_late, iso, last_bound
from data.ingest.digests import Digests
from data.ingest.examine import Examined, examine
from data.ingest.lanes import in_order
from data.ingest.source import Sent, find_sent
from data.ingest.warehouse import (
    address,
    beside,
    code_digest,
    forget,
    mapping_digest,
    put_result,
    put_rows,
    stored,
    taking_in,
)
from data.mapping import SourceSettings, read_settings

QUARANTINE = {"row": pl.Int64, "column": pl.String, "rule": pl.String, "message_zh": pl.String, "message_en": pl.String}

LOOKS = 3  # at a file that changes while it is read
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
    source: Path, warehouse: Path, *, as_of: date | None = None, progress: Progress | None = None,
    goes_on: bool = False,
) -> StagedSource:  # fmt: skip
    """Check and stage every file of a source. Staging the same bytes again finds them done and changes nothing.

    as_of: the day after which nothing can have happened; else that of source.toml, else the latest date of receipt or
    report, else the latest believable event. Never the clock.
    goes_on: files that the system says are unchanged since the last staging are not read to see that they are.
    Raises SourceUnusable (folder, source.toml) and NoRoom; a file that cannot be read is a submission with an error.
    """
    source, settings = Path(source), read_settings(Path(source)) if Path(source).is_dir() else SourceSettings()
    sent = find_sent(source, {feed: mapping.read_from for feed, mapping in settings.feeds.items()})
    given = as_of or settings.as_of
    with taking_in(Path(warehouse)) as folder:
        stager = Stager(folder, settings, progress, Digests(_book(folder, source), trusts=goes_on))
        at_once = stager.stage_small(sent, given)
        done = list(in_order(lambda i: at_once.get(i) or stager.stage(sent[i], given), range(len(sent))))
        day = given or default_day(sent, done)
        bound = given or last_bound(day, done)
        done = [stager.stage(one, bound) if is_late(r, bound) else r for one, r in zip(sent, done, strict=True)]
        stager.digests.keep()
    submissions = [stager.submission(i, one, r) for i, (one, r) in enumerate(zip(sent, done, strict=True))]
    return StagedSource(settings, day, submissions)


def _book(folder: Path, source: Path) -> Path:
    """Where the digests of a source's files are kept."""
    return folder / f"{hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]}.digests"


def state(path: Path) -> tuple[int, int] | None:
    """What changes when a file does: size and time; None where it is gone."""
    try:
        seen = path.lstat()
    except OSError:
        return None
    return seen.st_size, seen.st_mtime_ns


def size(path: Path) -> int:
    """Bytes of a file; 0 where it has gone since it was read."""
    seen = state(path)
    return seen[0] if seen else 0


def staged_path(warehouse: Path, feed: str, submission_id: str) -> Path:
    """Where the kept rows of a submission lie; its id begins with the address of its content."""
    return warehouse / "staged" / feed / f"{submission_id.partition('-')[0]}.parquet"


@dataclass(frozen=True)
class Seen:
    """A file about to be read: what the outcome depends on, and the file's state before."""

    sent: Sent
    content: str
    before: tuple[int, int] | None


def shown(sent: Sent) -> str:
    """A file's own name, as it may be shown."""
    return sent.name.rsplit("/", 1)[-1]


class Stager:
    """The warehouse while one source is taken in."""

    def __init__(
        self, folder: Path, settings: SourceSettings, progress: Progress | None, digests: Digests
    ) -> None:  # fmt: skip
        self.folder, self.settings, self.progress, self.digests = folder, settings, progress, digests
        self.telling = Lock()
        self.busy: dict[str, Lock] = {}

    def stage(self, sent: Sent, bound: date | None) -> dict[str, Any]:
        """The stored result of a file, checked now if it is not there or damaged. The same bytes are not read twice at once.

        Raises SourceUnusable for a file that goes on changing while it is read: half a file is nobody's submission.
        """
        for _ in range(LOOKS):
            before, content = state(sent.path), self.content(sent)
            with self.busy.setdefault(address(content), Lock()):
                result = self.stored(sent, content, bound) or self.check(sent, content, bound)
            if state(sent.path) == before:
                return result
            forget(self.folder / sent.feed, result["name"])  # it stands under the name of other bytes than were read
        raise SourceUnusable(
            sent.name,
            ("文件在读取过程中仍在变化。", "the file goes on changing while it is read."),
            ("请等待复制完成后重新运行。", "Wait until it has been copied, then run it again."),
        )

    def stored(self, sent: Sent, content: str, bound: date | None) -> dict[str, Any] | None:
        """The result of an earlier run, if it holds under this bound too."""
        for name in [address(content), address(content, bound)]:
            found = stored(self.folder / sent.feed, name, self.digests.of)
            if found and (bound is None or not is_late(found, bound)):
                self.report(sent, found["receipt"]["rows"])
                return found
        return None

    def content(self, sent: Sent) -> str:
        """What the outcome depends on: bytes, feed, mapping, our contracts and reading rules."""
        mapping = self.settings.mapping(sent.feed)
        try:
            body = "link" if sent.path.is_symlink() else self.digests.of(sent.path)
        except OSError:
            body = "unreadable"
        extension = "".join(sent.path.suffixes[-2:]).lower()
        return "|".join([body, extension, sent.feed, mapping_digest(mapping), code_digest()])

    def check(self, sent: Sent, content: str, bound: date | None) -> dict[str, Any]:
        """Read one file, write its kept rows and quarantine, and last the result that says they are there."""
        folder = self.folder / sent.feed
        folder.mkdir(parents=True, exist_ok=True)
        part = beside(folder / f"{address(content)}.rows")
        try:
            done = examine(
                sent.path, FEEDS[sent.feed], self.settings.mapping(sent.feed), where=shown(sent), as_of=bound, part=part,
                progress=lambda rows: self.report(sent, rows),
            )  # fmt: skip
            return self.put(sent, content, bound, done)
        except FileRefused as error:
            return self.put_refused(sent, content, bound, error)
        finally:
            part.unlink(missing_ok=True)

    def put(self, sent: Sent, content: str, bound: date | None, done: Examined) -> dict[str, Any]:
        """Write what became of a file that was read."""
        folder, contract = self.folder / sent.feed, FEEDS[sent.feed]
        told = problems.worded(done.problems, contract, done.names)
        result = {
            "receipt": receipt.for_file(shown(sent), sent.feed, done, told, bound), "late": done.late,
            "latest": iso(done.latest), "reported": iso(done.reported), "bound": iso(bound),
        }  # fmt: skip
        name = address(content, bound if done.late else None)
        put_rows(done.kept, folder / f"{name}.parquet", done.whole)
        if told.height:
            put_rows(told.rename({"_row": "row"}).select(*QUARANTINE).lazy(), folder / f"{name}.problems.parquet")
        stands = put_result(folder, name, result)
        for file, seen in stands["files"].items():
            self.digests.note(folder / file, seen)
        return stands

    def put_refused(self, sent: Sent, content: str, bound: date | None, error: FileRefused) -> dict[str, Any]:
        """Write that a file was refused as a whole."""
        result = {
            "receipt": receipt.for_refused_file(shown(sent), sent.feed, error, bound), "late": False, "latest": None,
            "reported": None, "bound": iso(bound),
        }  # fmt: skip
        return put_result(self.folder / sent.feed, address(content), result)

    def stage_small(self, sent: Sequence[Sent], bound: date | None) -> dict[int, dict[str, Any]]:
        """The stored results of small files, by position, as far as they are easier to come by together.

        Files left out are for `stage`: those alone of their kind, those with the bytes of another, those that change.
        """
        small: dict[str, dict[int, Seen]] = {}
        taken: set[str] = set()
        for i, one in enumerate(sent):
            if size(one.path) > together.SMALL or not together.may_stand_together(self.settings.mapping(one.feed)):
                continue
            before, content = state(one.path), self.content(one)
            if address(content) not in taken:
                taken.add(address(content))
                small.setdefault(one.feed, {})[i] = Seen(one, content, before)
        listed = [list(files.items()) for files in small.values()]
        some = [
            dict(files[k : k + together.AT_ONCE]) for files in listed for k in range(0, len(files), together.AT_ONCE)
        ]
        done = in_order(lambda files: self.stage_some(files, bound), some)
        return {i: result for found in done for i, result in found.items()}

    def stage_some(self, files: Mapping[int, Seen], bound: date | None) -> dict[int, dict[str, Any]]:
        """As `stage`, of several files of one feed; the results that will do, by position."""
        found = {i: self.stored(seen.sent, seen.content, bound) for i, seen in files.items()}
        left = {i: files[i] for i, result in found.items() if not result}
        return {i: r for i, r in found.items() if r} | (self.check_some(left, bound) if len(left) > 1 else {})

    def check_some(self, files: Mapping[int, Seen], bound: date | None) -> dict[int, dict[str, Any]]:
        """As `check`, of several files of one feed; without those that changed meanwhile."""
        listed, found = list(files.items()), dict[int, dict[str, Any]]()
        feed = listed[0][1].sent.feed
        (self.folder / feed).mkdir(parents=True, exist_ok=True)
        names = [(one.sent.path, shown(one.sent)) for one in files.values()]
        for nth, done in together.examine_together(names, FEEDS[feed], self.settings.mapping(feed), bound):
            i, one = listed[nth]
            if isinstance(done, FileRefused):
                result = self.put_refused(one.sent, one.content, bound, done)
            else:
                self.report(one.sent, done.rows)
                result = self.put(one.sent, one.content, bound, done)
            if state(one.sent.path) == one.before:
                found[i] = result
            else:
                forget(self.folder / feed, result["name"])
        return found

    def report(self, sent: Sent, rows: int) -> None:
        """Tell whoever is watching, one file at a time."""
        if self.progress:
            with self.telling:
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
            size_bytes=size(sent.path), **counts,
            error_rule=error["rule"] if error else None, error_zh=error["message"] if error else None,
            error_en=error["message_en"] if error else None,
            staged=None if error else folder / f"{name}.parquet",
            problems=quarantine if r["problem_counts"] else None,
            receipt=folder / f"{name}.json", digest=name,
        )  # fmt: skip
