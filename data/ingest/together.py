"""Small files of one feed checked side by side: read one by one, their rows sifted as one batch, each settled by itself.

What a check costs a file of sixty rows is not its rows but the many steps, each of which polars has to be asked for.
Nothing of one file may tell on another: rows keep their file in the upper half of their number (days.FILE).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

from data.contracts import Contract
from data.errors import FileRefused
from data.ingest.days import FILE
from data.ingest.examine import Examined, Reading
from data.ingest.ledger import Entry, enter
from data.ingest.read import open_file
from data.ingest.sieve import Batch, Laid, lay_out, sift
from data.mapping import FeedMapping
from data.row_rules import RowRules

SMALL = 1 << 18  # bytes of a file that is taken together with others
AT_ONCE = 64  # files, so that others have something to do and progress is seen
MOST_ROWS = 10_000  # of all of them: where more stand together, columns are looked at value by value (look.MANY)


@dataclass(frozen=True)
class Opened:
    """One of the files, opened, and its rows laid out."""

    number: int
    reading: Reading
    laid: Laid

    @property
    def likeness(self) -> object:
        """What rows that stand in one batch must have in common."""
        headings = self.reading.table.headings
        return tuple(self.laid.raw.schema.items()), tuple(self.laid.aside.dtypes), tuple(sorted(headings.units.items()))


def may_stand_together(mapping: FeedMapping) -> bool:
    """Files whose mapping looks at whole rows, or at days in forms of its own, are read each for itself."""
    return mapping.rules == RowRules() and not mapping.date_formats


def examine_together(
    files: Sequence[tuple[Path, str]], contract: Contract, mapping: FeedMapping, as_of: date | None
) -> Iterator[tuple[int, Examined | FileRefused]]:
    """(number of the file, what became of it) for each (path, name to be shown). Files that are large after all are left out."""
    waiting: dict[object, list[Opened]] = {}
    for number, (path, where) in enumerate(files):
        try:
            opened = laid_out(number, path, contract, mapping, where)
        except FileRefused as error:
            yield number, error
            continue
        if opened is None:
            continue
        alike = waiting.setdefault(opened.likeness, [])
        if sum(o.laid.raw.height for o in alike) + opened.laid.raw.height > MOST_ROWS:
            yield from settled(alike, contract, mapping, as_of)
            alike.clear()
        alike.append(opened)
    for alike in waiting.values():
        yield from settled(alike, contract, mapping, as_of)


def laid_out(number: int, path: Path, contract: Contract, mapping: FeedMapping, where: str) -> Opened | None:
    """One file. None where it is more than one batch of few rows. Raises FileRefused."""
    reading = Reading(open_file(path, contract, mapping, where), contract, mapping, None)
    frames = list(islice(reading.batches(), 2))
    if len(frames) > 1 or sum(f.height for f in frames) > MOST_ROWS:
        return None
    return Opened(number, reading, lay_out(frames[0], reading.table.headings, contract, mapping)) if frames else None


def settled(
    alike: Sequence[Opened], contract: Contract, mapping: FeedMapping, as_of: date | None
) -> Iterator[tuple[int, Examined | FileRefused]]:
    """Files of one likeness, each settled by itself."""
    if not alike:
        return
    headings = alike[0].reading.table.headings
    batch = sift(stacked([o.laid for o in alike]), headings, contract, mapping, of_several=True)
    entry = enter(batch.kept, batch.altered, contract)
    for opened, own, short in zip(alike, *parted(batch, entry, [o.laid for o in alike]), strict=True):
        opened.reading.take(own, short)
        yield opened.number, opened.reading.settled(own.kept.lazy(), as_of)


def stacked(parts: Sequence[Laid]) -> Laid:
    """The rows of all files, told apart by their numbers."""
    raw = pl.concat([p.raw for p in parts])
    rows = raw["_row"] + pl.Series(np.repeat(np.arange(len(parts)) * FILE, [p.raw.height for p in parts]))
    names = [f"c{i}" for i in range(parts[0].aside.width)]
    aside = pl.concat([p.aside.rename(dict(zip(p.aside.columns, names, strict=True))) for p in parts])
    frame = pl.DataFrame([rows, pl.concat([p.frame["_extra"] for p in parts])])
    if any("_filled" in p.frame.columns for p in parts):
        frame = frame.with_columns(pl.concat([filled(p.frame) for p in parts]))
    return Laid(raw.with_columns(rows), aside, frame, sum(p.total for p in parts), sum(p.n_data for p in parts))


def filled(frame: pl.DataFrame) -> pl.Series:
    """Which rows of a sheet were filled from merged cells; none of a text."""
    return (
        frame["_filled"] if "_filled" in frame.columns else pl.repeat(False, frame.height, eager=True).alias("_filled")
    )


def parted(batch: Batch, entry: Entry, parts: Sequence[Laid]) -> tuple[list[Batch], list[Entry]]:
    """The batch and its entry, cut into those of each file."""
    rows, altered, masked = batch.kept["_row"], batch.altered, batch.masked.sort()
    kept = batch.kept.with_columns(rows % FILE)
    of_kept, of_altered, of_masked = cuts(rows, len(parts)), cuts(altered, len(parts)), cuts(masked, len(parts))
    troubles = batch.problems.with_columns(_file=batch.problems["_row"] // FILE, _row=pl.col("_row") % FILE)
    of_file = {file[0]: own for file, own in troubles.partition_by("_file", include_key=False, as_dict=True).items()}
    none = batch.problems.clear()
    batches, entries = [], []
    for i, part in enumerate(parts):
        here = kept[of_kept[i] : of_kept[i + 1]]
        changed = altered[of_altered[i] : of_altered[i + 1]] % FILE
        batches.append(
            replace(
                batch, kept=here, altered=changed, problems=of_file.get(i, none), rows=part.total,
                dropped=part.total - part.n_data, masked=masked[of_masked[i] : of_masked[i + 1]],
            )
        )  # fmt: skip
        # All places of all files: only what is strange among them is looked for again, and counted by file.
        own = slice(of_kept[i], of_kept[i + 1])
        reported = entry.reported[own] if len(entry.reported) else entry.reported
        entries.append(Entry(entry.keys[own], entry.latest[own], reported, entry.places, changed))
    return batches, entries


def cuts(rows: pl.Series, files: int) -> list[int]:
    """Where the rows of each file begin, and the last ones end; `rows` stand in order."""
    return [int(i) for i in np.searchsorted(rows.to_numpy(), np.arange(files + 1) * FILE)]
