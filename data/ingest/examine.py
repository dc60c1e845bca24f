"""One file read to its end: batches sifted side by side, then what only the whole file can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from data.contracts import Contract
from data.ingest import adapt, problems
from data.ingest.keep import keep
from data.ingest.lanes import in_order
from data.ingest.ledger import Entry, Ledger, enter, key_of, latest_believable, latest_of, repeats
from data.ingest.places import place_notices
from data.ingest.privacy import mask
from data.ingest.read import open_file
from data.ingest.sieve import Batch, lay_out, sift
from data.ingest.table import Notice, Table
from data.mapping import FeedMapping


@dataclass
class Examined:
    """A file read to its end. `kept` is lazy: frames in memory, or rows on disk. `whole`: a file that holds just these."""

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
    whole: Path | None = None

    @property
    def refused(self) -> int:
        """Rows with at least one problem."""
        return int(self.problems["_row"].n_unique())

    @property
    def n_kept(self) -> int:
        """Rows that go on."""
        return self.rows - self.refused - self.duplicates - self.dropped


def examine(
    path: Path,
    contract: Contract,
    mapping: FeedMapping,
    *,
    where: str,
    as_of: date | None,
    part: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Examined:
    """Read a file batch by batch. With `part`, the kept rows of a large file go there instead of memory.

    Raises FileRefused where the file cannot be taken as a whole.
    """
    table = open_file(path, contract, mapping, where)
    reading = Reading(table, contract, mapping, progress)
    kept = keep(reading.kept(), contract.staged, part)
    return reading.settled(kept, as_of, part if part is not None and part.exists() else None)


class Reading:
    """A table while its batches go through the sieve: counts, problems, and the ledger of rows kept."""

    def __init__(
        self, table: Table, contract: Contract, mapping: FeedMapping, progress: Callable[[int], None] | None
    ) -> None:
        self.table, self.contract, self.mapping, self.progress = table, contract, mapping, progress
        self.ledger = Ledger()
        self.problems: list[pl.DataFrame] = [problems.empty()]
        self.rows = self.dropped = self.masked = self.unwanted = self.raised = 0

    def kept(self) -> Iterator[pl.DataFrame]:
        """The kept rows of each batch, in the order of the file."""
        for batch, entry in in_order(self.sifted, self.batches()):
            self.take(batch, entry)
            yield batch.kept

    def batches(self) -> Iterator[pl.DataFrame]:
        """The rows as they came, in the columns somebody looks at."""
        headings = self.table.headings
        return self.table.batches(sorted({*headings.columns.values(), *headings.scanned, *headings.named.values()}))

    def sifted(self, frame: pl.DataFrame) -> tuple[Batch, Entry]:
        """One batch; several of them run at once, so nothing here is shared."""
        headings = self.table.headings
        laid = lay_out(frame, headings, self.contract, self.mapping)
        batch = sift(laid, headings, self.contract, self.mapping)
        return batch, enter(batch.kept, batch.altered, self.contract)

    def take(self, batch: Batch, entry: Entry) -> None:
        """Count one batch."""
        self.ledger.entries.append(entry)
        if batch.problems.height:
            self.problems.append(batch.problems)
        self.rows, self.dropped, self.masked = (
            self.rows + batch.rows, self.dropped + batch.dropped, self.masked + len(batch.masked),
        )  # fmt: skip
        self.unwanted, self.raised = self.unwanted + batch.unwanted, self.raised + batch.raised
        if self.progress:
            self.progress(batch.rows)

    def settled(self, kept: pl.LazyFrame, as_of: date | None, whole: Path | None = None) -> Examined:
        """The file read to its end, with what only the whole of it can tell. whole: a file that holds the kept rows."""
        done = self.done(kept)
        done.whole = whole
        settle(done, self.ledger, self.contract, as_of)
        own = {"own_regions": self.mapping.regions_file, "own_departments": self.mapping.departments_file}
        done.notices += place_notices(done.kept, self.ledger.places, roles(self.contract), **own)
        return done

    def done(self, kept: pl.LazyFrame) -> Examined:
        """Everything counted, once all batches are through."""
        headings, blank = self.table.headings, self.table.empty_but_counted()
        done = Examined(kept, pl.concat(self.problems), self.rows + blank, self.dropped + blank, self.masked)
        done.encoding = self.table.encoding
        done.names = {column: headings.written[i] for column, i in headings.columns.items()}
        done.notices = [*self.table.warnings, *adapt.notices(self.mapping.rules, self.unwanted, self.raised)]
        done.notices += unknown_columns(headings.written, headings.unknown)
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


def settle(done: Examined, ledger: Ledger, contract: Contract, as_of: date | None) -> None:
    """What only the whole file can tell: days after the as-of date, repeated rows, keys with two contents."""
    latest, keys, out = ledger.latest(), ledger.keys(), []
    done.latest, done.reported = latest_believable(latest), latest_believable(ledger.reported())
    bound = as_of or done.latest
    found = [done.problems]
    if bound and (latest > bound).any():
        late = done.kept.filter(latest_of(contract) > bound).select("_row", *contract.past_days).collect()
        found += late_problems(late, contract, bound)
        done.late, done.kept = True, without(done.kept, late["_row"])
        keys = done.kept.select(key_of(contract)).collect().to_series()
        out.append(late["_row"])
    if keys.n_unique() < len(keys):
        twice, conflicting = repeats(done.kept, keys, contract)
        found.append(problems.flag(conflicting, contract.key[0], "key_conflict"))
        done.duplicates, done.kept = len(twice), without(done.kept, pl.concat([twice, conflicting]))
        out += [twice, conflicting]
    altered = ledger.altered()
    if out:
        done.problems, done.whole = pl.concat(found), None
        altered = altered.filter(~altered.is_in(pl.concat(out).implode()))
    done.normalised = len(altered)


def without(kept: pl.LazyFrame, rows: pl.Series) -> pl.LazyFrame:
    """The rows but those of these numbers."""
    return kept.filter(~pl.col("_row").is_in(rows.implode()))


def late_problems(late: pl.DataFrame, contract: Contract, bound: date) -> list[pl.DataFrame]:
    """Which days of the late rows lie after the bound."""
    found = []
    for name in contract.past_days:
        hit = late.filter(pl.col(name) > bound)
        if hit.height:
            found.append(problems.flag(hit["_row"], name, "day_in_future", hit[name].dt.to_string("%Y-%m-%d")))
    return found
