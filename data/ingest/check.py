"""One file against its contract: kept rows, refused rows with reasons, and a receipt in which every row is found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.contracts import FEEDS, Contract
from data.errors import FileRefused
from data.ingest import adapt, problems, receipt
from data.ingest.places import place_notices
from data.ingest.privacy import mask
from data.ingest.read import open_file
from data.ingest.sieve import sift
from data.ingest.table import Notice
from data.mapping import FeedMapping, SourceSettings, plain_mapping, read_settings

LONGEST_GAP = np.timedelta64(5 * 366, "D")  # no register pauses for five years; a slip of the pen jumps further


@dataclass(frozen=True)
class Checked:
    """A file checked: receipt (JSON of the data contract), kept rows, problems with sentences."""

    receipt: dict[str, Any]
    kept: pl.DataFrame
    problems: pl.DataFrame

    @property
    def exit_code(self) -> int:
        """0 all kept, 1 some rows refused, 2 file refused."""
        return receipt.exit_code(self.receipt)


@dataclass
class Examined:
    """A file read to its end. `kept` is lazy: frames in memory, or parts on disk."""

    kept: pl.LazyFrame
    problems: pl.DataFrame
    rows: int = 0
    dropped: int = 0
    masked: int = 0
    duplicates: int = 0
    normalised: int = 0
    encoding: str | None = None
    latest: date | None = None
    reported: date | None = None
    late: bool = False
    names: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Rows with at least one problem."""
        return int(self.problems["_row"].n_unique())

    @property
    def n_kept(self) -> int:
        """Rows that go on."""
        return self.rows - self.refused - self.duplicates - self.dropped


def check_file(
    path: Path | str,
    feed: str,
    mapping: FeedMapping | SourceSettings | Path | str | None = None,
    as_of: date | None = None,
) -> Checked:
    """Check one file and write nothing. A refused file is a receipt with `file_error`, not an exception.

    mapping: settings, or the path of a source.toml. Days after `as_of` are refused; without it, the latest believable
    day of the file stands in for it. Raises FileRefused for a feed that does not exist, SourceUnusable for a bad mapping.
    """
    path, contract = Path(path), contract_of(feed)
    if isinstance(mapping, Path | str):
        mapping = read_settings(Path(mapping))
    if isinstance(mapping, SourceSettings):
        as_of = as_of or mapping.as_of
        mapping = mapping.mapping(feed)
    where = mask(path.name)
    try:
        done = examine(path, contract, mapping or plain_mapping(None, None), where=where, as_of=as_of)
    except FileRefused as error:
        refused = receipt.for_refused_file(where, feed, error, as_of)
        return Checked(refused, pl.DataFrame(schema=contract.staged), problems.worded(problems.empty(), contract, {}))
    told = problems.worded(done.problems, contract, done.names)
    return Checked(receipt.for_file(where, feed, done, told, as_of), done.kept.collect(), told)


def contract_of(feed: str) -> Contract:
    """The contract of a feed. Raises FileRefused naming the feeds there are."""
    if feed in FEEDS:
        return FEEDS[feed]
    known = ", ".join(FEEDS)
    raise FileRefused(
        mask(feed),
        "unknown_feed",
        ("没有这种数据。", "There is no such feed."),
        (f"可用:{known}。", f"Known: {known}."),
    )


def examine(
    path: Path,
    contract: Contract,
    mapping: FeedMapping,
    *,
    where: str,
    as_of: date | None,
    parts: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Examined:
    """Read a file batch by batch. With `parts`, kept rows go to that folder instead of memory.

    Raises FileRefused where the file cannot be taken as a whole.
    """
    table = open_file(path, contract, mapping, where)
    wanted = sorted({*table.headings.columns.values(), *table.headings.scanned, *table.headings.named.values()})
    unwanted = raised = 0
    store = Store(contract, parts)
    done = Examined(pl.LazyFrame(), problems.empty(), encoding=table.encoding)
    done.names = {column: table.headings.written[i] for column, i in table.headings.columns.items()}
    found: list[pl.DataFrame] = [done.problems]
    for frame in table.batches(wanted):
        batch = sift(frame, table.headings, contract, mapping)
        store.add(batch.kept)
        found.append(batch.problems)
        done.rows, done.dropped = done.rows + batch.rows, done.dropped + batch.dropped
        done.masked += batch.masked
        unwanted, raised = unwanted + batch.unwanted, raised + batch.raised
        if progress:
            progress(batch.rows)
    blank = table.empty_but_counted()
    done.rows, done.dropped = done.rows + blank, done.dropped + blank
    done.problems = pl.concat(found)
    done.notices = [*table.warnings, *adapt.notices(mapping.rules, unwanted, raised)]
    done.notices += unknown_columns(table.headings.written, table.headings.unknown)
    settle(done, store, contract, as_of)
    done.notices += place_notices(
        done.kept, roles(contract), own_regions=mapping.regions_file, own_departments=mapping.departments_file
    )
    return done


def unknown_columns(written: tuple[str, ...], positions: tuple[int, ...]) -> list[Notice]:
    """Columns that neither the feed nor the mapping knows, by their headings."""
    if not positions:
        return []
    names = "、".join(mask(written[i]) or f"第 {i + 1} 列" for i in positions)
    names_en = ", ".join(mask(written[i]) or f"column {i + 1}" for i in positions)
    return [Notice("columns_dropped", f"未读取的列:{names}", f"Columns left unread: {names_en}")]


def roles(contract: Contract) -> dict[str, str]:
    """{column: role} of departments and regions."""
    return {c: role for role in ("region", "department") for c in contract.with_role(role)}


class Store:
    """Kept rows while a file is read, with a small ledger of every row: its key, its content, its latest day."""

    def __init__(self, contract: Contract, folder: Path | None) -> None:
        self.contract, self.folder = contract, folder
        self.frames: list[pl.DataFrame] = []
        self.files: list[Path] = []
        self.ledgers: list[pl.DataFrame] = []

    def add(self, kept: pl.DataFrame) -> None:
        """Take the kept rows of one batch."""
        content = [c for c in self.contract.staged if c != "_row"]
        reported = pl.col("reported_on") if "reported_on" in content else pl.lit(None, pl.Date)
        past = self.contract.past_days
        latest = pl.max_horizontal(past) if past else pl.lit(None, pl.Date)  # a plan for a year holds no day
        self.ledgers.append(
            kept.select(
                "_row", "_altered",
                latest=latest, reported=reported,
                key=kept.select(self.contract.key).hash_rows(), content=kept.select(content).hash_rows(),
            )
        )  # fmt: skip
        rows = kept.drop("_altered")
        self.frames.append(rows)
        if self.folder is None or len(self.ledgers) == 1:
            return  # most files are one batch, which needs no parts
        self.frames, waiting = [], self.frames
        for frame in waiting:
            self.write(frame)

    def write(self, rows: pl.DataFrame) -> None:
        """Put one batch on disk."""
        assert self.folder is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files.append(self.folder / f"{len(self.files):06d}.parquet")
        rows.write_parquet(self.files[-1], compression="lz4", statistics=False)  # read once, soon

    def rows(self) -> pl.LazyFrame:
        """All kept rows so far."""
        if self.files:
            return pl.scan_parquet(self.files, glob=False)
        return pl.concat([pl.DataFrame(schema=self.contract.staged), *self.frames], rechunk=False).lazy()

    def ledger(self) -> pl.DataFrame:
        """One line per kept row."""
        return pl.concat(self.ledgers) if self.ledgers else pl.DataFrame(schema=LEDGER)


LEDGER = {
    "_row": pl.Int64, "_altered": pl.Boolean, "latest": pl.Date, "reported": pl.Date, "key": pl.UInt64, "content": pl.UInt64,
}  # fmt: skip


def settle(done: Examined, store: Store, contract: Contract, as_of: date | None) -> None:
    """What only the whole file can tell: days after the as-of date, repeated rows, keys with two contents."""
    ledger, kept = store.ledger(), store.rows()
    done.latest = latest_believable(ledger["latest"])
    done.reported = latest_believable(ledger["reported"])
    bound = as_of or done.latest
    late = ledger.filter(pl.col("latest") > bound)["_row"] if bound else ledger["_row"].head(0)
    done.late = len(late) > 0
    found = [done.problems, *late_problems(kept, late, contract, bound)]
    ledger = ledger.filter(~pl.col("_row").is_in(late.implode())) if len(late) else ledger
    twice, conflicting = repeats(ledger)
    if len(conflicting):
        found.append(problems.flag(conflicting, contract.key[0], "key_conflict"))
    out = pl.concat([late, twice, conflicting])
    done.problems, done.duplicates = pl.concat(found), len(twice)
    gone = pl.col("_row").is_in(out.implode())
    done.kept = kept.filter(~gone) if len(out) else kept
    done.normalised = int(ledger.filter(~gone)["_altered"].sum() if len(out) else ledger["_altered"].sum())


def latest_believable(days: pl.Series) -> date | None:
    """The latest day that is not a slip: from the middle upwards, stop before the first gap of five years."""
    known = days.unique().to_numpy()  # numpy from here: most files hold few days, and many small steps add up
    known = np.sort(known[~np.isnat(known)])
    if not len(known):
        return None
    upper = known[len(known) // 2 if len(known) > 2 else 0 :]
    jumps = np.flatnonzero(np.diff(upper) > LONGEST_GAP)
    found = upper[jumps[0] if len(jumps) else -1].astype("datetime64[D]").item()
    assert isinstance(found, date)
    return found


def late_problems(kept: pl.LazyFrame, rows: pl.Series, contract: Contract, bound: date | None) -> list[pl.DataFrame]:
    """Which days of the late rows lie after the bound."""
    if not len(rows):
        return []
    late = kept.filter(pl.col("_row").is_in(rows.implode())).collect()
    found = []
    for name in contract.past_days:
        hit = late.filter(pl.col(name) > bound)
        if hit.height:
            found.append(problems.flag(hit["_row"], name, "day_in_future", hit[name].dt.to_string("%Y-%m-%d")))
    return found


def repeats(ledger: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """(rows that repeat an earlier one exactly, rows whose key stands with another content). Neither version wins."""
    none = ledger["_row"].head(0)
    if ledger["key"].n_unique() == ledger.height:
        return none, none
    shared = ledger.filter(pl.col("key").is_duplicated())
    versions = pl.col("content").n_unique().over("key")
    conflicting = shared.filter(versions > 1)["_row"]
    twice = shared.filter((versions == 1) & ~pl.col("key").is_first_distinct())["_row"]
    return twice, conflicting
