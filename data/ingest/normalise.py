"""From cells as written to typed columns: what was understood, what was not, and which rows had to be cleaned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from data.contracts import Contract
from data.ingest.days import TIMED
from data.ingest.look import MANY, Look, distinct
from data.ingest.reading import Reading, place_words, reading
from data.mapping import FeedMapping

SOME = 1_000  # rows from which it pays to look at each different day once, where days are not written plainly


@dataclass(frozen=True)
class Normalised:
    """`rows` has every column of the contract, its instants and `_row`; `unread` are the cells that held something
    that is no day, number, period or flag, by column; `altered` marks rows that were cleaned."""

    rows: pl.DataFrame
    unread: Mapping[str, pl.Series]
    altered: pl.Series


def normalise(
    raw: pl.DataFrame,
    contract: Contract,
    mapping: FeedMapping,
    units: Mapping[str, str],
    looks: Mapping[str, Look],
    *,
    of_several: bool = False,
) -> Normalised:
    """Type and clean the columns of one batch. `raw` has `_row` and our column names; units come from the headings.

    of_several: the rows come from several files (together.py), each of which is read as if it were alone.
    """
    constants = {c: mapping.constants[c] for c in contract.columns if c not in raw.columns and c in mapping.constants}
    given = raw.with_columns(pl.lit(value).alias(name) for name, value in constants.items()) if constants else raw
    readings = {
        name: reading(
            name,
            given[name].dtype,
            contract,
            mapping,
            units.get(name),
            place_words(every_value(given[name], looks.get(name)), name, contract, mapping),
            form_of(looks.get(name)),
            of_several and name in contract.instants and has_times(given[name]),
        )
        for name in contract.columns
        if name in given.columns
    }
    done = evaluate(given, readings, looks)
    parts = {name: f"{name}|value" for name in contract.columns}
    parts |= {moment: f"{name}|at" for name, moment in contract.instants.items()}
    rows = done.select(
        (pl.col(source) if (source := parts.get(name, name)) in done.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in contract.staged.items()
    )
    altered = [c for c in done.columns if c.endswith("|altered") and c.removesuffix("|altered") in raw.columns]
    changed = (
        done.select(pl.any_horizontal(pl.col(altered)).fill_null(False)).to_series() if altered else no(raw.height)
    )
    if contract.derive:
        before, rows = rows, contract.derive(rows)
        for name in contract.recomputed:
            changed = changed | (before[name].is_null() & rows[name].is_not_null())
    return Normalised(rows, unread_columns(done), changed)


def has_times(written: pl.Series) -> bool:
    """Does a time of day stand in any cell?"""
    return written.dtype == pl.String and bool(written.str.contains(TIMED).any())


def every_value(written: pl.Series, look: Look | None) -> pl.Series:
    """All values of a column, perhaps more than once."""
    return look.values if look is not None and look.everything else written


def form_of(look: Look | None) -> str:
    """What is known of the cells to be read: their form, else "plain" where folding would change none."""
    if look is None or look.form:
        return look.form if look else ""
    return "plain" if look.everything and not look.is_odd else ""


def unread_columns(done: pl.DataFrame) -> dict[str, pl.Series]:
    """{column: which cells were not understood}, for columns with at least one."""
    names = [c for c in done.columns if c.endswith("|unread")]
    return {c.removesuffix("|unread"): done[c] for c in names if done[c].any()}


def no(height: int) -> pl.Series:
    """False for every row."""
    return pl.repeat(False, height, dtype=pl.Boolean, eager=True)


def evaluate(given: pl.DataFrame, readings: Mapping[str, Reading], looks: Mapping[str, Look]) -> pl.DataFrame:
    """All readings over a batch: cell by cell in a small one, in a large one by what the look at each column found."""
    if given.height < MANY:
        dear = [name for name, r in readings.items() if r.is_dear and given.height >= SOME]
        rest = {name: r for name, r in readings.items() if name not in dear}
        together = layered(given.select("_row", *rest), list(rest.values()))
        return together.with_columns(c for name in dear for c in by_values(given[name], readings[name], None))
    columns = [column for name, r in readings.items() for column in by_values(given[name], r, looks.get(name))]
    return pl.DataFrame([given["_row"], *columns])


def layered(cells: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """The columns of all readings, one pass a layer."""
    for i in range(max((len(r.layers) for r in readings), default=0)):
        cells = cells.with_columns(
            expr.alias(name) for r in readings if i < len(r.layers) for name, expr in r.layers[i].items()
        )
    return cells


def by_values(written: pl.Series, how: Reading, look: Look | None) -> Iterator[pl.Series]:
    """The results of one reading, worked out once for each value that needs it. What is the same for all rows is left out."""
    name = written.name
    if look is None and written.dtype == pl.String:
        look = distinct(written)
    if look is None or not (look.everything or how.keeps_clean):
        yield from layered(written.to_frame(), [how]).drop(name).get_columns()
        return
    read = layered(look.values.to_frame(name), [how])
    yield value_of(written, read, f"{name}|value")
    if f"{name}|at" in read.columns and read[f"{name}|at"].null_count() < read.height:
        yield value_of(written, read, f"{name}|at")
    for flag in (f"{name}|unread", f"{name}|altered"):
        if flag in read.columns and read[flag].any():
            yield written.is_in(read.filter(flag)[name].implode(), nulls_equal=True).alias(flag)


def value_of(written: pl.Series, read: pl.DataFrame, result: str) -> pl.Series:
    """One result for every row. A cell of text that is not among those read stays as it is."""
    name, dtype = written.name, read[result].dtype
    if dtype != pl.String:
        return written.replace_strict(read[name], read[result], default=None, return_dtype=dtype).alias(result)
    changed = read.filter(pl.col(name).ne_missing(pl.col(result)))
    return (written.replace(changed[name], changed[result]) if changed.height else written).alias(result)
