"""One batch of rows through every check: what goes on, what is refused and why, what is no data at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from data.contracts import Contract
from data.ingest import adapt, problems
from data.ingest.as_read import row_problems, unread_problems
from data.ingest.as_written import Cells, garbled, identity_problems, misplaced
from data.ingest.headings import Headings
from data.ingest.look import look_at
from data.ingest.no_data import data_rows
from data.ingest.normalise import normalise
from data.ingest.privacy import without_telephones
from data.mapping import FeedMapping


@dataclass(frozen=True)
class Laid:
    """The data rows of one batch under our names, in `raw`; the cells left behind, in `aside`; and all as they came.

    n_data: rows of data before the mapping dropped some; total: before any were.
    """

    raw: pl.DataFrame
    aside: pl.DataFrame
    frame: pl.DataFrame
    total: int
    n_data: int


@dataclass(frozen=True)
class Batch:
    """`kept`: staged columns. `altered`: numbers of kept rows that were cleaned. `problems`: one line per row, column and rule.

    masked: numbers of rows that held personal data. Counts are of rows. unwanted: rows the mapping drops (part of
    `dropped`). raised: rows with a day the mapping moved.
    """

    kept: pl.DataFrame
    altered: pl.Series
    problems: pl.DataFrame
    rows: int
    dropped: int
    masked: pl.Series
    unwanted: int
    raised: int


def lay_out(frame: pl.DataFrame, headings: Headings, contract: Contract, mapping: FeedMapping) -> Laid:
    """The rows of a batch that are data, and wanted."""
    total, frame = frame.height, data_rows(frame, headings, contract)
    n_data, frame = frame.height, adapt.wanted_rows(frame, headings, mapping.rules)
    raw = adapt.composed(frame, headings, contract, mapping.rules)
    return Laid(raw, pl.DataFrame([frame[f"c{i}"] for i in headings.scanned]), frame, total, n_data)


def sift(
    laid: Laid, headings: Headings, contract: Contract, mapping: FeedMapping, *, of_several: bool = False
) -> Batch:
    """Check one batch of a table. of_several: its rows come from several files, told apart by `_row` (together.py)."""
    raw, frame = laid.raw, laid.frame
    codes = contract.with_role("entity") if mapping.id_scheme == "uscc" else []
    written = Cells(raw, look_at(raw, codes, contract.days), raw["_row"])
    left = Cells(laid.aside, look_at(laid.aside), raw["_row"], named=False)
    personal = [*identity_problems(written, contract), *identity_problems(left, contract)]
    found = [*personal, *garbled(written), *garbled(left), *misplaced(frame)]
    if found:
        broken = raw["_row"].is_in(refused(found).implode())
        raw, frame = raw.filter(~broken), frame.filter(~broken)
    done = normalise(raw, contract, mapping, headings.units, written.looks, of_several=of_several)
    rows, uncounted = adapt.counted_days(done.rows, frame, headings, mapping.rules)
    rows, raised = adapt.raised(rows, mapping.rules, contract.instants)
    filled = [frame["_filled"]] if "_filled" in frame.columns else []
    changed = rows["_row"].filter(reduce(or_, [done.altered, *raised, *filled]))
    sound = [name for name in codes if name in written.looks and written.looks[name].is_clean]
    found += [*uncounted, *unread_problems(raw, done.unread, contract)]
    found += row_problems(rows, raw, done.unread, contract, mapping, sound)
    if found:
        gone = refused(found).implode()
        rows, changed = rows.filter(~rows["_row"].is_in(gone)), changed.filter(~changed.is_in(gone))
    return Batch(
        hide_telephones(rows, contract), changed, pl.concat(found) if found else problems.empty(), laid.total,
        laid.total - laid.frame.height, refused(personal), laid.n_data - laid.frame.height,
        int(reduce(or_, raised).sum()) if raised else 0,
    )  # fmt: skip


def refused(found: Sequence[pl.DataFrame]) -> pl.Series:
    """Numbers of the rows with a problem, each once."""
    return pl.concat([part["_row"] for part in found]).unique() if found else pl.Series(dtype=pl.Int64)


def hide_telephones(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Telephone numbers in text columns masked."""
    texts = [c for c in contract.with_role("text") if rows[c].null_count() < rows.height]
    return rows.with_columns(without_telephones(pl.col(c)) for c in texts) if texts else rows
