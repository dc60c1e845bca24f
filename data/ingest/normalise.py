"""From cells as written to typed columns: what was understood, what was not, and which rows had to be cleaned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import dataframely as dy
import polars as pl

from data.contracts import Contract
from data.ingest import tidy
from data.ingest.days import bare_period, moments, periods, spelled, times
from data.ingest.places import department_words, region_words
from data.mapping import FeedMapping

ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?$"
PLAIN_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?$"
PLAIN_PERIOD = r"^[0-9]{4}(?:-[0-9]{2}|Q[1-4])?$"
MANY = 20_000  # rows from which it pays to clean each different value once


@dataclass(frozen=True)
class Normalised:
    """`rows` has every column of the contract, its instants and `_row`; `unread` are the cells that held something
    that is no day, number, period or flag, by column; `altered` marks rows that were cleaned."""

    rows: pl.DataFrame
    unread: Mapping[str, pl.Series]
    altered: pl.Series


@dataclass(frozen=True)
class Reading:
    """How one column is read: columns to add, layer by layer, so that no step is worked out twice.

    The cells as written are the column `name`; results are `name|value`, `name|at`, `name|unread`, `name|altered`.
    """

    layers: tuple[dict[str, pl.Expr], ...]


def normalise(
    raw: pl.DataFrame,
    contract: Contract,
    mapping: FeedMapping,
    units: Mapping[str, str],
    plain: Collection[str] = (),
) -> Normalised:
    """Type and clean the columns of one batch. `raw` has `_row` and our column names; units come from the headings.

    plain: columns known to hold no blanks, no full width and no control characters, which folding would not change.
    """
    given = raw.with_columns(
        pl.lit(mapping.constants[name]).alias(name)
        for name in contract.columns
        if name not in raw.columns and name in mapping.constants
    )
    readings = {
        name: reading(
            name,
            given[name].dtype,
            contract,
            mapping,
            units.get(name),
            place_words(given, name, contract.meta(name).get("role"), mapping),
            name in plain,
        )
        for name in contract.columns
        if name in given.columns
    }
    done = evaluate(given, readings)
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


def unread_columns(done: pl.DataFrame) -> dict[str, pl.Series]:
    """{column: which cells were not understood}, for columns with at least one."""
    names = [c for c in done.columns if c.endswith("|unread")]
    if not names or done.is_empty():
        return {}
    some = done.select(pl.col(names).any()).row(0, named=True)
    return {c.removesuffix("|unread"): done[c] for c, hit in some.items() if hit}


def no(height: int) -> pl.Series:
    """False for every row."""
    return pl.repeat(False, height, dtype=pl.Boolean, eager=True)


def evaluate(given: pl.DataFrame, readings: Mapping[str, Reading]) -> pl.DataFrame:
    """All readings over a batch. In a large one, a column with few different values is read once a value."""
    once = {
        name for name in readings
        if given.height >= MANY and given[name].dtype == pl.String and is_repetitive(given[name])
    }  # fmt: skip
    done = layered(
        given.select("_row", *(n for n in readings if n not in once)), [r for n, r in readings.items() if n not in once]
    )
    parts = [done]
    for name in once:
        cells = given.select(name)
        read = layered(cells.unique(), [readings[name]])
        read = read.select(name, pl.col(f"^{name}\\|(value|at|unread|altered)$"))
        parts.append(cells.join(read, on=name, how="left", nulls_equal=True, maintain_order="left"))
    return pl.concat(parts, how="horizontal")


def layered(cells: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """The columns of all readings, one pass a layer."""
    for i in range(max((len(r.layers) for r in readings), default=0)):
        cells = cells.with_columns(
            expr.alias(name) for r in readings if i < len(r.layers) for name, expr in r.layers[i].items()
        )
    return cells


def is_repetitive(written: pl.Series) -> bool:
    """Few different values, judged by a slice from the middle (files are sorted more often than not)."""
    sample = written.slice(len(written) // 2, 4_000)
    return sample.n_unique() < len(sample) // 2


@lru_cache(maxsize=4_096)
def reading(
    name: str,
    dtype: pl.DataType,
    contract: Contract,
    mapping: FeedMapping,
    unit: str | None,
    known: tuple[tuple[str, str], ...],
    plain: bool,
) -> Reading:
    """How a column is read. Kept, because a source has hundreds of small files that are read alike.

    unit: as the heading has it. known: names of places as written, with their codes. plain: folding changes nothing.
    """
    column, meta, cell = contract.columns[name], contract.meta(name), pl.col(name)
    if isinstance(column, dy.Date) and dtype in (pl.Date, pl.Datetime):
        return typed_day(name, dtype, contract)
    if dtype in (pl.Date, pl.Datetime):
        cell = cell.dt.to_string("%Y-%m-%d")
    folded = cell.replace(tidy.BLANKS_AS_NULL) if plain else tidy.fold(cell)
    if meaning := mapping.values.get(name):
        folded = tidy.words(folded, meaning)
    first = {f"{name}|folded": folded}
    if isinstance(column, dy.Date):
        return Reading((first, *day_layers(name, contract, mapping)))
    if isinstance(column, dy.Float64):
        read_as = mapping.units.get(name) or unit_of(unit, meta["unit"])
        return Reading((first, *number_layers(name, read_as, in_yuan=meta["unit"] == "yuan")))
    if isinstance(column, dy.Bool):
        value = tidy.flags(pl.col(f"{name}|folded"))
        return Reading((first, {f"{name}|value": value}, understood(name, differs(name, plain))))
    if meta.get("role") == "period":
        return Reading((first, *period_layers(name)))
    return Reading((first, *text_layers(name, meta, mapping, known, plain)))


def place_words(given: pl.DataFrame, name: str, role: object, mapping: FeedMapping) -> tuple[tuple[str, str], ...]:
    """Names of departments or regions that stand in a column, with their codes."""
    if role == "department":
        return tuple(sorted(department_words(given[name].unique(), mapping.departments_file).items()))
    if role == "region" and mapping.regions_file is None:
        return tuple(sorted(region_words(given[name].unique()).items()))
    return ()


def typed_day(name: str, dtype: pl.DataType, contract: Contract) -> Reading:
    """A column that came as days or moments."""
    cell = pl.col(name)
    if dtype == pl.Date:
        return Reading(({f"{name}|value": cell},))
    moment = cell.dt.replace_time_zone(None).cast(pl.Datetime("us"))
    at = {f"{name}|at": moment} if name in contract.instants else {}
    return Reading(({f"{name}|value": moment.dt.date(), **at},))


def day_layers(name: str, contract: Contract, mapping: FeedMapping) -> tuple[dict[str, pl.Expr], ...]:
    """Days as text, and moments beside them where the contract keeps them."""
    folded, moment = pl.col(f"{name}|folded"), pl.col(f"{name}|moment")
    formats = mapping.date_formats.get(name, mapping.date_formats.get("*", ()))
    endless = dict.fromkeys(tidy.ENDLESS) if contract.columns[name].nullable else {}
    last = {f"{name}|value": moment.dt.date(), f"{name}|unread": moment.is_null() & folded.is_not_null()}
    last[f"{name}|altered"] = ~pl.col(name).str.contains(ISO_DAY)
    if name in contract.instants:
        last[f"{name}|at"] = times(folded, moment)
    return (
        {f"{name}|folded": folded.replace(endless) if endless else folded},
        {f"{name}|spelled": spelled(folded)},
        {f"{name}|moment": moments(folded, pl.col(f"{name}|spelled"), formats)},
        last,
    )


def number_layers(name: str, unit: str, *, in_yuan: bool) -> tuple[dict[str, pl.Expr], ...]:
    """Figures. `in_yuan`: the column keeps yuan; money is read in 10,000 yuan, so it is brought back, to the cent."""
    figure = {f"{name}|figure": tidy.figures(pl.col(f"{name}|folded"), unit)}
    number = tidy.numbers(pl.col(f"{name}|figure"), unit)
    value = {f"{name}|value": (number * 10_000).round(2) if in_yuan else number}
    return figure, value, understood(name, ~pl.col(name).str.contains(PLAIN_NUMBER))


def period_layers(name: str) -> tuple[dict[str, pl.Expr], ...]:
    """Months, quarters, years."""
    bare = {f"{name}|bare": bare_period(pl.col(f"{name}|folded"))}
    value = {f"{name}|value": periods(pl.col(f"{name}|bare"))}
    return bare, value, understood(name, ~pl.col(name).str.contains(PLAIN_PERIOD))


def understood(name: str, altered: pl.Expr) -> dict[str, pl.Expr]:
    """The flags of a column once its value is there."""
    value, folded = pl.col(f"{name}|value"), pl.col(f"{name}|folded")
    return {f"{name}|unread": value.is_null() & folded.is_not_null(), f"{name}|altered": altered}


def text_layers(
    name: str, meta: Mapping[str, object], mapping: FeedMapping, known: tuple[tuple[str, str], ...], plain: bool
) -> tuple[dict[str, pl.Expr], ...]:
    """Codes, names, words of lists and prose. A word given another name by a list or mapping has kept its form."""
    role, folded = meta.get("role"), pl.col(f"{name}|folded")
    value, altered = folded if plain else tidy.identifiers(folded), pl.col(f"{name}|value").ne_missing(pl.col(name))
    if role == "entity" and mapping.id_scheme == "uscc":
        value = tidy.credit_codes(folded)
    elif role == "region" and mapping.regions_file is None:
        value = by_name(name, known, tidy.region_codes(folded))
    elif role == "department":
        value = by_name(name, known, value)
        altered = differs(name, plain)
    elif role == "text":
        value, altered = tidy.prose(pl.col(name)), differs(name, plain)
    elif "written" in meta:
        value, altered = tidy.words(folded, meta["written"]), differs(name, plain)  # type: ignore[arg-type]
    return {f"{name}|value": value}, {f"{name}|altered": differs(name, plain) if name in mapping.values else altered}


def by_name(name: str, known: tuple[tuple[str, str], ...], otherwise: pl.Expr) -> pl.Expr:
    """The code of a name as written, else the cell cleaned as a code."""
    if not known:
        return otherwise
    return pl.coalesce(pl.col(name).replace_strict(dict(known), default=None, return_dtype=pl.String), otherwise)


def differs(name: str, plain: bool) -> pl.Expr:
    """Cells whose form trimming changes."""
    return pl.lit(False) if plain else tidy.trim(pl.col(name)).ne_missing(pl.col(name))


def unit_of(in_heading: str | None, ours: str) -> str:
    """The heading's unit where it speaks of the same kind of thing as ours."""
    kinds = {"percent": ("share", "value"), "yuan": ("10k_yuan", "yuan"), "10k_yuan": ("10k_yuan", "yuan")}
    return in_heading if in_heading and ours in kinds[in_heading] else ours
